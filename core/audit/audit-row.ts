import { randomFillSync } from "node:crypto";
import { personalDigest, recordMac } from "./leaf.ts";
import { recordKeyOf } from "./record-key.ts";

export interface AuditRowInput {
  readonly id: string;
  readonly at: Date;
  /** Identifiers of who acts. */
  readonly actor: Record<string, string>;
  readonly entry: {
    readonly action: string;
    readonly objectKind: string;
    readonly objectId: string;
    readonly data?: Record<string, unknown>;
  };
  /** What may be erased one day; `{}` when there is nothing. */
  readonly personal: Record<string, unknown>;
  /** Secret of the platform; without it the record stays unmarked. */
  readonly secret: Buffer | undefined;
}

/** Values of a row of audit.record in the text forms PostgreSQL reads, in the order of `AUDIT_COLUMNS`. */
export type AuditRow = readonly (string | null)[];

/** Name and type of each value of an `AuditRow`. */
export const AUDIT_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ["id", "uuid"],
  ["at", "timestamptz"],
  ["actor", "jsonb"],
  ["action", "text"],
  ["object_kind", "text"],
  ["object_id", "text"],
  ["data", "jsonb"],
  ["personal", "jsonb"],
  ["salt", "bytea"],
  ["personal_digest", "bytea"],
  ["mac", "bytea"],
];

/** A row of audit.record with its salted digest and the mark of the platform. */
export function auditRow({ id, at, actor, entry, personal, secret }: AuditRowInput): AuditRow {
  const dataText = JSON.stringify(entry.data ?? {});
  const hiddenText = Object.keys(personal).length > 0 ? JSON.stringify(personal) : null;
  const salt = hiddenText === null ? undefined : freshSalt();
  // Out of the JSON text, so that what is hashed is what the database will give back (dates, undefined members).
  const digest = salt && hiddenText !== null ? personalDigest(salt, JSON.parse(hiddenText)) : null;
  const { action, objectKind, objectId } = entry;
  const time = exactTime(at);
  const content = {
    id,
    at: time,
    actor,
    action,
    objectKind,
    objectId,
    data: JSON.parse(dataText),
    personalDigest: digest,
  };
  return [
    id,
    time,
    JSON.stringify(actor),
    action,
    objectKind,
    objectId,
    dataText,
    hiddenText,
    salt ? `\\x${salt.toString("hex")}` : null,
    digest === null ? null : `\\x${digest}`,
    secret ? `\\x${recordMac(recordKeyOf(secret), content)}` : null,
  ];
}

/** The same spelling as `RECORD_COLUMNS` reads: six decimals. */
function exactTime(at: Date): string {
  return at.toISOString().replace("Z", "000Z");
}

const pool = Buffer.alloc(4096);
let used = pool.length;

function freshSalt(): Buffer {
  if (used + 16 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return Buffer.from(pool.subarray(used - 16, used));
}
