/**
 * Who may do what with documents, one sentence each (NĐ 30/2020 Art. 6, 10–24). Everything not said here is refused.
 */
import {
  actsAs,
  allOf,
  anyOf,
  type DelegatedMatter,
  holdsDelegation,
  isCleared,
  isClerkOf,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOf,
  isMemberOfUnit,
  permission,
  type Rule,
  scope,
  when,
} from "../../core/access/index.ts";
import type { IncomingSubject } from "./incoming/incoming.ts";
import type { OutgoingSubject } from "./outgoing/outgoing.ts";

export const READ = "documents:read";
export const WRITE = "documents:write";
export const SIGN = "documents:sign";
scope(READ, { vi: "Xem văn bản và sổ văn bản", en: "Read documents and registers" });
scope(WRITE, {
  vi: "Soạn, chuyển, vào sổ và xử lý văn bản",
  en: "Draft, route, register and handle documents",
});
scope(SIGN, { vi: "Ký số và đóng dấu văn bản", en: "Sign and seal documents" });

/** A unit's part of an incoming document, before somebody is named for it. */
export interface AssignmentSubject {
  readonly unitId: string;
  readonly typeName: string;
  readonly confidentiality: number;
}

const outgoingOrganisation = (document: OutgoingSubject): string => document.organisationId;
const incomingOrganisation = (document: IncomingSubject): string => document.organisationId;
/** Whose business a secret document is does not suffice: the degree must be open to the person too. */
const clearedFor = <Subject extends { readonly confidentiality: number }>(): Rule<Subject> =>
  isCleared((document) => document.confidentiality);

/** Checking what a head of the drafting unit or a leader checks. */
export function matterOfCheck(document: OutgoingSubject): DelegatedMatter {
  return {
    kind: "check",
    giver: (held) =>
      held.fromRoles.includes("leader") ||
      (held.fromRoles.includes("head-of-unit") &&
        held.fromUnitId === document.unitId &&
        document.confidentiality === 0),
    documentType: document.documentType,
    unitId: document.unitId,
    secret: document.confidentiality > 0,
  };
}

/** Directing what was presented to a leader. */
export function matterOfDirective(document: IncomingSubject): DelegatedMatter {
  return {
    kind: "direct",
    giver: (held) => held.fromRoles.includes("leader") && held.from === document.presentedTo,
    documentTypeName: document.typeName,
    // Before it is directed there is no lead unit; the one chosen is tested with the directive.
    unitId: document.leadUnit ?? undefined,
    secret: document.confidentiality > 0,
  };
}

/** Naming the person of a unit who handles a document. */
export function matterOfAssignment(subject: AssignmentSubject): DelegatedMatter {
  return {
    kind: "direct",
    giver: (held) => held.fromRoles.includes("head-of-unit") && held.fromUnitId === subject.unitId,
    documentTypeName: subject.typeName,
    unitId: subject.unitId,
    secret: subject.confidentiality > 0,
  };
}

/** Signing what was laid before another signer: the form changes with the person (NĐ 30/2020 Art. 13). */
export function matterOfSigning(document: OutgoingSubject): DelegatedMatter {
  return {
    kind: "sign",
    giver: (held) => held.from === document.signer && !document.byAuthority,
    documentType: document.documentType,
    unitId: document.unitId,
    secret: document.confidentiality > 0,
  };
}

export const mayDraft = permission<{ readonly organisationId: string }>(
  "documents.draft",
  {
    vi: "Cán bộ, công chức của cơ quan được soạn dự thảo văn bản của cơ quan mình",
    en: "Officials may draft documents of their own organisation",
  },
  isMemberOf((subject) => subject.organisationId),
  { scope: WRITE },
);

export const mayEditDraft = permission<OutgoingSubject>(
  "documents.edit",
  {
    vi: "Người soạn được sửa, trình hoặc hủy dự thảo của mình",
    en: "The author may change, submit or cancel their own draft",
  },
  allOf(
    clearedFor(),
    allOf(
      isMemberOf(outgoingOrganisation),
      actsAs((document) => document.draftedBy),
    ),
  ),
  { scope: WRITE },
);

export const mayCheck = permission<OutgoingSubject>(
  "documents.check",
  {
    vi: "Trưởng đơn vị soạn thảo, lãnh đạo cơ quan hoặc người được họ ủy quyền kiểm tra nội dung dự thảo và chuyển ký hoặc trả lại; dự thảo mật chỉ lãnh đạo kiểm tra",
    en: "The head of the drafting unit, a leader or whoever they delegated it to checks a draft and passes it on or returns it; a secret draft only a leader",
  },
  allOf(
    clearedFor(),
    anyOf(
      allOf(
        isHeadOfUnit((document) => document.unitId),
        when((document) => document.confidentiality === 0),
      ),
      isLeaderOf(outgoingOrganisation),
      holdsDelegation(matterOfCheck),
    ),
  ),
  { scope: WRITE },
);

export const mayTakeSignature = permission<OutgoingSubject>(
  "documents.take-signature",
  {
    vi: "Người được người ký ủy quyền ký được nhận ký thay văn bản chưa ký thuộc phạm vi ủy quyền",
    en: "Whoever the signer delegated signing to may take over an unsigned document within the scope of the delegation",
  },
  allOf(clearedFor(), holdsDelegation(matterOfSigning)),
  { scope: SIGN },
);

export const maySign = permission<OutgoingSubject>(
  "documents.sign",
  {
    vi: "Chỉ người được trình ký mới được ký hoặc trả lại văn bản",
    en: "Only the named signer may sign a document or return it",
  },
  allOf(
    clearedFor(),
    actsAs((document) => document.signer),
  ),
  { scope: SIGN },
);

export const mayDispatch = permission<OutgoingSubject>(
  "documents.dispatch",
  {
    vi: "Văn thư của cơ quan ban hành được cấp số, đóng dấu, phát hành, thu hồi và hủy văn bản đi",
    en: "The clerk of the issuing organisation numbers, seals, issues, recalls and cancels outgoing documents",
  },
  allOf(clearedFor(), isClerkOf(outgoingOrganisation)),
  { scope: SIGN },
);

export const mayCertifyCopy = permission<{ readonly organisationId: string }>(
  "documents.certify-copy",
  {
    vi: "Văn thư của cơ quan đang giữ văn bản được sao y, sao lục, trích sao và ký số cơ quan lên bản sao, theo quyết định của lãnh đạo",
    en: "The clerk of the organisation that holds a document certifies copies and extracts of it with the organisation's signature, as a leader decided",
  },
  isClerkOf((subject) => subject.organisationId),
  { scope: SIGN },
);

export const mayReadOutgoing = permission<OutgoingSubject>(
  "documents.read-outgoing",
  {
    vi: "Người soạn, đơn vị soạn, người ký, người được ủy quyền kiểm tra hoặc ký, văn thư, lãnh đạo cơ quan và đơn vị, cá nhân được cấp quyền xem được xem văn bản đi; văn bản mật chỉ người soạn, người ký, văn thư, lãnh đạo và cá nhân được cấp quyền",
    en: "The author, the drafting unit, the signer, whoever checking or signing was delegated to, clerks, leaders and the units and people given the right may read an outgoing document; a secret one only the author, the signer, clerks, leaders and the people given the right",
  },
  allOf(
    clearedFor(),
    anyOf(
      allOf(
        isMemberOf(outgoingOrganisation),
        actsAs((document) => document.draftedBy),
      ),
      actsAs((document) => document.signer),
      isClerkOf(outgoingOrganisation),
      isLeaderOf(outgoingOrganisation),
      allOf(
        isMemberOfUnit((document) => document.unitId),
        when((document) => document.confidentiality === 0),
      ),
      allOf(
        isMemberOf(outgoingOrganisation),
        actsAs((document) => document.readers ?? []),
      ),
      allOf(
        isMemberOfUnit((document) => document.readers ?? []),
        when((document) => document.confidentiality === 0),
      ),
      // Whoever decides for another has to read what he decides.
      allOf(
        isMemberOf(outgoingOrganisation),
        anyOf(holdsDelegation(matterOfCheck), holdsDelegation(matterOfSigning)),
      ),
    ),
  ),
  { scope: READ },
);

export const mayRegister = permission<{
  readonly organisationId: string;
  /** Degree of secrecy of the document; absent: an ordinary one. */
  readonly confidentiality?: number;
}>(
  "documents.register",
  {
    vi: "Văn thư của cơ quan nhận được tiếp nhận, vào sổ, từ chối, trình văn bản đến và trả lời yêu cầu thu hồi",
    en: "The clerk of the receiving organisation registers, refuses and presents incoming documents and answers recalls",
  },
  allOf(
    isClerkOf((subject) => subject.organisationId),
    isCleared((subject) => subject.confidentiality ?? 0),
  ),
  { scope: WRITE },
);

export const mayDirect = permission<IncomingSubject>(
  "documents.direct",
  {
    vi: "Lãnh đạo được trình văn bản, hoặc người được lãnh đạo đó ủy quyền, được bút phê, giao đơn vị chủ trì, phối hợp và định hạn xử lý",
    en: "The leader to whom a document is presented, or whoever that leader delegated it to, directs it: lead unit, co-operating units, deadline",
  },
  allOf(
    clearedFor(),
    anyOf(
      allOf(
        isLeaderOf(incomingOrganisation),
        actsAs((document) => document.presentedTo ?? ""),
      ),
      holdsDelegation(matterOfDirective),
    ),
  ),
  { scope: WRITE },
);

export const mayAssignPerson = permission<AssignmentSubject>(
  "documents.assign-person",
  {
    vi: "Trưởng đơn vị được giao, hoặc cấp phó được trưởng đơn vị ủy quyền, phân công người xử lý trong đơn vị mình",
    en: "The head of an assigned unit, or a deputy the head delegated it to, names the person who handles the document",
  },
  allOf(
    clearedFor(),
    anyOf(
      isHeadOfUnit((subject) => subject.unitId),
      holdsDelegation(matterOfAssignment),
    ),
  ),
  { scope: WRITE },
);

export const mayHandle = permission<IncomingSubject>(
  "documents.handle",
  {
    vi: "Người được giao chủ trì, hoặc trưởng đơn vị chủ trì, được xử lý, trả lời và báo hoàn thành",
    en: "The person in charge, or the head of the lead unit, handles, answers and completes a document",
  },
  allOf(
    clearedFor(),
    anyOf(
      actsAs((document) => document.leadAppointment ?? ""),
      isHeadOfUnit((document) => document.leadUnit ?? ""),
    ),
  ),
  { scope: WRITE },
);

export const mayReadIncoming = permission<IncomingSubject>(
  "documents.read-incoming",
  {
    vi: "Văn thư, lãnh đạo cơ quan, người được ủy quyền bút phê và những đơn vị, cá nhân được giao hoặc được cấp quyền được xem văn bản đến; văn bản mật chỉ văn thư, lãnh đạo, trưởng đơn vị được giao, người được giao và cá nhân được cấp quyền",
    en: "Clerks, leaders, whoever directing was delegated to and the units and people assigned or given the right may read an incoming document; a secret one only clerks, leaders, the heads of the units assigned, the people assigned and the people given the right",
  },
  allOf(
    clearedFor(),
    anyOf(
      isClerkOf(incomingOrganisation),
      isLeaderOf(incomingOrganisation),
      actsAs((document) => document.presentedTo ?? ""),
      holdsDelegation(matterOfDirective),
      actsAs((document) => document.appointments),
      // Whoever assigns a person has to read what he assigns.
      isHeadOfUnit((document) => document.units),
      allOf(
        isMemberOfUnit((document) => document.units),
        when((document) => document.confidentiality === 0),
      ),
      allOf(
        isMemberOf(incomingOrganisation),
        actsAs((document) => document.readers ?? []),
      ),
      allOf(
        isMemberOfUnit((document) => document.readers ?? []),
        when((document) => document.confidentiality === 0),
      ),
    ),
  ),
  { scope: READ },
);

export const mayReadRegister = permission<{
  readonly organisationId: string;
  /** True: the register of secret documents. */
  readonly secret?: boolean;
}>(
  "documents.read-register",
  {
    vi: "Văn thư và lãnh đạo cơ quan được xem, in và xuất các sổ đăng ký văn bản của cơ quan mình; sổ văn bản mật chỉ người được tiếp cận độ mật đó",
    en: "Clerks and leaders may read, print and export the registers of their own organisation; that of secret documents only as far as their clearance goes",
  },
  allOf(
    anyOf(
      isClerkOf((subject) => subject.organisationId),
      isLeaderOf((subject) => subject.organisationId),
    ),
    isCleared((subject) => (subject.secret ? 1 : 0)),
  ),
  { scope: READ },
);

export const mayDecideClearance = permission<{ readonly organisationId: string }>(
  "documents.decide-clearance",
  {
    vi: "Lãnh đạo cơ quan quyết định ai trong cơ quan được tiếp cận văn bản Mật, Tối mật, Tuyệt mật",
    en: "A leader decides who in the organisation may see confidential, secret and top secret documents",
  },
  isLeaderOf((subject) => subject.organisationId),
);
