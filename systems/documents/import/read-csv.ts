import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";

/** One record of a CSV file: where it begins, and its cells by the names of the head. */
export interface CsvRecord {
  /** Line of the file, from 1, at which the record begins. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** The file is no CSV that can be read. */
export class CsvError extends Error {
  readonly code = "import.csv";
  readonly line: number;
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

/** No record of a register is longer; a quote that is never closed would otherwise fill the memory. */
const LONGEST_RECORD = 1024 * 1024;

/**
 * Reads a CSV file (RFC 4180, UTF-8, with or without byte order mark; commas, semicolons or tabs as the head has them) as
 * a stream. Texts come in NFC without spaces at their ends.
 *
 * @param source path of the file, or its bytes
 * @param required columns the head must name
 * @throws CsvError
 */
export async function* readCsv(
  source: string | Readable,
  required: readonly string[],
): AsyncGenerator<CsvRecord> {
  let names: readonly string[] | undefined;
  for await (const { line, cells } of records(source)) {
    if (names === undefined) {
      names = cells.map((cell) => cell.toLowerCase());
      const missing = required.filter((name) => !names?.includes(name));
      if (missing.length > 0) throw new CsvError(line, `missing columns: ${missing.join(", ")}`);
      continue;
    }
    if (cells.length === 1 && cells[0] === "") continue;
    if (cells.length !== names.length)
      throw new CsvError(line, `${cells.length} cells where the head has ${names.length}`);
    yield { line, cells: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""])) };
  }
}

interface RawRecord {
  readonly line: number;
  readonly cells: string[];
}

async function* records(source: string | Readable): AsyncGenerator<RawRecord> {
  const stream =
    typeof source === "string"
      ? createReadStream(source, { encoding: "utf8", highWaterMark: 256 * 1024 })
      : source.setEncoding("utf8");
  let separator = "";
  let rest = "";
  let line = 1;
  for await (const chunk of stream) {
    rest += line === 1 && rest === "" ? String(chunk).replace(/^\ufeff/, "") : String(chunk);
    let from = 0;
    for (;;) {
      const end = endOfRecord(rest, from);
      if (end < 0) break;
      const text = rest.slice(from, end);
      separator ||= separatorOf(text);
      yield { line, cells: cellsOf(text.replace(/\r$/, ""), separator, line) };
      line += 1 + countOf(text, "\n");
      from = end + 1;
    }
    rest = rest.slice(from);
    if (rest.length > LONGEST_RECORD) throw new CsvError(line, "a quote is never closed");
  }
  if (rest.trim() === "") return;
  if (countOf(rest, '"') % 2 === 1) throw new CsvError(line, "a quote is never closed");
  yield { line, cells: cellsOf(rest, separator || separatorOf(rest), line) };
}

/** The line end that is not inside quotes; -1 when it has not come yet. */
function endOfRecord(text: string, from: number): number {
  let end = text.indexOf("\n", from);
  let quote = text.indexOf('"', from);
  let inside = false;
  while (end >= 0) {
    while (quote >= 0 && quote < end) {
      inside = !inside;
      quote = text.indexOf('"', quote + 1);
    }
    if (!inside) return end;
    end = text.indexOf("\n", end + 1);
  }
  return -1;
}

function separatorOf(head: string): string {
  return [";", "\t", ","].reduce(
    (best, each) => (countOf(head, each) > countOf(head, best) ? each : best),
    ",",
  );
}

function countOf(text: string, what: string): number {
  return text.split(what).length - 1;
}

function cellsOf(text: string, separator: string, line: number): string[] {
  if (!text.includes('"')) return text.split(separator).map(clean);
  const cells: string[] = [];
  for (let at = 0; at <= text.length; ) {
    if (text[at] === '"') {
      let cell = "";
      for (at += 1; ; ) {
        const quote = text.indexOf('"', at);
        if (quote < 0) throw new CsvError(line, "a quote is never closed");
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
      if (at < text.length && text[at] !== separator) throw new CsvError(line, "text behind a closing quote");
      cells.push(clean(cell));
      at += 1;
    } else {
      const end = text.indexOf(separator, at);
      cells.push(clean(text.slice(at, end < 0 ? text.length : end)));
      if (end < 0) break;
      at = end + 1;
    }
  }
  return cells;
}

function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed().normalize("NFC").trim();
}
