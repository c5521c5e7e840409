import { assertMay } from "../../../core/access/index.ts";
import { nameActions } from "../../../core/audit/index.ts";
import { dayNumber, type LocalDate, localDateOf } from "../../../core/calendar/index.ts";
import { findAppointment } from "../../../core/directory/index.ts";
import { FormRefusal, notFound, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { mayEnterAbsence } from "./permissions.ts";
import "./tables.ts";

const MOST_DAYS = 400;
const MOST_REASON = 200;

nameActions({
  "documents.enter-absence": { vi: "Ghi ngày vắng", en: "Entered an absence" },
  "documents.remove-absence": { vi: "Bỏ ngày vắng", en: "Removed an absence" },
});

/** What was typed; days as `yyyy-MM-dd`, undefined when they were no day. */
export interface TypedAbsence {
  readonly appointmentId: string;
  readonly from: LocalDate | undefined;
  readonly to: LocalDate | undefined;
  readonly reason: string;
}

/**
 * Enters the days on which somebody is away.
 * @returns id of the absence
 * @throws FormRefusal on `appointment`, `from`, `to` and `reason`, AccessDeniedError
 */
export async function enterAbsence(
  tx: Transaction,
  actor: PersonActor,
  typed: TypedAbsence,
): Promise<string> {
  const who = isUuid(typed.appointmentId)
    ? await findAppointment(tx.queries, typed.appointmentId, localDateOf(tx.now))
    : undefined;
  if (!who)
    throw new FormRefusal({
      appointment: { vi: "Chọn người vắng trong danh sách.", en: "Choose a person from the list." },
    });
  assertMay(actor, mayEnterAbsence, {
    organisationId: who.organisationId,
    unitId: who.unitId,
    appointmentId: who.id,
  });
  const { from, to } = typed;
  const reason = typed.reason.normalize("NFC").trim();
  const problems = problemsOf({ from, to, reason });
  if (from === undefined || to === undefined || Object.keys(problems).length > 0)
    throw new FormRefusal(problems);
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("documents.absence")
    .values({
      id,
      organisation_id: who.organisationId,
      unit_id: who.unitId,
      appointment_id: who.id,
      person_name: who.fullName,
      from_day: from,
      to_day: to,
      reason,
      entered_by_name: actor.fullName,
      entered_at: tx.now,
    })
    .execute();
  tx.record({
    action: "documents.enter-absence",
    objectKind: "absence",
    objectId: id,
    data: { appointment: who.id, from, to },
  });
  return id;
}

function problemsOf({
  from,
  to,
  reason,
}: Pick<TypedAbsence, "from" | "to" | "reason">): Record<string, Sentence> {
  const noDay = {
    vi: "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 04/03/2022.",
    en: "Enter day/month/year, such as 04/03/2022.",
  };
  const problems: Record<string, Sentence> = {};
  if (from === undefined) problems.from = noDay;
  if (to === undefined) problems.to = noDay;
  if (from !== undefined && to !== undefined && to < from)
    problems.to = {
      vi: "Ngày cuối phải bằng hoặc sau ngày đầu.",
      en: "The last day must not lie before the first.",
    };
  else if (from !== undefined && to !== undefined && dayNumber(to) - dayNumber(from) >= MOST_DAYS)
    problems.to = {
      vi: `Một lần ghi tối đa ${MOST_DAYS} ngày.`,
      en: `At most ${MOST_DAYS} days at once.`,
    };
  if (reason.length > MOST_REASON)
    problems.reason = {
      vi: `Lý do dài tối đa ${MOST_REASON} ký tự.`,
      en: `At most ${MOST_REASON} characters.`,
    };
  return problems;
}

/** Takes an absence out of the calendar; the row stays for the record. @throws Refusal not-found, AccessDeniedError */
export async function removeAbsence(tx: Transaction, actor: PersonActor, id: string): Promise<void> {
  if (!isUuid(id)) throw notFound();
  const found = await tx.queries
    .selectFrom("documents.absence")
    .select(["organisation_id", "unit_id", "appointment_id"])
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (!found) throw notFound();
  assertMay(actor, mayEnterAbsence, {
    organisationId: found.organisation_id,
    unitId: found.unit_id,
    appointmentId: found.appointment_id,
  });
  await tx.queries
    .updateTable("documents.absence")
    .set({ removed_at: tx.now })
    .where("id", "=", id)
    .execute();
  tx.record({ action: "documents.remove-absence", objectKind: "absence", objectId: id });
}
