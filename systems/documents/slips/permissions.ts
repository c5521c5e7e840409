/** Who may do what with the submission slip of a draft, one sentence each. */
import {
  actsAs,
  allOf,
  anyOf,
  holdsDelegation,
  isCleared,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOf,
  permission,
} from "../../../core/access/index.ts";
import type { OutgoingSubject } from "../outgoing/outgoing.ts";
import { matterOfSigning, WRITE } from "../permissions.ts";

export const mayWriteSlip = permission<OutgoingSubject>(
  "documents.write-slip",
  {
    vi: "Người soạn, hoặc trưởng đơn vị soạn thảo, lập và sửa phiếu trình của dự thảo",
    en: "The author, or the head of the drafting unit, writes and changes the submission slip of a draft",
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

export const mayDecideSlip = permission<OutgoingSubject>(
  "documents.decide-slip",
  {
    vi: "Người được trình ký, lãnh đạo cơ quan, hoặc người được người trình ký ủy quyền ký, cho ý kiến vào phiếu trình",
    en: "The named signer, a leader, or whoever the signer delegated signing to, decides on a submission slip",
  },
  allOf(
    isCleared((document) => document.confidentiality),
    isMemberOf((document) => document.organisationId),
    anyOf(
      actsAs((document) => document.signer),
      isLeaderOf((document) => document.organisationId),
      holdsDelegation(matterOfSigning),
    ),
  ),
  { scope: WRITE },
);
