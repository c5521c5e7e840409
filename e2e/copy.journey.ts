import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PIN } from "../core/signing/index.ts";
import { LETTER, samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { looksRight } from "./looks-right.ts";

/**
 * A clerk takes a paper document in, certifies an extract of its scan with the organisation's signature after typing the
 * PIN wrongly once, and finds the copy beside the document and in the register.
 */

let province: RunningProvince;
let browser: Browser;
let clerk: Page;
const scan = join(tmpdir(), `ban-quet-${process.pid}.pdf`);

beforeAll(async () => {
  const page = (text: string) => [{ text, x: 90, y: 90 }];
  writeFileSync(scan, await samplePdf([LETTER, page("Nội dung trang hai"), page("Nội dung trang ba")]));
  province = await startProvince();
  browser = await openBrowser();
  clerk = await signInAs(browser, province.url, "vanthu.dakha");
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

test("an extract of a scan: asked for, signed, seen, found again", async () => {
  await clerk.goto(`${province.url}/incoming/new-paper`);
  await clerk.getByLabel("Cơ quan ban hành (tác giả)").fill("Bộ Nội vụ");
  await clerk.getByLabel("Số văn bản").fill("05");
  await clerk.getByLabel("Ký hiệu").fill("BNV-VP");
  await clerk.getByLabel("Ngày văn bản").fill("04/03/2026");
  await clerk.getByLabel("Trích yếu nội dung").fill("Về việc thực hiện công tác văn thư");
  await clerk.locator('input[name="scan"]').setInputFiles(scan);
  await clerk.getByRole("button", { name: "Vào sổ, lấy số đến" }).click();
  await clerk.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
  const card = clerk.url();

  await clerk.getByRole("main").getByRole("link", { name: "Cấp bản sao" }).click();
  await clerk.getByRole("radio", { name: "Trích sao" }).check();
  await clerk.getByLabel("Các trang trích sao").fill("1, 3");
  await clerk.getByLabel("Lãnh đạo quyết định sao").selectOption({ index: 1 });
  await clerk.getByLabel("Nơi nhận bản sao").fill("Phòng Nội vụ\nPhòng Tài chính - Kế hoạch");
  await clerk.getByLabel(/Mã PIN/).fill("999999");
  await clerk.getByRole("button", { name: "Ký số và cấp bản sao" }).click();
  await clerk.locator("#field-pin-error", { hasText: "PIN chưa đúng" }).waitFor();
  expect(await clerk.getByLabel("Các trang trích sao").inputValue()).toBe("1, 3");
  await looksRight(clerk, "copy-form");

  await clerk.getByLabel(/Mã PIN/).fill(DEMO_PIN);
  await clerk.getByRole("button", { name: "Ký số và cấp bản sao" }).click();
  await clerk.waitForURL(/\/copies\/[0-9a-f-]{36}$/);
  await clerk.getByRole("heading", { name: /Trích sao số 01\/TrS-UBND/ }).waitFor();
  await clerk.getByText("Chữ ký cơ quan").first().waitFor();
  expect(await clerk.getByRole("main").innerText()).toContain("Trang 1, 3");
  await clerk.locator("#copy-file canvas").first().waitFor();
  await looksRight(clerk, "copy");

  await clerk.goto(card);
  await clerk.getByRole("link", { name: "Trích sao 01/TrS-UBND" }).waitFor();
  await looksRight(clerk, "copy-card");

  await clerk.goto(`${province.url}/registers/copies?q=cong+tac+van+thu`);
  expect(await clerk.getByRole("main").innerText()).toContain("01/TrS-UBND");
  await looksRight(clerk, "copy-register");
});
