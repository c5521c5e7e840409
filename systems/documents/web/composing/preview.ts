import { hash } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { attachment, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { composeText } from "../../composing/compose-text.ts";
import { composePdf } from "../../composing/layout/compose-pdf.ts";
import { mayReadText } from "../../composing/permissions.ts";
import { getText, subjectOfText } from "../../composing/texts.ts";
import { readingOfText } from "./reading-of-text.ts";

/** GET /compose/:id/preview.pdf: the text as it is kept, laid out; nothing of it is stored. */
export async function previewPdf(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const text = await getText(queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadText, await subjectOfText(queries, text));
  await readingOfText(house, actor, text, "preview");
  const { bytes } = composePdf(await composeText(queries, text, new Date()), text.updated_at);
  const tag = `"${hash("sha256", bytes, "hex").slice(0, 32)}"`;
  const headers = new Headers({
    "Content-Type": "application/pdf",
    "Content-Disposition": attachment("ban-soan.pdf", "inline"),
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'; sandbox",
    ETag: tag,
  });
  if (c.req.header("if-none-match") === tag) return new Response(null, { status: 304, headers });
  headers.set("Content-Length", String(bytes.length));
  return new Response(new Uint8Array(bytes), { headers });
}
