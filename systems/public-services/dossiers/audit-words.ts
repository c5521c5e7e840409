import { nameActions } from "../../../core/audit/index.ts";
import { ACTION_WORDS } from "./words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  ...Object.fromEntries(Object.entries(ACTION_WORDS).map(([action, words]) => [`dossiers.${action}`, words])),
  "dossiers.export": { vi: "Kết xuất danh sách hồ sơ", en: "Exported the list of dossiers" },
});
