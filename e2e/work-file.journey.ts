import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { nameOf } from "./checked-draft.ts";
import { looksRight } from "./looks-right.ts";

/**
 * A clerk writes the list of files, opens a work file, puts a paper document and minutes into it, closes it, hands it to
 * the archive, takes it in, makes a package for a reader; the reader opens that package without the system.
 */

let province: RunningProvince;
let browser: Browser;
let clerk: Page;
const folder = mkdtempSync(join(tmpdir(), "work-file-"));

beforeAll(async () => {
  writeFileSync(join(folder, "van-ban.pdf"), await samplePdf());
  writeFileSync(join(folder, "bien-ban.txt"), "Biên bản họp giao ban");
  province = await startProvince();
  browser = await openBrowser();
  clerk = await signInAs(browser, province.url, "vanthu.dakha");
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
  rmSync(folder, { recursive: true, force: true });
});

const press = (name: string | RegExp, page = clerk) =>
  page.getByRole("main").getByRole("button", { name }).click();
const follow = (name: string | RegExp, page = clerk) =>
  page.getByRole("main").getByRole("link", { name }).first().click();

test("from the list of files to a package that opens anywhere", async () => {
  const year = new Date().getFullYear();
  await clerk.goto(`${province.url}/files/catalogues/${year}`);
  await clerk.locator("#field-notation").fill("01-VP");
  await clerk.locator("#field-title").fill("Hồ sơ công tác văn thư, lưu trữ");
  await clerk.locator("#field-retention").fill("20 năm");
  await clerk.locator('select[name="keeper"]').selectOption({ index: 2 });
  await press("Thêm dòng");
  await clerk.getByText("Hồ sơ công tác văn thư, lưu trữ").first().waitFor();
  await looksRight(clerk, "catalogue");

  await clerk.goto(`${province.url}/files/new`);
  await clerk.getByLabel("Số và ký hiệu hồ sơ").fill("07-VT");
  await clerk.getByLabel("Tiêu đề hồ sơ").fill("Hồ sơ tổng kết công tác văn thư năm");
  await clerk.getByLabel("Thời hạn lưu trữ").fill("Vĩnh viễn");
  await looksRight(clerk, "file-form");
  await press("Mở hồ sơ");
  await clerk.waitForURL(/\/files\/[0-9a-f-]{36}$/);
  const file = clerk.url();

  await clerk.goto(`${file}/add`);
  await clerk.getByLabel("Tên tài liệu").fill("Biên bản họp giao ban");
  await clerk.locator('input[name="file"]').setInputFiles(join(folder, "bien-ban.txt"));
  await looksRight(clerk, "file-add");
  await press("Thêm tài liệu");
  await clerk.getByRole("link", { name: /1\. Biên bản họp giao ban/ }).waitFor();
  await looksRight(clerk, "file");

  await clerk.goto(`${province.url}/incoming/new-paper`);
  await clerk.getByLabel("Cơ quan ban hành (tác giả)").fill("Bộ Nội vụ");
  await clerk.getByLabel("Số văn bản").fill("05");
  await clerk.getByLabel("Ký hiệu").fill("BNV-VP");
  await clerk.getByLabel("Ngày văn bản").fill("04/03/2026");
  await clerk.getByLabel("Trích yếu nội dung").fill("Về việc thực hiện công tác văn thư");
  await clerk.locator('input[name="scan"]').setInputFiles(join(folder, "van-ban.pdf"));
  await press("Vào sổ, lấy số đến");
  await clerk.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
  await follow("Thêm vào hồ sơ");
  await clerk.waitForURL(/\/files\/add/);
  await looksRight(clerk, "add-to-files");
  await clerk.getByRole("checkbox", { name: /07-VT/ }).check();
  await press("Thêm vào hồ sơ");
  await clerk.getByRole("main").getByRole("link", { name: /07-VT/ }).click();

  // The document waits for its leader: the file says so and is not closed.
  await follow("Kết thúc hồ sơ");
  await press("Kết thúc hồ sơ");
  await clerk.getByText("Còn 1 văn bản chưa xử lý xong").first().waitFor();
  await clerk.goto(file);
  await clerk.getByRole("link", { name: /Rút khỏi hồ sơ 2/ }).click();
  await press("Rút văn bản, tài liệu khỏi hồ sơ");

  // Nobody accepts into the archive what they keep themselves: the specialist takes the file over and deposits it.
  const keeper = await signInAs(browser, province.url, "chuyenvien.dakha");
  const name = await nameOf(browser, province.url, "chuyenvien.dakha");
  await clerk.goto(`${file}/edit`);
  const labels = await clerk.locator('select[name="keeper"] option').allInnerTexts();
  await clerk
    .locator('select[name="keeper"]')
    .selectOption({ index: labels.findIndex((label) => label.includes(name)) });
  await press("Lưu");
  await clerk.waitForURL(file);
  await keeper.goto(file);
  await follow("Kết thúc hồ sơ", keeper);
  await press("Kết thúc hồ sơ", keeper);
  await keeper.getByText("Phải nộp vào lưu trữ cơ quan chậm nhất").waitFor();
  await follow("Nộp vào lưu trữ", keeper);
  await keeper.waitForURL(/\/deposits\/new/);
  await looksRight(keeper, "deposit-new");
  await press("Nộp vào lưu trữ", keeper);
  await keeper.waitForURL(/\/files\/deposits\/[0-9a-f-]{36}$/);
  await looksRight(keeper, "deposit");
  const deposit = keeper.url();
  await expect
    .poll(
      async () => {
        await clerk.goto(deposit);
        return await clerk.getByRole("main").innerText();
      },
      { timeout: 60_000 },
    )
    .toContain("Đã xong");
  await follow(/Tiếp nhận/);
  await press("Tiếp nhận hồ sơ vào lưu trữ");
  await clerk.waitForURL(/\/files\/[0-9a-f-]{36}$/);
  const zips = clerk.locator('a[href$=".zip"]');
  await expect
    .poll(async () => (await clerk.goto(file)) && (await zips.count()), { timeout: 60_000 })
    .toBe(2);
  await follow("Lập gói sử dụng");
  await clerk.getByLabel("Người sử dụng và mục đích").fill("Nghiên cứu công tác văn thư của tỉnh");
  await press("Lập gói sử dụng (DIP)");
  await expect
    .poll(async () => (await clerk.goto(file)) && (await zips.count()), { timeout: 60_000 })
    .toBe(3);
  await looksRight(clerk, "file-deposited");
  await clerk.goto(`${province.url}/files?place=all`);
  await looksRight(clerk, "files");

  // What the reader gets opens from a disk, checks itself, and notices a change.
  await clerk.goto(file);
  const [download] = await Promise.all([clerk.waitForEvent("download"), zips.first().click()]);
  const zip = join(folder, "dip.zip");
  await download.saveAs(zip);
  const unpacked = join(folder, "dip");
  execFileSync("unzip", ["-q", zip, "-d", unpacked]);
  const reader = await (await browser.newContext()).newPage();
  await reader.goto(`file://${unpacked}/index.html`);
  await reader.getByRole("heading", { name: "Hồ sơ tổng kết công tác văn thư năm" }).waitFor();
  await reader.locator("#folder").setInputFiles(unpacked);
  await reader.getByText("Nguyên vẹn:").waitFor();
  await looksRight(reader, "package-reader");
  writeFileSync(join(unpacked, "ho-so.pdf"), "khác");
  await reader.reload();
  await reader.locator("#folder").setInputFiles(unpacked);
  await reader.getByText("Tệp đã bị thay đổi: ho-so.pdf").waitFor();
});
