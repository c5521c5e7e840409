import { anyOf, anyone, hasRole, isAdministrator, permission } from "../access/index.ts";

export const manageAccounts = permission(
  "identity.manage-accounts",
  {
    vi: "Quản trị viên được tạo, khoá, mở khoá, đặt lại mật khẩu và gỡ xác thực hai lớp của tài khoản",
    en: "Administrators may create, lock, unlock and reset accounts and remove their second factor",
  },
  isAdministrator(),
);

export const manageOwnAccount = permission(
  "identity.manage-own-account",
  {
    vi: "Mỗi người được tự đổi mật khẩu, xác thực hai lớp, phiên đăng nhập và mã truy cập của mình",
    en: "Everybody may change their own password, second factor, sessions and access tokens",
  },
  anyone(),
);

export const seeRights = permission(
  "access.see-rights",
  {
    vi: "Quản trị viên, lãnh đạo và người kiểm tra được xem bảng ai được làm gì",
    en: "Administrators, leaders and auditors may see the table of who may do what",
  },
  anyOf(isAdministrator(), hasRole("leader"), hasRole("auditor")),
);
