import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const fixtures = fileURLToPath(new URL("../systems/interchange/edxml/fixtures/", import.meta.url));
const program = fileURLToPath(new URL("edxml.ts", import.meta.url));
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "edxml-cli-"));
  const good = readFileSync(join(fixtures, "new-document.edxml"), "utf8");
  writeFileSync(
    join(folder, "thiếu trích yếu.edxml"),
    good.replace(/<edXML:Subject>.*<\/edXML:Subject>/, ""),
  );
  writeFileSync(join(folder, "cut.edxml"), good.slice(0, 2000));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", program, ...args], {
    encoding: "utf8",
    env: { ...process.env, INIT_CWD: folder },
  });
  return { status, stdout, stderr };
}

describe("edxml check", () => {
  test("says in Vietnamese what a good file is, and ends with 0", () => {
    const { status, stdout } = run(
      "check",
      join(fixtures, "new-document.edxml"),
      join(fixtures, "status-03.edxml"),
    );
    expect(status).toBe(0);
    for (const text of [
      "văn bản mới",
      "Từ: Sở Thông tin và Truyền thông tỉnh Kon Tum (000.00.14.H34)",
      "Đến: UBND huyện Đăk Hà (000.00.31.H34)",
      "Số, ký hiệu: 125/STTTT-CNTT",
      "Ngày ban hành: 04/03/2022",
      "Trích yếu: V/v báo cáo kết quả",
      "125_STTTT-CNTT_signed.pdf (pdf, 125 byte)",
      "trạng thái 03 (Đã tiếp nhận)",
      "Kết luận: đúng quy chuẩn.",
    ]) {
      expect(stdout).toContain(text);
    }
  });

  test("goes on after a file that is broken, missing or a folder, names every error and ends with 1", () => {
    const good = join(fixtures, "status-03.edxml");
    const { status, stdout } = run(
      "check",
      "--json",
      "thiếu trích yếu.edxml",
      "cut.edxml",
      "none",
      folder,
      good,
    );
    expect(status).toBe(1);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      {
        file: "thiếu trích yếu.edxml",
        ok: false,
        type: "new",
        errors: [{ code: "N.MessageHeader.Subject" }],
      },
      { file: "cut.edxml", ok: false, type: null, errors: [{ code: "X.Truncated" }] },
      { file: "none", ok: false, errors: [{ code: "F.Unreadable" }] },
      { file: folder, ok: false, errors: [{ code: "F.Unreadable" }] },
      { file: good, ok: true, type: "status", errors: [] },
    ]);
  });

  test("answers in English on request", () => {
    const { stdout } = run("check", "--lang", "en", "none", join(fixtures, "new-document.edxml"));
    expect(stdout).toContain("none: CANNOT BE READ: no such file");
    expect(stdout).toContain("new document");
  });

  test("explains itself", () => {
    expect(run("--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("Cách dùng") });
    expect(run("check")).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("Cách dùng"),
    });
    expect(run("check", "--bad", "x").stderr).toContain("--bad");
  });
});
