/** Who may do what with the open work of somebody who leaves, one sentence each. */
import {
  actsAs,
  allOf,
  anyOf,
  isAdministrator,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOf,
  permission,
} from "../../../core/access/index.ts";
import { READ, WRITE } from "../permissions.ts";

/** The post that is left. */
export interface LeaverSubject {
  readonly organisationId: string;
  readonly unitId: string;
  readonly appointmentId: string;
}

/** A hand-over as it was written down. */
export interface HandoverSubject extends LeaverSubject {
  readonly askedBy: string;
  readonly receivers: readonly string[];
}

const unit = (leaver: LeaverSubject): string => leaver.unitId;
const body = (leaver: LeaverSubject): string => leaver.organisationId;

export const mayHandOver = permission<LeaverSubject>(
  "documents.hand-over",
  {
    vi: "Trưởng đơn vị, lãnh đạo cơ quan của người rời vị trí và quản trị viên được bàn giao việc còn mở của người đó; văn bản trên quyền tiếp cận của mình thì người khác bàn giao",
    en: "The head of the unit and the leaders of whoever leaves, and administrators, may hand the open work over; documents above their own clearance are handed over by others",
  },
  anyOf(isHeadOfUnit(unit), isLeaderOf(body), isAdministrator()),
  { scope: WRITE },
);

export const mayReadOpenWork = permission<LeaverSubject>(
  "documents.read-open-work",
  {
    vi: "Chính người đó, trưởng đơn vị, lãnh đạo cơ quan và quản trị viên được xem việc còn mở của một người",
    en: "The person, the head of the unit, leaders and administrators may see what somebody has open",
  },
  anyOf(
    isHeadOfUnit(unit),
    isLeaderOf(body),
    isAdministrator(),
    actsAs((leaver) => leaver.appointmentId),
  ),
  { scope: READ },
);

export const mayReadHandover = permission<HandoverSubject>(
  "documents.read-handover",
  {
    vi: "Người bàn giao, người nhận, người lập biên bản, trưởng đơn vị, lãnh đạo cơ quan và quản trị viên được xem biên bản bàn giao",
    en: "Whoever hands over, receives or drew it up, the head of the unit, leaders and administrators may read the minutes of a hand-over",
  },
  anyOf<HandoverSubject>(
    isHeadOfUnit(unit),
    isLeaderOf(body),
    isAdministrator(),
    actsAs((handover) => [handover.appointmentId, handover.askedBy, ...handover.receivers]),
  ),
  { scope: READ },
);

export const mayConfirmHandover = permission<HandoverSubject>(
  "documents.confirm-handover",
  {
    vi: "Người nhận xác nhận đã nhận phần việc bàn giao cho mình",
    en: "A receiver confirms what was handed over to them",
  },
  allOf<HandoverSubject>(
    isMemberOf(body),
    actsAs((handover) => handover.receivers),
  ),
  { scope: WRITE },
);

export const maySignHandover = permission<HandoverSubject>(
  "documents.sign-handover",
  {
    vi: "Người lập biên bản bàn giao ký số biên bản khi mọi người nhận đã xác nhận",
    en: "Whoever drew up the minutes of a hand-over signs them once every receiver has confirmed",
  },
  actsAs((handover) => handover.askedBy),
);

export const mayReadAbstracts = permission<LeaverSubject>(
  "documents.read-open-abstracts",
  {
    vi: "Chính người đó, trưởng đơn vị và lãnh đạo cơ quan thấy trích yếu của việc còn mở; quản trị viên chỉ thấy số, ký hiệu",
    en: "The person, the head of the unit and leaders see what the open work is about; administrators see codes only",
  },
  anyOf(
    isHeadOfUnit(unit),
    isLeaderOf(body),
    actsAs((leaver) => leaver.appointmentId),
  ),
  { scope: READ },
);
