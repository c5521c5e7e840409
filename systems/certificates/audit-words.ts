import { nameActions } from "../../core/audit/index.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "certificates.take-in": { vi: "Đưa chứng thư số vào sổ", en: "Took a certificate into the register" },
  "certificates.import": { vi: "Nhập chứng thư số từ tệp", en: "Imported certificates" },
  "certificates.prepare-import": { vi: "Đọc tệp để nhập chứng thư số", en: "Read a file for import" },
  "certificates.export": { vi: "Kết xuất sổ chứng thư số", en: "Exported the register of certificates" },
  "certificates.print-form": { vi: "In mẫu đề nghị", en: "Printed a form" },
  "certificates.remind": { vi: "Gửi nhắc sắp hết hạn", en: "Sent reminders" },
  "certificates.assign-it-unit": {
    vi: "Giao đơn vị công nghệ thông tin phụ trách",
    en: "Assigned an IT unit",
  },
  "certificates.change-alert-rule": { vi: "Đổi mốc cảnh báo hết hạn", en: "Changed the alert rule" },
  "certificates.seed-demo": { vi: "Tạo chứng thư số trình diễn", en: "Seeded demo certificates" },
  "certificates.new": { vi: "Cấp mới chứng thư số", en: "Issued a certificate" },
  "certificates.renew": { vi: "Gia hạn chứng thư số", en: "Renewed a certificate" },
  "certificates.change": { vi: "Thay đổi thông tin chứng thư số", en: "Changed a certificate's information" },
  "certificates.suspend": { vi: "Tạm dừng chứng thư số", en: "Suspended a certificate" },
  "certificates.resume": { vi: "Dùng lại chứng thư số", en: "Resumed a certificate" },
  "certificates.revoke": { vi: "Thu hồi chứng thư số", en: "Revoked a certificate" },
  "certificates.return-device": { vi: "Nhận lại thiết bị", en: "Device handed back" },
  "certificates.unlock-device": { vi: "Mở khóa thiết bị", en: "Unlocked a device" },
  "certificates.hand-over": { vi: "Bàn giao chứng thư số", en: "Handed a certificate over" },
  "certificates.replace": { vi: "Thay chứng thư số", en: "Replaced a certificate" },
  "certificates.request-draft": { vi: "Lập đề nghị", en: "Drafted a request" },
  "certificates.request-submit": { vi: "Gửi đề nghị", en: "Submitted a request" },
  "certificates.request-complete": { vi: "Hoàn thành đề nghị", en: "Completed a request" },
  "certificates.request-refuse": { vi: "Từ chối đề nghị", en: "Refused a request" },
  "certificates.request-cancel": { vi: "Hủy đề nghị", en: "Cancelled a request" },
});
