import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createHostileWorld,
  type HonestFile,
  type HostileFile,
  honestFiles,
  hostileFiles,
} from "../testing/hostile/index.ts";
import type { Watched, WatchManifest, WatchReport } from "../testing/hostile/watch.ts";

const world = createHostileWorld();
let hostile: HostileFile[];
let honest: HonestFile[];
let report: WatchReport;

beforeAll(async () => {
  hostile = hostileFiles(world);
  honest = await honestFiles(world);
  report = verifyWatched([...hostile, ...honest].map(({ bytes }) => bytes));
}, 300_000);

/** Verifies the files in a process of their own, whose heap and resident set are limited and measured. */
function verifyWatched(files: readonly Buffer[]): WatchReport {
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
  try {
    const { pki } = world;
    const manifest: WatchManifest = {
      files: files.length,
      root: Buffer.from(pki.root.certificate).toString("base64"),
      crls: [pki.crl([]), pki.rootCrl()].map((crl) => Buffer.from(crl).toString("base64")),
    };
    writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
    files.forEach((bytes, index) => {
      writeFileSync(join(folder, String(index)), bytes);
    });
    const script = new URL("../testing/hostile/watch.ts", import.meta.url).pathname;
    const output = execFileSync(
      process.execPath,
      ["--max-old-space-size=400", "--import", "tsx", script, folder],
      { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function seen(index: number): Watched {
  const file = report.files[index];
  if (file === undefined) throw new Error(`file ${index} was not verified`);
  return file;
}

describe("hostile files", () => {
  it("are at least 600, each with a name of its own", () => {
    expect(hostile.length).toBeGreaterThanOrEqual(600);
    expect(new Set(hostile.map(({ name }) => name)).size).toBe(hostile.length);
  });

  it("none counts as validly signed", () => {
    const believed = hostile.filter((_, index) => seen(index).status.startsWith("valid"));
    expect(believed.map(({ name }) => name)).toEqual([]);
  });

  it("each gets the verdict that names what was done", () => {
    const wrong = hostile.flatMap(({ name, expected }, index) => {
      const { problem, subs, changes } = seen(index);
      const fits =
        (expected?.problem === undefined || problem === expected.problem) &&
        (expected?.sub === undefined || subs.includes(expected.sub)) &&
        (expected?.change === undefined || changes.includes(expected.change));
      return fits ? [] : [{ name, expected, problem, subs, changes }];
    });
    expect(wrong).toEqual([]);
  });

  it("none takes more than 2 seconds of the processor, all together less than 512 MB of memory", () => {
    const slow = hostile.filter((_, index) => seen(index).cpu > 2000);
    expect(slow.map(({ name }) => name)).toEqual([]);
    expect(report.peakMegabytes).toBeLessThan(512);
  });
});

describe("honest files of many makes", () => {
  it("are at least 40", () => {
    expect(honest.length).toBeGreaterThanOrEqual(40);
  });

  it("none is flagged: every signature counts", () => {
    const flagged = honest.flatMap(({ name, signatures }, index) => {
      const { status, counting, subs, changes } = seen(hostile.length + index);
      const right = status.startsWith("valid") && counting === signatures;
      return right ? [] : [{ name, status, counting, subs, changes }];
    });
    expect(flagged).toEqual([]);
  });
});
