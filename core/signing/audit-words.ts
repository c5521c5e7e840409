import { nameActions } from "../audit/action-words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "signing.keep-certificate": { vi: "Nạp chứng thư số", en: "Took in a certificate" },
  "signing.replace-picture": { vi: "Thay ảnh chữ ký hoặc con dấu", en: "Replaced the picture" },
  "signing.stop-certificate": { vi: "Ngừng dùng chứng thư số", en: "Stopped a certificate" },
  "signing.notice-revocation": { vi: "Nhận biết chứng thư số bị thu hồi", en: "Noticed a revocation" },
  "signing.refuse-pin": { vi: "Nhập sai mã PIN", en: "Wrong PIN" },
  "signing.lock-certificate": {
    vi: "Tạm khóa chứng thư số vì nhập sai PIN",
    en: "Locked a certificate after wrong PINs",
  },
  "signing.change-trust": { vi: "Đổi danh sách gốc tin cậy", en: "Changed the trusted roots" },
  "signing.begin-act": { vi: "Bắt đầu ký bằng khóa bên ngoài", en: "Began signing with an outside key" },
  "signing.authorise-act": {
    vi: "Xác nhận ký bằng khóa bên ngoài",
    en: "Authorised signing with an outside key",
  },
  "signing.complete-act": {
    vi: "Hoàn tất ký bằng khóa bên ngoài",
    en: "Completed signing with an outside key",
  },
  "signing.cancel-act": {
    vi: "Hủy việc ký bằng khóa bên ngoài",
    en: "Cancelled signing with an outside key",
  },
  "signing.expire-act": {
    vi: "Hết thời hạn ký bằng khóa bên ngoài",
    en: "Signing with an outside key expired",
  },
  "signing.refuse-act": { vi: "Từ chối kết quả ký từ bên ngoài", en: "Refused a signature from outside" },
  "signing.accept-unregistered-certificate": {
    vi: "Nhận chữ ký bằng chứng thư số chưa đăng ký",
    en: "Took a signature by an unregistered certificate",
  },
  "signing.suspend-certificate": {
    vi: "Tạm dừng khóa ký theo sổ chứng thư số",
    en: "Suspended a key, as the register says",
  },
  "signing.resume-certificate": {
    vi: "Cho dùng lại khóa ký theo sổ chứng thư số",
    en: "Lifted the suspension of a key, as the register says",
  },
  "signing.archive-file": { vi: "Lưu trữ lâu dài tệp đã ký", en: "Archived a signed file" },
  "signing.archive-again": { vi: "Chạy lại việc lưu trữ tệp đã ký", en: "Ran the archiving of a file again" },
  "signing.export-archive": { vi: "Xuất danh sách lưu trữ chữ ký", en: "Exported the archive of signatures" },
  "signing.register-key": {
    vi: "Đăng ký khóa ở thiết bị hoặc dịch vụ ký",
    en: "Registered a key kept elsewhere",
  },
  "signing.stop-key": {
    vi: "Ngừng dùng khóa ở thiết bị hoặc dịch vụ ký",
    en: "Stopped a key kept elsewhere",
  },
});
