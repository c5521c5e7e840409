import type { Context } from "hono";
import { notFound } from "../../../../core/errors.ts";
import type { HttpEnv } from "../../../../core/http/index.ts";
import { sendFile } from "../shared/send-file.ts";
import { readIncoming } from "./read-incoming.ts";

/** GET /incoming/:id/file: the document's PDF. */
export async function incomingFile(c: Context<HttpEnv>): Promise<Response> {
  const { document } = await readIncoming(c, "file");
  if (!document.file_sha256) throw notFound();
  return await sendFile(c, {
    sha256: document.file_sha256,
    size: document.file_size ?? 0,
    name: document.file_name ?? "van-ban.pdf",
    type: "application/pdf",
  });
}

/** GET /incoming/:id/files/:position: an attachment. */
export async function incomingAttachment(c: Context<HttpEnv>): Promise<Response> {
  const position = c.req.param("position") ?? "";
  if (!/^\d{1,4}$/.test(position)) throw notFound();
  const { document } = await readIncoming(c, `attachment ${position}`);
  const file = await c.var.house.database.queries
    .selectFrom("documents.attachment")
    .selectAll()
    .where("document_id", "=", document.id)
    .where("position", "=", Number(position))
    .executeTakeFirst();
  if (!file) throw notFound();
  return await sendFile(c, {
    sha256: file.file_sha256,
    size: file.file_size,
    name: file.name,
    type: file.file_type,
  });
}
