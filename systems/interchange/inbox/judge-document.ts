import type { PdfVerdict } from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import type { Verdict, VerdictDetails } from "../../documents/index.ts";

export interface Judgement {
  readonly verdict: Verdict;
  readonly details: VerdictDetails;
}

/** What the signatures of a received document are worth (NĐ 30/2020 Art. 21.1.b); never a reason to refuse it here. */
export async function judgeDocument(house: House, sha256: string | undefined): Promise<Judgement> {
  if (sha256 === undefined) return { verdict: "unsigned", details: { ...NO_PDF, signatures: [] } };
  const { signatures } = house.services;
  if (signatures === undefined) return { verdict: "unknown", details: { ...NOT_CHECKED, signatures: [] } };
  const found = await signatures.verifyStored(sha256);
  return { verdict: found.status, details: detailsOf(found) };
}

function detailsOf(verdict: PdfVerdict): VerdictDetails {
  return {
    vi: verdict.sentence.vi,
    en: verdict.sentence.en,
    signatures: verdict.signatures
      .filter(({ kind }) => kind === "signature")
      .map((signature) => {
        const at = signature.time.proven ?? signature.time.claimed;
        return {
          signer: signature.signer?.name ?? "",
          role: signature.signer?.role ?? "unknown",
          indication: signature.indication,
          ...(signature.subIndication === undefined ? {} : { subIndication: signature.subIndication }),
          ...(at === undefined ? {} : { signedAt: at.toISOString() }),
          timeIsProven: signature.time.proven !== undefined,
          coverage: signature.coverage.kind,
          vi: signature.sentence.vi,
          en: signature.sentence.en,
        };
      }),
  };
}

const NO_PDF = {
  vi: "Thông điệp không kèm văn bản dạng PDF nên không có chữ ký số để kiểm tra.",
  en: "The message carries no PDF, so there is no digital signature to check.",
};
const NOT_CHECKED = {
  vi: "Chưa kiểm tra được chữ ký số vì dịch vụ ký số chưa sẵn sàng.",
  en: "The signatures could not be checked because the signing service is not ready.",
};
