import { sql } from "kysely";
import { assertMay } from "../../core/access/index.ts";
import { localDateOf } from "../../core/calendar/index.ts";
import { findOrganisation } from "../../core/directory/index.ts";
import { FormRefusal } from "../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../core/transaction/index.ts";
import type { AlertRule } from "./alerts.ts";
import { isUuid } from "./certificate.ts";
import { mayConfigure } from "./permissions.ts";

/**
 * From today on a unit looks after the certificates of an organisation, or of the whole province. What held before stays
 * in the table with its dates.
 *
 * @param input.organisationId null = the whole province
 * @param input.unitId null = nobody in particular: the organisation's clerk
 * @throws FormRefusal on `unit`, AccessDeniedError
 */
export async function assignItUnit(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly organisationId: string | null; readonly unitId: string | null },
): Promise<void> {
  assertMay(actor, mayConfigure, undefined);
  const day = localDateOf(tx.now);
  const { organisationId, unitId } = input;
  const unit =
    unitId !== null && isUuid(unitId) ? await findOrganisation(tx.queries, unitId, day) : undefined;
  if (unitId !== null && (!unit || (organisationId !== null && unit.bodyId !== organisationId))) {
    throw new FormRefusal({
      unit: {
        vi: "Chọn một đơn vị đang có trong danh bạ của cơ quan.",
        en: "Choose a unit that is in the organisation's directory today.",
      },
    });
  }
  await sql`delete from certificates.it_unit
    where organisation_id is not distinct from ${organisationId}::uuid and lower(valid) >= ${day}::date`.execute(
    tx.queries,
  );
  await sql`update certificates.it_unit set valid = daterange(lower(valid), ${day}::date)
    where organisation_id is not distinct from ${organisationId}::uuid and valid @> ${day}::date`.execute(
    tx.queries,
  );
  if (unit) {
    await sql`insert into certificates.it_unit (id, organisation_id, unit_id, valid)
      values (${uuidv7(tx.now)}, ${organisationId}, ${unit.id}, daterange(${day}::date, null))`.execute(
      tx.queries,
    );
  }
  tx.record({
    action: "certificates.assign-it-unit",
    objectKind: "register-of-certificates",
    objectId: organisationId ?? "province",
    data: { unit: unit?.id ?? null, from: day },
  });
}

/**
 * From today on people are told by another rule.
 * @throws FormRefusal on `days`, `escalateDays`, `unusedMonths`, `basis`; AccessDeniedError
 */
export async function changeAlertRule(
  tx: Transaction,
  actor: PersonActor,
  input: AlertRule & { readonly basis: string },
): Promise<void> {
  assertMay(actor, mayConfigure, undefined);
  const whole = (number: number, max: number) => Number.isInteger(number) && number >= 1 && number <= max;
  const days = [...new Set(input.days)].sort((a, b) => b - a);
  const number = { vi: "Nhập số nguyên dương.", en: "Type a whole number above zero." };
  const problems = {
    ...((days.length === 0 || days.length > 10 || !days.every((day) => whole(day, 365))) && {
      days: { vi: "Nhập các số ngày, ví dụ 60, 30, 7.", en: "Type numbers of days such as 60, 30, 7." },
    }),
    ...(!whole(input.escalateDays, 365) && { escalateDays: number }),
    ...(!whole(input.unusedMonths, 60) && { unusedMonths: number }),
    ...(input.basis.trim() === "" && { basis: { vi: "Ghi căn cứ.", en: "Say by what decision." } }),
  };
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const day = localDateOf(tx.now);
  await sql`delete from certificates.alert_rule where lower(valid) >= ${day}::date`.execute(tx.queries);
  await sql`update certificates.alert_rule set valid = daterange(lower(valid), ${day}::date)
    where valid @> ${day}::date`.execute(tx.queries);
  await sql`insert into certificates.alert_rule (valid, days, escalate_days, unused_months, basis)
    values (daterange(${day}::date, null), ${days}::smallint[], ${input.escalateDays}, ${input.unusedMonths},
            ${input.basis.trim()})`.execute(tx.queries);
  tx.record({
    action: "certificates.change-alert-rule",
    objectKind: "register-of-certificates",
    objectId: "alert-rule",
    data: { days, escalateDays: input.escalateDays, unusedMonths: input.unusedMonths, from: day },
  });
}
