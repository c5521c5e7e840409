import { randomBytes } from "node:crypto";
import { assertMay } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import type { DossierFacts } from "../dossiers/index.ts";
import { mayCollect } from "./permissions.ts";
import { platformTime } from "./platform/messages.ts";
import { lockPayment, notOpen, type PaymentRow } from "./settle.ts";
import type { PaymentLine } from "./tables.ts";

/** What the desk sets for one fee: a sum, or why nothing is taken. */
export interface AskedLine {
  /** Whole đồng as typed. */
  readonly amount: string;
  readonly waived: string;
}

/**
 * The desk sets what a dossier owes: each fee of the procedure with its sum, or waived with a reason.
 *
 * @param lines in the order of the dossier's fees
 * @throws FormRefusal beside the fields, AccessDeniedError, Refusal 409 when something is owed already
 */
export async function askPayment(
  tx: Transaction,
  actor: PersonActor,
  dossier: DossierFacts,
  lines: readonly AskedLine[],
): Promise<string | undefined> {
  assertMay(actor, mayCollect, dossier);
  const problems: Record<string, Sentence> = {};
  const set = dossier.fees.map((fee, index): PaymentLine => {
    const { amount = "", waived = "" } = lines[index] ?? {};
    const reason = waived.trim();
    const digits = amount.replace(/[.\s]/g, "");
    const sum = /^\d{1,12}$/.test(digits) ? Number(digits) : undefined;
    if (reason === "" && (sum === undefined || sum === 0))
      problems[`amount-${index}`] = {
        vi: "Nhập số tiền (đồng, không lẻ), hoặc ghi lý do miễn.",
        en: "Enter a sum in whole đồng, or write why it is waived.",
      };
    return {
      code: fee.code,
      kind: fee.kind,
      name: fee.name,
      amount: reason === "" ? (sum ?? 0) : 0,
      ...(reason === "" ? {} : { waived: reason }),
    };
  });
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return await openPayment(tx, dossier, set, actor.fullName);
}

/**
 * Puts a payment down for a dossier.
 *
 * @returns its id; undefined when nothing remains to be paid
 * @throws Refusal 409 when another one is open
 */
export async function openPayment(
  tx: Transaction,
  dossier: DossierFacts,
  lines: readonly PaymentLine[],
  by: string,
): Promise<string | undefined> {
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  if (amount === 0) return undefined;
  const id = uuidv7(tx.now);
  const made = await tx.queries
    .insertInto("public_services.payment")
    .values({
      id,
      reference: `nl${dossier.code.replace(/[^0-9A-Z]/g, "")}${platformTime(tx.now)}${randomBytes(2).toString("hex")}`,
      token: randomBytes(16).toString("base64url"),
      dossier_id: dossier.id,
      dossier_code: dossier.code,
      procedure_code: dossier.procedure.code,
      procedure_name: dossier.procedure.name,
      organisation_id: dossier.organisationId,
      organisation_name: dossier.organisationName,
      payer: dossier.applicant.name,
      lines: JSON.stringify(lines),
      amount,
      state: "open",
      created_at: tx.now,
      created_by: by,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!made)
    throw new Refusal("payments.owed-already", 409, {
      vi: "Hồ sơ này đang có một khoản chờ nộp. Hủy khoản đó trước khi lập khoản khác.",
      en: "Something is owed for this dossier already. Cancel it before another is set.",
    });
  tx.record({
    action: "payments.ask",
    objectKind: "payment",
    objectId: id,
    data: {
      dossier: dossier.code,
      amount,
      lines: lines.map(({ code, amount: sum }) => ({ code, amount: sum })),
    },
  });
  return id;
}

/** The desk takes back what is owed, with a reason. @throws FormRefusal, AccessDeniedError, Refusal 404 | 409 */
export async function cancelPayment(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  reason: string,
): Promise<PaymentRow> {
  const row = await lockPayment(tx, id);
  assertMay(actor, mayCollect, { organisationId: row.organisation_id });
  if (row.state !== "open") throw notOpen();
  if (reason.trim().length < 5)
    throw new FormRefusal({ reason: { vi: "Ghi lý do hủy.", en: "Write why it is cancelled." } });
  await tx.queries
    .updateTable("public_services.payment")
    .set({ state: "cancelled", version: row.version + 1 })
    .where("id", "=", id)
    .execute();
  tx.record({
    action: "payments.cancel",
    objectKind: "payment",
    objectId: id,
    data: { dossier: row.dossier_code, reason: reason.trim() },
  });
  return row;
}

/** What is owed by this link. @throws Refusal 404 */
export async function paymentByToken(queries: Queries, token: string): Promise<PaymentRow> {
  const row = /^[\w-]{22}$/.test(token)
    ? await queries
        .selectFrom("public_services.payment")
        .selectAll()
        .where("token", "=", token)
        .executeTakeFirst()
    : undefined;
  if (!row) throw notFound();
  return row;
}
