import { createHash, timingSafeEqual } from "node:crypto";
import type { Selectable } from "kysely";
import type { Queries, Tables } from "../../database/index.ts";
import type { Transaction } from "../../transaction/index.ts";
import type { KeyOwner } from "../service.ts";
import { actCancelled, actExpired, noSuchAct, secretNotValid } from "./refusals.ts";
import type { ActState } from "./tables.ts";

/** What is signed: `action` is the use case that goes on when the signature is there. */
export interface ActSubject {
  /** `systems/documents`. */
  readonly room: string;
  readonly id: string;
  /** `sign`, `seal`, … */
  readonly action: string;
}

/** A signature on its way: begun here, made outside, completed here. */
export interface Act {
  readonly id: string;
  readonly kind: "remote" | "plug-in";
  readonly subject: ActSubject;
  /** Whose key signs. */
  readonly owner: KeyOwner;
  /** directory.person. */
  readonly startedBy: string;
  readonly baseSha256: string;
  readonly preparedSha256: string | undefined;
  /** As given to `beginAct` and extended by `authoriseAct`; whoever reads it parses it. */
  readonly details: unknown;
  readonly state: ActState;
  /** Stable code, of a refused or cancelled act. */
  readonly reason: string | undefined;
  readonly resultSha256: string | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** An act as it stands. @throws Refusal signing.no-act */
export async function findAct(queries: Queries, id: string): Promise<Act> {
  return actOf(await rowOf(queries, id));
}

/**
 * The act whose one-time secret this is: for callers that come from outside the browser, without a session. The act
 * is open; the secret stays good until the act ends.
 *
 * @param name which of the act's secrets, as named in `beginAct`
 * @throws Refusal signing.act-secret | signing.act-expired | signing.act-cancelled | signing.act-ended
 */
export async function actBySecret(
  queries: Queries,
  id: string,
  name: string,
  secret: string,
  now: Date = new Date(),
): Promise<Act> {
  const row = await queries.selectFrom("signing.act").selectAll().where("id", "=", id).executeTakeFirst();
  // An unknown act and a wrong secret look the same from outside.
  const stored = row && Object.hasOwn(row.secrets, name) ? row.secrets[name] : undefined;
  const expected = Buffer.from(stored ?? "0".repeat(64), "hex");
  const given = createHash("sha256").update(secret).digest();
  if (row === undefined || stored === undefined || !timingSafeEqual(expected, given)) throw secretNotValid();
  const act = actOf(row);
  assertOpen(act, now);
  return act;
}

/** The act that is open for a subject, so that a page can show it again after a reload. */
export async function openActOf(
  queries: Queries,
  subject: Pick<ActSubject, "room" | "id">,
  now: Date = new Date(),
): Promise<Act | undefined> {
  const row = await queries
    .selectFrom("signing.act")
    .selectAll()
    .where("room", "=", subject.room)
    .where("subject_id", "=", subject.id)
    .where("ended_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return row && actOf(row);
}

/** The act, held until the transaction ends: whoever comes second sees what the first made of it. */
export async function lockAct(tx: Transaction, id: string): Promise<Act> {
  const row = await tx.queries
    .selectFrom("signing.act")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw noSuchAct();
  return actOf(row);
}

/** @throws Refusal signing.act-expired | signing.act-cancelled | signing.act-ended */
export function assertOpen(act: Act, now: Date): void {
  if (act.state === "expired") throw actExpired();
  if (act.state !== "waiting" && act.state !== "authorised") throw actCancelled(act.state);
  if (act.expiresAt <= now) throw actExpired();
}

async function rowOf(queries: Queries, id: string): Promise<Selectable<Tables["signing.act"]>> {
  const row = await queries.selectFrom("signing.act").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw noSuchAct();
  return row;
}

function actOf(row: Selectable<Tables["signing.act"]>): Act {
  return {
    id: row.id,
    kind: row.kind,
    subject: { room: row.room, id: row.subject_id, action: row.action },
    owner: { kind: row.owner_kind, id: row.owner_id },
    startedBy: row.started_by,
    baseSha256: row.base_sha256,
    preparedSha256: row.prepared_sha256 ?? undefined,
    details: row.details,
    state: row.state,
    reason: row.reason ?? undefined,
    resultSha256: row.result_sha256 ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
