import type { Examiner, FileReport } from "../../../../core/signing/public/index.ts";
import { DATA_FOLDER, MANIFEST } from "../description.ts";
import { digest, type OpenPackage } from "./open-package.ts";

/** What became of a file of a package since it was made. */
export interface CheckedFile {
  readonly path: string;
  readonly state: "same" | "changed" | "missing" | "unexpected";
}

/** What the signatures of a document in a package are worth. */
export interface CheckedDocument {
  readonly path: string;
  readonly signatures: number;
  readonly verdict: FileReport["verdict"] | "UNSIGNED";
  readonly sentence: { readonly vi: string; readonly en: string };
}

export interface PackageReport {
  /** `complete`: every file is there and as it was; `broken`: not; `not-a-package`: it has no readable manifest. */
  readonly state: "complete" | "broken" | "not-a-package";
  /** SHA-256 of the zipped package; null for a folder. The audit log of the archive names the right one. */
  readonly sha256: string | null;
  readonly files: readonly CheckedFile[];
  readonly documents: readonly CheckedDocument[];
  /** 0 all well, 1 broken or a signature fails, 3 complete but a signature is undecided. */
  readonly exitCode: 0 | 1 | 3;
}

/**
 * Checks a package without the system that made it: each file against the manifest, then the signatures of each signed
 * document.
 *
 * @param examiner judges signatures; the caller closes it
 * @param at moment of the judgement
 */
export async function checkPackage(
  opened: OpenPackage,
  examiner: Examiner,
  at: Date,
): Promise<PackageReport> {
  const sha256 = opened.sha256 ?? null;
  const expected = opened.paths.includes(MANIFEST) ? await readManifest(opened) : undefined;
  if (!expected) return { state: "not-a-package", sha256, files: [], documents: [], exitCode: 1 };
  const files = await compare(opened, expected);
  const broken = files.some((file) => file.state !== "same");
  const documents: CheckedDocument[] = [];
  for (const path of opened.paths) {
    if (path.startsWith(`${DATA_FOLDER}/`) && /\.(pdf|xml|asice|sce)$/i.test(path)) {
      documents.push(await examine(opened, examiner, path, at));
    }
  }
  const failed = broken || documents.some((document) => document.verdict === "TOTAL_FAILED");
  const undecided = documents.some((document) => document.verdict === "INDETERMINATE");
  return {
    state: broken ? "broken" : "complete",
    sha256,
    files,
    documents,
    exitCode: failed ? 1 : undecided ? 3 : 0,
  };
}

/** Lines of `sha256sum`: checksum, two spaces, path. Undefined when it is anything else. */
async function readManifest(opened: OpenPackage): Promise<ReadonlyMap<string, string> | undefined> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of opened.chunks(MANIFEST)) pieces.push(chunk);
  const lines = Buffer.concat(pieces)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
  const expected = new Map<string, string>();
  for (const line of lines) {
    const [, sum, path] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (sum === undefined || path === undefined) return undefined;
    expected.set(path, sum);
  }
  return expected.size > 0 ? expected : undefined;
}

async function compare(
  opened: OpenPackage,
  expected: ReadonlyMap<string, string>,
): Promise<readonly CheckedFile[]> {
  const present = new Set(opened.paths);
  const files: CheckedFile[] = [];
  for (const [path, sum] of expected) {
    if (!present.has(path)) files.push({ path, state: "missing" });
    else files.push({ path, state: (await digest(opened.chunks(path))) === sum ? "same" : "changed" });
  }
  for (const path of opened.paths) {
    if (path !== MANIFEST && !expected.has(path)) files.push({ path, state: "unexpected" });
  }
  return files;
}

async function examine(
  opened: OpenPackage,
  examiner: Examiner,
  path: string,
  at: Date,
): Promise<CheckedDocument> {
  const report = await examiner.examine({ name: path, at, place: { path: await opened.place(path) } });
  const unsigned = report.status === "unsigned";
  return {
    path,
    signatures: report.signatures.length,
    verdict: unsigned ? "UNSIGNED" : report.verdict,
    sentence: report.sentence,
  };
}
