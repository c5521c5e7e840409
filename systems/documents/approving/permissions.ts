/** Who may do what with the approval of a draft, one sentence each (NĐ 30/2020 Art. 11, 12). */
import {
  actsAs,
  allOf,
  anyOf,
  type DelegatedMatter,
  holdsDelegation,
  isCleared,
  isHeadOfUnit,
  isMemberOf,
  permission,
} from "../../../core/access/index.ts";
import type { OutgoingSubject } from "../outgoing/outgoing.ts";
import { WRITE } from "../permissions.ts";

/** One approver of one draft. */
export interface ApproverSubject extends OutgoingSubject {
  readonly approver: string;
}

/** Approving in the place of an approver who handed checking on. */
export function matterOfApproval(subject: ApproverSubject): DelegatedMatter {
  return {
    kind: "check",
    giver: (held) => held.from === subject.approver,
    documentType: subject.documentType,
    unitId: subject.unitId,
    secret: subject.confidentiality > 0,
  };
}

export const mayChooseApprovers = permission<OutgoingSubject>(
  "documents.choose-approvers",
  {
    vi: "Người soạn, hoặc trưởng đơn vị soạn thảo, chọn luồng phê duyệt của dự thảo và thay người chưa phê duyệt",
    en: "The author, or the head of the drafting unit, chooses who approves a draft and replaces an approver who has not acted",
  },
  allOf(
    isCleared((document) => document.confidentiality),
    isMemberOf((document) => document.organisationId),
    anyOf(
      actsAs((document) => document.draftedBy),
      isHeadOfUnit((document) => document.unitId),
    ),
  ),
  { scope: WRITE },
);

export const mayApprove = permission<ApproverSubject>(
  "documents.approve-draft",
  {
    vi: "Người trong luồng phê duyệt, hoặc người được họ ủy quyền kiểm tra, ký nháy hoặc trả lại dự thảo khi đến lượt",
    en: "An approver of the draft, or whoever they delegated checking to, gives the short signature or returns the draft when it is their turn",
  },
  allOf(
    isCleared((subject) => subject.confidentiality),
    anyOf(
      actsAs((subject) => subject.approver),
      holdsDelegation(matterOfApproval),
    ),
  ),
  { scope: WRITE },
);
