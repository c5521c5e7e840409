import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { parseCertificate } from "../certificates/index.ts";
import type { SignatureAlgorithm, Signer } from "../types.ts";
import { KeyError } from "./key-error.ts";

export interface SoftwareSignerInput {
  readonly privateKey: KeyObject;
  /** DER: the signer's own first, then its issuers. */
  readonly certificates: readonly Uint8Array[];
}

/**
 * A signer whose private key lives in this process: for tests, demos and server seals from a PKCS#12 file.
 * RSA signs with SHA-256; P-256 with SHA-256; P-384 with SHA-384.
 *
 * @throws KeyError for other keys, no certificate, or a certificate of another key
 */
export function softwareSigner({ privateKey, certificates }: SoftwareSignerInput): Signer {
  const [own] = certificates;
  if (own === undefined) throw new KeyError("key.no-certificate", "a signer needs its certificate");
  const publicKeyInfo = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  if (!publicKeyInfo.equals(parseCertificate(own).publicKeyInfo)) {
    throw new KeyError("key.does-not-match-certificate", "the certificate belongs to another key");
  }
  const algorithm = algorithmOf(privateKey);
  const hash = algorithm.endsWith("sha384") ? "sha384" : "sha256";
  return {
    certificates: certificates.map((certificate) => Uint8Array.from(certificate)),
    algorithm,
    inProcess: true,
    // Synchronous on purpose: 0.4 ms for RSA-2048, less than the way to the thread pool and back under load.
    sign: async (toBeSigned) => sign(hash, toBeSigned, privateKey),
  };
}

function algorithmOf(key: KeyObject): SignatureAlgorithm {
  if (key.asymmetricKeyType === "rsa") return "rsa-sha256";
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === "ec" && curve === "prime256v1") return "ecdsa-sha256";
  if (key.asymmetricKeyType === "ec" && curve === "secp384r1") return "ecdsa-sha384";
  throw new KeyError(
    "key.unsupported-algorithm",
    `keys of type ${key.asymmetricKeyType} ${curve ?? ""} cannot sign here`,
  );
}
