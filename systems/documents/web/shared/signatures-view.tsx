import type { PdfVerdict, SignatureVerdict } from "../../../../core/signing/index.ts";
import {
  type Fact,
  formatDateTime,
  useText,
  type Verdict,
  VerdictCard,
  type Words,
} from "../../../../core/ui/index.ts";

/** The signatures of a file beside it: first the document in one sentence, then each signature with its details folded. */
export function SignaturesView({
  verdict,
  whole = true,
}: {
  verdict: PdfVerdict;
  /** False where the verdict on the whole document stands elsewhere on the page. */
  whole?: boolean;
}) {
  return (
    <>
      {whole && <VerdictCard verdict={DOCUMENT[verdict.status]} sentence={verdict.sentence} kind={WHOLE} />}
      {verdict.signatures.map((signature) => (
        <SignatureCard key={signature.fieldName} signature={signature} />
      ))}
    </>
  );
}

const WHOLE: Words = { vi: "Cả văn bản", en: "The document" };

const DOCUMENT: Readonly<Record<PdfVerdict["status"], Verdict>> = {
  "valid-both": "valid",
  "valid-one": "attention",
  unknown: "attention",
  invalid: "broken",
  unsigned: "unsigned",
};

function SignatureCard({ signature }: { signature: SignatureVerdict }) {
  const text = useText();
  const { signer, time } = signature;
  const kind =
    signature.kind === "document-timestamp"
      ? { vi: "Dấu thời gian", en: "Timestamp" }
      : signer?.role === "organisation"
        ? { vi: "Chữ ký cơ quan", en: "Organisation's signature" }
        : { vi: "Chữ ký cá nhân", en: "Personal signature" };
  const facts: Fact[] = [
    {
      term: { vi: "Kết luận", en: "Conclusion" },
      value: [signature.indication, signature.subIndication].filter(Boolean).join(" · "),
    },
    {
      term: { vi: "Thời điểm ký", en: "Time of signing" },
      value: time.proven
        ? `${formatDateTime(time.proven)} (${text({ vi: "có dấu thời gian chứng minh", en: "proven by a timestamp" })})`
        : time.claimed
          ? `${formatDateTime(time.claimed)} (${text({ vi: "do người ký tự ghi", en: "as claimed by the signer" })})`
          : "",
    },
    { term: { vi: "Chứng thư số", en: "Certificate" }, value: signer?.subject },
    { term: { vi: "Nơi cấp", en: "Issuer" }, value: signer?.issuer },
    { term: { vi: "Số hiệu", en: "Serial number" }, value: signer?.serialNumber },
    {
      term: { vi: "Phạm vi", en: "Covers" },
      value:
        signature.coverage.kind === "part"
          ? text({ vi: "chỉ một phần của tệp", en: "only a part of the file" })
          : text({
              vi: `bản thứ ${signature.coverage.revision} trong ${signature.coverage.of} bản của tệp`,
              en: `revision ${signature.coverage.revision} of ${signature.coverage.of}`,
            }),
    },
    {
      term: { vi: "Thu hồi chứng thư", en: "Revocation" },
      value: text(REVOCATION[signature.revocation] ?? REVOCATION.unknown),
    },
  ];
  return (
    <VerdictCard
      verdict={signature.counts ? "valid" : isBroken(signature) ? "broken" : "attention"}
      sentence={signature.sentence}
      kind={kind}
      signer={signer?.name}
      facts={facts}
    />
  );
}

/** Undecided is not broken; a signature that is intact on a document altered after it is. */
function isBroken({ indication, changeLevel }: SignatureVerdict): boolean {
  return indication === "TOTAL_FAILED" || changeLevel === 4;
}

const REVOCATION: Readonly<Record<string, Words>> & { readonly unknown: Words } = {
  good: { vi: "không bị thu hồi", en: "not revoked" },
  revoked: { vi: "đã bị thu hồi", en: "revoked" },
  unknown: { vi: "chưa hỏi được nơi cấp", en: "the issuer could not be asked" },
  "not-checked": { vi: "không kiểm tra", en: "not checked" },
};
