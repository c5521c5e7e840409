import { mkdtempSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../../../core/http/index.ts";
import { sessionOf, testParts } from "../../../../core/http/testing.ts";
import { loadAssets } from "../../../../web/assets.ts";
import { seedForms } from "../seed-forms.ts";
import { forms } from "../system.ts";
import { type FormsSite, formsSite } from "../testing/forms-site.ts";
import { REFERENCE_FORM } from "../testing/reference-form.ts";

let site: FormsSite;
let browser: Browser;
let url = "";
let axe = "";
let close: () => Promise<void>;

beforeAll(async () => {
  site = await formsSite();
  await site.publish(REFERENCE_FORM);
  await seedForms(site.house);
  axe = await readFile(new URL("../../../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
  const assets = await loadAssets();
  const administrator = site.actor(site.bodies[0]?.id ?? "", ["administrator"]);
  const app = createApp(
    site.house,
    testParts([forms], {
      assets: assets.page,
      serveAsset: assets.serve,
      // Citizens' pages are seen without a session, officials' by an administrator.
      resolveSession: async (c) => (c.req.path.startsWith("/forms") ? sessionOf(administrator) : null),
    }),
  );
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await close();
  await site.close();
});

const FINDINGS =
  "axe.run(document).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ' ' + n.target)))";

/** Nothing for axe at a phone's width in the dark and at a desk's in the light; nothing scrolls sideways. */
async function looksRight(page: Page, where: string, phone = true): Promise<void> {
  await page.addScriptTag({ content: axe });
  for (const [width, colorScheme] of [
    [1280, "light"],
    [320, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    if (phone || width > 320) {
      expect(await page.evaluate<string[]>(FINDINGS), `${where} ${width}`).toEqual([]);
    }
    const sideways = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(sideways, `${where} ${width}`).toBeLessThanOrEqual(0);
  }
}

async function begin(page: Page): Promise<string> {
  await page.goto(`${url}/services/1.000001/apply`);
  await page.getByLabel("Nộp hồ sơ đến").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Bắt đầu điền hồ sơ" }).click();
  await page.waitForURL(/\/apply\/[0-9a-f-]{36}$/);
  return page.url();
}

describe("citizens' pages", () => {
  test("with JavaScript off: empty, wrong and filled, by what is on the page alone", {
    timeout: 180_000,
  }, async () => {
    const context = await browser.newContext({ bypassCSP: true, javaScriptEnabled: false });
    const page = await context.newPage();
    const base = await begin(page);
    await page.getByRole("link", { name: "Bắt đầu" }).click();
    await page.getByLabel("Cá nhân", { exact: true }).check();
    await page.getByRole("button", { name: "Lưu và tiếp tục" }).last().click();
    await page.getByText("Chưa trả lời: Hồ sơ này là của ai?").first().waitFor();
    expect(await page.getByLabel("Cá nhân", { exact: true }).isChecked()).toBe(true);
    await page.getByLabel("Của chính người nộp").check();
    await page.getByRole("button", { name: "Lưu và tiếp tục" }).last().click();
    await page.waitForURL(`${base}/p/applicant`);
    await context.close();
  });

  test("axe finds nothing: empty, with errors, filled", { timeout: 180_000 }, async () => {
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    const base = await begin(page);
    await page.goto(`${url}/services/1.000001/apply`);
    await looksRight(page, "start");
    for (const path of [
      "",
      "/p/filing",
      "/p/about",
      "/p/choices",
      "/p/where",
      "/p/heirs",
      "/p/papers",
      "/check",
      "/delete",
    ]) {
      await page.goto(`${base}${path}`);
      await looksRight(page, path);
    }
    await page.goto(`${base}/p/about`);
    await page.getByRole("button", { name: "Lưu và tiếp tục" }).last().click();
    await page.getByText("Chưa trả lời: Việc.").first().waitFor();
    await looksRight(page, "errors");
    await context.close();
  });

  test("with script a question appears with its answer and goes with it; what was typed stays", {
    timeout: 60_000,
  }, async () => {
    const page = await browser.newPage();
    const base = await begin(page);
    await page.goto(`${base}/p/choices`);
    const copies = page.getByLabel("Số bản", { exact: true });
    await expect.poll(() => copies.isVisible()).toBe(false);
    await page.getByLabel("Bản sao").check();
    await expect.poll(() => copies.isVisible()).toBe(true);
    await copies.fill("2");
    await page.getByLabel("Bản sao").uncheck();
    await expect.poll(() => copies.isVisible()).toBe(false);
    await page.getByLabel("Bản sao").check();
    expect(await copies.inputValue()).toBe("2");
    await page.close();
  });

  test("a large photograph is made small in the browser before it travels", { timeout: 60_000 }, async () => {
    const page = await browser.newPage();
    const base = await begin(page);
    await page.goto(`${base}/p/papers`);
    const picture = await page.evaluate<string>(`(() => {
      const canvas = document.createElement("canvas"); canvas.width = 3000; canvas.height = 2000;
      const context = canvas.getContext("2d"); const data = context.createImageData(3000, 2000);
      for (let n = 0; n < data.data.length; n += 1) data.data[n] = n % 4 === 3 ? 255 : (n * 2654435761) % 251;
      context.putImageData(data, 0, 0);
      return canvas.toDataURL("image/jpeg", 0.95).split(",")[1];
    })()`);
    const file = join(mkdtempSync(join(tmpdir(), "photo-")), "anh.jpg");
    writeFileSync(file, Buffer.from(picture, "base64"));
    const size = Buffer.from(picture, "base64").length;
    await page.getByLabel("Chọn ảnh hoặc tệp có sẵn").setInputFiles(file);
    await page.getByText("thu nhỏ còn").waitFor();
    await page.getByRole("button", { name: "Tải tệp lên" }).click();
    await page.getByRole("link", { name: "anh.jpg" }).waitFor();
    const { rows } = await site.database.pool.query("select size::int from public_services.form_draft_file");
    expect(rows[0].size).toBeLessThan(size);
    await page.close();
  });
});

test("axe finds nothing on the editor's pages", { timeout: 180_000 }, async () => {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  for (const path of [
    "/forms",
    "/forms/new",
    "/forms/khai-sinh",
    "/forms/khai-sinh/settings",
    "/forms/khai-sinh/checks",
    "/forms/khai-sinh/pages/child",
    "/forms/khai-sinh/fields/facility",
    "/forms/ho-kinh-doanh/fields/trades",
    "/forms/khai-sinh/versions",
    "/forms/khai-sinh/publish",
  ]) {
    await page.goto(url + path);
    await looksRight(page, path, false);
  }
  await context.close();
});
