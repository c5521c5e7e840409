import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { leaderAppearance } from "../appearance/official-appearance.ts";
import { pdfsig, pdfToText, qpdfCheck } from "../testing/judges.ts";
import { LETTER, samplePdf } from "../testing/sample-pdf.ts";
import { BLUE, createWorld } from "../testing/world.ts";
import { fillNumberAndDate } from "./fill-number-and-date.ts";
import { type MakeCopyInput, makeCopy, SOURCE_OF_EXTRACT } from "./make-copy.ts";
import { pageBoxes } from "./page-boxes.ts";
import { prepareForNumbering } from "./prepare-for-numbering.ts";

const { pki, sign, verify, organisation } = createWorld();
const facts = {
  organisationName: "Văn phòng UBND tỉnh Kon Tum",
  signer: organisation.signer,
  level: "B-T" as const,
  timestampAuthority: pki.timestampAuthority(),
  signedAt: new Date("2026-03-05T01:15:30Z"),
};
let original: Uint8Array;

beforeAll(async () => {
  const pages = [LETTER, [2, 3].map((n) => ({ text: `Nội dung trang ${n}`, x: 90, y: 80 + n * 20 }))];
  const prepared = prepareForNumbering(await samplePdf(pages));
  const signed = await sign(prepared, {
    appearance: leaderAppearance(prepared, { signerName: "Nguyễn Văn Ứng", image: BLUE }),
  });
  original = fillNumberAndDate(signed, { number: "05", date: "2026-03-05", place: "Kon Tum" });
});

const copyOf = (
  input: Pick<MakeCopyInput, "form"> & { readonly pages?: readonly number[] },
): Promise<Uint8Array> =>
  input.form === "trich-sao"
    ? makeCopy(original, { ...facts, form: input.form, pages: input.pages ?? [] })
    : makeCopy(original, { ...facts, form: input.form });

describe("an electronic copy (NĐ 30/2020 Art. 25 to 27)", () => {
  it.each([
    ["sao-y", "SAO Y"],
    ["sao-luc", "SAO LỤC"],
  ] as const)("%s is the whole file; what was signed before stays valid", async (form, words) => {
    const copy = await copyOf({ form });
    expect(Buffer.from(copy).subarray(0, original.length).equals(original)).toBe(true);
    expect((await verify(copy)).status).toBe("valid-both");
    expect(pdfsig(copy)).toMatchObject({ found: 2, valid: 2 });
    expect(pdfToText(copy).replace(/\s+/g, " ")).toContain(
      `${words}; Văn phòng UBND tỉnh Kon Tum; 2026-03-05T08:15:30+07:00`,
    );
  });

  it("an extract holds the chosen pages, and the original with its signatures inside", async () => {
    const copy = await copyOf({ form: "trich-sao", pages: [2] });
    expect(pageBoxes(copy)).toHaveLength(1);
    const text = pdfToText(copy).replace(/\s+/g, " ");
    expect(text).toContain("TRÍCH SAO; Văn phòng UBND tỉnh Kon Tum");
    expect(text).toContain("Nội dung trang 3");
    expect(text).not.toContain("GIÁM ĐỐC");
    expect((await verify(copy)).signatures).toMatchObject([{ counts: true, coverage: { kind: "whole" } }]);
    expect(qpdfCheck(copy)).toBe("");
    expect(attached(copy).equals(original)).toBe(true);
  });

  it("an extract of the first page keeps number and date that were filled in", async () => {
    const text = pdfToText(await copyOf({ form: "trich-sao", pages: [1] }));
    expect(text).toMatch(/Số:\s*05\s*\/STTTT-CNTT/);
    expect(text).toContain("ngày 05 tháng 3 năm 2026");
  });

  it.each([[[]], [[3]], [[0]], [[1.5]]])("an extract of the pages %j is refused", async (pages) => {
    await expect(copyOf({ form: "trich-sao", pages })).rejects.toMatchObject({ code: "pdf.page-missing" });
  });
});

function attached(pdf: Uint8Array): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "copy-"));
  try {
    writeFileSync(join(folder, "copy.pdf"), pdf);
    execFileSync("pdfdetach", ["-saveall", "-o", folder, join(folder, "copy.pdf")]);
    return readFileSync(join(folder, SOURCE_OF_EXTRACT));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
