import { nameActions } from "../../../core/audit/index.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "citizens.create": { vi: "Mở tài khoản người dân", en: "Opened a citizen's account" },
  "citizens.link": { vi: "Nối tài khoản định danh", en: "Linked an identity account" },
  "citizens.sign-in": { vi: "Người dân đăng nhập", en: "A citizen signed in" },
  "citizens.sign-out": { vi: "Người dân kết thúc phiên", en: "A citizen ended a session" },
  "citizens.sign-in-refused": { vi: "Từ chối đăng nhập của người dân", en: "Refused a citizen's sign-in" },
  "citizens.change-contact": { vi: "Sửa thông tin liên hệ", en: "Changed contact data" },
  "citizens.authorise": { vi: "Ủy quyền nộp hồ sơ", en: "Authorised somebody to file" },
  "citizens.answer-authorisation": { vi: "Trả lời ủy quyền", en: "Answered an authorisation" },
  "citizens.end-authorisation": { vi: "Chấm dứt ủy quyền", en: "Ended an authorisation" },
  "citizens.add-child": { vi: "Khai con để nộp hồ sơ thay", en: "Declared a child to file for" },
  "citizens.remove-child": { vi: "Bỏ khai con", en: "Removed a child" },
  "citizens.close": { vi: "Đóng tài khoản người dân", en: "Closed a citizen's account" },
  "citizens.look": { vi: "Xem thông tin của người dân", en: "Looked at a citizen's data" },
});
