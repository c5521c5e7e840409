import { sql } from "kysely";
import { z } from "zod";
import { assertMay } from "../access/index.ts";
import { localDateOf, plusDays } from "../calendar/vietnam-time.ts";
import { FormRefusal, type Sentence } from "../errors.ts";
import {
  DELEGATION_KINDS,
  type DelegationKind,
  type PersonActor,
  type Transaction,
  uuidv7,
} from "../transaction/index.ts";
import { delegationAlert } from "./delegation-alerts.ts";
import { findOrganisations } from "./find-organisations.ts";
import type { LocalDate } from "./organisation.ts";
import { type Appointment, findAppointment } from "./people.ts";
import { mayGiveDelegation } from "./permissions.ts";
import "./events.ts";

/** It is limited in time (Art. 13.4): whoever needs it longer gives it anew, in writing. */
const LONGEST_DAYS = 366;
const LONGEST_BASIS = 300;

export interface GiveDelegation {
  /** Appointment that receives it. */
  readonly to: string;
  readonly kinds: readonly string[];
  /** Code and name of each type; empty = every type. */
  readonly documentTypes: readonly { readonly code: string; readonly name: string }[];
  /** Inner units of the organisation; empty = every unit. */
  readonly units: readonly string[];
  /** First and last day; "" when what was typed is no day. */
  readonly begins: LocalDate;
  readonly ends: LocalDate;
  /** The document it rests on: "Giấy ủy quyền số 05/GUQ-STTTT ngày 10/3/2022". */
  readonly basis: string;
}

/**
 * Hands rights of the acting post to another post of the organisation for a time: a leader to a deputy or to the head of
 * a unit, the head of a unit to his deputy. NĐ 30/2020 Art. 13.3, 13.4.
 *
 * @throws AccessDeniedError, FormRefusal on `to`, `kinds`, `units`, `begins`, `ends`, `basis`
 */
export async function giveDelegation(
  tx: Transaction,
  actor: PersonActor,
  input: GiveDelegation,
): Promise<{ id: string }> {
  assertMay(actor, mayGiveDelegation, undefined);
  const today = localDateOf(tx.now);
  const giver = await findAppointment(tx.queries, actor.appointmentId, today);
  const receiver = isId(input.to) ? await findAppointment(tx.queries, input.to, today) : undefined;
  const kinds = DELEGATION_KINDS.filter((kind) => input.kinds.includes(kind));
  const basis = input.basis.normalize("NFC").trim();
  const problems: Record<string, Sentence> = {
    ...problemsOfTime(giver, receiver, input, today),
    ...problemsOfScope(kinds, input),
  };
  if (!giver || !receiver || !mayReceive(giver, receiver)) problems.to = WRONG_RECEIVER;
  else if (kinds.includes("sign") && giver.rank === "deputy" && !receiver.roles.includes("leader")) {
    problems.kinds = {
      vi: "Chỉ người đứng đầu cơ quan ủy quyền cho trưởng đơn vị ký thừa ủy quyền (Nghị định 30/2020, Điều 13.4).",
      en: "Only the head of the organisation delegates signing to the head of a unit (Decree 30/2020, Article 13.4).",
    };
  }
  if (basis.length < 10 || basis.length > LONGEST_BASIS) {
    problems.basis = {
      vi: "Ghi văn bản làm căn cứ: số, ký hiệu, ngày (10 đến 300 ký tự).",
      en: "Name the document it rests on: number, notation, date (10 to 300 characters).",
    };
  }
  const units = await findOrganisations(tx.queries, input.units.filter(isId), today);
  if (
    units.length !== new Set(input.units).size ||
    units.some(({ bodyId }) => bodyId !== actor.organisationId)
  ) {
    problems.units = {
      vi: "Chọn đơn vị thuộc cơ quan của bạn.",
      en: "Choose units of your own organisation.",
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const id = uuidv7(tx.now);
  await sql`
    insert into directory.delegation (id, organisation_id, from_appointment, to_appointment, kinds, document_types,
      document_type_names, units, begins, ends, basis, given_at)
    values (${id}::uuid, ${actor.organisationId}::uuid, ${actor.appointmentId}::uuid, ${input.to}::uuid,
      ${[...kinds]}::text[], ${input.documentTypes.map(({ code }) => code)}::text[],
      ${input.documentTypes.map(({ name }) => name)}::text[], ${[...new Set(input.units)]}::uuid[],
      ${input.begins}::date, ${input.ends}::date, ${basis}, ${tx.now})`.execute(tx.queries);
  tx.record({
    action: "directory.give-delegation",
    objectKind: "delegation",
    objectId: id,
    data: {
      from: actor.appointmentId,
      to: input.to,
      kinds,
      documentTypes: input.documentTypes.map(({ code }) => code),
      units: input.units,
      begins: input.begins,
      ends: input.ends,
      basis,
    },
    personal: { to: receiver?.fullName ?? "" },
  });
  tx.emit({
    type: "directory.delegation-moved",
    subjectId: id,
    organisations: [actor.organisationId],
    data: { delegationId: id, action: "given" },
  });
  await delegationAlert(tx, id, "given");
  return { id };
}

/** Forms send whatever was typed. */
function isId(typed: string): boolean {
  return z.uuid().safeParse(typed).success;
}

/** A leader hands on to other leaders and to heads of units, the head of a unit to the deputies of that unit. */
export function mayReceive(giver: Appointment, receiver: Appointment): boolean {
  if (receiver.personId === giver.personId || receiver.organisationId !== giver.organisationId) return false;
  if (giver.roles.includes("leader"))
    return receiver.roles.includes("leader") || receiver.roles.includes("head-of-unit");
  // Deputies of a unit have nothing of their own to hand on.
  return giver.rank !== "unit-deputy" && receiver.unitId === giver.unitId && receiver.rank === "unit-deputy";
}

const WRONG_RECEIVER: Sentence = {
  vi: "Lãnh đạo ủy quyền cho lãnh đạo khác hoặc trưởng đơn vị của cơ quan; trưởng đơn vị cho cấp phó của đơn vị mình.",
  en: "A leader delegates to another leader or the head of a unit; the head of a unit to a deputy of that unit.",
};

const NO_DAY: Sentence = {
  vi: "Nhập ngày/tháng/năm, ví dụ 04/03/2022.",
  en: "Type day/month/year, for example 04/03/2022.",
};

function problemsOfTime(
  giver: Appointment | undefined,
  receiver: Appointment | undefined,
  { begins, ends }: GiveDelegation,
  today: LocalDate,
): Record<string, Sentence> {
  const unread = Object.entries({ begins, ends }).filter(([, day]) => day === "");
  if (unread.length > 0) return Object.fromEntries(unread.map(([field]) => [field, NO_DAY]));
  if (begins < today)
    return { begins: { vi: "Ngày bắt đầu từ hôm nay trở đi.", en: "It begins today or later." } };
  if (ends < begins)
    return {
      ends: { vi: "Ngày kết thúc không trước ngày bắt đầu.", en: "It ends on the first day or later." },
    };
  if (ends > plusDays(begins, LONGEST_DAYS - 1))
    return {
      ends: {
        vi: "Ủy quyền có thời hạn: không quá một năm; khi cần thì ủy quyền lại bằng văn bản mới.",
        en: "A delegation is limited in time: at most a year; give it anew in writing when needed.",
      },
    };
  // The day a post ends is the first day it is no longer held.
  for (const held of [giver, receiver]) {
    if (held?.validTo && ends >= held.validTo)
      return {
        ends: {
          vi: `Không dài hơn thời gian giữ chức vụ của ${held.fullName} (đến trước ngày ${vietnamese(held.validTo)}).`,
          en: `Not longer than the appointment of ${held.fullName} (until before ${held.validTo}).`,
        },
      };
  }
  return {};
}

function problemsOfScope(kinds: readonly DelegationKind[], input: GiveDelegation): Record<string, Sentence> {
  if (kinds.length > 0 && kinds.length === new Set(input.kinds).size) return {};
  return { kinds: { vi: "Chọn ít nhất một việc ủy quyền.", en: "Choose at least one thing to delegate." } };
}

function vietnamese(day: LocalDate): string {
  const [year, month, date] = day.split("-");
  return `${date}/${month}/${year}`;
}
