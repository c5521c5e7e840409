import { nameActions } from "../audit/action-words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "calendar.change-day": {
    vi: "Đổi một ngày nghỉ hoặc ngày làm bù",
    en: "Changed a holiday or a compensated day",
  },
  "calendar.withdraw-day": { vi: "Bỏ thay đổi của một ngày", en: "Withdrew a change of a day" },
  "calendar.change-timetable": { vi: "Đổi giờ làm việc", en: "Changed working hours" },
  "calendar.settle-year": { vi: "Chốt lịch nghỉ của năm", en: "Settled the holidays of a year" },
});
