import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { drawPdf } from "../agencies/draw-pdf.ts";
import { startCertificateAuthority } from "../certificate-authority/index.ts";
import { startTimestampAuthority } from "../timestamp-authority/index.ts";
import { startSignService } from "./index.ts";

/** The page's side: fetches nothing itself, only asks the program and sees what comes back to its server. */

const folder = mkdtempSync(join(tmpdir(), "sign-service-"));
const closing: (() => Promise<void>)[] = [];
let service: Awaited<ReturnType<typeof startSignService>>;
let authority: Awaited<ReturnType<typeof startCertificateAuthority>>;
let timestamps: Awaited<ReturnType<typeof startTimestampAuthority>>;
let house: string;
let original: Buffer;
let uploads: Buffer[] = [];
let reply: Record<string, unknown> = {};

const answerSchema = z.strictObject({
  Status: z.int(),
  Message: z.string(),
  FileServer: z.string(),
  DocumentNumber: z.string(),
  DocumentDate: z.string(),
});

beforeAll(async () => {
  authority = await startCertificateAuthority({ port: 0, dataDir: join(folder, "authority") });
  timestamps = await startTimestampAuthority({ port: 0, dataDir: join(folder, "authority") });
  service = await startService();
  original = await drawPdf({
    organName: "Sở Thông tin và Truyền thông",
    code: "15/STTTT-VP",
    date: "2026/03/05",
    title: "V/v thử ký số",
    receivers: ["Như trên"],
    paragraphs: ["Văn bản dùng để thử."],
    signer: { competence: "", position: "Giám đốc", fullName: "Nguyễn Văn Ứng" },
  });
  const server = await startHouse();
  closing.push(
    () => new Promise((resolve) => server.close(() => resolve())),
    () => timestamps.close(),
    () => authority.close(),
  );
});
afterAll(async () => {
  await service.close();
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  uploads = [];
  reply = { Status: true, Message: "", FileName: "", FileServer: "kho-1" };
  await tell("/faults", {});
  await tell("/token", {});
});

function startService() {
  return startSignService({
    port: 0,
    dataDir: join(folder, "tokens"),
    certificateAuthority: authority.url,
    timestampAuthority: timestamps.url,
  });
}

async function startHouse(): Promise<Server> {
  const server = createServer(async (request, response) => {
    if (request.method === "GET") return void response.end(original);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const headers = { "content-type": request.headers["content-type"] ?? "" };
    const form = await new Response(new Uint8Array(Buffer.concat(parts)), { headers }).formData();
    const file = form.get("uploadfile");
    if (file instanceof File) uploads.push(Buffer.from(await file.arrayBuffer()));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  house = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return server;
}

async function tell(path: string, body: unknown): Promise<number> {
  const response = await fetch(`${service.url}${path}`, { method: "POST", body: JSON.stringify(body) });
  return response.status;
}

const parameters = (more: Record<string, unknown> = {}) => ({
  FileUploadHandler: `${house}/upload`,
  SessionId: "",
  JWTToken: "",
  FileName: `${house}/download/C%C3%B4ng%20v%C4%83n.pdf`,
  MetaData: [
    { Key: "Signer", Value: "Nguyễn Văn Ứng" },
    { Key: "SignerKind", Value: "person" },
  ],
  DocNumber: "15/STTTT-VP",
  IssuedDate: "2026-03-05",
  ...more,
});

async function open(action: string): Promise<WebSocket> {
  const socket = new WebSocket(`${service.url.replace("http", "ws")}/${action}`);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  return socket;
}

/** @returns undefined when the program broke off */
async function call(
  message: unknown = parameters(),
  action = "SignApproved",
): Promise<z.infer<typeof answerSchema> | undefined> {
  const socket = await open(action);
  const text = await new Promise<string | undefined>((resolve) => {
    socket.addEventListener("message", ({ data }) => resolve(String(data)));
    socket.addEventListener("close", () => resolve(undefined));
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
  });
  socket.close();
  return text === undefined ? undefined : answerSchema.parse(JSON.parse(text));
}

function judge(pdf: Buffer): string {
  const file = join(folder, "signed.pdf");
  writeFileSync(file, pdf);
  execFileSync("qpdf", ["--check", file]);
  return execFileSync("pdfsig", ["-nocert", file], { encoding: "utf8" });
}

/** As an outside viewer shows it: how many points of page 1 are blue and red. */
function colours(pdf: Buffer): { blue: number; red: number } {
  const file = join(folder, "shown.pdf");
  writeFileSync(file, pdf);
  const image = execFileSync("pdftoppm", ["-r", "60", "-singlefile", file], { maxBuffer: 1e8 });
  const [, width, height] = /^P6\s+(\d+)\s+(\d+)\s/.exec(image.toString("latin1", 0, 40)) ?? [];
  const points = image.subarray(image.length - Number(width) * Number(height) * 3);
  let blue = 0;
  let red = 0;
  for (let at = 0; at + 2 < points.length; at += 3) {
    const [r = 0, , b = 0] = points.subarray(at, at + 3);
    if (b > r + 60) blue += 1;
    if (r > b + 60) red += 1;
  }
  return { blue, red };
}

describe("signs with the token", () => {
  it("of the person that the page names, behind the untouched bytes, as an outside judge confirms", async () => {
    expect(await call()).toEqual({
      Status: 0,
      Message: "Ký số thành công.",
      FileServer: "kho-1",
      DocumentNumber: "15/STTTT-VP",
      DocumentDate: "2026-03-05",
    });
    const [signed = Buffer.alloc(0)] = uploads;
    expect(signed.subarray(0, original.length).equals(original)).toBe(true);
    const verdict = judge(signed);
    expect(verdict).toContain("Signer Certificate Common Name: Nguyễn Văn Ứng");
    expect(verdict).toContain("Signature Type: ETSI.CAdES.detached");
    expect(verdict).toContain("Signature is Valid");
    expect(verdict).toContain("Total document signed");
  });

  it("where everybody sees it: blue for a person, red for an organisation", async () => {
    const before = colours(original);
    await call();
    const person = colours(uploads[0] ?? original);
    expect(person.blue).toBeGreaterThan(before.blue + 50);
    expect(person.red).toBe(before.red);
    await tell("/token", { name: "Sở Thông tin và Truyền thông", kind: "organisation" });
    await call();
    expect(colours(uploads[1] ?? original).red).toBeGreaterThan(before.red + 50);
  });

  it("a second time without harming the first signature, and with the same certificate after a restart", async () => {
    await call();
    const before = original;
    original = uploads[0] ?? before;
    await service.close();
    service = await startService();
    await call();
    original = before;
    const verdict = judge(uploads[1] ?? Buffer.alloc(0));
    expect(verdict.match(/Signature is Valid/g)).toHaveLength(2);
    const tokens = await (await fetch(service.url)).text();
    expect(tokens.match(/Nguyễn Văn Ứng \(cá nhân\)/g)).toHaveLength(1);
  });

  it("that was chosen on its page, whoever the caller names", async () => {
    const form = new URLSearchParams({
      token: "other",
      name: "Sở Thông tin và Truyền thông",
      kind: "organisation",
      fault: "",
    });
    await fetch(`${service.url}/choose`, { method: "POST", body: form });
    expect((await call())?.Status).toBe(0);
    expect(judge(uploads[0] ?? Buffer.alloc(0))).toContain("Common Name: Sở Thông tin và Truyền thông");
    const page = await (await fetch(service.url)).text();
    expect(page).toContain("Đây là hệ thống mô phỏng");
    expect(page).toMatch(
      /Sở Thông tin và Truyền thông&quot;,&quot;kind&quot;:&quot;organisation&quot;}" checked/,
    );
    expect(page).toContain("<td>Công văn.pdf</td>");
  });
});

describe("goes wrong as it is told", () => {
  it.each([
    ["no-token", "Không tìm thấy thiết bị"],
    ["wrong-pin", "Mã PIN không đúng"],
    ["cancelled", "đã hủy"],
  ])("%s: nothing is uploaded, and the reason is said", async (fault, words) => {
    expect(await tell("/faults", { fault, times: 1 })).toBe(200);
    const failed = await call();
    expect(failed?.Status).toBe(1);
    expect(failed?.Message).toContain(words);
    expect(uploads).toEqual([]);
    expect((await call())?.Status).toBe(0);
  });

  it("changes-document: the bytes are kept, but page 1 shows something else", async () => {
    await tell("/faults", { fault: "changes-document" });
    await call();
    const [signed = Buffer.alloc(0)] = uploads;
    expect(signed.subarray(0, original.length).equals(original)).toBe(true);
    const shown = execFileSync("pdftotext", ["-", "-"], { input: signed, encoding: "utf8" });
    expect(shown).toContain("999.000.000");
  });

  it("rewrites-file: no byte stays where it was", async () => {
    await tell("/faults", { fault: "rewrites-file" });
    await call();
    const [signed = original] = uploads;
    expect(signed.subarray(0, original.length).equals(original)).toBe(false);
  });

  it("strangers-certificate and uploads-twice", async () => {
    await tell("/faults", { fault: "strangers-certificate" });
    await call();
    expect(judge(uploads[0] ?? Buffer.alloc(0))).toContain("Common Name: Người Lạ Mặt");
    await tell("/faults", { fault: "uploads-twice" });
    await call();
    expect(uploads).toHaveLength(3);
    expect(uploads[1]?.equals(uploads[2] ?? Buffer.alloc(0))).toBe(true);
  });

  it("breaks-off closes the socket, never-answers stays silent", async () => {
    await tell("/faults", { fault: "breaks-off" });
    expect(await call()).toBeUndefined();
    await tell("/faults", { fault: "never-answers" });
    const silent = call().then(() => "answered");
    expect(await Promise.race([silent, sleep(500, "silent")])).toBe("silent");
    expect(uploads).toEqual([]);
    await service.close();
    expect(await silent).toBe("answered");
    service = await startService();
  });
});

describe("says in plain words", () => {
  it("what the house has against the file", async () => {
    reply = {
      Status: false,
      Message: "Chứng thư số đã dùng thuộc về người khác.",
      FileName: "",
      FileServer: "",
    };
    const refused = await call();
    expect(refused?.Status).toBe(1);
    expect(refused?.Message).toBe("Chứng thư số đã dùng thuộc về người khác.");
  });

  it.each([
    ["not JSON", "{", "không phải JSON"],
    ["no address to upload to", { FileName: "x" }, "chưa đúng"],
    ["no file", { FileUploadHandler: "x", FileName: "" }, "không mở tệp tại máy"],
    ["nobody named", { FileUploadHandler: "x", FileName: "http://127.0.0.1:1/x" }, "chọn token"],
  ])("what is wrong with the call: %s", async (_case, message, words) => {
    expect((await call(message))?.Message).toContain(words);
  });

  it("that it has no such function", async () => {
    expect((await call(parameters(), "SignJson"))?.Message).toContain("không có chức năng này");
  });

  it("that the file is no PDF", async () => {
    const before = original;
    original = Buffer.from("không phải PDF");
    const failed = await call();
    original = before;
    expect(failed?.Message).toContain("Không ký được tệp này");
  });
});

it("fetches nothing for a page of another origin", async () => {
  const asked = await new Promise<string>((resolve, reject) => {
    const socket = httpRequest(`${service.url}/SignApproved`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        origin: "https://example.org",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      },
    });
    socket.on("error", reject);
    socket.on("upgrade", (response, stream) => {
      expect(response.headers["sec-websocket-accept"]).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      const payload = Buffer.from(JSON.stringify(parameters()));
      const head = Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
      stream.write(Buffer.concat([head, payload]));
      stream.once("data", (octets: Buffer) => {
        resolve(octets.toString("utf8"));
        stream.destroy();
      });
    });
    socket.end();
  });
  expect(asked).toContain("chỉ được nêu địa chỉ tệp của chính hệ thống đó");
  expect(uploads).toEqual([]);
});

it("refuses what is no web socket, and faults that do not exist", async () => {
  expect(await tell("/faults", { fault: "burns" })).toBe(400);
  expect(await tell("/token", { name: "" })).toBe(400);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = httpRequest(`${service.url}/SignApproved`, {
      headers: { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "8" },
    });
    request.on("response", (response) => resolve(response.statusCode));
    request.on("error", reject);
    request.end();
  });
  expect(status).toBe(426);
});
