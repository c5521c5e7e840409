import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTrustFolder, type TrustFolder } from "../../../core/signing/testing/trust-folder.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import type { TestProvince } from "../../documents/testing.ts";
import { askDeposit } from "../deposit/ask-deposit.ts";
import { acceptFile } from "../deposit/decide-deposit.ts";
import { buildWaiting, issuedDocument, openFile, STTTT, testRecords } from "../testing.ts";
import { addMaterial } from "../work-files/add-items.ts";
import { closeWorkFile } from "../work-files/close-work-file.ts";
import type { WorkFile } from "../work-files/work-file.ts";
import { type ArchivePackage, askPackage, getPackage, packagesOf } from "./request-package.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const NAME = 'Hồ sơ <"&đặc biệt\u0001> về chuyển đổi số';

let world: TestProvince;
let keeper: PersonActor;
let clerk: PersonActor;
let file: WorkFile;
let folder: string;
let trusted: TrustFolder;
let trust: string;

beforeAll(async () => {
  world = await testRecords();
  folder = mkdtempSync(join(tmpdir(), "packages-test-"));
  const sttt = await world.organisation(STTTT);
  keeper = await world.actor("specialist", sttt);
  clerk = await world.actor("clerk", sttt);
  trusted = await openTrustFolder();
  trust = join(trusted.path, "root.pem");
  const signed = await world.house.files.put(readFileSync(join(trusted.path, "both.pdf")));
  const letter = await issuedDocument(world, keeper, { file: { ...signed, name: "Công văn số 1.pdf" } });
  const plain = await issuedDocument(world, keeper);
  const secret = await issuedDocument(world, keeper, {
    confidentiality: 1,
    abstract: "Nội dung phải giữ kín",
  });
  file = await openFile(world, keeper, [letter, plain, secret], {
    title: NAME,
    permanent: true,
    years: null,
  });
  const photo = await world.house.files.put(Buffer.from("biên bản họp"));
  await transact(world.house, { actor: keeper }, (tx) =>
    addMaterial(tx, keeper, file.id, {
      title: "Biên bản họp",
      date: "2026-03-05",
      file: { ...photo, name: "../../biên bản.txt" },
    }),
  );
  await transact(world.house, { actor: keeper }, (tx) => closeWorkFile(tx, keeper, file.id));
  await transact(world.house, { actor: keeper }, (tx) =>
    askDeposit(tx, keeper, { fileIds: [file.id], note: "" }),
  );
  await buildWaiting(world);
  await transact(world.house, { actor: clerk }, (tx) => acceptFile(tx, clerk, file.id));
  await buildWaiting(world);
  await transact(world.house, { actor: clerk }, (tx) =>
    askPackage(tx, clerk, file.id, "dip", "Nghiên cứu của ông A"),
  );
  await buildWaiting(world);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  trusted.close();
  await world.close();
});

async function packageOf(kind: "sip" | "aip" | "dip"): Promise<ArchivePackage> {
  const found = (await packagesOf(world.database.queries, file.id)).find((each) => each.kind === kind);
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

/** The package as a file on disk, as somebody would have fetched it. */
async function fetched(kind: "sip" | "aip" | "dip", name = `${kind}.zip`): Promise<string> {
  const { sha256 } = await packageOf(kind);
  const path = join(folder, name);
  writeFileSync(path, await world.house.files.bytes(sha256 ?? ""));
  return path;
}

function unpacked(zip: string, name: string): string {
  const target = join(folder, name);
  execFileSync("unzip", ["-q", zip, "-d", target]);
  return target;
}

function check(...args: string[]): { readonly status: number | null; readonly report: Report } {
  const run = spawnSync(
    process.execPath,
    ["--import", "tsx", "setup/package.ts", "check", "--json", "--offline", ...args],
    { cwd: ROOT, encoding: "utf8", env: { ...process.env, TRUST_FILES: "" } },
  );
  return { status: run.status, report: JSON.parse(run.stdout) };
}
interface Report {
  readonly state: string;
  readonly sha256: string | null;
  readonly files: readonly { readonly path: string; readonly state: string }[];
  readonly documents: readonly { readonly path: string; readonly verdict: string }[];
}

describe("a package", () => {
  test.each(["sip", "aip", "dip"] as const)(
    "%s: other programs unpack it and find every checksum",
    async (kind) => {
      const target = unpacked(await fetched(kind), `out-${kind}`);
      const sums = execFileSync("sha256sum", ["-c", "manifest-sha256.txt"], {
        cwd: target,
        encoding: "utf8",
      });
      expect(
        sums
          .trim()
          .split("\n")
          .every((line) => line.endsWith(": OK")),
      ).toBe(true);
      const xml = ["METS.xml", "metadata/descriptive/ho-so.xml"];
      if (kind !== "dip") xml.push("metadata/preservation/premis.xml");
      for (const path of xml) {
        // Well-formed for a parser that is not ours.
        expect(() => new SaxesParser().write(readFileSync(join(target, path), "utf8")).close()).not.toThrow();
      }
      const premis =
        kind === "dip" ? "" : readFileSync(join(target, "metadata/preservation/premis.xml"), "utf8");
      expect(premis.includes("Mở hồ sơ")).toBe(kind !== "dip");
      expect(execFileSync("pdfinfo", [join(target, "ho-so.pdf")], { encoding: "utf8" })).toContain("Pages:");
    },
  );

  test("says what NĐ 30/2020 asks of a file and its documents, in order, whatever the title holds", async () => {
    const target = unpacked(await fetched("sip"), "out-metadata");
    const xml = readFileSync(join(target, "metadata/descriptive/ho-so.xml"), "utf8");
    for (const part of [
      "<Title>Hồ sơ &lt;&quot;&amp;đặc biệt&gt; về chuyển đổi số</Title>",
      `<FileNotation>${file.notation}</FileNotation>`,
      `<OrganId>${STTTT}</OrganId>`,
      '<Maintenance permanent="true">Vĩnh viễn</Maintenance>',
      "<DocTotal>4</DocTotal>",
      "<Subject>Biên bản họp</Subject>",
    ])
      expect(xml).toContain(part);
    const orders = [...xml.matchAll(/<DocOrdinal>(\d+)</g)].map((match) => match[1]);
    expect(orders).toEqual(["1", "2", "3", "4"]);
  });

  test("a secret document is named by its number alone, nowhere its words, nowhere its content", async () => {
    for (const kind of ["sip", "aip", "dip"] as const) {
      const bytes = readFileSync(await fetched(kind)).toString("utf8");
      expect(bytes).toContain("Văn bản mật");
      expect(bytes).not.toContain("Nội dung phải giữ kín");
      expect((await packageOf(kind)).entries?.filter(({ path }) => path.includes("/0003-"))).toEqual([]);
    }
  });

  test("each is made from the one before, with exactly its contents", async () => {
    const [sip, aip, dip] = [await packageOf("sip"), await packageOf("aip"), await packageOf("dip")];
    expect(aip.description?.madeFrom).toEqual({ identifier: sip.id, sha256: sip.sha256 });
    expect(dip.description?.madeFrom).toEqual({ identifier: aip.id, sha256: aip.sha256 });
    expect(dip.description?.purpose).toBe("Nghiên cứu của ông A");
    const data = ({ entries }: ArchivePackage) =>
      entries?.filter(({ path }) => path.startsWith("representations/"));
    expect(data(aip)).toEqual(data(sip));
    expect(data(dip)).toEqual(data(sip));
  });

  test("only the archive's clerk and leaders fetch it: it holds every document of the file", async () => {
    const { id } = await packageOf("sip");
    await expect(getPackage(world.database.queries, keeper, id)).rejects.toThrow("access.denied");
    expect((await getPackage(world.database.queries, clerk, id)).found.id).toBe(id);
  });

  test("a content that has changed in the store is never packed: the package says so", async () => {
    const stored = await world.house.files.put(Buffer.from("sẽ bị hỏng"));
    const other = await openFile(world, keeper, []);
    await transact(world.house, { actor: keeper }, (tx) =>
      addMaterial(tx, keeper, other.id, { title: "Tệp", date: null, file: { ...stored, name: "tep.txt" } }),
    );
    await transact(world.house, { actor: keeper }, (tx) => closeWorkFile(tx, keeper, other.id));
    appendFileSync(world.house.files.localPath(stored.sha256) ?? "", "!");
    await transact(world.house, { actor: keeper }, (tx) => askPackage(tx, keeper, other.id, "sip", ""));
    await buildWaiting(world);
    const [failed] = await packagesOf(world.database.queries, other.id);
    expect(failed).toMatchObject({ state: "failed", sha256: null });
    expect(failed?.problem_vi).toContain("không còn đúng với SHA-256");
  });
});

describe("npm run -s package -- check", () => {
  test("a package as it was made, zipped or unpacked, with trusted signatures: 0", async () => {
    const zip = await fetched("aip");
    const first = check("--trust", trust, zip);
    expect(first.report.documents.map(({ verdict }) => verdict).sort()).toEqual(["TOTAL_PASSED", "UNSIGNED"]);
    expect(first).toMatchObject({
      status: 0,
      report: { state: "complete", sha256: (await packageOf("aip")).sha256 },
    });
    expect(check("--trust", trust, unpacked(zip, "out-check"))).toMatchObject({
      status: 0,
      report: { state: "complete" },
    });
  });

  test("signatures whose roots nobody named are undecided: 3", async () => {
    expect(check(await fetched("dip"))).toMatchObject({ status: 3, report: { state: "complete" } });
  });

  test("a changed, a missing and a foreign file are each named: 1", async () => {
    const target = unpacked(await fetched("sip"), "out-broken");
    appendFileSync(join(target, "ho-so.pdf"), " ");
    rmSync(join(target, "METS.xml"));
    writeFileSync(join(target, "them.txt"), "x");
    const { status, report } = check("--trust", trust, target);
    expect([status, report.state]).toEqual([1, "broken"]);
    expect(report.files.filter(({ state }) => state !== "same")).toEqual([
      { path: "ho-so.pdf", state: "changed" },
      { path: "METS.xml", state: "missing" },
      { path: "them.txt", state: "unexpected" },
    ]);
  });

  test("what is no package at all: 1; a command that makes no sense: 2", () => {
    const path = join(folder, "x.zip");
    writeFileSync(path, "không phải gói");
    expect(check(path)).toMatchObject({ status: 1, report: { state: "not-a-package" } });
    const run = spawnSync(process.execPath, ["--import", "tsx", "setup/package.ts", "verify"], { cwd: ROOT });
    expect(run.status).toBe(2);
  });
});
