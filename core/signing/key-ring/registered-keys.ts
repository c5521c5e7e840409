import type { Queries } from "../../database/index.ts";
import type { House } from "../../system.ts";
import type { Transaction } from "../../transaction/index.ts";
import { endActive, ownerRecord } from "./certificates.ts";
import { keyRingOf } from "./key-ring.ts";
import "./tables.ts";

/** A certificate the platform can sign with, as a register outside needs it. */
export interface KeyInUse {
  readonly ownerKind: "person" | "organisation";
  readonly ownerId: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
}

/** Certificates of the key ring whose fingerprints are not in `known`, newest first. */
export async function keysInUseExcept(
  queries: Queries,
  known: ReadonlySet<string>,
  limit: number,
): Promise<readonly KeyInUse[]> {
  const all = await queries
    .selectFrom("signing.certificate")
    .select(["id", "fingerprint"])
    .where("state", "=", "active")
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  const wanted = all.filter((row) => !known.has(row.fingerprint)).slice(0, limit);
  if (wanted.length === 0) return [];
  return await queries
    .selectFrom("signing.certificate")
    .select(["owner_kind as ownerKind", "owner_id as ownerId", "certificate", "fingerprint"])
    .where(
      "id",
      "in",
      wanted.map((row) => row.id),
    )
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
}

/**
 * Ends the use of a key whose certificate was revoked in the register, in the caller's transaction: the key is destroyed.
 *
 * @param fingerprint SHA-256 of the certificate
 * @returns the id of the certificate in the key ring; undefined when no key of it is kept here
 */
export async function stopRegisteredKey(
  house: House,
  tx: Transaction,
  fingerprint: string,
): Promise<string | undefined> {
  const row = await tx.queries
    .selectFrom("signing.certificate")
    .select(["id", "owner_kind", "owner_id"])
    .where("fingerprint", "=", fingerprint)
    .where("state", "=", "active")
    .forUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  const owner = { kind: row.owner_kind, id: row.owner_id };
  await endActive(tx, owner, "revoked");
  tx.record({
    action: "signing.stop-certificate",
    objectKind: "certificate",
    objectId: row.id,
    data: { ...ownerRecord(owner), by: "register" },
  });
  keyRingOf(house).opened.forget(row.id);
  return row.id;
}
