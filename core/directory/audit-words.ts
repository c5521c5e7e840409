import { nameActions } from "../audit/action-words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "directory.export": { vi: "Kết xuất danh bạ", en: "Exported the directory" },
  "directory.give-delegation": { vi: "Ủy quyền", en: "Gave a delegation" },
  "directory.end-delegation": { vi: "Kết thúc ủy quyền", en: "Ended a delegation" },
});
