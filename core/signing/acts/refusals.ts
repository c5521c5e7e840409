import { Refusal } from "../../errors.ts";
import type { ActState } from "./tables.ts";

export function noSuchAct(): Refusal {
  return new Refusal("signing.no-act", 404, {
    vi: "Không tìm thấy lượt ký này. Mở lại văn bản và bắt đầu ký lại; văn bản vẫn nguyên vẹn.",
    en: "This signing act does not exist. Open the document and start signing again; the document is untouched.",
  });
}

export function secretNotValid(): Refusal {
  return new Refusal("signing.act-secret", 403, {
    vi: "Đường dẫn ký một lần này không đúng. Mở lại văn bản và bắt đầu ký lại.",
    en: "This one-time signing address is not right. Open the document and start signing again.",
  });
}

export function actExpired(): Refusal {
  return new Refusal("signing.act-expired", 410, {
    vi: "Lượt ký đã quá thời hạn nên không được nhận. Văn bản vẫn nguyên vẹn, hãy ký lại.",
    en: "The signing act has run out of time and was not accepted. The document is untouched; sign again.",
  });
}

/** @param state how it ended */
export function actCancelled(state: ActState): Refusal {
  return state === "completed"
    ? new Refusal("signing.act-ended", 409, {
        vi: "Lượt ký này đã hoàn tất; chữ ký chỉ được ghi một lần.",
        en: "This signing act is complete; the signature was recorded once.",
      })
    : new Refusal("signing.act-cancelled", 410, {
        vi: "Lượt ký này đã bị hủy nên không được nhận. Văn bản vẫn nguyên vẹn, hãy ký lại.",
        en: "This signing act was cancelled and is not accepted. The document is untouched; sign again.",
      });
}

export function actOfAnother(): Refusal {
  return new Refusal("signing.act-open", 409, {
    vi: "Người khác đang ký văn bản này. Chờ lượt ký đó xong hoặc hết hạn (vài phút) rồi ký.",
    en: "Somebody else is signing this document. Wait until that act is done or has expired (a few minutes).",
  });
}

export function notYourAct(): Refusal {
  return new Refusal("signing.not-your-act", 403, {
    vi: "Lượt ký này do người khác bắt đầu; chỉ người đó tiếp tục được.",
    en: "Somebody else began this signing act; only they can go on with it.",
  });
}

export function baseChanged(): Refusal {
  return new Refusal("signing.act-base-changed", 409, {
    vi: "Tệp đã thay đổi từ khi bắt đầu ký nên chữ ký không được nhận. Xem lại tệp rồi ký lại.",
    en: "The file has changed since signing began, so the signature was not accepted. Look at it and sign again.",
  });
}
