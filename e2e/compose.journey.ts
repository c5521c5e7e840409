import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO_PIN } from "../core/signing/index.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { violations } from "./axe.ts";
import { openBrowser, signInAs } from "./browser.ts";

/**
 * A report is composed, not uploaded: begun from a template, kept while it is typed, seen as it will be printed, kept
 * through a cut line, opened to opinions, changed, and signed and sealed like any other document.
 */

let province: RunningProvince;
let browser: Browser;
let specialist: Page;
let head: Page;
let director: Page;
let clerk: Page;

beforeAll(async () => {
  province = await startProvince();
  browser = await openBrowser();
  const enter = (username: string): Promise<Page> => signInAs(browser, province.url, username);
  specialist = await enter("chuyenvien.stttt");
  head = await enter("truongphong.stttt");
  director = await enter("giamdoc.stttt");
  clerk = await enter("vanthu.stttt");
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

/** Waits until what is typed is on the server. */
async function kept(page: Page): Promise<void> {
  await page.getByText(/^Đã lưu lúc \d\d:\d\d\.$/).waitFor();
}

async function choose(page: Page, name: string, label: string): Promise<void> {
  const select = page.locator(`select[name="${name}"]`);
  const value = await select.locator("option", { hasText: label }).first().getAttribute("value");
  await select.selectOption(value ?? "");
}

describe("a report is composed", () => {
  let card = "";

  test("from a template, kept while it is typed and through a cut line, seen as it will be printed", async () => {
    await specialist.goto(`${province.url}/outgoing`);
    await specialist.getByRole("link", { name: "Soạn theo mẫu" }).click();
    await choose(specialist, "template", "Báo cáo");
    await specialist.getByRole("button", { name: "Bắt đầu soạn" }).click();
    await specialist.getByRole("heading", { name: "Soạn báo cáo" }).waitFor();
    const body = specialist.locator('textarea[name="body"]');
    expect(await body.inputValue()).toContain("I. KẾT QUẢ THỰC HIỆN");
    await specialist.getByLabel("Trích yếu").fill("Kết quả chuyển đổi số quý I năm 2022");
    await body.fill("Thực hiện kế hoạch, Sở báo cáo như sau:\nI. KẾT QUẢ\n1. Hạ tầng số đạt 95%.");
    await kept(specialist);
    await specialist.locator("#compose-pdf .pdf-page canvas").first().waitFor();
    expect(await violations(specialist, "composer")).toEqual([]);
    // The line is cut: the page says so, keeps what is typed, and sends it when the line is back.
    await specialist.context().setOffline(true);
    await body.press("End");
    await body.fill(`${await body.inputValue()}\nII. KIẾN NGHỊ\n1. Bổ sung kinh phí.`);
    await specialist.getByText("Chưa lưu được lên máy chủ").waitFor();
    await specialist.context().setOffline(false);
    await kept(specialist);
    await specialist.reload();
    expect(await body.inputValue()).toContain("Bổ sung kinh phí.");
  });

  test("marks by button: the chosen words become bold, an article gets the next number", async () => {
    const body = specialist.locator('textarea[name="body"]');
    await body.evaluate((area) => {
      if (area instanceof HTMLTextAreaElement) {
        const at = area.value.indexOf("95%");
        area.focus();
        area.setSelectionRange(at, at + 3);
      }
    });
    await specialist.getByRole("button", { name: "Chữ đậm" }).click();
    expect(await body.inputValue()).toContain("đạt **95%**.");
    await kept(specialist);
  });

  test("saved as a draft; the head of the unit gives an opinion on a line, the author takes it up and changes it", async () => {
    await choose(specialist, "signer", "Giám đốc");
    await specialist.getByRole("button", { name: "Lưu thành dự thảo" }).click();
    await specialist.waitForURL(/\/outgoing\/[0-9a-f-]+$/);
    card = new URL(specialist.url()).pathname;
    await head.goto(`${province.url}${card}`);
    await head.getByRole("link", { name: "Góp ý" }).first().click();
    await choose(head, "line", "1. Hạ tầng số");
    await head.getByLabel("Ý kiến").fill("Nêu số liệu đến hết tháng 3");
    await head.getByRole("button", { name: "Gửi góp ý" }).click();
    await head.getByText("Nêu số liệu đến hết tháng 3").waitFor();
    await specialist.goto(`${province.url}${card}`);
    await specialist.getByRole("link", { name: "Góp ý (1 chưa trả lời)" }).click();
    expect(await violations(specialist, "opinions")).toEqual([]);
    await specialist.getByRole("button", { name: "Tiếp thu", exact: true }).click();
    await specialist.getByText("Đã tiếp thu.").waitFor();
    await specialist.goto(`${province.url}${card}/edit`);
    const body = specialist.locator('textarea[name="body"]');
    await body.fill((await body.inputValue()).replace("**95%**", "**97%** đến hết tháng 3"));
    await specialist.getByRole("button", { name: "Lưu và trình kiểm tra" }).click();
    await specialist.waitForURL(/\/outgoing\/[0-9a-f-]+$/);
    await head.goto(`${province.url}${card}`);
    await head.getByRole("link", { name: "Các lần sửa" }).click();
    await head.locator("ins", { hasText: "97%" }).waitFor();
    expect(await violations(head, "versions")).toEqual([]);
  });

  test("is checked, signed, numbered and sealed like any document", async () => {
    await head.goto(`${province.url}${card}/check`);
    await head.getByRole("button", { name: "Chuyển ký" }).click();
    await head.waitForURL(`**${card}`);
    await director.goto(`${province.url}${card}/sign`);
    await director.getByLabel(/Mã PIN/).fill(DEMO_PIN);
    await director.getByRole("button", { name: "Ký số", exact: true }).click();
    await director.waitForURL(`**${card}`);
    await clerk.goto(`${province.url}${card}/dispatch`);
    await clerk.getByLabel(/Mã PIN/).fill(DEMO_PIN);
    await clerk.getByRole("button", { name: "Cấp số và đóng dấu" }).click();
    await clerk.waitForURL(`**${card}`);
    expect(await clerk.getByText("Chữ ký cơ quan").count()).toBeGreaterThan(0);
  });

  test("on a phone everything stands below each other and nothing is wider than the screen", async () => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: "vi-VN",
      storageState: await specialist.context().storageState(),
    });
    const phone = await context.newPage();
    phone.setDefaultTimeout(60_000);
    await phone.goto(`${province.url}/compose`);
    await choose(phone, "template", "Công văn");
    await phone.getByRole("button", { name: "Bắt đầu soạn" }).click();
    await phone.getByRole("heading", { name: "Soạn công văn" }).waitFor();
    await specialist.goto(`${province.url}${card}`);
    const opinions =
      (await specialist.getByRole("link", { name: "Góp ý" }).first().getAttribute("href")) ?? "";
    const paths = [
      "/compose",
      new URL(phone.url()).pathname,
      card,
      opinions,
      opinions.replace("opinions", "versions"),
    ];
    for (const path of paths) {
      await phone.goto(`${province.url}${path}`);
      const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
      expect([path, wide <= 360]).toEqual([path, true]);
      expect(await violations(phone, path)).toEqual([]);
    }
    await context.close();
  });
});
