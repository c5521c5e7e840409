import { Refusal, type RefusalStatus, type Sentence } from "../../errors.ts";

export type PlugInRefusalCode = keyof typeof SENTENCES;

const KEPT_VI = " Văn bản vẫn nguyên vẹn, hãy ký lại.";
const KEPT_EN = " The document is untouched; sign again.";

/** Why a file that came back from the plug-in is not taken. */
const SENTENCES = {
  "plug-in.not-appended": say(
    "Tệp nhận về không còn giữ nguyên nội dung đã gửi đi ký nên không được nhận.",
    "The file that came back does not keep the bytes that were sent out, so it was not taken.",
  ),
  "plug-in.not-signed": say(
    "Tệp nhận về chưa có chữ ký mới nên không được nhận.",
    "The file that came back bears no new signature, so it was not taken.",
  ),
  "plug-in.too-many-signatures": say(
    "Tệp nhận về có nhiều hơn một chữ ký mới nên không được nhận.",
    "The file that came back bears more than one new signature, so it was not taken.",
  ),
  "plug-in.not-covering": say(
    "Chữ ký mới không bao trùm toàn bộ tệp nên không được nhận.",
    "The new signature does not cover the whole file, so it was not taken.",
  ),
  "plug-in.changed": say(
    "Trong lúc ký, nội dung văn bản đã bị thay đổi nên tệp không được nhận.",
    "The content of the document was changed while it was signed, so the file was not taken.",
  ),
  "plug-in.earlier-signature-broken": say(
    "Chữ ký trước đó không còn hiệu lực trong tệp nhận về nên tệp không được nhận.",
    "An earlier signature does not hold any more in the file that came back, so it was not taken.",
  ),
  "plug-in.signature-invalid": say(
    "Chữ ký mới không hợp lệ hoặc chứng thư số không dẫn tới tổ chức được tin cậy nên tệp không được nhận.",
    "The new signature is not valid, or its certificate leads to no trusted authority, so the file was not taken.",
  ),
  "plug-in.suspended": say(
    "Chứng thư số đang tạm dừng theo sổ chứng thư số của tỉnh nên tệp không được nhận.",
    "The province's register has suspended this certificate, so the file was not taken.",
  ),
  "plug-in.revocation-unknown": say(
    "Chưa hỏi được tình trạng thu hồi của chứng thư số nên tệp chưa được nhận.",
    "Whether the certificate was revoked could not be asked, so the file was not taken yet.",
  ),
  "plug-in.wrong-kind": say(
    "Chứng thư số đã dùng không đúng loại: người ký cần chứng thư cá nhân, con dấu cần chứng thư cơ quan.",
    "The certificate is of the wrong kind: a person signs with a person's, the seal needs the organisation's.",
  ),
  "plug-in.another-owner": say(
    "Chứng thư số đã dùng thuộc về người hoặc cơ quan khác nên tệp không được nhận.",
    "The certificate belongs to another person or organisation, so the file was not taken.",
  ),
  "plug-in.unreadable": say(
    "Tệp nhận về không phải tệp PDF đọc được nên không được nhận.",
    "The file that came back is not a readable PDF, so it was not taken.",
  ),
} as const;

export function plugInRefusal(code: PlugInRefusalCode): Refusal {
  return new Refusal(code, statusOf(code), SENTENCES[code]);
}

/** The sentence of a stored reason, for the page that shows the act again; undefined for reasons of other rooms. */
export function plugInSentence(code: string): Sentence | undefined {
  return Object.entries(SENTENCES).find(([known]) => known === code)?.[1];
}

function statusOf(code: PlugInRefusalCode): RefusalStatus {
  return code === "plug-in.revocation-unknown" ? 503 : 422;
}

function say(vi: string, en: string): Sentence {
  return { vi: vi + KEPT_VI, en: en + KEPT_EN };
}
