import { createHash } from "node:crypto";
import { parseCertificate } from "../certificates/index.ts";
import type { TrustAnchor } from "../types.ts";

/** Names a set of trusted roots: the same roots under the same regimes give the same 16 hexadecimal digits. */
export function trustVersion(anchors: readonly TrustAnchor[]): string {
  const lines = anchors
    .map(({ certificate, label }) => ({ label, fingerprint: parseCertificate(certificate).fingerprint }))
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
    .map(({ label, fingerprint }) => `${label} ${fingerprint}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex").slice(0, 16);
}
