import type { System } from "../system.ts";
import { auditLoop } from "./audit-loop.ts";
import { auditHelp } from "./help.ts";
import { listAuditRecords } from "./operations.ts";
import { auditPages } from "./web/audit-pages.tsx";
import "./audit-words.ts";

/** The audit log: sealing, pages for auditors, the log for programs. Its migrations belong to the ground floor. */
export const audit: System = {
  name: "core/audit",
  migrations: new URL("./migrations/", import.meta.url),
  loops: [auditLoop],
  operations: [listAuditRecords],
  pages: (app) => auditPages(app),
  help: auditHelp,
  navigation: [
    {
      href: "/administration/audit",
      label: { vi: "Nhật ký kiểm tra", en: "Audit log" },
      hint: {
        vi: "Ai đã làm gì, lúc nào; bản ghi được niêm phong để không ai sửa hay xoá được.",
        en: "Who did what and when; sealed so that nobody can change or remove it.",
      },
      group: { vi: "Quản trị", en: "Administration" },
      icon: "shield-check",
      order: 920,
      visibleTo: (roles) => roles.includes("auditor") || roles.includes("administrator"),
    },
  ],
};
