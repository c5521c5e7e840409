import { Readable } from "node:stream";
import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { attachment, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { type Hit, type SearchRequest, searchItems } from "../../../../core/search/index.ts";
import type { House } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { formatDate } from "../../../../core/ui/index.ts";
import type { TableExport } from "../../export/table-export.ts";
import { writeDocx } from "../../export/write-docx.ts";
import { writePdf } from "../../export/write-pdf.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";
import { KINDS } from "../../search/document-items.ts";
import { readAsked } from "./search-request.ts";
import { WHERE } from "./words.ts";

/** More is no list that anybody reads; the registers have exports without a bound. */
export const MOST_EXPORTED = 5_000;

const KINDS_OF_FILE = {
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

const COLUMNS: TableExport["columns"] = [
  { key: "kind", label: "Loại", width: 6 },
  { key: "symbol", label: "Số, ký hiệu", width: 10 },
  { key: "date", label: "Ngày", width: 7, kind: "date" },
  { key: "title", label: "Trích yếu", width: 30 },
  { key: "issuer", label: "Cơ quan ban hành", width: 16 },
  { key: "people", label: "Người ký, người xử lý", width: 14 },
  { key: "where", label: "Tìm thấy ở", width: 12 },
];

/** GET /search.xlsx, .docx, .pdf: the results of the address, with the same rights, newest first inside each step. */
export async function searchExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const asked = await readAsked(c);
  const name = c.req.path.split(".").at(-1);
  const kind = name === "pdf" || name === "docx" ? name : "xlsx";
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export-search",
      objectKind: "search",
      objectId: actor.organisationId,
      data: { kind, address: new URL(c.req.url).search.slice(0, 1_000) },
    });
  });
  const today = localDateOf(new Date());
  const [year, month, day] = today.split("-");
  const organisation = await findOrganisation(house.database.queries, actor.organisationId, today);
  const { write, type } = KINDS_OF_FILE[kind];
  const stream = write({
    title: "Kết quả tìm kiếm văn bản",
    subtitle: `Tìm: ${[asked.typed.text, asked.person].filter(Boolean).join(", ") || "theo bộ lọc"} (nhiều nhất ${MOST_EXPORTED.toLocaleString("vi-VN")} văn bản)`,
    organisation: organisation?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    columns: COLUMNS,
    rows: cellsOf(asked.anything ? allHits(house, withoutSecrets(asked.request)) : none()),
  });
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of a search broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: { "Content-Type": type, "Content-Disposition": attachment(`Kết quả tìm kiếm.${kind}`) },
  });
}

/** What leaves the house as a file leaves every right behind: secret documents are in no list but their register. */
function withoutSecrets(request: SearchRequest): SearchRequest {
  return { ...request, reader: { ...request.reader, clearance: 0 } };
}

async function* none(): AsyncGenerator<Hit> {}

async function* allHits(house: House, request: SearchRequest): AsyncGenerator<Hit> {
  let after: string | undefined;
  for (let given = 0; given < MOST_EXPORTED; ) {
    const page = await searchItems(house.database.queries, {
      ...request,
      limit: 100,
      ...(after === undefined ? {} : { after }),
    });
    yield* page.hits;
    given += page.hits.length;
    after = page.next;
    if (after === undefined) return;
  }
}

async function* cellsOf(hits: AsyncIterable<Hit>): AsyncGenerator<Readonly<Record<string, string>>> {
  for await (const hit of hits)
    yield {
      kind: hit.kind === KINDS.incoming ? "Đến" : "Đi",
      symbol: hit.symbol ?? "",
      date: formatDate(hit.date),
      title: hit.title,
      issuer: hit.issuer ?? "",
      people: hit.people.join(", "),
      where: hit.fields.map((field) => WHERE[field].vi).join(", "),
    };
}
