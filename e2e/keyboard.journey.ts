import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { looksRight } from "./looks-right.ts";

/** An experienced clerk registers twenty papers without ever touching the mouse. */

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

const PAPERS = 20;

test("twenty papers registered by keyboard: numbers 1 to 20, a duplicate told beside the field", async () => {
  const clerk = await signInAs(browser, province.url, "vanthu.dakha");
  await clerk.goto(`${province.url}/incoming/quick`);
  const keys = clerk.keyboard;
  const focused = () => clerk.evaluate(() => document.activeElement?.getAttribute("name") ?? "");
  const tabTo = async (name: string) => {
    for (let presses = 0; (await focused()) !== name; presses += 1) {
      if (presses === 12) throw new Error(`Tab does not lead to ${name}, but to ${await focused()}`);
      await keys.press("Tab");
    }
  };
  await clerk.locator(".suggest[data-mounted]").waitFor();
  expect(await focused()).toBe("fromName");

  // The first issuer is found in the directory without its marks, chosen by arrow and Enter, and kept for the pile.
  await keys.type("so noi vu");
  await clerk.locator(".suggest-list [role=option]").first().waitFor();
  await keys.press("ArrowDown");
  await keys.press("Enter");
  const issuer = await clerk.getByLabel("Cơ quan ban hành (tác giả)").inputValue();
  expect(issuer).toContain("Sở Nội vụ");
  await keys.press("Alt+KeyG");
  expect(await clerk.locator("input[name=keep]").isChecked()).toBe(true);

  for (let number = 1; number <= PAPERS; number += 1) {
    await tabTo("codeNumber");
    await keys.type(String(100 + number));
    await tabTo("codeNotation");
    await keys.type("SNV-CCHC");
    await tabTo("issuedDate");
    await keys.type("04032026");
    await keys.press("Alt+KeyT");
    expect(await focused()).toBe("abstract");
    await keys.type(`Về việc rà soát thủ tục hành chính lần ${number}`);
    // Every second one by Enter in the field, the others by the key of the button: both go on to the next.
    await keys.press(number % 2 === 0 ? "Enter" : "Alt+KeyL");
    await clerk.locator(".quick-given strong", { hasText: new RegExp(`^${number}$`) }).waitFor();
    await clerk.locator(".suggest[data-mounted]").waitFor();
    expect(await focused()).toBe("codeNumber");
    expect(await clerk.getByLabel("Cơ quan ban hành (tác giả)").inputValue()).toBe(issuer);
  }
  await looksRight(clerk, "quick-paper");

  // The twentieth once more: said while it is typed, and asked before it is registered again.
  await keys.type("120");
  await tabTo("codeNotation");
  await keys.type("SNV-CCHC");
  await tabTo("issuedDate");
  await keys.type("04032026");
  await keys.press("Tab");
  await clerk.locator("[data-duplicate]", { hasText: "số đến 20/" }).waitFor();
  await keys.press("Alt+KeyT");
  await keys.type("Về việc rà soát");
  await keys.press("Enter");
  await clerk.getByText("Nếu vẫn vào sổ, lưu lần nữa.").first().waitFor();
  await looksRight(clerk, "quick-duplicate");

  await clerk.goto(`${province.url}/incoming/quick/electronic`);
  await looksRight(clerk, "quick-electronic");
  await clerk.goto(`${province.url}/registers/closings`);
  await looksRight(clerk, "closings");
  await clerk.goto(`${province.url}/registers/incoming?book=secret`);
  await looksRight(clerk, "secret-register");
});

test("what a leader decides, keeps and counts stands on pages that a keyboard and a phone can work", async () => {
  const leader = await signInAs(browser, province.url, "chutich.dakha");
  await leader.goto(`${province.url}/clearances`);
  await looksRight(leader, "clearances");
  for (const [path, name] of [
    ["/groups/new?kind=recipients", "group-recipients"],
    ["/groups/new?kind=units", "group-units"],
    ["/groups", "groups"],
    ["/statistics", "statistics"],
  ] as const) {
    await leader.goto(province.url + path);
    await looksRight(leader, name);
  }
});
