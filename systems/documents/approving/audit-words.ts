import { nameActions } from "../../../core/audit/index.ts";

nameActions({
  "documents.add-approval-step": { vi: "Thêm bước phê duyệt", en: "Added a step of approval" },
  "documents.remove-approval-step": { vi: "Bỏ bước phê duyệt", en: "Removed a step of approval" },
  "documents.replace-approver": { vi: "Thay người phê duyệt", en: "Replaced an approver" },
  "documents.approve-draft": { vi: "Ký nháy, phê duyệt dự thảo", en: "Approved a draft (short signature)" },
  "documents.drop-approvals": {
    vi: "Phê duyệt mất hiệu lực vì dự thảo đổi",
    en: "Approvals fell: the draft changed",
  },
});
