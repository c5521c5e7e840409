import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { violations } from "./axe.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { checkedDraft } from "./checked-draft.ts";

/**
 * A leader signs and a clerk seals with the phone in their hand: the code is read from the (simulated) phone and typed
 * into the page, which counts the seconds, survives a reload and says what is wrong.
 */

const PHONE = "Điện thoại (ký số từ xa)";
let province: RunningProvince;
let browser: Browser;
let director: Page;
let clerk: Page;
let phone: Page;
let card: string;
const file = join(tmpdir(), `ky-dien-thoai-${process.pid}.pdf`);

beforeAll(async () => {
  writeFileSync(file, await samplePdf());
  province = await startProvince();
  browser = await openBrowser();
  phone = await browser.newPage();
  director = await signInAs(browser, province.url, "giamdoc.stttt");
  clerk = await signInAs(browser, province.url, "vanthu.stttt");
  card = await checkedDraft(browser, province.url, { abstract: "V/v ký số trên điện thoại", file });
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

/** Adds an account at the remote signing service to one's own keys, or as the clerk to the organisation's. */
async function addAccount(page: Page, whose: string, userId: string): Promise<void> {
  await page.goto(`${province.url}/signing/certificates`);
  await page.getByRole("link", { name: `Quản lý chứng thư của ${whose}` }).click();
  await page.getByLabel("Tên tài khoản ký từ xa").fill(userId);
  await page.getByRole("button", { name: "Thêm tài khoản" }).click();
  await page.getByText("Đã thêm khóa ký.").waitFor();
}

/** Looks at the phone that the page leads to. */
async function codeOnPhone(page: Page): Promise<string> {
  const address = await page.getByRole("link", { name: "điện thoại mô phỏng" }).getAttribute("href");
  await phone.goto(address ?? "");
  return await phone.locator("[data-otp]").last().innerText();
}

/** Nothing overflows, nothing stands in the way of anybody; pictures are taken for whoever wants to look. */
async function look(page: Page, where: string): Promise<void> {
  expect(await violations(page, where)).toEqual([]);
  const pictures = process.env.PICTURES;
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
    if (pictures) await page.screenshot({ path: join(pictures, `${where}-${width}.png`), fullPage: true });
  }
}

describe("signing and sealing on the phone", () => {
  test("the leader chooses the phone, and what belongs to other keys is out of sight", async () => {
    await addAccount(director, "tôi", "giamdoc");
    await director.goto(`${province.url}${card}/sign`);
    await expect.poll(() => director.getByLabel(/Mã PIN/).isVisible()).toBe(true);
    await director.getByRole("radio", { name: PHONE }).check();
    expect(await director.getByLabel(/Mã PIN/).isVisible()).toBe(false);
    expect(await director.getByRole("button", { name: "Ký số", exact: true }).isVisible()).toBe(false);
    await look(director, "choose-phone");
    await director.getByRole("button", { name: "Ký trên điện thoại" }).click();
    await director.waitForURL(`**${card}/phone/*`);
  });

  test("the seconds are counted, a reload loses nothing, a wrong code is said beside its field", async () => {
    await director.getByText(/còn \d+ giây/).waitFor();
    await look(director, "code-on-phone");
    const code = await codeOnPhone(director);
    await director.reload();
    await director.getByLabel(/Mã xác nhận/).fill(code === "000000" ? "000001" : "000000");
    await director.getByRole("button", { name: "Xác nhận ký" }).click();
    await director.locator("#field-otp-error").waitFor();
    await look(director, "wrong-code");
    await director.getByLabel(/Mã xác nhận/).fill(code);
    await director.getByRole("button", { name: "Xác nhận ký" }).click();
    await director.waitForURL(`**${card}`);
    await director.getByText("Đã ký số.").waitFor();
  });

  test("a refusal on the phone is told with both ways on; the next try seals for the organisation", async () => {
    await addAccount(clerk, "cơ quan", "con-dau");
    await clerk.goto(`${province.url}${card}/dispatch`);
    await clerk.getByRole("radio", { name: PHONE }).check();
    await clerk.getByRole("button", { name: "Cấp số, đóng dấu bằng điện thoại" }).click();
    await clerk.waitForURL(`**${card}/phone/*`);
    const voided = await codeOnPhone(clerk);
    await phone.getByRole("button", { name: "Không phải tôi, từ chối" }).click();
    await clerk.getByLabel(/Mã xác nhận/).fill(voided);
    await clerk.getByRole("button", { name: "Xác nhận ký" }).click();
    await clerk.getByText("Bạn đã từ chối ký trên điện thoại").waitFor();
    await look(clerk, "declined");
    await clerk.getByRole("link", { name: "Chọn cách ký khác" }).waitFor();
    await clerk.getByRole("button", { name: "Thử lại" }).click();
    await clerk.getByLabel(/Mã xác nhận/).fill(await codeOnPhone(clerk));
    await clerk.getByRole("button", { name: "Xác nhận ký" }).click();
    await clerk.waitForURL(`**${card}`);
    await clerk.getByText("Đã đóng dấu cơ quan.").waitFor();
  });
});
