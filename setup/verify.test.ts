import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileReportSchema } from "../core/signing/public/report-schema.ts";
import { openTrustFolder, type TrustFolder } from "../core/signing/testing/trust-folder.ts";
import { EXAMPLE_FILE, NEW_DOCUMENT, written } from "../systems/interchange/edxml/testing/messages.ts";

const program = fileURLToPath(new URL("verify.ts", import.meta.url));
let folder: TrustFolder;

beforeAll(async () => {
  folder = await openTrustFolder();
});
afterAll(() => folder.close());

function run(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", program, ...args], {
    encoding: "utf8",
    input,
    env: { ...process.env, INIT_CWD: folder.path, TRUST_FILES: "" },
  });
  return { status, stdout, stderr };
}

const lines = (stdout: string) =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => fileReportSchema.parse(JSON.parse(line)));

describe("verify", () => {
  test("a file signed by person and organisation passes: one JSON line with names, times and coverage", () => {
    const { status, stdout } = run(["--json", "--trust", "root.pem", "--offline", "both.pdf"]);
    const [report] = lines(stdout);
    expect([status, report?.verdict, report?.status]).toEqual([0, "TOTAL_PASSED", "valid-both"]);
    expect(report?.signatures.map(({ signer }) => [signer?.name, signer?.role])).toEqual([
      ["Nguyễn Văn Ứng", "person"],
      ["Sở Thông tin và Truyền thông", "organisation"],
    ]);
    expect(report?.signatures.map(({ covers }) => covers.kind)).toEqual(["revision", "revision"]);
    expect(report?.signatures[0]?.times.proven).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/);
    expect(report?.signatures[0]?.laterChanges.level).toBe(2);
  });

  test("says it in Vietnamese to a person, in English on request", () => {
    expect(run(["--trust", "root.pem", "--offline", "both.pdf"]).stdout).toMatch(
      /both\.pdf: ĐẠT\..*\n.*Nguyễn Văn Ứng/,
    );
    expect(run(["--lang", "en", "--trust", "root.pem", "--offline", "both.pdf"]).stdout).toContain("PASSED");
  });

  test("passes only when all passed: unsigned, altered, broken, missing files and folders have not", () => {
    const names = ["both.pdf", "plain.pdf", "altered.pdf", "cut.pdf", "không có.pdf", "."];
    const { status, stdout } = run(["--json", "--trust", "root.pem", "--offline", ...names]);
    expect(status).toBe(1);
    expect(lines(stdout).map(({ file, verdict, problem }) => [file, verdict, problem?.code])).toEqual([
      ["both.pdf", "TOTAL_PASSED", undefined],
      ["plain.pdf", "INDETERMINATE", undefined],
      ["altered.pdf", "TOTAL_FAILED", undefined],
      ["cut.pdf", "TOTAL_FAILED", "pdf.cross-reference"],
      ["không có.pdf", "INDETERMINATE", "file.missing"],
      [".", "INDETERMINATE", "file.not-a-file"],
    ]);
  });

  test("XML files are examined like PDFs: XAdES, messages of edXML, altered, broken and hostile ones", async () => {
    const message = await written(NEW_DOCUMENT, [EXAMPLE_FILE], {
      signer: folder.pki.issue({ commonName: "Sở" }).signer,
    });
    const contents: Record<string, string | Uint8Array> = {
      "message.edxml": message,
      "plain.xml": "<a>không ký</a>",
      "entity.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      "broken.xml": "<a><b></a>",
      "deep.xml": "<a>".repeat(100_000),
      "both.xml": `<a>%PDF-1.7</a>${readFileSync(folder.file("both.pdf"), "latin1")}`,
    };
    for (const [name, content] of Object.entries(contents)) writeFileSync(folder.file(name), content);
    const names = ["letter.xml", "altered.xml", ...Object.keys(contents)];
    const { status, stdout } = run(["--json", "--trust", "root.pem", "--offline", ...names]);
    expect(status).toBe(1);
    expect(
      lines(stdout).map(({ format, verdict, problem, signatures: [first] }) => [
        format,
        verdict,
        problem?.code ?? first?.subIndication,
      ]),
    ).toEqual([
      ["xml", "TOTAL_PASSED", null],
      ["xml", "TOTAL_FAILED", "HASH_FAILURE"],
      ["xml", "INDETERMINATE", "TRY_LATER"],
      ["xml", "INDETERMINATE", undefined],
      ["xml", "INDETERMINATE", "xml.document-type"],
      ["xml", "TOTAL_FAILED", "xml.syntax"],
      ["xml", "INDETERMINATE", "xml.limit"],
      ["pdf", "TOTAL_FAILED", "pdf.cross-reference"],
    ]);
    const [letter] = lines(run(["--json", "--trust", "root.pem", "--offline", "letter.xml"]).stdout);
    expect(letter?.signatures[0]).toMatchObject({
      level: "B-LT",
      covers: { kind: "whole" },
      signer: { name: "Nguyễn Văn Ứng" },
    });
    expect(run(["--trust", "root.pem", "--offline", "letter.xml"]).stdout).toContain("letter.xml: ĐẠT.");
  });

  test("trusts exactly the roots it is told, in PEM bundles, DER files and several of them", () => {
    const verdict = (...trust: string[]) => {
      const { stdout } = run(["--json", "--offline", ...trust, "--", "both.pdf"]);
      const [report] = lines(stdout);
      return [report?.verdict, report?.signatures[0]?.subIndication, report?.signatures[0]?.signer?.label];
    };
    expect(verdict()).toEqual(["INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", null]);
    expect(verdict("--trust", "stranger.pem")).toEqual(["INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", null]);
    expect(verdict("--trust", "stranger.pem", "root.der")).toEqual(["TOTAL_PASSED", null, "official-duty"]);
    expect(verdict("--trust", "stranger.pem", "--trust", "public:bundle.pem")).toEqual([
      "TOTAL_PASSED",
      null,
      "public",
    ]);
  });

  test("a signature that left out its intermediate authority passes when a trust file holds it", () => {
    const told = (trust: string) =>
      lines(run(["--json", "--offline", "--trust", trust, "alone.pdf"]).stdout)[0]?.verdict;
    expect([told("root.pem"), told("bundle.pem")]).toEqual(["INDETERMINATE", "TOTAL_PASSED"]);
  });

  test("--at asks about another time; a day is its end in Vietnam, an impossible one is refused", () => {
    const at = (time: string) =>
      run(["--json", "--trust", "bundle.pem", "--offline", "--at", time, "alone.pdf"]);
    const [later] = lines(at("2060-02-14").stdout);
    expect([later?.at, later?.signatures[0]?.subIndication]).toEqual([
      "2060-02-14T23:59:59+07:00",
      "OUT_OF_BOUNDS_NO_POE",
    ]);
    expect(lines(at("2031-05-06T07:08Z").stdout)[0]?.at).toBe("2031-05-06T14:08:00+07:00");
    for (const wrong of ["2026-02-30", "hôm nay", "2026-13-01T00:00"]) expect(at(wrong).status).toBe(2);
  });

  test("offline, a signature without revocation data in the file is undecided, never passed", () => {
    const { status, stdout } = run(["--json", "--trust", "root.pem", "--offline", "no-data.pdf"]);
    const [report] = lines(stdout);
    expect([status, report?.verdict, report?.signatures[0]?.subIndication]).toEqual([
      1,
      "INDETERMINATE",
      "TRY_LATER",
    ]);
  });

  test("takes names from the standard input and keeps their order over many processes", () => {
    const names = Array.from({ length: 120 }, (_, n) => (n % 3 === 0 ? "both.pdf" : "cut.pdf"));
    const { status, stdout } = run(["--json", "--trust", "root.pem", "--offline", "-"], names.join("\n"));
    expect([status, lines(stdout).map(({ file }) => file)]).toEqual([1, names]);
  });

  test.each([
    [[]],
    [["--trust"]],
    [["--sai", "both.pdf"]],
    [["--trust", "không có.pem", "both.pdf"]],
    [["--trust", "both.pdf", "both.pdf"]],
    [["--trust", "leaf.pem", "both.pdf"]],
    [["--files-from", "không có.txt"]],
  ])("a command that cannot be understood ends with 2 and prints no verdict: %j", (args) => {
    const { status, stdout, stderr } = run(args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).not.toBe("");
  });
});

test("a named pipe or a file that is nothing at all stops nobody", () => {
  const pipes = mkdtempSync(join(tmpdir(), "verify-"));
  try {
    execFileSync("mkfifo", [join(pipes, "pipe")]);
    writeFileSync(join(pipes, "empty.pdf"), "");
    const names = ["pipe", "empty.pdf", "/dev/zero"].map((name) =>
      name.startsWith("/") ? name : join(pipes, name),
    );
    const { status, stdout } = run(["--json", "--offline", ...names]);
    expect([status, lines(stdout).map(({ problem }) => problem?.code)]).toEqual([
      1,
      ["file.not-a-file", "pdf.not-a-pdf", "file.not-a-file"],
    ]);
  } finally {
    rmSync(pipes, { recursive: true });
  }
});
