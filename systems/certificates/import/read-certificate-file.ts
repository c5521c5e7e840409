import { Asn1Error } from "../../../core/signing/asn1/index.ts";
import {
  attributeOf,
  type Certificate,
  displayName,
  nameText,
  parseCertificate,
  roleOf,
} from "../../../core/signing/index.ts";
import { normaliseIssuer, normaliseSerial } from "../certificate.ts";
import type { CertificateKind } from "../states.ts";
import type { Candidate } from "./candidate.ts";

/** Authorities of official-duty certificates; every other one counts as public. */
const OFFICIAL_DUTY = /(cơ yếu|chính phủ|vgca|chuyên dùng|công vụ|\bgovernment\b)/iu;
/** Extended key usage "server authentication" (RFC 5280 section 4.2.1.12). */
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

/** What a certificate says of itself. */
export interface CertificateFields {
  readonly serial: string;
  readonly issuer: string;
  readonly subject: string;
  readonly thumbprint: string;
  readonly holderName: string;
  readonly email: string;
  readonly kind: CertificateKind;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * Reads a .cer or .crt file, DER or PEM.
 * @returns undefined when it is no certificate that can be used
 */
export function readCertificateFile(bytes: Uint8Array): CertificateFields | undefined {
  try {
    return fieldsOf(parseCertificate(derOf(bytes)));
  } catch (error) {
    if (error instanceof Asn1Error) return undefined;
    throw error;
  }
}

/** The fields of a parsed certificate. */
export function fieldsOf(certificate: Certificate): CertificateFields {
  const issuer = normaliseIssuer(attributeOf(certificate.issuer, "CN") ?? nameText(certificate.issuer));
  return {
    serial: normaliseSerial(certificate.serialNumber) ?? "1",
    issuer: issuer || "(không tên)",
    subject: nameText(certificate.subject),
    thumbprint: certificate.fingerprint,
    holderName: displayName(certificate),
    email: attributeOf(certificate.subject, "E")?.toLowerCase() ?? "",
    kind: kindOf(certificate, nameText(certificate.issuer)),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
  };
}

/** A certificate file as a line of an import: its holder is looked up by name. */
export function certificateCandidate(name: string, bytes: Uint8Array): Candidate {
  const fields = readCertificateFile(bytes);
  if (!fields) {
    return {
      place: name,
      kind: undefined,
      holderName: "",
      email: "",
      organisationCode: "",
      unitName: "",
      serial: undefined,
      issuer: "",
      subject: "",
      notBefore: undefined,
      notAfter: undefined,
      device: "usb-token",
      deviceSerial: "",
      thumbprint: null,
      state: "in-use",
      problems: [
        {
          vi: "Không phải tệp chứng thư số (.cer, .crt) đọc được",
          en: "Not a readable certificate (.cer, .crt)",
        },
      ],
    };
  }
  return {
    ...fields,
    place: name,
    organisationCode: "",
    unitName: "",
    device: fields.kind === "system" ? "software" : "usb-token",
    deviceSerial: "",
    state: "in-use",
    problems: [],
  };
}

function kindOf(certificate: Certificate, issuer: string): CertificateKind {
  if (certificate.extensions.extendedKeyUsage?.purposes.includes(SERVER_AUTHENTICATION)) return "system";
  if (!OFFICIAL_DUTY.test(issuer.normalize("NFC"))) return "public";
  return roleOf(certificate);
}

function derOf(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  const match = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/.exec(text);
  return match?.[1] === undefined ? bytes : Buffer.from(match[1], "base64");
}
