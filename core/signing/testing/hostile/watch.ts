import { verifyPdf } from "../../verification/index.ts";
import { createHostileWorld, honestFiles, hostileFiles } from "./index.ts";

/** What was seen of one file while it was verified. */
export interface Watched {
  readonly name: string;
  readonly honest: boolean;
  readonly status: string;
  readonly problem: string | undefined;
  readonly subs: readonly string[];
  readonly changes: readonly string[];
  readonly counting: number;
  /** Processor time, milliseconds. */
  readonly cpu: number;
  /** Complaint about the verdict, undefined when it is as it must be. */
  readonly complaint: string | undefined;
}

/** The last line this process prints. */
export interface WatchReport {
  readonly files: readonly Watched[];
  /** Largest resident set of the process, megabytes. */
  readonly peakMegabytes: number;
}

const world = createHostileWorld();
const options = { trust: world.pki.trust, revocation: world.pki.allGood };
const files: Watched[] = [];
for (const { name, bytes, expected } of hostileFiles(world)) {
  const seen = await watch(name, false, bytes);
  const complaint = seen.status.startsWith("valid")
    ? `counts as ${seen.status}`
    : expected?.problem !== undefined && seen.problem !== expected.problem
      ? `problem ${seen.problem}, not ${expected.problem}`
      : expected?.sub !== undefined && !seen.subs.includes(expected.sub)
        ? `sub-indications ${seen.subs.join()}, not ${expected.sub}`
        : expected?.change !== undefined && !seen.changes.includes(expected.change)
          ? `changes ${seen.changes.join()}, not ${expected.change}`
          : undefined;
  files.push({ ...seen, complaint });
}
for (const { name, bytes, signatures } of await honestFiles(world)) {
  const seen = await watch(name, true, bytes);
  const right = seen.status.startsWith("valid") && seen.counting === signatures;
  files.push({
    ...seen,
    complaint: right ? undefined : `${seen.status}, ${seen.counting} of ${signatures} count`,
  });
}
const report: WatchReport = { files, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(`\n${JSON.stringify(report)}\n`);

async function watch(name: string, honest: boolean, bytes: Buffer): Promise<Omit<Watched, "complaint">> {
  const start = process.cpuUsage();
  const { status, problem, signatures } = await verifyPdf(bytes, options);
  const { user, system } = process.cpuUsage(start);
  return {
    name,
    honest,
    status,
    problem: problem?.code,
    subs: signatures.flatMap(({ subIndication }) => subIndication ?? []),
    changes: signatures.flatMap(({ changes }) =>
      changes.filter(({ level }) => level === 4).map(({ code }) => code),
    ),
    counting: signatures.filter(({ counts }) => counts).length,
    cpu: (user + system) / 1000,
  };
}
