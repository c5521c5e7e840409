import { Readable } from "node:stream";
import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { attachment, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import type { TableExport } from "../../export/table-export.ts";
import { writePdf } from "../../export/write-pdf.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";

const TYPES = {
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

/** A table of the calendar as a file, written into the audit log. `owner`: whose calendar it is, by default the body's. */
export async function answerTable(
  c: Context<HttpEnv>,
  kind: "pdf" | "xlsx",
  table: Pick<TableExport, "title" | "subtitle" | "columns"> & {
    readonly rows: readonly Readonly<Record<string, string>>[];
  },
): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const today = localDateOf(new Date());
  const [year, month, day] = today.split("-");
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export",
      objectKind: "calendar",
      objectId: actor.unitId,
      data: { kind, title: table.title, subtitle: table.subtitle },
    });
  });
  const owner = await findOrganisation(house.database.queries, actor.organisationId, today);
  const whole: TableExport = {
    ...table,
    organisation: owner?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    rows: Readable.from(table.rows),
    empty: "(Không có lịch nào)",
  };
  const stream = kind === "pdf" ? writePdf(whole) : writeXlsx(whole);
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of the calendar broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type": TYPES[kind],
      "Content-Disposition": attachment(`${table.title}.${kind}`),
    },
  });
}
