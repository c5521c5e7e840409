import { createHash } from "node:crypto";
import { type Certificate, parseCertificate } from "../../certificates/index.ts";
import type { SignatureAlgorithm, Signer } from "../../types.ts";
import { ecdsaToDer } from "../ecdsa-value.ts";
import { Pkcs11Error } from "./pkcs11-error.ts";
import type { TokenChoice } from "./protocol.ts";
import { openToken } from "./token-client.ts";

export interface OpenPkcs11Signer extends TokenChoice {
  /** Of the token's user; kept in memory until `close`, never logged. */
  readonly pin: string;
  /** DER, own first: where the token holds none. */
  readonly certificates?: readonly Uint8Array[];
  /** Longest wait for one answer, milliseconds; default 15,000. */
  readonly timeoutMs?: number;
  /** Default `process.env`. */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface Pkcs11Signer extends Signer {
  /** Logs out and ends the token's process. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 15_000;

/**
 * Opens a key on a PKCS#11 v2.40 token (USB token, HSM) as a signer: RSA from 2048 bits with SHA-256, P-256 with
 * SHA-256, P-384 with SHA-384. The driver runs in a process of its own; a token that was pulled out and put back goes
 * on signing, and a hanging or crashing driver costs an error, not the platform.
 *
 * @throws Pkcs11Error with a stable code and a sentence for its holder
 */
export async function openPkcs11Signer(input: OpenPkcs11Signer): Promise<Pkcs11Signer> {
  const { pin, certificates, timeoutMs, environment, ...choice } = input;
  const token = await openToken({
    choice,
    pin,
    timeoutMs: timeoutMs ?? TIMEOUT_MS,
    environment: environment ?? process.env,
  });
  try {
    const chain = chainOf(certificates ?? token.opened.certificates);
    const [own] = chain;
    if (own === undefined)
      throw new Pkcs11Error("pkcs11.certificate-missing", "neither on the token nor given");
    const algorithm = algorithmOf(own, token.opened.keyType);
    return {
      certificates: chain.map((certificate) => certificate.der),
      algorithm,
      async sign(toBeSigned) {
        if (algorithm === "rsa-sha256") return await token.sign(toBeSigned);
        const hash = algorithm === "ecdsa-sha384" ? "sha384" : "sha256";
        return ecdsaToDer(await token.sign(createHash(hash).update(toBeSigned).digest()));
      },
      close: () => token.close(),
    };
  } catch (error) {
    await token.close();
    throw error;
  }
}

/** The first certificate and, one after the other, whoever issued the last: a token may hold others, too. */
function chainOf(ders: readonly Uint8Array[]): Certificate[] {
  const [own, ...others] = ders.map((each) => parseCertificate(Uint8Array.from(each)));
  if (own === undefined) return [];
  const chain = [own];
  for (let last = own; ; ) {
    const issuer = others.find(
      (candidate) =>
        !chain.includes(candidate) && Buffer.from(candidate.subject.der).equals(Buffer.from(last.issuer.der)),
    );
    if (issuer === undefined) return chain;
    chain.push(issuer);
    last = issuer;
  }
}

function algorithmOf({ keyKind }: Certificate, keyType: "rsa" | "ec"): SignatureAlgorithm {
  if (keyKind.kind === "rsa" && keyType === "rsa" && keyKind.bits >= 2048) return "rsa-sha256";
  if (keyKind.kind === "ec" && keyType === "ec" && keyKind.bits === 256) return "ecdsa-sha256";
  if (keyKind.kind === "ec" && keyType === "ec" && keyKind.bits === 384) return "ecdsa-sha384";
  throw new Pkcs11Error("pkcs11.unsupported-key", `${keyType} key with a certificate for ${keyKind.kind}`);
}
