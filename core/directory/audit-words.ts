import { nameActions } from "../audit/action-words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "directory.export": { vi: "Kết xuất danh bạ", en: "Exported the directory" },
  "directory.give-delegation": { vi: "Ủy quyền", en: "Gave a delegation" },
  "directory.end-delegation": { vi: "Kết thúc ủy quyền", en: "Ended a delegation" },
  "directory.restore-delegation": { vi: "Khôi phục ủy quyền", en: "Restored a delegation" },
  "directory.give-appointment": { vi: "Giao chức vụ", en: "Gave a post" },
  "directory.end-appointment": { vi: "Kết thúc chức vụ", en: "Ended a post" },
  "directory.restore-appointment": { vi: "Khôi phục chức vụ", en: "Restored a post" },
  "directory.confirm-rights": { vi: "Xác nhận thay đổi quyền", en: "Confirmed a change of rights" },
  "directory.contest-rights": { vi: "Không đồng ý thay đổi quyền", en: "Contested a change of rights" },
  "directory.export-rights": { vi: "Xuất danh sách thay đổi quyền", en: "Exported changes of rights" },
});
