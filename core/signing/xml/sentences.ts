import type { Sentence } from "../verification/verdict.ts";

/** The signature is over a file beside the XML, which nobody can see from here. */
export function apartSentence(signer: string | undefined, file: string): Sentence {
  const { vi, en } = whose(signer);
  return {
    vi: `${vi} chưa thể công nhận: nó ký lên tệp “${file}” nằm ngoài tệp XML này.`,
    en: `${en} cannot be accepted: it is over the file “${file}”, which is not in this XML.`,
  };
}

export function partSentence(signer: string | undefined): Sentence {
  const { vi, en } = whose(signer);
  return {
    vi: `${vi} chưa thể công nhận: nó chỉ bảo vệ một phần của tệp, phần còn lại không ai ký.`,
    en: `${en} cannot be accepted: it covers only a part of the file; nobody signed the rest.`,
  };
}

/** Stations of the axis append to a message what its sender could not sign. */
export function hopsSentence(signer: string | undefined, hops: number): Sentence {
  const { vi, en } = whose(signer);
  return {
    vi: `${vi} hợp lệ và bảo vệ toàn bộ thông điệp, trừ ${hops} vết chuyển do trục liên thông ghi thêm sau khi ký.`,
    en: `${en} is valid and covers the whole message but the ${hops} trace entries the axis appended after signing.`,
  };
}

function whose(signer: string | undefined): Sentence {
  return {
    vi: `Chữ ký${signer === undefined ? "" : ` của ${signer}`}`,
    en: `The signature${signer === undefined ? "" : ` of ${signer}`}`,
  };
}
