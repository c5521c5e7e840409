import type { PdfVerdict } from "../../../../core/signing/index.ts";
import { type Verdict as Look, useText, VerdictCard, type Words } from "../../../../core/ui/index.ts";
import type { Incoming } from "../../incoming/incoming.ts";
import type { Verdict, VerdictDetails } from "../../tables.ts";

const LOOKS: Readonly<Record<Verdict, Look>> = {
  "valid-both": "valid",
  "valid-one": "attention",
  invalid: "broken",
  unsigned: "unsigned",
  unknown: "attention",
};

/** What the clerk does with it (NĐ 30/2020 Art. 5, 21.2; QĐ 28/2018 Art. 9). */
const ADVICE: Readonly<Record<Verdict, Words>> = {
  "valid-both": {
    vi: "Văn bản có đủ chữ ký của người có thẩm quyền và của cơ quan: có thể tiếp nhận.",
    en: "It carries the signatures of the authorised person and of the organisation: it may be registered.",
  },
  "valid-one": {
    vi: "Văn bản chưa đủ hai chữ ký nên chưa có giá trị như bản gốc. Liên hệ nơi gửi, hoặc từ chối và nêu rõ chữ ký nào còn thiếu.",
    en: "Without both signatures it is not an original. Ask the sender, or refuse it and say which signature is missing.",
  },
  invalid: {
    vi: "Không nên tiếp nhận. Bấm Từ chối và nêu lý do để nơi gửi biết và gửi lại.",
    en: "Do not register it. Refuse it with the reason, so that the sender can send it again.",
  },
  unsigned: {
    vi: "Văn bản điện tử không có chữ ký số thì không có giá trị như bản gốc. Từ chối, hoặc chỉ nhận để biết.",
    en: "Without a digital signature it is not an original. Refuse it, or take it for information only.",
  },
  unknown: {
    vi: "Hiện chưa kết luận được. Mở lại trang này sau ít phút; nếu vẫn vậy, hỏi nơi gửi trước khi tiếp nhận.",
    en: "No conclusion yet. Open this page again in some minutes; if it stays so, ask the sender before registering.",
  },
};

const SENTENCES: Readonly<Record<Verdict, Words>> = {
  "valid-both": {
    vi: "Chữ ký hợp lệ, văn bản còn nguyên vẹn từ lúc ký.",
    en: "The signatures are valid; the document is as it was signed.",
  },
  "valid-one": { vi: "Chỉ có một chữ ký hợp lệ.", en: "Only one signature is valid." },
  invalid: { vi: "Có chữ ký không tin được.", en: "A signature cannot be trusted." },
  unsigned: { vi: "Văn bản này chưa có chữ ký số nào.", en: "This document carries no digital signature." },
  unknown: { vi: "Chưa kiểm tra được chữ ký.", en: "The signatures could not be checked." },
};

/**
 * The verdict on the whole document in plain words. While it waits for the clerk: as it verifies now, with what to do.
 * Afterwards: as it was when it arrived, because certificates end and the document was taken on what held then.
 */
export function VerdictBanner({ document, live }: { document: Incoming; live: PdfVerdict | undefined }) {
  const text = useText();
  // A scan of a paper document carries no signatures, and that is no fault of it.
  if (!document.verdict || (document.source === "paper" && live?.status === "unsigned")) return null;
  const waiting = document.state === "arrived";
  const now = waiting ? live : undefined;
  const verdict = now?.status ?? document.verdict;
  const sentence = now?.sentence ?? document.verdict_details ?? SENTENCES[verdict];
  return (
    <VerdictCard
      verdict={LOOKS[verdict]}
      kind={
        waiting
          ? { vi: "Chữ ký số", en: "Digital signatures" }
          : { vi: "Chữ ký số khi văn bản đến", en: "Digital signatures on arrival" }
      }
      sentence={{ vi: sentence.vi, en: sentence.en }}
    >
      {waiting && <p>{text(ADVICE[verdict])}</p>}
    </VerdictCard>
  );
}

/** The signatures as they were found on arrival, when they cannot be verified again now. */
export function StoredSignatures({ details }: { details: VerdictDetails }) {
  return (
    <>
      {details.signatures.map((signature, index) => (
        <VerdictCard
          key={`${index}-${signature.signer}`}
          verdict={
            signature.indication === "TOTAL_PASSED"
              ? "valid"
              : signature.indication === "TOTAL_FAILED"
                ? "broken"
                : "attention"
          }
          kind={
            signature.role === "organisation"
              ? { vi: "Chữ ký cơ quan", en: "Organisation's signature" }
              : { vi: "Chữ ký cá nhân", en: "Personal signature" }
          }
          signer={signature.signer}
          sentence={{ vi: signature.vi, en: signature.en }}
        />
      ))}
    </>
  );
}
