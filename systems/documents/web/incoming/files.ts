import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { notFound, Refusal } from "../../../../core/errors.ts";
import { attachment, type HttpEnv } from "../../../../core/http/index.ts";
import { formatDate } from "../../../../core/ui/index.ts";
import { readingOf } from "../../scanning/find-reading.ts";
import { stampReadingCopy } from "../../scanning/stamp-reading-copy.ts";
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

const FONTS = new URL("../../../../province/fonts/", import.meta.url);

/** GET /incoming/:id/reading-copy: the PDF with the stamp "ĐẾN", made for reading and printing; never the original. */
export async function readingCopy(c: Context<HttpEnv>): Promise<Response> {
  const { house } = c.var;
  const { document } = await readIncoming(c, "reading copy");
  if (!document.file_sha256 || document.arrival_number === null) throw notFound();
  const organisation = await findOrganisation(
    house.database.queries,
    document.organisation_id,
    localDateOf(document.arrived_at),
  );
  const mark = {
    organisation: organisation?.name ?? "",
    number: String(document.arrival_number),
    day: formatDate(document.registered_at ?? document.arrived_at),
    passedTo: document.presented_to_name ?? "",
  };
  // A scan is stamped with the words under its pictures where it has them.
  const scan = await readingOf(house.database.queries, document.file_sha256);
  const original = await house.files.bytes(scan?.copy_sha256 ?? document.file_sha256);
  const copy = await stampReadingCopy(original, mark, FONTS).catch((error: unknown) => {
    house.log.warn(
      { file: document.file_sha256, error: String(error) },
      "a reading copy could not be stamped",
    );
    throw new Refusal("documents.not-stampable", 422, {
      vi: "Không đóng được dấu ĐẾN lên tệp này (tệp hỏng hoặc có mật khẩu). Xem bản gốc, và ghi số đến lên bản in.",
      en: "The arrival stamp cannot be put on this file (damaged or protected). Read the original and write the number on the print.",
    });
  });
  return new Response(Buffer.from(copy), {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": attachment(
        `den-${mark.number}-${document.file_name ?? "van-ban.pdf"}`,
        "inline",
      ),
      "Cache-Control": "private, no-cache",
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'; sandbox",
    },
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
