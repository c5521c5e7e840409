import type { Queries } from "../../../core/database/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import { formatDate } from "../../../core/ui/index.ts";
import type { CertificateFacts, RegisteredCertificate } from "../certificate.ts";
import type { Candidate } from "./candidate.ts";
import { type FoundHolder, findHolders } from "./find-holders.ts";

/** What becomes of a line: entered, brought up to date, already so, or wrong. */
export type CheckedLine =
  | { readonly outcome: "new"; readonly candidate: Candidate; readonly facts: CertificateFacts }
  | {
      readonly outcome: "change";
      readonly candidate: Candidate;
      readonly facts: CertificateFacts;
      readonly existing: RegisteredCertificate;
      readonly differences: readonly Sentence[];
    }
  | { readonly outcome: "same"; readonly candidate: Candidate; readonly existing: RegisteredCertificate }
  | { readonly outcome: "wrong"; readonly candidate: Candidate; readonly problems: readonly Sentence[] };

export interface CheckedImport {
  readonly lines: readonly CheckedLine[];
  readonly counts: Readonly<Record<CheckedLine["outcome"], number>>;
}

/** Checks a whole file against itself, the directory and the register. Writes nothing. */
export async function checkImport(
  queries: Queries,
  candidates: readonly Candidate[],
  now: Date,
): Promise<CheckedImport> {
  const [holders, existing] = await Promise.all([
    findHolders(queries, candidates, now),
    existingOf(queries, candidates),
  ]);
  const first = new Map<string, string>();
  const lines = candidates.map((candidate, index): CheckedLine => {
    const problems: Sentence[] = [...candidate.problems];
    const answer = holders[index];
    const { kind, device, serial, notBefore, notAfter } = candidate;
    const key = `${candidate.issuer}\n${serial}`;
    const earlier = serial === undefined ? undefined : first.get(key);
    if (earlier !== undefined) {
      problems.push({
        vi: `Trùng số serial và tổ chức cấp với ${earlier}`,
        en: `Same serial number and issuer as ${earlier}`,
      });
    } else if (serial !== undefined) first.set(key, candidate.place);
    const known = existing.get(key);
    // A holder who has left is not in the directory any more: what the register knows of them stays.
    const kept = known && known.holder_name === candidate.holderName ? known : undefined;
    const holder = answer && "holder" in answer ? answer.holder : kept && holderColumns(kept);
    if (candidate.holderName !== "" && holder === undefined && answer && "problem" in answer) {
      problems.push(answer.problem);
    }
    if (
      problems.length > 0 ||
      holder === undefined ||
      kind === undefined ||
      device === undefined ||
      serial === undefined ||
      notBefore === undefined ||
      notAfter === undefined
    ) {
      return { outcome: "wrong", candidate, problems };
    }
    const facts: CertificateFacts = {
      ...holder,
      serial,
      issuer: candidate.issuer,
      subject: candidate.subject || known?.subject || "",
      thumbprint: candidate.thumbprint ?? known?.thumbprint ?? null,
      kind,
      not_before: notBefore,
      not_after: notAfter,
      device: known && isFile(candidate) ? known.device : device,
      device_serial: candidate.deviceSerial || known?.device_serial || "",
      device_returned_on: known?.device_returned_on ?? null,
      state: known && isFile(candidate) ? known.state : candidate.state,
      replaces: known?.replaces ?? null,
      last_used_at: known?.last_used_at ?? null,
      origin: known?.origin ?? "import",
    };
    if (!known) return { outcome: "new", candidate, facts };
    const differences = differencesOf(known, facts);
    return differences.length === 0
      ? { outcome: "same", candidate, existing: known }
      : { outcome: "change", candidate, facts, existing: known, differences };
  });
  const count = (outcome: CheckedLine["outcome"]) => lines.filter((line) => line.outcome === outcome).length;
  return {
    lines,
    counts: { new: count("new"), change: count("change"), same: count("same"), wrong: count("wrong") },
  };
}

/** A certificate file says nothing of the device and the state; a sheet does. */
function isFile(candidate: Candidate): boolean {
  return candidate.thumbprint !== null;
}

function holderColumns(row: RegisteredCertificate): FoundHolder {
  const {
    holder_kind,
    holder_id,
    holder_name,
    holder_title,
    organisation_id,
    organisation_name,
    unit_id,
    unit_name,
  } = row;
  return {
    holder_kind,
    holder_id,
    holder_name,
    holder_title,
    organisation_id,
    organisation_name,
    unit_id,
    unit_name,
  };
}

async function existingOf(
  queries: Queries,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, RegisteredCertificate>> {
  const serials = [...new Set(candidates.flatMap((each) => each.serial ?? []))];
  const found = new Map<string, RegisteredCertificate>();
  for (let from = 0; from < serials.length; from += 5_000) {
    const rows = await queries
      .selectFrom("certificates.certificate")
      .selectAll()
      .where("serial", "in", serials.slice(from, from + 5_000))
      .execute();
    for (const row of rows) found.set(`${row.issuer}\n${row.serial}`, row);
  }
  return found;
}

const COMPARED = [
  ["holder_name", "người giữ", "holder"],
  ["holder_id", "người giữ trong danh bạ", "holder in the directory"],
  ["unit_name", "đơn vị", "unit"],
  ["organisation_name", "cơ quan", "organisation"],
  ["kind", "loại", "kind"],
  ["subject", "chủ thể", "subject"],
  ["thumbprint", "vân tay", "thumbprint"],
  ["device", "thiết bị", "device"],
  ["device_serial", "số thiết bị", "device number"],
  ["state", "tình trạng", "state"],
] as const;

function differencesOf(known: RegisteredCertificate, facts: CertificateFacts): readonly Sentence[] {
  const found: Sentence[] = COMPARED.filter(([key]) => known[key] !== facts[key]).map(([, vi, en]) => ({
    vi,
    en,
  }));
  // A sheet knows days, a certificate seconds: the same day is the same end.
  for (const [key, vi, en] of [
    ["not_before", "hiệu lực từ", "beginning"],
    ["not_after", "hiệu lực đến", "end"],
  ] as const) {
    if (formatDate(known[key]) !== formatDate(facts[key])) found.push({ vi, en });
  }
  return found;
}
