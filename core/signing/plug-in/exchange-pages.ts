import type { Context, Hono } from "hono";
import { Refusal } from "../../errors.ts";
import { attachment, type HttpEnv } from "../../http/index.ts";
import { receiveFile } from "../public/receive-file.ts";
import { plugInSettings } from "./settings.ts";
import { beginUpload, fileToSign, takeSignedFile } from "./take-signed-file.ts";

/** A signed document is no film. */
const MAX_BYTES = 100 * 1024 * 1024;
const UUID = "[0-9a-f-]{36}";
const SECRET = "[A-Za-z0-9_-]{43}";
const PATH = `/signing/plug-in/:id{${UUID}}`;

/**
 * The addresses the plug-in is given. It calls from outside the browser, so the secret in the address is all that
 * counts; a session is neither needed nor used.
 */
export function exchangePages(app: Hono<HttpEnv>): void {
  app.get(`${PATH}/download/:secret{${SECRET}}/:name`, async (c) => {
    const { house } = c.var;
    const sha256 = await fileToSign(house, c.req.param("id"), c.req.param("secret"));
    const bytes = await house.files.bytes(sha256);
    c.header("Content-Type", "application/pdf");
    c.header("Content-Disposition", attachment(c.req.param("name")));
    return c.body(Uint8Array.from(bytes));
  });

  app.post(`${PATH}/upload/:secret{${SECRET}}`, async (c) => {
    const { id, secret } = c.req.param();
    try {
      await upload(c, id, secret);
      return answer(c, { ok: true, message: "" });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return answer(c, { ok: false, message: error.sentence[c.var.lang] });
    }
  });
}

async function upload(c: Context<HttpEnv>, id: string, secret: string): Promise<void> {
  const { house } = c.var;
  await beginUpload(house, id, secret);
  const received = await receiveFile(c, MAX_BYTES);
  try {
    await takeSignedFile(house, id, secret, received.handle.createReadStream({ start: 0, autoClose: false }));
  } finally {
    await received.handle.close();
  }
}

/** The plug-in shows the message to the person; its transport wants status 200. */
function answer(c: Context<HttpEnv>, { ok, message }: { ok: boolean; message: string }): Response {
  const { reply } = plugInSettings(c.var.house);
  return c.json({
    [reply.status]: ok,
    [reply.message]: message,
    [reply.fileName]: "",
    [reply.fileServer]: "",
  });
}
