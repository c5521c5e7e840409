import type { House } from "../../../../core/system.ts";
import type { Verdict, VerdictDetails } from "../../tables.ts";

/**
 * What the signatures of a stored PDF are worth, in the form kept with a document. A plain scan has none, which is no
 * fault of a paper document: it gives null.
 */
export async function verdictOfScan(
  house: House,
  sha256: string,
): Promise<{ verdict: Verdict; details: VerdictDetails } | null> {
  const service = house.services.signatures;
  if (!service) return null;
  const found = await service.verifyStored(sha256);
  if (found.status === "unsigned") return null;
  return {
    verdict: found.status,
    details: {
      vi: found.sentence.vi,
      en: found.sentence.en,
      signatures: found.signatures.map((signature) => ({
        signer: signature.signer?.name ?? "",
        role: signature.signer?.role ?? "unknown",
        indication: signature.indication,
        ...(signature.subIndication === undefined ? {} : { subIndication: signature.subIndication }),
        ...(signature.time.proven ? { signedAt: signature.time.proven.toISOString() } : {}),
        timeIsProven: signature.time.proven !== undefined,
        coverage: signature.coverage.kind,
        vi: signature.sentence.vi,
        en: signature.sentence.en,
      })),
    },
  };
}
