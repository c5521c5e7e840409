import type { Context } from "hono";
import { notFound } from "../../../../core/errors.ts";
import { attachment, type HttpEnv } from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { isFileKey } from "../files/file-link.ts";

/** GET /portal/files/:id/:key — a file of a dossier for the portal, by the address it was told; every fetch is recorded. */
export async function linkedFile(c: Context<HttpEnv>): Promise<Response> {
  const { house } = c.var;
  const id = c.req.param("id") ?? "";
  const file = /^[0-9a-f-]{36}$/i.test(id)
    ? await house.database.queries
        .selectFrom("public_services.dossier_file")
        .select(["id", "dossier_id", "name", "mime", "sha256"])
        .where("id", "=", id)
        .executeTakeFirst()
    : undefined;
  // The same answer whether the file or the key is wrong.
  if (!file || !isFileKey(house, file, c.req.param("key") ?? "")) throw notFound();
  const bytes = await house.files.bytes(file.sha256);
  await transact(house, { actor: { kind: "system", name: "portal.files" } }, async (tx) => {
    tx.record({
      action: "portal.read-file",
      objectKind: "dossier",
      objectId: file.dossier_id,
      data: { file: file.id, sha256: file.sha256 },
    });
  });
  return new Response(Uint8Array.from(bytes), {
    headers: {
      "Content-Type": file.mime,
      "Content-Disposition": attachment(file.name),
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cache-Control": "private, no-store",
    },
  });
}
