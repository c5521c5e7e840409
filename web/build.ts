import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, parse } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const WEB = import.meta.dirname;
const ROOT = join(WEB, "..");
const DIST = join(WEB, "dist");
const KEEP_OLD_MS = 7 * 24 * 3_600_000;

export interface WebBuild {
  /** Folder with the built files, named by the hash of the sources. */
  readonly directory: string;
  /** False when the sources had not changed. */
  readonly built: boolean;
  readonly milliseconds: number;
}

/**
 * Builds styles, islands and fonts for the browser when their sources have changed since the last build; otherwise
 * returns at once. Safe to run in several processes at the same time: each builds aside and the first to finish wins.
 */
export async function buildWeb(): Promise<WebBuild> {
  const started = performance.now();
  const directory = join(DIST, await sourceHash());
  if (existsSync(join(directory, "manifest.json"))) {
    return { directory, built: false, milliseconds: performance.now() - started };
  }
  const aside = join(DIST, `.building-${process.pid}-${Date.now()}`);
  await mkdir(aside, { recursive: true });
  try {
    await bundle(aside);
    await addPictures(aside);
    await compressTexts(aside);
    await moveInto(aside, directory);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  await removeOldBuilds(directory);
  return { directory, built: true, milliseconds: performance.now() - started };
}

async function bundle(outDir: string): Promise<void> {
  // Loaded only when there is something to build: a warm start never pays for the bundler.
  const { build } = await import("vite");
  await build({
    root: WEB,
    configFile: false,
    base: "/assets/",
    publicDir: false,
    logLevel: "warn",
    resolve: {
      alias: [{ find: /^pdfjs-dist$/, replacement: join(ROOT, "node_modules/pdfjs-dist/build/pdf.min.mjs") }],
    },
    build: {
      outDir,
      emptyOutDir: false,
      assetsDir: "",
      // Fonts and pictures stay files of their own: cached apart, and no data: in the policy for fonts.
      assetsInlineLimit: 0,
      manifest: "manifest.json",
      target: ["chrome111", "edge111", "firefox115", "safari16.4"],
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1200,
      rollupOptions: { input: [join(WEB, "entry.ts"), join(WEB, "service-worker.ts")] },
    },
    // Another build, another service worker: browsers then fetch the page without a line again.
    define: { BUILD: JSON.stringify(basename(outDir)) },
  });
}

/** Pictures linked from the page, not from script or style, so that the bundler does not see them. */
const PICTURES = ["mark.svg", "icon-192.png", "icon-512.png", "icon-maskable-512.png", "icon-touch-180.png"];

async function addPictures(directory: string): Promise<void> {
  for (const name of PICTURES) {
    const picture = await readFile(join(WEB, "art", name));
    const hash = createHash("sha256").update(picture).digest("hex").slice(0, 8);
    const { name: stem, ext } = parse(name);
    await writeFile(join(directory, `${stem}-${hash}${ext}`), picture);
  }
}

async function compressTexts(directory: string): Promise<void> {
  const compress = promisify(brotliCompress);
  const names = (await readdir(directory)).filter((name) => /\.(css|js|mjs|svg)$/.test(name));
  await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      const packed = await compress(await readFile(path), {
        params: { [constants.BROTLI_PARAM_QUALITY]: 9 },
      });
      await writeFile(`${path}.br`, packed);
    }),
  );
}

async function moveInto(aside: string, directory: string): Promise<void> {
  try {
    await rename(aside, directory);
  } catch (error) {
    // Another process finished the same build first; its files are the same as ours.
    if (!existsSync(join(directory, "manifest.json"))) throw error;
  }
}

/** Old builds stay for a week, so that a server still running on one keeps its files. */
async function removeOldBuilds(current: string): Promise<void> {
  for (const name of await readdir(DIST)) {
    const path = join(DIST, name);
    if (path === current) continue;
    const age = Date.now() - (await stat(path)).mtimeMs;
    if (age > KEEP_OLD_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Hash of everything the result depends on: own sources, shared code of core/ui, versions of the packages. */
async function sourceHash(): Promise<string> {
  const hash = createHash("sha256");
  const own = await readdir(WEB, { recursive: true, withFileTypes: true });
  const files = own
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(DIST) && !path.includes(".test.") && !path.endsWith(".md"));
  files.push(join(ROOT, "core/ui/vietnamese.ts"), join(ROOT, "core/ui/format.ts"));
  for (const path of files.sort()) {
    hash.update(`${path.slice(ROOT.length)}\0`).update(await readFile(path));
  }
  for (const name of [
    "vite",
    "pdfjs-dist",
    "@hotwired/turbo",
    "@fontsource/be-vietnam-pro",
    "@fontsource/tinos",
  ]) {
    hash.update(await readFile(join(ROOT, "node_modules", name, "package.json")));
  }
  return hash.digest("hex").slice(0, 16);
}
