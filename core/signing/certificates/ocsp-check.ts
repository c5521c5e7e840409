import { hash } from "node:crypto";
import { oids } from "../asn1/index.ts";
import type { Certificate } from "./certificate.ts";
import { keyUsageBit } from "./extensions.ts";
import { checkIssuerLink } from "./issuer-link.ts";
import { processCache } from "./limited-map.ts";
import { issuerHashes, keyOctets } from "./ocsp-request.ts";
import type { OcspAnswer, OcspResponse } from "./ocsp-response.ts";
import { checkSignature } from "./signature-scheme.ts";

/** Who signed a response, or why it says nothing about certificates of this issuer. */
export type ResponderResult =
  | { readonly ok: true; readonly responder: Certificate }
  | { readonly ok: false; readonly problem: string };

const verified = processCache<string, boolean>(40_000);

/** The answer about this very certificate of this very issuer, by any hash its CertID was made with. */
export function answerAbout(
  response: OcspResponse,
  certificate: Certificate,
  issuer: Certificate,
): OcspAnswer | undefined {
  return response.answers.find((answer) => {
    if (answer.serialNumber !== certificate.serialNumber || typeof answer.hash !== "string") return false;
    const own = issuerHashes(issuer, answer.hash);
    return answer.issuerNameHash === own.issuerNameHash && answer.issuerKeyHash === own.issuerKeyHash;
  });
}

/**
 * Finds and checks the signer of a response (RFC 6960 section 4.2.2.2): the issuer itself, or a responder whose
 * certificate that same issuer signed, with the purpose OCSPSigning, valid when the response was made. Whether such a
 * responder was itself revoked is the caller's question unless its certificate asks for no check.
 */
export function responderOf(response: OcspResponse, issuer: Certificate): ResponderResult {
  if (response.unusable !== undefined) return refused(response.unusable);
  if (isNamed(response, issuer)) return signedBy(response, issuer);
  const candidates = response.certificates.filter((certificate) => isNamed(response, certificate));
  let problem = "its responder's certificate is missing";
  for (const candidate of candidates) {
    const objection = objectionToResponder(candidate, issuer, response.producedAt);
    if (objection === undefined) return signedBy(response, candidate);
    problem = objection;
  }
  return refused(problem);
}

function isNamed({ responder }: OcspResponse, certificate: Certificate): boolean {
  return responder.kind === "name"
    ? responder.key === certificate.subject.key
    : responder.hash === hash("sha1", keyOctets(certificate), "hex");
}

function objectionToResponder(responder: Certificate, issuer: Certificate, at: Date): string | undefined {
  const { extendedKeyUsage, keyUsage, unknownCritical } = responder.extensions;
  if (responder.issuer.key !== issuer.subject.key || checkIssuerLink(responder, issuer) !== "right")
    return "its responder was not appointed by the issuer";
  if (extendedKeyUsage?.purposes.includes(oids.purposeOcspSigning) !== true)
    return "its responder's certificate is not for OCSP";
  if (
    keyUsage !== undefined &&
    !keyUsage.has(keyUsageBit.digitalSignature) &&
    !keyUsage.has(keyUsageBit.contentCommitment)
  )
    return "its responder's key may not sign";
  if (unknownCritical.length > 0)
    return `its responder's certificate has critical extension ${unknownCritical[0]}`;
  if (at < responder.notBefore || at > responder.notAfter)
    return "its responder's certificate was not valid when it answered";
  return undefined;
}

function signedBy(response: OcspResponse, responder: Certificate): ResponderResult {
  const key = response.fingerprint + responder.fingerprint;
  let right = verified.get(key);
  if (right === undefined) {
    const { signatureScheme, toBeSigned, signatureValue } = response;
    right = checkSignature(signatureScheme, responder.publicKey, toBeSigned, signatureValue) === "right";
    verified.set(key, right);
  }
  return right ? { ok: true, responder } : refused("its signature is wrong");
}

function refused(problem: string): ResponderResult {
  return { ok: false, problem };
}
