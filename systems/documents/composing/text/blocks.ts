/**
 * The text of a document as the law names its parts (NĐ 30/2020 PL I part II.6): what the parser gives and the layout
 * takes. Every text is NFC without control characters.
 */

/** A stretch of text in one style. */
export interface Run {
  readonly text: string;
  readonly bold?: true;
  readonly italic?: true;
}

/**
 * - `division` Phần, Chương, Mục, Tiểu mục with its number; `division-title` its title below
 * - `article` Điều; `roman` I.; `clause` khoản 1. or 1.1.; `point` điểm a); `dash` and `plus` lists
 * - `text` a paragraph, `centred` and `right` set as the author asked
 * - `basis` căn cứ ban hành
 */
export type Role =
  | "division"
  | "division-title"
  | "article"
  | "roman"
  | "clause"
  | "point"
  | "dash"
  | "plus"
  | "text"
  | "centred"
  | "right"
  | "basis";

export interface Paragraph {
  readonly kind: "paragraph";
  readonly role: Role;
  /** Line of the text it was read from, from 1: opinions and problems point to it. */
  readonly line: number;
  /** "Điều 1.", "1.", "a)", "-"; empty where the role has none. */
  readonly mark: string;
  readonly runs: readonly Run[];
  /** A title rather than a sentence: set in bold on a line of its own (PL I II.6.đ). */
  readonly titled: boolean;
}

export type CellAlign = "left" | "centre" | "right";

export interface Table {
  readonly kind: "table";
  readonly line: number;
  readonly align: readonly CellAlign[];
  /** Head of the table, repeated on every page; empty when it has none. */
  readonly head: readonly (readonly Run[])[];
  readonly rows: readonly (readonly (readonly Run[])[])[];
}

export interface PageBreak {
  readonly kind: "page-break";
  readonly line: number;
}

export type Block = Paragraph | Table | PageBreak;

/** Phụ lục, or a statute put into force by the decision it is attached to (PL III forms 1.3, 2.2). */
export interface Attachment {
  readonly kind: "appendix" | "statute";
  readonly line: number;
  /** "Phụ lục II", or "QUY CHẾ". */
  readonly label: string;
  /** Title below the label; empty when it has none. */
  readonly title: readonly Run[];
  readonly landscape: boolean;
  readonly blocks: readonly Block[];
}

export interface DocumentText {
  readonly bases: readonly Paragraph[];
  readonly blocks: readonly Block[];
  readonly attachments: readonly Attachment[];
}

/** The plain text of runs. */
export function plainText(runs: readonly Run[]): string {
  return runs.map((run) => run.text).join("");
}
