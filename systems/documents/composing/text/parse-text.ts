import type { Attachment, Block, DocumentText, Paragraph, Role, Run } from "./blocks.ts";
import { parseInline } from "./parse-inline.ts";
import { isTableLine, parseTable } from "./parse-table.ts";

interface Pattern {
  readonly role: Role;
  /** Groups: mark, rest. */
  readonly match: RegExp;
}

/** How each part begins, as officials type it; the first that fits counts (NĐ 30/2020 PL I part II.6.đ). */
const PATTERNS: readonly Pattern[] = [
  { role: "article", match: /^(Điều\s+\d{1,4}[a-zđ]?\.)\s*(.*)$/u },
  { role: "roman", match: /^([IVXLC]{1,7}\.)\s+(\S.*)$/u },
  { role: "clause", match: /^(\d{1,3}(?:\.\d{1,3}){0,4}\.?)(?<=\.|\.\d+)\s+(\S.*)$/u },
  { role: "point", match: /^([a-zđ]{1,2}\))\s+(\S.*)$/u },
  { role: "dash", match: /^([-–•])\s+(\S.*)$/u },
  { role: "plus", match: /^(\+)\s+(\S.*)$/u },
  { role: "right", match: /^(>>)\s*(\S.*)$/u },
  { role: "centred", match: /^(><)\s*(\S.*)$/u },
];
const DIVISION =
  /^((?:Phần|Chương|Mục|Tiểu mục)\s+(?:thứ\s+\p{L}+(?:\s\p{L}+)?|[IVXLC]+|\d+))\s*(?:[.:]\s*(.*))?$/iu;
const BASIS = /^(?:Căn cứ|Theo đề nghị|Xét đề nghị|Xét)(?!\p{L})/u;
const APPENDIX = /^Phụ lục(?:\s+([IVXLC]+|\d+))?(\s*\(ngang\))?\s*[:.]?$/iu;
const STATUTE = /^===\s*(\S.*?)(\s*\(ngang\))?$/u;
const BREAK = /^-{3,}$/;

/** Words with which a decision turns from its bases to its articles: printed by the form itself. */
const TURN = /^(QUYẾT ĐỊNH|QUYẾT NGHỊ)\s*:?$/u;

/**
 * Reads a text typed with the marks officials know: each line is a paragraph; "Điều 1.", "1.", "a)", "-" and the other
 * beginnings give it its place. Anything else is text: there is no input that is refused, and nothing in it is code.
 *
 * @param bases true when leading "Căn cứ …" lines are the bases of the document (decisions, resolutions)
 */
export function parseText(text: string, bases: boolean): DocumentText {
  const lines = clean(text).split("\n");
  const reader: Reader = { bases: [], blocks: [], attachments: [] };
  let wantTitle = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? "").trim();
    const number = at + 1;
    if (line === "") continue;
    const attachment = readAttachment(line, number);
    if (attachment) {
      reader.attachments.push(attachment);
      wantTitle = true;
      continue;
    }
    const current = reader.attachments.at(-1);
    if (wantTitle && current && isPlain(line)) {
      current.title = parseInline(line);
      wantTitle = false;
      continue;
    }
    wantTitle = false;
    const blocks = current?.blocks ?? reader.blocks;
    if (isTableLine(line)) {
      const table = [line];
      while (isTableLine((lines[at + 1] ?? "").trim())) table.push((lines[++at] ?? "").trim());
      blocks.push(parseTable(table, number));
      continue;
    }
    if (BREAK.test(line)) {
      blocks.push({ kind: "page-break", line: number });
      continue;
    }
    if (bases && current === undefined && blocks.length === 0) {
      if (BASIS.test(line)) {
        reader.bases.push(paragraph("basis", number, "", line));
        continue;
      }
      if (TURN.test(line)) continue;
    }
    const division = DIVISION.exec(line);
    if (division) {
      const [, label = "", title = ""] = division;
      blocks.push(paragraph("division", number, "", label));
      if (title !== "") blocks.push(paragraph("division-title", number, "", title));
      else {
        const next = (lines[at + 1] ?? "").trim();
        if (next !== "" && isPlain(next)) {
          blocks.push(paragraph("division-title", number + 1, "", next));
          at += 1;
        }
      }
      continue;
    }
    blocks.push(readParagraph(line, number));
  }
  return reader;
}

interface Reader extends DocumentText {
  readonly bases: Paragraph[];
  readonly blocks: Block[];
  readonly attachments: (Omit<Attachment, "title" | "blocks"> & { title: readonly Run[]; blocks: Block[] })[];
}

/** NFC, `\n`, no control characters, no lone surrogates; tabs and odd spaces are spaces. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/\r\n?|\u2028|\u2029/g, "\n")
    .replace(/[\t\p{Zs}]/gu, " ")
    .replace(/[^\P{Cc}\n]|\p{Cf}/gu, "");
}

function readAttachment(line: string, number: number): Reader["attachments"][number] | undefined {
  const appendix = APPENDIX.exec(line);
  if (appendix) {
    const label = appendix[1] === undefined ? "Phụ lục" : `Phụ lục ${appendix[1].toUpperCase()}`;
    const landscape = appendix[2] !== undefined;
    return { kind: "appendix", line: number, label, title: [], landscape, blocks: [] };
  }
  const statute = STATUTE.exec(line);
  if (!statute) return undefined;
  const label = (statute[1] ?? "").toLocaleUpperCase("vi");
  return { kind: "statute", line: number, label, title: [], landscape: statute[2] !== undefined, blocks: [] };
}

function isPlain(line: string): boolean {
  return (
    !isTableLine(line) &&
    !BREAK.test(line) &&
    !DIVISION.test(line) &&
    !APPENDIX.test(line) &&
    !STATUTE.test(line) &&
    PATTERNS.every(({ match }) => !match.test(line))
  );
}

function readParagraph(line: string, number: number): Paragraph {
  for (const { role, match } of PATTERNS) {
    const found = match.exec(line);
    if (found === null) continue;
    const [, mark = "", rest = ""] = found;
    return paragraph(
      role,
      number,
      role === "right" || role === "centred" ? "" : mark.replace("–", "-"),
      rest,
    );
  }
  // A backslash first keeps a line from being read as anything but text.
  return paragraph("text", number, "", line.replace(/^\\(?=\S)(?![\\*|])/, ""));
}

const TITLED: ReadonlySet<Role> = new Set(["article", "roman", "clause"]);

function paragraph(role: Role, line: number, mark: string, text: string): Paragraph {
  // A title is no sentence: no mark at its end, no colon in it (PL I II.6.đ sets titles in bold).
  const titled = TITLED.has(role) && text !== "" && !/[.;:,!?/…]["”’)\]*]*$|: /u.test(text);
  return { kind: "paragraph", role, line, mark: mark.replace(/\s+/g, " "), runs: parseInline(text), titled };
}
