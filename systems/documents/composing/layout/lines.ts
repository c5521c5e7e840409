import type { Piece } from "../pdf/canvas.ts";
import { type FaceName, widthOf } from "../pdf/face.ts";
import type { Run } from "../text/blocks.ts";

/** One line of a paragraph. */
export interface Line {
  readonly pieces: readonly Piece[];
  /** Natural width, points. */
  readonly width: number;
  /** Spaces that may grow. */
  readonly spaces: number;
  /** The last line of its paragraph, or one before a forced break. */
  readonly last: boolean;
}

export interface Style {
  readonly size: number;
  readonly bold?: boolean;
  readonly italic?: boolean;
}

interface Word {
  readonly pieces: readonly Piece[];
  readonly width: number;
}

/** A number stays with the word it belongs to: "Điều 5", "khoản 2", "ngày 04", "số 15/QĐ-UBND". */
const TIED =
  /(?<![\p{L}\p{N}])((?:Điều|điều|Khoản|khoản|Điểm|điểm|Chương|Mục|mục|Phần|Phụ lục|Số|số|Ngày|ngày|Tháng|tháng|Năm|năm|Quý|quý|Trang|trang)) (?=\d|[IVXLC]+(?!\p{L})|[a-zđ]\)?(?!\p{L}))/gu;

/**
 * Breaks text into lines between words; a word wider than a line (an address) is broken behind "/", "-", ".", "_" and
 * only then anywhere.
 *
 * @param widths the first line's and that of all others, points
 */
export function breakLines(
  runs: readonly Run[],
  style: Style,
  widths: { readonly first: number; readonly rest: number },
): Line[] {
  const words = wordsOf(runs, style);
  const space = widthOf(faceOf(style, {}), " ") * style.size;
  const lines: Line[] = [];
  let held: Word[] = [];
  let used = 0;
  const room = (): number => (lines.length === 0 ? widths.first : widths.rest);
  const close = (last: boolean): void => {
    lines.push(lineOf(held, faceOf(style, {}), used, last));
    held = [];
    used = 0;
  };
  const queue = [...words].reverse();
  for (let word = queue.pop(); word !== undefined; word = queue.pop()) {
    const needed = held.length === 0 ? word.width : used + space + word.width;
    if (needed <= room() + 0.01) {
      held.push(word);
      used = needed;
      continue;
    }
    if (held.length > 0) {
      close(false);
      queue.push(word);
      continue;
    }
    const [fits, rest] = breakWord(word, room(), style.size);
    held.push(fits);
    used = fits.width;
    if (rest) {
      close(false);
      queue.push(rest);
    }
  }
  if (held.length > 0 || lines.length === 0) close(true);
  return lines;
}

/** Lines of about the same length, for titles set in the middle. */
export function balancedLines(runs: readonly Run[], style: Style, width: number): Line[] {
  const greedy = breakLines(runs, style, { first: width, rest: width });
  if (greedy.length < 2) return greedy;
  let [low, high] = [width / greedy.length, width];
  let best = greedy;
  for (let step = 0; step < 9; step += 1) {
    const middle = (low + high) / 2;
    const lines = breakLines(runs, style, { first: middle, rest: middle });
    if (lines.length <= greedy.length) {
      best = lines;
      high = middle;
    } else low = middle;
  }
  return best;
}

/** The same text, without a break. */
export function singleLine(text: string, style: Style): Line {
  const face = faceOf(style, {});
  return { pieces: [{ face, text }], width: widthOf(face, text) * style.size, spaces: 0, last: true };
}

export function faceOf(style: Pick<Style, "bold" | "italic">, run: Pick<Run, "bold" | "italic">): FaceName {
  const bold = style.bold === true || run.bold === true;
  const italic = style.italic === true || run.italic === true;
  if (bold) return italic ? "bold-italic" : "bold";
  return italic ? "italic" : "regular";
}

function wordsOf(runs: readonly Run[], style: Style): Word[] {
  const words: { pieces: Piece[]; width: number }[] = [];
  let open = false;
  for (const run of runs) {
    const face = faceOf(style, run);
    const text = run.text.replace(TIED, "$1\u00a0");
    for (const part of text.split(/( +)/)) {
      if (part === "") continue;
      if (/^ +$/.test(part)) {
        open = false;
        continue;
      }
      const width = widthOf(face, part) * style.size;
      const last = words.at(-1);
      if (open && last) {
        last.pieces.push({ face, text: part });
        last.width += width;
      } else words.push({ pieces: [{ face, text: part }], width });
      open = true;
    }
  }
  return words;
}

function lineOf(words: readonly Word[], spaceFace: FaceName, width: number, last: boolean): Line {
  const pieces: Piece[] = [];
  const add = (piece: Piece): void => {
    const before = pieces.at(-1);
    if (before && before.face === piece.face)
      pieces[pieces.length - 1] = { face: piece.face, text: before.text + piece.text };
    else pieces.push(piece);
  };
  words.forEach((word, index) => {
    if (index > 0) add({ face: spaceFace, text: " " });
    for (const piece of word.pieces) add(piece);
  });
  const spaces = pieces.reduce((sum, { text }) => sum + (text.match(/[ \u00a0]/g)?.length ?? 0), 0);
  return { pieces, width, spaces, last };
}

/** The part of a word that fits, and what is left of it. At least one character is taken. */
function breakWord(word: Word, room: number, size: number): readonly [Word, Word | undefined] {
  const characters = word.pieces.flatMap(({ face, text }) =>
    [...text].map((character) => ({ face, character })),
  );
  let width = 0;
  let fits = 0;
  let good = 0;
  for (const { face, character } of characters) {
    width += widthOf(face, character) * size;
    if (width > room && fits > 0) break;
    fits += 1;
    if (/[/\-._\u00a0]/.test(character) && fits < characters.length) good = fits;
  }
  if (fits === characters.length) return [word, undefined];
  const at = good > 0 ? good : fits;
  return [gather(characters.slice(0, at), size), gather(characters.slice(at), size)];
}

function gather(characters: readonly { face: FaceName; character: string }[], size: number): Word {
  const pieces: Piece[] = [];
  let width = 0;
  for (const { face, character } of characters) {
    const before = pieces.at(-1);
    if (before && before.face === face) pieces[pieces.length - 1] = { face, text: before.text + character };
    else pieces.push({ face, text: character });
    width += widthOf(face, character) * size;
  }
  return { pieces, width };
}
