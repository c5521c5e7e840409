import { nameActions } from "../../../core/audit/index.ts";
import { ACTION_WORDS } from "./words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  ...Object.fromEntries(Object.entries(ACTION_WORDS).map(([action, words]) => [`desk.${action}`, words])),
  "desk.draw": { vi: "Lấy số thứ tự", en: "Drew a ticket" },
  "desk.set-kinds": { vi: "Đặt loại số thứ tự", en: "Set the kinds of tickets" },
  "desk.set-kiosk": { vi: "Đặt địa chỉ máy lấy số", en: "Set the address of the ticket machine" },
  "desk.export": { vi: "Kết xuất thống kê thời gian chờ", en: "Exported waiting times" },
});
