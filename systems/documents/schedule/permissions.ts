/** Who may see and write what in the calendar of a unit. */
import {
  actsAs,
  allOf,
  anyOf,
  isClerkOf,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOf,
  isMemberOfUnit,
  isPerson,
  permission,
  when,
} from "../../../core/access/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { READ, WRITE } from "../permissions.ts";
import type { EventScope } from "./tables.ts";

export interface AbsenceSubject {
  readonly organisationId: string;
  readonly unitId: string;
  readonly appointmentId: string;
}

export const mayEnterAbsence = permission<AbsenceSubject>(
  "documents.enter-absence",
  {
    vi: "Mỗi người ghi ngày vắng của mình; trưởng đơn vị ghi cho người trong đơn vị, văn thư ghi cho người của cơ quan",
    en: "Everybody enters their own absences; a head of unit those of the unit, a clerk those of the organisation",
  },
  anyOf(
    actsAs((subject) => subject.appointmentId),
    isHeadOfUnit((subject) => subject.unitId),
    isClerkOf((subject) => subject.organisationId),
  ),
  { scope: WRITE },
);

export const mayKeepFeed = permission<{ readonly personId: string }>(
  "documents.keep-calendar-feed",
  {
    vi: "Mỗi người tạo và hủy địa chỉ lịch bí mật của chính mình",
    en: "Everybody makes and revokes the secret address of their own calendar",
  },
  isPerson((subject) => subject.personId),
  { scope: READ },
);

/** An event as rules see it. */
export interface EventSubject {
  readonly organisationId: string;
  readonly unitId: string;
  readonly scope: EventScope;
  /** Appointment that entered it. */
  readonly enteredBy: string;
  /** Appointments invited, the chair included. */
  readonly guests: readonly string[];
}

export const mayKeepEvent = permission<EventSubject>(
  "documents.keep-event",
  {
    vi: "Văn thư và lãnh đạo ghi, dời, hủy lịch của cơ quan và của đơn vị; trưởng đơn vị ghi lịch của đơn vị mình; mỗi người ghi lịch riêng với người được mời",
    en: "Clerks and leaders keep the events of the organisation and its units, a head those of the unit, everybody their own with those invited",
  },
  allOf(
    isMemberOf((event) => event.organisationId),
    anyOf(
      allOf(
        when((event) => event.scope === "invited"),
        actsAs((event) => event.enteredBy),
      ),
      allOf(
        when((event) => event.scope === "unit"),
        isHeadOfUnit((event) => event.unitId),
      ),
      allOf(
        when((event) => event.scope !== "invited"),
        anyOf(
          isClerkOf((event) => event.organisationId),
          isLeaderOf((event) => event.organisationId),
        ),
      ),
    ),
  ),
  { scope: WRITE },
);

export const mayReadEvent = permission<EventSubject>(
  "documents.read-event",
  {
    vi: "Lịch của cơ quan mọi người trong cơ quan xem được, lịch của đơn vị người của đơn vị, văn thư và lãnh đạo cơ quan; lịch riêng chỉ người ghi và người được mời",
    en: "Everybody of the organisation sees its events, the unit, clerks and leaders of the body those of a unit, only whoever is invited the private ones",
  },
  allOf(
    isMemberOf((event) => event.organisationId),
    anyOf(
      when((event) => event.scope === "organisation"),
      allOf(
        when((event) => event.scope === "unit"),
        anyOf(
          isMemberOfUnit((event) => event.unitId),
          when((_, actor) => seesWholeBody(actor)),
        ),
      ),
      actsAs((event) => [event.enteredBy, ...event.guests]),
    ),
  ),
  { scope: READ },
);

export const mayAnswerEvent = permission<EventSubject>(
  "documents.answer-event",
  {
    vi: "Người được mời trả lời lời mời của chính mình",
    en: "Whoever is invited answers their own invitation",
  },
  allOf(
    isMemberOf((event) => event.organisationId),
    actsAs((event) => event.guests),
  ),
  { scope: WRITE },
);

/** A leader's or clerk's post outside any unit looks over the body. */
export function seesWholeBody(actor: PersonActor): boolean {
  return (
    actor.unitId === actor.organisationId && (actor.roles.includes("leader") || actor.roles.includes("clerk"))
  );
}
