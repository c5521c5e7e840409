import { nameActions } from "../../../core/audit/index.ts";
import { ACTION_WORDS } from "./words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  ...Object.fromEntries(Object.entries(ACTION_WORDS).map(([action, words]) => [`dossiers.${action}`, words])),
  "workflows.seed": { vi: "Đưa quy trình của tỉnh vào", en: "Put the workflows of the province in" },
  "dossiers.look": { vi: "Xem hồ sơ thủ tục hành chính", en: "Looked at a dossier" },
  "dossiers.export": { vi: "Kết xuất danh sách hồ sơ", en: "Exported the list of dossiers" },
});
