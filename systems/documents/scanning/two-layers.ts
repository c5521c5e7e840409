import type { EmbeddedFont, PDFPage } from "@libpdf/core";
import type { PageFrame, ReadPage, ReadWord } from "../../../core/ocr/index.ts";

/** Text that is there to be found and copied, and is not drawn (ISO 32000-1, 9.3.6). */
const INVISIBLE = 3;
/** Of the height of a word's box: about what stands below the line. */
const DESCENT = 0.2;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Puts the words of a scan invisibly where they stand on its pages. The pages' pictures stay as they are, bit for bit:
 * the words are an incremental update behind the scan's own bytes wherever its form allows one.
 *
 * @param font a TrueType file with the letters of Vietnamese; only what is used is embedded
 * @throws when the file cannot be opened or written (damaged, or a password is missing)
 */
export async function twoLayers(
  scan: Uint8Array,
  pages: readonly ReadPage[],
  font: Uint8Array,
): Promise<Uint8Array> {
  const { PDF, PdfString, ops } = await import("@libpdf/core");
  const pdf = await PDF.load(scan);
  const embedded = pdf.embedFont(font);
  for (const { number, lines, frame } of pages) {
    const page = pdf.getPage(number - 1);
    const words = lines.flatMap((line) => line.words);
    if (!page || words.length === 0) continue;
    const name = page.registerFont(embedded);
    const place = placer(page, frame);
    page.drawOperators([
      ops.beginText(),
      ops.setTextRenderMode(INVISIBLE),
      ...words.flatMap((word) => wordOf(word, name)),
      ops.endText(),
    ]);

    function wordOf(word: ReadWord, fontName: string) {
      const text = encodable(word.text, embedded);
      const [start, end, above] = [
        place({ x: word.left, y: word.bottom }),
        place({ x: word.right, y: word.bottom }),
        place({ x: word.left, y: word.top }),
      ];
      const size = Math.hypot(above.x - start.x, above.y - start.y);
      const width = embedded.getTextWidth(text, size);
      if (text === "" || size < 0.5 || width === 0) return [];
      const along = Math.hypot(end.x - start.x, end.y - start.y);
      const [cos, sin] = [(end.x - start.x) / along, (end.y - start.y) / along];
      const glyphs = Uint8Array.from(embedded.encodeTextToGids(text).flatMap((id) => [id >> 8, id & 255]));
      // The foot of the letters is a little above the lower edge of the box.
      const [x, y] = [start.x + (above.x - start.x) * DESCENT, start.y + (above.y - start.y) * DESCENT];
      return [
        ops.setFont(fontName, rounded(size)),
        ops.setHorizontalScale(rounded((along / width) * 100)),
        ops.setTextMatrix(rounded(cos), rounded(sin), rounded(-sin), rounded(cos), rounded(x), rounded(y)),
        ops.showText(PdfString.fromBytes(glyphs)),
      ];
    }
  }
  return await pdf.save({ incremental: pdf.canSaveIncrementally() === null, subsetFonts: true });
}

/** From shares of the picture that was read to points of the page, whatever way the page is turned when shown. */
function placer(page: PDFPage, { width, height, degrees }: PageFrame): (at: Point) => Point {
  const box = page.getMediaBox();
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const [cx, cy] = [width / 2, height / 2];
  return ({ x, y }) => {
    const [dx, dy] = [x * width - cx, y * height - cy];
    // As `turned` of core/ocr finds the point of the scan that it shows here.
    const across = (cos * dx + sin * dy + cx) / width;
    const down = (cos * dy - sin * dx + cy) / height;
    const [u, v] = {
      0: [across, 1 - down],
      90: [down, across],
      180: [1 - across, down],
      270: [1 - down, 1 - across],
    }[page.rotation] ?? [across, 1 - down];
    return { x: box.x + (u ?? 0) * box.width, y: box.y + (v ?? 0) * box.height };
  };
}

/** Without the signs that the font has no glyph for: recognition invents some. */
function encodable(text: string, font: EmbeddedFont): string {
  return font.canEncode(text) ? text : [...text].filter((letter) => font.canEncode(letter)).join("");
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
