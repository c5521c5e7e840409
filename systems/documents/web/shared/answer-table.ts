import { Readable } from "node:stream";
import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { attachment, type HttpEnv } from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { TableExport } from "../../export/table-export.ts";
import { writeDocx } from "../../export/write-docx.ts";
import { writePdf } from "../../export/write-pdf.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";

const KINDS = {
  xlsx: {
    write: writeXlsx,
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  },
  docx: {
    write: writeDocx,
    type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  },
  pdf: { write: writePdf, type: "application/pdf" },
} as const;

export type TableKind = keyof typeof KINDS;

/** A list as a file, streamed, headed by the organisation of who asks. The caller has checked rights and kept record. */
export async function answerTable(
  c: Context<HttpEnv>,
  actor: PersonActor,
  kind: TableKind,
  table: Pick<TableExport, "title" | "subtitle" | "columns" | "rows">,
): Promise<Response> {
  const { house } = c.var;
  const today = localDateOf(new Date());
  const [year, month, day] = today.split("-");
  const organisation = await findOrganisation(house.database.queries, actor.organisationId, today);
  const { write, type } = KINDS[kind];
  const stream = write({
    ...table,
    organisation: organisation?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
  });
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of a list broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: { "Content-Type": type, "Content-Disposition": attachment(`${table.title}.${kind}`) },
  });
}
