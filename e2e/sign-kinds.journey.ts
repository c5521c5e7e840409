import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { violations } from "./axe.ts";
import { openBrowser, signInAs } from "./browser.ts";

/**
 * A leader signs and a clerk seals with the token at their own computer, over the socket of the (simulated) program:
 * without the program the page says what to do, and what is wrong with a token or a file is said in plain words.
 */

let province: RunningProvince;
let browser: Browser;
let director: Page;
let name: string;
let card: string;
const file = join(tmpdir(), `ky-token-${process.pid}.pdf`);

beforeAll(async () => {
  writeFileSync(file, await samplePdf());
  province = await startProvince();
  browser = await openBrowser();
  director = await signInAs(browser, province.url, "giamdoc.stttt");
  name = await nameOf("giamdoc.stttt");
  card = await checkedDraft();
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

async function nameOf(username: string): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${province.url}/sign-in`);
  const text = await page.locator(`button[value="${username}"]`).innerText();
  await context.close();
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

async function checkedDraft(): Promise<string> {
  const page = await signInAs(browser, province.url, "chuyenvien.stttt");
  await page.goto(`${province.url}/outgoing/new`);
  await page.getByLabel("Loại văn bản").selectOption({ label: "Công văn" });
  await page.getByLabel("Trích yếu").fill("V/v ký số bằng thiết bị");
  await page.locator('input[name="file"]').setInputFiles(file);
  const option = page.locator('select[name="signer"] option', { hasText: name }).first();
  await page.locator('select[name="signer"]').selectOption((await option.getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "Lưu và trình kiểm tra" }).click();
  await page.waitForURL(/\/outgoing\/[0-9a-f-]{36}$/);
  const path = new URL(page.url()).pathname;
  const head = await signInAs(browser, province.url, "truongphong.stttt");
  await head.goto(`${province.url}${path}`);
  await head.getByRole("main").getByRole("link", { name: "Kiểm tra, chuyển ký", exact: true }).click();
  await head.getByRole("main").getByRole("button", { name: "Chuyển ký", exact: true }).click();
  await head.waitForURL(`**${path}`);
  return path;
}

/** What a person does in the window of the (simulated) program: another token, or something goes wrong. */
async function atProgram(choose: (page: Page) => Promise<void>): Promise<void> {
  await director.goto(`${province.url}${card}/sign`);
  await director.getByLabel("Thiết bị (token) cắm tại máy tính này").check();
  const address = await director.getByRole("link", { name: "phần mềm ký số mô phỏng" }).getAttribute("href");
  const page = await browser.newPage();
  await page.goto(address ?? "");
  expect(await violations(page, "the window of the program")).toEqual([]);
  await choose(page);
  await page.getByRole("button", { name: "Áp dụng" }).click();
  await page.getByRole("heading", { name: "Phần mềm ký số mô phỏng" }).waitFor();
  await page.close();
}

async function press(page: Page, step: "sign" | "dispatch"): Promise<void> {
  await page.goto(`${province.url}${card}/${step}`);
  await page.getByLabel("Thiết bị (token) cắm tại máy tính này").check();
  await page.getByRole("button", { name: "Ký bằng thiết bị" }).click();
}

describe("the token at this computer", () => {
  test("without the program the page says what to do, on a wide and on a narrow screen", async () => {
    const page = await signInAs(browser, province.url, "giamdoc.stttt");
    await page.addInitScript(() => {
      const Program = window.WebSocket;
      // A computer on which nothing listens.
      window.WebSocket = class extends Program {
        constructor() {
          super("ws://127.0.0.1:9/");
        }
      };
    });
    await press(page, "sign");
    await page.getByText("Không gọi được phần mềm ký số trên máy này").waitFor();
    expect(await violations(page, "the signing page")).toEqual([]);
    const pictures = process.env.PICTURES;
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(width);
      if (pictures) await page.screenshot({ path: join(pictures, `sign-${width}.png`), fullPage: true });
    }
    await page.context().close();
  });

  test("what goes wrong at the computer is said in plain words, and the document waits", async () => {
    await atProgram((page) => page.getByLabel("Nhập sai mã PIN").check());
    await press(director, "sign");
    await director.getByText("Mã PIN không đúng. Chưa ký.").waitFor();
    await atProgram((page) => page.getByLabel("Phần mềm sửa nội dung văn bản").check());
    await press(director, "sign");
    await director.getByText("nội dung văn bản đã bị thay đổi").waitFor();
    await atProgram((page) => page.getByLabel("Phần mềm tắt giữa chừng").check());
    await press(director, "sign");
    await director.getByText("đã ngắt giữa chừng").waitFor();
  });

  test("a program that never answers does not hold the page for ever", async () => {
    await atProgram((page) => page.getByLabel("Không bao giờ trả lời").check());
    const page = await signInAs(browser, province.url, "giamdoc.stttt");
    await page.clock.install();
    await press(page, "sign");
    await page.getByText("Nhập mã PIN trong cửa sổ").waitFor();
    await page.clock.fastForward("10:01");
    await page.getByText("không trả lời và lượt ký đã hết hạn").waitFor();
    expect(await page.getByRole("button", { name: "Ký bằng thiết bị" }).isEnabled()).toBe(true);
    await page.context().close();
  });

  test("a stranger's token is refused in plain words, the leader's own signs", async () => {
    await atProgram(async (page) => {
      await page.getByLabel("Của người hoặc cơ quan khác").check();
      await page.getByLabel("Họ tên hoặc tên cơ quan").fill("Người Lạ Mặt");
      await page.getByLabel("Mọi việc suôn sẻ").check();
    });
    await press(director, "sign");
    await director.getByText("thuộc về người hoặc cơ quan khác").waitFor();
    await atProgram((page) => page.getByLabel("Tự chọn theo người ký").check());
    await press(director, "sign");
    await director.waitForURL(`**${card}`);
    expect(await director.getByRole("main").innerText()).toMatch(name);
    expect(await director.getByRole("link", { name: "Ký số" }).count()).toBe(0);
  });

  test("the clerk numbers the document and seals it with the organisation's token", async () => {
    const clerk = await signInAs(browser, province.url, "vanthu.stttt");
    await press(clerk, "dispatch");
    await clerk.waitForURL(`**${card}`);
    await clerk.getByRole("link", { name: "Phát hành", exact: true }).waitFor();
  });
});
