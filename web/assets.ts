import { readdir, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { z } from "zod";
import type { PageAssets } from "../core/ui/shell.ts";
import { buildWeb } from "./build.ts";

export { buildWeb, type WebBuild } from "./build.ts";

/** The built browser files, ready to be linked from pages and served. */
export interface WebAssets {
  /** For `Shell.assets`. */
  readonly page: PageAssets;
  /**
   * Answers a GET or HEAD below `/assets/` or of the service worker; undefined when there is no such file. Names carry a hash of the content,
   * so that browsers keep them for good.
   */
  serve(path: string, request: Request): Promise<Response | undefined>;
}

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    css: z.array(z.string()).optional(),
    src: z.string().optional(),
    imports: z.array(z.string()).optional(),
  }),
);

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
};

/** What PDF.js fetches by name while reading a file: fonts that a PDF leaves out, character maps, picture decoders. */
const PDFJS_FOLDERS = new Set(["standard_fonts", "cmaps", "wasm", "iccs"]);
/** At the root and under one name, so that it sees every page and browsers look for a newer one. */
const SERVICE_WORKER = "/service-worker.js";
const FOREVER = "public, max-age=31536000, immutable";

/** Builds the browser files if needed and reads what was built. Throws when the build fails. */
export async function loadAssets(): Promise<WebAssets> {
  const { directory } = await buildWeb();
  const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, "manifest.json"), "utf8")));
  const files = Object.values(manifest);
  const entry = manifest["entry.ts"];
  const worker = manifest["service-worker.ts"];
  const outbox = manifest["islands/outbox.ts"];
  const style = entry?.css?.[0];
  if (!entry || !style) throw new Error(`web build in ${directory} has no entry with a stylesheet`);
  if (!worker || !outbox) throw new Error(`web build in ${directory} has no service worker`);
  const url = (name: string) => `/assets/${name}`;
  const names = await readdir(directory);
  const picture = (stem: string) => {
    const found = names.find((name) => name.startsWith(`${stem}-`) && !name.endsWith(".br"));
    if (found === undefined) throw new Error(`web build in ${directory} has no ${stem}`);
    return url(found);
  };
  const builtFrom = (part: string) =>
    files.filter((file) => file.src?.includes(part)).map((file) => url(file.file));
  const pdfjs = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
  return {
    page: {
      style: url(style),
      script: url(entry.file),
      fonts: ["vietnamese-400", "latin-400"].flatMap((part) => builtFrom(`be-vietnam-pro-${part}`)),
      mark: picture("mark"),
      install: {
        icons: [
          { src: picture("icon-192"), sizes: "192x192", purpose: "any" },
          { src: picture("icon-512"), sizes: "512x512", purpose: "any" },
          { src: picture("icon-maskable-512"), sizes: "512x512", purpose: "maskable" },
        ],
        touchIcon: picture("icon-touch-180"),
        offlineScripts: [outbox.file, ...importsOf(manifest, "islands/outbox.ts")]
          .filter((file) => file !== entry.file)
          .map(url),
      },
    },
    serve: (path, request) =>
      path === SERVICE_WORKER
        ? serveFile(join(directory, worker.file), request, "no-cache")
        : serveFile(locate(path, directory, pdfjs), request, FOREVER),
  };
}

/** Files of everything a script brings with it. */
function importsOf(manifest: z.infer<typeof Manifest>, name: string): string[] {
  return (manifest[name]?.imports ?? []).flatMap((imported) => {
    const file = manifest[imported]?.file;
    return file === undefined ? [] : [file, ...importsOf(manifest, imported)];
  });
}

/** File of an address, or undefined for anything that is not a plain name: no way out of the folders. */
function locate(path: string, directory: string, pdfjs: string): string | undefined {
  const parts = path.replace(/^\/assets\//, "").split("/");
  if (!parts.every((part) => /^[\w-][\w.-]*$/.test(part))) return undefined;
  // The second part is the version of PDF.js: it only makes the address change when the files do.
  const [first, , folder, name] = parts;
  if (parts.length === 1 && first && first !== "manifest.json") return join(directory, first);
  if (parts.length === 4 && first === "pdfjs" && folder && name && PDFJS_FOLDERS.has(folder)) {
    return join(pdfjs, folder, name);
  }
  return undefined;
}

async function serveFile(
  path: string | undefined,
  request: Request,
  cacheControl: string,
): Promise<Response | undefined> {
  if (path === undefined || (request.method !== "GET" && request.method !== "HEAD")) return undefined;
  const plain = await sizeOf(path);
  if (plain === undefined) return undefined;
  const packed = /\bbr\b/.test(request.headers.get("accept-encoding") ?? "")
    ? await sizeOf(`${path}.br`)
    : undefined;
  const headers = new Headers({
    "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
    "Content-Length": String(packed ?? plain),
    "Cache-Control": cacheControl,
    "X-Content-Type-Options": "nosniff",
    Vary: "Accept-Encoding",
  });
  if (packed !== undefined) headers.set("Content-Encoding", "br");
  if (request.method === "HEAD") return new Response(null, { headers });
  return new Response(await readFile(packed === undefined ? path : `${path}.br`), { headers });
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
