import type { DocumentStatus, Sentence, SignatureVerdict } from "../verification/verdict.ts";

const CONTAINER: Record<DocumentStatus, Sentence> = {
  "valid-both": {
    vi: "Mọi tệp trong gói đều có chữ ký số hợp lệ của người có thẩm quyền và của cơ quan.",
    en: "Every file of the container carries valid signatures of the authorised person and of the organisation.",
  },
  "valid-one": {
    vi: "Mọi tệp trong gói đều được chữ ký số hợp lệ bảo vệ, nhưng chỉ của một bên (người có thẩm quyền hoặc cơ quan).",
    en: "Every file of the container is validly signed, by only one of person and organisation.",
  },
  unknown: {
    vi: "Chưa kết luận được: chưa kiểm tra được tình trạng thu hồi chứng thư số. Các tệp vẫn đọc được bình thường.",
    en: "Not decided yet: revocation could not be checked. The files can be read as usual.",
  },
  invalid: {
    vi: "Có chữ ký không hợp lệ trong gói.",
    en: "The container carries a signature that is not valid.",
  },
  unsigned: { vi: "Gói không có chữ ký số.", en: "The container is not signed." },
};

/** The sentence about the whole container; `unsignedFile` is one that no signature covers. */
export function containerSentence(status: DocumentStatus, unsignedFile: string | undefined): Sentence {
  if (status !== "invalid" || unsignedFile === undefined) return CONTAINER[status];
  return {
    vi: `Tệp “${unsignedFile}” trong gói không được chữ ký hợp lệ nào bảo vệ.`,
    en: `No valid signature covers the file “${unsignedFile}” of the container.`,
  };
}

/** What a signature of a container covers, or which of its files is not what was signed. */
export function coverageSentence(
  verdict: SignatureVerdict,
  covered: number,
  of: number,
  culprit: { readonly name: string; readonly code: string } | undefined,
): Sentence {
  const name = verdict.signer?.name;
  const isStamp = verdict.kind === "document-timestamp";
  const vi = `${isStamp ? "Dấu thời gian" : "Chữ ký"}${name === undefined ? "" : ` của ${name}`}`;
  const en = `The ${isStamp ? "timestamp" : "signature"}${name === undefined ? "" : ` of ${name}`}`;
  if (culprit !== undefined) {
    const gone = culprit.code === "missing";
    return {
      vi: `${vi} không hợp lệ: tệp “${culprit.name}” ${gone ? "không có trong gói" : "đã bị thay đổi sau khi ký"}.`,
      en: `${en} is not valid: the file “${culprit.name}” ${gone ? "is not in the container" : "was changed after signing"}.`,
    };
  }
  if (!verdict.counts) return verdict.sentence;
  return covered === of
    ? {
        vi: `${vi} hợp lệ và bảo vệ mọi tệp trong gói.`,
        en: `${en} is valid and covers every file of the container.`,
      }
    : {
        vi: `${vi} hợp lệ, bảo vệ ${covered} trong ${of} tệp của gói.`,
        en: `${en} is valid and covers ${covered} of the ${of} files of the container.`,
      };
}
