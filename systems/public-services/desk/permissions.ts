/**
 * Who may do what at the desk, one sentence each. Citizens need no right: whoever holds the address of the machine draws,
 * whoever holds a ticket sees it. The screen shows numbers and nothing of a person.
 */
import { anyOf, isClerkOf, isLeaderOf, permission, type Rule } from "../../../core/access/index.ts";

export interface DeskSubject {
  readonly organisationId: string;
}

const here = ({ organisationId }: DeskSubject) => organisationId;
const deskOrLeader: Rule<DeskSubject> = anyOf(isClerkOf(here), isLeaderOf(here));

export const mayCall = permission<DeskSubject>(
  "desk.call",
  {
    vi: "Văn thư bộ phận một cửa gọi số, phục vụ và lấy số giúp người dân tại cơ quan mình",
    en: "The clerk at the one-stop desk calls and serves tickets, and draws them for citizens, at their own body",
  },
  isClerkOf(here),
);

export const mayReadWaiting = permission<DeskSubject>(
  "desk.read-waiting",
  {
    vi: "Bộ phận một cửa và lãnh đạo xem thống kê thời gian chờ của cơ quan mình",
    en: "The one-stop desk and leaders read the waiting times of their own body",
  },
  deskOrLeader,
);

export const maySetDesk = permission<DeskSubject>(
  "desk.set",
  {
    vi: "Bộ phận một cửa và lãnh đạo đặt loại số và địa chỉ máy lấy số của cơ quan mình",
    en: "The one-stop desk and leaders set the kinds of tickets and the machine's address of their own body",
  },
  deskOrLeader,
);
