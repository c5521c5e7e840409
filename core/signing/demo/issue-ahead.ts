import { sql } from "kysely";
import { appointmentsOf } from "../../directory/index.ts";
import { type JobDefinition, job } from "../../system.ts";
import { keyRingOf } from "../key-ring/key-ring.ts";
import type { KeyOwner } from "../service.ts";
import { ensureDemoCertificate } from "./issue-demo-certificate.ts";

declare module "../../transaction/transact.ts" {
  interface JobTypes {
    "signing.issue-demo-certificates": { readonly usernames: readonly string[] };
  }
}

/**
 * Makes the certificates of the people on the sign-in page ahead, one after another in the background: the leaders' own
 * and their organisations', so that the first signature of a tour does not wait for a key.
 */
export const issueAhead: JobDefinition = job(
  "signing.issue-demo-certificates",
  async (house, { usernames }, run) => {
    const { queries } = house.database;
    const found = await sql<{ person_id: string }>`select person_id from identity.account
    where demo and username = any(${usernames}::text[]) order by array_position(${usernames}::text[], username)`.execute(
      queries,
    );
    const owners = new Map<string, KeyOwner>();
    for (const { person_id: id } of found.rows) {
      const posts = await appointmentsOf(queries, id, new Date());
      if (posts.some((post) => post.roles.includes("leader"))) owners.set(id, { kind: "person", id });
      const organisation = posts[0]?.organisationId;
      if (organisation !== undefined) owners.set(organisation, { kind: "organisation", id: organisation });
    }
    const ring = keyRingOf(house);
    for (const owner of owners.values()) {
      if (run.signal.aborted) return;
      await ensureDemoCertificate(house, ring, owner);
    }
  },
);
