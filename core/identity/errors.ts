import { Refusal } from "../errors.ts";

/** The password given for confirmation is wrong. */
export function wrongPassword(field: string): Refusal {
  return new Refusal(
    "identity.wrong-password",
    422,
    {
      vi: "Mật khẩu hiện tại chưa đúng. Hãy nhập lại.",
      en: "The current password is not right. Type it again.",
    },
    field,
  );
}

/** The code of the app or the recovery code is wrong, too old or already used. */
export function wrongCode(field: string): Refusal {
  return new Refusal(
    "identity.wrong-code",
    422,
    {
      vi: "Mã chưa đúng hoặc đã dùng. Đợi mã mới hiện trong ứng dụng rồi nhập lại; kiểm tra giờ trên điện thoại.",
      en: "The code is wrong or already used. Wait for the next one in the app and type it; check the clock of the phone.",
    },
    field,
  );
}

/** Too many wrong attempts. */
export function tooManyAttempts(until: Date, now: Date): Refusal {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  const wait =
    seconds < 90
      ? { vi: `${seconds} giây`, en: `${seconds} seconds` }
      : { vi: `${Math.ceil(seconds / 60)} phút`, en: `${Math.ceil(seconds / 60)} minutes` };
  return new Refusal("identity.too-many-attempts", 429, {
    vi: `Đã thử sai nhiều lần. Để bảo vệ tài khoản, hãy đợi ${wait.vi} rồi thử lại.`,
    en: `Too many wrong attempts. To protect the account, wait ${wait.en} and try again.`,
  });
}

/** The link was used, is too old, or never was one. */
export function linkExpired(): Refusal {
  return new Refusal("identity.link-expired", 410, {
    vi: "Liên kết này đã dùng hoặc đã hết hạn. Hãy xin quản trị viên một liên kết mới.",
    en: "This link has been used or has expired. Ask an administrator for a new one.",
  });
}
