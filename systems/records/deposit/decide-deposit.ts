import { notFound, Refusal } from "../../../core/errors.ts";
import { notify } from "../../../core/notify/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { requestPackage } from "../packages/request-package.ts";
import { beginAction, moveFile, type WorkFile } from "../work-files/work-file.ts";

/**
 * The archive takes a file in. Its submission package has to be there, and the archival package is made from exactly that.
 * @throws Refusal records.package-not-ready, records.wrong-state, records.frozen, AccessDeniedError
 */
export async function acceptFile(tx: Transaction, actor: PersonActor, fileId: string): Promise<WorkFile> {
  const file = await beginAction(tx, actor, fileId, "accept");
  const sip = await tx.queries
    .selectFrom("records.package")
    .select("id")
    .where("file_id", "=", file.id)
    .where("deposit_id", "=", file.deposit_id)
    .where("kind", "=", "sip")
    .where("state", "=", "ready")
    .orderBy("asked_at", "desc")
    .executeTakeFirst();
  if (!sip) {
    throw new Refusal("records.package-not-ready", 409, {
      vi: `Gói nộp lưu của hồ sơ ${file.notation} chưa đóng xong. Đợi ít phút; nếu báo lỗi, trả lại hồ sơ cho đơn vị.`,
      en: `The submission package of file ${file.notation} is not ready. Wait a minute; if it failed, return the file.`,
    });
  }
  await decide(tx, actor, file, "accepted", "");
  const moved = await moveFile(tx, file, "accept", {}, { data: { package: sip.id } });
  await requestPackage(tx, actor, {
    fileId: file.id,
    kind: "aip",
    madeFrom: sip.id,
    depositId: file.deposit_id,
  });
  await tellKeeper(tx, file, {
    vi: `Lưu trữ đã tiếp nhận hồ sơ ${file.notation} ${file.title}`,
    en: `The archive has accepted work file ${file.notation} ${file.title}`,
  });
  return moved;
}

/**
 * The archive gives a file back to be put in order; its submission package is void.
 * @param reason what is wrong, for the keeper
 * @throws Refusal records.wrong-state, records.frozen, AccessDeniedError
 */
export async function returnFile(
  tx: Transaction,
  actor: PersonActor,
  fileId: string,
  reason: string,
): Promise<WorkFile> {
  const file = await beginAction(tx, actor, fileId, "return");
  await decide(tx, actor, file, "returned", reason);
  await voidPackages(tx, file);
  const moved = await moveFile(tx, file, "return", { deposit_id: null }, { note: reason });
  await tellKeeper(tx, file, {
    vi: `Lưu trữ trả lại hồ sơ ${file.notation}: ${reason}`,
    en: `The archive returned work file ${file.notation}: ${reason}`,
  });
  return moved;
}

/**
 * The unit takes a file back before the archive has decided.
 * @throws Refusal records.wrong-state, records.frozen, AccessDeniedError
 */
export async function withdrawDeposit(
  tx: Transaction,
  actor: PersonActor,
  fileId: string,
  reason: string,
): Promise<WorkFile> {
  const file = await beginAction(tx, actor, fileId, "withdraw-deposit");
  await decide(tx, actor, file, "withdrawn", reason);
  await voidPackages(tx, file);
  return await moveFile(tx, file, "withdraw-deposit", { deposit_id: null }, { note: reason });
}

async function decide(
  tx: Transaction,
  actor: PersonActor,
  file: WorkFile,
  decision: "accepted" | "returned" | "withdrawn",
  reason: string,
): Promise<void> {
  const decided = await tx.queries
    .updateTable("records.deposit_file")
    .set({ decision, reason, decided_by_name: actor.fullName, decided_at: tx.now })
    .where("deposit_id", "=", file.deposit_id ?? "")
    .where("file_id", "=", file.id)
    .where("decision", "is", null)
    .returning("position")
    .executeTakeFirst();
  if (!decided) throw notFound();
}

async function voidPackages(tx: Transaction, file: WorkFile): Promise<void> {
  await tx.queries
    .updateTable("records.package")
    .set({ state: "void" })
    .where("file_id", "=", file.id)
    .where("kind", "=", "sip")
    .execute();
}

async function tellKeeper(tx: Transaction, file: WorkFile, title: { vi: string; en: string }): Promise<void> {
  await notify(tx, {
    to: { appointments: [file.keeper] },
    kind: "records.deposit-decided",
    title,
    href: `/files/${file.id}`,
  });
}
