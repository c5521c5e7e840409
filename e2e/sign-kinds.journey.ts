import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { enrolAtDemoAuthority } from "../core/signing/demo/demo-authority.ts";
import { createCertificateRequest, type Signer, signPdf, softwareSigner } from "../core/signing/index.ts";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { violations } from "./axe.ts";
import { openBrowser, signInAs } from "./browser.ts";

/**
 * A leader signs with the token at their own computer: without the program the page says what to do; with it the
 * document moves on, and a stranger's token is refused in plain words.
 */

let province: RunningProvince;
let browser: Browser;
let director: Page;
let name: string;
let card: string;
/** Whose token is plugged in. */
let token: string;
const file = join(tmpdir(), `ky-token-${process.pid}.pdf`);

beforeAll(async () => {
  writeFileSync(file, await samplePdf());
  province = await startProvince();
  browser = await openBrowser();
  director = await signInAs(browser, province.url, "giamdoc.stttt");
  name = await nameOf("giamdoc.stttt");
  card = await checkedDraft();
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
});

async function nameOf(username: string): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${province.url}/sign-in`);
  const text = await page.locator(`button[value="${username}"]`).innerText();
  await context.close();
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

async function checkedDraft(): Promise<string> {
  const page = await signInAs(browser, province.url, "chuyenvien.stttt");
  await page.goto(`${province.url}/outgoing/new`);
  await page.getByLabel("Loại văn bản").selectOption({ label: "Công văn" });
  await page.getByLabel("Trích yếu").fill("V/v ký số bằng thiết bị");
  await page.locator('input[name="file"]').setInputFiles(file);
  const option = page.locator('select[name="signer"] option', { hasText: name }).first();
  await page.locator('select[name="signer"]').selectOption((await option.getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "Lưu và trình kiểm tra" }).click();
  await page.waitForURL(/\/outgoing\/[0-9a-f-]{36}$/);
  const path = new URL(page.url()).pathname;
  const head = await signInAs(browser, province.url, "truongphong.stttt");
  await head.goto(`${province.url}${path}`);
  await head.getByRole("main").getByRole("link", { name: "Kiểm tra, chuyển ký", exact: true }).click();
  await head.getByRole("main").getByRole("button", { name: "Chuyển ký", exact: true }).click();
  await head.waitForURL(`**${path}`);
  return path;
}

/** What the program at the computer does with the parameters it is called with. */
async function program(parameters: string): Promise<string> {
  const { FileName, FileUploadHandler } = z
    .object({ FileName: z.url(), FileUploadHandler: z.url() })
    .parse(JSON.parse(parameters));
  const fetched = new Uint8Array(await (await fetch(FileName)).arrayBuffer());
  const signer = await tokenOf(token);
  const signed = await signPdf(fetched, { signer, level: "B-B", signedAt: new Date() });
  const form = new FormData();
  form.set("uploadfile", new Blob([Uint8Array.from(signed)], { type: "application/pdf" }), "signed.pdf");
  const reply: unknown = await (await fetch(FileUploadHandler, { method: "POST", body: form })).json();
  const { Status, Message } = z.object({ Status: z.boolean(), Message: z.string() }).parse(reply);
  return JSON.stringify({ Status: Status ? 0 : 1, Message, FileServer: "" });
}

async function tokenOf(holder: string): Promise<Signer> {
  const { ca } = z
    .object({ ca: z.int() })
    .parse(JSON.parse(readFileSync(join(province.dataDirectory, "stand-ins.json"), "utf8")));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const subject = [
    { type: "C", value: "VN" },
    { type: "CN", value: holder },
  ] as const;
  const request = createCertificateRequest({ privateKey, subject });
  const chain = await enrolAtDemoAuthority(`http://127.0.0.1:${ca}`, request, "person");
  return softwareSigner({ privateKey, certificates: chain.slice(0, -1) });
}

async function press(): Promise<void> {
  await director.goto(`${province.url}${card}/sign`);
  await director.getByRole("radio", { name: "Thiết bị (token) cắm tại máy tính này" }).check();
  await director.getByRole("button", { name: "Ký bằng thiết bị" }).click();
}

describe("the token at this computer", () => {
  test("without the program the page says what to do, on a wide and on a narrow screen", async () => {
    await press();
    await director.getByText("Không gọi được phần mềm ký số trên máy này").waitFor();
    expect(await violations(director, "the signing page")).toEqual([]);
    const pictures = process.env.PICTURES;
    for (const width of [1280, 360]) {
      await director.setViewportSize({ width, height: 900 });
      const wide = await director.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(width);
      if (pictures) await director.screenshot({ path: join(pictures, `sign-${width}.png`), fullPage: true });
    }
    await director.setViewportSize({ width: 1280, height: 900 });
  });

  test("a stranger's token is refused in plain words, the leader's own signs", async () => {
    await director.exposeFunction("askProgram", program);
    await director.addInitScript(() => {
      const ask: unknown = Reflect.get(window, "askProgram");
      Reflect.set(
        window,
        "vgca_sign_approved",
        async (parameters: string, back: (answer: string) => void) => {
          if (typeof ask === "function") back(await ask(parameters));
        },
      );
    });
    token = "Người Lạ Mặt";
    await press();
    await director.getByText("thuộc về người hoặc cơ quan khác").waitFor();
    token = name;
    await press();
    await director.waitForURL(`**${card}`);
    expect(await director.getByRole("main").innerText()).toMatch(name);
    expect(await director.getByRole("link", { name: "Ký số" }).count()).toBe(0);
  });
});
