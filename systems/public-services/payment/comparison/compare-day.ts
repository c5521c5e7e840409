import { sql } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import { instantAt, type LocalDate, plusDays } from "../../../../core/calendar/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import type { House } from "../../../../core/system.ts";
import { type Actor, type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { askPlatform, type PlatformAccount, platformOf } from "../online/platform-client.ts";
import { momentOf } from "../online/platform-messages.ts";
import { type AttemptRow, noteFailure, takeMoney } from "../online/take-money.ts";
import { mayReconcile } from "../permissions.ts";
import { noteDifference } from "./note-difference.ts";
import { type Comparison, keepComparison, NOTHING_YET, type Outcome, tally } from "./tally.ts";

/** A try to pay with the body and the sum of its payment. */
export type ComparedAttempt = AttemptRow & { readonly organisation_id: string; readonly amount: number };

/**
 * Compares a day's tries to pay of a body with the platform, one by one: the protocol has no list. What was paid there and
 * we did not know is settled at once; whatever else differs is written down and waits for a person.
 *
 * @param day `yyyy-MM-dd`
 * @throws AccessDeniedError, Refusal 503 when the platform is away or none is configured; what was found until then stays
 */
export async function compareDay(
  house: House,
  actor: PersonActor,
  day: LocalDate,
  requestId?: string,
): Promise<Comparison> {
  assertMay(actor, mayReconcile, actor);
  return await compareDayOf(house, actor, { organisationId: actor.organisationId, day }, requestId);
}

/** As `compareDay`, for any body: what the house does every night. */
export async function compareDayOf(
  house: House,
  actor: Actor,
  { organisationId, day }: { readonly organisationId: string; readonly day: LocalDate },
  requestId?: string,
): Promise<Comparison> {
  const platform = platformOf(house);
  if (!platform)
    throw new Refusal("payments.no-platform", 503, {
      vi: "Chưa cấu hình nền tảng thanh toán nên không có gì để đối soát.",
      en: "No payment platform is configured: there is nothing to compare with.",
    });
  const attempts = await attemptsOf(house, organisationId, day);
  let comparison = NOTHING_YET;
  for (const attempt of attempts)
    comparison = tally(comparison, await compareAttempt(house, platform, attempt, day));
  await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) => {
    await keepComparison(tx, { organisationId, day, source: "platform" }, comparison);
    return true;
  });
  return comparison;
}

/** Tries that were begun or paid on a day. */
async function attemptsOf(
  house: House,
  organisationId: string,
  day: LocalDate,
): Promise<readonly ComparedAttempt[]> {
  const [from, to] = [instantAt(day), instantAt(plusDays(day, 1))];
  const { rows } = await sql<ComparedAttempt>`
    select a.*, p.organisation_id, p.amount
      from public_services.payment_attempt a join public_services.payment p on p.id = a.payment_id
     where p.organisation_id = ${organisationId}::uuid
       and (a.begun_at >= ${from} and a.begun_at < ${to} or a.ended_at >= ${from} and a.ended_at < ${to}
            or a.state = 'paid' and p.method = 'online' and p.paid_at >= ${from} and p.paid_at < ${to})
     order by a.id`.execute(house.database.queries);
  return rows;
}

async function compareAttempt(
  house: House,
  platform: PlatformAccount,
  attempt: ComparedAttempt,
  day: LocalDate,
): Promise<Outcome> {
  const there = await askPlatform(platform, attempt.reference, new Date());
  const paidThere = there?.TrangThai === "thanh-cong";
  const sums = {
    here: attempt.state === "paid" ? attempt.amount : 0,
    there: paidThere ? there.SoTien : 0,
  };
  return await transact(house, { actor: { kind: "system", name: "payments" } }, async (tx) => {
    if (paidThere) {
      const told = {
        transaction: there.MaGiaoDich,
        amount: there.SoTien,
        at: momentOf(there.ThoiGianGD),
      };
      const outcome = await takeMoney(tx, house, attempt, told);
      if (outcome === "taken") return { ...sums, here: attempt.amount, kind: "settled" as const };
      return { ...sums, kind: outcome === "repeated" ? ("matched" as const) : ("differs" as const) };
    }
    if (attempt.state === "paid") {
      await noteDifference(tx, {
        kind: "unpaid-there",
        organisationId: attempt.organisation_id,
        paymentId: attempt.payment_id,
        reference: attempt.reference,
        transaction: attempt.transaction_code,
        detail: there ? `nền tảng: ${there.TrangThai}` : "nền tảng không có mã tham chiếu này",
        day,
      });
      return { ...sums, kind: "differs" as const };
    }
    if (there?.TrangThai === "that-bai") await noteFailure(tx, attempt);
    return { ...sums, kind: "matched" as const };
  });
}
