import { hash } from "node:crypto";
import { der } from "../asn1/index.ts";
import { digestAlgorithmOf } from "../cms/index.ts";
import type { Signer, TimestampAuthority } from "../types.ts";
import { canonicalise } from "./canonicalise.ts";
import { checkValue } from "./check-integrity.ts";
import { escapeAttribute, escapeText } from "./escape.ts";
import {
  BASE64,
  DS,
  digestUri,
  ENVELOPED,
  EXCLUSIVE_C14N,
  OBJECT_TYPE,
  SIGNED_PROPERTIES_TYPE,
  XADES,
} from "./names.ts";
import { descendants, isNamed, type XmlDocument } from "./node.ts";
import { parseXml } from "./parse-xml.ts";
import { readSignature } from "./read-signature.ts";
import {
  algorithm,
  digestFor,
  open,
  ownCertificate,
  type PlannedReference,
  writeSignature,
} from "./write-signature.ts";
import { XmlError } from "./xml-error.ts";

/** What is signed, and where the signature stands. */
export type XadesContent =
  /** The signature becomes the last child of the document's root, and is over all of the document but itself. */
  | { readonly form: "enveloped"; readonly xml: Uint8Array | string }
  /** The content goes into the signature, as base64. */
  | { readonly form: "enveloping"; readonly bytes: Uint8Array; readonly mimeType: string }
  /** Files beside the signature, by their digests, made with the hash function of the signer's algorithm. */
  | {
      readonly form: "detached";
      readonly files: readonly {
        readonly name: string;
        readonly mimeType: string;
        readonly digest: Uint8Array;
      }[];
    };

export interface SignXadesRequest {
  readonly content: XadesContent;
  readonly signer: Signer;
  readonly level: "B-B" | "B-T";
  /** Needed for B-T. */
  readonly timestampAuthority?: TimestampAuthority;
  /** Claimed signing time, to the second; default now. */
  readonly signedAt?: Date;
}

/**
 * Makes a XAdES baseline signature (ETSI EN 319 132-1, B-B or B-T): SigningTime, SigningCertificateV2, a
 * DataObjectFormat for every signed object, and for B-T a SignatureTimeStamp over the canonical SignatureValue.
 *
 * @returns the document with the signature (enveloped), or the ds:Signature itself, in UTF-8
 * @throws XmlError xml.already-signed, xml.signer or why the document cannot be parsed; what the signer or the timestamp
 *   authority throws passes through, and no signature is returned without the timestamp asked for
 */
export async function signXades(request: SignXadesRequest): Promise<Uint8Array> {
  const { content, signer, level, timestampAuthority } = request;
  if (level === "B-T" && timestampAuthority === undefined)
    throw new TypeError("Level B-T needs a timestamp authority");
  const document = content.form === "enveloped" ? parseXml(content.xml) : undefined;
  if (document && [...descendants(document.root)].some((element) => isNamed(element, DS, "Signature")))
    throw new XmlError(
      "xml.already-signed",
      "an enveloped signature is over the whole document: one is the most",
    );
  const data = dataOf(request, document && canonicalise(document.root, "exclusive"));
  const id = signatureId(request, data.references);
  const references = data.references.map((reference, i) => ({ ...reference, id: `${id}-data-${i + 1}` }));
  const properties = signedProperties(id, references, data.mimeTypes, request);
  const text = await writeSignature({
    id,
    signer,
    references: [
      ...references,
      {
        uri: `#${id}-properties`,
        type: SIGNED_PROPERTIES_TYPE,
        transforms: [EXCLUSIVE_C14N],
        digest: digestFor(signer, Buffer.from(properties, "utf8")),
      },
    ],
    objects: async ({ elementText }) => {
      const stamp =
        level === "B-T" && timestampAuthority !== undefined
          ? await signatureTimestamp(elementText, timestampAuthority)
          : "";
      return (
        `<ds:Object>${open("xades:QualifyingProperties", { "xmlns:xades": XADES, Target: `#${id}` })}` +
        `${properties}${stamp}</xades:QualifyingProperties></ds:Object>${data.object}`
      );
    },
  });
  const made = parseXml(text);
  checkOwn(made, signer);
  if (document === undefined) return Buffer.from(text, "utf8");
  document.root.children.push(made.root);
  return Buffer.from(canonicalise(document.root, "exclusive"));
}

/** Reads the signature back as a stranger would. @throws XmlError xml.self-check */
function checkOwn(made: XmlDocument, signer: Signer): void {
  const signature = readSignature(made.root);
  const problem = "ok" in signature ? signature : checkValue(made, signature, ownCertificate(signer));
  if (problem !== undefined) throw new XmlError("xml.self-check", problem.detail);
}

interface Data {
  readonly references: readonly PlannedReference[];
  readonly mimeTypes: readonly string[];
  /** The ds:Object that holds the content, or nothing. */
  readonly object: string;
}

function dataOf({ content, signer }: SignXadesRequest, octets: Uint8Array | undefined): Data {
  if (content.form === "detached") {
    return {
      references: content.files.map(({ name, digest }) => ({ uri: fileUri(name), transforms: [], digest })),
      mimeTypes: content.files.map(({ mimeType }) => mimeType),
      object: "",
    };
  }
  if (content.form === "enveloped") {
    const transforms = [ENVELOPED, EXCLUSIVE_C14N];
    const digest = digestFor(signer, octets ?? new Uint8Array(0));
    return { references: [{ uri: "", transforms, digest }], mimeTypes: ["text/xml"], object: "" };
  }
  if (content.bytes.length === 0) throw new XmlError("xml.profile", "nothing to sign");
  const digest = digestFor(signer, content.bytes);
  const objectId = `content-${hash("sha256", content.bytes).slice(0, 16)}`;
  const attributes = { Encoding: BASE64, Id: objectId, MimeType: content.mimeType };
  return {
    references: [{ uri: `#${objectId}`, type: OBJECT_TYPE, transforms: [BASE64], digest }],
    mimeTypes: [content.mimeType],
    object: `${open("ds:Object", attributes)}${Buffer.from(content.bytes).toString("base64")}</ds:Object>`,
  };
}

/** Unique within whatever container or document the signature will stand in. */
function signatureId(request: SignXadesRequest, references: readonly PlannedReference[]): string {
  const seed = [
    ownCertificate(request.signer).fingerprint,
    (request.signedAt ?? new Date()).toISOString(),
    ...references.map(({ uri, digest }) => `${uri} ${Buffer.from(digest).toString("hex")}`),
  ].join("\n");
  return `signature-${hash("sha256", seed).slice(0, 24)}`;
}

function signedProperties(
  id: string,
  references: readonly PlannedReference[],
  mimeTypes: readonly string[],
  { signer, signedAt = new Date() }: SignXadesRequest,
): string {
  const certificate = ownCertificate(signer);
  const hashName = digestAlgorithmOf(signer.algorithm);
  const issuerSerial = der.sequence(
    der.sequence(der.context(4, certificate.issuer.der)),
    der.element(0x02, Buffer.from(certificate.serialNumber, "hex")),
  );
  const formats = references.map(
    (reference, i) =>
      open("xades:DataObjectFormat", { ObjectReference: `#${reference.id ?? ""}` }) +
      `<xades:MimeType>${escapeText(mimeTypes[i] ?? "application/octet-stream")}</xades:MimeType></xades:DataObjectFormat>`,
  );
  return (
    open("xades:SignedProperties", { "xmlns:xades": XADES, Id: `${id}-properties` }) +
    "<xades:SignedSignatureProperties>" +
    `<xades:SigningTime>${signedAt.toISOString().slice(0, 19)}Z</xades:SigningTime>` +
    "<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>" +
    algorithm("DigestMethod", digestUri(hashName), true) +
    `<ds:DigestValue xmlns:ds="${escapeAttribute(DS)}">${hash(hashName, certificate.der, "base64")}</ds:DigestValue>` +
    `</xades:CertDigest><xades:IssuerSerialV2>${Buffer.from(issuerSerial).toString("base64")}</xades:IssuerSerialV2>` +
    "</xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>" +
    `<xades:SignedDataObjectProperties>${formats.join("")}</xades:SignedDataObjectProperties></xades:SignedProperties>`
  );
}

async function signatureTimestamp(valueText: string, authority: TimestampAuthority): Promise<string> {
  const token = await authority.timestamp(hash("sha256", Buffer.from(valueText, "utf8"), "buffer"));
  return (
    "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:SignatureTimeStamp>" +
    algorithm("CanonicalizationMethod", EXCLUSIVE_C14N, true) +
    `<xades:EncapsulatedTimeStamp>${Buffer.from(token).toString("base64")}</xades:EncapsulatedTimeStamp>` +
    "</xades:SignatureTimeStamp></xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
  );
}

/** A file's name as a relative reference: every segment percent-encoded, so that no name looks like a scheme. */
export function fileUri(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}
