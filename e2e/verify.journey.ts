import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { enrolAtDemoAuthority, fetchDemoRoot } from "../core/signing/demo/demo-authority.ts";
import {
  createCertificateRequest,
  createHttpRevocationSource,
  createHttpTimestampAuthority,
  type Signer,
  signPdf,
  softwareSigner,
} from "../core/signing/index.ts";
import { archivePdf } from "../core/signing/long-term/index.ts";
import { PdfRef } from "../core/signing/pdf/objects.ts";
import { serialise, serialiseDict } from "../core/signing/pdf/serialise.ts";
import { fileReportSchema } from "../core/signing/public/report-schema.ts";
import { append } from "../core/signing/testing/attacker.ts";
import { LETTER, samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { violations } from "./axe.ts";
import { openBrowser } from "./browser.ts";

/**
 * What the public page is for: a citizen drops a file that four have signed and reads four names; the same file with
 * pages exchanged reads as broken and says which pages.
 */

const NAMES = [
  "Nguyễn Thị Chuyên Viên",
  "Trần Văn Trưởng Phòng",
  "Lê Thị Giám Đốc",
  "Sở Thông tin và Truyền thông",
] as const;

let province: RunningProvince;
let browser: Browser;
let folder: string;
let signed: string;
let swapped: string;

beforeAll(async () => {
  [province, browser] = await Promise.all([startProvince(), openBrowser()]);
  folder = mkdtempSync(join(tmpdir(), "verify-journey-"));
  const archived = await signedByFour();
  signed = join(folder, "Tờ trình bốn người ký.pdf");
  swapped = join(folder, "Tờ trình bị tráo trang.pdf");
  writeFileSync(signed, archived);
  writeFileSync(swapped, withPagesSwapped(archived));
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
  rmSync(folder, { recursive: true, force: true });
});

async function signedByFour(): Promise<Uint8Array> {
  const ports = z
    .object({ ca: z.int(), tsa: z.int() })
    .parse(JSON.parse(readFileSync(join(province.dataDirectory, "stand-ins.json"), "utf8")));
  const authority = `http://127.0.0.1:${ports.ca}`;
  const root = await fetchDemoRoot(authority);
  const trust = { version: "journey", anchors: [{ certificate: root, label: "demo" as const }] };
  const timestampAuthority = createHttpTimestampAuthority({
    urls: [`http://127.0.0.1:${ports.tsa}`],
    trustList: trust,
  });
  let pdf: Uint8Array = await samplePdf([
    LETTER,
    [{ text: "Trang hai: kinh phí 5.000.000 đồng", x: 90, y: 100 }],
    [{ text: "Trang ba: nơi nhận", x: 90, y: 100 }],
  ]);
  for (const [index, name] of NAMES.entries()) {
    const signer = await enrolled(authority, name, index);
    pdf = await signPdf(pdf, { signer, level: "B-T", timestampAuthority, signedAt: new Date() });
  }
  const revocation = createHttpRevocationSource({ timeoutMs: 10_000 });
  return await archivePdf(pdf, { trust, revocation, timestampAuthority });
}

/** A certificate of the demo authority, with RSA and elliptic keys in turn; the last name is an organisation. */
async function enrolled(authority: string, name: string, index: number): Promise<Signer> {
  const { privateKey } =
    index % 2 === 0
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: index === 1 ? "P-256" : "P-384" });
  const request = createCertificateRequest({
    privateKey,
    subject: [
      { type: "C", value: "VN" },
      { type: "CN", value: name },
    ],
  });
  const chain = await enrolAtDemoAuthority(
    authority,
    request,
    index === NAMES.length - 1 ? "organisation" : "person",
  );
  return softwareSigner({ privateKey, certificates: chain.slice(0, -1) });
}

function withPagesSwapped(pdf: Uint8Array): Uint8Array {
  return append(pdf, ({ update, view, pages }) => {
    const tree = view.catalog.get("Pages");
    const dict = view.dict(tree);
    const [first, second, third] = pages.map(({ ref }) => serialise(ref));
    if (!(tree instanceof PdfRef) || dict === undefined) throw new Error("unusable sample");
    update.set(tree, serialiseDict(dict, { Kids: `[${first} ${third} ${second}]` }));
  });
}

const visitor = (script: boolean, width: number): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { width, height: 740 },
    locale: "vi-VN",
    reducedMotion: "reduce",
    javaScriptEnabled: script,
    acceptDownloads: true,
  });

describe("a citizen with a signed file", () => {
  test.each([
    ["on a phone without scripts", false, 360],
    ["at a desk", true, 1280],
  ] as const)(
    "%s reads four names on the file, and which pages were exchanged on the other",
    async (_, script, width) => {
      const context = await visitor(script, width);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      await page.goto(`${province.url}/sign-in`);
      await page.getByRole("link", { name: /Kiểm tra chữ ký số/ }).click();
      const check = async (file: string): Promise<string> => {
        await page.goto(`${province.url}/verify`);
        await page.locator('input[type="file"]').setInputFiles(file);
        await page.getByRole("button", { name: "Kiểm tra", exact: true }).click();
        await page.locator(".verdict-whole").waitFor();
        return await page.getByRole("main").innerText();
      };
      const good = await check(signed);
      expect(good).toContain("4 chữ ký đều hợp lệ");
      for (const name of NAMES) expect(good).toContain(name);
      expect(good).not.toContain("Không tin được");
      expect(Number(await page.evaluate("document.documentElement.scrollWidth"))).toBeLessThanOrEqual(width);
      if (script) expect(await violations(page, `${width} px`)).toEqual([]);
      const bad = await check(swapped);
      expect(bad).toContain("Không tin được");
      expect(bad).toMatch(/còn nguyên vẹn, nhưng[^.]*trang 2 và 3/);
      expect(bad).not.toContain("đều hợp lệ");
      if (script) expect(await violations(page, `${width} px`)).toEqual([]);
      await context.close();
    },
  );

  test("gets the version that the first person signed, byte for byte", async () => {
    const context = await visitor(false, 1280);
    const page = await context.newPage();
    await page.goto(`${province.url}/verify`);
    await page.locator('input[type="file"]').setInputFiles(signed);
    await page.getByRole("button", { name: "Kiểm tra", exact: true }).click();
    await page.locator('input[type="file"]').setInputFiles(signed);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: new RegExp(NAMES[0]) }).click(),
    ]);
    const version = readFileSync(await download.path());
    const whole = readFileSync(signed);
    expect(version.length).toBeLessThan(whole.length);
    expect(whole.subarray(0, version.length).equals(version)).toBe(true);
    await context.close();
  });
});

test("a program asks without a token and gets the same verdicts", async () => {
  const ask = async (file: string) => {
    const body = new FormData();
    body.set("file", new File([readFileSync(file)], "tệp.pdf"));
    const answer = await fetch(`${province.url}/api/v1/verify`, { method: "POST", body });
    return fileReportSchema.parse(await answer.json());
  };
  const [good, bad] = [await ask(signed), await ask(swapped)];
  expect([good.verdict, good.status]).toEqual(["TOTAL_PASSED", "valid-both"]);
  const people = good.signatures.filter(({ kind }) => kind === "signature");
  expect(people.map(({ signer, level }) => [signer?.name, level])).toEqual(
    NAMES.map((name) => [name, "B-LTA"]),
  );
  expect([bad.verdict, bad.status]).toEqual(["TOTAL_FAILED", "invalid"]);
  expect(bad.signatures[0]?.laterChanges.pages.flatMap(({ pages }) => pages)).toEqual([2, 3]);
});
