import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { type Transaction, uuidv7 } from "../../transaction/index.ts";
import type { KeyOwner } from "../service.ts";
import { type Act, type ActSubject, findAct } from "./act.ts";
import { actOfAnother } from "./refusals.ts";
import "./tables.ts";

/** Seconds a person has for a code on the phone, as the providers set them. */
export const ACT_SECONDS = 180;

export interface BeginAct {
  readonly kind: Act["kind"];
  readonly subject: ActSubject;
  /** Whose key signs. */
  readonly owner: KeyOwner;
  /** directory.person; alone may complete or cancel it. */
  readonly startedBy: string;
  /** The file as it stands, in the file store. */
  readonly baseSha256: string;
  /** The file with the hole for the signature, where it is laid out here. */
  readonly preparedSha256?: string;
  /** JSON that completing needs: arguments of the use case and the like. Never a secret. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Names of one-time secrets to be made; each is told once and kept as its hash. */
  readonly secrets?: readonly string[];
  /** Default {@link ACT_SECONDS}. */
  readonly seconds?: number;
}

export interface BegunAct {
  readonly act: Act;
  /** 256 random bits each, base64url, by the names asked for. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Begins a signature that is made outside. One is open per subject: an earlier one of the same person is cancelled
 * (reason `signing.act-superseded`), one of another person stands in the way.
 *
 * @throws Refusal signing.act-open
 */
export async function beginAct(tx: Transaction, input: BeginAct): Promise<BegunAct> {
  const { subject, owner } = input;
  await lockSubject(tx, subject);
  await endEarlier(tx, input);
  const id = uuidv7(tx.now);
  const secrets = Object.fromEntries(
    (input.secrets ?? []).map((name) => [name, randomBytes(32).toString("base64url")]),
  );
  const hashes = Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => [
      name,
      createHash("sha256").update(secret).digest("hex"),
    ]),
  );
  await tx.queries
    .insertInto("signing.act")
    .values({
      id,
      kind: input.kind,
      room: subject.room,
      subject_id: subject.id,
      action: subject.action,
      owner_kind: owner.kind,
      owner_id: owner.id,
      started_by: input.startedBy,
      base_sha256: input.baseSha256,
      prepared_sha256: input.preparedSha256 ?? null,
      details: JSON.stringify(input.details),
      secrets: JSON.stringify(hashes),
      state: "waiting",
      reason: null,
      result_sha256: null,
      created_at: tx.now,
      expires_at: new Date(tx.now.getTime() + (input.seconds ?? ACT_SECONDS) * 1000),
    })
    .execute();
  tx.record({
    action: "signing.begin-act",
    objectKind: "signing-act",
    objectId: id,
    data: { kind: input.kind, subject, ownerKind: owner.kind, owner: owner.id, base: input.baseSha256 },
  });
  return { act: await findAct(tx.queries, id), secrets };
}

/** Beginnings for one subject take turns until the transaction ends. */
export async function lockSubject(
  tx: Transaction,
  { room, id }: Pick<ActSubject, "room" | "id">,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`signing.act/${room}/${id}`}, 0))`.execute(
    tx.queries,
  );
}

async function endEarlier(tx: Transaction, { subject, startedBy }: BeginAct): Promise<void> {
  const earlier = await tx.queries
    .selectFrom("signing.act")
    .select(["id", "started_by", "expires_at"])
    .where("room", "=", subject.room)
    .where("subject_id", "=", subject.id)
    .where("ended_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (earlier === undefined) return;
  const over = earlier.expires_at <= tx.now;
  if (!over && earlier.started_by !== startedBy) throw actOfAnother();
  await tx.queries
    .updateTable("signing.act")
    .set({
      state: over ? "expired" : "cancelled",
      reason: over ? null : "signing.act-superseded",
      ended_at: tx.now,
      secrets: "{}",
    })
    .where("id", "=", earlier.id)
    .execute();
}
