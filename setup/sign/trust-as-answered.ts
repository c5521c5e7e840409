import {
  type Certificate,
  isSelfIssued,
  parseCertificate,
  parseSignedData,
  type TrustAnchor,
  type TrustList,
  trustVersion,
} from "../../core/signing/index.ts";

/**
 * The roots for an operator who names none: the authority at the end of the path that came with the key file or the
 * token itself. It lets a signature be made; whether anybody trusts it is decided where it is verified.
 */
export function trustAsAnswered(...received: readonly (readonly Uint8Array[])[]): TrustList {
  const certificates = received.flat().map((der) => parseCertificate(der));
  const anchors: TrustAnchor[] = certificates
    .filter((certificate) => isEnd(certificate, certificates))
    .map(({ der }) => ({ certificate: der, label: "public" }));
  return { version: trustVersion(anchors), anchors };
}

/** The certificates inside a timestamp token. */
export function certificatesOfToken(token: Uint8Array): readonly Uint8Array[] {
  return parseSignedData(token).certificates;
}

function isEnd(certificate: Certificate, all: readonly Certificate[]): boolean {
  return isSelfIssued(certificate) || !all.some((other) => other.subject.key === certificate.issuer.key);
}
