import { createHash, createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { canonicalJson, parseExactJson } from "./canonical-json.ts";

/** What a record says, before it has a place in the log. */
export interface RecordContent {
  /** uuid */
  readonly id: string;
  /** ISO 8601, UTC, six decimals. */
  readonly at: string;
  readonly actor: unknown;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly data: unknown;
  /** Salted digest of the personal part, hexadecimal; null when there is none. */
  readonly personalDigest: string | null;
}

/** A row as `RECORD_COLUMNS` reads it: JSON as text, so that no number is rounded. */
export interface RecordRow {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly object_kind: string;
  readonly object_id: string;
  readonly data: string;
  readonly personal_digest: string | null;
  readonly mac: string | null;
  readonly transaction_id: string;
}

/** Columns of `RecordRow`, of `audit.record` under the alias r. `jsonb::text` is only carried, never hashed. */
export const RECORD_COLUMNS = `r.id::text as id,
  to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  r.actor::text as actor, r.action, r.object_kind, r.object_id, r.data::text as data,
  encode(r.personal_digest, 'hex') as personal_digest, encode(r.mac, 'hex') as mac,
  r.transaction_id::text as transaction_id`;

/** Version of the leaf format: its first byte. */
const VERSION = Buffer.of(0x01);
/** An entry of a bundle is at most 65,535 bytes (C2SP tlog-tiles); larger data enters the leaf as its digest. */
const LARGEST_DATA = 32_768;

export function contentOf(row: RecordRow): RecordContent {
  return {
    id: row.id,
    at: row.at,
    actor: parseExactJson(row.actor),
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    data: parseExactJson(row.data),
    personalDigest: row.personal_digest,
  };
}

/** Salted digest of personal data: the data may be erased, the digest stays in the log. */
export function personalDigest(salt: Uint8Array, personal: unknown): string {
  return createHash("sha256").update(salt).update(canonicalJson(personal)).digest("hex");
}

/** Mark of the platform on a record, hexadecimal. */
export function recordMac(key: KeyObject, content: RecordContent): string {
  return createHmac("sha256", key).update(canonicalJson(content)).digest("hex");
}

/** Was this row written by the platform that holds `key`? */
export function hasGoodMac(key: KeyObject, row: RecordRow, content: RecordContent = contentOf(row)): boolean {
  const expected = Buffer.from(recordMac(key, content), "hex");
  const found = Buffer.from(row.mac ?? "", "hex");
  return found.length === expected.length && timingSafeEqual(found, expected);
}

/** What sealing adds to a record. */
export interface SealContext {
  /** ISO 8601, UTC, six decimals. */
  readonly sealedAt: string;
  /** Set when the mark of the platform was missing or wrong at sealing. */
  readonly foreign: boolean;
}

/** The bytes of the record in the log: a version byte and canonical JSON (RFC 8785). */
export function leafBytes(
  row: RecordRow,
  seal: SealContext,
  content: RecordContent = contentOf(row),
): Buffer {
  const data = canonicalJson(content.data);
  const dataPart =
    Buffer.byteLength(data) > LARGEST_DATA
      ? `"dataSha256":"${createHash("sha256").update(data).digest("hex")}"`
      : `"data":${data}`;
  // Written out in the sorted order RFC 8785 asks for, because `data` is already canonical.
  const json =
    `{"action":${JSON.stringify(content.action)},"actor":${canonicalJson(content.actor)}` +
    `,"at":${JSON.stringify(content.at)},${dataPart}${seal.foreign ? ',"foreign":true' : ""}` +
    `,"id":${JSON.stringify(content.id)},"mac":${JSON.stringify(row.mac)}` +
    `,"object":{"id":${JSON.stringify(content.objectId)},"kind":${JSON.stringify(content.objectKind)}}` +
    `,"personal":${JSON.stringify(content.personalDigest)},"sealed":${JSON.stringify(seal.sealedAt)}` +
    `,"transaction":${JSON.stringify(row.transaction_id)}}`;
  return Buffer.concat([VERSION, Buffer.from(json)]);
}

/** What an entry of the log says about its record; for naming a record whose row is gone. */
export interface LeafSummary {
  readonly id: string;
  readonly action: string;
  readonly at: string;
  /** When it was sealed. */
  readonly sealed: string;
}

/** Reads the names out of leaf bytes; undefined when they are not a leaf of a known version. */
export function readLeaf(bytes: Uint8Array): LeafSummary | undefined {
  if (bytes[0] !== VERSION[0]) return undefined;
  try {
    const leaf: unknown = JSON.parse(Buffer.from(bytes.subarray(1)).toString("utf8"));
    if (typeof leaf !== "object" || leaf === null) return undefined;
    if (!("id" in leaf && "action" in leaf && "at" in leaf && "sealed" in leaf)) return undefined;
    return {
      id: String(leaf.id),
      action: String(leaf.action),
      at: String(leaf.at),
      sealed: String(leaf.sealed),
    };
  } catch {
    return undefined;
  }
}
