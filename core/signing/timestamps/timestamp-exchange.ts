import { randomBytes } from "node:crypto";
import {
  Asn1Error,
  childrenOf,
  der,
  encoded,
  enter,
  oids,
  readNamedBits,
  readSmallInteger,
  readText,
  readWhole,
  tag,
} from "../asn1/index.ts";
import type { TrustList } from "../types.ts";
import { TimestampError } from "./timestamp-error.ts";
import { type TimestampInfo, verifyTimestampToken } from "./timestamp-token.ts";

/** A question to a timestamp authority, with what its answer will be held against. */
export interface TimestampQuestion {
  /** DER TimeStampReq. */
  readonly bytes: Uint8Array;
  readonly imprint: Uint8Array;
  /** Hexadecimal content octets. */
  readonly nonce: string;
  readonly policy: string | undefined;
}

/** What an answer must meet besides fitting its question. */
export interface AnswerRules {
  /** The roots; or what says, for a token at hand, which roots count for it. */
  readonly trustList: TrustList | ((token: Uint8Array) => TrustList);
  /** Our clock, when the answer arrived. */
  readonly now: Date;
  /** How far the authority's time may be from ours (milliseconds). */
  readonly clockToleranceMs: number;
}

/**
 * Writes a TimeStampReq (RFC 3161 section 2.4.1) for a SHA-256 imprint, with a random nonce of 64 bits, asking for
 * the authority's certificate.
 *
 * @param policy the only policy that will be accepted, dotted; any when absent
 */
export function askForTimestamp(sha256: Uint8Array, policy?: string): TimestampQuestion {
  if (sha256.length !== 32)
    throw new TimestampError("timestamp.wrong-imprint", "the imprint is not a SHA-256 digest");
  const nonceElement = der.unsignedInteger(randomBytes(8));
  const bytes = der.sequence(
    der.integer(1),
    der.sequence(der.sequence(der.oid(oids.sha256), der.nullValue), der.octetString(sha256)),
    policy === undefined ? new Uint8Array(0) : der.oid(policy),
    nonceElement,
    der.boolean(true),
  );
  return { bytes, imprint: sha256, nonce: Buffer.from(nonceElement.subarray(2)).toString("hex"), policy };
}

/**
 * Takes the token out of a TimeStampResp after checking it against its question: status, imprint, nonce, policy, time
 * within the window, signature, certificate and chain.
 *
 * @returns the TimeStampToken (DER) and what it says
 * @throws TimestampError
 */
export async function acceptTimestamp(
  reply: Uint8Array,
  question: TimestampQuestion,
  rules: AnswerRules,
): Promise<{ token: Uint8Array; info: TimestampInfo }> {
  const token = grantedToken(reply);
  const trustList = typeof rules.trustList === "function" ? rules.trustList(token) : rules.trustList;
  const result = await verifyTimestampToken(token, question.imprint, trustList, { at: rules.now });
  if (!result.ok) {
    const code = result.code === "timestamp.wrong-imprint" ? result.code : "timestamp.not-verified";
    throw new TimestampError(code, `the token does not verify: ${result.code}: ${result.detail}`);
  }
  const { info } = result;
  if (info.imprintAlgorithm !== "sha256") {
    throw new TimestampError("timestamp.wrong-imprint", "the token stamps another kind of digest");
  }
  if (info.nonce !== question.nonce) {
    throw new TimestampError("timestamp.wrong-nonce", "the answer belongs to another question");
  }
  if (question.policy !== undefined && info.policy !== question.policy) {
    throw new TimestampError("timestamp.wrong-policy", `policy ${info.policy} was not asked for`);
  }
  const apart = Math.abs(info.time.getTime() - rules.now.getTime());
  if (apart > rules.clockToleranceMs + info.accuracyMs) {
    throw new TimestampError("timestamp.wrong-time", `the authority's time is ${apart} ms away from ours`);
  }
  return { token, info };
}

/** PKIStatusInfo (RFC 3161 section 2.4.2): only granted (0) and grantedWithMods (1) carry a token. */
function grantedToken(reply: Uint8Array): Uint8Array {
  try {
    const parts = enter(readWhole(reply, { maximumBytes: 1024 * 1024 }), tag.sequence);
    const statusInfo = enter(parts.next(), tag.sequence);
    const status = readSmallInteger(statusInfo.next());
    const text = statusInfo.optional(tag.sequence);
    const failure = statusInfo.optional(tag.bitString);
    if (status !== 0 && status !== 1) {
      const words = text === undefined ? [] : childrenOf(text).map(readText);
      const bits =
        failure === undefined
          ? []
          : [...readNamedBits(failure)].map((bit) => failureNames.get(bit) ?? `bit ${bit}`);
      throw new TimestampError("timestamp.rejected", `status ${status}: ${[...bits, ...words].join("; ")}`);
    }
    return Uint8Array.from(encoded(parts.expect(tag.sequence)));
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error;
    throw new TimestampError("timestamp.malformed-reply", `not a TimeStampResp: ${error.message}`, {
      cause: error,
    });
  }
}

const failureNames = new Map<number, string>([
  [0, "badAlg"],
  [2, "badRequest"],
  [5, "badDataFormat"],
  [14, "timeNotAvailable"],
  [15, "unacceptedPolicy"],
  [16, "unacceptedExtension"],
  [17, "addInfoNotAvailable"],
  [25, "systemFailure"],
]);
