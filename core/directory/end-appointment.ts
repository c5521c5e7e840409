import { sql } from "kysely";
import { assertMay } from "../access/index.ts";
import { localDateOf, plusDays } from "../calendar/vietnam-time.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../errors.ts";
import type { PersonActor, Transaction } from "../transaction/index.ts";
import { noteAppointmentChange } from "./appointment-changes.ts";
import { openDelegationsOf } from "./delegations.ts";
import { endDelegations } from "./end-delegation.ts";
import type { LocalDate } from "./organisation.ts";
import { type Appointment, findAppointment } from "./people.ts";
import { mayManageAppointments } from "./permissions.ts";
import { postAlert } from "./post-alerts.ts";

export interface EndAppointment {
  readonly appointmentId: string;
  /** Last day in the post: yesterday (it ends at once), today, or later. "" when what was typed is no day. */
  readonly lastDay: LocalDate;
  /** Number and date of the decision, 5 to 300 characters. */
  readonly basis: string;
}

/**
 * Ends an official's appointment. Rights fall away with the last day; delegations the post gave or received end too. Open
 * work stays under the appointment until it is handed over, and is pointed at until then.
 *
 * @throws AccessDeniedError, FormRefusal on `lastDay`, `basis`, Refusal not-found, directory.own-appointment
 */
export async function endAppointment(
  tx: Transaction,
  actor: PersonActor,
  input: EndAppointment,
): Promise<Appointment> {
  assertMay(actor, mayManageAppointments, undefined);
  const today = localDateOf(tx.now);
  const held = await findAppointment(tx.queries, input.appointmentId, today);
  if (!held) throw notFound();
  if (held.personId === actor.personId) {
    throw new Refusal("directory.own-appointment", 409, {
      vi: "Không tự kết thúc chức vụ của chính mình. Hãy nhờ một quản trị viên khác.",
      en: "Nobody ends their own appointment. Ask another administrator.",
    });
  }
  const basis = readBasis(input.basis);
  const problems: Record<string, Sentence> = {};
  const latest = held.validTo ? plusDays(held.validTo, -1) : undefined;
  const tooEarly = input.lastDay < held.validFrom || input.lastDay < plusDays(today, -1);
  if (tooEarly || (latest !== undefined && input.lastDay > latest)) {
    problems.lastDay = {
      vi: "Ngày cuối là hôm qua (thôi ngay), hôm nay hoặc ngày sau đó, trong thời gian giữ chức vụ.",
      en: "The last day is yesterday (it ends at once), today or later, within the appointment.",
    };
  }
  if (basis === undefined) problems.basis = NO_BASIS;
  if (basis === undefined || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const ends = plusDays(input.lastDay, 1);
  await sql`update directory.appointment set valid = daterange(lower(valid), ${ends}::date)
    where id = ${held.id}::uuid`.execute(tx.queries);
  const open = ends <= today ? await openDelegationsOf(tx.queries, held.id, today) : [];
  const delegations = await endDelegations(
    tx,
    open.map(({ id }) => id),
    `Thôi giữ chức vụ: ${basis}`,
  );
  await noteAppointmentChange(tx, held, { action: "ended", day: input.lastDay, basis });
  await postAlert(tx, held, {
    action: "ended",
    day: input.lastDay,
    basis,
    validTo: held.validTo,
    delegations,
  });
  return held;
}

/** A basis as typed; undefined when it says too little or too much. */
export function readBasis(typed: string): string | undefined {
  const basis = typed.normalize("NFC").trim();
  return basis.length >= 5 && basis.length <= 300 ? basis : undefined;
}

export const NO_BASIS: Sentence = {
  vi: "Ghi quyết định làm căn cứ: số, ký hiệu, ngày (5 đến 300 ký tự).",
  en: "Name the decision it rests on: number, notation, date (5 to 300 characters).",
};
