import type { Context } from "hono";
import { type HttpEnv, requireSession } from "../../../core/http/index.ts";
import { fetchPackage } from "../packages/fetch-package.ts";
import { streamAnswer } from "./export.ts";

/** GET /files/packages/:id.zip: streamed from the store. */
export async function packageFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = (c.req.param("name") ?? "").replace(/\.zip$/, "");
  const { sha256, size, name } = await fetchPackage(c.var.house, actor, id);
  return streamAnswer(await c.var.house.files.read(sha256), "application/zip", name, size);
}
