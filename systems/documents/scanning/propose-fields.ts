import type { ReadLine, ReadPage } from "../../../core/ocr/index.ts";
import { fold } from "../../../core/search/index.ts";

/** A value read from a scan, and how sure it is, 0–100. A person confirms it. */
export interface Proposal {
  readonly value: string;
  readonly confidence: number;
}

export const PROPOSED_FIELDS = [
  "fromName",
  "codeNumber",
  "codeNotation",
  "issuedDate",
  "typeName",
  "abstract",
] as const;
export type ProposedField = (typeof PROPOSED_FIELDS)[number];
export type Proposals = Partial<Record<ProposedField, Proposal>>;

/** What a rule of layout is worth when the page does not follow it to the letter. */
const WEAK = 0.7;
/** The head of the first page ends here at the latest (NĐ 30/2020 PL I: cells 1–5b), as a share of its height. */
const HEAD = 0.45;

const ISSUER =
  /^(ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|BỘ |SỞ |BAN |CỤC |CHI CỤC|TỔNG CỤC|VĂN PHÒNG|THANH TRA|PHÒNG |TRUNG TÂM|CHÍNH PHỦ|THỦ TƯỚNG|TÒA ÁN|TOÀ ÁN|VIỆN |CÔNG AN|BẢO HIỂM|KHO BẠC|TỈNH ỦY|HUYỆN ỦY|ĐẢNG ỦY|TRƯỜNG |BỆNH VIỆN|CÔNG TY|NGÂN HÀNG|TẬP ĐOÀN|LIÊN ĐOÀN|HỘI )/u;
const NUMBER = /S[ốoóồôỐ]\s*[:.;]?\s*(\d{1,6}[a-z]?)\s*\/\s*([\p{L}\p{N}][\p{L}\p{N}\s.&/–—-]{0,40})$/u;
const DAY = /ng[àa]y\s*(\d{1,2})\s*th[áa]ng\s*(\d{1,2})\s*n[ăa]m\s*(\d{4})/iu;
const BODY =
  /^(căn cứ|kính gửi|thực hiện|theo |xét |nơi nhận|điều \d|phần |chương |i\.|1\.|để |sau khi|ngày )/iu;

/**
 * Proposes the fields of a document from where they stand on its first page (NĐ 30/2020 PL I): above left the issuer
 * and below it the number; above right place and date; in the middle the type with the abstract below it, or for an
 * official letter the abstract ("V/v …") below the number.
 *
 * @param types names of the types of documents
 */
export function proposeFields(
  pages: readonly Pick<ReadPage, "lines">[],
  types: readonly { readonly name: string; readonly abbreviation: string }[],
): Proposals {
  const head = (pages[0]?.lines ?? []).filter((line) => line.top < HEAD).sort((a, b) => a.top - b.top);
  const left = head.filter((line) => middle(line) < 0.48 && line.right < 0.62);
  const number = left
    .map((line) => ({ line, match: NUMBER.exec(line.text) }))
    .find(({ match }) => match !== null);
  const type = typeOf(head, types);
  const notation = number?.match?.[2]
    ?.replace(/\s*[–—-]\s*/gu, "-")
    .replace(/[\s.]+$/u, "")
    .replace(/\s+/gu, "");
  const named = type ?? letterOf(notation, types);
  return {
    ...entry("fromName", issuerOf(left, number?.line)),
    ...entry("codeNumber", number?.match?.[1] && proposal(number.match[1], number.line.confidence)),
    ...entry(
      "codeNotation",
      number && notation && proposal(notation, notationConfidence(number.line, notation, types)),
    ),
    ...entry("issuedDate", dateOf(head)),
    ...entry("typeName", named && { value: named.value, confidence: named.confidence }),
    ...entry("abstract", type ? abstractBelow(head, type.line) : abstractOfLetter(left, number?.line)),
  };
}

function entry(field: ProposedField, found: Proposal | "" | undefined): Proposals {
  return found ? { [field]: found } : {};
}

function proposal(value: string, confidence: number): Proposal {
  return { value, confidence: Math.round(Math.min(100, Math.max(0, confidence))) };
}

function middle({ left, right }: ReadLine): number {
  return (left + right) / 2;
}

function together(lines: readonly ReadLine[], factor = 1): Proposal | undefined {
  const value = lines
    .map((line) => line.text)
    .join(" ")
    .replace(/[_\s]+/gu, " ")
    .trim();
  if (value === "") return undefined;
  return proposal(value, (lines.reduce((sum, line) => sum + line.confidence, 0) / lines.length) * factor);
}

function isUpper(text: string): boolean {
  return /\p{L}{2}/u.test(text) && text === text.toLocaleUpperCase("vi");
}

/** The lower of two organisations issues it; the upper one is the body it belongs to (PL I part II, cell 2). */
function issuerOf(left: readonly ReadLine[], number: ReadLine | undefined): Proposal | undefined {
  const above = left.filter(
    (line) =>
      (number ? line.bottom < number.bottom - 0.002 : line.top < 0.15) &&
      isUpper(line.text) &&
      line !== number,
  );
  const starts = above.flatMap((line, index) => (ISSUER.test(`${line.text} `) ? [index] : []));
  const from = starts.at(-1);
  const found = from === undefined ? together(above, WEAK) : together(above.slice(from));
  return found && { ...found, value: found.value.slice(0, 200) };
}

function dateOf(head: readonly ReadLine[]): Proposal | undefined {
  for (const line of head) {
    const match = DAY.exec(line.text);
    if (!match) continue;
    const [, day = "", month = "", year = ""] = match;
    const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    const exists = new Date(`${iso}T00:00:00Z`);
    if (!Number.isNaN(exists.getTime()) && exists.toISOString().startsWith(iso))
      return proposal(iso, line.confidence);
  }
  return undefined;
}

/** The name of the type stands alone in capitals in the middle of the page. */
function typeOf(
  head: readonly ReadLine[],
  types: readonly { readonly name: string }[],
): (Proposal & { readonly line: ReadLine }) | undefined {
  for (const line of head) {
    if (Math.abs(middle(line) - 0.53) > 0.14 || !isUpper(line.text)) continue;
    const name = types.find((each) => fold(each.name) === fold(line.text))?.name;
    if (name) return { ...proposal(name, line.confidence), line };
  }
  return undefined;
}

/** A notation without a type at its front belongs to an official letter (Art. 15, PL I). */
function letterOf(
  notation: string | undefined,
  types: readonly { readonly name: string; readonly abbreviation: string }[],
): Proposal | undefined {
  if (!notation) return undefined;
  const front = notation.split("-")[0] ?? "";
  const type = types.find(({ abbreviation }) => abbreviation !== "" && abbreviation === front);
  if (type) return proposal(type.name, 80);
  const letter = types.find(({ name }) => name === "Công văn");
  return letter && proposal(letter.name, 75);
}

/** A known abbreviation at the front confirms what was read. */
function notationConfidence(
  line: ReadLine,
  notation: string,
  types: readonly { readonly abbreviation: string }[],
): number {
  const known = types.some(
    ({ abbreviation }) => abbreviation !== "" && notation.startsWith(`${abbreviation}-`),
  );
  return known ? line.confidence : line.confidence * 0.9;
}

function abstractBelow(head: readonly ReadLine[], type: ReadLine): Proposal | undefined {
  const lines: ReadLine[] = [];
  let bottom = type.bottom;
  for (const line of head.filter((each) => each.top > type.top + 0.005)) {
    const centred = Math.abs(middle(line) - middle(type)) < 0.08;
    if (!/\p{L}/u.test(line.text)) break;
    if (!centred || BODY.test(line.text) || line.top - bottom > 0.035) break;
    lines.push(line);
    bottom = line.bottom;
  }
  const found = together(lines);
  return found && { ...found, value: found.value.slice(0, 500) };
}

function abstractOfLetter(left: readonly ReadLine[], number: ReadLine | undefined): Proposal | undefined {
  if (!number) return undefined;
  const below = left.filter((line) => line.top > number.top + 0.005);
  const start = below.findIndex((line) => /^V\/?v\b/iu.test(line.text));
  if (start < 0) return undefined;
  const lines: ReadLine[] = [];
  let bottom: number | undefined;
  for (const line of below.slice(start)) {
    if (bottom !== undefined && (line.top - bottom > 0.015 || BODY.test(line.text))) break;
    lines.push(line);
    bottom = line.bottom;
  }
  const found = together(lines);
  return found && { ...found, value: found.value.replace(/^V\/?v/iu, "V/v").slice(0, 500) };
}
