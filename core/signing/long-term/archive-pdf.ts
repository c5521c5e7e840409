import { buildChain, statusFromEvidence } from "../certificates/index.ts";
import { openPdf } from "../pdf/document.ts";
import type { TimestampAuthority } from "../types.ts";
import { locateSignatures } from "../verification/locate-signatures.ts";
import { readLongTermData } from "../verification/long-term-data.ts";
import { addDocumentTimestamp } from "./add-document-timestamp.ts";
import { addLongTermData } from "./add-long-term-data.ts";
import type { EvidenceOptions } from "./collect-evidence.ts";
import { LongTermError } from "./long-term-error.ts";
import { tokenToProve } from "./signatures-to-prove.ts";

export interface ArchiveOptions extends EvidenceOptions {
  readonly timestampAuthority: TimestampAuthority;
}

/**
 * Brings a signed file to the archive level (PAdES baseline LTA): the evidence for everything in it, then a document
 * timestamp over all. The evidence for the timestamp's own authority goes in before it, so that the file proves
 * itself without any network; where the authority was not known before, that takes a second token.
 *
 * @returns the whole new file; earlier bytes are its unchanged beginning
 * @throws as {@link addLongTermData} and {@link addDocumentTimestamp}
 */
export async function archivePdf(pdf: Uint8Array, options: ArchiveOptions): Promise<Uint8Array> {
  const proven = await addLongTermData(pdf, options);
  const stamped = await addDocumentTimestamp(proven, options.timestampAuthority);
  if (await isProvenIn(proven, stamped.token, options)) return stamped.pdf;
  const withAuthority = await addLongTermData(pdf, options, [stamped.token]);
  return (await addDocumentTimestamp(withAuthority, options.timestampAuthority)).pdf;
}

/**
 * Renews an archived file before its newest document timestamp ends: fresh evidence for that timestamp, then a new one
 * over all.
 *
 * @returns the whole new file
 * @throws LongTermError long-term.not-archived, and as {@link archivePdf}
 */
export async function renewArchive(pdf: Uint8Array, options: ArchiveOptions): Promise<Uint8Array> {
  if (!locateSignatures(openPdf(pdf)).signatures.some((signature) => signature.isTimestamp))
    throw new LongTermError("long-term.not-archived", "no document timestamp");
  return await archivePdf(pdf, options);
}

/** Whether the file already holds what clears the authority of this token. */
async function isProvenIn(pdf: Uint8Array, token: Uint8Array, options: ArchiveOptions): Promise<boolean> {
  const { certificates, evidence } = readLongTermData(openPdf(pdf));
  const [authority] = await tokenToProve(token);
  const at = authority?.usedAt;
  if (authority === undefined || at === undefined) return false;
  const others = [...authority.others, ...certificates];
  const chain = buildChain(authority.certificate, others, options.trust, at, { purpose: "timestamping" });
  if (!chain.ok) throw new LongTermError("long-term.not-trusted", `${chain.code}: ${chain.detail}`);
  return chain.path.every((certificate, i) => {
    const issuer = chain.path[i + 1];
    return issuer === undefined || statusFromEvidence(certificate, issuer, at, evidence).status === "good";
  });
}
