/** Reading SQLite rows without trusting their types. */
import type { SQLOutputValue } from "node:sqlite";

export type Row = Record<string, SQLOutputValue>;

/** A text column; NULL and absent read as the empty string. */
export function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : String(value);
}

/** An integer column; NULL and absent read as 0. */
export function integer(row: Row | undefined, column: string): number {
  const value = row?.[column];
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : 0;
}
