import { z } from "zod";
import { assertMay, HIGHEST_CLEARANCE } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import {
  type Appointment,
  decideClearance as decide,
  findAppointment,
  raiseRightsAlert,
  undoesRights,
} from "../../../core/directory/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { mayDecideClearance } from "../permissions.ts";
import { clearancesOfPeople, degreeWords } from "./secrecy.ts";
import "../audit-words.ts";

export interface DecideClearance {
  readonly appointmentId: string;
  /** 0 none, 1 mật, 2 tối mật, 3 tuyệt mật. */
  readonly level: number;
  /** Last day, `yyyy-MM-dd`; null: until decided otherwise. */
  readonly until: string | null;
  /** Number and date of the decision. */
  readonly basis: string;
}

/**
 * A leader decides from today on which degree of secrecy somebody of the organisation may see. Nobody decides for
 * himself. What was decided before stays in the history.
 *
 * @throws FormRefusal on `appointment`, `level`, `until`, `basis`
 */
export async function decideClearance(
  tx: Transaction,
  actor: PersonActor,
  input: DecideClearance,
): Promise<Appointment> {
  assertMay(actor, mayDecideClearance, { organisationId: actor.organisationId });
  const today = localDateOf(tx.now);
  const person = await findAppointment(tx.queries, input.appointmentId, today);
  const problems: Record<string, Sentence> = {};
  if (!person || person.organisationId !== actor.organisationId || person.personId === actor.personId) {
    problems.appointment = {
      vi: "Chọn một người khác đang giữ chức vụ của cơ quan.",
      en: "Choose somebody else now in office in this organisation.",
    };
  }
  if (!Number.isInteger(input.level) || input.level < 0 || input.level > HIGHEST_CLEARANCE) {
    problems.level = { vi: "Chọn độ mật trong danh sách.", en: "Choose the degree from the list." };
  }
  if (input.until !== null && !(/^\d{4}-\d\d-\d\d$/.test(input.until) && input.until >= today)) {
    problems.until = {
      vi: "Nhập ngày cuối theo dạng ngày/tháng/năm, từ hôm nay trở đi, hoặc để trống.",
      en: "Enter the last day as day/month/year, today or later, or leave it empty.",
    };
  }
  const basis = input.basis.normalize("NFC").trim();
  if (basis.length < 3 || basis.length > 200) {
    problems.basis = {
      vi: "Nhập số, ngày của quyết định làm căn cứ, từ 3 đến 200 ký tự.",
      en: "Enter number and date of the decision it rests on, 3 to 200 characters.",
    };
  }
  if (Object.keys(problems).length > 0 || !person) throw new FormRefusal(problems);
  const before = (await clearancesOfPeople(tx.queries, [person], today)).get(person.id) ?? 0;
  await decide(tx.queries, {
    id: uuidv7(tx.now),
    appointmentId: person.id,
    level: input.level,
    from: today,
    until: input.until,
    basis,
    decidedByName: actor.fullName,
    at: tx.now,
  });
  tx.record({
    action: "documents.decide-clearance",
    objectKind: "appointment",
    objectId: person.id,
    data: { level: input.level, until: input.until, basis },
  });
  await raiseRightsAlert(tx, {
    organisationId: person.organisationId,
    kind: CLEARANCE,
    objectId: person.id,
    holderPerson: person.personId,
    holderName: person.fullName,
    what: { vi: "Quyền tiếp cận văn bản mật", en: "Access to secret documents" },
    before: degreeWords(before),
    after: degreeWords(input.level),
    why: basis,
    href: `/clearances?appointment=${person.id}`,
    undo: { level: before },
  });
  return person;
}

const CLEARANCE = "documents.clearance";

undoesRights(CLEARANCE, async (tx, actor, alert) => {
  const { level } = z.object({ level: z.int().min(0).max(HIGHEST_CLEARANCE) }).parse(alert.undo);
  await decide(tx.queries, {
    id: uuidv7(tx.now),
    appointmentId: alert.objectId,
    level,
    from: localDateOf(tx.now),
    until: null,
    basis: "Không đồng ý thay đổi quyền",
    decidedByName: actor.fullName,
    at: tx.now,
  });
  const degree = degreeWords(level);
  return { vi: `Trở lại như trước: ${degree.vi}.`, en: `Back to what it was: ${degree.en}.` };
});
