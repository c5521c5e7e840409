/**
 * Who may do what with a dossier, one sentence each. The desk is the clerk of the body that received it; the handler is
 * whoever the present step names. Citizens act under their own rules (citizen/own-dossier.ts). The rest is refused.
 */
import {
  allOf,
  anyOf,
  hasRole,
  isClerkOf,
  isLeaderOf,
  isMemberOf,
  permission,
  type Rule,
  scope,
  when,
} from "../../../core/access/index.ts";
import type { StepRole } from "./workflow/definition.ts";

export const READ = "dossiers:read";
export const WRITE = "dossiers:write";
scope(READ, { vi: "Xem hồ sơ thủ tục hành chính", en: "Read dossiers" });
scope(WRITE, { vi: "Tiếp nhận, xử lý hồ sơ thủ tục hành chính", en: "Receive and handle dossiers" });

/** What the rules ask of a dossier. */
export interface DossierSubject {
  /** The body that received it. */
  readonly organisationId: string;
  /** Where it stands inside; null before it is received and after its end. */
  readonly step: {
    readonly organisationId: string;
    readonly unitId: string | null;
    readonly personId: string | null;
    readonly role: StepRole;
  } | null;
  /** Bodies that have handled a step of it. */
  readonly handledBy: readonly string[];
}

const receiver = (subject: DossierSubject) => subject.organisationId;

const desk = isClerkOf(receiver);

/** Names the role of the step in the body of the step: its unit and its person where they are chosen. */
const handler: Rule<DossierSubject> = allOf(
  isMemberOf<DossierSubject>(({ step }) => step?.organisationId),
  when<DossierSubject>(
    ({ step }, actor) =>
      step !== null &&
      actor.roles.includes(step.role === "desk" ? "clerk" : step.role) &&
      (step.unitId === null || step.unitId === actor.unitId || step.role === "leader") &&
      (step.personId === null || step.personId === actor.personId),
  ),
);

const leader = anyOf(
  isLeaderOf(receiver),
  isLeaderOf<DossierSubject>(({ step }) => step?.organisationId),
);

/** Who works on dossiers at all: neither administrators nor auditors, whose own rooms serve them. */
const works = anyOf<unknown>(
  hasRole("clerk"),
  hasRole("leader"),
  hasRole("head-of-unit"),
  hasRole("specialist"),
);

export const mayListDossiers = permission<unknown>(
  "dossiers.list",
  {
    vi: "Cán bộ xem danh sách hồ sơ mà cơ quan mình tiếp nhận hoặc xử lý",
    en: "Officials list the dossiers their own body received or handles",
  },
  works,
  { scope: READ },
);

export const mayReadDossier = permission<DossierSubject>(
  "dossiers.read",
  {
    vi: "Cán bộ của cơ quan tiếp nhận, của cơ quan đang hoặc đã xử lý hồ sơ xem hồ sơ đó; mỗi lần xem được ghi lại",
    en: "Officials of the body that received it, and of bodies that handle or handled it, read a dossier; every look is recorded",
  },
  allOf(
    isMemberOf<DossierSubject>(({ organisationId, step, handledBy }) => [
      organisationId,
      ...(step ? [step.organisationId] : []),
      ...handledBy,
    ]),
    works,
  ),
  { scope: READ },
);

export const mayReceive = permission<{ readonly organisationId: string }>(
  "dossiers.receive",
  {
    vi: "Văn thư bộ phận một cửa của cơ quan tiếp nhận hồ sơ tại quầy, tiếp nhận hoặc từ chối hồ sơ trực tuyến",
    en: "The clerk at the body's one-stop desk takes dossiers in at the counter, and accepts or refuses those filed online",
  },
  isClerkOf(({ organisationId }) => organisationId),
  { scope: WRITE },
);

export const mayHandle = permission<DossierSubject>(
  "dossiers.handle",
  {
    vi: "Người mà bước hiện tại của quy trình nêu (vai, đơn vị, người được giao) xử lý và chuyển hồ sơ",
    en: "Whoever the present step names (role, unit, chosen person) handles the dossier and hands it on",
  },
  handler,
  { scope: WRITE },
);

export const mayAskCitizen = permission<DossierSubject>(
  "dossiers.ask-citizen",
  {
    vi: "Bộ phận một cửa và người đang xử lý yêu cầu bổ sung hoặc nghĩa vụ tài chính",
    en: "The desk and whoever handles it ask the citizen for more papers or a payment",
  },
  anyOf(desk, handler),
  { scope: WRITE },
);

export const mayActForCitizen = permission<DossierSubject>(
  "dossiers.act-for-citizen",
  {
    vi: "Bộ phận một cửa ghi nhận giấy tờ bổ sung, yêu cầu rút hồ sơ của người dân đến quầy",
    en: "The desk records more papers and a withdrawal for a citizen at the counter",
  },
  desk,
  { scope: WRITE },
);

export const mayStop = permission<DossierSubject>(
  "dossiers.stop",
  {
    vi: "Lãnh đạo cơ quan tiếp nhận hoặc đang xử lý dừng hồ sơ; bộ phận một cửa dừng hồ sơ chưa xử lý hoặc đang chờ người dân",
    en: "Leaders of the receiving or handling body stop a dossier; the desk one that is not handled or waits for the citizen",
  },
  anyOf(desk, leader),
  { scope: WRITE },
);

export const mayApologise = permission<DossierSubject>(
  "dossiers.apologise",
  {
    vi: "Người đang xử lý và lãnh đạo gửi phiếu xin lỗi và hẹn lại một lần",
    en: "Whoever handles it and leaders send the one apology with a new date",
  },
  anyOf(handler, leader),
  { scope: WRITE },
);

export const mayRecall = permission<DossierSubject>(
  "dossiers.recall",
  {
    vi: "Lãnh đạo thu hồi kết quả chưa trả để xử lý lại",
    en: "Leaders take back a result that is not returned yet",
  },
  leader,
  { scope: WRITE },
);

export const mayReturn = permission<DossierSubject>(
  "dossiers.return",
  { vi: "Bộ phận một cửa trả kết quả", en: "The desk returns the result" },
  desk,
  { scope: WRITE },
);
