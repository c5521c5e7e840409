import { brotliDecompressSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { buildWeb, loadAssets, type WebAssets } from "./assets.ts";

let assets: WebAssets;

beforeAll(async () => {
  assets = await loadAssets();
});

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  assets.serve(path, new Request(`http://localhost${path}`, { headers, method }));

describe("browser files", () => {
  it("are built once and not again while the sources stay the same", async () => {
    expect((await buildWeb()).built).toBe(false);
  });

  it("are kept by the browser for good, compressed when it can read that", async () => {
    const plain = await get(assets.page.script);
    const packed = await get(assets.page.script, { "accept-encoding": "gzip, br" });
    expect(plain?.headers.get("cache-control")).toContain("immutable");
    expect(plain?.headers.get("content-type")).toContain("javascript");
    expect(packed?.headers.get("content-encoding")).toBe("br");
    const unpacked = brotliDecompressSync(Buffer.from((await packed?.arrayBuffer()) ?? new ArrayBuffer(0)));
    expect(unpacked.toString("utf8")).toBe(await plain?.text());
  });

  it("every address a page links to is served", async () => {
    const { style, script, fonts, mark } = assets.page;
    expect(fonts).toHaveLength(2);
    for (const address of [style, script, mark, ...fonts]) expect((await get(address))?.status).toBe(200);
    expect((await get(style, {}, "HEAD"))?.body).toBeNull();
  });

  it("serve what PDF.js needs for PDFs without embedded fonts", async () => {
    expect((await get("/assets/pdfjs/6/standard_fonts/FoxitSerif.pfb"))?.status).toBe(200);
    expect(await get("/assets/pdfjs/6/build/pdf.mjs")).toBeUndefined();
  });

  it("let nobody out of their folders", async () => {
    for (const path of [
      "/assets/../package.json",
      "/assets/..%2f..%2fpackage.json",
      "/assets/manifest.json",
      "/assets/pdfjs/6/standard_fonts/..",
      "/assets/.building-1/x.js",
      "/assets/",
      "/assets/none.js",
    ]) {
      expect(await assets.serve(path, new Request("http://localhost/"))).toBeUndefined();
    }
  });

  it("need nothing from other machines", async () => {
    const style = (await (await get(assets.page.style))?.text()) ?? "";
    expect(style).toContain("Be Vietnam Pro");
    expect(style).not.toMatch(/url\(["']?(https?:)?\/\/|@import/);
  });

  it("keep the first visit under 120 KB of script, style and fonts on the line", async () => {
    const { style, script, fonts } = assets.page;
    let bytes = 0;
    for (const address of [style, script, ...fonts]) {
      bytes += Number((await get(address, { "accept-encoding": "br" }))?.headers.get("content-length"));
    }
    expect(bytes).toBeLessThan(120_000);
  });
});
