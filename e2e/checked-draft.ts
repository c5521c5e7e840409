import type { Browser } from "playwright-core";
import { signInAs } from "./browser.ts";

/** The full name of a demo person, as the sign-in page shows it. */
export async function nameOf(browser: Browser, url: string, username: string): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  const text = await page.locator(`button[value="${username}"]`).innerText();
  await context.close();
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

/** A draft of the Sở, checked and waiting for its director. @returns path of its card */
export async function checkedDraft(
  browser: Browser,
  url: string,
  draft: { readonly abstract: string; readonly file: string },
): Promise<string> {
  const page = await signInAs(browser, url, "chuyenvien.stttt");
  await page.goto(`${url}/outgoing/new`);
  await page.getByLabel("Loại văn bản").selectOption({ label: "Công văn" });
  await page.getByLabel("Trích yếu").fill(draft.abstract);
  await page.locator('input[name="file"]').setInputFiles(draft.file);
  const signer = await nameOf(browser, url, "giamdoc.stttt");
  const option = page.locator('select[name="signer"] option', { hasText: signer }).first();
  await page.locator('select[name="signer"]').selectOption((await option.getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "Lưu và trình kiểm tra" }).click();
  await page.waitForURL(/\/outgoing\/[0-9a-f-]{36}$/);
  const path = new URL(page.url()).pathname;
  const head = await signInAs(browser, url, "truongphong.stttt");
  await head.goto(`${url}${path}`);
  await head.getByRole("main").getByRole("link", { name: "Kiểm tra, chuyển ký", exact: true }).click();
  await head.getByRole("main").getByRole("button", { name: "Chuyển ký", exact: true }).click();
  await head.waitForURL(`**${path}`);
  return path;
}
