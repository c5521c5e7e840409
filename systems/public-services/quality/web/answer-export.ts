import { Readable } from "node:stream";
import type { Context } from "hono";
import { attachment, type HttpEnv } from "../../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { answerTable, type TableExport } from "../../../documents/index.ts";

export type ExportedTable = Pick<TableExport, "title" | "subtitle" | "columns" | "rows">;

/** Answers a table as the ending of the address says: .xlsx, .pdf or .csv; leaves a record of who took what. */
export async function answerExport(
  c: Context<HttpEnv>,
  actor: PersonActor,
  table: ExportedTable,
): Promise<Response> {
  const kind = c.req.path.split(".").at(-1);
  await transact(c.var.house, { actor }, async (tx) => {
    tx.record({
      action: "quality.export",
      objectKind: "quality",
      objectId: actor.organisationId,
      data: { title: table.title, kind: kind ?? "", address: new URL(c.req.url).search.slice(0, 1_000) },
    });
  });
  if (kind === "xlsx" || kind === "pdf") return await answerTable(c, actor, kind, table);
  return new Response(Readable.toWeb(Readable.from(csvLines(table))) as ReadableStream, {
    headers: {
      "Content-Type": "text/csv; charset=UTF-8",
      "Content-Disposition": attachment(`${table.title}.csv`),
    },
  });
}

/** RFC 4180 with the mark that lets a spreadsheet see UTF-8. */
async function* csvLines({ columns, rows }: ExportedTable): AsyncGenerator<Buffer> {
  yield Buffer.from(`\uFEFF${csvLine(columns.map(({ label }) => label))}`);
  for await (const row of rows) yield Buffer.from(csvLine(columns.map(({ key }) => row[key] ?? "")));
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** What a spreadsheet would take for a formula is told to be text: a citizen wrote some of it. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(?:[.,]\d+)?%?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows that are there already, as an export reads them. */
export async function* asRows<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  cells: (row: Row) => Readonly<Record<string, string>>,
): AsyncGenerator<Readonly<Record<string, string>>> {
  for await (const row of rows) yield cells(row);
}
