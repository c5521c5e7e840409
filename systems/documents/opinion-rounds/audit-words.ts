import { nameActions } from "../../../core/audit/index.ts";

nameActions({
  "documents.open-opinion-round": { vi: "Lấy ý kiến", en: "Opened an opinion round" },
  "documents.ask-opinion": { vi: "Hỏi thêm ý kiến", en: "Asked somebody more" },
  "documents.withdraw-opinion": { vi: "Thôi hỏi ý kiến", en: "Asked somebody no more" },
  "documents.assign-opinion": { vi: "Giao người trả lời ý kiến", en: "Named who answers" },
  "documents.answer-opinion-round": { vi: "Trả lời ý kiến", en: "Answered an opinion round" },
  "documents.ask-opinion-time": { vi: "Xin thêm thời gian trả lời", en: "Asked for more time to answer" },
  "documents.decide-opinion-time": { vi: "Quyết định thời gian trả lời", en: "Decided about more time" },
  "documents.prolong-opinion-round": { vi: "Gia hạn lấy ý kiến", en: "Prolonged an opinion round" },
  "documents.urge-opinion": { vi: "Đôn đốc trả lời ý kiến", en: "Urged an answer" },
  "documents.close-opinion-round": { vi: "Kết thúc lấy ý kiến", en: "Closed an opinion round" },
});
