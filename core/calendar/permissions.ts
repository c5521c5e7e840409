import { anyone, isAdministrator, permission, scope } from "../access/index.ts";

/** Scope of a token that reads the working calendar and counts deadlines. */
export const CALENDAR_READ = scope("calendar:read", {
  vi: "Xem lịch làm việc và tính thời hạn",
  en: "Read the working calendar and count deadlines",
});

/** Scope of a token that changes the working calendar. */
export const CALENDAR_WRITE = scope("calendar:write", {
  vi: "Thay đổi lịch làm việc",
  en: "Change the working calendar",
});

export const mayReadCalendar = permission(
  "calendar.read",
  {
    vi: "Mọi người được xem lịch làm việc, ngày nghỉ và giờ làm việc",
    en: "Everybody may see the working calendar, holidays and working hours",
  },
  anyone(),
  { scope: CALENDAR_READ.name },
);

export const mayChangeCalendar = permission(
  "calendar.change",
  {
    vi: "Quản trị viên được thêm, sửa, xoá ngày nghỉ và ngày làm bù, chốt lịch của năm và đặt giờ làm việc",
    en: "Administrators may add, change and remove days off and swapped days, settle a year and set working hours",
  },
  isAdministrator(),
  { scope: CALENDAR_WRITE.name },
);
