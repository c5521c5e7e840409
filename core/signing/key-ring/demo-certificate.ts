import type { Certificate } from "../certificates/index.ts";

/**
 * True for certificates of a demo authority: every policy in the arc for examples (2.999, ITU-T X.660), or a name that
 * says "Demo … Thử nghiệm". Production neither keeps nor trusts them.
 */
export function isDemoCertificate(certificate: Certificate): boolean {
  if (certificate.extensions.policies.some((policy) => policy.startsWith("2.999."))) return true;
  return [certificate.subject, certificate.issuer].some((name) =>
    name.attributes.some(({ value }) => /\bdemo\b.*thử nghiệm/iu.test(value.normalize("NFC"))),
  );
}
