import type { Context } from "hono";
import { notFound } from "../../../../core/errors.ts";
import { attachment, type HttpEnv } from "../../../../core/http/index.ts";
import type { DossierFacts, DossierFile } from "../facts.ts";

/**
 * One file of a dossier (parameter `file`). The caller has checked who reads.
 *
 * @param kinds which kinds this reader may have; default every kind
 * @throws Refusal 404
 */
export async function answerFile(
  c: Context<HttpEnv>,
  facts: DossierFacts | undefined,
  kinds?: readonly DossierFile["kind"][],
): Promise<Response> {
  const file = facts?.files.find(({ id }) => id === c.req.param("file"));
  if (!file || (kinds && !kinds.includes(file.kind))) throw notFound();
  const bytes = await c.var.house.files.bytes(file.sha256);
  return new Response(Uint8Array.from(bytes), {
    headers: {
      "Content-Type": file.mime,
      "Content-Disposition": attachment(file.name, "inline"),
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cache-Control": "private, no-store",
    },
  });
}
