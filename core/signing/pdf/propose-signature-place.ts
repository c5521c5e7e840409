import { readPageText } from "./content-text.ts";
import { openPdf } from "./document.ts";
import { PdfError } from "./errors.ts";
import { listPages, pageBox, type Rect } from "./pages.ts";
import type { ByteSource } from "./source.ts";
import { type TextLine, toLines } from "./text-lines.ts";

/** A place for a visible signature. */
export interface SignaturePlace {
  /** 1 = first page. */
  readonly page: number;
  /** Points from the lower left corner. */
  readonly rect: Rect;
}

export interface ProposedPlace extends SignaturePlace {
  /** `name`: above the signer's name in the text; `default`: bottom right of the last page. */
  readonly from: "name" | "default";
}

const WIDTH = 120;
const HEIGHT = 62;
const SMALLEST_HEIGHT = 30;
const PAGES_SEARCHED = 3;

/**
 * Where the person's picture goes: centred between position and name (NĐ 30/2020 PL I, cell 7c), if the text layer of
 * one of the last pages shows the name; else bottom right of the last page.
 *
 * @throws PdfError when the file cannot be read at all
 */
export function proposeSignaturePlace(
  pdf: Uint8Array | ByteSource,
  options: { readonly signerName?: string } = {},
): ProposedPlace {
  const view = openPdf(pdf).latest;
  const pages = listPages(view);
  if (options.signerName !== undefined) {
    const wanted = squeeze(options.signerName);
    for (let index = pages.length - 1; index >= Math.max(0, pages.length - PAGES_SEARCHED); index -= 1) {
      const page = pages[index];
      if (page === undefined) continue;
      const lines = attemptLines(() => toLines(readPageText(view, page)));
      const at = lines.findLastIndex((line) => squeeze(line.text).endsWith(wanted));
      const name = lines[at];
      if (name !== undefined) {
        const rect = clamp(aboveName(name, lines), pageBox(view, page));
        return { page: index + 1, rect, from: "name" };
      }
    }
  }
  const last = pages.at(-1);
  if (last === undefined) throw new PdfError("pdf.page-missing", "The file has no page");
  return { page: pages.length, rect: bottomRight(pageBox(view, last)), from: "default" };
}

function aboveName(name: TextLine, lines: readonly TextLine[]): Rect {
  const centre = name.x + name.width / 2;
  const bottom = name.y + name.size;
  const above = lines
    .filter(
      (line) =>
        line.y > name.y + 1 && line.x < centre + WIDTH / 2 && line.x + line.width > centre - WIDTH / 2,
    )
    .reduce((lowest, line) => Math.min(lowest, line.y - line.size * 0.25), Number.POSITIVE_INFINITY);
  const room = above - bottom;
  const height = room >= SMALLEST_HEIGHT ? Math.min(HEIGHT, room) : HEIGHT;
  const y = Number.isFinite(room) && room > height ? bottom + (room - height) / 2 : bottom;
  return { x: centre - WIDTH / 2, y, width: WIDTH, height };
}

function bottomRight(box: Rect): Rect {
  return { x: box.x + box.width - 57 - WIDTH - 20, y: box.y + 110, width: WIDTH, height: HEIGHT };
}

/** Moves a rectangle so that it lies inside the page. */
export function clamp(rect: Rect, page: Rect): Rect {
  const x = Math.min(Math.max(rect.x, page.x), page.x + page.width - rect.width);
  const y = Math.min(Math.max(rect.y, page.y), page.y + page.height - rect.height);
  return { ...rect, x, y };
}

function squeeze(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, "").toLowerCase();
}

/** A page whose text cannot be read simply gives no hint. */
function attemptLines(read: () => TextLine[]): TextLine[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof PdfError && error.code !== "pdf.limit") return [];
    throw error;
  }
}
