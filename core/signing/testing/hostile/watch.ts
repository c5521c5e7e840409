import { readFileSync } from "node:fs";
import { join } from "node:path";
import { verifyPdf } from "../../verification/index.ts";
import { revocationFrom } from "../test-pki.ts";

/** What the watched process is told: `manifest.json` in its folder, beside the files, which bear their index as name. */
export interface WatchManifest {
  readonly files: number;
  /** Base64 of DER. */
  readonly root: string;
  readonly crls: readonly string[];
}

/** What was seen of one file while it was verified. */
export interface Watched {
  readonly status: string;
  readonly problem: string | undefined;
  readonly subs: readonly string[];
  /** Codes of level-4 changes. */
  readonly changes: readonly string[];
  readonly counting: number;
  /** Processor time, milliseconds. */
  readonly cpu: number;
}

/** The only line this process prints. */
export interface WatchReport {
  readonly files: readonly Watched[];
  /** Largest resident set of the process, megabytes. */
  readonly peakMegabytes: number;
}

const folder = process.argv[2] ?? ".";
const manifest: WatchManifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
const trust = {
  version: "test",
  anchors: [{ certificate: Buffer.from(manifest.root, "base64"), label: "demo" as const }],
};
const revocation = revocationFrom(...manifest.crls.map((crl) => Buffer.from(crl, "base64")));
const files: Watched[] = [];
for (let index = 0; index < manifest.files; index += 1) {
  const bytes = readFileSync(join(folder, String(index)));
  const start = process.cpuUsage();
  const { status, problem, signatures } = await verifyPdf(bytes, { trust, revocation });
  const { user, system } = process.cpuUsage(start);
  files.push({
    status,
    problem: problem?.code,
    subs: signatures.flatMap(({ subIndication }) => subIndication ?? []),
    changes: signatures.flatMap(({ changes }) =>
      changes.filter(({ level }) => level === 4).map(({ code }) => code),
    ),
    counting: signatures.filter(({ counts }) => counts).length,
    cpu: (user + system) / 1000,
  });
}
const report: WatchReport = { files, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(JSON.stringify(report));
