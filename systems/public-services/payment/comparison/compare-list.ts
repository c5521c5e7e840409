import { sql } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import { instantAt, type LocalDate, plusDays } from "../../../../core/calendar/index.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, resultOfRequest, transact } from "../../../../core/transaction/index.ts";
import { askAboutAttempt } from "../online/ask-platform.ts";
import { mayReconcile } from "../permissions.ts";
import type { ComparedAttempt } from "./compare-day.ts";
import { type NewDifference, noteDifference } from "./note-difference.ts";
import { type ListedPayment, readList } from "./read-list.ts";
import { type Comparison, keepComparison, NOTHING_YET, type Outcome, tally } from "./tally.ts";

interface Day {
  readonly organisationId: string;
  readonly day: LocalDate;
}

/**
 * Compares a day with the list that the platform hands out: what is on both sides, only there, only here, or with another
 * sum. A file is no proof: what it says is paid and we do not know is asked about at the platform before it is settled.
 * Lines of other bodies are left to them.
 *
 * @param input.sha256 of the stored file
 * @throws AccessDeniedError, Refusal 422 when the file cannot be read
 */
export async function compareList(
  house: House,
  actor: PersonActor,
  input: { readonly day: LocalDate; readonly sha256: string; readonly requestId?: string },
): Promise<Comparison> {
  assertMay(actor, mayReconcile, actor);
  const request = { actor, ...(input.requestId ? { requestId: input.requestId } : {}) };
  const earlier = await resultOfRequest<Comparison>(house.database, request);
  if (earlier) return earlier.result;
  const listed = await readList(await house.files.read(input.sha256));
  const of = { organisationId: actor.organisationId, day: input.day };
  const [known, paidHere] = await Promise.all([attemptsNamed(house, [...listed.keys()]), paidOn(house, of)]);
  let comparison = NOTHING_YET;
  for (const line of listed.values()) {
    const attempt = known.get(line.reference);
    if (attempt && attempt.organisation_id !== of.organisationId) continue;
    comparison = tally(comparison, await compareLine(house, of, line, attempt));
  }
  for (const attempt of paidHere)
    if (!listed.has(attempt.reference)) {
      const outcome = { kind: "differs", here: attempt.amount, there: 0 } as const;
      comparison = tally(comparison, outcome);
      await note(house, {
        ...differenceOf(of, attempt.reference, attempt),
        kind: "unpaid-there",
        transaction: attempt.transaction_code,
        detail: "không có trong danh sách",
      });
    }
  return await transact(house, request, async (tx) => {
    await keepComparison(tx, { ...of, source: "list" }, comparison);
    return comparison;
  });
}

async function compareLine(
  house: House,
  of: Day,
  line: ListedPayment,
  attempt: ComparedAttempt | undefined,
): Promise<Outcome> {
  const here = attempt?.state === "paid" ? attempt.amount : 0;
  const there = line.paid ? line.amount : 0;
  const found = { ...differenceOf(of, line.reference, attempt), transaction: line.transaction };
  const differs = async (kind: NewDifference["kind"], detail: string): Promise<Outcome> => {
    await note(house, { ...found, kind, detail });
    return { kind: "differs", here, there };
  };
  if (!attempt)
    return line.paid
      ? await differs("unknown-here", `${line.amount} đồng, dòng ${line.line}`)
      : { kind: "matched", here, there };
  if (!line.paid)
    return attempt.state === "paid"
      ? await differs("unpaid-there", `dòng ${line.line}: chưa thành công`)
      : { kind: "matched", here, there };
  if (line.amount !== attempt.amount)
    return await differs("amount", `${line.amount} đồng, phải nộp ${attempt.amount} đồng`);
  if (attempt.state === "paid")
    return line.transaction === "" || line.transaction === attempt.transaction_code
      ? { kind: "matched", here, there }
      : await differs("paid-there", `${line.amount} đồng, dòng ${line.line}`);
  const standing = await askAboutAttempt(house, attempt, new Date());
  if (standing === "paid") return { kind: "settled", here: attempt.amount, there };
  return await differs("paid-there", `dòng ${line.line}; hỏi nền tảng: ${standing}`);
}

function differenceOf(of: Day, reference: string, attempt: ComparedAttempt | undefined) {
  return { ...of, reference, paymentId: attempt?.payment_id ?? null };
}

async function note(house: House, found: NewDifference): Promise<void> {
  await transact(house, { actor: { kind: "system", name: "payments" } }, (tx) => noteDifference(tx, found));
}

async function attemptsNamed(
  house: House,
  references: readonly string[],
): Promise<ReadonlyMap<string, ComparedAttempt>> {
  const { rows } = await sql<ComparedAttempt>`
    select a.*, p.organisation_id, p.amount
      from public_services.payment_attempt a join public_services.payment p on p.id = a.payment_id
     where a.reference = any(${[...references]}::text[])`.execute(house.database.queries);
  return new Map(rows.map((row) => [row.reference, row]));
}

/** Tries of a body that were paid on a day. */
async function paidOn(house: House, { organisationId, day }: Day): Promise<readonly ComparedAttempt[]> {
  const { rows } = await sql<ComparedAttempt>`
    select a.*, p.organisation_id, p.amount
      from public_services.payment_attempt a join public_services.payment p on p.id = a.payment_id
     where p.organisation_id = ${organisationId}::uuid and a.state = 'paid' and p.method = 'online'
       and p.paid_at >= ${instantAt(day)} and p.paid_at < ${instantAt(plusDays(day, 1))}
     order by a.id`.execute(house.database.queries);
  return rows;
}
