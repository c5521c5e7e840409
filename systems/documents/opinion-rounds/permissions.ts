/** Who may do what with an opinion round, one sentence each. */
import {
  actsAs,
  allOf,
  anyOf,
  type DelegatedMatter,
  delegationFor,
  holdsDelegation,
  isCleared,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOf,
  isMemberOfUnit,
  permission,
  type Rule,
  when,
} from "../../../core/access/index.ts";
import { READ, WRITE } from "../permissions.ts";
import type { RoundDocument } from "./document-of-round.ts";

/** The subject of every permission on a round. */
export interface RoundSubject {
  readonly organisationId: string;
  readonly askedBy: string;
  readonly confidentiality: number;
  /** The person may read the document by its own rules. */
  readonly documentReadable: boolean;
  /** Those asked and not withdrawn. */
  readonly asked: readonly AskedSubject[];
}

/** One who is asked. */
export interface AskedSubject {
  readonly organisationId: string;
  readonly confidentiality: number;
  readonly unitId: string | null;
  readonly appointmentId: string | null;
  readonly typeName: string | undefined;
  readonly typeCode: string | undefined;
}

const cleared = <Subject extends { readonly confidentiality: number }>(): Rule<Subject> =>
  isCleared((subject) => subject.confidentiality);

function unitsAsked(round: RoundSubject): readonly string[] {
  return round.asked.flatMap((each) => each.unitId ?? []);
}

/** Answering what another was asked, under a delegation of their directing and assigning. */
export function matterOfAnswer(subject: AskedSubject): DelegatedMatter {
  return {
    kind: "direct",
    giver: (held) =>
      held.from === subject.appointmentId ||
      (held.fromRoles.includes("head-of-unit") && held.fromUnitId === subject.unitId),
    documentType: subject.typeCode,
    documentTypeName: subject.typeName,
    unitId: subject.unitId ?? undefined,
    secret: subject.confidentiality > 0,
  };
}

export const mayOpenRound = permission<RoundDocument>(
  "documents.open-opinion-round",
  {
    vi: "Người soạn, người xử lý, trưởng đơn vị chủ trì, người ký và lãnh đạo cơ quan được lấy ý kiến về văn bản; văn bản mật chỉ hỏi từng người được tiếp cận",
    en: "The author, whoever handles it, the head of the unit in charge, the signer and leaders may ask for opinions on a document; about a secret one only cleared people are asked",
  },
  allOf(
    cleared(),
    isMemberOf((document) => document.organisationId),
    anyOf(
      actsAs((document) => document.workers),
      isHeadOfUnit((document) => document.unitId ?? ""),
      isLeaderOf((document) => document.organisationId),
    ),
  ),
  { scope: WRITE },
);

export const mayManageRound = permission<RoundSubject>(
  "documents.manage-opinion-round",
  {
    vi: "Người lấy ý kiến, hoặc lãnh đạo cơ quan, được hỏi thêm, thôi hỏi, đôn đốc, gia hạn và kết thúc việc lấy ý kiến",
    en: "Whoever opened the round, or a leader, asks more people or fewer, urges, prolongs and closes it",
  },
  allOf(
    cleared(),
    anyOf(
      actsAs((round) => round.askedBy),
      isLeaderOf((round) => round.organisationId),
    ),
  ),
  { scope: WRITE },
);

export const mayAnswerRound = permission<AskedSubject>(
  "documents.answer-opinion-round",
  {
    vi: "Người được hỏi; của đơn vị được hỏi là trưởng đơn vị hoặc người trưởng đơn vị giao; hoặc người được họ ủy quyền chỉ đạo, trả lời ý kiến và xin thêm thời gian",
    en: "Whoever is asked, for a unit its head or whom the head names, or whoever they delegated directing to, answers and asks for more time",
  },
  allOf(
    cleared(),
    isMemberOf((asked) => asked.organisationId),
    anyOf(
      actsAs((asked) => asked.appointmentId ?? ""),
      isHeadOfUnit((asked) => asked.unitId ?? ""),
      holdsDelegation(matterOfAnswer),
    ),
  ),
  { scope: WRITE },
);

export const mayAssignAnswer = permission<AskedSubject>(
  "documents.assign-opinion",
  {
    vi: "Trưởng đơn vị được hỏi giao người của đơn vị trả lời",
    en: "The head of a unit that is asked names who of the unit answers",
  },
  allOf(
    cleared(),
    isHeadOfUnit((asked) => asked.unitId ?? ""),
  ),
  { scope: WRITE },
);

export const mayReadRound = permission<RoundSubject>(
  "documents.read-opinion-round",
  {
    vi: "Người được xem văn bản và những người, đơn vị được hỏi được xem việc lấy ý kiến",
    en: "Whoever may read the document, and the people and units asked, may read an opinion round",
  },
  allOf(
    cleared(),
    anyOf(
      when((round) => round.documentReadable),
      actsAs((round) => [round.askedBy, ...round.asked.flatMap((each) => each.appointmentId ?? [])]),
      isHeadOfUnit((round) => unitsAsked(round)),
      allOf(
        isMemberOfUnit((round) => unitsAsked(round)),
        when((round) => round.confidentiality === 0),
      ),
      when((round, actor) =>
        round.asked.some((each) => delegationFor(actor, matterOfAnswer(each)) !== undefined),
      ),
    ),
  ),
  { scope: READ },
);
