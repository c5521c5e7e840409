import { nameActions } from "./action-words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "audit.export": { vi: "Kết xuất nhật ký kiểm tra", en: "Exported the audit log" },
  "audit.erase-personal": {
    vi: "Xóa dữ liệu cá nhân trong nhật ký",
    en: "Erased personal data from the log",
  },
});
