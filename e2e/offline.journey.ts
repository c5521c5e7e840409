import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { violations } from "./axe.ts";
import { openBrowser, signInAs } from "./browser.ts";

/** A clerk of a commune with a phone and a line that comes and goes: nothing is lost, nothing is doubled. */

let province: RunningProvince;
let browser: Browser;
let clerk: Page;
const file = join(tmpdir(), `ban-quet-${process.pid}.pdf`);

beforeAll(async () => {
  writeFileSync(file, await samplePdf());
  province = await startProvince();
  browser = await openBrowser();
  clerk = await signInAs(browser, province.url, "vanthu.stttt");
  await clerk.setViewportSize({ width: 360, height: 740 });
  // From here on the service worker answers for pages.
  await clerk.evaluate(async () => void (await navigator.serviceWorker.ready));
  await clerk.reload();
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

async function fillIn(abstract: string): Promise<void> {
  await clerk.goto(`${province.url}/incoming/new-paper`);
  await clerk.locator('form[data-mounted~="upload"]').waitFor();
  await clerk.locator('#outbox[data-mounted~="outbox"]').waitFor({ state: "attached" });
  await clerk.locator(`input[name="scan"]`).setInputFiles(file);
  await clerk.getByLabel("Cơ quan ban hành (tác giả)").fill("UBND xã Đăk Hà");
  await clerk.getByLabel("Số văn bản").fill("12");
  await clerk.getByLabel("Ký hiệu", { exact: true }).fill("UBND-VP");
  await clerk.getByLabel("Ngày văn bản").fill("15/03/2022");
  await clerk.getByLabel("Trích yếu nội dung").fill(abstract);
}

const register = () => clerk.getByRole("button", { name: "Vào sổ, lấy số đến" }).click();

/** How many documents with this abstract stand in the register of the organisation. */
async function registered(abstract: string): Promise<number> {
  const page = await clerk.context().newPage();
  await page.goto(`${province.url}/registers/incoming`);
  const count = await page.getByRole("row").filter({ hasText: abstract }).count();
  await page.close();
  return count;
}

describe("a line that comes and goes", () => {
  test("the house can be installed, and its page without a line shows nothing of anybody", async () => {
    const manifest = await (await clerk.request.get(`${province.url}/manifest.webmanifest`)).json();
    expect(manifest).toMatchObject({ display: "standalone", start_url: "/", scope: "/" });
    for (const { src, sizes } of manifest.icons) {
      const icon = await clerk.request.get(`${province.url}${src}`);
      expect(icon.headers()["content-type"], sizes).toBe("image/png");
    }
    await clerk.context().setOffline(true);
    await clerk.goto(`${province.url}/incoming`);
    await clerk.getByRole("heading", { name: "Máy này chưa nối được với hệ thống" }).waitFor();
    expect(await violations(clerk, "no line")).toEqual([]);
    expect(await clerk.locator("[data-owner]").count()).toBe(0);
    await clerk.context().setOffline(false);
    await clerk.getByRole("heading", { name: "Văn bản đến" }).waitFor();
  });

  test("what is sent without a line waits with its file, survives the page, and is registered once", async () => {
    const abstract = "V/v vào sổ khi mất mạng";
    await fillIn(abstract);
    await clerk.context().setOffline(true);
    await register();
    await clerk.getByText("Nội dung và tệp đã giữ trong máy này").waitFor();
    expect(await violations(clerk, "waiting")).toEqual([]);
    if (process.env.PICTURES) await clerk.screenshot({ path: join(process.env.PICTURES, "waiting-360.png") });
    expect(await clerk.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await clerk.goto(`${province.url}/outgoing`);
    await clerk.getByText("1 biểu mẫu đang chờ gửi trong máy này").waitFor();
    await clerk.context().setOffline(false);
    await clerk.locator("#outbox[data-sent='1']").waitFor({ state: "attached" });
    expect(await registered(abstract)).toBe(1);
  });

  test("an answer that never came through does not register a second time", async () => {
    const abstract = "V/v mất câu trả lời";
    await fillIn(abstract);
    let lost = 0;
    await clerk.route("**/incoming/new-paper", async (route) => {
      if (route.request().method() !== "POST" || lost > 1) return await route.continue();
      lost += 1;
      await route.fetch({ maxRedirects: 0 });
      await route.abort("connectionreset");
    });
    await register();
    await clerk.locator("#outbox[data-sent='1']").waitFor({ state: "attached" });
    await clerk.getByText(/Đã gửi khi có mạng. Đã vào sổ, số đến/).waitFor();
    expect(lost).toBeGreaterThan(0);
    await clerk.unroute("**/incoming/new-paper");
    expect(await registered(abstract)).toBe(1);
  });

  test("what the server refuses comes back with everything typed and its file", async () => {
    await fillIn("");
    await clerk.context().setOffline(true);
    await register();
    await clerk.getByText("Nội dung và tệp đã giữ trong máy này").waitFor();
    await clerk.context().setOffline(false);
    await clerk.getByRole("link", { name: "Mở lại để sửa" }).click();
    await expect.poll(() => clerk.getByLabel("Số văn bản").inputValue(), { timeout: 20_000 }).toBe("12");
    const files = await clerk
      .locator('input[name="scan"]')
      .evaluate((input) =>
        input instanceof HTMLInputElement ? [...(input.files ?? [])].map((f) => f.size > 0) : [],
      );
    expect(files).toEqual([true]);
    await clerk.getByLabel("Trích yếu nội dung").fill("V/v đã sửa và gửi lại");
    await register();
    await clerk.getByText(/Đã vào sổ, số đến/).waitFor();
    expect(await registered("V/v đã sửa và gửi lại")).toBe(1);
  });

  test("a secret document never waits in a browser", async () => {
    await fillIn("V/v không được giữ");
    await clerk.getByLabel("Độ mật").selectOption("1");
    await clerk.context().setOffline(true);
    await register();
    await clerk.getByText("Văn bản mật không được giữ trong trình duyệt").waitFor();
    const kept = await clerk.evaluate(() => JSON.stringify(localStorage));
    expect(kept).not.toContain("V/v không được giữ");
    await clerk.context().setOffline(false);
  });
});
