import { type Browser, chromium, type Page } from "playwright-core";

/** Chromium as Debian packages it, kept from calling home. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
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
}

/** A demo person in a window of their own, signed in by the button of the start page. `width` in CSS pixels. */
export async function signInAs(browser: Browser, url: string, username: string, width = 1280): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: "vi-VN" });
  const page = await context.newPage();
  page.setDefaultTimeout(Number(process.env.PATIENCE_MS ?? 60_000));
  await page.goto(`${url}/sign-in`);
  await page.locator(`button[value="${username}"]`).click();
  await page.waitForURL((address) => !address.pathname.startsWith("/sign-in"));
  return page;
}
