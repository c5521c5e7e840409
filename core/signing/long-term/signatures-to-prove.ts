import { hash } from "node:crypto";
import { Asn1Error, oids } from "../asn1/index.ts";
import {
  type Certificate,
  parseReceivedCertificates,
  parseReceivedCrls,
  type RevocationEvidence,
} from "../certificates/index.ts";
import { parseSignedData, type SignedData, verifySignedData } from "../cms/index.ts";
import type { PdfDocument } from "../pdf/document.ts";
import { PdfString } from "../pdf/objects.ts";
import { checkCoverage } from "../pdf/signature-coverage.ts";
import { readTimestampInfo } from "../timestamps/index.ts";
import { type LocatedSignature, locateSignatures } from "../verification/locate-signatures.ts";

/** One certificate whose standing must stay provable: a signer's or a timestamp authority's. */
export interface CertificateToProve {
  readonly certificate: Certificate;
  /** Other certificates that came with it. */
  readonly others: readonly Certificate[];
  readonly purpose: "signing" | "timestamping";
  /** The time for which it counts; undefined when nothing proves one. */
  readonly usedAt: Date | undefined;
  /** Lists that came inside its CMS. */
  readonly evidence: readonly RevocationEvidence[];
}

/** A signature or document timestamp with all it leans on. */
export interface SignatureToProve {
  /** Its key in /VRI: upper-case hexadecimal SHA-1 of the whole padded /Contents value. */
  readonly key: string;
  readonly name: string;
  readonly isTimestamp: boolean;
  readonly certificates: readonly CertificateToProve[];
}

/** All signatures and document timestamps of a file whose CMS can be read; others cannot be proven anyway. */
export async function signaturesToProve(document: PdfDocument): Promise<SignatureToProve[]> {
  const stamps: { readonly revision: number; readonly time: Date }[] = [];
  const read = locateSignatures(document).signatures.flatMap((located) => {
    const coverage = checkCoverage(document, located.dict);
    const contents = located.dict.get("Contents");
    if (!coverage.ok || !(contents instanceof PdfString)) return [];
    const { revision } = coverage;
    if (located.isTimestamp) {
      const time = timeOf(coverage.contents);
      if (time !== undefined) stamps.push({ revision, time });
    }
    const key = hash("sha1", contents.bytes, "hex").toUpperCase();
    return [{ located, revision, cms: coverage.contents, key }];
  });
  const found: SignatureToProve[] = [];
  for (const { located, revision, cms, key } of read) {
    const later = stamps.filter((stamp) => stamp.revision > revision).map((stamp) => stamp.time.getTime());
    const archived = later.length === 0 ? undefined : new Date(Math.min(...later));
    const certificates = await certificatesOf(located, cms, archived);
    const name = located.field.name;
    if (certificates.length > 0) found.push({ key, name, isTimestamp: located.isTimestamp, certificates });
  }
  return found;
}

/** What a timestamp token leans on; empty when it cannot be read. */
export async function tokenToProve(token: Uint8Array): Promise<CertificateToProve[]> {
  const usedAt = timeOf(token);
  const expected = { kind: "inside", contentType: oids.timestampInfo } as const;
  const result = await verifySignedData(token, expected);
  const details = result.ok ? result : result.details;
  if (details === undefined) return [];
  const { signer: certificate, certificates: others, crls } = details;
  return [{ certificate, others, purpose: "timestamping", usedAt, evidence: parseReceivedCrls(crls) }];
}

async function certificatesOf(
  located: LocatedSignature,
  cms: Uint8Array,
  archived: Date | undefined,
): Promise<CertificateToProve[]> {
  if (located.isTimestamp) return await tokenToProve(cms);
  const data = readOrNothing(cms);
  // The digest is not looked at here: a broken signature stays broken whatever is stored for it.
  const details = await verifySignedData(cms, { kind: "detached", contentDigest: () => new Uint8Array(0) });
  const known = details.ok ? details : details.details;
  if (data === undefined || known === undefined) return [];
  const stamped: CertificateToProve[] = [];
  for (const token of known.timestampTokens) stamped.push(...(await tokenToProve(token)));
  const times = [...stamped.map((stamp) => stamp.usedAt), archived].filter((time) => time !== undefined);
  const usedAt = times.length === 0 ? undefined : new Date(Math.min(...times.map((time) => time.getTime())));
  const others = parseReceivedCertificates(data.certificates);
  const evidence = parseReceivedCrls(data.crls);
  return [{ certificate: known.signer, others, purpose: "signing", usedAt, evidence }, ...stamped];
}

function readOrNothing(cms: Uint8Array): SignedData | undefined {
  try {
    return parseSignedData(cms);
  } catch (error) {
    if (error instanceof Asn1Error) return undefined;
    throw error;
  }
}

function timeOf(token: Uint8Array): Date | undefined {
  try {
    return readTimestampInfo(token).time;
  } catch (error) {
    if (error instanceof Asn1Error) return undefined;
    throw error;
  }
}
