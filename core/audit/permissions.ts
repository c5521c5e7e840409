import { anyOf, hasRole, isAdministrator, permission, scope } from "../access/index.ts";

export const AUDIT_READ = "audit:read";
scope(AUDIT_READ, { vi: "Xem nhật ký kiểm tra", en: "Read the audit log" });

/** Reading and exporting the audit log: it is that of the whole platform. */
export const mayReadAudit = permission(
  "audit.read",
  {
    vi: "Người kiểm tra, giám sát và quản trị viên được xem nhật ký kiểm tra",
    en: "Auditors and administrators may read the audit log",
  },
  anyOf(hasRole("auditor"), isAdministrator()),
  { scope: AUDIT_READ },
);
