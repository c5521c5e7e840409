import type { Certificate } from "./certificate.ts";
import { processCache } from "./limited-map.ts";
import { checkSignature, type SignatureCheck } from "./signature-scheme.ts";

const links = processCache<string, SignatureCheck>(40_000);

/** Whether `issuer`'s key made the signature on `certificate`. Cached by the two fingerprints: it never changes. */
export function checkIssuerLink(certificate: Certificate, issuer: Certificate): SignatureCheck {
  const key = certificate.fingerprint + issuer.fingerprint;
  const known = links.get(key);
  if (known !== undefined) return known;
  const check = checkSignature(
    certificate.signatureScheme,
    issuer.publicKey,
    certificate.toBeSigned,
    certificate.signatureValue,
  );
  links.set(key, check);
  return check;
}

/** True when `issuer` could have issued `certificate`: the names fit and the key identifiers do not contradict. */
export function namesFit(certificate: Certificate, issuer: Certificate): boolean {
  if (certificate.issuer.key !== issuer.subject.key) return false;
  const wanted = certificate.extensions.authorityKeyIdentifier;
  const offered = issuer.extensions.subjectKeyIdentifier;
  return wanted === undefined || offered === undefined || wanted === offered;
}
