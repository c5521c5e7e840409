import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO_PIN } from "../core/signing/index.ts";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { openBrowser, signInAs } from "./browser.ts";

/**
 * The main job, lived as the people of the province live it: a document is drafted, checked, signed, numbered, sealed and
 * issued in one office, travels over the axis, is registered, directed, handled and answered in another, and every
 * state is seen at both ends. Then its bad days: refusal, recall, update and replacement.
 */

let province: RunningProvince;
let browser: Browser;
let specialist: Page;
let head: Page;
let director: Page;
let clerk: Page;
let district: Page;
const pdf = join(tmpdir(), `cong-van-${process.pid}.pdf`);

const ABSTRACT = "V/v báo cáo kết quả gửi, nhận văn bản điện tử quý I";

beforeAll(async () => {
  writeFileSync(pdf, await samplePdf());
  province = await startProvince();
  browser = await openBrowser();
  const enter = (username: string): Promise<Page> => signInAs(browser, province.url, username);
  specialist = await enter("chuyenvien.stttt");
  head = await enter("truongphong.stttt");
  director = await enter("giamdoc.stttt");
  clerk = await enter("vanthu.stttt");
  district = await enter("vanthu.dakha");
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

/** Fills the draft form that is open. Recipients are found by typing in the picker. */
async function fillDraft(
  page: Page,
  abstract: string,
  signer: string,
  recipients: readonly string[],
  ministry?: string,
): Promise<void> {
  await page.getByLabel("Loại văn bản").selectOption({ label: "Công văn" });
  await page.getByLabel("Trích yếu").fill(abstract);
  await page.locator('input[name="file"]').setInputFiles(pdf);
  await choose(page, "signer", signer);
  for (const recipient of recipients) {
    const search = page.getByLabel("Tìm nơi nhận");
    await search.fill(recipient);
    await page.getByRole("checkbox", { name: recipient, exact: true }).check();
  }
  if (ministry) {
    await page.getByLabel("Tìm cơ quan ngoài tỉnh").fill(ministry);
    await page.locator("#draft").getByRole("button", { name: "Tìm", exact: true }).click();
    await expect.poll(() => page.locator('input[name="fileKept"]').count()).toBe(1);
    await page.getByLabel("Tìm nơi nhận").fill(ministry);
    await page.getByRole("checkbox", { name: ministry }).first().check();
  }
}

/** Opens a draft and brings it through check, signature, number, seal and issue. @returns address of its card */
async function issue(
  abstract: string,
  recipients: readonly string[],
  options: { readonly from?: string; readonly ministry?: string; readonly reason?: string } = {},
): Promise<string> {
  await specialist.goto(`${province.url}${options.from ?? "/outgoing/new"}`);
  await fillDraft(specialist, abstract, await nameOf("giamdoc.stttt"), recipients, options.ministry);
  if (options.reason) await specialist.locator('textarea[name="businessReason"]').fill(options.reason);
  await specialist.getByRole("button", { name: "Lưu và trình kiểm tra" }).click();
  await arrive(specialist, /\/outgoing\/[0-9a-f-]{36}$/);
  const card = new URL(specialist.url()).pathname;
  await step(head, card, "Kiểm tra, chuyển ký", "Chuyển ký");
  await director.goto(province.url + card);
  await director.getByRole("link", { name: "Ký số" }).click();
  await director.getByLabel(/Mã PIN/).fill(DEMO_PIN);
  await director.getByRole("button", { name: "Ký số", exact: true }).click();
  await arrive(director, `**${card}`);
  await clerk.goto(province.url + card);
  await clerk.getByRole("link", { name: "Cấp số và đóng dấu" }).click();
  await clerk.getByLabel(/Mã PIN/).fill(DEMO_PIN);
  await clerk.getByRole("button", { name: "Cấp số và đóng dấu" }).click();
  await arrive(clerk, `**${card}`);
  await step(clerk, card, "Phát hành", "Phát hành");
  return card;
}

/** Opens a card, follows an action to its question and says yes. */
async function step(page: Page, card: string, action: string, confirm: string): Promise<void> {
  await page.goto(province.url + card);
  await page.getByRole("main").getByRole("link", { name: action, exact: true }).click();
  await page.getByRole("main").getByRole("button", { name: confirm, exact: true }).click();
  await arrive(page, `**${card}`);
}

/** Waits for an address; what the page says instead is the reason of the failure. */
async function arrive(page: Page, address: string | RegExp): Promise<void> {
  try {
    await page.waitForURL(address);
  } catch (error) {
    throw new Error(`still at ${page.url()}:\n${await words(page)}`, { cause: error });
  }
}

async function words(page: Page): Promise<string> {
  return await page.getByRole("main").innerText();
}

/** Waits until the open page says something: live updates redraw it without a reload. */
async function comes(page: Page, text: string | RegExp, seconds = 40): Promise<void> {
  await expect.poll(() => words(page), { timeout: seconds * 1000, interval: 300 }).toMatch(text);
}

/** Opens the newest incoming document with this abstract. */
async function openIncoming(page: Page, abstract: string): Promise<string> {
  const row = page.getByRole("main").getByRole("link", { name: new RegExp(abstract.slice(0, 40)) });
  await expect
    .poll(
      async () => {
        await page.goto(`${province.url}/incoming`);
        return await page.getByRole("main").getByText(abstract).count();
      },
      { timeout: 40_000, interval: 500 },
    )
    .toBeGreaterThan(0);
  const target =
    (await row.count()) > 0
      ? row.first()
      : page.locator("tbody tr", { hasText: abstract }).first().getByRole("link").first();
  await target.click();
  await arrive(page, /\/incoming\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

describe("a signed document travels four levels", () => {
  let card = "";
  let incoming = "";

  test("drafted, checked, signed, numbered, sealed and issued to province, district, two communes and a ministry", async () => {
    card = await issue(
      ABSTRACT,
      ["UBND tỉnh Kon Tum", "UBND huyện Đắk Hà", "UBND xã Đăk Long", "UBND xã Hà Mòn"],
      {
        ministry: "Bộ Thông tin và Truyền thông",
      },
    );
    const answer = await clerk.request.get(`${province.url}${card}/file`);
    const file = join(tmpdir(), `issued-${process.pid}.pdf`);
    writeFileSync(file, await answer.body());
    const judged = execFileSync("pdfsig", ["-nocert", file], { encoding: "utf8" });
    expect(judged.match(/Signature is Valid/g)).toHaveLength(2);
    expect(execFileSync("pdftotext", [file, "-"], { encoding: "utf8" })).toMatch(/Số:\s*\d+/);
    expect(await words(clerk)).toMatch(/STTTT/);
  });

  test("the sender sees every receiver's state change without reloading", async () => {
    await clerk.goto(province.url + card);
    await comes(clerk, /Đã đến|Đã tiếp nhận/);
    await expect
      .poll(async () => (await words(clerk)).match(/Chờ gửi|Đã gửi lên trục/g)?.length ?? 0, {
        timeout: 60_000,
      })
      .toBe(0);
  });

  test("the district clerk sees the verdict in plain words and registers it", async () => {
    incoming = await openIncoming(district, ABSTRACT);
    expect(await words(district)).toMatch(/hợp lệ|còn nguyên vẹn/i);
    await district.getByRole("button", { name: "Tiếp nhận, vào sổ" }).click();
    await comes(district, /[Ss]ố đến\s*:?\s*\d+/);
    await comes(clerk, "Đã tiếp nhận");
  });

  test("it is presented, directed with a deadline in working time, assigned and taken up", async () => {
    await district.goto(province.url + incoming);
    await district.getByRole("radio", { name: new RegExp(`${await nameOf("chutich.dakha")}$`) }).check();
    await district.getByRole("button", { name: "Trình lãnh đạo" }).click();
    await comes(district, "Đang trình lãnh đạo");
    const chair = await signInAs(browser, province.url, "chutich.dakha");
    await chair.goto(province.url + incoming);
    await chair.getByLabel("Ý kiến chỉ đạo").fill("Giao chủ trì tham mưu báo cáo đúng hạn");
    const unit = await unitOf("truongphong.dakha");
    await chair.getByRole("radio", { name: unit, exact: true }).check();
    const others = chair.locator('input[name="cooperatingUnits"]');
    for (let index = 0; index < 2; index += 1) {
      const box = others.nth(index);
      if (
        (await box.inputValue()) !==
        (await chair.getByRole("radio", { name: unit, exact: true }).inputValue())
      )
        await box.check();
    }
    await chair.locator('[name="deadline"]').first().waitFor();
    const choices = chair.locator('select[name="deadline"]');
    if ((await choices.count()) > 0) await choices.selectOption({ index: 2 });
    await chair.getByRole("button", { name: "Giao xử lý" }).click();
    await comes(chair, "Đã phân công");
    await comes(clerk, "Phân công");

    const unitHead = await signInAs(browser, province.url, "truongphong.dakha");
    await unitHead.goto(province.url + incoming);
    const officer = await nameOf("chuyenvien.dakha");
    await choose(unitHead, "person", officer);
    await unitHead.getByRole("button", { name: "Giao việc" }).click();
    await comes(unitHead, officer);

    const handler = await signInAs(browser, province.url, "chuyenvien.dakha");
    await handler.goto(province.url + incoming);
    await handler.getByRole("button", { name: "Bắt đầu xử lý" }).click();
    await comes(handler, "Đang xử lý");
    await comes(clerk, "Đang xử lý");
  });

  test("the answer is a new document; the sender sees it under his own", async () => {
    const handler = await signInAs(browser, province.url, "chuyenvien.dakha");
    await handler.goto(`${province.url}/outgoing/new?answers=${incoming.split("/").at(-1)}`);
    await fillDraft(
      handler,
      "V/v trả lời kết quả gửi, nhận văn bản điện tử",
      await nameOf("chutich.dakha"),
      [],
    );
    await handler.getByRole("button", { name: "Lưu và trình kiểm tra" }).click();
    await arrive(handler, /\/outgoing\/[0-9a-f-]{36}$/);
    const answer = new URL(handler.url()).pathname;
    const unitHead = await signInAs(browser, province.url, "truongphong.dakha");
    await step(unitHead, answer, "Kiểm tra, chuyển ký", "Chuyển ký");
    const chair = await signInAs(browser, province.url, "chutich.dakha");
    await chair.goto(province.url + answer);
    await chair.getByRole("link", { name: "Ký số" }).click();
    await chair.getByLabel(/Mã PIN/).fill(DEMO_PIN);
    await chair.getByRole("button", { name: "Ký số", exact: true }).click();
    await arrive(chair, `**${answer}`);
    await district.goto(province.url + answer);
    await district.getByRole("link", { name: "Cấp số và đóng dấu" }).click();
    await district.getByLabel(/Mã PIN/).fill(DEMO_PIN);
    await district.getByRole("button", { name: "Cấp số và đóng dấu" }).click();
    await arrive(district, `**${answer}`);
    await step(district, answer, "Phát hành", "Phát hành");
    await handler.goto(province.url + incoming);
    await handler.getByLabel("Kết quả xử lý").fill("Đã trả lời bằng công văn của huyện");
    await handler.getByRole("button", { name: "Báo hoàn thành" }).click();
    await clerk.goto(province.url + card);
    await comes(clerk, "Văn bản trả lời");
    await comes(clerk, "Hoàn thành");
  });

  test("the registers of both offices show it and export", async () => {
    await clerk.goto(`${province.url}/registers/outgoing`);
    expect(await words(clerk)).toContain(ABSTRACT);
    await district.goto(`${province.url}/registers/incoming`);
    expect(await words(district)).toContain(ABSTRACT);
    for (const kind of ["xlsx", "pdf"]) {
      const link = district.locator(`a[href*="${kind}"]`).first();
      const href = await link.getAttribute("href");
      const answer = await district.request.get(new URL(href ?? "", province.url).toString());
      expect(answer.status()).toBe(200);
      expect((await answer.body()).length).toBeGreaterThan(1000);
    }
  });

  test("it is found without diacritics", async () => {
    await district.goto(`${province.url}/search?q=${encodeURIComponent("ket qua gui nhan van ban")}`);
    await comes(district, /kết quả gửi/i);
  });
});

describe("bad days that both sides understand", () => {
  test("a refusal reaches the sender with its reason", async () => {
    const abstract = "V/v tổ chức tập huấn an toàn thông tin";
    const card = await issue(abstract, ["UBND huyện Đắk Hà"]);
    const incoming = await openIncoming(district, abstract);
    await district.getByRole("link", { name: "Từ chối, trả lại nơi gửi" }).click();
    await district.getByLabel(/[Ll]ý do/).fill("Văn bản gửi nhầm, nội dung thuộc huyện Đăk Tô");
    await district
      .getByRole("main")
      .getByRole("button", { name: /Từ chối|Trả lại/ })
      .click();
    await arrive(district, `**${incoming}`);
    await clerk.goto(province.url + card);
    await comes(clerk, "nội dung thuộc huyện Đăk Tô");
  });

  test("a recall is asked, explained, and agreed to: the document is destroyed at the receiver", async () => {
    const abstract = "V/v cung cấp số liệu chuyển đổi số";
    const card = await issue(abstract, ["UBND huyện Đắk Hà"]);
    const incoming = await openIncoming(district, abstract);
    await clerk.goto(province.url + card);
    await clerk.getByRole("main").getByRole("link", { name: "Thu hồi", exact: true }).click();
    await clerk.getByLabel(/[Ll]ý do/).fill("Số liệu trong phụ lục bị sai, sẽ gửi lại");
    await clerk
      .getByRole("main")
      .getByRole("button", { name: /[Tt]hu hồi|Gửi yêu cầu/ })
      .click();
    await arrive(clerk, `**${card}`);
    await district.goto(province.url + incoming);
    await comes(district, "yêu cầu thu hồi văn bản này");
    await district.getByRole("radio", { name: /^Đồng ý/ }).check();
    await district.getByRole("button", { name: "Gửi trả lời" }).click();
    await comes(district, /thu hồi/);
    await comes(clerk, "Đã thu hồi");
    const file = await district.request.get(`${province.url}${incoming}/file`);
    expect(file.status()).toBe(404);
  });

  test("a replacement retires the document it replaces", async () => {
    const abstract = "V/v kế hoạch kiểm tra cải cách hành chính";
    const card = await issue(abstract, ["UBND huyện Đắk Hà"]);
    const old = await openIncoming(district, abstract);
    await district.getByRole("button", { name: "Tiếp nhận, vào sổ" }).click();
    await comes(district, /[Ss]ố đến\s*:?\s*\d+/);
    const id = card.split("/").at(-1);
    await issue(`${abstract} (thay thế)`, ["UBND huyện Đắk Hà"], {
      from: `/outgoing/new?affects=${id}&type=3`,
      reason: "Sai thời gian kiểm tra tại mục 2",
    });
    await openIncoming(district, `${abstract} (thay thế)`);
    await district.getByRole("button", { name: "Tiếp nhận, vào sổ" }).click();
    await comes(district, /[Ss]ố đến\s*:?\s*\d+/);
    await district.goto(province.url + old);
    await comes(district, "thay thế");
  });

  test("an update is proposed, explained and agreed to", async () => {
    const abstract = "V/v rà soát hạ tầng mạng cấp xã";
    const card = await issue(abstract, ["UBND huyện Đắk Hà"]);
    const old = await openIncoming(district, abstract);
    const id = card.split("/").at(-1);
    await issue(`${abstract} (cập nhật)`, ["UBND huyện Đắk Hà"], {
      from: `/outgoing/new?affects=${id}&type=2`,
      reason: "Bổ sung danh sách các xã còn thiếu",
    });
    await expect
      .poll(
        async () => {
          await district.goto(province.url + old);
          return await words(district);
        },
        { timeout: 40_000, interval: 500 },
      )
      .toContain("yêu cầu cập nhật văn bản này");
    await district.getByRole("radio", { name: "Đồng ý cập nhật" }).check();
    await district.getByRole("button", { name: "Gửi trả lời" }).click();
    await comes(district, "Đồng ý cập nhật");
  });
});

/** Chooses the option of a select that names a person. */
async function choose(page: Page, field: string, name: string): Promise<void> {
  const option = page.locator(`select[name="${field}"] option`, { hasText: name }).first();
  await page.locator(`select[name="${field}"]`).selectOption((await option.getAttribute("value")) ?? "");
}

async function unitOf(username: string): Promise<string> {
  const page = await signInAs(browser, province.url, username);
  await page.goto(`${province.url}/account`);
  const text = await words(page);
  await page.context().close();
  const unit = /((?:Văn phòng|Phòng|Thanh tra)[^\n,·]*)/.exec(text)?.[1]?.trim();
  if (!unit) throw new Error(`no unit on the account page of ${username}:\n${text}`);
  return unit;
}

async function nameOf(username: string): Promise<string> {
  const page = await browser.newPage();
  await page.goto(`${province.url}/sign-in`);
  const lines = (await page.locator(`button[value="${username}"]`).innerText()).trim().split("\n");
  await page.close();
  return lines.at(-1)?.trim() ?? "";
}
