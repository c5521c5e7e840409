/** How code number and notation are written (NĐ 30/2020/NĐ-CP, Phụ lục I mục II.3 and Điều 15). */

/** Parts of a notation that cannot be written. */
export class InvalidNotation extends Error {
  readonly code = "numbering.invalid-notation";
}

/** 5 → "05": numbers below 10 have a leading zero. Throws `RangeError` for anything but a whole number ≥ 1. */
export function formatCodeNumber(number: number): string {
  if (!Number.isSafeInteger(number) || number < 1)
    throw new RangeError(`${number} is not a number of a series`);
  return String(number).padStart(2, "0");
}

export interface NotationParts {
  /** Abbreviation of the type: QĐ, TTr, SY; null for công văn and thư công. */
  readonly type: string | null;
  /** Abbreviation of the organisation: BNV, UBND, STTTT. */
  readonly organisation: string;
  /** Abbreviation of the unit or field that drafted: VP, VX, CNTT. Written in công văn only. */
  readonly unit?: string | undefined;
}

/**
 * `{type}-{organisation}` (QĐ-BNV); for công văn `{organisation}-{unit}` (BNV-VP).
 *
 * @throws InvalidNotation if a part is empty or holds anything but letters, digits and "&"
 */
export function formatNotation(parts: NotationParts): string {
  const groups = parts.type === null ? [parts.organisation, parts.unit] : [parts.type, parts.organisation];
  return groups
    .filter((group) => group !== undefined)
    .map((group) => {
      const text = group.normalize("NFC").replace(/\s+/g, "");
      if (!/^[\p{L}\p{N}&]+$/u.test(text)) throw new InvalidNotation(`"${group}" cannot stand in a notation`);
      return text;
    })
    .join("-");
}

/** 15 + QĐ-BNV → "15/QĐ-BNV"; with the year, as normative documents are written: "15/2022/QĐ-UBND". */
export function formatSymbol(number: number, notation: string, normativeYear?: number): string {
  const year = normativeYear === undefined ? "" : `${normativeYear}/`;
  return `${formatCodeNumber(number)}/${year}${notation}`;
}

export interface ParsedSymbol {
  /** As written, without leading zeros and spaces: "15", "15a". */
  readonly number: string;
  readonly year?: number;
  readonly notation: string;
}

/** Splits "05/BNV-VP" or "15/2022/QĐ-UBND"; undefined if the text has no such form. */
export function parseSymbol(text: string): ParsedSymbol | undefined {
  const compact = text.normalize("NFC").replace(/\s+/g, "");
  const match = /^0*(\d+\p{L}?)\/(?:((?:19|20)\d{2})\/)?([\p{L}\p{N}&][^/]*(?:\/[^/]+)*)$/u.exec(compact);
  if (!match) return undefined;
  const [, number = "", year, notation = ""] = match;
  return { number, ...(year === undefined ? {} : { year: Number(year) }), notation };
}
