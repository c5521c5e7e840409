import { oids } from "../asn1/index.ts";
import type { Failure, TrustAnchor, TrustLabel, TrustList } from "../types.ts";
import { type AlgorithmPolicy, currentAlgorithmPolicy, objectionToCertificate } from "./algorithm-policy.ts";
import { type Certificate, displayName, isSelfIssued, parseCertificate } from "./certificate.ts";
import { keyUsageBit } from "./extensions.ts";
import { checkIssuerLink, namesFit } from "./issuer-link.ts";
import { brokenNameConstraint } from "./name-constraints.ts";

/** What the leaf of a chain is used for. */
export type ChainPurpose = "signing" | "timestamping";

/** A path from a certificate to a trusted root. */
export interface Chain {
  readonly ok: true;
  /** The certificate itself first, the root last. */
  readonly path: readonly Certificate[];
  readonly anchor: TrustAnchor;
  readonly label: TrustLabel;
}

/** NO_CERTIFICATE_CHAIN_FOUND, CHAIN_CONSTRAINTS_FAILURE, CRYPTO_CONSTRAINTS_FAILURE or OUT_OF_BOUNDS_NO_POE. */
export interface ChainFailure extends Failure {
  /** The path on which it failed, as far as it went. */
  readonly path: readonly Certificate[];
}

export type ChainResult = Chain | ChainFailure;

export interface ChainOptions {
  readonly purpose?: ChainPurpose;
  readonly algorithmPolicy?: AlgorithmPolicy;
}

/** A path may have this many certificates; official-duty chains have three or four. */
const MAXIMUM_PATH = 8;
/** Issuer links tried per chain: cross-certificates branch, and a hostile file may hold hundreds. */
const MAXIMUM_ATTEMPTS = 64;

/**
 * Finds a path from `certificate` to a root of the trust list and checks it as RFC 5280 section 6 demands: signatures,
 * validity of every certificate at `at`, basicConstraints, keyUsage, path length, name constraints, no unknown
 * critical extension, and the algorithm policy. Revocation is checked elsewhere (`RevocationSource`).
 *
 * @param certificate the signer's certificate
 * @param others issuers that came with the signature, in any order
 * @param trustList the roots
 * @param at the time at which the chain must hold
 * @returns the first good path, or the failure of the path that came furthest
 */
export function buildChain(
  certificate: Certificate,
  others: readonly Certificate[],
  trustList: TrustList,
  at: Date,
  options: ChainOptions = {},
): ChainResult {
  const purpose = options.purpose ?? "signing";
  const policy = options.algorithmPolicy ?? currentAlgorithmPolicy;
  const leafProblem = objectionToLeaf(certificate, purpose);
  if (leafProblem !== undefined) return { ...leafProblem, path: [certificate] };
  const { roots, intermediates } = parsedList(trustList);
  const issuers = intermediates.length === 0 ? others : [...others, ...intermediates];
  let attempts = 0;
  let best: ChainFailure = failure(
    "NO_CERTIFICATE_CHAIN_FOUND",
    "chain.not-trusted",
    `no path from ${displayName(certificate)} to a root of trust list ${trustList.version}`,
    [certificate],
  );

  return extend([certificate]) ?? best;

  function extend(path: readonly Certificate[]): Chain | undefined {
    const last = path[path.length - 1] ?? certificate;
    const own = roots
      .get(last.subject.key)
      ?.find((root) => root.certificate.fingerprint === last.fingerprint);
    if (own !== undefined) return complete(path, own.anchor);
    for (const root of roots.get(last.issuer.key) ?? []) {
      if (!linked(last, root.certificate)) continue;
      const chain = complete([...path, root.certificate], root.anchor);
      if (chain !== undefined) return chain;
    }
    if (path.length >= MAXIMUM_PATH - 1) return undefined;
    for (const issuer of issuers) {
      if (path.includes(issuer) || !linked(last, issuer)) continue;
      const chain = extend([...path, issuer]);
      if (chain !== undefined) return chain;
    }
    return undefined;
  }

  function linked(child: Certificate, issuer: Certificate): boolean {
    if (!namesFit(child, issuer) || attempts >= MAXIMUM_ATTEMPTS) return false;
    attempts++;
    return checkIssuerLink(child, issuer) === "right";
  }

  function complete(path: readonly Certificate[], anchor: TrustAnchor): Chain | undefined {
    const problem = objectionToPath(path, anchor, at, policy);
    if (problem === undefined) return { ok: true, path, anchor, label: anchor.label };
    best = problem;
    return undefined;
  }
}

interface Root {
  readonly certificate: Certificate;
  readonly anchor: TrustAnchor;
}

interface ParsedList {
  /** By name. */
  readonly roots: ReadonlyMap<string, readonly Root[]>;
  readonly intermediates: readonly Certificate[];
}

const parsedLists = new WeakMap<TrustList, ParsedList>();

function parsedList(trustList: TrustList): ParsedList {
  const known = parsedLists.get(trustList);
  if (known !== undefined) return known;
  const roots = new Map<string, Root[]>();
  for (const anchor of trustList.anchors) {
    const certificate = parseCertificate(anchor.certificate);
    const sameName = roots.get(certificate.subject.key) ?? [];
    roots.set(certificate.subject.key, [...sameName, { certificate, anchor }]);
  }
  const list = { roots, intermediates: (trustList.intermediates ?? []).map((der) => parseCertificate(der)) };
  parsedLists.set(trustList, list);
  return list;
}

function objectionToLeaf(certificate: Certificate, purpose: ChainPurpose): Failure | undefined {
  const { keyUsage, extendedKeyUsage } = certificate.extensions;
  const constraint = (code: string, detail: string) =>
    failure("CHAIN_CONSTRAINTS_FAILURE", code, `${displayName(certificate)}: ${detail}`, [certificate]);
  if (
    keyUsage !== undefined &&
    !keyUsage.has(keyUsageBit.digitalSignature) &&
    !keyUsage.has(keyUsageBit.contentCommitment)
  ) {
    return constraint("chain.key-usage", "its key may not sign");
  }
  if (purpose === "timestamping") {
    // RFC 3161 section 2.3: extended key usage critical, timeStamping and nothing else.
    const alone = extendedKeyUsage?.purposes.length === 1;
    if (!alone || extendedKeyUsage?.purposes[0] !== oids.purposeTimeStamping || !extendedKeyUsage.critical) {
      return constraint("chain.not-a-timestamp-certificate", "not a certificate for timestamps alone");
    }
  } else if (extendedKeyUsage?.purposes.every((p) => p === oids.purposeTimeStamping)) {
    return constraint("chain.key-usage", "its key is for timestamps only");
  }
  return undefined;
}

function objectionToPath(
  path: readonly Certificate[],
  anchor: TrustAnchor,
  at: Date,
  policy: AlgorithmPolicy,
): ChainFailure | undefined {
  const constraint = (code: string, detail: string) =>
    failure("CHAIN_CONSTRAINTS_FAILURE", code, detail, path);
  let intermediatesBelow = 0;
  for (const [position, certificate] of path.entries()) {
    const name = displayName(certificate);
    const { basicConstraints, keyUsage, nameConstraints, unknownCritical } = certificate.extensions;
    if (unknownCritical.length > 0) {
      return constraint("chain.critical-extension", `${name}: critical extension ${unknownCritical[0]}`);
    }
    if (position > 0) {
      if (basicConstraints?.ca !== true)
        return constraint("chain.not-a-ca", `${name} may not issue certificates`);
      if (keyUsage !== undefined && !keyUsage.has(keyUsageBit.keyCertSign)) {
        return constraint("chain.key-usage", `${name}: its key may not sign certificates`);
      }
      if (basicConstraints.pathLength !== undefined && intermediatesBelow > basicConstraints.pathLength) {
        return constraint("chain.path-length", `${name}: path longer than ${basicConstraints.pathLength}`);
      }
      // RFC 5280 section 6.1.4 (l): self-issued certificates do not count.
      if (!isSelfIssued(certificate)) intermediatesBelow++;
    }
    if (nameConstraints !== undefined) {
      for (const below of path.slice(0, position)) {
        const broken = brokenNameConstraint(below, nameConstraints);
        if (broken !== undefined)
          return constraint("chain.name-constraint", `${displayName(below)}: ${broken}`);
      }
    }
    const isRoot = position === path.length - 1 && position > 0;
    const weak = isRoot ? undefined : objectionToCertificate(certificate, at, policy);
    if (weak !== undefined) {
      return failure("CRYPTO_CONSTRAINTS_FAILURE", "chain.algorithm", `${name}: ${weak}`, path);
    }
  }
  return objectionToTime(path, anchor, at);
}

function objectionToTime(
  path: readonly Certificate[],
  anchor: TrustAnchor,
  at: Date,
): ChainFailure | undefined {
  const outside = (code: string, detail: string) => failure("OUT_OF_BOUNDS_NO_POE", code, detail, path);
  for (const certificate of path) {
    if (at > certificate.notAfter) {
      return outside(
        "chain.expired",
        `${displayName(certificate)} ended ${certificate.notAfter.toISOString()}`,
      );
    }
    if (at < certificate.notBefore) {
      return outside(
        "chain.not-yet-valid",
        `${displayName(certificate)} begins ${certificate.notBefore.toISOString()}`,
      );
    }
  }
  if (
    (anchor.trustedFrom !== undefined && at < anchor.trustedFrom) ||
    (anchor.trustedUntil !== undefined && at > anchor.trustedUntil)
  ) {
    return failure(
      "NO_CERTIFICATE_CHAIN_FOUND",
      "chain.root-not-trusted-then",
      `the root was not trusted at ${at.toISOString()}`,
      path,
    );
  }
  return undefined;
}

function failure(
  subIndication: Failure["subIndication"],
  code: string,
  detail: string,
  path: readonly Certificate[],
): ChainFailure {
  return { ok: false, subIndication, code, detail, path };
}
