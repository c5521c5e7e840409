import { createHash, type Hash, timingSafeEqual, verify, X509Certificate } from "node:crypto";
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
  | { readonly state: "valid"; readonly certificates: readonly Uint8Array[]; readonly subject: string }
  | { readonly state: "invalid"; readonly reason: "digest" | "signature" | "position" }
  | { readonly state: "unsupported"; readonly reason: string };

const MAX_BUFFERED = 1024 * 1024;

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
  #streaming: { canonicalizer: Canonicalizer; hash: Hash } | undefined;
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
    const digest = streaming.hash.digest();
    if (digest.length !== profile.digestValue.length || !timingSafeEqual(digest, profile.digestValue)) {
      return { state: "invalid", reason: "digest" };
    }
    return checkValue(profile, Buffer.concat(this.#signedInfo.get(profile.signedInfoMode)?.octets ?? []));
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
    const hash = createHash(profile.digestHash);
    captured.sendTo(hash);
    this.#profile = profile;
    this.#streaming = { canonicalizer: captured.canonicalizer, hash };
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

/** Collects canonical octets until they are sent into a hash. */
class Captured {
  readonly canonicalizer: Canonicalizer;
  readonly octets: Buffer[] = [];
  #hash: Hash | undefined;

  constructor(mode: CanonicalMode) {
    this.canonicalizer = new Canonicalizer(mode, (octets) => {
      if (this.#hash === undefined) this.octets.push(Buffer.from(octets));
      else this.#hash.update(octets);
    });
  }

  /** From here on everything, including what was collected, goes into the hash. */
  sendTo(hash: Hash): void {
    for (const octets of this.octets.splice(0)) hash.update(octets);
    this.#hash = hash;
  }
}

function checkValue(profile: SignatureProfile, signedInfo: Buffer): SignatureResult {
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
  return { state: "valid", certificates, subject: certificate.subject };
}
