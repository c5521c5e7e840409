import { hash, verify } from "node:crypto";
import { parseCertificate } from "../certificates/index.ts";
import { ecdsaToDer } from "../keys/index.ts";
import type { SignatureAlgorithm } from "../types.ts";
import type { CscClient } from "./csc-client.ts";
import { RemoteSigningError } from "./remote-error.ts";

/** How the holder agrees: a code that is typed here, or a button on the phone. */
export type RemoteConsent = "otp" | "push";

/** A key at a remote signing service, as its `credentials/info` describes it. */
export interface RemoteKey {
  readonly credentialId: string;
  /** DER, own first. */
  readonly certificates: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  readonly consent: RemoteConsent;
  /** The service also wants a PIN. */
  readonly pin: boolean;
  /** Most documents in one authorisation. */
  readonly atOnce: number;
}

const oidsOf: Readonly<Record<SignatureAlgorithm, { readonly hash: string; readonly sign: string }>> = {
  "rsa-sha256": { hash: "2.16.840.1.101.3.4.2.1", sign: "1.2.840.113549.1.1.11" },
  "rsa-sha384": { hash: "2.16.840.1.101.3.4.2.2", sign: "1.2.840.113549.1.1.12" },
  "ecdsa-sha256": { hash: "2.16.840.1.101.3.4.2.1", sign: "1.2.840.10045.4.3.2" },
  "ecdsa-sha384": { hash: "2.16.840.1.101.3.4.2.2", sign: "1.2.840.10045.4.3.3" },
};

/** OIDs the wire names the algorithm with. */
export function wireOids(algorithm: SignatureAlgorithm): { readonly hash: string; readonly sign: string } {
  return oidsOf[algorithm];
}

/** Reads a credential. @throws RemoteSigningError remote.credential-missing | remote.unsupported-key | … */
export async function readRemoteKey(client: CscClient, credentialId: string): Promise<RemoteKey> {
  const { key, cert, auth, multisign } = await client.credential(credentialId);
  if (key.status !== "enabled") throw new RemoteSigningError("remote.credential-missing", key.status);
  const certificates = cert.certificates.map((text) => new Uint8Array(Buffer.from(text, "base64")));
  const [own = new Uint8Array()] = certificates;
  const kind = auth.objects.map(({ type }) => type.toLowerCase());
  return {
    credentialId,
    certificates,
    algorithm: algorithmOf(own),
    consent: kind.includes("otp") ? "otp" : "push",
    pin: kind.includes("password") || kind.includes("pin"),
    atOnce: multisign,
  };
}

/** The hash the service signs for these bytes. */
export function hashFor(key: Pick<RemoteKey, "algorithm">, toBeSigned: Uint8Array): Buffer {
  return hash(key.algorithm.endsWith("sha384") ? "sha384" : "sha256", toBeSigned, "buffer");
}

/**
 * A value from the service in CMS form, proven to be the certificate's over these very bytes. Services return ECDSA
 * as DER or as r‖s; the API does not say which.
 * @throws RemoteSigningError remote.wrong-signature
 */
export function acceptedValue(
  key: Pick<RemoteKey, "algorithm" | "certificates">,
  toBeSigned: Uint8Array,
  value: Uint8Array,
): Uint8Array {
  const [own = new Uint8Array()] = key.certificates;
  const publicKey = parseCertificate(own).publicKey;
  const name = key.algorithm.endsWith("sha384") ? "sha384" : "sha256";
  if (verify(name, toBeSigned, publicKey, value)) return value;
  const raw = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  if (key.algorithm.startsWith("ecdsa") && verify(name, toBeSigned, raw, value)) return ecdsaToDer(value);
  throw new RemoteSigningError("remote.wrong-signature", `${value.length} bytes do not verify`);
}

function algorithmOf(certificate: Uint8Array): SignatureAlgorithm {
  const { keyKind } = parseCertificate(certificate);
  if (keyKind.kind === "rsa" && keyKind.bits >= 2048) return "rsa-sha256";
  if (keyKind.kind === "ec" && keyKind.bits === 256) return "ecdsa-sha256";
  if (keyKind.kind === "ec" && keyKind.bits === 384) return "ecdsa-sha384";
  throw new RemoteSigningError("remote.unsupported-key", keyKind.kind);
}
