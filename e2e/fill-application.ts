import type { Locator, Page } from "playwright-core";
import { sampleJpeg } from "../systems/public-services/forms/testing/sample-files.ts";

/** What a person would answer, by the last part of the name of the question; everything else gets something usual. */
export type Answers = Readonly<Record<string, string>>;

const USUAL: Answers = {
  name: "A Khánh",
  identityNumber: "",
  day: "12",
  month: "4",
  year: "1992",
  detail: "Thôn Kon Đao",
  elsewhere: "Thôn Kon Đao, xã Đăk Long",
  phone: "0912345678",
  email: "",
  nationality: "Việt Nam",
  ethnicity: "Xơ Đăng",
};

/**
 * Answers every page of an application that is under way, from the list of tasks until the last button is pressed.
 *
 * @returns the text of the page that says that it is sent
 */
export async function fillApplication(page: Page, answers: Answers = {}): Promise<string> {
  const all = { ...USUAL, ...answers };
  for (let pages = 0; pages < 60; pages += 1) {
    const before = page.url();
    await answerPage(page, all);
    const next = page.locator("main :is(button.button-primary, a.button-primary)").first();
    if ((await next.count()) === 0) break;
    // The answer is another page: what was marked is gone.
    await page.locator("main").evaluate((main) => main.setAttribute("data-answered", ""));
    await next.click();
    await page.locator("main:not([data-answered])").waitFor();
    if (await page.locator(".error-summary").count())
      throw new Error(`${before}: ${await page.locator(".error-summary").innerText()}`);
    if (page.url().endsWith("/done")) break;
  }
  return await page.locator("main").innerText();
}

async function answerPage(page: Page, answers: Answers): Promise<void> {
  for (const field of await page.locator("main form :is(input, select, textarea):not([type=hidden])").all()) {
    const { name, type, tag, value } = await field.evaluate((element) => ({
      name: element.getAttribute("name") ?? "",
      type: element.getAttribute("type") ?? "",
      tag: element.tagName,
      value: "value" in element ? String(element.value) : "",
    }));
    // A question that the answers before it took away; a file field may hide behind its own button.
    if (type !== "file" && !(await field.isVisible())) continue;
    const key = name.split(/[.-]/).at(-1) ?? name;
    const wanted = answers[name] ?? answers[key];
    if (type === "radio") await choose(page, field, name, value, wanted);
    else if (type === "checkbox") await tick(field, name, wanted);
    else if (type === "file") await attach(page, field);
    else if (tag === "SELECT") await select(field, value, wanted);
    else if (value === "" && wanted !== "") await field.fill(wanted ?? "1");
  }
}

async function choose(
  page: Page,
  field: Locator,
  name: string,
  value: string,
  wanted: string | undefined,
): Promise<void> {
  const chosen = await page.locator(`input[type=radio][name="${name}"]:checked`).count();
  if (wanted === undefined ? chosen === 0 : wanted === value) await field.check();
}

/** A declaration is agreed to; what is only offered stays as it is. */
async function tick(field: Locator, name: string, wanted: string | undefined): Promise<void> {
  if (/declar|agree|confirm/i.test(name) || wanted !== undefined) await field.check();
}

async function attach(page: Page, field: Locator): Promise<void> {
  if (await page.locator("main .kept-files li, main .draft-files li").count()) return;
  await field.setInputFiles({ name: "anh.jpg", mimeType: "image/jpeg", buffer: Buffer.from(sampleJpeg({})) });
}

async function select(field: Locator, value: string, wanted: string | undefined): Promise<void> {
  if (wanted !== undefined) await field.selectOption({ label: wanted });
  else if (value === "") {
    const first = await field.locator("option:not([value=''])").first().getAttribute("value");
    if (first !== null) await field.selectOption(first);
  }
}
