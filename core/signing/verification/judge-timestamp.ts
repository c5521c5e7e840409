import type { Coverage } from "../pdf/signature-coverage.ts";
import { verifyTimestampToken } from "../timestamps/index.ts";
import { checkRevocation } from "./check-revocation.ts";
import { contentDigester, identityOf, type Judgement, type Surroundings } from "./judge-signature.ts";
import type { LocatedSignature } from "./locate-signatures.ts";
import { parseCrls } from "./long-term-data.ts";

/** Judges a document timestamp (/DocTimeStamp, ETSI.RFC3161): its imprint is over the byte ranges. */
export async function judgeDocumentTimestamp(
  located: LocatedSignature,
  coverage: Coverage,
  surroundings: Surroundings,
): Promise<Judgement> {
  const none = { claimed: undefined, proven: undefined, source: "none" } as const;
  if (located.subFilter !== "ETSI.RFC3161") {
    const detail = `/SubFilter ${located.subFilter ?? "is missing"}`;
    return {
      failure: { ok: false, subIndication: "FORMAT_FAILURE", code: "pdf.sub-filter", detail },
      signer: undefined,
      time: none,
      revocation: "not-checked",
      warnings: [],
    };
  }
  const { trust, longTerm } = surroundings;
  const result = await verifyTimestampToken(
    coverage.contents,
    contentDigester(surroundings.document, coverage),
    trust,
    { otherCertificates: longTerm.certificates.map((certificate) => certificate.der) },
  );
  if (!result.ok)
    return { failure: result, signer: undefined, time: none, revocation: "not-checked", warnings: [] };
  const crls = [...longTerm.crls, ...parseCrls(result.details.crls)];
  const status = await checkRevocation(result.chain.path, result.info.time, crls, surroundings.revocation);
  const base = {
    signer: identityOf(result.signer, result.chain, trust),
    time: { claimed: undefined, proven: result.info.time, source: "document-timestamp" } as const,
    revocation: status?.status ?? "good",
    warnings: [],
  } as const;
  if (status === undefined || status.status === "good") return { ...base, failure: undefined };
  const [subIndication, code, detail] =
    status.status === "revoked"
      ? (["REVOKED", "timestamp.revoked", `revoked ${status.at.toISOString()}`] as const)
      : (["TRY_LATER", status.code, status.detail] as const);
  return { ...base, failure: { ok: false, subIndication, code, detail } };
}
