import { nameActions } from "../../../core/audit/index.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "quality.rate": { vi: "Người dân đánh giá hồ sơ", en: "A citizen rated a dossier" },
  "quality.review": { vi: "Điều chỉnh điểm đánh giá", en: "Adjusted the points of a rating" },
  "quality.change-weight": {
    vi: "Sửa điểm, ngưỡng của bộ chỉ số",
    en: "Changed points or threshold of the index",
  },
  "quality.declare-board": {
    vi: "Khai đã niêm yết thủ tục tại trụ sở",
    en: "Declared procedures on the notice board",
  },
  "quality.withdraw-board": {
    vi: "Khai không còn niêm yết thủ tục tại trụ sở",
    en: "Declared procedures off the notice board",
  },
  "quality.export": { vi: "Kết xuất số liệu chất lượng phục vụ", en: "Exported figures of service quality" },
});
