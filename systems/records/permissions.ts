/** Who may do what with work files and the archive, one sentence each (NĐ 30/2020 Art. 28–31). The rest is refused. */
import {
  actsAs,
  allOf,
  anyOf,
  hasRole,
  isAuditorOf,
  isClerkOf,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOf,
  isMemberOfUnit,
  type Permission,
  permission,
  scope,
  when,
} from "../../core/access/index.ts";
import type { AccessLevel, FileAction } from "./states.ts";

export const READ = "records:read";
export const WRITE = "records:write";
scope(READ, { vi: "Xem hồ sơ công việc, danh mục hồ sơ", en: "Read work files and lists of files" });
scope(WRITE, { vi: "Lập hồ sơ và nộp lưu", en: "Keep work files and deposit them" });

interface OfOrganisation {
  readonly organisationId: string;
}

/** A work file, as far as rights are concerned. */
export interface FileSubject extends OfOrganisation {
  readonly unitId: string;
  readonly keeper: string;
  readonly access: AccessLevel;
  /** Appointments with a confirmed right to work in it. */
  readonly workers: readonly string[];
  /** Appointments and units with a confirmed right to read it. */
  readonly readers: readonly string[];
  /** People who keep it or handed it to the archive: they do not take it in themselves. */
  readonly depositors?: readonly string[];
}

const body = (subject: OfOrganisation): string => subject.organisationId;
const unit = (subject: FileSubject): string => subject.unitId;

const isKeeper = () =>
  allOf<FileSubject>(
    isMemberOf(body),
    actsAs((file) => file.keeper),
  );

export const mayCreateFile = permission<OfOrganisation>(
  "records.create",
  {
    vi: "Cán bộ, công chức được mở hồ sơ công việc của cơ quan mình",
    en: "Officials may open work files of their own organisation",
  },
  isMemberOf(body),
  { scope: WRITE },
);

export const mayNameKeeper = permission<OfOrganisation>(
  "records.name-keeper",
  {
    vi: "Văn thư, lãnh đạo và trưởng đơn vị được mở hồ sơ cho người khác lập",
    en: "Clerks, leaders and heads of units may open a file for somebody else to keep",
  },
  allOf<OfOrganisation>(
    isMemberOf(body),
    anyOf(hasRole("clerk"), hasRole("leader"), hasRole("head-of-unit")),
  ),
  { scope: WRITE },
);

export const mayReadFile = permission<FileSubject>(
  "records.read",
  {
    vi: "Người lập, người được cấp quyền, trưởng đơn vị, văn thư lưu trữ, lãnh đạo và kiểm tra của cơ quan được xem hồ sơ; người khác của đơn vị hoặc cơ quan chỉ khi hồ sơ mở cho họ",
    en: "The keeper, whoever was given the right, the head of the unit, the clerk, leaders and auditors of the organisation may read a file; others of the unit or organisation only if it is open to them",
  },
  anyOf(
    isKeeper(),
    isHeadOfUnit(unit),
    isClerkOf(body),
    isLeaderOf(body),
    isAuditorOf(body),
    allOf<FileSubject>(
      isMemberOf(body),
      actsAs((file) => [...file.workers, ...file.readers]),
    ),
    isMemberOfUnit((file) => file.readers),
    allOf<FileSubject>(
      isMemberOfUnit(unit),
      when((file) => file.access === "unit"),
    ),
    allOf<FileSubject>(
      isMemberOf(body),
      when((file) => file.access === "organisation"),
    ),
  ),
  { scope: READ },
);

export const mayWorkInFile = permission<FileSubject>(
  "records.work",
  {
    vi: "Người lập hồ sơ, người phối hợp và trưởng đơn vị được đưa văn bản, tài liệu vào hồ sơ",
    en: "The keeper, co-operating people and the head of the unit may put documents into a file",
  },
  anyOf(
    isKeeper(),
    isHeadOfUnit(unit),
    allOf<FileSubject>(
      isMemberOf(body),
      actsAs((file) => file.workers),
    ),
  ),
  { scope: WRITE },
);

export const mayKeepFile = permission<FileSubject>(
  "records.keep",
  {
    vi: "Người lập hồ sơ và trưởng đơn vị được sửa, kết thúc, mở lại, cấp quyền và nộp lưu hồ sơ",
    en: "The keeper and the head of the unit may change, close, reopen, share and deposit a file",
  },
  anyOf(isKeeper(), isHeadOfUnit(unit)),
  { scope: WRITE },
);

export const mayConfirmRights = permission<FileSubject>(
  "records.confirm-rights",
  {
    vi: "Trưởng đơn vị giữ hồ sơ và lãnh đạo cơ quan xác nhận thay đổi quyền trên hồ sơ",
    en: "The head of the unit that keeps a file, and leaders, confirm a change of rights on it",
  },
  anyOf(isHeadOfUnit(unit), isLeaderOf(body)),
  { scope: WRITE },
);

export const mayKeepBack = permission<FileSubject>(
  "records.keep-back",
  {
    vi: "Trưởng đơn vị giữ lại hồ sơ đến hạn nộp khi có văn bản đồng ý của lãnh đạo",
    en: "The head of the unit keeps a due file back with the written consent of a leader",
  },
  isHeadOfUnit(unit),
  { scope: WRITE },
);

export const mayFreeze = permission<FileSubject>(
  "records.freeze",
  {
    vi: "Lãnh đạo và người kiểm tra của cơ quan được đóng băng hồ sơ để thanh tra, kiểm tra, và mở lại",
    en: "Leaders and auditors of the organisation may freeze a file for an inspection, and release it",
  },
  anyOf(isLeaderOf(body), isAuditorOf(body)),
  { scope: WRITE },
);

export const mayArchive = permission<OfOrganisation>(
  "records.archive",
  {
    vi: "Văn thư lưu trữ cơ quan xem các đợt nộp lưu, trả lại hồ sơ, lập gói bảo quản và gói sử dụng",
    en: "The clerk who keeps the organisation's archive sees deposits, returns files and makes packages of them",
  },
  isClerkOf(body),
  { scope: WRITE },
);

export const mayAccept = permission<FileSubject>(
  "records.accept",
  {
    vi: "Văn thư lưu trữ hoặc lãnh đạo cơ quan tiếp nhận hồ sơ nộp lưu; không ai tiếp nhận hồ sơ do chính mình lập hoặc giao nộp",
    en: "The clerk who keeps the archive, or a leader, accepts deposited files; nobody accepts a file they keep or handed over themselves",
  },
  allOf<FileSubject>(
    anyOf(isClerkOf(body), isLeaderOf(body)),
    when((file, actor) => !(file.depositors ?? []).includes(actor.personId)),
  ),
  { scope: WRITE },
);

/** A package holds the content of every document of a file: whoever fetches it must be able to read them all. */
export const mayFetchPackage = permission<OfOrganisation>(
  "records.fetch-package",
  {
    vi: "Văn thư lưu trữ và lãnh đạo cơ quan được tải gói lưu trữ",
    en: "The clerk who keeps the organisation's archive, and leaders, may fetch packages",
  },
  anyOf(isClerkOf(body), isLeaderOf(body)),
  { scope: READ },
);

export const mayDraftCatalogue = permission<OfOrganisation>(
  "records.draft-catalogue",
  {
    vi: "Văn thư cơ quan lập, nhập và bổ sung danh mục hồ sơ",
    en: "The clerk drafts, imports and completes the list of files",
  },
  isClerkOf(body),
  { scope: WRITE },
);

export const mayIssueCatalogue = permission<OfOrganisation>(
  "records.issue-catalogue",
  {
    vi: "Lãnh đạo cơ quan ban hành danh mục hồ sơ hằng năm",
    en: "A leader issues the list of files each year",
  },
  isLeaderOf(body),
  { scope: WRITE },
);

export const mayReadCatalogue = permission<OfOrganisation>(
  "records.read-catalogue",
  {
    vi: "Cán bộ, công chức xem danh mục hồ sơ của cơ quan mình",
    en: "Officials read the list of files of their own organisation",
  },
  isMemberOf(body),
  { scope: READ },
);

/** Which permission each action on a file asks for; states say when (`states.ts`). */
export const PERMISSION_OF: Readonly<Record<FileAction, Permission<FileSubject>>> = {
  edit: mayKeepFile,
  add: mayWorkInFile,
  remove: mayKeepFile,
  "set-rights": mayKeepFile,
  "confirm-rights": mayConfirmRights,
  close: mayKeepFile,
  reopen: mayKeepFile,
  "keep-back": mayKeepBack,
  "ask-deposit": mayKeepFile,
  "withdraw-deposit": mayKeepFile,
  accept: mayAccept,
  return: mayArchive,
  "package-sip": mayKeepFile,
  "package-aip": mayArchive,
  "package-dip": mayArchive,
  freeze: mayFreeze,
  unfreeze: mayFreeze,
};
