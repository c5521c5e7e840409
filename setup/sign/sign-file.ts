import { readFile } from "node:fs/promises";
import {
  type Certificate,
  createHttpTimestampAuthority,
  displayName,
  normalisePdf,
  parseCertificate,
  proposeSignaturePlace,
  roleOf,
  type SignatureAppearance,
  type Signer,
  signingTimeLine,
  signPdf,
  type TimestampAuthority,
  type TrustList,
} from "../../core/signing/index.ts";
import { addLongTermData, archivePdf } from "../../core/signing/long-term/index.ts";
import { openRevocation } from "../../core/signing/trust/open-revocation.ts";
import type { Command } from "./parse-command.ts";
import type { Visible } from "./parse-visible.ts";
import { SignRefusal } from "./refusal.ts";
import { certificatesOfToken, trustAsAnswered } from "./trust-as-answered.ts";

const NETWORK_TIMEOUT_MS = 30_000;
const [TEXT_WIDTH, TEXT_HEIGHT] = [170, 30];
const [PICTURE_WIDTH, PICTURE_HEIGHT] = [120, 62];

export interface SignedFile {
  readonly bytes: Uint8Array;
  readonly signer: Certificate;
}

/**
 * Signs a file as the command asks.
 *
 * @param trust the roots the operator named; none means that the authorities' own answers are believed
 * @param now the claimed time
 * @throws PdfError, TimestampError, LongTermError, SignRefusal: nothing was signed
 */
export async function signFile(
  command: Command,
  files: { readonly pdf: Uint8Array; readonly image: Uint8Array | undefined },
  signer: Signer,
  trust: TrustList,
  now: Date,
): Promise<SignedFile> {
  const certificate = ownCertificate(signer, now);
  const pdf = command.normalise ? await normalisePdf(files.pdf) : files.pdf;
  const appearance = command.visible && appearanceOf(pdf, command.visible, files.image, certificate, now);
  const authority = command.level === "B-B" ? undefined : timestampsOf(command, trust);
  const signed = await signPdf(pdf, {
    signer,
    signedAt: now,
    level: authority === undefined ? "B-B" : "B-T",
    ...(authority === undefined ? {} : { timestampAuthority: authority.timestampAuthority }),
    name: displayName(certificate),
    ...(appearance === undefined ? {} : { appearance }),
    ...(command.reason === undefined ? {} : { reason: command.reason }),
    ...(command.location === undefined ? {} : { location: command.location }),
    ...(command.field === undefined ? {} : { fieldName: command.field }),
    ...(command.certification === undefined ? {} : { certification: command.certification }),
    ...(command.lock.length === 0 ? {} : { lockFields: command.lock }),
  });
  if (authority === undefined || command.level === "B-T") return { bytes: signed, signer: certificate };
  const evidence = {
    trust: trust.anchors.length > 0 ? trust : trustAsAnswered(signer.certificates, authority.received()),
    revocation: openRevocation({ timeoutMs: NETWORK_TIMEOUT_MS }),
  };
  const bytes =
    command.level === "B-LT"
      ? await addLongTermData(signed, evidence)
      : await archivePdf(signed, { ...evidence, timestampAuthority: authority.timestampAuthority });
  return { bytes, signer: certificate };
}

/** @throws SignRefusal when it may not be used at this time */
function ownCertificate(signer: Signer, now: Date): Certificate {
  const [der] = signer.certificates;
  if (der === undefined) throw new Error("a signer has its own certificate");
  const certificate = parseCertificate(der);
  if (certificate.notAfter < now) {
    throw new SignRefusal("key.expired", {
      vi: `Chứng thư số của ${displayName(certificate)} đã hết hạn. Hãy xin gia hạn.`,
      en: `The certificate of ${displayName(certificate)} has expired. Have it renewed.`,
    });
  }
  if (certificate.notBefore > now) {
    throw new SignRefusal("key.not-yet-valid", {
      vi: `Chứng thư số của ${displayName(certificate)} chưa đến ngày có hiệu lực. Kiểm tra đồng hồ của máy.`,
      en: `The certificate of ${displayName(certificate)} is not valid yet. Check the clock of this machine.`,
    });
  }
  return certificate;
}

/** The authority, and the certificates that came with its tokens. */
function timestampsOf(
  command: Command,
  trust: TrustList,
): { timestampAuthority: TimestampAuthority; received: () => readonly Uint8Array[] } {
  const received: Uint8Array[] = [];
  const timestampAuthority = createHttpTimestampAuthority({
    urls: command.timestampAuthorities,
    trustList: (token) => {
      if (trust.anchors.length > 0) return trust;
      received.push(...certificatesOfToken(token));
      return trustAsAnswered(certificatesOfToken(token));
    },
  });
  return { timestampAuthority, received: () => received };
}

function appearanceOf(
  pdf: Uint8Array,
  visible: Visible,
  image: Uint8Array | undefined,
  certificate: Certificate,
  now: Date,
): SignatureAppearance {
  const name = displayName(certificate);
  const picture = image !== undefined;
  const proposed = proposeSignaturePlace(pdf, picture ? { signerName: name } : {});
  const width = visible.width ?? (picture ? PICTURE_WIDTH : TEXT_WIDTH);
  const height = visible.height ?? (picture ? PICTURE_HEIGHT : TEXT_HEIGHT);
  return {
    kind: picture ? roleOf(certificate) : "text",
    page: visible.page ?? proposed.page,
    rect: { x: visible.x ?? proposed.rect.x, y: visible.y ?? proposed.rect.y, width, height },
    ...(picture ? { image } : { lines: visible.text ?? [name, signingTimeLine(now)] }),
  };
}

/** Reads what the command names. @throws the file system's own error */
export async function readFiles(
  command: Command,
  resolvePath: (path: string) => string,
): Promise<{ pdf: Uint8Array; image: Uint8Array | undefined }> {
  const [pdf, image] = await Promise.all([
    readFile(resolvePath(command.input)),
    command.visible?.image === undefined ? undefined : readFile(resolvePath(command.visible.image)),
  ]);
  return { pdf, image };
}
