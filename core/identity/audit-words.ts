import { nameActions } from "../audit/action-words.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "identity.sign-in": { vi: "Đăng nhập", en: "Signed in" },
  "identity.sign-in-refused": { vi: "Đăng nhập bị từ chối", en: "Sign-in refused" },
  "identity.sign-out": { vi: "Đăng xuất", en: "Signed out" },
  "identity.sign-out-others": { vi: "Kết thúc các phiên khác", en: "Ended other sessions" },
  "identity.switch-appointment": { vi: "Chuyển chức vụ đang dùng", en: "Switched position" },
  "identity.second-factor-asked": { vi: "Hỏi mã xác thực thứ hai", en: "Asked for the second factor" },
  "identity.begin-second-factor": {
    vi: "Bắt đầu đăng ký xác thực hai bước",
    en: "Began enrolling a second factor",
  },
  "identity.turn-on-second-factor": { vi: "Bật xác thực hai bước", en: "Turned on the second factor" },
  "identity.turn-off-second-factor": { vi: "Tắt xác thực hai bước", en: "Turned off the second factor" },
  "identity.remove-second-factor": {
    vi: "Gỡ xác thực hai bước của người khác",
    en: "Removed somebody's second factor",
  },
  "identity.change-password": { vi: "Đổi mật khẩu", en: "Changed password" },
  "identity.set-password": { vi: "Đặt mật khẩu", en: "Set a password" },
  "identity.reset-password": { vi: "Cấp lại mật khẩu", en: "Reset a password" },
  "identity.create-account": { vi: "Tạo tài khoản", en: "Created an account" },
  "identity.lock-account": { vi: "Khóa tài khoản", en: "Locked an account" },
  "identity.unlock-account": { vi: "Mở khóa tài khoản", en: "Unlocked an account" },
  "identity.make-token": { vi: "Tạo mã truy cập", en: "Made an access token" },
  "identity.revoke-token": { vi: "Thu hồi mã truy cập", en: "Revoked an access token" },
  "identity.make-first-administrator-link": {
    vi: "Tạo liên kết cho quản trị viên đầu tiên",
    en: "Made the first administrator's link",
  },
  "identity.make-first-administrator": {
    vi: "Tạo quản trị viên đầu tiên",
    en: "Made the first administrator",
  },
  "identity.seed-demo": { vi: "Tạo tài khoản trình diễn", en: "Seeded demo accounts" },
});
