import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { looksRight } from "./looks-right.ts";

/**
 * A leader directs a document to a lead unit and a co-operating one; the head of the lead unit asks for more time and
 * gets it; the leader urges and sees who opened the document; at a desk and on a phone.
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

test("directed to two units, extended, urged and seen", async () => {
  const enter = (username: string): Promise<Page> => signInAs(browser, province.url, username);
  const clerk = await enter("vanthu.dakha");
  await clerk.goto(`${province.url}/incoming/new-paper`);
  await clerk.getByLabel("Cơ quan ban hành (tác giả)").fill("Thủ tướng Chính phủ");
  await clerk.getByLabel("Số văn bản").fill("12");
  await clerk.getByLabel("Ký hiệu").fill("CĐ-TTg");
  await clerk.getByLabel("Ngày văn bản").fill("04/03/2026");
  await clerk.getByLabel("Trích yếu nội dung").fill("Về việc phòng chống cháy rừng mùa khô");
  await clerk.getByRole("button", { name: "Vào sổ, lấy số đến" }).click();
  await clerk.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
  const card = clerk.url();
  await clerk.locator('input[name="leader"]').first().check();
  await clerk.getByRole("button", { name: "Trình lãnh đạo" }).click();
  await clerk.getByText("Đã trình").waitFor();

  const leader = await enter("chutich.dakha");
  const head = await enter("truongphong.dakha");
  await leader.goto(card);
  await leader.locator('textarea[name="directive"]').fill("Chủ trì tham mưu, phối hợp góp số liệu");
  const units = leader.locator('input[name="leadUnit"]');
  const unitOfHead = await headedUnit(leader, head);
  await leader.locator(`input[name="leadUnit"][value="${unitOfHead}"]`).check();
  const other = leader.locator(`input[name="cooperatingUnits"]:not([value="${unitOfHead}"])`).first();
  await other.check();
  expect(await units.count()).toBeGreaterThan(1);
  await leader.locator('select[name="deadline"]').selectOption("d5");
  await leader.getByRole("button", { name: "Giao xử lý" }).click();
  await leader.getByText("Đã bút phê và giao đơn vị xử lý").waitFor();

  await head.goto(card);
  await looksRight(head, "task-head");
  const wanted = head.locator('[name="wantedDeadline"]').first();
  await wanted.fill("31/02/2027");
  await head.locator('textarea[name="extensionReason"]').fill("Chờ số liệu của các xã");
  await head.getByRole("button", { name: "Gửi đề nghị gia hạn" }).click();
  await head.getByText("Nhập ngày theo dạng ngày/tháng/năm").first().waitFor();
  expect(await head.locator('textarea[name="extensionReason"]').inputValue()).toBe("Chờ số liệu của các xã");
  await head
    .locator('[name="wantedDeadline"]')
    .first()
    .fill(await laterWorkingDay());
  await head.getByRole("button", { name: "Gửi đề nghị gia hạn" }).click();
  await head.getByText("Đã gửi đề nghị gia hạn").waitFor();

  await leader.goto(`${province.url}/tasks?view=extensions`);
  await looksRight(leader, "task-extensions");
  await leader
    .getByRole("main")
    .getByRole("link", { name: /12\/CĐ-TTg/ })
    .click();
  await leader.waitForURL(/\/tasks\/extensions\//);
  await leader.getByRole("button", { name: "Gửi quyết định" }).waitFor();
  await looksRight(leader, "task-extension");
  await leader.getByRole("radio", { name: "Đồng ý gia hạn" }).check();
  await leader.getByRole("button", { name: "Gửi quyết định" }).click();
  await leader.getByText("Đã quyết định").waitFor();

  await leader.locator('input[name="urgedTasks"]').first().check();
  await leader.locator('textarea[name="urgeContent"]').fill("Đề nghị báo cáo trong ngày");
  await leader.getByRole("button", { name: "Gửi đôn đốc" }).click();
  await leader.getByText("Nhắc nhở lần 1").first().waitFor();
  const opened = leader.locator("tr", { hasText: "Nhắc nhở lần 1" }).getByText("chưa mở");
  const unseen = await opened.count();
  await head.goto(card);
  await leader.goto(card);
  expect(await opened.count()).toBe(unseen - 1);
  await looksRight(leader, "task-card");
  for (const path of ["/tasks", "/tasks/days", `/tasks/origins/${card.split("/").at(-1)}`]) {
    await leader.goto(province.url + path);
    await looksRight(leader, `task${path.slice(6, 14).replaceAll("/", "-")}`);
  }

  /** A day that no holiday falls on and no weekend: a Wednesday of the third week of a later June. */
  async function laterWorkingDay(): Promise<string> {
    const day = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 5, 15));
    while (day.getUTCDay() !== 3) day.setUTCDate(day.getUTCDate() + 1);
    return day.toISOString().slice(0, 10).split("-").reverse().join("/");
  }
});

/** The unit of a head among those the leader may choose: the one whose name stands on the head's account page. */
async function headedUnit(leader: Page, head: Page): Promise<string> {
  await head.goto(`${province.url}/account`);
  const shown = await head.getByRole("main").innerText();
  const unit = /((?:Văn phòng|Phòng|Thanh tra)[^\n,·]*)/.exec(shown)?.[1]?.trim();
  if (!unit) throw new Error(`no unit on the account page:\n${shown}`);
  return await leader.getByRole("radio", { name: unit, exact: true }).inputValue();
}
