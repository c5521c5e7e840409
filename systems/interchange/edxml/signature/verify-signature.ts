import { createHash, type Hash, verify, X509Certificate } from "node:crypto";
import { Canonicalizer, type CanonicalMode } from "../xml/canonicalizer.ts";
import type { XmlNode } from "../xml/node.ts";
import type { StartTag } from "../xml/start-tag.ts";
import { readSignatureProfile, type SignatureProfile } from "./profile.ts";

/**
 * What the XML signature in the header is worth. It never decides about acceptance: the binding signature is in the
 * PDF. "valid" says that the message is as the holder of the certificate signed it, not that the holder is trusted.
 */
export type SignatureResult =
  | { readonly state: "absent" }
  | {
      readonly state: "valid";
      readonly certificates: readonly Uint8Array[];
      readonly subject: string;
      /** TraceHeader elements at the end of the list that were appended after signing; nobody signed them. */
      readonly hopsAdded: number;
    }
  | { readonly state: "invalid"; readonly reason: "digest" | "signature" | "position" }
  | { readonly state: "unsupported"; readonly reason: string };

const MAX_BUFFERED = 1024 * 1024;
/** How many hops after signing are allowed for; each costs one more hash over the message. */
const MAX_HOPS_ADDED = 4;

/**
 * Watches the events of one message. The canonical form is kept only until the Signature has been seen (it precedes
 * the attachments), then hashed as it streams; without a real signature nothing is computed at all.
 */
export class SignatureVerifier {
  #modes = new Map<CanonicalMode, Captured>([
    ["exclusive", new Captured("exclusive")],
    ["inclusive", new Captured("inclusive")],
  ]);
  #signedInfo = new Map<CanonicalMode, Captured>();
  #buffered = 0;
  /** One hash for each number of hops that may have been appended after signing, none first. */
  #streaming: { canonicalizer: Canonicalizer; hashes: readonly Hash[] } | undefined;
  #profile: SignatureProfile | undefined;
  #result: SignatureResult = { state: "absent" };
  #inSignature = 0;
  #inSignedInfo = 0;

  /** @param isSignature true for the ds:Signature child of the edXML header */
  startElement(tag: StartTag, isSignature: boolean): void {
    if (this.#inSignature > 0) {
      this.#inSignature++;
      if (this.#inSignedInfo > 0) this.#inSignedInfo++;
      else if (this.#inSignature === 2 && tag.local === "SignedInfo") this.#beginSignedInfo();
      for (const { canonicalizer } of this.#openSignedInfo()) canonicalizer.startElement(tag);
    } else if (isSignature) {
      this.#inSignature = 1;
    } else {
      for (const canonicalizer of this.#active()) canonicalizer.startElement(tag);
      this.#watchBuffer();
    }
  }

  /** @param node the finished element, used when it is the Signature */
  endElement(node: XmlNode | undefined): void {
    if (this.#inSignature === 0) {
      for (const canonicalizer of this.#active()) canonicalizer.endElement();
      return;
    }
    for (const { canonicalizer } of this.#openSignedInfo()) canonicalizer.endElement();
    if (this.#inSignedInfo > 0) this.#inSignedInfo--;
    this.#inSignature--;
    if (this.#inSignature === 0 && node !== undefined) this.#signatureRead(node);
  }

  text(octets: Buffer): void {
    if (this.#inSignature > 0) {
      for (const { canonicalizer } of this.#openSignedInfo()) canonicalizer.text(octets);
      return;
    }
    for (const canonicalizer of this.#active()) canonicalizer.text(octets);
    if (this.#streaming === undefined) this.#buffered += octets.length;
    this.#watchBuffer();
  }

  processingInstruction(target: string, data: string): void {
    const to =
      this.#inSignature > 0 ? [...this.#openSignedInfo()].map((c) => c.canonicalizer) : this.#active();
    for (const canonicalizer of to) canonicalizer.processingInstruction(target, data);
  }

  /** A TraceHeader starts: every hop of the axis appends one, which must not make a good signature look broken. */
  hopStarts(): void {
    for (const captured of this.#modes.values()) captured.hopStarts();
  }

  hopEnds(): void {
    for (const captured of this.#modes.values()) captured.hopEnds();
  }

  /** The header is over: without a signature so far there is none to verify. */
  headerEnded(): void {
    if (this.#streaming === undefined) this.#modes.clear();
  }

  /** A Signature was met where, or in a form, that this reader does not verify. */
  unsupported(reason: string): void {
    this.#result = { state: "unsupported", reason };
    this.#profile = undefined;
    this.#streaming = undefined;
    this.#modes.clear();
  }

  /** The message is complete. */
  finish(): SignatureResult {
    const profile = this.#profile;
    const streaming = this.#streaming;
    if (profile === undefined || streaming === undefined) return this.#result;
    const digests = streaming.hashes.map((hash) => hash.digest());
    const hopsAdded = digests.findIndex((digest) => digest.equals(profile.digestValue));
    if (hopsAdded < 0) return { state: "invalid", reason: "digest" };
    const signedInfo = Buffer.concat(this.#signedInfo.get(profile.signedInfoMode)?.octets ?? []);
    return checkValue(profile, signedInfo, hopsAdded);
  }

  #signatureRead(node: XmlNode): void {
    if (node.children.length === 0) {
      this.#modes.clear();
      return;
    }
    const profile = this.#profileOf(node);
    const captured = typeof profile === "string" ? undefined : this.#modes.get(profile.documentMode);
    if (typeof profile === "string" || captured === undefined) {
      this.unsupported(typeof profile === "string" ? profile : "the Signature comes too late in the message");
      return;
    }
    const hashes = captured.startHashing(profile.digestHash);
    this.#profile = profile;
    this.#streaming = { canonicalizer: captured.canonicalizer, hashes };
    this.#modes.clear();
  }

  #profileOf(node: XmlNode): SignatureProfile | string {
    if (this.#result.state !== "absent" || this.#profile !== undefined) return "more than one Signature";
    return readSignatureProfile(node);
  }

  #beginSignedInfo(): void {
    this.#inSignedInfo = 1;
    if (this.#modes.size === 0) return;
    this.#signedInfo = new Map([
      ["exclusive", new Captured("exclusive")],
      ["inclusive", new Captured("inclusive")],
    ]);
  }

  #openSignedInfo(): Iterable<Captured> {
    return this.#inSignedInfo > 0 ? this.#signedInfo.values() : [];
  }

  #active(): Canonicalizer[] {
    if (this.#streaming !== undefined) return [this.#streaming.canonicalizer];
    return [...this.#modes.values()].map(({ canonicalizer }) => canonicalizer);
  }

  #watchBuffer(): void {
    if (this.#buffered > MAX_BUFFERED) this.#modes.clear();
  }
}

/** Collects canonical octets until they are sent into hashes. */
class Captured {
  readonly canonicalizer: Canonicalizer;
  readonly octets: Buffer[] = [];
  /** Pieces of `octets` that make up each TraceHeader. */
  readonly #hops: { readonly from: number; to: number }[] = [];
  #hashes: readonly Hash[] | undefined;

  constructor(mode: CanonicalMode) {
    this.canonicalizer = new Canonicalizer(mode, (octets) => {
      if (this.#hashes === undefined) this.octets.push(Buffer.from(octets));
      else for (const hash of this.#hashes) hash.update(octets);
    });
  }

  hopStarts(): void {
    this.#hops.push({ from: this.octets.length, to: this.octets.length });
  }

  hopEnds(): void {
    const hop = this.#hops.at(-1);
    if (hop !== undefined) hop.to = this.octets.length;
  }

  /** Makes hash n of everything but the last n hops; what follows goes into all of them. The first hop is the sender's. */
  startHashing(algorithm: string): readonly Hash[] {
    const removable = Math.min(MAX_HOPS_ADDED, Math.max(0, this.#hops.length - 1));
    const hashes = Array.from({ length: removable + 1 }, (_, removed) => {
      const hash = createHash(algorithm);
      const skipped = removed === 0 ? [] : this.#hops.slice(-removed);
      this.octets.forEach((octets, i) => {
        if (!skipped.some(({ from, to }) => i >= from && i < to)) hash.update(octets);
      });
      return hash;
    });
    this.octets.length = 0;
    this.#hashes = hashes;
    return hashes;
  }
}

function checkValue(profile: SignatureProfile, signedInfo: Buffer, hopsAdded: number): SignatureResult {
  const { algorithm, signatureValue, certificates } = profile;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(certificates[0] ?? Buffer.alloc(0));
  } catch {
    return { state: "unsupported", reason: "the certificate cannot be read" };
  }
  const key = certificate.publicKey;
  if (key.asymmetricKeyType !== algorithm.key) return { state: "invalid", reason: "signature" };
  const good = verify(algorithm.hash, signedInfo, { key, dsaEncoding: "ieee-p1363" }, signatureValue);
  if (!good) return { state: "invalid", reason: "signature" };
  return { state: "valid", certificates, subject: certificate.subject, hopsAdded };
}
