import { Readable } from "node:stream";
import type { Context } from "hono";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findOrganisation } from "../../../core/directory/index.ts";
import { attachment, type HttpEnv } from "../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { type TableExport, writePdf, writeXlsx } from "../../documents/index.ts";

interface Exported {
  readonly actor: PersonActor;
  readonly title: string;
  readonly subtitle: string;
  readonly columns: TableExport["columns"];
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** From the end of the address. */
  readonly kind: "xlsx" | "pdf";
}

/** Which file an address asks for. */
export function kindOf(c: Context<HttpEnv>): "xlsx" | "pdf" {
  return c.req.path.endsWith(".pdf") ? "pdf" : "xlsx";
}

/** Answers a table as a file; the export is in the audit log. */
export async function answerExport(c: Context<HttpEnv>, exported: Exported): Promise<Response> {
  const { house } = c.var;
  const { actor, title, subtitle, kind, columns, rows } = exported;
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "records.export",
      objectKind: "list-of-files",
      objectId: actor.organisationId,
      data: { kind, title, rows: rows.length },
    });
  });
  const today = localDateOf(new Date());
  const organisation = await findOrganisation(house.database.queries, actor.organisationId, today);
  const [year, month, day] = today.split("-");
  const table: TableExport = {
    title,
    subtitle,
    organisation: organisation?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    empty: "(Không có hồ sơ nào trong phạm vi đã chọn)",
    columns,
    rows: Readable.from(rows),
  };
  const stream = kind === "pdf" ? writePdf(table) : writeXlsx(table);
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of files broke off"));
  return streamAnswer(stream, kind === "pdf" ? PDF : XLSX, `${title}.${kind}`);
}

const PDF = "application/pdf";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** A stream as a file to keep or, for PDF, to look at. */
export function streamAnswer(stream: Readable, type: string, name: string, size?: number): Response {
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type": type,
      "Content-Disposition": attachment(name, type === PDF ? "inline" : "attachment"),
      ...(size === undefined ? {} : { "Content-Length": String(size) }),
    },
  });
}
