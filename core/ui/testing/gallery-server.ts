import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { loadAssets } from "../../../web/assets.ts";
import { contentSecurityPolicy } from "../csp.ts";
import { galleryPage, sampleDocument, sampleShell } from "../gallery.tsx";
import { parseLanguage } from "../language.ts";
import type { Shell } from "../shell.ts";

/** A server with the gallery and nothing else, under the policy of the real one. */
export async function startGallery(
  over: Partial<Shell> = {},
): Promise<{ url: string; stop(): Promise<void> }> {
  const assets = await loadAssets();
  const app = new Hono();
  app.get("/assets/*", async (c) => (await assets.serve(c.req.path, c.req.raw)) ?? c.notFound());
  app.get("/ui", (c) => {
    const theme = c.req.query("theme");
    const shell = sampleShell(assets.page, {
      lang: parseLanguage(c.req.query("lang")),
      theme: theme === "dark" || theme === "light" ? theme : "auto",
      ...over,
    });
    c.header("Content-Security-Policy", contentSecurityPolicy(shell.nonce));
    return c.html(galleryPage(shell));
  });
  app.get("/ui/sample.pdf", async (c) =>
    c.body(Buffer.from(await sampleDocument()), 200, { "Content-Type": "application/pdf" }),
  );
  app.post("/ui", async (c) =>
    c.json(Object.fromEntries(Object.entries(await c.req.parseBody({ all: true })))),
  );
  app.post("/preferences", (c) => c.redirect("/ui", 303));
  return await new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        stop: () => new Promise((done) => server.close(() => done())),
      }),
    );
  });
}
