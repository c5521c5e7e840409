import type { CellAlign, Run, Table } from "./blocks.ts";
import { parseInline } from "./parse-inline.ts";

/** Columns that can still be read on A4. */
export const MOST_COLUMNS = 20;

/** True for a line of a table: `| a | b |`. */
export function isTableLine(line: string): boolean {
  return /^\|.*\S/.test(line);
}

/**
 * Reads the lines of one table. A second line of dashes makes the first one the head and says how columns are set:
 * `|---|:-:|--:|`. Short rows are filled with empty cells, cells beyond the last column join it.
 *
 * @param first number of the first line in the text
 */
export function parseTable(lines: readonly string[], first: number): Table {
  const rows = lines.map(cellsOf);
  const rule = rows[1];
  const headed = rule?.every((cell) => /^:?-+:?$/.test(cell)) === true;
  const columns = Math.min(MOST_COLUMNS, Math.max(...rows.map((row) => row.length)));
  const inColumns = (row: readonly string[]): Run[][] =>
    Array.from({ length: columns }, (_, at) =>
      parseInline(at === columns - 1 ? row.slice(at).join(" ") : (row[at] ?? "")),
    );
  const [head] = rows;
  return {
    kind: "table",
    line: first,
    align: Array.from({ length: columns }, (_, at) => alignOf(headed ? rule?.[at] : undefined)),
    head: headed && head ? inColumns(head) : [],
    rows: (headed ? rows.slice(2) : rows).map(inColumns),
  };
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|\s*$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function alignOf(rule: string | undefined): CellAlign {
  if (rule === undefined || !rule.endsWith(":")) return "left";
  return rule.startsWith(":") ? "centre" : "right";
}
