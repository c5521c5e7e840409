import { readPageText, type TextRun } from "./content-text.ts";
import { openPdf } from "./document.ts";
import { PdfError } from "./errors.ts";
import { namedRectangle } from "./named-rectangle.ts";
import { asSeen, keepOnPage, type PageFrame, pageFrame, toUserSpace } from "./page-frame.ts";
import { listPages, type Rect } from "./pages.ts";
import type { ByteSource } from "./source.ts";
import { type TextLine, toLines } from "./text-lines.ts";

/** A place for a visible signature. */
export interface SignaturePlace {
  /** 1 = first page. */
  readonly page: number;
  /** In user space of the page (points from its lower left corner, before /Rotate). */
  readonly rect: Rect;
}

export interface ProposedPlace extends SignaturePlace {
  /** `named`: the file says so; `name`: above the signer's name in the text; `default`: bottom right of the last page. */
  readonly from: "named" | "name" | "default";
}

/** Name of the rectangle in which a file wants the picture of the person who signs. */
export const SIGNATURE_RECTANGLE = "chu-ky-nguoi-co-tham-quyen";

const WIDTH = 120;
const HEIGHT = 62;
const SMALLEST_HEIGHT = 30;
const PAGES_SEARCHED = 3;

/**
 * Where the person's picture goes: where the file itself says (composed documents do, however many appendices follow);
 * centred between position and name (NĐ 30/2020 PL I, cell 7c), if the text layer of one of the last pages shows the
 * name; else bottom right of the last page.
 *
 * @throws PdfError when the file cannot be read at all
 */
export function proposeSignaturePlace(
  pdf: Uint8Array | ByteSource,
  options: { readonly signerName?: string } = {},
): ProposedPlace {
  const view = openPdf(pdf).latest;
  const pages = listPages(view);
  const named = namedRectangle(view, SIGNATURE_RECTANGLE);
  const namedPage = named && pages[named.page - 1];
  if (named && namedPage && named.rect.width >= SMALLEST_HEIGHT && named.rect.height >= SMALLEST_HEIGHT) {
    const frame = pageFrame(view, namedPage);
    const rect = toUserSpace(frame, keepOnPage(frame, asSeen(frame, named.rect)));
    return { page: named.page, rect, from: "named" };
  }
  if (options.signerName !== undefined) {
    const wanted = squeeze(options.signerName);
    for (let index = pages.length - 1; index >= Math.max(0, pages.length - PAGES_SEARCHED); index -= 1) {
      const page = pages[index];
      if (page === undefined) continue;
      const frame = pageFrame(view, page);
      const lines = attemptLines(() => toLines(seenRuns(readPageText(view, page), frame)));
      const at = lines.findLastIndex((line) => squeeze(line.text).endsWith(wanted));
      const name = lines[at];
      if (name !== undefined) {
        const rect = toUserSpace(frame, keepOnPage(frame, aboveName(name, lines)));
        return { page: index + 1, rect, from: "name" };
      }
    }
  }
  const last = pages.at(-1);
  if (last === undefined) throw new PdfError("pdf.page-missing", "The file has no page");
  return { page: pages.length, rect: bottomRight(pageFrame(view, last)), from: "default" };
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

function bottomRight(frame: PageFrame): Rect {
  const seen = { x: frame.width - 57 - WIDTH - 20, y: 110, width: WIDTH, height: HEIGHT };
  return toUserSpace(frame, keepOnPage(frame, seen));
}

/** Text of an upright page as seen; a turned page's text runs along its side and gives no lines. */
function seenRuns(runs: readonly TextRun[], frame: PageFrame): readonly TextRun[] {
  const { box, rotation, unit } = frame;
  if (rotation !== 0) return [];
  return runs.map((run) => ({
    ...run,
    x: (run.x - box.x) * unit,
    y: (run.y - box.y) * unit,
    width: run.width * unit,
    size: run.size * unit,
    positions: run.positions.map((x) => (x - box.x) * unit),
  }));
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
