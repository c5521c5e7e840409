import { verifyCms } from "../cms/index.ts";
import type { Failure, HashName } from "../types.ts";
import { unsettled } from "../verification/check-revocation.ts";
import { cmsStamps } from "../verification/judge-signature.ts";
import { judgeToken } from "../verification/judge-token.ts";
import {
  failedJudgement,
  identityOf,
  type Judgement,
  judgeValue,
  type TrustSurroundings,
} from "../verification/judge-value.ts";
import type { SigningTime } from "../verification/verdict.ts";

type Digester = (algorithm: HashName) => Promise<Uint8Array>;

/** Judges a detached CAdES signature (.p7s): the content is a manifest, or the one file of a simple container. */
export async function judgeCades(
  cms: Uint8Array,
  digester: Digester,
  surroundings: TrustSurroundings,
): Promise<Judgement> {
  const verify = (at: Date) =>
    verifyCms(cms, digester, {
      at,
      ...(surroundings.algorithmPolicy && { algorithmPolicy: surroundings.algorithmPolicy }),
    });
  const result = await verify(surroundings.at);
  const details = result.ok ? result : result.details;
  const claimed = details?.signingTime;
  const unproven: SigningTime = {
    claimed,
    proven: undefined,
    source: claimed === undefined ? "none" : "claimed",
  };
  if (details === undefined) return failedJudgement(result.ok ? undefined : result, unproven);
  return judgeValue(
    {
      details: { ...details, stamps: cmsStamps(details) },
      verify,
      unproven,
      archived: undefined,
      archivedUntil: undefined,
      warnings: [],
    },
    surroundings,
  );
}

/** Judges a timestamp token (.tst) over a manifest, or over the one file of a simple container. */
export async function judgeContainerTimestamp(
  token: Uint8Array,
  digester: Digester,
  surroundings: TrustSurroundings,
): Promise<Judgement> {
  const none: SigningTime = { claimed: undefined, proven: undefined, source: "none" };
  const judged = await judgeToken(token, digester, undefined, surroundings);
  const base = { ...failedJudgement(undefined, none), level: undefined };
  if (!judged.ok) {
    const { subIndication, code, detail, signer, chain } = judged;
    const failure: Failure = { ok: false, subIndication, code, detail };
    return { ...base, failure, signer: signer && chain && identityOf(signer, chain, surroundings.trust) };
  }
  const { info, chain, signer, status, reliableUntil } = judged;
  return {
    ...base,
    failure: status?.status === "unknown" ? unsettled(status) : undefined,
    signer: identityOf(signer, chain, surroundings.trust),
    time: { claimed: undefined, proven: info.time, source: "document-timestamp" },
    revocation: status?.status ?? "good",
    archivedUntil: reliableUntil,
  };
}
