import { isAdministrator, permission } from "../access/index.ts";

/** Seeing the work of the background and settling what failed. */
export const mayManageJobs = permission(
  "jobs.manage",
  {
    vi: "Quản trị viên được xem, chạy lại hoặc bỏ qua việc nền không thành công",
    en: "Administrators may see, run again or dismiss background work that failed",
  },
  isAdministrator(),
);
