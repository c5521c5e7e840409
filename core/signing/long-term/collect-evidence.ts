import {
  type AlgorithmPolicy,
  buildChain,
  type Certificate,
  type Chain,
  displayName,
  type RevocationEvidence,
  type RevocationSource,
  responderOf,
  statusFromEvidence,
} from "../certificates/index.ts";
import type { PdfDocument } from "../pdf/document.ts";
import type { TrustList } from "../types.ts";
import { readLongTermData } from "../verification/long-term-data.ts";
import { LongTermError } from "./long-term-error.ts";
import { type CertificateToProve, signaturesToProve, tokenToProve } from "./signatures-to-prove.ts";

/** Where proofs come from. */
export interface EvidenceOptions {
  readonly trust: TrustList;
  readonly revocation: RevocationSource;
  /** The present; default now. */
  readonly at?: Date;
  readonly algorithmPolicy?: AlgorithmPolicy;
}

/** Everything that proves one signature, or one token. */
export interface ProofOfOne {
  /** Key in /VRI; undefined for a token that is not in the file yet. */
  readonly key: string | undefined;
  readonly certificates: readonly Certificate[];
  readonly evidence: readonly RevocationEvidence[];
}

/**
 * Gathers what proves the signatures and timestamps of a file: chains, and for every certificate but the roots a list or
 * an OCSP response, fresher than the moment of its use where that can be had. What the file holds already is taken
 * from there; responders that may be revoked themselves are proven, too.
 *
 * @param tokens timestamps that are about to be put into the file
 * @throws LongTermError long-term.no-signature | long-term.not-trusted | long-term.revocation-unknown
 */
export async function collectEvidence(
  document: PdfDocument,
  options: EvidenceOptions,
  tokens: readonly Uint8Array[] = [],
): Promise<ProofOfOne[]> {
  const signatures = await signaturesToProve(document);
  if (!signatures.some((signature) => !signature.isTimestamp))
    throw new LongTermError("long-term.no-signature", "no signature whose CMS can be read");
  const collector = new Collector(document, options);
  const proofs: ProofOfOne[] = [];
  for (const { key, certificates } of signatures) {
    const proof = await collector.prove(certificates);
    if (proof !== undefined) proofs.push({ key, ...proof });
  }
  if (proofs.length === 0)
    throw new LongTermError("long-term.not-trusted", "no chain leads to a trusted root");
  for (const token of tokens) {
    const proof = await collector.prove(await tokenToProve(token));
    if (proof !== undefined) proofs.push({ key: undefined, ...proof });
  }
  return proofs;
}

class Collector {
  readonly #options: EvidenceOptions;
  readonly #at: Date;
  readonly #certificates: readonly Certificate[];
  readonly #stored: readonly RevocationEvidence[];
  /** What was fetched for this file, so that signers of one authority share it. */
  readonly #fetched: RevocationEvidence[] = [];

  constructor(document: PdfDocument, options: EvidenceOptions) {
    const { certificates, evidence } = readLongTermData(document);
    this.#options = options;
    this.#at = options.at ?? new Date();
    this.#certificates = certificates;
    this.#stored = evidence;
  }

  /** Undefined when the first of them, the signer, leads to no trusted root: nothing can prove it. */
  async prove(items: readonly CertificateToProve[]): Promise<Omit<ProofOfOne, "key"> | undefined> {
    const certificates = new Set<Certificate>();
    const evidence = new Set<RevocationEvidence>();
    for (const [position, item] of items.entries()) {
      const chain = this.#chainOf(item);
      if (chain === undefined) {
        if (position === 0) return undefined;
        continue;
      }
      const usedAt = item.usedAt ?? this.#at;
      for (const [i, certificate] of chain.path.entries()) {
        certificates.add(certificate);
        const issuer = chain.path[i + 1];
        if (issuer === undefined) continue;
        for (const found of await this.#evidenceFor(certificate, issuer, usedAt, item.evidence)) {
          evidence.add(found);
          for (const responder of responderIn(found, issuer)) certificates.add(responder);
        }
      }
    }
    return { certificates: [...certificates], evidence: [...evidence] };
  }

  #chainOf(item: CertificateToProve): Chain | undefined {
    const { trust, algorithmPolicy } = this.#options;
    const others = [...item.others, ...this.#certificates];
    for (const when of [item.usedAt, this.#at]) {
      if (when === undefined) continue;
      const chain = buildChain(item.certificate, others, trust, when, {
        purpose: item.purpose,
        ...(algorithmPolicy && { algorithmPolicy }),
      });
      if (chain.ok) return chain;
    }
    return undefined;
  }

  async #evidenceFor(
    certificate: Certificate,
    issuer: Certificate,
    usedAt: Date,
    inside: readonly RevocationEvidence[],
  ): Promise<RevocationEvidence[]> {
    const held = [...this.#stored, ...this.#fetched];
    // Evidence from after the use needs no further proof of when it existed; that is what we would like to hold.
    const fresh = statusFromEvidence(certificate, issuer, usedAt, held.filter(isAfter(usedAt)));
    if (fresh.status !== "unknown") return this.#withResponder(fresh.evidence, issuer);
    const present = statusFromEvidence(certificate, issuer, usedAt, [...held, ...inside]);
    const hasEnded = certificate.notAfter < this.#at;
    if (!hasEnded || present.status === "unknown") {
      const asked = await this.#options.revocation.status(certificate, issuer, usedAt, usedAt);
      if (asked.status !== "unknown") {
        this.#fetched.push(asked.evidence);
        return this.#withResponder(asked.evidence, issuer);
      }
      if (present.status === "unknown")
        throw new LongTermError(
          "long-term.revocation-unknown",
          `${displayName(certificate)}: ${asked.code}: ${asked.detail}`,
        );
    }
    return this.#withResponder(present.evidence, issuer);
  }

  async #withResponder(evidence: RevocationEvidence, issuer: Certificate): Promise<RevocationEvidence[]> {
    const [responder] = responderIn(evidence, issuer);
    if (evidence.kind !== "ocsp" || responder === undefined) return [evidence];
    if (responder.extensions.noRevocationCheck === true) return [evidence];
    const { producedAt } = evidence;
    const own = await this.#options.revocation.status(responder, issuer, producedAt, producedAt);
    if (own.status !== "unknown") return [evidence, own.evidence];
    const stored = statusFromEvidence(responder, issuer, producedAt, this.#stored);
    return stored.status === "unknown" ? [evidence] : [evidence, stored.evidence];
  }
}

/** The responder of an OCSP response when it is not the issuer itself. */
function responderIn(evidence: RevocationEvidence, issuer: Certificate): Certificate[] {
  if (evidence.kind !== "ocsp") return [];
  const result = responderOf(evidence, issuer);
  return result.ok && result.responder !== issuer ? [result.responder] : [];
}

function isAfter(usedAt: Date): (evidence: RevocationEvidence) => boolean {
  const second = Math.floor(usedAt.getTime() / 1000) * 1000;
  return (evidence) =>
    (evidence.kind === "crl" ? evidence.thisUpdate : evidence.producedAt).getTime() >= second;
}
