import type { System } from "../system.ts";
import { calendarHelp } from "./help.ts";
import {
  countDeadline,
  deleteCalendarDay,
  putCalendarDay,
  readCalendarYear,
  settleCalendarYear,
} from "./operations.ts";
import { administrationPages } from "./web/administration-pages.tsx";
import { calendarPage } from "./web/calendar-page.tsx";
import { hoursPages } from "./web/hours-pages.tsx";
import { settlePages } from "./web/settle-pages.tsx";
import "./audit-words.ts";

/** The working calendar for people and programs. Its migrations belong to the ground floor. */
export const calendar: System = {
  name: "core/calendar",
  migrations: new URL("./migrations/", import.meta.url),
  operations: [readCalendarYear, countDeadline, putCalendarDay, deleteCalendarDay, settleCalendarYear],
  pages(app) {
    app.get("/calendar", (c) => calendarPage(c));
    administrationPages(app);
    settlePages(app);
    hoursPages(app);
  },
  help: calendarHelp,
  navigation: [
    {
      href: "/calendar",
      label: { vi: "Lịch làm việc", en: "Working calendar" },
      group: { vi: "Danh bạ", en: "Directory" },
      icon: "clock",
      order: 720,
      visibleTo: () => true,
    },
    {
      href: "/administration/calendar",
      label: { vi: "Sửa lịch làm việc", en: "Change the calendar" },
      hint: {
        vi: "Ngày nghỉ lễ, nghỉ bù, ngày làm bù và giờ làm việc của từng cơ quan.",
        en: "Holidays, swapped days and the working hours of organisations.",
      },
      group: { vi: "Quản trị", en: "Administration" },
      icon: "table",
      order: 940,
      visibleTo: (roles) => roles.includes("administrator"),
    },
  ],
};
