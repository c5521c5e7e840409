import { readFileSync } from "node:fs";
import { z } from "zod";

/**
 * Reads a table of the province: UTF-8, a header row, tab-separated, no quoting.
 *
 * @param file the file
 * @param row the shape of one row, by column name
 * @throws Error naming file and line if a row does not have that shape
 */
export function readTable<Row extends z.ZodType>(file: URL, row: Row): z.output<Row>[] {
  const [header = "", ...lines] = readFileSync(file, "utf8").normalize("NFC").split("\n");
  const columns = header.split("\t");
  return lines.flatMap((line, index) => {
    if (line === "") return [];
    const fields = line.split("\t");
    const parsed = row.safeParse(Object.fromEntries(columns.map((column, i) => [column, fields[i]])));
    if (!parsed.success)
      throw new Error(`${file.pathname}, line ${index + 2}: ${z.prettifyError(parsed.error)}`);
    return [parsed.data];
  });
}
