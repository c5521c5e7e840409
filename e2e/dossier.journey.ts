import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO_PIN } from "../core/signing/index.ts";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { sampleJpeg } from "../systems/public-services/forms/testing/sample-files.ts";
import { violations } from "./axe.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { fillApplication } from "./fill-application.ts";
import { looksRight } from "./looks-right.ts";

/**
 * A mother registers a birth from her phone, is asked for more once, gets the signed result; a clerk takes a paper dossier
 * in by keyboard alone; a land matter passes commune, district and province.
 */

let province: RunningProvince;
let browser: Browser;
let clerk: Page;
let specialist: Page;
let chair: Page;
let pdf: Buffer;

beforeAll(async () => {
  province = await startProvince();
  browser = await openBrowser();
  const enter = (username: string): Promise<Page> => signInAs(browser, province.url, username);
  clerk = await enter("vanthu.daklong.dakha");
  specialist = await enter("congchuc.daklong.dakha");
  chair = await enter("chutich.daklong.dakha");
  pdf = Buffer.from(await samplePdf());
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

/** Presses a button of the page's own content and waits for what is said of it. */
async function press(page: Page, name: string, said: string | RegExp): Promise<void> {
  await page.getByRole("main").getByRole("button", { name, exact: true }).click();
  await page.locator("[data-flash]").filter({ hasText: said }).waitFor();
}

const open = (page: Page, name: string) => page.locator("summary").filter({ hasText: name }).click();

async function attachResult(page: Page): Promise<void> {
  await open(page, "Đính kèm kết quả");
  await page
    .locator('input[name="result-result"]')
    .setInputFiles({ name: "ket-qua.pdf", mimeType: "application/pdf", buffer: pdf });
  await press(page, "Đính kèm kết quả", "Đã đính kèm kết quả");
}

async function signResult(page: Page): Promise<void> {
  await page.locator('input[name="sign-pin"]').fill(DEMO_PIN);
  await press(page, "Ký số kết quả", "Đã ký số kết quả");
}

describe.each([
  { words: "with scripts switched off", script: false },
  { words: "with scripts", script: true },
])("a mother on a phone, $words", ({ script }) => {
  let mother: Page;
  let address = "";

  /** The desk asks for the fee; she finds it on her page, sees the code for her bank and pays on the platform. */
  async function paidByTheMother(): Promise<void> {
    await open(clerk, "Yêu cầu nghĩa vụ tài chính");
    await clerk.locator('textarea[name="payment-note"]').fill("Lệ phí đăng ký khai sinh quá hạn.");
    await press(clerk, "Yêu cầu nghĩa vụ tài chính", "Đã yêu cầu nghĩa vụ tài chính");
    await mother.goto(`${province.url}/me/dossiers`);
    await mother.getByRole("main").getByRole("link", { name: "Thủ tục đăng ký khai sinh" }).first().click();
    const pay = mother.getByRole("link", { name: "Nộp ngay" });
    // What is owed is put down a moment after the desk asked.
    await expect
      .poll(async () => (await mother.reload()) && (await pay.count()), { timeout: 60_000 })
      .toBe(1);
    await pay.click();
    await mother.getByLabel(/Mã VietQR/).waitFor();
    if (script) await looksRight(mother, "pay");
    await mother.getByRole("link", { name: "Thanh toán trực tuyến" }).click();
    await mother.getByRole("button", { name: /^Thanh toán/ }).click();
    await mother.getByRole("link", { name: "Xem biên lai" }).waitFor();
  }

  test("finds the procedure, fills in the form page by page and files it", async () => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 780 },
      locale: "vi-VN",
      javaScriptEnabled: script,
    });
    mother = await context.newPage();
    mother.setDefaultTimeout(60_000);
    await mother.goto(`${province.url}/services?q=khai+sinh+cho+con`);
    await mother.getByRole("link", { name: "Thủ tục đăng ký khai sinh", exact: true }).click();
    await mother.getByRole("heading", { level: 1, name: "Thủ tục đăng ký khai sinh" }).waitFor();
    await mother.goto(
      `${province.url}/citizen/sign-in?back=${encodeURIComponent("/services/1.001193/apply?case=case-2")}`,
    );
    await mother.getByText("Đăng nhập bằng VNeID").click();
    await mother.getByRole("button", { name: "Y Mai" }).click();
    await mother.waitForURL(/apply/);
    const born = new Date(Date.now() - 100 * 86_400_000);
    const sent = await fillApplication(mother, {
      body: "UBND xã Đăk Long",
      married: "no",
      fatherKnown: "no",
      relation: "mother",
      bornAt: "facility",
      facility: "Trạm y tế xã Đăk Long",
      hasCertificate: "yes",
      "child.name": "A Khánh",
      "child.birthDate.day": String(born.getUTCDate()),
      "child.birthDate.month": String(born.getUTCMonth() + 1),
      "child.birthDate.year": String(born.getUTCFullYear()),
    });
    expect(sent).toMatch(/Mã hồ sơ:\s*\S+-\d{6}-\d{4}/);
  });

  test("the desk looks at it and asks for more, once; she sends it from the phone", async () => {
    await clerk.goto(`${province.url}/dossiers?view=new`);
    await clerk.locator("tbody a").first().click();
    await clerk.getByRole("heading", { name: "Việc có thể làm" }).waitFor();
    address = clerk.url();
    await open(clerk, "Yêu cầu bổ sung");
    await clerk.getByLabel("Giấy chứng sinh; không có thì").check();
    await clerk
      .locator('textarea[name="supplement-note"]')
      .fill("Ảnh giấy chứng sinh bị mờ, chụp lại giúp cơ quan.");
    await press(clerk, "Yêu cầu bổ sung", "Đã gửi yêu cầu bổ sung");
    await mother.goto(`${province.url}/me/dossiers`);
    await mother.getByText("Yêu cầu bổ sung giấy tờ").first().waitFor();
    await mother.getByRole("main").getByRole("link", { name: "Thủ tục đăng ký khai sinh" }).first().click();
    await mother.getByText("Ảnh giấy chứng sinh bị mờ").first().waitFor();
    await mother
      .locator('input[type="file"]')
      .first()
      .setInputFiles({
        name: "giay-chung-sinh.jpg",
        mimeType: "image/jpeg",
        buffer: Buffer.from(sampleJpeg({})),
      });
    await press(mother, "Gửi bổ sung", "Đã gửi bổ sung");
    if (script) await looksRight(mother, "own-dossier");
  });

  test("it is accepted, looked into, signed and comes back to the counter", async () => {
    await clerk.goto(address);
    await press(clerk, "Tiếp nhận hồ sơ", "Đã tiếp nhận");
    await paidByTheMother();
    await clerk.goto(address);
    await press(clerk, "Chuyển bước tiếp theo", "Đã chuyển bước");
    await specialist.goto(`${province.url}/dossiers?view=mine`);
    await specialist.locator("tbody a").first().click();
    await attachResult(specialist);
    await press(specialist, "Chuyển bước tiếp theo", "Đã chuyển bước");
    await chair.goto(address);
    await signResult(chair);
    await press(chair, "Chuyển bước tiếp theo", "Đã chuyển bước");
    if (script) await looksRight(chair, "dossier-signed");
    await clerk.goto(address);
    await clerk.locator('input[name="return-receivedBy"]').fill("Y Mai");
    await press(clerk, "Trả kết quả", "Đã trả kết quả");
  });

  test("she reads the result, who looked at it, and anybody with the square code the progress and no more", async () => {
    await mother.goto(`${province.url}/me/dossiers`);
    await mother.getByText("Đã trả kết quả").first().waitFor();
    await mother.getByRole("main").getByRole("link", { name: "Thủ tục đăng ký khai sinh" }).first().click();
    await mother.getByRole("link", { name: "ket-qua.pdf" }).waitFor();
    await expect
      .poll(
        async () =>
          (await mother.reload()) &&
          (await mother.getByRole("link", { name: /Giấy tiếp nhận và hẹn trả/ }).count()),
        { timeout: 60_000 },
      )
      .toBe(1);
    await mother.goto(`${province.url}/me/looks`);
    await mother.getByText("Tiếp nhận, xử lý hồ sơ").first().waitFor();
    await clerk.goto(address);
    const code = await clerk.locator("h1").innerText();
    const stranger = await browser.newContext({
      locale: "vi-VN",
      javaScriptEnabled: script,
      viewport: { width: 360, height: 780 },
    });
    const page = await stranger.newPage();
    await page.goto(`${province.url}/track`);
    await page.getByLabel("Mã hồ sơ").fill(code);
    await page.getByLabel("4 số cuối").fill("5678");
    await page.getByRole("button", { name: "Tra cứu" }).click();
    await page.waitForURL(/\/track\/[\w-]{22}$/);
    const said = await page.getByRole("main").innerText();
    expect(said).toContain("Đã trả kết quả");
    expect(said).not.toContain("Y Mai");
    expect(said).not.toContain("A Khánh");
    if (script) expect(await violations(page, "progress")).toEqual([]);
    await stranger.close();
    await mother.context().close();
  });
});

test("a clerk takes a paper dossier in by keyboard alone", async () => {
  await clerk.goto(`${province.url}/dossiers/new`);
  await clerk.locator("#q").waitFor();
  // The cursor is in the search: typed, Enter, the first procedure found.
  await clerk.keyboard.type("khai sinh quá hạn");
  await clerk.keyboard.press("Enter");
  await clerk.waitForURL(/q=/);
  const first = clerk.getByRole("link", { name: "Thủ tục đăng ký khai sinh", exact: true });
  await first.waitFor();
  await first.focus();
  await clerk.keyboard.press("Enter");
  await clerk.getByText("Quét mã QR trên thẻ căn cước").waitFor();
  await expect.poll(() => clerk.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("card");
  await clerk.keyboard.type("000192000001||Y Mai|12041992|Nữ|Thôn Mô Pả, xã Đăk Hà|01052021");
  await clerk.keyboard.press("Enter");
  await expect
    .poll(() => clerk.evaluate(() => document.activeElement?.getAttribute("name")))
    .toBe("applicant-name");
  const until = async (name: string) => {
    for (let tabs = 0; tabs < 60; tabs += 1) {
      if ((await clerk.evaluate(() => document.activeElement?.getAttribute("name"))) === name) return;
      await clerk.keyboard.press("Tab");
    }
    throw new Error(`no way by keyboard to ${name}`);
  };
  await until("applicant-phone");
  await clerk.keyboard.type("0912345678");
  await until("originals-paper-1");
  await clerk.keyboard.type("1");
  await until("originals-paper-2");
  await clerk.keyboard.type("1");
  await clerk.keyboard.press("Enter");
  await clerk.locator("[data-flash]").filter({ hasText: "Đã tiếp nhận, mã hồ sơ" }).waitFor();
  await expect
    .poll(
      async () =>
        (await clerk.reload()) &&
        (await clerk.getByRole("link", { name: /Giấy tiếp nhận và hẹn trả/ }).count()),
      { timeout: 60_000 },
    )
    .toBe(1);
  await open(clerk, "Ký số giấy tờ");
  await clerk.locator('input[name="sign-papers-pin"]').fill(DEMO_PIN);
  await press(clerk, "Ký số giấy tờ", "Đã ký số giấy tờ");
  await looksRight(clerk, "dossier-at-the-counter");
});

test("a land matter passes commune, district and province and comes back", async () => {
  await clerk.goto(`${province.url}/dossiers/new?procedure=2.000889`);
  await clerk.locator('input[name="applicant-name"]').fill("A Tuấn");
  await clerk.getByRole("button", { name: "Tiếp nhận và in giấy hẹn" }).click();
  await clerk.locator("[data-flash]").filter({ hasText: "Đã tiếp nhận, mã hồ sơ" }).waitFor();
  const address = clerk.url();
  await press(clerk, "Chuyển bước tiếp theo", "Đã chuyển bước");
  const handOn = async (page: Page) => {
    await page.goto(address);
    await press(page, "Chuyển bước tiếp theo", "Đã chuyển bước");
  };
  await handOn(specialist);
  await handOn(await signInAs(browser, province.url, "chuyenvien.dakha"));
  const expert = await signInAs(browser, province.url, "chuyenvien.stnmt");
  await expert.goto(address);
  await attachResult(expert);
  await press(expert, "Chuyển bước tiếp theo", "Đã chuyển bước");
  const director = await signInAs(browser, province.url, "giamdoc.stnmt");
  await director.goto(address);
  await signResult(director);
  await press(director, "Chuyển bước tiếp theo", "Đã chuyển bước");
  await clerk.goto(address);
  await clerk.getByText("Đã xử lý xong").first().waitFor();
  const story = await clerk.getByRole("main").innerText();
  for (const body of ["UBND xã Đăk Long", "UBND huyện Đắk Hà", "Sở Tài nguyên và Môi trường"])
    expect(story).toContain(body);
});
