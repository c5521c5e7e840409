import {
  CmsError,
  KeyError,
  type KeyErrorCode,
  PdfError,
  type PdfErrorCode,
  Pkcs11Error,
  type Sentence,
  TimestampError,
} from "../../core/signing/index.ts";
import { LongTermError } from "../../core/signing/long-term/index.ts";

/** Why nothing was signed, and what to do. */
export class SignRefusal extends Error {
  readonly code: string;
  readonly sentence: Sentence;

  constructor(code: string, sentence: Sentence) {
    super(sentence.en);
    this.code = code;
    this.sentence = sentence;
  }
}

const KEY: Readonly<Record<KeyErrorCode, Sentence>> = {
  "key.wrong-password": {
    vi: "Mã PIN không mở được tệp chứng thư số",
    en: "The PIN does not open the key file",
  },
  "key.not-pkcs12": { vi: "Tệp chứng thư số không phải PKCS#12", en: "The key file is not PKCS#12" },
  "key.unsupported-encryption": {
    vi: "Tệp chứng thư số được mã hóa theo cách không hỗ trợ: hãy xuất lại với AES-256",
    en: "The key file is encrypted in a way that is not supported: export it again with AES-256",
  },
  "key.no-private-key": {
    vi: "Tệp chứng thư số không có khóa bí mật: hãy xuất lại cùng với khóa",
    en: "The key file holds no private key: export it again with the key",
  },
  "key.no-certificate": {
    vi: "Tệp chứng thư số không có chứng thư của khóa",
    en: "The key file holds no certificate of its key",
  },
  "key.too-many-iterations": {
    vi: "Tệp chứng thư số đòi hỏi quá nhiều tính toán để mở",
    en: "The key file asks for too much work to be opened",
  },
  "key.unsupported-algorithm": {
    vi: "Loại khóa này không dùng để ký được (cần RSA từ 2048 bit hoặc ECDSA P-256, P-384)",
    en: "This kind of key cannot sign (RSA of 2048 bits or more, or ECDSA P-256, P-384, is needed)",
  },
  "key.bad-signature": {
    vi: "Khóa trả về chữ ký không khớp với chứng thư số của nó",
    en: "The key returned a signature that its own certificate does not verify",
  },
  "key.does-not-match-certificate": {
    vi: "Khóa không khớp với chứng thư số trong tệp",
    en: "The key does not fit the certificate in the file",
  },
};

/** What an operator can do about it, where there is something. */
const ADVICE: Partial<Readonly<Record<PdfErrorCode, Sentence>>> = {
  "pdf.not-incremental": {
    vi: "Nếu tệp chưa có chữ ký, chạy lại với --normalise; nếu đã có, xin lại bản gốc từ người gửi",
    en: "If the file is not signed yet, run again with --normalise; if it is, ask the sender for the original",
  },
  "pdf.encrypted": {
    vi: "Bỏ mật khẩu bằng chương trình đã đặt nó, trước chữ ký đầu tiên",
    en: "Remove the password with the program that set it, before the first signature",
  },
  "pdf.certified-no-changes": {
    vi: "Người chứng nhận phải cấp bản cho phép ký thêm (--certify 2)",
    en: "Who certified it must issue one that permits signing (--certify 2)",
  },
  "pdf.certified-no-visible-signature": {
    vi: "Ký không hình (bỏ --visible), hoặc ký vào ô chữ ký có sẵn (--field)",
    en: "Sign invisibly (without --visible), or into a signature field that is there (--field)",
  },
  "pdf.field-locked": {
    vi: "Chọn ô khác bằng --field; ô đã khóa thì chữ ký trước sẽ mất hiệu lực nếu ghi vào",
    en: "Choose another field with --field; writing into a locked one would break the earlier signature",
  },
  "pdf.field-name-taken": { vi: "Chọn tên khác bằng --field", en: "Choose another name with --field" },
  "pdf.already-signed": {
    vi: "Bỏ --certify hoặc --normalise: chỉ dùng được trước chữ ký đầu tiên",
    en: "Leave out --certify or --normalise: they only go before the first signature",
  },
  "pdf.page-missing": { vi: "Xem lại page=… trong --visible", en: "Check page=… in --visible" },
};

/**
 * The reason in plain words.
 * @returns undefined for what is no refusal but a fault of the program
 */
export function refusalOf(
  error: unknown,
): { readonly code: string; readonly sentence: Sentence } | undefined {
  if (error instanceof SignRefusal || error instanceof Pkcs11Error) return error;
  if (error instanceof PdfError) {
    const advice = ADVICE[error.code];
    return { code: error.code, sentence: advice ? joined(error.sentence, advice) : ended(error.sentence) };
  }
  if (error instanceof LongTermError) return { code: error.code, sentence: ended(error.sentence) };
  if (error instanceof KeyError) return { code: error.code, sentence: ended(KEY[error.code]) };
  if (error instanceof TimestampError) {
    return {
      code: error.code,
      sentence: {
        vi: `Không lấy được dấu thời gian nên không ký: ${error.message}.`,
        en: `No timestamp could be had, so nothing was signed: ${error.message}.`,
      },
    };
  }
  if (error instanceof CmsError)
    return {
      code: error.code,
      sentence: { vi: `Không tạo được chữ ký: ${error.message}.`, en: `${error.message}.` },
    };
  if (error instanceof Error && "syscall" in error)
    return {
      code: "file",
      sentence: { vi: `Không đọc hoặc ghi được tệp: ${error.message}.`, en: `${error.message}.` },
    };
  return undefined;
}

function ended({ vi, en }: Sentence): Sentence {
  return { vi: `${vi}.`, en: `${en}.` };
}

function joined(what: Sentence, advice: Sentence): Sentence {
  return { vi: `${what.vi}. ${advice.vi}.`, en: `${what.en}. ${advice.en}.` };
}
