import type { TextRun } from "./content-text.ts";

/** Runs that stand on one baseline, left to right, as the eye reads them. */
export interface TextLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  /** For each character of `text`, the x where it begins (points). */
  readonly positions: readonly number[];
}

/** Two runs further apart than this many sizes belong to different columns. */
const COLUMN_GAP = 6;

/** Groups runs into lines, top line first. */
export function toLines(runs: readonly TextRun[]): TextLine[] {
  const sorted = runs.filter((run) => run.size > 0).sort((a, b) => b.y - a.y || a.x - b.x);
  const rows: TextRun[][] = [];
  for (const run of sorted) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row !== undefined && first !== undefined && Math.abs(first.y - run.y) <= first.size * 0.3)
      row.push(run);
    else rows.push([run]);
  }
  return rows.flatMap((row) => splitColumns(row.sort((a, b) => a.x - b.x)).map(joinRuns));
}

function splitColumns(row: readonly TextRun[]): TextRun[][] {
  const columns: TextRun[][] = [];
  for (const run of row) {
    const column = columns.at(-1);
    const last = column?.at(-1);
    if (column !== undefined && last !== undefined && run.x - (last.x + last.width) < COLUMN_GAP * run.size)
      column.push(run);
    else columns.push([run]);
  }
  return columns;
}

function joinRuns(runs: readonly TextRun[]): TextLine {
  const [first] = runs;
  const last = runs.at(-1);
  let text = "";
  const positions: number[] = [];
  let end = first?.x ?? 0;
  for (const run of runs) {
    const gap = run.x - end;
    if (text !== "" && gap > run.size * 0.2 && !text.endsWith(" ") && !run.text.startsWith(" ")) {
      positions.push(end);
      text += " ";
    }
    positions.push(...run.positions);
    text += run.text;
    end = run.x + run.width;
  }
  const x = first?.x ?? 0;
  const width = (last?.x ?? x) + (last?.width ?? 0) - x;
  return { text, x, y: first?.y ?? 0, width, size: Math.max(...runs.map((run) => run.size)), positions };
}
