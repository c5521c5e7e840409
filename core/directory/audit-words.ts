import { nameActions } from "../audit/action-words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "directory.export": { vi: "Kết xuất danh bạ", en: "Exported the directory" },
});
