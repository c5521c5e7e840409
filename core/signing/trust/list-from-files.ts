import { isSelfIssued, nameText } from "../certificates/index.ts";
import { isDemoCertificate } from "../key-ring/demo-certificate.ts";
import type { TrustAnchor, TrustList } from "../types.ts";
import { readTrustFile, TrustFileError } from "./read-trust-file.ts";
import { trustVersion } from "./trust-version.ts";

/**
 * A trust list from files an operator names: self-issued certificates are roots, other authorities in the same files
 * only help to build the path to one. An authority whose issuer is in none of the files is trusted by itself.
 *
 * @param entries as for {@link readTrustFile}
 * @throws TrustFileError when a file is unusable or holds a certificate that may not issue others
 */
export async function trustListFromFiles(
  entries: readonly string[],
  resolvePath: (path: string) => string,
): Promise<TrustList> {
  const files = await Promise.all(entries.map((entry) => readTrustFile(entry, resolvePath)));
  const named = files.flatMap(({ certificates }) => certificates);
  const subjects = new Set(named.map((certificate) => certificate.subject.key));
  const anchors = new Map<string, TrustAnchor>();
  const intermediates = new Map<string, Uint8Array>();
  for (const { path, label, certificates } of files) {
    for (const certificate of certificates) {
      const root = isSelfIssued(certificate);
      if (!root && certificate.extensions.basicConstraints?.ca !== true) {
        throw new TrustFileError(
          `${path} holds the certificate of ${nameText(certificate.subject)}, which is not an authority.`,
        );
      }
      if (root || !subjects.has(certificate.issuer.key)) {
        anchors.set(certificate.fingerprint, {
          certificate: certificate.der,
          label: isDemoCertificate(certificate) ? "demo" : label,
        });
      } else intermediates.set(certificate.fingerprint, certificate.der);
    }
  }
  const list = [...anchors.values()];
  return { version: trustVersion(list), anchors: list, intermediates: [...intermediates.values()] };
}
