import type { HashName } from "../types.ts";
import type { Certificate, KeyKind } from "./certificate.ts";
import { type SignatureScheme, schemeText } from "./signature-scheme.ts";

/** One dated rule: what it names counts for signatures proven to exist up to and including `acceptableUntil`. */
export type AlgorithmRule =
  | { readonly hash: HashName; readonly acceptableUntil: Date | undefined }
  | { readonly rsaBelowBits: number; readonly acceptableUntil: Date | undefined }
  | { readonly ecBelowBits: number; readonly acceptableUntil: Date | undefined };

/** A dated list of algorithm rules; a verification report names its version. */
export interface AlgorithmPolicy {
  readonly version: string;
  readonly rules: readonly AlgorithmRule[];
}

/**
 * The policy in force. What no rule names is refused for hashes and allowed for key sizes.
 *
 * Sources: Thông tư 06/2015/TT-BTTTT (mandatory standards for digital signatures: RSA of at least 2048 bits, the
 * SHA-2 family), ETSI TS 119 312 (SHA-1 and RSA of 1024 bits no longer usable, dates as in its expiry tables).
 */
export const currentAlgorithmPolicy: AlgorithmPolicy = {
  version: "2025-1",
  rules: [
    { hash: "sha1", acceptableUntil: new Date("2009-12-31T23:59:59Z") },
    { hash: "sha224", acceptableUntil: new Date("2025-12-31T23:59:59Z") },
    { hash: "sha256", acceptableUntil: undefined },
    { hash: "sha384", acceptableUntil: undefined },
    { hash: "sha512", acceptableUntil: undefined },
    { rsaBelowBits: 1024, acceptableUntil: new Date("2005-12-31T23:59:59Z") },
    { rsaBelowBits: 2048, acceptableUntil: new Date("2015-12-31T23:59:59Z") },
    { ecBelowBits: 224, acceptableUntil: new Date("2010-12-31T23:59:59Z") },
  ],
};

/**
 * What the policy says against a hash at a time; undefined when nothing.
 *
 * @param at the time at which the signature is *proven* to have existed; now if there is no proof
 */
export function objectionToHash(
  hash: HashName,
  at: Date,
  policy = currentAlgorithmPolicy,
): string | undefined {
  const rule = policy.rules.find((candidate) => "hash" in candidate && candidate.hash === hash);
  if (rule === undefined) return `${hash} is not in policy ${policy.version}`;
  return expired(rule, at) ? `${hash} is refused since ${since(rule)} (policy ${policy.version})` : undefined;
}

/** What the policy says against a public key at a time; undefined when nothing. */
export function objectionToKey(key: KeyKind, at: Date, policy = currentAlgorithmPolicy): string | undefined {
  if (key.kind === "other") return `keys of type ${key.name} are not supported`;
  for (const rule of policy.rules) {
    if (concernsKey(rule, key) && expired(rule, at)) {
      return `${key.kind} key of ${key.bits} bits is refused since ${since(rule)} (policy ${policy.version})`;
    }
  }
  return undefined;
}

/** What the policy says against the key of a certificate and the signature its issuer put on it. */
export function objectionToCertificate(
  certificate: Certificate,
  at: Date,
  policy = currentAlgorithmPolicy,
): string | undefined {
  const key = objectionToKey(certificate.keyKind, at, policy);
  return key ?? objectionToScheme(certificate.signatureScheme, at, policy);
}

/**
 * Until when something signed under this path can be relied on by itself: the first end of a certificate of the path, or
 * of an algorithm that the path or the signature uses.
 *
 * @param path from the signer to the root
 * @param hashes the functions the signature itself uses
 */
export function reliableUntil(
  path: readonly Certificate[],
  hashes: readonly HashName[],
  policy = currentAlgorithmPolicy,
): Date {
  const used = new Set(hashes);
  let end = Number.POSITIVE_INFINITY;
  const bound = (until: Date | undefined): void => {
    end = Math.min(end, until?.getTime() ?? end);
  };
  path.forEach((certificate, position) => {
    const { keyKind, signatureScheme: scheme } = certificate;
    bound(certificate.notAfter);
    for (const rule of policy.rules) if (concernsKey(rule, keyKind)) bound(rule.acceptableUntil);
    // Nobody relies on the signature that a root puts on itself.
    const isRoot = position === path.length - 1;
    if (!isRoot && scheme.kind !== "unsupported" && scheme.hash !== undefined) used.add(scheme.hash);
  });
  for (const rule of policy.rules) if ("hash" in rule && used.has(rule.hash)) bound(rule.acceptableUntil);
  return new Date(end);
}

function concernsKey(rule: AlgorithmRule, key: KeyKind): boolean {
  if (key.kind === "other" || "hash" in rule) return false;
  if ("ecBelowBits" in rule) return key.kind === "ec" && key.bits < rule.ecBelowBits;
  return key.kind !== "ec" && key.bits < rule.rsaBelowBits;
}

function objectionToScheme(scheme: SignatureScheme, at: Date, policy: AlgorithmPolicy): string | undefined {
  if (scheme.kind === "unsupported" || scheme.hash === undefined) {
    return `signature algorithm ${schemeText(scheme)} is not supported`;
  }
  return objectionToHash(scheme.hash, at, policy);
}

function expired(rule: AlgorithmRule, at: Date): boolean {
  return rule.acceptableUntil !== undefined && at > rule.acceptableUntil;
}

function since(rule: AlgorithmRule): string {
  return rule.acceptableUntil?.toISOString().slice(0, 10) ?? "always";
}
