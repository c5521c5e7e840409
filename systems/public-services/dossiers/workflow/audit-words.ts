import { nameActions } from "../../../../core/audit/index.ts";

/** What the audit log calls the actions on workflows. */
nameActions({
  "workflows.create": { vi: "Tạo quy trình giải quyết hồ sơ", en: "Created a workflow" },
  "workflows.save": { vi: "Soạn quy trình giải quyết hồ sơ", en: "Changed a workflow" },
  "workflows.discard": { vi: "Bỏ bản đang soạn của quy trình", en: "Discarded changes of a workflow" },
  "workflows.publish": { vi: "Công bố phiên bản quy trình", en: "Published a version of a workflow" },
  "workflows.migrate": {
    vi: "Chuyển hồ sơ đang chạy sang phiên bản quy trình mới",
    en: "Moved running dossiers to a new version of their workflow",
  },
  "workflows.export": { vi: "Kết xuất danh sách quy trình", en: "Exported the list of workflows" },
});
