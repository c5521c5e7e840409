/**
 * The two code systems of organisations. Conversion between them is by the directory's table
 * (`convertCode`), never by string manipulation.
 */

/** A code that follows neither system; `reason` names the defect. */
export class InvalidOrganCode extends Error {
  readonly code = "directory.invalid-code";
  readonly text: string;
  readonly reason: "empty" | "too-long" | "pattern" | "unused-level-between";
  constructor(text: string, reason: InvalidOrganCode["reason"]) {
    super(`"${text}" is not an organisation code: ${REASONS[reason]}`);
    this.text = text;
    this.reason = reason;
  }
}

export interface OrganCode {
  readonly style: "qcvn102" | "qd20";
  readonly text: string;
  /** 1 = ministry or province. In QĐ 20 codes: the number of groups. */
  readonly level: number;
  /** The code of the level above in the same style; undefined at level 1. */
  readonly parent?: string;
}

const REASONS = {
  empty: "it is empty",
  "too-long": "it is longer than 35 characters",
  pattern: "it matches neither QCVN 102:2016 (000.00.13.H34) nor QĐ 20/2020/QĐ-TTg (H34.13)",
  "unused-level-between": "a used level stands below an unused one",
} as const;

const QCVN_102 = /^(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})$/;
const QD_20 = /^[0-9A-Z]+(?:\.[0-9A-Z]+)*$/;
const LONGEST = 35;

/**
 * Reads a code of either style. What has the 13-character form is taken as QCVN 102:2016, because both styles are met
 * in the same field of a message (TT 01/2022/TT-BTTTT).
 *
 * @throws InvalidOrganCode
 */
export function parseOrganCode(text: string): OrganCode {
  const trimmed = text.trim();
  if (trimmed === "") throw new InvalidOrganCode(text, "empty");
  if (trimmed.length > LONGEST) throw new InvalidOrganCode(text, "too-long");
  return QCVN_102.test(trimmed) ? parseQcvn102(trimmed) : parseQd20(trimmed);
}

/** The 13 characters of QCVN 102:2016, `L4.L3.L2.L1`, level 1 rightmost. Throws `InvalidOrganCode`. */
export function parseQcvn102(text: string): OrganCode {
  const match = QCVN_102.exec(text);
  if (!match) throw new InvalidOrganCode(text, "pattern");
  const [, l4 = "", l3 = "", l2 = "", l1 = ""] = match;
  const used = [l2 !== "00", l3 !== "00", l4 !== "000"];
  const level = 1 + used.lastIndexOf(true) + 1;
  if (used.slice(0, level - 1).includes(false)) throw new InvalidOrganCode(text, "unused-level-between");
  const parents = [undefined, `000.00.00.${l1}`, `000.00.${l2}.${l1}`, `000.${l3}.${l2}.${l1}`];
  const parent = parents[level - 1];
  return { style: "qcvn102", text, level, ...(parent === undefined ? {} : { parent }) };
}

/** A code of QĐ 20/2020/QĐ-TTg, level 1 leftmost; group widths are not fixed. Throws `InvalidOrganCode`. */
export function parseQd20(text: string): OrganCode {
  if (text.length > LONGEST) throw new InvalidOrganCode(text, "too-long");
  // Four groups that end in a level-1 group are a broken 13-character code, not a code of five levels.
  if (!QD_20.test(text) || /^\d[\d.]*\.[A-Z]\d{2}$/.test(text)) throw new InvalidOrganCode(text, "pattern");
  const groups = text.split(".");
  const parent = groups.slice(0, -1).join(".");
  return { style: "qd20", text, level: groups.length, ...(parent === "" ? {} : { parent }) };
}
