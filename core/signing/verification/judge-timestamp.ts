import type { Coverage } from "../pdf/signature-coverage.ts";
import { unsettled } from "./check-revocation.ts";
import { contentDigester, type Surroundings } from "./judge-signature.ts";
import { judgeToken } from "./judge-token.ts";
import { identityOf, type Judgement } from "./judge-value.ts";
import type { LocatedSignature } from "./locate-signatures.ts";
import type { ProvingTimestamp } from "./proofs.ts";

/** A judged document timestamp; `proving` is set when others may lean on it. */
export interface TimestampJudgement extends Judgement {
  readonly proving: ProvingTimestamp | undefined;
}

/**
 * Judges a document timestamp (/DocTimeStamp, ETSI.RFC3161): its imprint is over the byte ranges. Newer ones must have
 * been judged before, since they prove when this one existed.
 */
export async function judgeDocumentTimestamp(
  located: LocatedSignature,
  coverage: Coverage,
  surroundings: Surroundings,
): Promise<TimestampJudgement> {
  const nothing = {
    time: { claimed: undefined, proven: undefined, source: "none" },
    revocation: "not-checked",
    warnings: [],
    level: undefined,
    archivedUntil: undefined,
    proving: undefined,
  } as const;
  if (located.subFilter !== "ETSI.RFC3161") {
    const detail = `/SubFilter ${located.subFilter ?? "is missing"}`;
    const failure = { ok: false, subIndication: "FORMAT_FAILURE", code: "pdf.sub-filter", detail } as const;
    return { ...nothing, failure, signer: undefined };
  }
  const { proofs, trust } = surroundings;
  const proven = proofs.ofSignature(coverage.revision);
  const digester = contentDigester(surroundings.document, coverage);
  const token = await judgeToken(coverage.contents, digester, proven, surroundings);
  if (!token.ok) {
    const { ok, subIndication, code, detail, signer, chain } = token;
    const revocation = code === "timestamp.revoked" ? "revoked" : "not-checked";
    return {
      ...nothing,
      failure: { ok, subIndication, code, detail },
      signer: signer && chain && identityOf(signer, chain, trust),
      revocation,
    };
  }
  const { info, chain, signer, status, reliableUntil } = token;
  const failure = status?.status === "unknown" ? unsettled(status) : undefined;
  return {
    ...nothing,
    failure,
    signer: identityOf(signer, chain, trust),
    time: { claimed: undefined, proven: info.time, source: "document-timestamp" },
    revocation: status?.status ?? "good",
    archivedUntil: proofs.protectedUntil(coverage.revision) ?? reliableUntil,
    proving:
      failure === undefined
        ? { revision: coverage.revision, time: info.time, chain, reliableUntil }
        : undefined,
  };
}
