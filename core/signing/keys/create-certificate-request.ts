import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { der, oids } from "../asn1/index.ts";
import { encodeName, type NameAttribute } from "../certificates/index.ts";
import { KeyError } from "./key-error.ts";

export interface CertificateRequestInput {
  readonly privateKey: KeyObject;
  /** The name asked for, country first, common name last. */
  readonly subject: readonly NameAttribute[];
}

/**
 * Writes a certificate request (PKCS#10, RFC 2986), signed with SHA-256 by the key it asks a certificate for.
 *
 * @returns DER
 * @throws KeyError for keys other than RSA and EC
 */
export function createCertificateRequest({ privateKey, subject }: CertificateRequestInput): Uint8Array {
  const algorithm = algorithms.get(privateKey.asymmetricKeyType ?? "");
  if (algorithm === undefined) {
    throw new KeyError(
      "key.unsupported-algorithm",
      `keys of type ${privateKey.asymmetricKeyType} cannot sign here`,
    );
  }
  const publicKeyInfo = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const info = der.sequence(der.integer(0), encodeName(subject), publicKeyInfo, der.context(0));
  return der.sequence(info, algorithm, der.bitString(sign("sha256", info, privateKey)));
}

const algorithms = new Map<string, Uint8Array>([
  ["rsa", der.sequence(der.oid(oids.sha256WithRsa), der.nullValue)],
  ["ec", der.sequence(der.oid(oids.ecdsaWithSha256))],
]);
