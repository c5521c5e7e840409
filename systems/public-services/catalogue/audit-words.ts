import { nameActions } from "../../../core/audit/index.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "procedures.save-draft": {
    vi: "Soạn phiên bản thủ tục hành chính",
    en: "Drafted a version of a procedure",
  },
  "procedures.publish": { vi: "Công bố thủ tục hành chính", en: "Published a procedure" },
  "procedures.withdraw": { vi: "Bãi bỏ thủ tục hành chính", en: "Withdrew a procedure" },
  "procedures.import": { vi: "Nhập thủ tục hành chính từ tệp", en: "Imported procedures" },
  "procedures.export": { vi: "Kết xuất danh mục thủ tục", en: "Exported the catalogue of procedures" },
  "procedures.choose-keeper": {
    vi: "Chọn cơ quan kiểm soát thủ tục hành chính",
    en: "Chose the office that controls procedures",
  },
  "procedures.seed": { vi: "Đưa thủ tục của tỉnh vào danh mục", en: "Put the province's procedures in" },
});
