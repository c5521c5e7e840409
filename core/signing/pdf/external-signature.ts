import { createHash } from "node:crypto";
import { z } from "zod";
import { buildCms, digestAlgorithmOf, prepareSigner } from "../cms/index.ts";
import { makePageList } from "../pages/page-list.ts";
import type { SignatureAlgorithm, Signer, TimestampAuthority } from "../types.ts";
import { openPdf } from "./document.ts";
import { PdfError } from "./errors.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { BYTE_RANGE_PLACEHOLDER, planSignature, type SignatureRequest } from "./plan-signature.ts";
import { roomForSignature } from "./room-for-signature.ts";
import { selfCheck } from "./sign-pdf.ts";
import { memorySource } from "./source.ts";

/** Who will sign, without the means to do so. */
export interface ExternalKey {
  /** DER, own first. */
  readonly certificates: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
}

/** A file laid out for a signature that comes minutes later, from elsewhere, perhaps to another process. */
export interface ExternalSignature {
  /** The whole new file with a hole where the signature goes. */
  readonly prepared: Uint8Array;
  /** DER of the signed attributes: the very bytes to sign. */
  readonly toBeSigned: Uint8Array;
  /** JSON; together with `prepared` all that {@link completeExternalSignature} needs. */
  readonly ticket: ExternalTicket;
}

const base64 = z.base64();
export const externalTicketSchema = z.object({
  fieldName: z.string(),
  baseLength: z.int().positive(),
  contentsAt: z.int().positive(),
  reserveBytes: z.int().positive(),
  level: z.enum(["B-B", "B-T"]),
  algorithm: z.enum(["rsa-sha256", "rsa-sha384", "ecdsa-sha256", "ecdsa-sha384"]),
  certificates: z.array(base64).min(1),
  /** DER of the list of pages that the signature carries. */
  signedPages: base64.optional(),
});
export type ExternalTicket = z.infer<typeof externalTicketSchema>;

/**
 * First half of a signature whose key is elsewhere: everything up to the bytes to sign, the list of the pages among them.
 * @throws PdfError as `signPdf`
 */
export async function beginExternalSignature(
  pdf: Uint8Array,
  request: Omit<SignatureRequest, "signer" | "level"> & {
    readonly level: "B-B" | "B-T";
    readonly key: ExternalKey;
  },
): Promise<ExternalSignature> {
  const { key, ...rest } = request;
  if (request.level === "B-T" && request.timestampAuthority === undefined)
    throw new TypeError("Level B-T needs a timestamp authority");
  const signer = absent(key);
  const document = openPdf(memorySource(pdf), DEFAULT_LIMITS);
  const signedPages = request.pageDigests === false ? undefined : await makePageList(document.latest);
  const contents = { ...rest, signer, ...(signedPages === undefined ? {} : { signedPages }) };
  const plan = planSignature(document, contents, roomForSignature(contents));
  const prepared = Buffer.concat([pdf, plan.bytes]);
  const contentsAt = pdf.length + plan.contentsAt;
  const gapEnd = contentsAt + plan.reserveBytes * 2 + 2;
  const range = `[0 ${contentsAt} ${gapEnd} ${prepared.length - gapEnd}]`;
  prepared.write(range.padEnd(BYTE_RANGE_PLACEHOLDER.length), pdf.length + plan.byteRangeAt, "latin1");
  const ticket: ExternalTicket = {
    fieldName: plan.fieldName,
    baseLength: pdf.length,
    contentsAt,
    reserveBytes: plan.reserveBytes,
    level: request.level,
    algorithm: key.algorithm,
    certificates: key.certificates.map((der) => Buffer.from(der).toString("base64")),
    ...(signedPages === undefined ? {} : { signedPages: Buffer.from(signedPages).toString("base64") }),
  };
  return { prepared, ticket, toBeSigned: toBeSignedOf(prepared, ticket) };
}

/** The bytes to sign, made again from the prepared file: what is signed later is bound to this very file. */
export function toBeSignedOf(prepared: Uint8Array, ticket: ExternalTicket): Uint8Array {
  const signer = prepareSigner(absent(keyOf(ticket)));
  return signer.signedAttributes(digestOf(prepared, ticket), pagesOf(ticket));
}

/**
 * Second half: puts the signature value into its place, with a timestamp at level B-T, and reads the file back as a
 * stranger would.
 *
 * @param value as CMS wants it; ECDSA as DER
 * @throws PdfError pdf.self-check when the value is not that of the certificate over this file; whatever the
 *   timestamp authority throws, and then the value may be used again
 */
export async function completeExternalSignature(
  prepared: Uint8Array,
  ticket: ExternalTicket,
  value: Uint8Array,
  timestampAuthority?: TimestampAuthority,
): Promise<Uint8Array> {
  if (ticket.level === "B-T" && timestampAuthority === undefined)
    throw new TypeError("Level B-T needs a timestamp authority");
  const digest = digestOf(prepared, ticket);
  const signedPages = pagesOf(ticket);
  const cms = await buildCms({
    digest,
    signer: { ...absent(keyOf(ticket)), sign: async () => value },
    ...(signedPages === undefined ? {} : { signedPages }),
    ...(ticket.level === "B-T" && timestampAuthority !== undefined ? { timestampAuthority } : {}),
  });
  if (cms.length > ticket.reserveBytes)
    throw new PdfError("pdf.signature-too-large", `${cms.length} bytes, ${ticket.reserveBytes} reserved`);
  const result = Buffer.from(prepared);
  result.write(Buffer.from(cms).toString("hex"), ticket.contentsAt + 1, "latin1");
  const plan = { ...ticket, contentsAt: ticket.contentsAt - ticket.baseLength };
  await selfCheck(ticket.baseLength, memorySource(result), plan, digest, DEFAULT_LIMITS);
  return result;
}

function keyOf({ algorithm, certificates }: ExternalTicket): ExternalKey {
  return { algorithm, certificates: certificates.map((text) => Buffer.from(text, "base64")) };
}

/** Knows what the signature will look like, and cannot make it. */
function absent({ certificates, algorithm }: ExternalKey): Signer {
  return {
    certificates,
    algorithm,
    oneTime: true,
    sign: () => Promise.reject(new Error("the key is elsewhere")),
  };
}

function digestOf(prepared: Uint8Array, ticket: ExternalTicket): Buffer {
  return createHash(digestAlgorithmOf(ticket.algorithm))
    .update(prepared.subarray(0, ticket.contentsAt))
    .update(prepared.subarray(ticket.contentsAt + ticket.reserveBytes * 2 + 2))
    .digest();
}

function pagesOf({ signedPages }: ExternalTicket): Uint8Array | undefined {
  return signedPages === undefined ? undefined : Buffer.from(signedPages, "base64");
}
