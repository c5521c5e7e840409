import type { PageHelp } from "../ui/page-help.tsx";

/** What people do on the pages of the working calendar. */
export const calendarHelp: readonly PageHelp[] = [
  {
    href: "/calendar",
    title: { vi: "Lịch làm việc", en: "Working calendar" },
    steps: [
      {
        vi: "Xem ngày nghỉ lễ, nghỉ bù, ngày làm bù của từng năm và căn cứ của mỗi ngày.",
        en: "See holidays, days in lieu and swapped days of each year and what they rest on.",
      },
      {
        vi: "Xem giờ làm việc của tỉnh và của cơ quan bạn.",
        en: "See the working hours of the province and of your organisation.",
      },
      {
        vi: "Đối chiếu khi một thời hạn khác với bạn đếm: mọi thời hạn tính theo lịch này.",
        en: "Compare when a deadline is not what you counted: all of them follow this calendar.",
      },
    ],
    ask: { vi: "quản trị viên hệ thống", en: "the administrator" },
    askRoles: ["administrator"],
  },
  {
    href: "/administration/calendar",
    title: { vi: "Sửa lịch làm việc", en: "Change the calendar" },
    steps: [
      {
        vi: "Thêm ngày nghỉ hoặc ngày làm bù kèm số quyết định làm căn cứ.",
        en: "Add a day off or a working Saturday with the decision it rests on.",
      },
      { vi: "Chốt lịch của năm khi đã đủ quyết định.", en: "Settle the year once all decisions are there." },
      {
        vi: "Đổi giờ làm việc của một cơ quan; thời hạn đã hẹn không đổi theo.",
        en: "Change the working hours of an organisation; promised deadlines stay.",
      },
    ],
    ask: {
      vi: "Sở Nội vụ về ngày nghỉ, hoán đổi",
      en: "the Department of Home Affairs about holidays and swaps",
    },
  },
];
