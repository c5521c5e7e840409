import { nameActions } from "../../../core/audit/index.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "portal.send": { vi: "Gửi lên Cổng Dịch vụ công quốc gia", en: "Sent to the national portal" },
  "portal.refuse": {
    vi: "Cổng Dịch vụ công quốc gia không nhận bản ghi",
    en: "The national portal refused a record",
  },
  "portal.correct": { vi: "Sửa bản ghi gửi Cổng và gửi lại", en: "Corrected a record and sent it again" },
  "portal.resend": { vi: "Gửi lại bản ghi lên Cổng", en: "Sent a record again" },
  "portal.receive": {
    vi: "Nhận hồ sơ nộp tại Cổng Dịch vụ công quốc gia",
    en: "Received a dossier filed at the national portal",
  },
  "portal.refuse-filing": {
    vi: "Không nhận được hồ sơ nộp tại Cổng",
    en: "Could not receive a dossier filed at the national portal",
  },
  "portal.read-file": { vi: "Cổng tải tệp của hồ sơ", en: "The portal fetched a file of a dossier" },
  "portal.export": { vi: "Xuất danh sách đồng bộ với Cổng", en: "Exported the list of synchronised records" },
});
