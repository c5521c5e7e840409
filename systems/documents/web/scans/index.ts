import type { Context, Hono } from "hono";
import { notFound } from "../../../../core/errors.ts";
import { type HttpEnv, readForm, redirectTo, requireSession } from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { readableScans, readScanAgain, type ScannedDocument } from "../../scanning/document-scans.ts";
import { recordReading } from "../shared/record-reading.ts";
import { requestIdOf } from "../shared/refused-form.ts";
import { sendFile } from "../shared/send-file.ts";

type Kind = ScannedDocument["kind"];

/** Scans with the words under their pictures, of incoming and outgoing documents: the copy, and having one read again. */
export function scanPages(app: Hono<HttpEnv>): void {
  for (const kind of ["incoming", "outgoing"] as const) {
    app.get(`/${kind}/:id/searchable/:sha256`, (c) => searchableCopy(c, kind));
    app.post(`/${kind}/:id/read-scan/:sha256`, (c) => readAgain(c, kind));
  }
}

/** GET /incoming/:id/searchable/:sha256: the copy for reading of the scan with this content. */
async function searchableCopy(c: Context<HttpEnv>, kind: Kind): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const id = c.req.param("id") ?? "";
  const { scans, confidentiality } = await readableScans(house.database.queries, actor, { kind, id });
  const scan = scans.find(({ sha256 }) => sha256 === c.req.param("sha256"));
  if (!scan || scan.copy_sha256 === null || scan.copy_size === null) throw notFound();
  await recordReading(house, actor, {
    kind: `${kind}-document`,
    id,
    confidentiality,
    what: "searchable copy",
  });
  return await sendFile(c, {
    sha256: scan.copy_sha256,
    size: scan.copy_size,
    name: `hai-lop-${scan.name}`,
    type: "application/pdf",
  });
}

/** POST /incoming/:id/read-scan/:sha256 */
async function readAgain(c: Context<HttpEnv>, kind: Kind): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = c.req.param("id") ?? "";
  const sha256 = c.req.param("sha256") ?? "";
  await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
    readScanAgain(tx, actor, { kind, id, sha256 }),
  );
  return redirectTo(c, `/${kind}/${id}`, {
    tone: "good",
    message: {
      vi: "Bản quét đã vào hàng chờ đọc. Trang này cho thấy đọc đến đâu.",
      en: "The scan waits to be read. This page shows how far it is.",
    },
  });
}
