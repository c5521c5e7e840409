import { X509Certificate } from "node:crypto";
import type { Signer } from "../../../../core/signing/types.ts";
import { DSIG_NAMESPACE } from "../vocabulary.ts";
import { ENVELOPED_SIGNATURE, EXCLUSIVE_C14N, SHA256_DIGEST, SIGNATURE_ALGORITHMS } from "./profile.ts";

/** The empty element that an unsigned document carries. */
export const EMPTY_SIGNATURE = `<Signature xmlns="${DSIG_NAMESPACE}"/>`;

/**
 * Makes the ds:Signature of a message from the SHA-256 of its canonical form without the Signature: exclusive C14N,
 * one enveloped reference to the whole message, the signer's certificates inside (XMLDSig 1.1, RFC 4051).
 * @returns the Signature element, in canonical form itself
 */
export async function signMessage(digest: Buffer, signer: Signer): Promise<string> {
  const algorithm = SIGNATURE_ALGORITHMS[signer.algorithm];
  const certificate = signer.certificates[0];
  if (algorithm === undefined || certificate === undefined) {
    throw new TypeError(
      `this signer cannot sign XML: ${signer.algorithm}, ${signer.certificates.length} certificates`,
    );
  }
  const signedInfo = (xmlns: string) =>
    `<SignedInfo${xmlns}>${element("CanonicalizationMethod", EXCLUSIVE_C14N)}${element("SignatureMethod", algorithm.uri)}` +
    `<Reference URI=""><Transforms>${element("Transform", ENVELOPED_SIGNATURE)}${element("Transform", EXCLUSIVE_C14N)}` +
    `</Transforms>${element("DigestMethod", SHA256_DIGEST)}<DigestValue>${digest.toString("base64")}</DigestValue>` +
    "</Reference></SignedInfo>";
  const raw = await signer.sign(Buffer.from(signedInfo(` xmlns="${DSIG_NAMESPACE}"`), "utf8"));
  const value = algorithm.key === "ec" ? fixedWidth(raw, coordinateBytes(certificate)) : Buffer.from(raw);
  const certificates = signer.certificates.map(
    (der) => `<X509Certificate>${Buffer.from(der).toString("base64")}</X509Certificate>`,
  );
  return (
    `<Signature xmlns="${DSIG_NAMESPACE}">${signedInfo("")}<SignatureValue>${value.toString("base64")}</SignatureValue>` +
    `<KeyInfo><X509Data>${certificates.join("")}</X509Data></KeyInfo></Signature>`
  );
}

function element(name: string, algorithm: string): string {
  return `<${name} Algorithm="${algorithm}"></${name}>`;
}

function coordinateBytes(certificate: Uint8Array): number {
  const curve = new X509Certificate(certificate).publicKey.asymmetricKeyDetails?.namedCurve;
  if (curve === "prime256v1") return 32;
  if (curve === "secp384r1") return 48;
  throw new TypeError(`unsupported curve ${curve ?? "unknown"}`);
}

/** XML signatures hold r and s side by side; the signer gives them as a DER SEQUENCE of two INTEGERs. */
function fixedWidth(der: Uint8Array, width: number): Buffer {
  const bytes = Buffer.from(der);
  let at = bytes[1] === 0x81 ? 3 : 2;
  const integers: Buffer[] = [];
  for (let i = 0; i < 2; i++) {
    const length = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0x02 || at + 2 + length > bytes.length)
      throw new TypeError("the signer gave no ECDSA signature");
    let digits = bytes.subarray(at + 2, at + 2 + length);
    while (digits.length > width && digits[0] === 0) digits = digits.subarray(1);
    if (digits.length > width) throw new TypeError("the signer gave an ECDSA signature of another curve");
    integers.push(Buffer.concat([Buffer.alloc(width - digits.length), digits]));
    at += 2 + length;
  }
  return Buffer.concat(integers);
}
