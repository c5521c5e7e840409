/** Who may do what with a unit's part of an incoming document, one sentence each (NĐ 30/2020 Art. 23, 24). */
import {
  actsAs,
  allOf,
  anyOf,
  type DelegatedMatter,
  holdsDelegation,
  isClerkOf,
  isHeadOfUnit,
  isLeaderOf,
  permission,
} from "../../../core/access/index.ts";
import { WRITE } from "../permissions.ts";

/** The subject of every permission on a task. */
export interface TaskSubject {
  readonly organisationId: string;
  readonly unitId: string;
  readonly appointmentId: string | null;
  /** The leader who directed the document. */
  readonly directedBy: string | null;
  /** Of the document: what a delegation may be limited to. */
  readonly typeName: string;
  readonly confidentiality: number;
}

/** Urging in the place of the leader who directed and handed directing on (NĐ 30/2020 Art. 24). */
export function matterOfUrging(task: TaskSubject): DelegatedMatter {
  return {
    kind: "direct",
    giver: (held) => held.fromRoles.includes("leader") && held.from === task.directedBy,
    documentTypeName: task.typeName,
    unitId: task.unitId,
    secret: task.confidentiality > 0,
  };
}

export const mayReportTask = permission<TaskSubject>(
  "documents.report-task",
  {
    vi: "Người được giao, hoặc trưởng đơn vị được giao, báo tiến độ, báo kết quả phần việc của mình và xin gia hạn",
    en: "The person assigned, or the head of the unit assigned, reports progress and the result of their part and asks for a later deadline",
  },
  anyOf(
    actsAs((task) => task.appointmentId ?? ""),
    isHeadOfUnit((task) => task.unitId),
  ),
  { scope: WRITE },
);

export const mayUrge = permission<TaskSubject>(
  "documents.urge",
  {
    vi: "Lãnh đạo đã phân công, hoặc người được lãnh đạo đó ủy quyền chỉ đạo, được đôn đốc đơn vị, cá nhân được giao",
    en: "The leader who directed the document, or whoever that leader delegated directing to, urges the units and people assigned",
  },
  anyOf(
    allOf(
      isLeaderOf((task) => task.organisationId),
      actsAs((task) => task.directedBy ?? ""),
    ),
    holdsDelegation(matterOfUrging),
  ),
  { scope: WRITE },
);

export const mayDecideExtension = permission<{ readonly decider: string }>(
  "documents.decide-extension",
  {
    vi: "Chỉ người đã định hạn được đồng ý hoặc từ chối gia hạn",
    en: "Only whoever set the deadline grants or refuses a later one",
  },
  actsAs((request) => request.decider),
  { scope: WRITE },
);

export const mayChangeReminderDays = permission<{ readonly organisationId: string }>(
  "documents.change-reminder-days",
  {
    vi: "Lãnh đạo cơ quan định số ngày nhắc trước hạn và số ngày quá hạn phải báo trưởng đơn vị, lãnh đạo",
    en: "A leader sets how many days before the deadline people are reminded and after how many days heads and leaders are told",
  },
  isLeaderOf((subject) => subject.organisationId),
  { scope: WRITE },
);

export const mayLinkOrigin = permission<{ readonly organisationId: string }>(
  "documents.link-origin",
  {
    vi: "Văn thư và lãnh đạo cơ quan gắn văn bản đến với văn bản chỉ đạo của cấp trên mà nhiệm vụ bắt nguồn",
    en: "Clerks and leaders link an incoming document to the superior's directive its tasks come from",
  },
  anyOf(
    isClerkOf((subject) => subject.organisationId),
    isLeaderOf((subject) => subject.organisationId),
  ),
  { scope: WRITE },
);
