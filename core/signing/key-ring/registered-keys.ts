import { sql } from "kysely";
import type { Queries } from "../../database/index.ts";
import type { House } from "../../system.ts";
import type { Transaction } from "../../transaction/index.ts";
import { endActive, ownerRecord } from "./certificates.ts";
import { keyRingOf } from "./key-ring.ts";
import { resumeRegisteredKey, suspendRegisteredKey } from "./suspension.ts";
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

/**
 * Certificates the platform can sign with, kept here or outside (token, remote service, plug-in), whose fingerprints are not
 * in `known`, newest first.
 */
export async function keysInUseExcept(
  queries: Queries,
  known: ReadonlySet<string>,
  limit: number,
): Promise<readonly KeyInUse[]> {
  const { rows: all } = await sql<{ fingerprint: string }>`
    select fingerprint from (
      select fingerprint, created_at from signing.certificate where state = 'active'
      union all
      select fingerprint, created_at from signing.outside_key where ended_at is null
    ) k group by fingerprint order by max(created_at) desc, fingerprint`.execute(queries);
  const wanted = all.flatMap((row) => (known.has(row.fingerprint) ? [] : [row.fingerprint])).slice(0, limit);
  if (wanted.length === 0) return [];
  const { rows } = await sql<KeyInUse>`
    select k.* from unnest(${wanted}::text[]) with ordinality as w(fingerprint, place)
      join lateral (
        select owner_kind as "ownerKind", owner_id as "ownerId", certificate, fingerprint from signing.certificate
         where fingerprint = w.fingerprint and state = 'active'
        union all
        select owner_kind, owner_id, certificate, fingerprint from signing.outside_key
         where fingerprint = w.fingerprint and ended_at is null
        limit 1
      ) k on true
     order by w.place`.execute(queries);
  return rows;
}

/** What the register says of a certificate, as far as its keys are concerned. */
export type RegisteredState = "usable" | "suspended" | "revoked";

/**
 * Makes the keys of a certificate follow the register, in the caller's transaction; saying it again changes nothing.
 *
 * @param fingerprint SHA-256 of the certificate; null when the register does not know it, and then nothing can be done
 * @param state undefined: as it was
 */
export async function followRegister(
  house: House,
  tx: Transaction,
  fingerprint: string | null,
  state: RegisteredState | undefined,
): Promise<void> {
  if (fingerprint === null || state === undefined) return;
  if (state === "suspended") await suspendRegisteredKey(tx, fingerprint);
  else await resumeRegisteredKey(tx, fingerprint);
  if (state === "revoked") await stopRegisteredKey(house, tx, fingerprint);
}

/**
 * Ends the use of every key whose certificate was revoked in the register, in the caller's transaction: a key kept here is
 * destroyed, one on a token or at a remote service is no longer accepted.
 *
 * @param fingerprint SHA-256 of the certificate
 */
async function stopRegisteredKey(house: House, tx: Transaction, fingerprint: string): Promise<void> {
  const kept = await tx.queries
    .selectFrom("signing.certificate")
    .select(["id", "owner_kind", "owner_id"])
    .where("fingerprint", "=", fingerprint)
    .where("state", "=", "active")
    .forUpdate()
    .execute();
  for (const row of kept) {
    await endActive(tx, { kind: row.owner_kind, id: row.owner_id }, "revoked");
    keyRingOf(house).opened.forget(row.id);
  }
  const outside = await tx.queries
    .updateTable("signing.outside_key")
    .set({ ended_at: tx.now })
    .where("fingerprint", "=", fingerprint)
    .where("ended_at", "is", null)
    .returning(["id", "owner_kind", "owner_id"])
    .execute();
  const stopped = [...kept, ...outside];
  for (const row of stopped) {
    tx.record({
      action: "signing.stop-certificate",
      objectKind: "certificate",
      objectId: row.id,
      data: { ...ownerRecord({ kind: row.owner_kind, id: row.owner_id }), by: "register" },
    });
  }
}
