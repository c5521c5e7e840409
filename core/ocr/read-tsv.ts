export interface ReadWord {
  /** NFC. */
  readonly text: string;
  /** How sure the program is, 0–100. */
  readonly confidence: number;
  /** Edges as shares of the page, 0–1 from its upper left corner. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Words that stand together on one line of one column. */
export interface ReadLine extends ReadWord {
  readonly words: readonly ReadWord[];
}

/** Words farther apart than so many heights of a line stand in different columns (the two heads of a document). */
const COLUMN_GAP = 2;

/**
 * Reads what tesseract prints as TSV.
 *
 * @param width of the picture in pixels
 */
export function readTsv(tsv: string, width: number, height: number): readonly ReadLine[] {
  const lines = new Map<string, ReadWord[]>();
  for (const row of tsv.split("\n").slice(1)) {
    const [level, page, block, paragraph, line, , left, top, wide, high, confidence, text] = row.split("\t");
    if (level !== "5" || text === undefined || text.trim() === "") continue;
    const key = [page, block, paragraph, line].join(".");
    const word = {
      text: tidy(text),
      confidence: Math.max(0, Number(confidence)),
      left: Number(left) / width,
      top: Number(top) / height,
      right: (Number(left) + Number(wide)) / width,
      bottom: (Number(top) + Number(high)) / height,
    };
    lines.set(key, [...(lines.get(key) ?? []), word]);
  }
  return [...lines.values()].flatMap((words) => columnsOf(words, height / width).map(lineOf));
}

/** Look-alikes of other alphabets that stand for Vietnamese letters. */
function tidy(text: string): string {
  // One letter is sometimes given twice, as itself and as its look-alike.
  return text.normalize("NFC").replace(/ÐĐ|ĐÐ/g, "Đ").replaceAll("Ð", "Đ").replaceAll("ð", "đ").trim();
}

function columnsOf(words: readonly ReadWord[], shape: number): ReadWord[][] {
  const columns: ReadWord[][] = [];
  for (const word of words) {
    const last = columns.at(-1)?.at(-1);
    const gap = last ? word.left - last.right : Number.POSITIVE_INFINITY;
    if (last && gap <= (word.bottom - word.top) * shape * COLUMN_GAP) columns.at(-1)?.push(word);
    else columns.push([word]);
  }
  return columns;
}

function lineOf(words: readonly ReadWord[]): ReadLine {
  return {
    words,
    text: words.map((word) => word.text).join(" "),
    confidence: words.reduce((sum, word) => sum + word.confidence, 0) / words.length,
    left: Math.min(...words.map((word) => word.left)),
    top: Math.min(...words.map((word) => word.top)),
    right: Math.max(...words.map((word) => word.right)),
    bottom: Math.max(...words.map((word) => word.bottom)),
  };
}
