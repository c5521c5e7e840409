import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { safeFileName, uniqueFileName } from "./file-name.ts";

describe("a foreign file name", () => {
  test.each([
    ["Công văn số 125.pdf", "Công văn số 125.pdf"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\a\\Báo cáo.docx", "Báo cáo.docx"],
    ["Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"],
    ["a\u0000b\u001f.pdf", "ab.pdf"],
    ["hóa đơn\u202Efdp.exe", "hóa đơnfdp.exe"],
    ['a<b>:"c|?*.pdf', "a_b___c___.pdf"],
    ["con.txt", "_con.txt"],
    ["LPT1", "_LPT1"],
    [" .. ", "tep"],
    ["", "tep"],
    [".htaccess", "htaccess"],
    ["a.pdf. . ", "a.pdf"],
  ])("%j becomes %j", (raw, safe) => {
    expect(safeFileName(raw, "tep")).toBe(safe);
  });

  test("is shortened before its extension", () => {
    const name = safeFileName(`${"ă".repeat(300)}.pdf`, "tep");
    expect(name).toMatch(/^ă+\.pdf$/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
  });

  test("never keeps a path, a control character or an empty name, and is stable", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (raw) => {
        const name = safeFileName(raw, "tep");
        expect(name).toMatch(/^[^/\\<>:"|?*\p{Cc}\p{Cf}]+$/u);
        expect([".", "..", ""]).not.toContain(name);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(safeFileName(name, "tep")).toBe(name);
      }),
    );
  });

  test("used twice is told apart, whatever its case", () => {
    const used = new Set<string>();
    expect(["a.pdf", "A.pdf", "a.pdf"].map((name) => uniqueFileName(name, used))).toEqual([
      "a.pdf",
      "A (2).pdf",
      "a (3).pdf",
    ]);
  });
});
