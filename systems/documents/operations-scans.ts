import { Readable } from "node:stream";
import { z } from "zod";
import { notFound } from "../../core/errors.ts";
import { type Operation, type OperationContext, operation } from "../../core/http/index.ts";
import { transact } from "../../core/transaction/index.ts";
import { READ, WRITE } from "./permissions.ts";
import { readableScans, readScanAgain, type ScannedDocument } from "./scanning/document-scans.ts";
import { SCAN_CODES } from "./scanning/tables.ts";
import { recordReading } from "./web/shared/record-reading.ts";

const byId = z.object({ id: z.uuid() });
const byContent = byId.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const scan = z.object({
  sha256: z.string(),
  name: z.string(),
  state: z.enum(["waiting", "reading", "joining", "done", "failed"]),
  code: z.enum(SCAN_CODES).nullable(),
  ahead: z.int().meta({ description: "scans that are read before this one" }),
  pages: z.int().nullable(),
  pagesRead: z.int(),
  unread: z.array(z.int()).meta({ description: "pages whose text is not known" }),
  copy: z.object({ sha256: z.string(), size: z.int() }).nullable(),
});
const scans = z.object({ scans: z.array(scan) });

/** The machine API of scans: how far their reading is, the copy in two layers, having one read again. */
export const scanOperations: readonly Operation[] = (["incoming", "outgoing"] as const).flatMap((kind) => {
  const name = kind === "incoming" ? "Incoming" : "Outgoing";
  const tag = `${kind} documents`;
  return [
    operation({
      id: `list${name}Scans`,
      method: "get",
      path: `/${kind}/{id}/scans`,
      summary: {
        vi: "Bản quét của văn bản và tiến độ đọc chữ",
        en: "Scans of a document and how far they are read",
      },
      tag,
      scope: READ,
      parameters: byId,
      answer: scans,
      run: (context, { parameters: { id } }) => answer(context, { kind, id }),
    }),
    operation({
      id: `get${name}SearchableCopy`,
      method: "get",
      path: `/${kind}/{id}/scans/{sha256}/searchable`,
      summary: { vi: "Bản đọc hai lớp của một bản quét (PDF)", en: "The copy of a scan in two layers (PDF)" },
      tag,
      scope: READ,
      parameters: byContent,
      answer: "file",
      async run(context, { parameters: { id, sha256 } }) {
        const found = (await read(context, { kind, id }, "searchable copy")).find(
          (each) => each.sha256 === sha256,
        );
        if (!found?.copy_sha256) throw notFound();
        const content = Readable.toWeb(await context.house.files.read(found.copy_sha256));
        return { content: content as ReadableStream, type: "application/pdf", name: `hai-lop-${found.name}` };
      },
    }),
    operation({
      id: `read${name}ScanAgain`,
      method: "post",
      path: `/${kind}/{id}/scans/{sha256}/read`,
      summary: { vi: "Đọc lại chữ của một bản quét", en: "Have a scan read again" },
      tag,
      scope: WRITE,
      parameters: byContent,
      body: z.object({}).default({}),
      answer: scans,
      async run(context, { parameters: { id, sha256 } }) {
        const { house, actor, requestId } = context;
        await transact(house, { actor, ...(requestId === undefined ? {} : { requestId }) }, (tx) =>
          readScanAgain(tx, actor, { kind, id, sha256 }),
        );
        return await answer(context, { kind, id });
      },
    }),
  ];
});

async function read({ house, actor }: OperationContext, document: ScannedDocument, what: string) {
  const found = await readableScans(house.database.queries, actor, document);
  await recordReading(house, actor, {
    kind: `${document.kind}-document`,
    id: document.id,
    confidentiality: found.confidentiality,
    what,
  });
  return found.scans;
}

async function answer(context: OperationContext, document: ScannedDocument): Promise<z.input<typeof scans>> {
  return {
    scans: (await read(context, document, "scans")).map((row) => ({
      sha256: row.sha256,
      name: row.name,
      state: row.whole,
      code: row.code,
      ahead: row.ahead,
      pages: row.pages,
      pagesRead: row.pages_read,
      unread: [...row.unread],
      copy:
        row.copy_sha256 !== null && row.copy_size !== null
          ? { sha256: row.copy_sha256, size: row.copy_size }
          : null,
    })),
  };
}
