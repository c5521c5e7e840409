import {
  Asn1Error,
  contextConstructed,
  contextPrimitive,
  enter,
  oids,
  readBoolean,
  readImplicitOctets,
  readIntegerBytes,
  readOctets,
  readOid,
  readSmallInteger,
  readTime,
  readWhole,
  tag,
} from "../asn1/index.ts";
import {
  type AlgorithmPolicy,
  buildChain,
  type Certificate,
  type Chain,
  type ChainFailure,
  currentAlgorithmPolicy,
  objectionToHash,
  parseHashAlgorithm,
  parseReceivedCertificates,
} from "../certificates/index.ts";
import { type CmsDetails, parseSignedData, verifySignedData } from "../cms/index.ts";
import type { Failure, HashName, TrustList } from "../types.ts";

/** The TSTInfo inside a token (RFC 3161 section 2.4.2). */
export interface TimestampInfo {
  readonly policy: string;
  readonly imprintAlgorithm: HashName | { readonly unknown: string };
  readonly imprint: Uint8Array;
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly time: Date;
  /** Plus or minus, milliseconds; 0 when the token does not say. */
  readonly accuracyMs: number;
  /** Hexadecimal content octets of the INTEGER. */
  readonly nonce: string | undefined;
}

/** What verifying a token gave. */
export type TimestampResult =
  | {
      readonly ok: true;
      readonly info: TimestampInfo;
      readonly signer: Certificate;
      readonly chain: Chain;
      readonly details: CmsDetails;
    }
  | (Failure & {
      /** Present when the token could be read: the time is then claimed, not proven. */
      readonly info?: TimestampInfo;
      readonly signer?: Certificate;
      readonly chain?: ChainFailure;
    });

/** What the token must have stamped: a digest, or a way to make it with the function the token names. */
export type ExpectedImprint = Uint8Array | ((algorithm: HashName) => Uint8Array | Promise<Uint8Array>);

export interface VerifyTimestampOptions {
  /** The time at which the authority's certificate must have been valid; default the token's own time. */
  readonly at?: Date;
  readonly algorithmPolicy?: AlgorithmPolicy;
  /** Further issuers, DER, e.g. from a /DSS. */
  readonly otherCertificates?: readonly Uint8Array[];
}

/**
 * Reads the TSTInfo of a TimeStampToken without verifying anything.
 *
 * @throws Asn1Error when it is not a token
 */
export function readTimestampInfo(token: Uint8Array): TimestampInfo {
  const data = parseSignedData(token);
  if (data.contentType !== oids.timestampInfo || data.content === undefined) {
    throw new Asn1Error("asn1.bad-value", `content type ${data.contentType} is no timestamp`);
  }
  return parseInfo(data.content);
}

/**
 * Verifies a TimeStampToken: structure, imprint, signature, signing certificate, extended key usage (critical, alone),
 * chain to a trusted root at the token's time, and algorithm policy (RFC 3161, RFC 5816, EN 319 102-1 section 5.4).
 * Never throws for bad input. Revocation of the authority is asked elsewhere, with `chain.path`.
 *
 * @param token DER or BER; zero padding as in /Contents of a document timestamp is allowed
 * @param imprint what must have been stamped
 * @param trustList the roots
 */
export async function verifyTimestampToken(
  token: Uint8Array,
  imprint: ExpectedImprint,
  trustList: TrustList,
  options: VerifyTimestampOptions = {},
): Promise<TimestampResult> {
  const claimed = infoOrFailure(token);
  if ("ok" in claimed) return claimed;
  return verifyReadToken(token, claimed, imprint, trustList, options);
}

async function verifyReadToken(
  token: Uint8Array,
  info: TimestampInfo,
  imprint: ExpectedImprint,
  trustList: TrustList,
  options: VerifyTimestampOptions,
): Promise<TimestampResult> {
  const at = options.at ?? info.time;
  const policy = options.algorithmPolicy ?? currentAlgorithmPolicy;
  const cms = await verifySignedData(
    token,
    { kind: "inside", contentType: oids.timestampInfo },
    { at, algorithmPolicy: policy },
  );
  if (!cms.ok) {
    const { subIndication, code, detail } = cms;
    const signer = cms.details?.signer;
    return { ok: false, subIndication, code, detail, info, ...(signer === undefined ? {} : { signer }) };
  }
  const { signer } = cms;
  const { imprintAlgorithm } = info;
  if (typeof imprintAlgorithm !== "string") {
    return bad(
      "CRYPTO_CONSTRAINTS_FAILURE",
      "timestamp.imprint-algorithm",
      `hash ${imprintAlgorithm.unknown}`,
    );
  }
  const objection = objectionToHash(imprintAlgorithm, at, policy);
  if (objection !== undefined)
    return bad("CRYPTO_CONSTRAINTS_FAILURE", "timestamp.imprint-algorithm", objection);
  const expected = typeof imprint === "function" ? await imprint(imprintAlgorithm) : imprint;
  if (Buffer.compare(expected, info.imprint) !== 0) {
    return bad("HASH_FAILURE", "timestamp.wrong-imprint", "the token stamps something else");
  }
  const others = [...cms.certificates, ...parseReceivedCertificates(options.otherCertificates ?? [])];
  const chain = buildChain(signer, others, trustList, at, {
    purpose: "timestamping",
    algorithmPolicy: policy,
  });
  if (!chain.ok) {
    const { subIndication, code, detail } = chain;
    return { ok: false, subIndication, code, detail, info, signer, chain };
  }
  const { ok: _, ...details } = cms;
  return { ok: true, info, signer, chain, details };

  function bad(subIndication: Failure["subIndication"], code: string, detail: string): TimestampResult {
    return { ok: false, subIndication, code, detail, info, signer };
  }
}

function infoOrFailure(token: Uint8Array): TimestampInfo | Failure {
  try {
    return readTimestampInfo(token);
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error;
    return { ok: false, subIndication: "FORMAT_FAILURE", code: error.code, detail: error.message };
  }
}

function parseInfo(bytes: Uint8Array): TimestampInfo {
  const parts = enter(readWhole(bytes), tag.sequence);
  if (readSmallInteger(parts.next()) !== 1) throw new Asn1Error("asn1.bad-value", "TSTInfo is not version 1");
  const policy = readOid(parts.next());
  const imprintParts = enter(parts.next(), tag.sequence);
  const imprintAlgorithm = parseHashAlgorithm(imprintParts.next());
  const imprint = readOctets(imprintParts.next());
  const serialNumber = Buffer.from(readIntegerBytes(parts.next())).toString("hex");
  const time = readTime(parts.expect(tag.generalizedTime));
  const accuracy = parts.optional(tag.sequence);
  const ordering = parts.optional(tag.boolean);
  if (ordering !== undefined) readBoolean(ordering);
  const nonce = parts.optional(tag.integer);
  parts.optional(contextConstructed(0));
  parts.optional(contextConstructed(1));
  parts.expectEnd();
  let accuracyMs = 0;
  if (accuracy !== undefined) {
    const fields = enter(accuracy, tag.sequence);
    const seconds = fields.optional(tag.integer);
    const millis = fields.optional(contextPrimitive(0));
    if (seconds !== undefined) accuracyMs += readSmallInteger(seconds) * 1000;
    if (millis !== undefined)
      accuracyMs += Number(`0x${Buffer.from(readImplicitOctets(millis)).toString("hex") || "0"}`);
  }
  return {
    policy,
    imprintAlgorithm,
    imprint,
    serialNumber,
    time,
    accuracyMs,
    nonce: nonce === undefined ? undefined : Buffer.from(readIntegerBytes(nonce)).toString("hex"),
  };
}
