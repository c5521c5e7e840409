import type { Queries } from "../../database/index.ts";
import { Refusal } from "../../errors.ts";
import type { Transaction } from "../../transaction/index.ts";
import { ownerRecord } from "./certificates.ts";
import "./tables.ts";

/**
 * No key of this certificate signs here any more until `resumeRegisteredKey`: neither a file in our care nor one on a
 * device, at a remote service or at its holder's computer. Nothing is destroyed. Doing it again changes nothing.
 *
 * @param fingerprint SHA-256 of the certificate, lower-case hexadecimal
 */
export async function suspendRegisteredKey(tx: Transaction, fingerprint: string): Promise<void> {
  const { numInsertedOrUpdatedRows } = await tx.queries
    .insertInto("signing.suspended_certificate")
    .values({ fingerprint, since: tx.now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 0n) await recordForEachKey(tx, fingerprint, "signing.suspend-certificate");
}

/** Keys of this certificate may sign again, as far as nothing else has ended them. */
export async function resumeRegisteredKey(tx: Transaction, fingerprint: string): Promise<void> {
  const { numDeletedRows } = await tx.queries
    .deleteFrom("signing.suspended_certificate")
    .where("fingerprint", "=", fingerprint)
    .executeTakeFirst();
  if (numDeletedRows !== 0n) await recordForEachKey(tx, fingerprint, "signing.resume-certificate");
}

/** Whether the register has suspended this certificate. */
export async function isSuspended(queries: Queries, fingerprint: string): Promise<boolean> {
  const found = await queries
    .selectFrom("signing.suspended_certificate")
    .select("fingerprint")
    .where("fingerprint", "=", fingerprint)
    .executeTakeFirst();
  return found !== undefined;
}

/** @throws Refusal signing.suspended */
export async function assertNotSuspended(queries: Queries, fingerprint: string): Promise<void> {
  if (!(await isSuspended(queries, fingerprint))) return;
  throw new Refusal("signing.suspended", 409, {
    vi: "Chứng thư số đang tạm dừng theo sổ chứng thư số của tỉnh nên chưa ký được. Liên hệ đơn vị quản lý chứng thư số để khôi phục.",
    en: "The province's register has suspended this certificate, so it cannot sign. Ask the unit that manages certificates to lift the suspension.",
  });
}

async function recordForEachKey(
  tx: Transaction,
  fingerprint: string,
  action: "signing.suspend-certificate" | "signing.resume-certificate",
): Promise<void> {
  const kept = await tx.queries
    .selectFrom("signing.certificate")
    .select(["id", "owner_kind", "owner_id"])
    .where("fingerprint", "=", fingerprint)
    .where("state", "=", "active")
    .execute();
  const outside = await tx.queries
    .selectFrom("signing.outside_key")
    .select(["id", "owner_kind", "owner_id"])
    .where("fingerprint", "=", fingerprint)
    .where("ended_at", "is", null)
    .execute();
  for (const row of [...kept, ...outside]) {
    tx.record({
      action,
      objectKind: "certificate",
      objectId: row.id,
      data: { ...ownerRecord({ kind: row.owner_kind, id: row.owner_id }), by: "register" },
    });
  }
}
