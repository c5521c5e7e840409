import { z } from "zod";
import * as x509 from "../certificate-authority/x509.ts";

/** Whom a demo certificate is asked for. */
export interface EnrolInput {
  /** Common name. */
  readonly name: string;
  readonly organisation?: string | undefined;
  readonly kind: "person" | "organisation";
  readonly keyType: "rsa2048" | "p256";
}

export interface Enrolled {
  /** DER, base64, own first, root last. */
  readonly certificates: readonly string[];
  /** PKCS#8, DER. */
  readonly privateKey: Buffer;
}

const enrolled = z.object({ chain: z.array(z.string()).min(2) });

/**
 * Makes a key and has the demo certificate authority issue a certificate for it, `POST /enrol`.
 * @throws Error when the authority does not answer
 */
export async function enrol(input: EnrolInput, authorityUrl: string): Promise<Enrolled> {
  const algorithm =
    input.keyType === "rsa2048"
      ? {
          name: "RSASSA-PKCS1-v1_5",
          hash: "SHA-256",
          modulusLength: 2048,
          publicExponent: new Uint8Array([1, 0, 1]),
        }
      : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in keys)) throw new Error("no key pair");
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [
      { C: ["VN"] },
      ...(input.organisation === undefined ? [] : [{ O: [input.organisation] }]),
      { CN: [input.name] },
    ],
    keys,
    signingAlgorithm: algorithm,
  });
  const response = await fetch(new URL("/enrol", authorityUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ request: Buffer.from(request.rawData).toString("base64"), kind: input.kind }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`the certificate authority answered ${response.status}`);
  const { chain } = enrolled.parse(await response.json());
  return {
    certificates: chain,
    privateKey: Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)),
  };
}
