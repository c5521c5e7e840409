import { Readable } from "node:stream";
import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { attachment, type HttpEnv } from "../../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import type { TableExport } from "../../export/table-export.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";

interface Selection<Document> {
  readonly kind: "incoming-document" | "outgoing-document";
  readonly title: string;
  readonly columns: TableExport["columns"];
  readonly documents: readonly Document[];
  readonly cells: (document: Document) => Readonly<Record<string, string>>;
}

/** Some documents as XLSX, without the secret ones; the audit log keeps which. The caller has checked the rights. */
export async function answerSelection<
  Document extends { readonly id: string; readonly confidentiality: number },
>(
  c: Context<HttpEnv>,
  actor: PersonActor,
  { kind, title, columns, documents, cells }: Selection<Document>,
): Promise<Response> {
  const { house } = c.var;
  const open = documents.filter((document) => document.confidentiality === 0);
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export",
      objectKind: kind,
      objectId: actor.organisationId,
      data: { kind: "xlsx", documents: open.map(({ id }) => id) },
    });
  });
  const today = localDateOf(new Date());
  const [year, month, day] = today.split("-");
  const organisation = await findOrganisation(house.database.queries, actor.organisationId, today);
  const left = documents.length - open.length;
  const stream = writeXlsx({
    title,
    subtitle: `${open.length} văn bản${left > 0 ? `, không kể ${left} văn bản mật` : ""}`,
    organisation: organisation?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    columns,
    rows: rowsOf(open.map(cells)),
  });
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of a selection broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment(`${title}.xlsx`),
    },
  });
}

async function* rowsOf<Row>(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}
