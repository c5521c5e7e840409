/** Who may count what, in one sentence. */
import { anyOf, isClerkOf, isHeadOfUnit, isLeaderOf, permission } from "../../../core/access/index.ts";
import { READ } from "../permissions.ts";

export const mayReadStatistics = permission<{
  readonly organisationId: string;
  /** The unit looked at; the organisation itself for all of them. */
  readonly unitId: string;
}>(
  "documents.read-statistics",
  {
    vi: "Lãnh đạo và văn thư xem thống kê của cả cơ quan, trưởng đơn vị xem thống kê của đơn vị mình; văn bản mật chỉ tính đến độ mật người xem được tiếp cận",
    en: "Leaders and clerks see the statistics of the organisation, heads those of their unit; secret documents count as far as the reader's clearance goes",
  },
  anyOf(
    isLeaderOf((subject) => subject.organisationId),
    isClerkOf((subject) => subject.organisationId),
    isHeadOfUnit((subject) => subject.unitId),
  ),
  { scope: READ },
);
