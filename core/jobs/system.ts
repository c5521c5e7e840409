import type { System } from "../system.ts";
import { jobHelp } from "./help.ts";
import { jobPages } from "./web/job-pages.tsx";
import "./audit-words.ts";

/** Background work for people: what waits, what failed for good. The queue itself belongs to the ground floor. */
export const backgroundWork: System = {
  name: "core/jobs",
  migrations: new URL("./migrations/", import.meta.url),
  pages: (app) => jobPages(app),
  help: jobHelp,
  navigation: [
    {
      href: "/administration/jobs",
      label: { vi: "Việc nền", en: "Background work" },
      hint: {
        vi: "Việc đang chờ và việc không thành công cần chạy lại hoặc bỏ qua.",
        en: "What waits, and what failed and must be run again or dismissed.",
      },
      group: { vi: "Quản trị", en: "Administration" },
      icon: "clock",
      order: 930,
      visibleTo: (roles) => roles.includes("administrator"),
    },
  ],
};
