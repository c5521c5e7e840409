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
  readonly kind: "xlsx" | "pdf";
}

/** Answers a table as a file; the export is in the audit log. */
export async function answerExport(c: Context<HttpEnv>, exported: Exported): Promise<Response> {
  const { house } = c.var;
  const { actor, title, kind, rows } = exported;
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "certificates.export",
      objectKind: "register-of-certificates",
      objectId: actor.organisationId,
      data: { kind, title, rows: rows.length },
    });
  });
  const today = localDateOf(new Date());
  const organisation = await findOrganisation(house.database.queries, actor.organisationId, today);
  const [year, month, day] = today.split("-");
  const table: TableExport = {
    title,
    subtitle: exported.subtitle,
    organisation: organisation?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    empty: "(Không có chứng thư số nào trong phạm vi đã chọn)",
    columns: exported.columns,
    rows: Readable.from(rows),
  };
  const stream = kind === "pdf" ? writePdf(table) : writeXlsx(table);
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of certificates broke off"));
  return fileAnswer(stream, kind, `${title}.${kind}`);
}

/** A stream as a file to keep or, for PDF, to look at. */
export function fileAnswer(stream: Readable, kind: "xlsx" | "pdf", name: string): Response {
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type":
        kind === "pdf"
          ? "application/pdf"
          : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment(name, kind === "pdf" ? "inline" : "attachment"),
    },
  });
}
