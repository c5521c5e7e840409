import type { SubIndication } from "../types.ts";
import { alterationSentence, differencesSentence } from "./change-sentences.ts";
import type { DocumentStatus, Sentence, SignatureVerdict } from "./verdict.ts";

const FAILURES: Record<SubIndication, Sentence> = {
  FORMAT_FAILURE: {
    vi: "cấu trúc chữ ký không đúng chuẩn",
    en: "the signature is not built to the standard",
  },
  HASH_FAILURE: {
    vi: "nội dung đã bị thay đổi sau khi ký",
    en: "the content was changed after signing",
  },
  SIG_CRYPTO_FAILURE: {
    vi: "giá trị chữ ký không khớp với chứng thư số",
    en: "the signature value does not fit the certificate",
  },
  REVOKED: {
    vi: "chứng thư số đã bị thu hồi trước khi ký",
    en: "the certificate was revoked before signing",
  },
  NO_SIGNING_CERTIFICATE_FOUND: {
    vi: "không tìm thấy chứng thư số của người ký",
    en: "the signer's certificate is missing",
  },
  NO_CERTIFICATE_CHAIN_FOUND: {
    vi: "chứng thư số không do tổ chức được tin cậy cấp",
    en: "the certificate does not come from a trusted authority",
  },
  CHAIN_CONSTRAINTS_FAILURE: {
    vi: "chứng thư số không được phép dùng để ký như vậy",
    en: "the certificate may not be used for this",
  },
  CRYPTO_CONSTRAINTS_FAILURE: {
    vi: "thuật toán ký không còn được chấp nhận",
    en: "the algorithm is no longer accepted",
  },
  SIG_CONSTRAINTS_FAILURE: {
    vi: "chữ ký không gắn đúng với chứng thư số",
    en: "the signature is not bound to its certificate",
  },
  OUT_OF_BOUNDS_NO_POE: {
    vi: "chứng thư số hết hạn hoặc chưa có hiệu lực, và không có dấu thời gian chứng minh thời điểm ký",
    en: "the certificate is outside its validity and no timestamp proves the time of signing",
  },
  REVOKED_NO_POE: {
    vi: "chứng thư số đã bị thu hồi và không có dấu thời gian chứng minh đã ký trước đó",
    en: "the certificate is revoked and no timestamp proves that it was signed before",
  },
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: {
    vi: "thuật toán ký đã cũ và không có dấu thời gian chứng minh thời điểm ký",
    en: "the algorithm is outdated and no timestamp proves the time of signing",
  },
  NO_POE: {
    vi: "không có bằng chứng về thời điểm ký",
    en: "there is no proof of the time of signing",
  },
  TRY_LATER: {
    vi: "chưa kiểm tra được tình trạng thu hồi của chứng thư số",
    en: "the revocation status of the certificate could not be checked yet",
  },
  SIGNED_DATA_NOT_FOUND: {
    vi: "không tìm thấy nội dung đã ký",
    en: "the signed content was not found",
  },
};

const DOCUMENT: Record<DocumentStatus, Sentence> = {
  "valid-both": {
    vi: "Văn bản có chữ ký số hợp lệ của người có thẩm quyền và của cơ quan.",
    en: "The document carries valid signatures of the authorised person and of the organisation.",
  },
  "valid-one": {
    vi: "Chữ ký số hợp lệ nhưng chỉ của một bên (người có thẩm quyền hoặc cơ quan): văn bản chỉ để tham khảo.",
    en: "Validly signed by only one of person and organisation: for information and reference only.",
  },
  unknown: {
    vi: "Chưa kết luận được: chưa kiểm tra được tình trạng thu hồi chứng thư số. Văn bản vẫn đọc được bình thường.",
    en: "Not decided yet: revocation could not be checked. The document can be read as usual.",
  },
  invalid: {
    vi: "Có chữ ký không hợp lệ trong văn bản.",
    en: "The document carries a signature that is not valid.",
  },
  unsigned: { vi: "Văn bản không có chữ ký số.", en: "The document is not signed." },
};

/** Nothing is wrong with the file itself, but a signature cannot be accepted here: that is not yet "invalid". */
export const NOT_ACCEPTED: Sentence = {
  vi: "Chưa kết luận được: có chữ ký chưa thể công nhận. Xem lý do ở từng chữ ký.",
  en: "Not decided: a signature cannot be accepted. See the reason at each signature.",
};

/** Undecided for another reason than that revocation could not be asked yet. */
export function isNotAccepted({ counts, subIndication }: SignatureVerdict): boolean {
  return !counts && subIndication !== "TRY_LATER" && subIndication !== "NO_POE";
}

/** The sentence about the document: an invalid one says what was altered, when that is known. */
export function documentSentence(status: DocumentStatus, signatures: readonly SignatureVerdict[]): Sentence {
  if (status === "unknown" && signatures.some(isNotAccepted)) return NOT_ACCEPTED;
  if (status !== "invalid") return DOCUMENT[status];
  const altered =
    signatures.find((signature) => signature.changeLevel === 4) ??
    signatures.find((signature) => signature.pageDifferences.length > 0);
  if (altered === undefined) {
    const rewrittenOnly = signatures.every(({ counts, pagesAsSigned }) => counts || pagesAsSigned === true);
    return rewrittenOnly ? REWRITTEN : DOCUMENT.invalid;
  }
  const what = alterationSentence(altered.changes, altered.pageDifferences);
  return {
    vi: `Văn bản không còn nguyên vẹn: ${what.vi} sau khi ký.`,
    en: `The document is not what was signed: after signing ${what.en}.`,
  };
}

const REWRITTEN: Sentence = {
  vi: "Tệp đã bị sửa hoặc ghi lại sau khi ký nên chữ ký không còn giá trị, dù nội dung các trang vẫn như khi ký. Hãy dùng tệp gốc.",
  en: "The file was altered or rewritten after signing, so its signatures no longer count, although its pages still show what was signed. Use the original file.",
};

/** The sentence of a file that could not be examined. */
export function problemSentence({ vi, en }: Sentence): Sentence {
  return { vi: `${vi}.`, en: `${en}.` };
}

/** One plain sentence about a signature: who, whether it holds, and which check failed. */
export function signatureSentence(verdict: Omit<SignatureVerdict, "sentence">): Sentence {
  const name = verdict.signer?.name;
  const isStamp = verdict.kind === "document-timestamp";
  const vi = `${isStamp ? "Dấu thời gian" : "Chữ ký"}${name === undefined ? "" : ` của ${name}`}`;
  const en = `The ${isStamp ? "timestamp" : "signature"}${name === undefined ? "" : ` of ${name}`}`;
  const { subIndication, indication } = verdict;
  if (subIndication !== undefined) {
    const reason = failureReason(verdict, subIndication);
    const judged =
      indication === "TOTAL_FAILED"
        ? { vi: "không hợp lệ", en: "is not valid" }
        : { vi: "chưa thể công nhận", en: "cannot be accepted" };
    return { vi: `${vi} ${judged.vi}: ${reason.vi}.`, en: `${en} ${judged.en}: ${reason.en}.` };
  }
  if (verdict.changeLevel === 4) {
    const what = alterationSentence(verdict.changes, verdict.pageDifferences);
    return {
      vi: `${vi} còn nguyên vẹn, nhưng ${what.vi} sau khi ký.`,
      en: `${en} itself is intact, but after signing ${what.en}.`,
    };
  }
  if (verdict.coverage.kind === "revision") {
    const { revision, of } = verdict.coverage;
    return {
      vi: `${vi} hợp lệ; ký trên phiên bản ${revision}/${of}, các bổ sung sau đó đều được phép.`,
      en: `${en} is valid; it covers revision ${revision} of ${of}, and what was added later is permitted.`,
    };
  }
  return { vi: `${vi} hợp lệ và bảo vệ toàn bộ tệp.`, en: `${en} is valid and covers the whole file.` };
}

/** Why a signature fails: the check, and which pages are concerned. */
function failureReason(verdict: Omit<SignatureVerdict, "sentence">, subIndication: SubIndication): Sentence {
  const { coverage, failedCheck, pageDifferences, pagesAsSigned } = verdict;
  const isPart = coverage.kind === "part";
  if (!isPart && subIndication !== "HASH_FAILURE") return FAILURES[subIndication];
  const changed = pagesAsSigned === true ? FILE_CHANGED : FAILURES[subIndication];
  const reason = isPart ? rangeReason(failedCheck, pagesAsSigned) : changed;
  const where = pagesAsSigned === true ? PAGES_AS_SIGNED : differencesSentence(pageDifferences);
  return where.vi === "" ? reason : { vi: `${reason.vi} (${where.vi})`, en: `${reason.en} (${where.en})` };
}

/** The digest differs, and not because of what the pages show. */
const FILE_CHANGED: Sentence = {
  vi: "tệp đã bị thay đổi sau khi ký",
  en: "the file was changed after signing",
};

const PAGES_AS_SIGNED: Sentence = {
  vi: "nội dung các trang vẫn như khi ký, không kể chú thích, ô biểu mẫu và lớp ẩn",
  en: "the pages still show what was signed, apart from annotations, form fields and layers",
};

/** Why a range does not fit the file; the signed list of pages tells a file written anew from a partial signature. */
function rangeReason(failedCheck: string | undefined, pagesAsSigned: boolean | undefined): Sentence {
  const known = RANGES[failedCheck ?? ""];
  if (known !== undefined) return known;
  return pagesAsSigned === undefined
    ? { vi: "chỉ bảo vệ một phần của tệp", en: "it covers only a part of the file" }
    : {
        vi: "không còn khớp với tệp, tệp đã bị ghi lại sau khi ký",
        en: "it no longer fits the file, which was rewritten after signing",
      };
}

/** What a range that does not fit the file says about it; other codes mean partial coverage. */
const RANGES: Readonly<Record<string, Sentence>> = {
  "pdf.signature-without-form": {
    vi: "chữ ký đã bị tách khỏi biểu mẫu của tệp đã ký, các trang đã được chép sang tệp khác",
    en: "the signature was taken out of its form: its pages were copied into another file",
  },
  "pdf.byte-range-gap": {
    vi: "chữ ký không còn ở vị trí lúc ký, tệp đã bị ghi lại hoặc chèn thêm sau khi ký",
    en: "it no longer stands where it was made: the file was rewritten, or something was inserted after signing",
  },
  "pdf.byte-range-outside": {
    vi: "tệp ngắn hơn phần đã ký, đã bị cắt bớt hoặc ghi lại sau khi ký",
    en: "the file is shorter than what was signed: it was cut or rewritten after signing",
  },
};
