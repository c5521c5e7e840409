import {
  actsAs,
  allOf,
  anyOf,
  anyone,
  hasRole,
  isAdministrator,
  isClerkOf,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOf,
  permission,
  scope,
  when,
} from "../access/index.ts";

/** Scope of a token that looks things up in the directory. */
export const DIRECTORY_READ = scope("directory:read", {
  vi: "Tra danh bạ cơ quan, đơn vị và cán bộ",
  en: "Look up organisations, units and officials",
});

export const mayReadDirectory = permission(
  "directory.read",
  {
    vi: "Mỗi cán bộ đã đăng nhập được tra danh bạ: cơ quan, đơn vị, mã định danh, chức vụ và địa chỉ công vụ",
    en: "Every signed-in official may look up organisations, units, codes, positions and work addresses",
  },
  anyone(),
  { scope: DIRECTORY_READ.name },
);

/** Scope of a token that gives and ends delegations. */
export const DIRECTORY_DELEGATE = scope("directory:delegate", {
  vi: "Ủy quyền và kết thúc ủy quyền",
  en: "Give and end delegations",
});

export const mayGiveDelegation = permission(
  "directory.give-delegation",
  {
    vi: "Lãnh đạo và trưởng đơn vị được ủy quyền việc của chính chức vụ mình, có thời hạn và phạm vi; việc được ủy quyền thì không ủy quyền lại",
    en: "Leaders and heads of units may delegate what their own post may do, limited in time and scope; what was delegated to them goes no further",
  },
  anyOf(hasRole("leader"), hasRole("head-of-unit")),
  { scope: DIRECTORY_DELEGATE.name },
);

interface DelegationSubject {
  readonly organisationId: string;
  readonly from: string;
  readonly to: string;
}

export const mayReadDelegation = permission<DelegationSubject>(
  "directory.read-delegation",
  {
    vi: "Người ủy quyền, người được ủy quyền, văn thư, lãnh đạo cơ quan và quản trị viên được xem ủy quyền",
    en: "Whoever gave or received a delegation, clerks, leaders and administrators may read it",
  },
  allOf(
    isMemberOf((held) => held.organisationId),
    anyOf(
      actsAs((held) => [held.from, held.to]),
      isClerkOf((held) => held.organisationId),
      isLeaderOf((held) => held.organisationId),
      isAdministrator(),
    ),
  ),
  { scope: DIRECTORY_READ.name },
);

export const mayEndDelegation = permission<DelegationSubject>(
  "directory.end-delegation",
  {
    vi: "Người ủy quyền, người được ủy quyền và quản trị viên được kết thúc ủy quyền trước hạn",
    en: "Whoever gave or received a delegation, and administrators, may end it early",
  },
  anyOf(
    actsAs((held) => [held.from, held.to]),
    isAdministrator(),
  ),
  { scope: DIRECTORY_DELEGATE.name },
);

/** Scope of a token that gives and ends posts and decides about changes of rights. */
export const DIRECTORY_RIGHTS = scope("directory:rights", {
  vi: "Giao, kết thúc chức vụ và xác nhận thay đổi quyền",
  en: "Give and end posts and decide about changes of rights",
});

export const mayManageAppointments = permission(
  "directory.manage-appointments",
  {
    vi: "Quản trị viên được giao và kết thúc chức vụ của cán bộ theo quyết định, không phải của chính mình",
    en: "Administrators may give and end posts of officials as decided, never their own",
  },
  isAdministrator(),
  { scope: DIRECTORY_RIGHTS.name },
);

interface AlertSubject {
  readonly organisationId: string;
  readonly unitId: string | null;
  readonly changedBy: string | null;
  readonly holderPerson: string | null;
}

export const mayListRightsAlerts = permission(
  "directory.list-rights-alerts",
  {
    vi: "Lãnh đạo, kiểm tra, trưởng đơn vị và quản trị viên được mở danh sách thay đổi quyền, mỗi người trong phạm vi của mình",
    en: "Leaders, auditors, heads of units and administrators may open the list of changes of rights, each within their reach",
  },
  anyOf(hasRole("leader"), hasRole("auditor"), hasRole("head-of-unit"), isAdministrator()),
  { scope: DIRECTORY_READ.name },
);

export const mayDecideRightsAlert = permission<AlertSubject>(
  "directory.decide-rights-alert",
  {
    vi: "Lãnh đạo cơ quan, quản trị viên hoặc trưởng đơn vị liên quan xác nhận thay đổi quyền; không ai xác nhận thay đổi do mình làm hoặc về quyền của chính mình",
    en: "A leader, an administrator or the head of the unit concerned confirms a change of rights; nobody confirms a change they made or of their own rights",
  },
  allOf(
    anyOf(
      isAdministrator(),
      isLeaderOf((alert) => alert.organisationId),
      allOf(
        isMemberOf((alert) => alert.organisationId),
        isHeadOfUnit((alert) => alert.unitId ?? undefined),
      ),
    ),
    when((alert, actor) => alert.changedBy !== actor.personId && alert.holderPerson !== actor.personId),
  ),
  { scope: DIRECTORY_RIGHTS.name },
);
