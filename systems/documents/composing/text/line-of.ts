import { clean } from "./parse-text.ts";

/** One line of a text as it was typed, from 1; empty when there is none. */
export function lineOf(text: string, line: number): string {
  return (clean(text).split("\n")[line - 1] ?? "").trim();
}
