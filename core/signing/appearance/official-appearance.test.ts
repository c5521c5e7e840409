import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openPdf } from "../pdf/document.ts";
import { IncrementalUpdate } from "../pdf/incremental-update.ts";
import { listPages } from "../pdf/pages.ts";
import type { SignatureAppearance } from "../pdf/plan-signature.ts";
import { serialiseDict } from "../pdf/serialise.ts";
import { pdfsig, pdfToText, qpdfCheck } from "../testing/judges.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { BLUE, createWorld, RED } from "../testing/world.ts";
import {
  attachedDocumentAppearance,
  copyAppearance,
  leaderAppearance,
  organisationAppearance,
} from "./official-appearance.ts";

const { sign, verify, organisation } = createWorld();
const signedAt = new Date("2026-03-05T01:15:30Z");
const MM = 72 / 25.4;
const LONG =
  "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông, dân dụng và công nghiệp, nông nghiệp và phát triển nông thôn thuộc Ủy ban nhân dân tỉnh Kon Tum";
let letter: Buffer;

beforeAll(async () => {
  letter = await samplePdf();
});

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

describe("signature and seal of a document (NĐ 30/2020 PL I, cells 7c and 8)", () => {
  it("blue between position and name, red in real size over a third of it on its left", async () => {
    const byLeader = await sign(letter, {
      appearance: leaderAppearance(letter, { signerName: "Nguyễn Văn Ứng", image: BLUE }),
    });
    const both = await sign(byLeader, {
      signer: organisation.signer,
      appearance: organisationAppearance(byLeader, { image: RED }),
    });
    const blue = coloured(byLeader, "blue");
    const red = coloured(both, "red");
    const name = word(letter, "Ứng");
    const position = word(letter, "GIÁM");
    expect(blue.top).toBeGreaterThan(position.bottom - 1);
    expect(blue.bottom).toBeLessThan(name.top + 4);
    expect((blue.left + blue.right) / 2).toBeCloseTo((word(letter, "Nguyễn").left + name.right) / 2, -0.5);
    expect((red.right - red.left) / MM).toBeCloseTo(36, 0);
    expect((red.bottom - red.top) / MM).toBeCloseTo(36, 0);
    expect((red.right - blue.left) / (blue.right - blue.left)).toBeCloseTo(1 / 3, 1);
    expect((await verify(both)).status).toBe("valid-both");
  });

  it("a seal of another size keeps it", async () => {
    const sealed = await sign(letter, {
      appearance: organisationAppearance(letter, { image: RED, diameterMm: 30 }),
    });
    const red = coloured(sealed, "red");
    expect((red.right - red.left) / MM).toBeCloseTo(30, 0);
  });
});

describe("text blocks in the upper right corner", () => {
  it("of an attached document: number and notation; time of signing", async () => {
    const signed = await signOrganisation(
      attachedDocumentAppearance(letter, { codeNotation: "15/QĐ-UBND", signedAt }),
    );
    expect(squeezed(signed)).toContain("15/QĐ-UBND; 2026-03-05T08:15:30+07:00");
    const time = word(signed, "2026-03-05T08:15:30+07:00");
    expect(time.left).toBeGreaterThan(595 / 2);
    expect(time.bottom).toBeLessThan(20 * MM);
    // Times New Roman 10: a digit is half the size wide.
    expect((time.right - time.left) / "2026-03-05T08:15:30+07:00".length).toBeLessThan(5);
    expect(fonts(signed)).toMatch(/NGLINH\+Tinos\s+CID TrueType\s+Identity-H\s+yes yes yes/);
    expect((await verify(signed)).signatures.map((s) => s.counts)).toEqual([true]);
  });

  it.each([
    ["sao-y", "SAO Y"],
    ["sao-luc", "SAO LỤC"],
    ["trich-sao", "TRÍCH SAO"],
  ] as const)("of a copy, %s: form; organisation; time of signing", async (form, words) => {
    const organisationName = "Sở Thông tin và Truyền thông";
    const signed = await signOrganisation(copyAppearance(letter, { form, organisationName, signedAt }));
    expect(squeezed(signed)).toContain(`${words}; ${organisationName}; 2026-03-05T08:15:30+07:00`);
  });

  it("a long name stays in the margin and on the page", async () => {
    const appearance = copyAppearance(letter, { form: "sao-y", organisationName: LONG, signedAt });
    const signed = await signOrganisation(appearance);
    expect(squeezed(signed)).toContain(`SAO Y; ${LONG}; 2026-03-05T08:15:30+07:00`);
    expect(appearance.lines?.length).toBeLessThanOrEqual(3);
    expect(word(signed, "2026-03-05T08:15:30+07:00").bottom).toBeLessThan(20 * MM);
    expect(appearance.rect.x + appearance.rect.width).toBeLessThanOrEqual(595.28);
  });

  it("a second block stands beside the first, not over it", async () => {
    const facts = { organisationName: "Văn phòng Ủy ban nhân dân tỉnh", signedAt };
    const first = await signOrganisation(copyAppearance(letter, { form: "sao-y", ...facts }));
    const second = copyAppearance(first, { form: "sao-luc", ...facts });
    const [a, b] = [copyAppearance(letter, { form: "sao-y", ...facts }).rect, second.rect];
    expect(b.x + b.width).toBeLessThanOrEqual(a.x);
    const twice = await sign(first, { signer: organisation.signer, appearance: second });
    expect((await verify(twice)).signatures.map((s) => s.counts)).toEqual([true, true]);
  });
});

describe("places are places on the page as it is seen", () => {
  const A3 = "[0 0 842 1191]";
  it.each<[string, Record<string, string>]>([
    ["turned by 90°", { Rotate: "90" }],
    ["turned by 180°", { Rotate: "180" }],
    ["turned by 270°", { Rotate: "270" }],
    ["turned by -90°", { Rotate: "-90" }],
    ["with a crop box away from the corner", { CropBox: "[50 60 500 700]" }],
    ["with a media box below zero", { MediaBox: "[-300 -400 295 442]" }],
    ["A3", { MediaBox: A3 }],
    ["A3 lying, turned", { MediaBox: A3, Rotate: "90" }],
    ["lying", { MediaBox: "[0 0 842 595]" }],
    ["in units of two points", { MediaBox: "[0 0 298 421]", UserUnit: "2" }],
  ])("%s", async (_, changes) => {
    const odd = withPage(letter, changes);
    // Poppler draws a page without its /UserUnit.
    const unit = Number(changes.UserUnit ?? 1);
    const { width, height } = pageSize(odd, unit);
    const copy = await signOrganisation(
      copyAppearance(odd, { form: "sao-y", organisationName: "UBND tỉnh Kon Tum", signedAt }),
      odd,
    );
    const sealed = await sign(copy, {
      signer: organisation.signer,
      appearance: organisationAppearance(odd, { image: RED }),
    });
    const red = coloured(sealed, "red", unit);
    expect((red.right - red.left) / MM).toBeCloseTo(36, 0);
    expect(red.left).toBeGreaterThan(width / 3);
    expect(red.top).toBeGreaterThan(height / 2);
    const block = coloured(await onlyBlock(changes), "black", unit);
    expect(block.right).toBeLessThan(width - 14 * MM);
    expect(block.right).toBeGreaterThan(width - 80 * MM);
    expect(block.top).toBeLessThan(12 * MM);
    // Two or three upright lines of 10 pt, wider than tall.
    expect(block.bottom - block.top).toBeLessThan(40);
    expect(block.right - block.left).toBeGreaterThan(90);
    expect(qpdfCheck(sealed)).toBe("");
    expect(pdfsig(sealed)).toMatchObject({ found: 2, valid: 2 });
  });
});

async function signOrganisation(
  appearance: SignatureAppearance,
  pdf: Uint8Array = letter,
): Promise<Uint8Array> {
  return await sign(pdf, { signer: organisation.signer, appearance });
}

/** The block on a page without any other text. */
async function onlyBlock(changes: Record<string, string>): Promise<Uint8Array> {
  const empty = withPage(await samplePdf([[]]), changes);
  const facts = { form: "sao-y", organisationName: "UBND tỉnh Kon Tum", signedAt } as const;
  return await signOrganisation(copyAppearance(empty, facts), empty);
}

function withPage(pdf: Uint8Array, changes: Record<string, string>): Buffer {
  const document = openPdf(pdf);
  const [page] = listPages(document.latest);
  if (page === undefined) throw new Error("sample without page");
  const update = new IncrementalUpdate(document);
  update.set(page.ref, serialiseDict(page.dict, changes));
  return Buffer.concat([pdf, update.build().bytes]);
}

/** What a tool prints about the file; `out` follows the file's name. */
function run(pdf: Uint8Array, command: string, args: readonly string[], out: readonly string[] = []): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "look-"));
  try {
    const file = join(folder, "file.pdf");
    writeFileSync(file, pdf);
    return execFileSync(command, [...args, file, ...out], { maxBuffer: 1 << 28, stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const DPI = 144;

/** The box around all pixels of one colour on page 1, in points from the upper left corner as seen. */
function coloured(pdf: Uint8Array, colour: "red" | "blue" | "black", unit = 1): Box {
  const image = run(pdf, "pdftoppm", ["-r", String(DPI), "-f", "1", "-l", "1", "-cropbox"]);
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(image.subarray(0, 40).toString("latin1"));
  const [width, start] = [Number(head?.[1]), head?.[0].length ?? 0];
  let box: Box = { left: 1e9, top: 1e9, right: -1, bottom: -1 };
  for (let at = start; at + 2 < image.length; at += 3) {
    const [r, g, b] = [image[at] ?? 0, image[at + 1] ?? 0, image[at + 2] ?? 0];
    const is = { red: r > g + 80 && r > b + 80, blue: b > r + 80 && b > g + 60, black: r + g + b < 300 }[
      colour
    ];
    if (!is) continue;
    const [x, y] = [((at - start) / 3) % width, Math.floor((at - start) / 3 / width)];
    box = {
      left: Math.min(box.left, x),
      top: Math.min(box.top, y),
      right: Math.max(box.right, x + 1),
      bottom: Math.max(box.bottom, y + 1),
    };
  }
  const scale = (72 / DPI) * unit;
  return {
    left: box.left * scale,
    top: box.top * scale,
    right: box.right * scale,
    bottom: box.bottom * scale,
  };
}

/** Where poppler finds a word on page 1. */
function word(pdf: Uint8Array, text: string): Box {
  const page = run(pdf, "pdftotext", ["-bbox", "-f", "1", "-l", "1"], ["-"]).toString("utf8");
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const found = new RegExp(
    `xMin="([\\d.]+)" yMin="([\\d.]+)" xMax="([\\d.]+)" yMax="([\\d.]+)">${escaped}<`,
  ).exec(page);
  const [left = -1, top = -1, right = -1, bottom = -1] = (found ?? []).slice(1).map(Number);
  return { left, top, right, bottom };
}

function pageSize(pdf: Uint8Array, unit: number): { readonly width: number; readonly height: number } {
  const image = run(pdf, "pdftoppm", ["-r", "72", "-f", "1", "-l", "1", "-cropbox"]);
  const head = /^P6\s+(\d+)\s+(\d+)/.exec(image.subarray(0, 40).toString("latin1"));
  return { width: Number(head?.[1]) * unit, height: Number(head?.[2]) * unit };
}

function squeezed(pdf: Uint8Array): string {
  return pdfToText(pdf).replace(/\s+/g, " ");
}

function fonts(pdf: Uint8Array): string {
  return run(pdf, "pdffonts", []).toString("utf8");
}
