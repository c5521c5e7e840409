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

/** A row of audit.record as `jsonb_to_recordset` takes it: with salted digest and the mark of the platform. */
export function auditRow({ id, at, actor, entry, personal, secret }: AuditRowInput): Record<string, unknown> {
  // Through JSON text once, so that what is hashed is what the database will give back (dates, undefined members).
  const data: unknown = JSON.parse(JSON.stringify(entry.data ?? {}));
  const hidden: unknown = JSON.parse(JSON.stringify(personal));
  const hasPersonal = Object.keys(personal).length > 0;
  const salt = hasPersonal ? freshSalt() : undefined;
  const digest = salt ? personalDigest(salt, hidden) : null;
  const { action, objectKind, objectId } = entry;
  const content = {
    id,
    at: exactTime(at),
    actor,
    action,
    objectKind,
    objectId,
    data,
    personalDigest: digest,
  };
  return {
    id,
    at,
    actor,
    action,
    object_kind: objectKind,
    object_id: objectId,
    data,
    personal: hasPersonal ? hidden : null,
    salt: salt ? `\\x${salt.toString("hex")}` : null,
    personal_digest: digest === null ? null : `\\x${digest}`,
    mac: secret ? `\\x${recordMac(recordKeyOf(secret), content)}` : null,
  };
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
