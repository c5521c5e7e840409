import { spawnSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { enrolAtDemoAuthority, fetchDemoRoot } from "../core/signing/demo/demo-authority.ts";
import {
  createCertificateRequest,
  createHttpRevocationSource,
  createHttpTimestampAuthority,
  signPdf,
} from "../core/signing/index.ts";
import { createPkcs12, openPkcs11Signer, openPkcs12 } from "../core/signing/keys/index.ts";
import { archivePdf } from "../core/signing/long-term/index.ts";
import { beginExternalSignature, completeExternalSignature } from "../core/signing/pdf/external-signature.ts";
import { PdfRef } from "../core/signing/pdf/objects.ts";
import { serialise, serialiseDict } from "../core/signing/pdf/serialise.ts";
import { type FileReport, fileReportSchema } from "../core/signing/public/report-schema.ts";
import { createCscClient, createRemoteSigner, readRemoteKey } from "../core/signing/remote/index.ts";
import { append } from "../core/signing/testing/attacker.ts";
import { qpdfRewrite } from "../core/signing/testing/judges.ts";
import { remotePhone } from "../core/signing/testing/remote-phone.ts";
import { LETTER, samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { SOFTHSM_MODULE, softToken, TOKEN_PIN } from "../core/signing/testing/soft-token.ts";
import type { TimestampAuthority } from "../core/signing/types.ts";
import { type RunningProvince, removeDataDirectory, startProvince } from "../setup/running-province.ts";
import { violations } from "./axe.ts";
import { openBrowser } from "./browser.ts";

/**
 * Four people sign one file of five pages, each with another kind of key, and it is archived: the public page, the API
 * and the command read four valid signatures. With any page exchanged, replaced or removed, whether in a later revision
 * or by writing the whole file anew, all three say that it is broken and which page it is.
 */

const FILE_KEY = "Nguyễn Thị Tệp Khóa";
const TOKEN_KEY = "Trần Văn Thẻ Ký";
const PHONE_KEY = "Lê Thị Điện Thoại";
const PLUG_IN_KEY = "Phạm Văn Máy Trạm";
const NAMES = [FILE_KEY, TOKEN_KEY, PHONE_KEY, PLUG_IN_KEY];

const portsSchema = z.object({ ca: z.int(), tsa: z.int(), remote: z.int(), signService: z.int() });
const folder = mkdtempSync(join(tmpdir(), "four-keys-"));
const local = (port: number): string => `http://127.0.0.1:${port}`;

let province: RunningProvince;
let browser: Browser;
let ports: z.infer<typeof portsSchema>;
let timestampAuthority: TimestampAuthority;
let root: Uint8Array;
let archived: string;

beforeAll(async () => {
  [province, browser] = await Promise.all([startProvince(), openBrowser()]);
  ports = portsSchema.parse(JSON.parse(readFileSync(join(province.dataDirectory, "stand-ins.json"), "utf8")));
  root = await fetchDemoRoot(local(ports.ca));
  const trust = { version: "journey", anchors: [{ certificate: root, label: "demo" as const }] };
  timestampAuthority = createHttpTimestampAuthority({ urls: [local(ports.tsa)], trustList: trust });
  let pdf: Uint8Array = await samplePdf([
    LETTER,
    ...["hai", "ba", "bốn", "năm"].map((number) => [{ text: `Trang ${number} của tờ trình`, x: 90, y: 100 }]),
  ]);
  for (const sign of [withFile, withToken, withPhone, withPlugIn]) {
    const before = Buffer.from(pdf);
    pdf = await sign(pdf);
    expect(Buffer.from(pdf.subarray(0, before.length)).equals(before)).toBe(true);
  }
  const revocation = createHttpRevocationSource({ timeoutMs: 20_000 });
  archived = written("Bốn người ký.pdf", await archivePdf(pdf, { trust, revocation, timestampAuthority }));
});
afterAll(async () => {
  await browser?.close();
  await province?.interrupt();
  if (province) removeDataDirectory(province.dataDirectory);
  rmSync(folder, { recursive: true, force: true });
});

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Own certificate first, the issuer behind it; without the root. */
async function certificatesOf(name: string, privateKey: KeyObject): Promise<Uint8Array[]> {
  const subject = [
    { type: "C" as const, value: "VN" },
    { type: "CN" as const, value: name },
  ];
  const request = createCertificateRequest({ privateKey, subject });
  return (await enrolAtDemoAuthority(local(ports.ca), request, "person")).slice(0, -1);
}

const request = () => ({ level: "B-T" as const, timestampAuthority, signedAt: new Date() });

async function withFile(pdf: Uint8Array): Promise<Uint8Array> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const certificates = await certificatesOf(FILE_KEY, privateKey);
  const p12 = createPkcs12({ privateKey, certificates, password: "gà gáy" });
  return await signPdf(pdf, { ...request(), signer: await openPkcs12(p12, "gà gáy") });
}

async function withToken(pdf: Uint8Array): Promise<Uint8Array> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const [certificate, ...issuers] = await certificatesOf(TOKEN_KEY, privateKey);
  if (certificate === undefined) throw new Error("no certificate");
  const token = softToken("Thẻ ký");
  try {
    token.importKey("0a", "sign", { privateKey, certificate }, issuers);
    const signer = await openPkcs11Signer({
      module: SOFTHSM_MODULE,
      tokenLabel: "Thẻ ký",
      keyLabel: "sign",
      pin: TOKEN_PIN,
      environment: token.environment,
    });
    try {
      return await signPdf(pdf, { ...request(), signer });
    } finally {
      await signer.close();
    }
  } finally {
    token.remove();
  }
}

/** As the house signs with a phone: laid out, agreed to with the code of the phone, put together later. */
async function withPhone(pdf: Uint8Array): Promise<Uint8Array> {
  const phone = remotePhone(local(ports.remote));
  await phone.openAccount({ userID: "bon-khoa", name: PHONE_KEY });
  const client = createCscClient({
    baseUrl: `${local(ports.remote)}/csc/v2`,
    clientId: "ngoc-linh",
    clientSecret: "thu-nghiem",
  });
  const [credential] = await client.listCredentials("bon-khoa");
  const key = await readRemoteKey(client, credential ?? "");
  const signer = createRemoteSigner({
    client,
    key,
    consent: async () => ({ otp: await phone.otp("bon-khoa") }),
  });
  const begun = await beginExternalSignature(pdf, { ...request(), key });
  const value = await signer.sign(begun.toBeSigned.slice());
  return await completeExternalSignature(begun.prepared, begun.ticket, value, timestampAuthority);
}

/** Over the socket of the program at the signer's computer, which fetches the file and brings it back. */
async function withPlugIn(pdf: Uint8Array): Promise<Uint8Array> {
  let returned: Uint8Array | undefined;
  const server = createServer(async (incoming, response) => {
    if (incoming.method === "GET") return response.end(pdf);
    const parts: Uint8Array[] = [];
    for await (const part of incoming) parts.push(part);
    const type = incoming.headers["content-type"] ?? "";
    const form = await new Response(Buffer.concat(parts), { headers: { "content-type": type } }).formData();
    const file = form.get("uploadfile");
    if (file instanceof File) returned = new Uint8Array(await file.arrayBuffer());
    return response.end(JSON.stringify({ Status: returned !== undefined, Message: "", FileServer: "" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const own = local(typeof address === "object" && address !== null ? address.port : 0);
  const call = {
    FileUploadHandler: `${own}/upload`,
    FileName: `${own}/to-trinh.pdf`,
    MetaData: [
      { Key: "Signer", Value: PLUG_IN_KEY },
      { Key: "SignerKind", Value: "person" },
    ],
  };
  const socket = new WebSocket(`ws://127.0.0.1:${ports.signService}/SignApproved`);
  const answer = await new Promise<string>((resolve, reject) => {
    socket.addEventListener("open", () => socket.send(JSON.stringify(call)));
    socket.addEventListener("message", ({ data }) => resolve(String(data)));
    socket.addEventListener("error", () => reject(new Error("the program is not reached")));
  });
  socket.close();
  await new Promise((resolve) => server.close(resolve));
  expect(JSON.parse(answer)).toMatchObject({ Status: 0 });
  if (returned === undefined) throw new Error("nothing came back");
  return returned;
}

/** A later revision with these pages in the tree, numbered from 1. */
function revised(pdf: Uint8Array, order: readonly number[]): Uint8Array {
  return append(pdf, ({ update, view, pages }) => {
    const tree = view.catalog.get("Pages");
    const dict = view.dict(tree);
    if (!(tree instanceof PdfRef) || dict === undefined) throw new Error("unusable sample");
    const kids = order.flatMap((number) => pages.slice(number - 1, number).map(({ ref }) => serialise(ref)));
    update.set(tree, serialiseDict(dict, { Kids: `[${kids.join(" ")}]`, Count: String(kids.length) }));
  });
}

/** A later revision in which a page shows what another shows. */
function overwritten(pdf: Uint8Array, number: number, by: number): Uint8Array {
  return append(pdf, ({ update, pages }) => {
    const [page, other] = [pages[number - 1], pages[by - 1]];
    const contents = other?.dict.get("Contents");
    if (page === undefined || contents === undefined) throw new Error("unusable sample");
    update.set(page.ref, serialiseDict(page.dict, { Contents: serialise(contents) }));
  });
}

const anew = (pdf: Uint8Array, selection: string): Uint8Array =>
  qpdfRewrite(pdf, "--pages", ".", selection, "--");

const ATTACKS: readonly (readonly [string, (pdf: Uint8Array) => Uint8Array, RegExp, readonly number[]])[] = [
  ["exchanged in a later revision", (pdf) => revised(pdf, [1, 4, 3, 2, 5]), /trang 2 và 4/, [2, 4]],
  ["replaced in a later revision", (pdf) => overwritten(pdf, 3, 5), /trang 3/, [3]],
  ["removed in a later revision", (pdf) => revised(pdf, [1, 2, 3, 5]), /trang 4/, [4]],
  ["exchanged by writing anew", (pdf) => anew(pdf, "1,4,3,2,5"), /trang 2 và 4/, [2, 4]],
  ["replaced by writing anew", (pdf) => anew(pdf, "1,2,5,4,5"), /trang 3/, [3]],
  ["removed by writing anew", (pdf) => anew(pdf, "1-3,5"), /trang 4/, [4]],
];

async function onPage(page: Page, file: string): Promise<string> {
  await page.goto(`${province.url}/verify`);
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("button", { name: "Kiểm tra", exact: true }).click();
  await page.locator(".verdict-whole").waitFor();
  return await page.getByRole("main").innerText();
}

async function byApi(file: string): Promise<FileReport> {
  const body = new FormData();
  body.set("file", new File([readFileSync(file)], "tệp.pdf"));
  const answer = await fetch(`${province.url}/api/v1/verify`, { method: "POST", body });
  return fileReportSchema.parse(await answer.json());
}

function byCommand(files: readonly string[]): { status: number | null; reports: FileReport[] } {
  const trusted = written("root.crt", root);
  const command = ["--import", "tsx", "setup/verify.ts", "--json", "--trust", trusted, "--", ...files];
  const { status, stdout } = spawnSync(process.execPath, command, { encoding: "utf8" });
  const lines = stdout.trim().split("\n");
  return { status, reports: lines.map((line) => fileReportSchema.parse(JSON.parse(line))) };
}

const people = ({ signatures }: FileReport) => signatures.filter(({ kind }) => kind === "signature");

function expectFourValid(report: FileReport): void {
  expect(report.verdict).toBe("TOTAL_PASSED");
  expect(people(report).map(({ signer, level, counts }) => [signer?.name, level, counts])).toEqual(
    NAMES.map((name) => [name, "B-LTA", true]),
  );
}

function expectBroken(report: FileReport, pages: readonly number[]): void {
  expect([report.verdict, report.status]).toEqual(["TOTAL_FAILED", "invalid"]);
  expect(people(report)).toHaveLength(4);
  for (const { counts, laterChanges } of people(report)) {
    expect(counts).toBe(false);
    expect(laterChanges.pages.flatMap((each) => each.pages)).toEqual(pages);
  }
}

async function picture(page: Page, name: string): Promise<void> {
  const { PICTURES } = process.env;
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

describe.each([1280, 360])("a visitor whose screen is %i px wide", (width) => {
  test("reads that all four are valid, and on every spoilt file which page it is", async () => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, locale: "vi-VN" });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const good = await onPage(page, archived);
    expect(good).toContain("4 chữ ký đều hợp lệ");
    for (const name of NAMES) expect(good).toContain(name);
    expect(await violations(page, "the valid file")).toEqual([]);
    await picture(page, `four-keys-valid-${width}`);
    for (const [name, spoil, words] of ATTACKS) {
      const bad = await onPage(page, written(`${name}.pdf`, spoil(readFileSync(archived))));
      expect(bad).toContain("Không tin được");
      expect(bad).toMatch(words);
      expect(bad).not.toContain("đều hợp lệ");
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await picture(page, `four-keys-${name.replaceAll(" ", "-")}-${width}`);
    }
    await context.close();
  });
});

test("programs get the same verdicts, over the wire and from the command", async () => {
  const spoilt = ATTACKS.map(([name, spoil]) => written(`${name}.pdf`, spoil(readFileSync(archived))));
  const good = byCommand([archived]);
  expect(good.status).toBe(0);
  for (const report of [...good.reports, await byApi(archived)]) expectFourValid(report);
  const bad = byCommand(spoilt);
  expect(bad.status).not.toBe(0);
  for (const [index, [, , , pages]] of ATTACKS.entries()) {
    const [path, report] = [spoilt[index], bad.reports[index]];
    if (path === undefined || report === undefined) throw new Error("no report");
    expectBroken(report, pages);
    expectBroken(await byApi(path), pages);
  }
});
