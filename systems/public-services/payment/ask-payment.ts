import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import type { DossierFacts } from "../dossiers/index.ts";
import { type Due, duesOf } from "./dues.ts";
import { mayCollect } from "./permissions.ts";
import { lockPayment, notOpen, type PaymentRow, releaseDossier } from "./settle.ts";
import type { PaymentLine } from "./tables.ts";

/** What the desk sets for one fee, as typed: a sum in whole đồng, or why nothing is taken. */
export interface AskedLine {
  readonly amount: string;
  readonly waived: string;
}

/** What is owed beside the fees of the procedure (a tax, a fee of another body), as typed. */
export interface AskedExtra {
  readonly name: string;
  readonly kind: "fee" | "charge";
  readonly amount: string;
}

/**
 * The desk sets what a dossier owes: each fee that is due with its sum, or waived with a reason, and what comes beside
 * the fees of the procedure. What is collected at return may stay open. A dossier of which everything is waived goes on.
 *
 * @param typed in the order of the dossier's fees
 * @returns id of the payment or of the waiver
 * @throws FormRefusal beside the fields, AccessDeniedError, Refusal 409 when something is owed already
 */
export async function askPayment(
  tx: Transaction,
  house: Pick<House, "services">,
  actor: PersonActor,
  dossier: DossierFacts,
  typed: readonly AskedLine[],
  extra?: AskedExtra,
): Promise<string> {
  assertMay(actor, mayCollect, dossier);
  await lockDues(tx, dossier.id);
  const dues = (await duesOf(tx.queries, dossier)).filter(({ standing }) => standing === "due");
  const problems: Record<string, Sentence> = {};
  const lines = dues.flatMap((due) => lineOf(due, typed[due.index], problems));
  if (extra && extra.name.trim() !== "") lines.push(extraOf(extra, problems));
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  if (lines.length === 0)
    throw new FormRefusal({
      "extra-name": {
        vi: "Chưa có khoản nào để lập. Nhập số tiền của một khoản, hoặc ghi thêm khoản khác.",
        en: "There is nothing to set. Enter a sum, or add something else.",
      },
    });
  const owed = lines.some(({ waived }) => waived === undefined);
  if (owed) return await openPayment(tx, dossier, lines, actor.fullName);
  return await waive(tx, house, dossier, lines, actor.fullName);
}

function lineOf(
  { index, key, fee }: Due,
  typed: AskedLine | undefined,
  problems: Record<string, Sentence>,
): readonly PaymentLine[] {
  const line = { code: key, kind: fee.kind, name: fee.name };
  const reason = typed?.waived.trim() ?? "";
  if (reason !== "") return [{ ...line, amount: 0, waived: reason }];
  const amount = typed?.amount.trim() ?? "";
  if (amount === "" && fee.collect === 4) return [];
  const sum = wholeDong(amount);
  if (sum === undefined) problems[`amount-${index}`] = SUM_WANTED;
  return [{ ...line, amount: sum ?? 0 }];
}

/** Its code is none that a fee of the dossier can have: it takes nothing off what is due. */
const EXTRA_CODE = "#KHAC";

function extraOf(extra: AskedExtra, problems: Record<string, Sentence>): PaymentLine {
  const amount = wholeDong(extra.amount);
  if (amount === undefined) problems["extra-amount"] = SUM_WANTED;
  return { code: EXTRA_CODE, kind: extra.kind, name: extra.name.trim(), amount: amount ?? 0 };
}

const SUM_WANTED: Sentence = {
  vi: "Nhập số tiền (đồng, không lẻ), hoặc ghi lý do miễn.",
  en: "Enter a sum in whole đồng, or write why it is waived.",
};

/** "5.000" → 5000. Undefined: no whole sum above nothing. */
function wholeDong(typed: string): number | undefined {
  const digits = typed.replace(/[.\s]/g, "");
  return /^[1-9]\d{0,11}$/.test(digits) ? Number(digits) : undefined;
}

/** Two clerks who set what a dossier owes do so one after the other. */
export async function lockDues(tx: Transaction, dossierId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('payment ' || ${dossierId}, 0))`.execute(
    tx.queries,
  );
}

/**
 * Puts a payment down for a dossier.
 *
 * @param lines at least one with a sum
 * @throws Refusal 409 when another one is open
 */
export async function openPayment(
  tx: Transaction,
  dossier: DossierFacts,
  lines: readonly PaymentLine[],
  by: string,
): Promise<string> {
  const id = await put(tx, dossier, lines, by, "open");
  if (id === undefined)
    throw new Refusal("payments.owed-already", 409, {
      vi: "Hồ sơ này đang có một khoản chờ nộp. Hủy khoản đó trước khi lập khoản khác.",
      en: "Something is owed for this dossier already. Cancel it before another is set.",
    });
  return id;
}

/** Nothing is taken: written down with the reasons, and the dossier goes on when it waited for this. */
async function waive(
  tx: Transaction,
  house: Pick<House, "services">,
  dossier: DossierFacts,
  lines: readonly PaymentLine[],
  by: string,
): Promise<string> {
  const id = await put(tx, dossier, lines, by, "waived");
  if (id === undefined) throw new Error(`no waiver was written for dossier ${dossier.id}`);
  const reasons = [...new Set(lines.map(({ waived }) => waived ?? ""))].join("; ");
  await releaseDossier(tx, house, dossier.id, `Miễn phí, lệ phí: ${reasons}`);
  return id;
}

async function put(
  tx: Transaction,
  dossier: DossierFacts,
  lines: readonly PaymentLine[],
  by: string,
  state: "open" | "waived",
): Promise<string | undefined> {
  const id = uuidv7(tx.now);
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  const made = await tx.queries
    .insertInto("public_services.payment")
    .values({
      id,
      token: randomBytes(16).toString("base64url"),
      dossier_id: dossier.id,
      dossier_code: dossier.code,
      procedure_code: dossier.procedure.code,
      procedure_name: dossier.procedure.name,
      organisation_id: dossier.organisationId,
      organisation_name: dossier.organisationName,
      payer: dossier.applicant.name,
      payer_address: dossier.applicant.address,
      lines: JSON.stringify(lines),
      amount,
      state,
      created_at: tx.now,
      created_by: by,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!made) return undefined;
  tx.record({
    action: state === "open" ? "payments.ask" : "payments.waive",
    objectKind: "payment",
    objectId: id,
    data: {
      dossier: dossier.code,
      amount,
      lines: lines.map(({ code, amount: sum, waived }) => ({ code, amount: sum, ...(waived && { waived }) })),
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
