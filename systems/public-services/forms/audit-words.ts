import { nameActions } from "../../../core/audit/index.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "forms.create": { vi: "Tạo biểu mẫu", en: "Created a form" },
  "forms.change": { vi: "Sửa biểu mẫu", en: "Changed a form" },
  "forms.discard": { vi: "Bỏ bản đang soạn của biểu mẫu", en: "Discarded changes of a form" },
  "forms.publish": { vi: "Công bố phiên bản biểu mẫu", en: "Published a version of a form" },
  "forms.withdraw": { vi: "Ngừng dùng biểu mẫu", en: "Withdrew a form" },
  "forms.start-draft": { vi: "Người dân bắt đầu điền hồ sơ", en: "A citizen began an application" },
  "forms.carry-over": { vi: "Chuyển bản nháp sang mẫu mới", en: "Brought a draft over to a newer form" },
  "forms.attach-file": { vi: "Người dân đính kèm tệp", en: "A citizen attached a file" },
  "forms.remove-file": { vi: "Người dân bỏ tệp đính kèm", en: "A citizen removed a file" },
  "forms.delete-draft": { vi: "Người dân xóa bản nháp", en: "A citizen deleted a draft" },
  "forms.expire-drafts": { vi: "Xóa bản nháp hết hạn", en: "Deleted expired drafts" },
  "forms.send": { vi: "Người dân nộp hồ sơ trực tuyến", en: "A citizen filed online" },
  "forms.seed": { vi: "Nạp biểu mẫu của tỉnh", en: "Loaded the province's forms" },
});
