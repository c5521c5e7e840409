/** Who may see and write what in the calendar of a unit. */
import { actsAs, anyOf, isClerkOf, isHeadOfUnit, isPerson, permission } from "../../../core/access/index.ts";
import { READ, WRITE } from "../permissions.ts";

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
