import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import type { House, Loop } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import type { DraftLine } from "../services.ts";
import { FILING_ACTOR } from "./actor.ts";
import { findDraft } from "./draft.ts";
import type { Filer } from "./filer.ts";
import { assertOpen } from "./save-answers.ts";

/** Deletes a draft with its files because its owner asked for it. */
export async function deleteDraft(house: House, filer: Filer, id: string): Promise<void> {
  await transact(house, { actor: FILING_ACTOR }, async (tx) => {
    assertOpen(await findDraft(tx.queries, filer, id, { lock: true, now: tx.now }));
    await tx.queries.deleteFrom("public_services.form_draft").where("id", "=", id).execute();
    tx.record({ action: "forms.delete-draft", objectKind: "form-draft", objectId: id });
  });
}

/** Deletes drafts whose time is over; the page has told the day from the beginning. */
export async function expireDrafts(house: House, now = new Date()): Promise<number> {
  return await transact(house, { actor: FILING_ACTOR, now }, async (tx) => {
    const gone = await tx.queries
      .deleteFrom("public_services.form_draft")
      .where("expires_at", "<=", tx.now)
      .returning("id")
      .execute();
    if (gone.length > 0) {
      tx.record({
        action: "forms.expire-drafts",
        objectKind: "form-draft",
        objectId: "expired",
        data: { drafts: gone.length },
      });
    }
    return gone.length;
  });
}

export const draftSweep: Loop = {
  name: "forms.expire-drafts",
  everyMs: 3_600_000,
  async run(house) {
    await expireDrafts(house);
    return "rest";
  },
};

/** Unfinished applications of a citizen, the latest first. */
export async function draftsOfCitizen(queries: Queries, citizenId: string): Promise<readonly DraftLine[]> {
  return await openDrafts(queries, sql`citizen_id = ${citizenId}::uuid`);
}

/** Unfinished applications this browser or citizen may go on with. */
export async function draftsOfFiler(
  queries: Queries,
  { holder, citizen }: Filer,
  procedureCode: string,
): Promise<readonly DraftLine[]> {
  const own = citizen
    ? sql`(citizen_id = ${citizen.id}::uuid or (holder = ${holder} and citizen_id is null))`
    : sql`(holder = ${holder} and citizen_id is null)`;
  return await openDrafts(queries, sql`${own} and procedure_code = ${procedureCode}`);
}

async function openDrafts(queries: Queries, of: ReturnType<typeof sql>): Promise<readonly DraftLine[]> {
  const { rows } = await sql<Omit<DraftLine, "href">>`
    select id, procedure_code as "procedureCode", procedure_name as "procedureName",
           changed_at as "changedAt", expires_at as "expiresAt"
      from public_services.form_draft
     where ${of} and state = 'open' and version_id is not null and expires_at > now()
     order by changed_at desc limit 50`.execute(queries);
  return rows.map((row) => ({ ...row, href: `/services/${row.procedureCode}/apply/${row.id}` }));
}
