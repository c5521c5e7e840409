import { timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { nameActions } from "../../../core/audit/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { keyedHash, standingOf } from "../../../core/identity/index.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { mayKeepFeed } from "./permissions.ts";
import "./tables.ts";

const PURPOSE = "documents.calendar-feed";

nameActions({
  "documents.make-calendar-feed": { vi: "Tạo địa chỉ lịch bí mật", en: "Made a secret calendar address" },
  "documents.revoke-calendar-feed": {
    vi: "Hủy địa chỉ lịch bí mật",
    en: "Revoked a secret calendar address",
  },
});

/** The secret part of an address: the id, and a proof under the key of the installation that we gave it out. */
export function feedToken(secret: Uint8Array, id: string): string {
  return `${id}.${keyedHash(secret, PURPOSE, id).toString("base64url")}`;
}

/** The address in force of the acting post, if there is one. */
export async function feedOf(
  queries: Queries,
  actor: PersonActor,
): Promise<{ readonly id: string; readonly made_at: Date; readonly last_read_at: Date | null } | undefined> {
  return await queries
    .selectFrom("documents.calendar_feed")
    .select(["id", "made_at", "last_read_at"])
    .where("appointment_id", "=", actor.appointmentId)
    .where("person_id", "=", actor.personId)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
}

/** Makes a new secret address for the acting post; an earlier one stops working at once. */
export async function makeFeed(tx: Transaction, actor: PersonActor): Promise<string> {
  assertMay(actor, mayKeepFeed, actor);
  await revoke(tx, actor);
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("documents.calendar_feed")
    .values({
      id,
      person_id: actor.personId,
      appointment_id: actor.appointmentId,
      made_at: tx.now,
      roles: [...actor.roles],
    })
    .execute();
  tx.record({ action: "documents.make-calendar-feed", objectKind: "calendar-feed", objectId: id });
  return id;
}

/** The address of the acting post stops working at once. */
export async function revokeFeed(tx: Transaction, actor: PersonActor): Promise<void> {
  assertMay(actor, mayKeepFeed, actor);
  for (const id of await revoke(tx, actor))
    tx.record({ action: "documents.revoke-calendar-feed", objectKind: "calendar-feed", objectId: id });
}

async function revoke(tx: Transaction, actor: PersonActor): Promise<string[]> {
  const revoked = await tx.queries
    .updateTable("documents.calendar_feed")
    .set({ revoked_at: tx.now })
    .where("appointment_id", "=", actor.appointmentId)
    .where("revoked_at", "is", null)
    .returning("id")
    .execute();
  return revoked.map(({ id }) => id);
}

/**
 * Whose calendar an address opens: only while it is not revoked and the post it was made in is still held. Reading is
 * noted once an hour.
 */
export async function readerOfFeed(
  queries: Queries,
  secret: Uint8Array,
  token: string,
  now: Date,
): Promise<PersonActor | undefined> {
  const [id = ""] = token.split(".");
  if (!isUuid(id) || !sameText(token, feedToken(secret, id))) return undefined;
  const feed = await queries
    .selectFrom("documents.calendar_feed")
    .select(["appointment_id", "person_id", "roles"])
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  const standing = feed && (await standingOf(queries, feed.person_id, now));
  const post = standing?.appointments.find((held) => held.id === feed?.appointment_id);
  if (!feed || !standing || !post) return undefined;
  await sql`update documents.calendar_feed set last_read_at = ${now}
    where id = ${id}::uuid and (last_read_at is null or last_read_at < ${now}::timestamptz - interval '1 hour')`.execute(
    queries,
  );
  return {
    kind: "person",
    personId: feed.person_id,
    appointmentId: post.id,
    organisationId: post.organisationId,
    unitId: post.unitId,
    fullName: standing.fullName,
    positionTitle: post.title,
    // An address proves no identity: it never opens more than the session that made it.
    roles: post.roles.filter((role) => feed.roles.includes(role)),
    ...(post.clearance === null ? {} : { clearance: post.clearance }),
  };
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
