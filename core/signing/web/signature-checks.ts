import { formatDateTime, type Tone, type Words } from "../../ui/index.ts";
import type { SignatureReport } from "../public/report-schema.ts";

/** One thing that was checked, in plain words. */
export interface Check {
  readonly tone: Extract<Tone, "good" | "attention" | "bad" | "neutral">;
  readonly words: Words;
}

const CONTENT = new Set(["FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE", "SIGNED_DATA_NOT_FOUND"]);
const CERTIFICATE = new Set([
  "NO_SIGNING_CERTIFICATE_FOUND",
  "NO_CERTIFICATE_CHAIN_FOUND",
  "CHAIN_CONSTRAINTS_FAILURE",
  "SIG_CONSTRAINTS_FAILURE",
  "OUT_OF_BOUNDS_NO_POE",
]);

/** What was checked of a signature, in the order in which people ask. A check that was never reached is left out. */
export function checksOf(signature: SignatureReport): Check[] {
  const failed = signature.subIndication ?? "";
  if (CONTENT.has(failed)) return [contentCheck(false)];
  const checks = [contentCheck(true), certificateCheck(signature, failed)];
  if (failed.startsWith("CRYPTO_CONSTRAINTS")) {
    checks.push({
      tone: "attention",
      words: { vi: "Thuật toán ký không còn đủ an toàn", en: "The algorithm is no longer safe enough" },
    });
  }
  const revocation = REVOCATION[signature.revocation];
  if (revocation !== undefined) checks.push(revocation);
  checks.push(timeCheck(signature));
  if (signature.covers.kind !== "part") checks.push(laterCheck(signature));
  return checks;
}

function contentCheck(right: boolean): Check {
  return right
    ? { tone: "good", words: { vi: "Nội dung đã ký còn nguyên vẹn", en: "What was signed is intact" } }
    : {
        tone: "bad",
        words: {
          vi: "Nội dung đã ký không còn nguyên vẹn, hoặc chữ ký không đúng chuẩn",
          en: "What was signed is not intact, or the signature is not built to the standard",
        },
      };
}

function certificateCheck({ signer }: SignatureReport, failed: string): Check {
  if (CERTIFICATE.has(failed)) {
    return {
      tone: "attention",
      words: {
        vi: "Chưa công nhận được chứng thư số của người ký",
        en: "The certificate of the signer cannot be accepted",
      },
    };
  }
  const from = REGIME[signer?.label ?? "none"];
  return {
    tone: signer?.label == null ? "attention" : "good",
    words: { vi: `Chứng thư số ${from.vi}`, en: `Certificate ${from.en}` },
  };
}

const REGIME: Readonly<
  Record<"official-duty" | "public" | "demo" | "none", Words & { vi: string; en: string }>
> = {
  "official-duty": {
    vi: "chuyên dùng công vụ, do Ban Cơ yếu Chính phủ cấp",
    en: "for official duty, issued by the Government Cipher Committee",
  },
  public: { vi: "do tổ chức chứng thực công cộng cấp", en: "issued by a public authority" },
  demo: { vi: "thử nghiệm, không có giá trị pháp lý", en: "for demonstration, without legal value" },
  none: { vi: "không rõ nơi cấp", en: "of an unknown authority" },
};

const REVOCATION: Readonly<Record<SignatureReport["revocation"], Check | undefined>> = {
  good: {
    tone: "good",
    words: { vi: "Chứng thư số không bị thu hồi", en: "The certificate is not revoked" },
  },
  revoked: { tone: "bad", words: { vi: "Chứng thư số đã bị thu hồi", en: "The certificate is revoked" } },
  unknown: {
    tone: "attention",
    words: {
      vi: "Chưa hỏi được nơi cấp xem chứng thư số có bị thu hồi không",
      en: "The issuer could not be asked whether the certificate is revoked",
    },
  },
  "not-checked": undefined,
};

function timeCheck({ times, kind }: SignatureReport): Check {
  if (times.proven !== null)
    return {
      tone: "good",
      words: {
        vi: `Ký lúc ${localTime(times.proven)}, có dấu thời gian chứng minh`,
        en: `Signed at ${localTime(times.proven)}, proven by a timestamp`,
      },
    };
  return kind === "document-timestamp" || times.claimed === null
    ? { tone: "attention", words: { vi: "Không rõ thời điểm ký", en: "The time of signing is not known" } }
    : {
        tone: "neutral",
        words: {
          vi: `Người ký ghi là ký lúc ${localTime(times.claimed)}; chưa có dấu thời gian chứng minh`,
          en: `The signer says it was signed at ${localTime(times.claimed)}; no timestamp proves it`,
        },
      };
}

function laterCheck({ laterChanges }: SignatureReport): Check {
  if (laterChanges.level === 0)
    return {
      tone: "good",
      words: { vi: "Sau khi ký không có gì thay đổi", en: "Nothing changed after signing" },
    };
  if (laterChanges.level === 4)
    return {
      tone: "bad",
      words: { vi: "Sau khi ký tài liệu đã bị sửa", en: "The document was altered after signing" },
    };
  if (laterChanges.level === 3)
    return {
      tone: "attention",
      words: { vi: "Sau khi ký có thêm ghi chú", en: "Notes were added after signing" },
    };
  return {
    tone: "good",
    words: {
      vi: "Sau khi ký chỉ có bổ sung được phép",
      en: "After signing only what is permitted was added",
    },
  };
}

/** `14:05 04/03/2022 (+07:00)`: always with the zone, because a verdict is read in other places too. */
export function localTime(time: string): string {
  return `${formatDateTime(time)} (+07:00)`;
}
