import { nameActions } from "../../../core/audit/index.ts";

/** What the audit log calls the actions on tasks. */
nameActions({
  "documents.report-progress": { vi: "Báo tiến độ phần việc", en: "Reported progress" },
  "documents.report-part": { vi: "Báo kết quả phần phối hợp", en: "Reported a co-operating part done" },
  "documents.ask-extension": { vi: "Xin gia hạn", en: "Asked for a later deadline" },
  "documents.grant-extension": { vi: "Đồng ý gia hạn", en: "Granted a later deadline" },
  "documents.refuse-extension": { vi: "Không đồng ý gia hạn", en: "Refused a later deadline" },
  "documents.urge": { vi: "Đôn đốc", en: "Urged" },
  "documents.remind": { vi: "Nhắc hạn", en: "Reminded of a deadline" },
  "documents.escalate": { vi: "Báo cấp trên việc quá hạn", en: "Told superiors of overdue work" },
  "documents.link-origin": { vi: "Gắn với văn bản chỉ đạo", en: "Linked to a directive" },
  "documents.change-reminder-days": { vi: "Đổi số ngày nhắc hạn", en: "Changed the days of reminders" },
});
