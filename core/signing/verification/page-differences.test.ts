import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { openPdf } from "../pdf/document.ts";
import { PdfRef, PdfStream } from "../pdf/objects.ts";
import { listPages } from "../pdf/pages.ts";
import { serialise, serialiseDict } from "../pdf/serialise.ts";
import { append, type Editing } from "../testing/attacker.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { BLUE, createWorld } from "../testing/world.ts";
import { type AlignedPage, alignPages, type PageDifference } from "./page-differences.ts";

const { sign, verify } = createWorld();
const PAGES = 6;
let signed: Buffer;

beforeAll(async () => {
  const texts = Array.from({ length: PAGES }, (_, i) => [{ text: `Điều ${i + 1}`, x: 90, y: 100 }]);
  const rect = { x: 380, y: 190, width: 120, height: 62 };
  const appearance = { kind: "person" as const, page: PAGES, rect, image: BLUE };
  signed = Buffer.from(await sign(await samplePdf(texts), { appearance }));
});

function setKids({ update, view, pages }: Editing, order: readonly (number | PdfRef)[]): void {
  const tree = view.catalog.get("Pages");
  const dict = view.dict(tree);
  if (!(tree instanceof PdfRef) || dict === undefined) throw new Error("no page tree");
  const refs = order.map((item) => (typeof item === "number" ? pages[item - 1]?.ref : item));
  const kids = refs.map((ref) => serialise(ref ?? null)).join(" ");
  update.set(tree, serialiseDict(dict, { Kids: `[${kids}]`, Count: String(order.length) }));
}

/** A page of the attacker's making. */
function newPage({ update, view }: Editing, text = "Trang gia"): PdfRef {
  const content = update.addStream("", Buffer.from(`BT /F1 20 Tf 90 700 Td (${text}) Tj ET`));
  const parent = serialise(view.catalog.get("Pages") ?? null);
  return update.add(
    `<</Type/Page/Parent ${parent}/MediaBox[0 0 595 842]/Contents ${serialise(content)}/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>`,
  );
}

function page({ pages }: Editing, number: number) {
  const found = pages[number - 1];
  if (found === undefined) throw new Error(`no page ${number}`);
  return found;
}

describe("the sentence says which pages are no longer those that were signed", () => {
  const cases: readonly [string, (editing: Editing) => void, PageDifference[], string][] = [
    [
      "two pages exchanged in the page tree",
      (e) => setKids(e, [1, 5, 3, 4, 2, 6]),
      [{ kind: "swapped", pages: [2, 5] }],
      "trang 2 và 5 đã bị đổi chỗ cho nhau",
    ],
    [
      "two pages exchanged by overwriting both page objects",
      (e) => {
        const [third, fourth] = [page(e, 3), page(e, 4)];
        e.update.set(third.ref, serialise(fourth.dict));
        e.update.set(fourth.ref, serialise(third.dict));
      },
      [{ kind: "swapped", pages: [3, 4] }],
      "trang 3 và 4 đã bị đổi chỗ cho nhau",
    ],
    [
      "a new page object in the place of an old one",
      (e) => setKids(e, [1, 2, newPage(e), 4, 5, 6]),
      [{ kind: "replaced", pages: [3] }],
      "trang 3 đã bị thay",
    ],
    [
      "a new content stream under the old page object",
      (e) => {
        const content = e.update.addStream("", Buffer.from("q Q"));
        const third = page(e, 3);
        e.update.set(third.ref, serialiseDict(third.dict, { Contents: serialise(content) }));
      },
      [{ kind: "replaced", pages: [3] }],
      "trang 3 đã bị thay",
    ],
    [
      "the content stream itself overridden",
      (e) => {
        const contents = page(e, 4).dict.get("Contents");
        if (contents instanceof PdfRef) e.update.set(contents, "<</Length 3>>\nstream\nq Q\nendstream");
      },
      [{ kind: "replaced", pages: [4] }],
      "trang 4 đã bị thay",
    ],
    [
      "a page inserted",
      (e) => setKids(e, [1, 2, newPage(e), 3, 4, 5, 6]),
      [{ kind: "added", pages: [3] }],
      "trang 3 đã được thêm vào",
    ],
    [
      "a page removed",
      (e) => setKids(e, [1, 2, 4, 5, 6]),
      [{ kind: "removed", pages: [3] }],
      "trang 3 đã bị xóa",
    ],
    [
      "a page moved to the front",
      (e) => setKids(e, [5, 1, 2, 3, 4, 6]),
      [{ kind: "reordered", pages: [1] }],
      "trang 1 đã bị chuyển sang vị trí khác",
    ],
    [
      "a page turned",
      (e) => e.update.set(page(e, 2).ref, serialiseDict(page(e, 2).dict, { Rotate: "90" })),
      [{ kind: "rotated", pages: [2] }],
      "trang 2 đã bị xoay",
    ],
    [
      "all pages cropped through the page tree",
      (e) => {
        const tree = e.view.catalog.get("Pages");
        const dict = e.view.dict(tree);
        if (tree instanceof PdfRef && dict)
          e.update.set(tree, serialiseDict(dict, { CropBox: "[0 0 595 400]" }));
      },
      [{ kind: "resized", pages: [1, 2, 3, 4, 5, 6] }],
      "trang 1–6 đã bị cắt hoặc đổi khổ",
    ],
    [
      "a font program that all pages share",
      (e) => {
        const fonts = e.view.dict(e.view.dict(page(e, 1).inherited.get("Resources"))?.get("Font"));
        const [font] = fonts?.map.values() ?? [];
        const [inner] = e.view.array(e.view.dict(font)?.get("DescendantFonts")) ?? [];
        const file = e.view.dict(e.view.dict(inner)?.get("FontDescriptor"))?.get("FontFile2");
        if (file instanceof PdfRef) e.update.set(file, "<</Length 3>>\nstream\nabc\nendstream");
      },
      [{ kind: "fonts-replaced", pages: [1, 2, 3, 4, 5, 6] }],
      "phông chữ của trang 1–6 đã bị thay",
    ],
    [
      "two things at once",
      (e) => {
        const second = page(e, 2);
        e.update.set(second.ref, serialiseDict(second.dict, { Rotate: "180" }));
        setKids(e, [1, 2, 3, newPage(e), 5]);
      },
      [
        { kind: "rotated", pages: [2] },
        { kind: "replaced", pages: [4] },
        { kind: "removed", pages: [6] },
      ],
      "trang 2 đã bị xoay; trang 4 đã bị thay; trang 6 đã bị xóa",
    ],
  ];

  it.each(cases)("%s", async (_, edit, differences, words) => {
    const verdict = await verify(append(signed, edit));
    const [signature] = verdict.signatures;
    expect(verdict.status).toBe("invalid");
    expect(signature?.pageDifferences).toEqual(differences);
    expect(signature?.sentence.vi).toBe(
      `Chữ ký của Nguyễn Văn Ứng còn nguyên vẹn, nhưng ${words} sau khi ký.`,
    );
    expect(verdict.sentence.vi).toBe(`Văn bản không còn nguyên vẹn: ${words} sau khi ký.`);
  });

  it("a change made in one revision and taken back in the next still does not count, and names no page", async () => {
    const turned = append(signed, (e) =>
      e.update.set(page(e, 2).ref, serialiseDict(page(e, 2).dict, { Rotate: "90" })),
    );
    const back = append(turned, (e) =>
      e.update.set(page(e, 2).ref, serialiseDict(page(e, 2).dict, { Rotate: "0" })),
    );
    const [signature] = (await verify(back)).signatures;
    expect(signature).toMatchObject({ counts: false, pageDifferences: [] });
    expect(signature?.sentence.vi).toContain("trang bị xoay hoặc cắt ở trang 2");
  });

  it("something stuck on a page names the page", async () => {
    const stamped = append(signed, (e) => {
      const ref = e.update.add("<</Type/Annot/Subtype/Stamp/Rect[80 600 500 700]>>");
      e.update.set(page(e, 4).ref, serialiseDict(page(e, 4).dict, { Annots: `[${serialise(ref)}]` }));
    });
    expect((await verify(stamped)).sentence.vi).toContain("được dán thêm ở trang 4");
  });
});

describe("edited signed bytes", () => {
  it("in the packed content of a page: the digest differs, and the page is named", async () => {
    const { start, length } = contentOf(3);
    const edited = Buffer.from(signed);
    edited.fill(0x41, start + length - 12, start + length - 8);
    const [signature] = (await verify(edited)).signatures;
    expect(signature).toMatchObject({
      subIndication: "HASH_FAILURE",
      pageDifferences: [{ kind: "damaged", pages: [3] }],
    });
    expect(signature?.sentence.vi).toContain("(dữ liệu của trang 3 bị hỏng hoặc bị sửa)");
  });

  it("a file written anew by other software says so", async () => {
    const shifted = Buffer.concat([Buffer.from("%PDF-1.7\n% ghi lai\n"), signed.subarray(9)]);
    expect((await verify(shifted)).status).toBe("invalid");
  });
});

/** Where the content stream of a page lies in the signed file. */
function contentOf(number: number): PdfStream {
  const { latest } = openPdf(signed);
  const stream = latest.resolve(listPages(latest)[number - 1]?.dict.get("Contents"));
  if (!(stream instanceof PdfStream)) throw new Error("no content");
  return stream;
}

describe("aligning two lists of pages", () => {
  const print = (text: string, number: number): AlignedPage => ({ number, contents: text, whole: text });
  const align = (before: readonly string[], after: readonly string[]): PageDifference[] =>
    alignPages(before.map(print), after.map(print), () => ["replaced"]);
  const list = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { maxLength: 12 });

  it("finds nothing exactly when both show the same in the same order", () => {
    fc.assert(
      fc.property(list, list, (before, after) => {
        const differences = align(before, after);
        expect(differences.length === 0).toBe(before.join() === after.join());
      }),
    );
  });

  it("names only pages that exist", () => {
    fc.assert(
      fc.property(list, list, (before, after) => {
        for (const { kind, pages } of align(before, after))
          for (const number of pages)
            expect(number).toBeLessThanOrEqual(kind === "removed" ? before.length : after.length);
      }),
    );
  });
});
