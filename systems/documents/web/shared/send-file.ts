import { Readable } from "node:stream";
import type { Context } from "hono";
import { notFound } from "../../../../core/errors.ts";
import { attachment, type HttpEnv } from "../../../../core/http/index.ts";

/** A stored file as an answer. */
export interface FileToSend {
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
  readonly type: string;
}

/** Types a browser may show in the page; everything else is downloaded, so that nothing from outside runs here. */
const SHOWN = new Set(["application/pdf", "image/png", "image/jpeg"]);

/**
 * Streams a stored file, whole or the one range asked for (PDF viewers read ranges). The caller has checked the rights.
 * @throws Refusal not-found for a range outside the file
 */
export async function sendFile(c: Context<HttpEnv>, file: FileToSend): Promise<Response> {
  const { files } = c.var.house;
  const tag = `"${file.sha256}"`;
  const headers = new Headers({
    "Content-Type": SHOWN.has(file.type) ? file.type : "application/octet-stream",
    "Content-Disposition": attachment(file.name, SHOWN.has(file.type) ? "inline" : "attachment"),
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
    // A viewer inside the page shows the file: its own policy must not keep it out, but nothing in it may run.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'; sandbox",
    ETag: tag,
  });
  if (c.req.header("if-none-match") === tag) return new Response(null, { status: 304, headers });
  const asked = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(c.req.header("range") ?? "");
  if (asked) {
    const start = Number(asked[1]);
    const end = Math.min(asked[2] === "" ? file.size : Number(asked[2]) + 1, file.size);
    if (start >= end) throw notFound();
    headers.set("Content-Range", `bytes ${start}-${end - 1}/${file.size}`);
    headers.set("Content-Length", String(end - start));
    return new Response(webStream(await files.read(file.sha256, { start, end })), { status: 206, headers });
  }
  headers.set("Content-Length", String(file.size));
  return new Response(webStream(await files.read(file.sha256)), { headers });
}

function webStream(stream: Readable): ReadableStream {
  return Readable.toWeb(stream) as ReadableStream;
}
