import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { checkedDraft, nameOf } from "./checked-draft.ts";
import { looksRight } from "./looks-right.ts";

/**
 * The director travels: signing and directing are delegated to a deputy, who directs a document that was presented to the
 * director and takes over one that waits for the director's signature. Cards and lists name both.
 */

let province: RunningProvince;
let browser: Browser;

beforeAll(async () => {
  [province, browser] = await Promise.all([startProvince(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

test("while the director travels, the deputy directs and signs for the director", async () => {
  const { url } = province;
  const directorName = await nameOf(browser, url, "giamdoc.stttt");
  const deputyName = await nameOf(browser, url, "phogiamdoc.stttt");
  const director = await signInAs(browser, url, "giamdoc.stttt");
  await director.goto(`${url}/delegations/new`);
  await looksRight(director, "delegation-new");
  await director.getByRole("main").getByRole("button", { name: "Ủy quyền", exact: true }).click();
  await director.getByText("Chọn ít nhất một việc ủy quyền").first().waitFor();
  const option = director.locator('select[name="to"] option', { hasText: deputyName }).first();
  await director.locator('select[name="to"]').selectOption((await option.getAttribute("value")) ?? "");
  await director.getByLabel("Bút phê, phân công văn bản đến").check();
  await director.getByLabel("Ký văn bản đi").check();
  const first = await director.locator('[name="begins"]').first().inputValue();
  await director.locator('[name="ends"]').first().fill(first);
  await director.getByLabel("Căn cứ").fill("Giấy ủy quyền số 05/GUQ-STTTT ngày 10/3/2022");
  await director.getByRole("main").getByRole("button", { name: "Ủy quyền", exact: true }).click();
  await director.getByText("Đã ủy quyền").waitFor();
  await looksRight(director, "delegation");

  const clerk = await signInAs(browser, url, "vanthu.stttt");
  await clerk.goto(`${url}/delegations`);
  await clerk.getByText(deputyName).first().waitFor();
  await looksRight(clerk, "delegations");
  await clerk.goto(`${url}/incoming/new-paper`);
  await clerk.getByLabel("Cơ quan ban hành (tác giả)").fill("Bộ Nội vụ");
  await clerk.getByLabel("Số văn bản").fill("77");
  await clerk.getByLabel("Ký hiệu").fill("BNV-VTLT");
  await clerk.getByLabel("Ngày văn bản").fill("04/03/2026");
  await clerk.getByLabel("Trích yếu nội dung").fill("V/v báo cáo công tác văn thư");
  await clerk.getByRole("button", { name: "Vào sổ, lấy số đến" }).click();
  await clerk.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
  const card = clerk.url();
  await clerk.getByRole("radio", { name: directorName }).check();
  await clerk.getByRole("button", { name: "Trình lãnh đạo" }).click();
  await clerk.getByText("Đã trình").waitFor();

  const deputy = await signInAs(browser, url, "phogiamdoc.stttt");
  await deputy.goto(`${url}/incoming?view=delegated`);
  await deputy
    .getByRole("main")
    .getByText(/77\/BNV-VTLT/)
    .first()
    .waitFor();
  await deputy.goto(card);
  await deputy.locator('textarea[name="directive"]').fill("Chủ trì tham mưu báo cáo");
  await deputy.locator('input[name="leadUnit"]').first().check();
  await deputy.getByRole("button", { name: "Giao xử lý" }).click();
  await deputy.getByText("Đã bút phê và giao đơn vị xử lý").waitFor();
  await deputy.getByText(`theo ủy quyền của Giám đốc ${directorName}`).first().waitFor();

  const waiting = await checkedDraft(browser, url, {
    abstract: "V/v trả lời kiến nghị",
    file: "docs/samples/cong-van-mau.pdf",
  });
  await deputy.goto(`${url}${waiting}`);
  await deputy.getByRole("link", { name: "Nhận ký thay theo ủy quyền" }).first().click();
  await looksRight(deputy, "take-signature");
  await deputy.getByRole("button", { name: "Nhận ký thay" }).click();
  await deputy.getByText("Bạn là người ký").waitFor();
  await deputy
    .getByText(/KT\. GIÁM ĐỐC/)
    .first()
    .waitFor();

  await director.goto(`${url}/delegations`);
  await director.getByRole("main").getByRole("link", { name: directorName }).first().click();
  await director.getByLabel("Lý do").fill("Đã về cơ quan làm việc");
  await director.getByRole("button", { name: "Kết thúc ủy quyền" }).click();
  await director.getByText("Đã kết thúc ủy quyền").waitFor();
  await deputy.goto(`${url}/incoming?view=delegated`);
  expect(await deputy.getByText("Được ủy quyền bút phê").count()).toBe(0);
});
