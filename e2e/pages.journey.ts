import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO_PIN } from "../core/signing/index.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { violations } from "./axe.ts";
import { openBrowser } from "./browser.ts";

/**
 * Every main page as its readers meet it: first the daily work is done with scripts switched off, then each page that
 * work filled is opened at a desk (1280 px) and on the narrowest phone (320 px) and judged by axe-core (WCAG 2.2 A and
 * AA), by its headings, its width and by what the browser complains about.
 */

const SAMPLE = new URL("../docs/samples/cong-van-mau.pdf", import.meta.url).pathname;
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 320, height: 640 };
const ABSTRACT = "V/v rà soát việc gửi, nhận văn bản điện tử";
const WAITING = "V/v chờ ký để xem trang ký số";

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

/** A window of one demo person, signed in by the button of the start page. */
async function enter(username: string, options: { readonly script: boolean }): Promise<Page> {
  const context = await browser.newContext({
    viewport: DESK,
    locale: "vi-VN",
    reducedMotion: "reduce",
    javaScriptEnabled: options.script,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${province.url}/sign-in`);
  await page.locator(`button[value="${username}"]`).click();
  await page.waitForURL((address) => !address.pathname.startsWith("/sign-in"));
  return page;
}

/** What the first journey leaves behind for the second: the addresses of its documents. */
const made = { issued: "", waiting: "", registered: "", refused: "", pending: "" };

describe("the daily work with scripts switched off", () => {
  let specialist: Page;
  const open = async (username: string, address: string): Promise<Page> => {
    const page = await enter(username, { script: false });
    await page.goto(province.url + address);
    return page;
  };
  const press = async (page: Page, name: string | RegExp): Promise<void> => {
    await page.getByRole("main").getByRole("button", { name, exact: true }).click();
  };
  const follow = async (page: Page, name: string): Promise<void> => {
    await page.getByRole("main").getByRole("link", { name, exact: true }).click();
  };
  const text = (page: Page): Promise<string> => page.getByRole("main").innerText();

  /** Drafts, submits and has checked a document; its address. */
  const draft = async (abstract: string, receivers: readonly string[]): Promise<string> => {
    await specialist.goto(`${province.url}/outgoing/new`);
    await specialist.getByLabel("Loại văn bản").selectOption({ label: "Công văn" });
    await specialist.getByLabel("Trích yếu").fill(abstract);
    await specialist.locator('input[name="file"]').setInputFiles(SAMPLE);
    for (const receiver of receivers) {
      const box = specialist.getByRole("checkbox", { name: receiver, exact: true, includeHidden: true });
      for (const fold of await box.locator("xpath=ancestor::details").all()) {
        if ((await fold.getAttribute("open")) === null) await fold.locator("> summary").click();
      }
      await box.check();
    }
    const leader = specialist.locator('select[name="signer"] option', { hasText: /, Giám đốc$/ });
    await specialist
      .locator('select[name="signer"]')
      .selectOption((await leader.getAttribute("value")) ?? "");
    await press(specialist, "Lưu và trình kiểm tra");
    await specialist.waitForURL(/\/outgoing\/[0-9a-f-]{36}$/);
    const address = new URL(specialist.url()).pathname;
    const head = await open("truongphong.stttt", address);
    await follow(head, "Kiểm tra, chuyển ký");
    await press(head, "Chuyển ký");
    expect(await text(head)).toContain("Chờ ký");
    await head.context().close();
    return address;
  };

  test("a person signs in with a name and a password; a wrong one is said beside the form", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: "vi-VN" });
    specialist = await context.newPage();
    specialist.setDefaultTimeout(60_000);
    await specialist.goto(province.url);
    const attempt = async (password: string): Promise<void> => {
      await specialist.getByLabel("Tên đăng nhập").fill("chuyenvien.stttt");
      await specialist.getByLabel("Mật khẩu").fill(password);
      await press(specialist, "Đăng nhập");
    };
    await attempt("mat-khau-sai");
    expect(await specialist.getByRole("main").getByRole("alert").first().innerText()).not.toBe("");
    expect(await specialist.getByLabel("Tên đăng nhập").inputValue()).toBe("chuyenvien.stttt");
    await attempt("ngoclinh-2605");
    expect(await specialist.locator("h1").innerText()).toBe("Việc hôm nay");
  });

  test("a draft with a file is saved, submitted, checked, signed, numbered, sealed and issued", async () => {
    made.waiting = await draft(WAITING, []);
    made.issued = await draft(ABSTRACT, ["UBND tỉnh Kon Tum", "UBND huyện Đắk Hà", "UBND xã Đăk Long"]);
    const director = await open("giamdoc.stttt", made.issued);
    await follow(director, "Ký số");
    await director.getByLabel(/Mã PIN/).fill(DEMO_PIN);
    await press(director, "Ký số");
    const clerk = await open("vanthu.stttt", made.issued);
    await follow(clerk, "Cấp số và đóng dấu");
    await clerk.getByLabel(/Mã PIN/).fill(DEMO_PIN);
    await press(clerk, "Cấp số và đóng dấu");
    await follow(clerk, "Phát hành");
    await press(clerk, "Phát hành");
    expect(await text(clerk)).toMatch(/\d+\/STTTT/);
    await director.context().close();
    await clerk.context().close();
  });

  /** Opens the document that has come to an organisation; its address. */
  const arrived = async (page: Page): Promise<string> => {
    const link = page
      .getByRole("main")
      .getByRole("link", { name: new RegExp(ABSTRACT) })
      .first();
    await expect
      .poll(
        async () => {
          await page.goto(`${province.url}/incoming`);
          return await link.count();
        },
        { timeout: 40_000, interval: 500 },
      )
      .toBeGreaterThan(0);
    await link.click();
    await page.waitForURL(/\/incoming\/[0-9a-f-]{36}$/);
    return new URL(page.url()).pathname;
  };

  test("a clerk registers and presents what has come, the chair directs", async () => {
    const clerk = await open("vanthu.dakha", "/");
    made.registered = await arrived(clerk);
    await press(clerk, "Tiếp nhận, vào sổ");
    expect(await text(clerk)).toMatch(/[Ss]ố đến\s*:?\s*\d+/);
    await clerk.getByRole("radio", { name: /^Chủ tịch/ }).check();
    await press(clerk, "Trình lãnh đạo");
    await clerk.context().close();
    const chair = await open("chutich.dakha", made.registered);
    await chair.getByLabel("Ý kiến chỉ đạo").fill("Giao chủ trì tham mưu, báo cáo đúng hạn");
    await chair.getByRole("radio", { name: "Phòng Giáo dục và Đào tạo", exact: true }).check();
    await chair.locator('input[name="cooperatingUnits"]').first().check();
    await press(chair, "Giao xử lý");
    expect(await text(chair)).toContain("Phòng Giáo dục và Đào tạo");
    await chair.context().close();
    const provincial = await open("vanthu.tinh", "/");
    made.pending = await arrived(provincial);
    await provincial.context().close();
  });

  test("a refusal asks for a real reason beside the field and keeps what was typed", async () => {
    const clerk = await open("vanthu.daklong.dakha", "/");
    made.refused = await arrived(clerk);
    await follow(clerk, "Từ chối, trả lại nơi gửi");
    const reason = clerk.getByLabel(/Lý do/);
    await reason.fill("Sai");
    await press(clerk, /^Từ chối|^Trả lại/);
    expect(await reason.inputValue()).toBe("Sai");
    expect(await reason.getAttribute("aria-invalid")).toBe("true");
    const said = (await reason.getAttribute("aria-describedby"))?.split(" ") ?? [];
    const words = await Promise.all(said.map((id) => clerk.locator(`[id="${id}"]`).innerText()));
    expect(words.join("\n")).toMatch(/lý do/i);
    await reason.fill("Văn bản gửi nhầm, nội dung thuộc xã Đắk Long của huyện Đắk Glei");
    await press(clerk, /^Từ chối|^Trả lại/);
    expect(new URL(clerk.url()).pathname).toBe(made.refused);
    expect(await text(clerk)).toContain("Văn bản gửi nhầm");
    await clerk.context().close();
    await specialist.context().close();
  });
});

interface Visit {
  readonly username: string;
  /** Addresses, worked out when the documents exist. */
  readonly addresses: () => readonly string[];
  /** The first is looked at in dark colours too. */
  readonly dark?: boolean;
}

const VISITS: readonly Visit[] = [
  {
    username: "chuyenvien.stttt",
    addresses: () => [
      "/",
      "/outgoing",
      "/outgoing/new",
      "/account",
      "/directory",
      "/directory/people",
      "/certificates",
      "/certificates/act?before=tet",
      "/certificates/reports",
      "/certificates/import",
      "/certificates/requests",
      "/certificates/requests/new",
    ],
  },
  {
    username: "vanthu.stttt",
    addresses: () => [
      made.issued,
      `${made.issued}/story`,
      `${made.issued}/recall`,
      "/registers/outgoing",
      "/notifications",
      "/interchange",
      "/incoming/new-paper",
    ],
    dark: true,
  },
  {
    username: "giamdoc.stttt",
    addresses: () => ["/", made.waiting, `${made.waiting}/sign`, "/signing/certificates"],
  },
  {
    username: "vanthu.tinh",
    addresses: () => [made.pending, "/", "/incoming", `${made.pending}/refuse`],
    dark: true,
  },
  {
    username: "vanthu.dakha",
    addresses: () => [
      made.registered,
      `${made.registered}/story`,
      "/registers/incoming",
      "/search?q=ra+soat+viec+gui",
      "/calendar",
    ],
  },
  {
    username: "vanthu.daklong.dakha",
    addresses: () => ["/dossiers", "/dossiers/new", "/dossiers/new?procedure=1.001193"],
  },
  {
    username: "quantri.stttt",
    addresses: () => [
      "/administration",
      "/administration/audit",
      "/administration/people",
      "/administration/rights",
      "/administration/calendar",
      "/certificates/settings",
      "/api",
    ],
  },
];

describe("every main page at a desk and on the narrowest phone", () => {
  test.concurrent("the start page, and the page that checks signatures for everybody", async () => {
    const context = await browser.newContext({ locale: "vi-VN", reducedMotion: "reduce" });
    expect(await lookAt(context, "/sign-in", true)).toEqual([]);
    expect(await lookAt(context, "/verify", true)).toEqual([]);
    for (const address of ["/services", "/services/1.001193", "/track"])
      expect(await lookAt(context, address, false)).toEqual([]);
    await context.close();
  });

  for (const { username, addresses, dark } of VISITS) {
    test.concurrent(`pages of ${username}`, async () => {
      const page = await enter(username, { script: true });
      const found: string[] = [];
      for (const [index, address] of addresses().entries()) {
        found.push(...(await lookAt(page.context(), address, dark === true && index === 0)));
      }
      await page.context().close();
      expect(found).toEqual([]);
    });
  }
});

/** Opens one page and says everything that is wrong with it, one line a fault. */
async function lookAt(context: BrowserContext, address: string, dark: boolean): Promise<string[]> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== province.url) faults.push(`went to ${request.url()}`);
  });
  await page.setViewportSize(DESK);
  const answer = await page.goto(province.url + address);
  if (answer?.status() !== 200) faults.push(`status ${answer?.status()}`);
  await settled(page);
  const headings = await page.locator("h1").count();
  if (headings !== 1) faults.push(`${headings} h1`);
  faults.push(...(await tooWide(page, DESK.width)));
  faults.push(...(await violations(page, "1280 px")));
  if (dark) {
    await page.emulateMedia({ colorScheme: "dark" });
    faults.push(...(await violations(page, "1280 px, dark")));
    await page.emulateMedia({ colorScheme: "light" });
  }
  await page.setViewportSize(PHONE);
  await settled(page);
  faults.push(...(await tooWide(page, PHONE.width)));
  const below = Number(
    await page.evaluate(
      "document.documentElement.scrollHeight - Math.max(innerHeight, document.body.getBoundingClientRect().bottom + scrollY)",
    ),
  );
  if (below > 4) faults.push(`${below} px of nothing below the page`);
  faults.push(...(await violations(page, "320 px", { colours: false })));
  await page.close();
  return faults.map((fault) => `${address}: ${fault}`);
}

async function tooWide(page: Page, allowed: number): Promise<string[]> {
  const width = Number(await page.evaluate("document.documentElement.scrollWidth"));
  return width > allowed ? [`${width} px wide on a screen of ${allowed}`] : [];
}

/** Waits until the islands are at work and a document is drawn. */
async function settled(page: Page): Promise<void> {
  await page.locator("[data-island]:not([data-mounted])").first().waitFor({ state: "detached" });
  if ((await page.locator('.pdf, [data-island~="placement"]').count()) > 0) {
    await page.locator("canvas").first().waitFor();
  }
}
