import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGallery, type TestGallery } from "./testing/gallery-server.ts";

let browser: Browser;
let gallery: TestGallery;
let page: Page;

beforeAll(async () => {
  gallery = await startGallery({ liveUrl: "/ui/live", unread: 4 });
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  await page.goto(`${gallery.url}/ui`);
  await page.locator('#live[data-mounted="live"]').waitFor({ state: "attached" });
  await page.locator(".placement-box").waitFor();
});

afterAll(async () => {
  await browser?.close();
  await gallery?.stop();
});

describe("live updates", () => {
  it("change the unread number without touching the page", async () => {
    gallery.tell("unread", "120");
    await expect.poll(() => page.locator("#unread").textContent()).toContain("99+");
  });

  it("refresh by morphing: new content comes in, what was typed, drawn and focused stays", async () => {
    const notation = page.locator('input[name="notation"]');
    await notation.fill("UBND-VX");
    gallery.change({ flashes: [{ tone: "good", message: "UBND xã Đăk Ui đã tiếp nhận văn bản" }] });
    gallery.tell("refresh", "Có cập nhật mới");
    await page.getByText("UBND xã Đăk Ui đã tiếp nhận văn bản").waitFor();
    expect(await page.locator("#toasts").textContent()).toContain("Có cập nhật mới");
    expect(await notation.inputValue()).toBe("UBND-VX");
    expect(await notation.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await page.locator(".placement-box").count()).toBe(1);
    expect(await page.locator(".picker-list").textContent()).toContain("UBND huyện Đăk Hà");
  });

  it("leave standing what was just said, although the new page says it no more", async () => {
    const said = page.getByText("Đã trình lãnh đạo, chỉ nói một lần");
    gallery.change({ flashes: [{ tone: "good", message: "Đã trình lãnh đạo, chỉ nói một lần" }] });
    gallery.tell("refresh", "");
    await said.waitFor();
    gallery.change({ flashes: [], unread: 77 });
    gallery.tell("refresh", "");
    await expect.poll(() => page.locator("#unread").textContent()).toContain("77");
    expect(await said.count()).toBe(1);
    expect(await page.locator("main h1").count()).toBe(1);
  });

  it("leave a form standing that came back with an error beside a field", async () => {
    const notation = page.locator('input[name="notation"]');
    await notation.evaluate((field) => {
      if (!(field instanceof HTMLInputElement)) throw new Error("no field to type in");
      // As the answer of a form brings it: nobody has typed on this page.
      delete field.form?.dataset.touched;
      field.value = "gõ trước khi báo lỗi";
      field.setAttribute("aria-invalid", "true");
      document.dispatchEvent(new CustomEvent("turbo:render"));
    });
    gallery.change({ flashes: [], unread: 78 });
    gallery.tell("refresh", "");
    await expect.poll(() => page.locator("#unread").textContent()).toContain("78");
    expect(await notation.inputValue()).toBe("gõ trước khi báo lỗi");
  });

  it("leave a page alone that asks something, and wait for a form on its way", async () => {
    const news = page.getByText("Tin đến lúc đang hỏi");
    gallery.change({ flashes: [{ tone: "good", message: "Tin đến lúc đang hỏi" }] });
    const tellTurbo = (name: string, detail = "{}") =>
      `document.dispatchEvent(new CustomEvent("turbo:${name}", { detail: ${detail} }))`;
    const answer = `Object.assign(document.createElement("body"), { innerHTML: "<p data-flash>" })`;
    const ask = 'document.querySelector("main")';
    for (const [begin, end] of [
      [`${ask}.setAttribute("data-live-hold", "")`, `${ask}.removeAttribute("data-live-hold")`],
      [tellTurbo("submit-start"), tellTurbo("submit-end")],
      // The answer has come and is being read: it is not on the page before it is drawn.
      [
        `${tellTurbo("submit-start")}; ${tellTurbo("submit-end", "{ fetchResponse: {} }")}`,
        tellTurbo("before-render", `{ newBody: ${answer} }`),
      ],
      // An earlier refresh that is drawn late is not the answer.
      [
        `${tellTurbo("submit-start")}; ${tellTurbo("submit-end", "{ fetchResponse: {} }")};
         ${tellTurbo("before-render", '{ newBody: document.createElement("body") }')}; ${tellTurbo("render")}`,
        tellTurbo("before-render", `{ newBody: ${answer} }`),
      ],
    ] as const) {
      await page.evaluate(begin);
      gallery.tell("refresh", "");
      await page.waitForTimeout(700);
      expect(await news.count()).toBe(0);
      await page.evaluate(end);
    }
    await news.waitFor();
    // Nothing else fetches this page again while a form of it is on its way; another page may be gone to.
    const allowed = async (to: string): Promise<boolean> =>
      await page.evaluate(
        (url) =>
          document.dispatchEvent(
            new CustomEvent("turbo:before-visit", { cancelable: true, detail: { url } }),
          ),
        new URL(to, page.url()).href,
      );
    await page.evaluate(tellTurbo("submit-start"));
    expect([await allowed(page.url()), await allowed("/elsewhere")]).toEqual([false, true]);
    await page.evaluate(tellTurbo("submit-end"));
    expect(await allowed(page.url())).toBe(true);
  });
});

describe("one stream a browser", () => {
  const streams = (): readonly string[] => gallery.listening();

  it("is shared by its tabs, passed on when its tab goes, and made again where it stopped when it breaks", async () => {
    await expect.poll(() => streams().length).toBe(1);
    const second = await page.context().newPage();
    await second.goto(`${gallery.url}/ui`);
    await second.locator('#live[data-mounted="live"]').waitFor({ state: "attached" });
    const third = await page.context().newPage();
    await third.goto(`${gallery.url}/ui`);
    await third.locator('#live[data-mounted="live"]').waitFor({ state: "attached" });
    gallery.tell("unread", "7");
    for (const tab of [page, second, third])
      await expect.poll(() => tab.locator("#unread").textContent()).toContain("7");
    expect(streams()).toHaveLength(1);
    // Whichever tab holds it, two of the three go: the one that stays hears on, from where it was.
    await second.close();
    await third.close();
    await expect.poll(() => streams().length).toBe(1);
    gallery.tell("unread", "8");
    await expect.poll(() => page.locator("#unread").textContent()).toContain("8");
    gallery.cut();
    await expect.poll(() => streams(), { timeout: 10_000 }).toEqual([expect.stringMatching(/\?\d+$/)]);
    gallery.tell("unread", "9");
    await expect.poll(() => page.locator("#unread").textContent()).toContain("9");
  });

  it("ends with the session and does not come again", async () => {
    const tab = await page.context().newPage();
    await tab.goto(`${gallery.url}/ui`);
    await tab.locator('#live[data-mounted="live"]').waitFor({ state: "attached" });
    gallery.tell("end", "");
    for (const each of [page, tab])
      await each.locator("#toasts").getByText("Phiên làm việc đã kết thúc").waitFor();
    await expect.poll(() => streams().length).toBe(0);
    gallery.cut();
    await page.waitForTimeout(1_800);
    expect(streams()).toHaveLength(0);
    await tab.close();
  });
});

describe("sending files", () => {
  it("shows what was chosen, sends it, and shows the answer of the server in the page", async () => {
    await page.locator('input[name="files"]').setInputFiles({
      name: "Phụ lục I.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.alloc(200_000, 1),
    });
    expect(await page.locator(".file-drop .file-list").textContent()).toContain("Phụ lục I.pdf200 KB");
    await page.getByRole("button", { name: "Lưu dự thảo" }).click();
    await page.getByText("Đã nhận Phụ lục I.pdf, 200000 byte").waitFor();
  });
});

describe("end of the session", () => {
  it("is announced five minutes before and put off with one press", async () => {
    gallery.change({
      sessionEndsAt: new Date(Date.now() + 4 * 60_000),
      addresses: {
        home: "/",
        signIn: "/sign-in",
        signOut: "/sign-out",
        notifications: "/n",
        account: "/ui",
        switchPosition: "/p",
        preferences: "/preferences",
      },
    });
    await page.goto(`${gallery.url}/ui`);
    await page.getByRole("alert").filter({ hasText: "Phiên làm việc sẽ kết thúc" }).waitFor();
    gallery.change({ sessionEndsAt: new Date(Date.now() + 60 * 60_000) });
    await page.getByRole("button", { name: "Làm việc tiếp" }).click();
    await expect.poll(() => page.locator(".session-warning").count()).toBe(0);
  });
});
