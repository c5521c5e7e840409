import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

/** A list of files that cannot be read. */
export class ListError extends Error {}

/**
 * The names in a list, one a line; empty lines are passed over.
 *
 * @param list path, or `-` for the standard input
 * @throws ListError
 */
export async function readList(list: string): Promise<string[]> {
  try {
    const names = list === "-" ? await text(process.stdin) : await readFile(list, "utf8");
    return names.split(/\r?\n/).filter((line) => line.trim() !== "");
  } catch (error) {
    throw new ListError(`${list}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
