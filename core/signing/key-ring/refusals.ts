import { Refusal } from "../../errors.ts";
import { DEMO_PIN } from "../demo/demo-pin.ts";

/** Wrong PINs in a row before a certificate is locked, and for how long. */
export const FREE_TRIES = 5;
export const LOCK_MINUTES = 15;

export function noCertificate(): Refusal {
  return new Refusal("signing.no-certificate", 409, {
    vi: "Chưa có chứng thư số để ký. Mở trang “Chứng thư số”, tải tệp chứng thư lên rồi quay lại ký; văn bản vẫn nguyên vẹn.",
    en: "There is no certificate to sign with. Open the page “Certificates”, upload the key file and come back to sign; the document is untouched.",
  });
}

export function outOfValidity(notBefore: Date, now: Date): Refusal {
  return notBefore > now
    ? new Refusal("signing.expired", 409, {
        vi: "Chứng thư số chưa đến ngày có hiệu lực nên chưa ký được. Xem ngày trên trang “Chứng thư số”.",
        en: "The certificate is not valid yet, so it cannot sign. See its dates on the page “Certificates”.",
      })
    : new Refusal("signing.expired", 409, {
        vi: "Chứng thư số đã hết hạn nên không ký được. Hãy xin gia hạn rồi tải tệp mới lên trang “Chứng thư số”.",
        en: "The certificate has expired, so it cannot sign. Have it renewed and upload the new file on the page “Certificates”.",
      });
}

export function emptyPin(): Refusal {
  return new Refusal(
    "signing.wrong-pin",
    422,
    { vi: "Hãy nhập mã PIN của chứng thư số.", en: "Type the PIN of the certificate." },
    "pin",
  );
}

export function demoAuthorityAway(): Refusal {
  return new Refusal("signing.demo-authority", 503, {
    vi: "Chưa cấp được chứng thư số thử nghiệm vì hệ thống cấp chứng thư mô phỏng chưa trả lời. Thử lại sau ít giây.",
    en: "No demo certificate could be made because the simulated authority does not answer. Try again in a few seconds.",
  });
}

/** @param left tries until the lock */
export function wrongPin(left: number, demo: boolean): Refusal {
  const hint = demo
    ? { vi: ` Bản trình diễn dùng mã PIN ${DEMO_PIN}.`, en: ` The demonstration uses the PIN ${DEMO_PIN}.` }
    : { vi: "", en: "" };
  return new Refusal(
    "signing.wrong-pin",
    422,
    {
      vi: `Mã PIN chưa đúng. Còn ${left} lần thử trước khi chứng thư số bị tạm khóa ${LOCK_MINUTES} phút.${hint.vi}`,
      en: `The PIN is wrong. ${left === 1 ? "1 try is" : `${left} tries are`} left before the certificate is locked for ${LOCK_MINUTES} minutes.${hint.en}`,
    },
    "pin",
  );
}

export function locked(until: Date, now: Date): Refusal {
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000));
  return new Refusal(
    "signing.locked",
    423,
    {
      vi: `Nhập sai mã PIN ${FREE_TRIES} lần nên chứng thư số tạm khóa. Thử lại sau ${minutes} phút.`,
      en: `The PIN was wrong ${FREE_TRIES} times, so the certificate is locked. Try again in ${minutes === 1 ? "1 minute" : `${minutes} minutes`}.`,
    },
    "pin",
  );
}

export function keyElsewhere(): Refusal {
  return new Refusal("signing.key-elsewhere", 409, {
    vi: "Khóa này không nằm trên máy chủ. Hãy ký bằng điện thoại hoặc thiết bị cắm tại máy của bạn.",
    en: "This key is not on the server. Sign with the phone, or with the device at your computer.",
  });
}
