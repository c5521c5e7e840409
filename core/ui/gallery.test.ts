import { readFile } from "node:fs/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGallery } from "./testing/gallery-server.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser: Browser;
let gallery: Awaited<ReturnType<typeof startGallery>>;
let axe: string;
let desk: Opened;
let phone: Opened;
let page: Page;

beforeAll(async () => {
  axe = await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
  gallery = await startGallery();
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
  desk = await open({ width: 1280, theme: "light" });
  phone = await open({ width: 320, theme: "light" });
  page = desk.page;
});

afterAll(async () => {
  await browser?.close();
  await gallery?.stop();
});

interface Look {
  readonly width: number;
  readonly theme: "light" | "dark";
  readonly lang?: "vi" | "en";
  readonly script?: boolean;
}

interface Opened {
  readonly page: Page;
  /** What the browser complained about: errors, breaches of the policy, requests to other machines. */
  readonly complaints: string[];
}

/** Opens the gallery with its islands at work; collects everything the browser complains about. */
async function open({ width, theme, lang = "vi", script = true }: Look): Promise<Opened> {
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: theme,
    javaScriptEnabled: script,
    reducedMotion: "reduce",
  });
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(gallery.url)) complaints.push(`went outside: ${request.url()}`);
  });
  await page.goto(`${gallery.url}/ui?lang=${lang}`);
  if (script) {
    await page.locator(".placement-box").waitFor();
    await page.locator(".pdf-page canvas").first().waitFor();
    await page.locator('.picker[data-mounted="recipients"]').waitFor();
  }
  return { page, complaints };
}

/** What axe-core finds against WCAG 2.2 A and AA, one line a finding. */
async function violations(page: Page): Promise<string[]> {
  // Through the debugger, so that the page's own policy stays as strict as in service.
  await page.evaluate(axe);
  const found: unknown = await page.evaluate(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
      .then((result) => result.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + ": " + node.target + " — " + node.failureSummary)))`,
  );
  return Array.isArray(found) ? found.map(String) : ["axe gave no answer"];
}

describe("the gallery, every component in every state", () => {
  for (const width of [1280, 320] as const) {
    for (const theme of ["light", "dark"] as const) {
      it(`has no accessibility violation, no policy breach and no sideways scroll (${width} px, ${theme})`, async () => {
        const { page, complaints } = width === 1280 ? desk : phone;
        await page.emulateMedia({ colorScheme: theme });
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
        expect(complaints).toEqual([]);
      });
    }
  }

  it("holds in English too", async () => {
    const { page } = await open({ width: 1280, theme: "light", lang: "en" });
    expect(await violations(page)).toEqual([]);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await page.close();
  });

  it("shows accessible menus when they are open", async () => {
    const { page } = phone;
    await page.locator(".account > summary").click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator(".nav-toggle").click();
    await page.locator("#navigation a").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  it("gives buttons, fields and places of the menu 44 px on a phone", async () => {
    const low: unknown = await phone.page.evaluate(
      `[...document.querySelectorAll("button, .button, select, .input, .tab, .segment, .bar-button")]
        .filter((element) => element.checkVisibility())
        .filter((element) => element.getBoundingClientRect().height < 43.5)
        .map((element) => element.outerHTML.slice(0, 120))`,
    );
    expect(low).toEqual([]);
  });
});

describe("recipient picker by keyboard", () => {
  it("finds without diacritics, ticks with Enter, walks with arrows", async () => {
    const search = page.locator(".picker input[type=search]");
    await search.focus();
    await page.keyboard.type("ngoc lay");
    expect(await page.locator(".picker-found").textContent()).toContain("1 nơi nhận");
    await page.keyboard.press("Enter");
    expect(await page.locator(".picker-list").textContent()).toContain("UBND xã Ngọc Lây");
    await page.keyboard.press("Escape");
    expect(await search.inputValue()).toBe("");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    expect(await page.locator(".picker-list").textContent()).toContain("UBND tỉnh Kon Tum");
    expect(await page.locator(".picker-count").textContent()).toBe("Đã chọn 3 nơi nhận");
  });

  it("a group ticks its members and goes half when one is taken out", async () => {
    const group = page.locator('input[name="recipientsGroup"][value="g-huyen"]');
    await group.check();
    for (const member of ["608", "615", "617", "613"]) {
      expect(await page.locator(`input[name="recipients"][value="${member}"]`).isChecked()).toBe(true);
    }
    await page.locator('input[name="recipients"][value="617"]').uncheck();
    expect(
      await group.evaluate((box) => box instanceof HTMLInputElement && box.indeterminate && !box.checked),
    ).toBe(true);
  });

  it("works without script: units, groups and branches are sent as they are", async () => {
    const { page: plain } = await open({ width: 1280, theme: "light", script: false });
    await plain.locator('input[name="recipientsGroup"][value="g-so"]').check();
    await plain.locator(".picker-tree summary").first().click();
    await plain.locator('input[name="recipientsBranch"][value="tinh"]').check();
    await plain.getByRole("button", { name: "Lưu dự thảo" }).click();
    const sent: unknown = JSON.parse((await plain.locator("body").textContent()) ?? "");
    expect(sent).toMatchObject({ recipients: "615", recipientsGroup: "g-so", recipientsBranch: "tinh" });
    await plain.close();
  });
});

describe("placing a signature", () => {
  const numbers = async (page: Page) =>
    Object.fromEntries(
      await Promise.all(
        ["Page", "Left", "Bottom", "Width", "Height"].map(async (part) => [
          part,
          Number(await page.locator(`input[name="signature${part}"]`).inputValue()),
        ]),
      ),
    );

  it("starts at the default place and moves by arrow keys in PDF points", async () => {
    expect(await numbers(page)).toEqual({ Page: 2, Left: 346, Bottom: 560, Width: 150, Height: 70 });
    await page.locator(".placement-box").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Shift+ArrowDown");
    expect(await numbers(page)).toEqual({ Page: 2, Left: 348, Bottom: 540, Width: 150, Height: 70 });
    await page.keyboard.press("PageUp");
    await expect.poll(() => numbers(page)).toMatchObject({ Page: 1, Left: 348 });
    await page.getByRole("button", { name: "Về vị trí mặc định" }).click();
    await expect
      .poll(() => numbers(page))
      .toEqual({ Page: 2, Left: 346, Bottom: 560, Width: 150, Height: 70 });
  });

  it("follows a drag, a press on the page and typed numbers, and never leaves the page", async () => {
    const box = page.locator(".placement-box");
    await box.scrollIntoViewIfNeeded();
    const at = await box.boundingBox();
    if (!at) throw new Error("the box is not on the screen");
    const scale = at.width / 150;
    await page.mouse.move(at.x + 20, at.y + 20);
    await page.mouse.down();
    await page.mouse.move(at.x + 20 - 100 * scale, at.y + 20 + 50 * scale, { steps: 4 });
    await page.mouse.up();
    const dragged = await numbers(page);
    expect(dragged.Left).toBeCloseTo(246, -1);
    expect(dragged.Bottom).toBeCloseTo(510, -1);
    await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
    const pressed = await numbers(page);
    expect(pressed.Left).toBeCloseTo(346, -1);
    await page.locator(".placement-numbers summary").click();
    await page.locator('input[name="signatureLeft"]').fill("9000");
    await page.keyboard.press("Tab");
    expect((await numbers(page)).Left).toBe(595 - 150);
  });
});

describe("PDF viewer", () => {
  it("turns pages and zooms by keyboard and shows where a signature stands", async () => {
    const pages = page.locator(".pdf-pages");
    await pages.focus();
    await page.keyboard.press("PageDown");
    const field = page.locator(".pdf-where input");
    await expect.poll(() => field.inputValue()).toBe("2");
    const before = await page
      .locator(".pdf-page")
      .first()
      .evaluate((sheet) => sheet.clientWidth);
    await page.keyboard.press("+");
    const after = await page
      .locator(".pdf-page")
      .first()
      .evaluate((sheet) => sheet.clientWidth);
    expect(after).toBeGreaterThan(before);
    await page.locator("[data-show-place]").first().click();
    await page.locator(".pdf-place").waitFor();
  });

  it("gives its text to screen readers and to selection", async () => {
    await page.locator(".pdf-pages").press("Home");
    await expect
      .poll(() => page.locator("#sample-viewer .pdf-text").first().textContent())
      .toContain("UBND TỈNH KON TUM");
  });
});

describe("register by keyboard", () => {
  it("arrows go between rows, Space ticks, the head ticks all", async () => {
    const links = page.locator("#register .cell-title a");
    await links.first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    expect(await page.locator('input[name="selected"][value="doc-1"]').isChecked()).toBe(true);
    expect(await page.locator(".bulk-count").textContent()).toBe("Đã chọn 1");
    await page.getByRole("checkbox", { name: "Chọn tất cả dòng trên trang" }).check();
    expect(await page.locator(".bulk-count").textContent()).toBe("Đã chọn 8");
  });
});

describe("what is typed is not lost", () => {
  it("is kept in the browser and offered back after the window was closed", async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const first = await context.newPage();
    await first.goto(`${gallery.url}/ui`);
    await first.locator('form[data-mounted~="keep"]').waitFor();
    await first.locator('input[name="notation"]').fill("UBND-VX");
    await first.close({ runBeforeUnload: false });
    const second = await context.newPage();
    await second.goto(`${gallery.url}/ui`);
    await second.getByRole("button", { name: "Lấy lại" }).click();
    expect(await second.locator('input[name="notation"]').inputValue()).toBe("UBND-VX");
    await context.close();
  });
});

describe("theme", () => {
  it("changes at once and without reloading", async () => {
    await page.locator(".account > summary").click();
    await page.getByRole("button", { name: "Tối" }).click();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(16, 23, 19)");
  });
});
