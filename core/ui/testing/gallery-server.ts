import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { loadAssets } from "../../../web/assets.ts";
import { contentSecurityPolicy } from "../csp.ts";
import { galleryPage, sampleDocument, sampleShell } from "../gallery.tsx";
import { parseLanguage } from "../language.ts";
import type { Shell } from "../shell.ts";

export interface TestGallery {
  readonly url: string;
  /** Changes the shell of the pages served from now on. */
  change(over: Partial<Shell>): void;
  /** Sends a server-sent event to every page that listens. */
  tell(event: string, data: string): void;
  /** Addresses that pages opened their streams at, the open ones. */
  listening(): readonly string[];
  /** Cuts every stream, as a server that starts anew does. */
  cut(): void;
  stop(): Promise<void>;
}

/** A server with the gallery and nothing else, under the policy of the real one. */
export async function startGallery(over: Partial<Shell> = {}): Promise<TestGallery> {
  const assets = await loadAssets();
  const app = new Hono();
  let changed: Partial<Shell> = over;
  const listeners = new Map<(event: string, data: string) => void, { address: string; cut: () => void }>();
  let told = 0;
  app.get("/assets/*", async (c) => (await assets.serve(c.req.path, c.req.raw)) ?? c.notFound());
  app.get("/ui", (c) => {
    const theme = c.req.query("theme");
    // One page and no house around it: nothing to install.
    const shell = sampleShell(
      { ...assets.page, install: undefined },
      {
        lang: parseLanguage(c.req.query("lang")),
        theme: theme === "dark" || theme === "light" ? theme : "auto",
        ...changed,
      },
    );
    c.header("Content-Security-Policy", contentSecurityPolicy(shell.nonce));
    return c.html(galleryPage(shell));
  });
  app.get("/ui/sample.pdf", async (c) =>
    c.body(Buffer.from(await sampleDocument()), 200, { "Content-Type": "application/pdf" }),
  );
  app.get("/ui/live", (c) =>
    streamSSE(c, async (stream) => {
      const listener = (event: string, data: string) =>
        void stream.writeSSE({ event, data, id: String(told) });
      await new Promise<void>((resolve) => {
        listeners.set(listener, { address: `${c.req.path}?${c.req.query("after") ?? ""}`, cut: resolve });
        stream.onAbort(resolve);
      });
      listeners.delete(listener);
    }),
  );
  // A form with files comes back as a page with status 422, so that a test sees the whole way there and back.
  app.post("/ui", async (c) => {
    const sent = await c.req.parseBody({ all: true });
    const file = sent.files;
    if (!(file instanceof File) || file.size === 0) return c.json(Object.fromEntries(Object.entries(sent)));
    const message = `Đã nhận ${file.name}, ${file.size} byte`;
    const shell = sampleShell(assets.page, { flashes: [{ tone: "bad", message }] });
    return c.html(galleryPage(shell), 422);
  });
  app.post("/preferences", (c) => c.redirect("/ui", 303));
  return await new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        change: (next) => {
          changed = { ...changed, ...next };
        },
        tell: (event, data) => {
          told += 1;
          for (const listener of listeners.keys()) listener(event, data);
        },
        listening: () => [...listeners.values()].map(({ address }) => address),
        cut: () => {
          for (const { cut } of listeners.values()) cut();
        },
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      }),
    );
  });
}
