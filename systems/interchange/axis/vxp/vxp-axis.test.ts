import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { organId } from "../../edxml/testing/messages.ts";
import { AxisError } from "../axis-error.ts";
import type { AxisPort } from "../axis-port.ts";
import { createVxpAxis, type VxpOptions } from "./vxp-axis.ts";

interface Seen {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const seen: Seen[] = [];
let respond: (response: ServerResponse, request: Seen) => void = () => {};
let folder = "";
let endpoint = "";

/** The other side of the wire, which in these tests may say anything at all. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method = "", url: path = "", headers } = request;
    const one = { method, path, headers, body: Buffer.concat(chunks) };
    seen.push(one);
    respond(response, one);
  });
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "axis-"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/XrdAdapter/RestService/forward/mngadapter`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const open: AxisPort[] = [];
afterEach(() => {
  seen.length = 0;
  for (const axis of open.splice(0)) axis.close();
});

function client(options: Partial<VxpOptions> = {}): AxisPort {
  const axis = createVxpAxis({ endpoint, systemId: "TEST:SYS:01", secret: "dummy-secret", ...options });
  open.push(axis);
  return axis;
}

const json = (value: object) => (response: ServerResponse) => {
  response.setHeader("Content-Type", "application/json").end(JSON.stringify(value));
};
const OK = { status: "OK", ErrorCode: "0", ErrorDesc: "" };

function message(bytes: Buffer) {
  const file = join(folder, "out.edxml");
  writeFileSync(file, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    kind: "edoc" as const,
    from: organId("000.00.00.H34"),
    to: [organId("H34.31"), organId("G14")],
    file,
    size: bytes.length,
    sha256,
  };
}

async function failure(work: Promise<unknown>): Promise<AxisError> {
  const error: unknown = await work.then(
    () => new Error("the call succeeded"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AxisError)) throw error;
  expect(error.sentence.vi).not.toBe("");
  return error;
}

describe("sending", () => {
  test("the file goes out unchanged, with its full SHA-256 and the receivers as JSON", async () => {
    respond = json({ ...OK, DocId: "5bebcfeff858e3e0cc154762" });
    // For these bytes the official client drops two zeros from the hash; the right value must travel.
    const result = await client().send(message(Buffer.from("<edXML/>")));
    expect(result).toEqual({ docId: "5bebcfeff858e3e0cc154762" });
    expect(seen[0]).toMatchObject({ method: "POST", body: Buffer.from("<edXML/>") });
    expect(seen[0]?.path).toBe("/XrdAdapter/RestService/forward/mngadapter/sendEdoc");
    expect(seen[0]?.headers).toMatchObject({
      "xroadvnpt-hash-file": "8d55f6c7bf7cd534cf027a10e1bb5731c68279c3cb991c0f4844774c685b3758",
      "xroadvnpt-servicetype": "eDoc",
      "xroadvnpt-messagetype": "edoc",
      "xroadvnpt-from": "000.00.00.H34",
      "xroadvnpt-to": '["H34.31","G14"]',
      "content-type": "application/octet-stream",
      "content-length": "8",
    });
  });

  test("a large file is streamed", async () => {
    respond = json({ ...OK, DocId: "1" });
    const bytes = Buffer.alloc(5_000_000, "x");
    await client().send(message(bytes));
    expect(seen[0]?.body.equals(bytes)).toBe(true);
  });

  test("so many receivers that they do not fit a header are left to the message itself", async () => {
    respond = json({ ...OK, DocId: "1" });
    const to = Array.from({ length: 600 }, (_, i) => organId(`000.00.00.H${10 + (i % 90)}`));
    await client().send({ ...message(Buffer.from("x")), to });
    expect(seen[0]?.headers["xroadvnpt-to"]).toBeUndefined();
  });

  test("a file that is missing or not as announced is our own fault and is not retried", async () => {
    const good = message(Buffer.from("<edXML/>"));
    respond = json({ ...OK, DocId: "1" });
    for (const bad of [
      { ...good, file: join(folder, "none") },
      { ...good, size: 7 },
      { ...good, size: 9 },
    ]) {
      expect(await failure(client().send(bad))).toMatchObject({ kind: "file", retryable: false });
    }
  });
});

describe("lists", () => {
  test("received items, each once, and the number of rows that make no sense", async () => {
    const row = {
      docId: "1",
      from: "G14",
      to: "000.00.00.H34",
      created_time: 1,
      status: "sent",
      status_desc: null,
    };
    respond = json({ ...OK, data: [row, row, { docId: "" }, null, { ...row, docId: 2 }] });
    const list = await client().listReceived("status");
    expect(list.items.map(({ docId }) => docId)).toEqual(["1", "2"]);
    expect(list.items[0]).toEqual({
      docId: "1",
      from: "G14",
      to: "000.00.00.H34",
      createdTime: "1",
      status: "sent",
    });
    expect(list.unreadable).toBe(2);
    expect(seen[0]).toMatchObject({ body: Buffer.alloc(0), headers: { "xroadvnpt-messagetype": "status" } });
  });

  test("sent items, agencies and changes", async () => {
    respond = json({
      ...OK,
      data: [{ senderDocId: "a", toCode: "G14", receiveStatus: "done", receiveStatusDesc: "x" }],
    });
    expect((await client().listSent("edoc", "a")).items).toEqual([
      { senderDocId: "a", toCode: "G14", receiveStatus: "done", receiveStatusDescription: "x" },
    ]);
    respond = json({
      ...OK,
      data: [{ id: 1, pid: "0", code: "H34.14", name: "Sở TT&TT", mail: "", code102: "000.00.14.H34" }],
    });
    const agency = { id: "1", parentId: "0", code: "H34.14", name: "Sở TT&TT", oldCode: "000.00.14.H34" };
    expect((await client().agenciesQd20(2)).items).toEqual([agency]);
    expect((await client().agencies()).items).toEqual([agency]);
    respond = json({
      ...OK,
      data: [{ id: 1, code: "G14", name: "x", version: 7, deleted: "true", isAgency: 1 }],
    });
    expect((await client().agencyDelta()).items).toEqual([
      { id: "1", code: "G14", name: "x", version: "7", deleted: true, isAgency: true },
    ]);
    expect(seen.map(({ path }) => path.split("/").at(-1))).toEqual([
      "getSentEdocList",
      "getAgenciesListQD20",
      "getAgenciesList",
      "getSynchronizeUnit",
    ]);
  });

  test("an empty list may come without data", async () => {
    respond = json(OK);
    expect(await client().listReceived("edoc")).toEqual({ items: [], unreadable: 0 });
  });
});

describe("small calls", () => {
  test("acknowledge, register, delete and count say exactly what the protocol wants", async () => {
    respond = json({ ...OK, count: "12" });
    const axis = client();
    await axis.acknowledge("7", "done");
    await axis.registerAgency({
      parentCode: organId("000.00.00.H34"),
      code: organId("000.00.14.H34"),
      name: "x",
    });
    await axis.deleteAgency(organId("000.00.14.H34"));
    expect(await axis.countReceived("edoc")).toBe(12);
    expect(await axis.countReceived("status")).toBe(12);
    expect(seen.map(({ path, body }) => [path.split("/").at(-1), body.toString()])).toEqual([
      ["updateStatus", "{}"],
      [
        "registerAgency",
        '{"id":"","pcode":"000.00.00.H34","code":"000.00.14.H34","name":"x","mail":"","mobile":"","fax":""}',
      ],
      ["deleteAgency", "{}"],
      ["countReceiveEdoc", "{}"],
      ["countReceiveStatus", "{}"],
    ]);
    expect(seen[0]?.headers).toMatchObject({ "xroadvnpt-docid": "7", "xroadvnpt-status": "done" });
  });
});

describe("fetching a message", () => {
  const content = Buffer.concat([Buffer.from("<?xml?>ă"), Buffer.alloc(700_001, "+/=~")]);
  const base64 = content.toString("base64");
  const target = () => join(folder, `in-${Math.random()}.edxml`);

  test.each<[string, string]>([
    ["at the end", `{"status":"OK","ErrorCode":"0","ErrorDesc":"","data":"${base64}"}`],
    ["in front, with blanks", `{ "data" : "${base64}" , "status" : "OK" , "ErrorCode" : 0 }`],
    [
      "with escaped characters",
      `{"status":"OK","x":{"data":"no"},"data":"${base64.replaceAll("/", "\\/").replaceAll("+", "\\u002b").replaceAll("=", "\\u003d")}"}`,
    ],
    [
      "with line breaks",
      `{"status":"OK","note":"a \\" data","data":"${base64.replace(/.{76}/g, "$&\\r\\n")}"}`,
    ],
  ])("data %s is decoded as a stream into a file", async (_name, answer) => {
    respond = (response) => response.end(answer);
    const file = target();
    const result = await client().get("9", file);
    expect(result).toEqual({ size: content.length });
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(seen[0]).toMatchObject({
      body: Buffer.from("{}"),
      headers: { "xroadvnpt-docid": "9", "xroadvnpt-filepath": "store" },
    });
  });

  test("the download call gives the same", async () => {
    respond = (response) => response.setHeader("Content-Type", "application/octet-stream").end(content);
    const file = target();
    expect((await client().download("9", file)).size).toBe(content.length);
    expect(seen[0]?.method).toBe("GET");
  });

  test.each<[string, string, string, boolean]>([
    ["broken base64", '{"status":"OK","data":"AA!A"}', "axis.malformed", true],
    ["an answer that ends early", '{"status":"OK","data":"AAAA', "axis.malformed", true],
    ["data twice", '{"status":"OK","data":"AAAA","data":"AAAA"}', "axis.malformed", true],
    ["no data", '{"status":"OK","ErrorCode":"0"}', "axis.malformed", true],
    ["data that is no text", '{"status":"OK","data":{"data":"AAAA"}}', "axis.malformed", true],
    ["no JSON", "<html>", "axis.malformed", true],
    ["a refusal", '{"status":"FAIL","ErrorCode":"21","ErrorDesc":"x"}', "axis.business.21", false],
    ["a refusal after data", '{"data":"AAAA","status":"FAIL","ErrorCode":"21"}', "axis.business.21", false],
  ])("%s leaves no file: %s", async (_name, answer, code, retryable) => {
    respond = (response) => response.end(answer);
    const file = target();
    expect(await failure(client().get("9", file))).toMatchObject({ code, retryable });
    expect(readdirSync(folder).filter((name) => file.endsWith(name) || name.endsWith(".partial"))).toEqual(
      [],
    );
  });

  test("a message larger than we take is refused while it comes in", async () => {
    respond = json({ ...OK, data: base64 });
    const small = client({ maxMessageBytes: 100_000 });
    expect(await failure(small.get("9", target()))).toMatchObject({ kind: "oversized", retryable: false });
    respond = (response) => response.end(content);
    expect(await failure(small.download("9", target()))).toMatchObject({ kind: "oversized" });
  });

  test("a refusal in place of the download is told as such", async () => {
    respond = json({ status: "FAIL", ErrorCode: "15", ErrorDesc: "no" });
    expect(await failure(client().download("9", target()))).toMatchObject({ code: "axis.business.15" });
  });

  test("a connection cut in the middle is a network error and leaves no file", async () => {
    respond = (response) => {
      response.setHeader("Content-Length", "1000000").write('{"status":"OK","data":"AAAA');
      setTimeout(() => response.destroy(), 20);
    };
    const file = target();
    expect(await failure(client().get("9", file))).toMatchObject({ kind: "network", retryable: true });
    expect(existsSync(file) || existsSync(`${file}.partial`)).toBe(false);
  });
});

describe("the other side may fail in any way", () => {
  test.each<[number, boolean]>([
    [500, true],
    [503, true],
    [429, true],
    [404, false],
    [302, false],
  ])("HTTP %i, retryable: %s", async (status, retryable) => {
    respond = (response) => response.writeHead(status).end("x");
    expect(await failure(client().listReceived("edoc"))).toMatchObject({
      code: `axis.http.${status}`,
      retryable,
    });
    expect(await failure(client().send(message(Buffer.alloc(300_000))))).toMatchObject({
      code: `axis.http.${status}`,
    });
  });

  test.each<[string, string]>([
    ["axis.malformed", "[]"],
    ["axis.malformed", "{}"],
    ["axis.malformed", "null"],
    ["axis.malformed", '{"status":"OK","ErrorCode":"0","data":"x"}'],
    ["axis.business.18", '{"status":"FAIL","ErrorCode":"18","ErrorDesc":"unknown"}'],
    ["axis.business.18", '{"status":"OK","ErrorCode":18}'],
    ["axis.business.unknown", '{"status":"FAIL"}'],
  ])("%s for %s", async (code, answer) => {
    respond = (response) => response.end(answer);
    expect(await failure(client().listReceived("edoc"))).toMatchObject({ code });
  });

  test("a list larger than we take", async () => {
    respond = json({ ...OK, data: "x".repeat(10_000) });
    expect(await failure(client({ maxListBytes: 5000 }).agencies())).toMatchObject({ kind: "oversized" });
  });

  test("an accepted message without a DocId", async () => {
    respond = json(OK);
    expect(await failure(client().send(message(Buffer.from("x"))))).toMatchObject({
      kind: "malformed",
      retryable: true,
    });
  });

  test("silence, slowness without end, and nobody there", async () => {
    respond = () => {};
    expect(await failure(client({ idleMs: 100 }).listReceived("edoc"))).toMatchObject({
      kind: "network",
      retryable: true,
    });
    respond = (response) => {
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    };
    expect(await failure(client({ callMs: 200 }).listReceived("edoc"))).toMatchObject({ kind: "network" });
    expect(await failure(client({ endpoint: "http://127.0.0.1:9/x" }).listReceived("edoc"))).toMatchObject({
      kind: "network",
    });
  });
});
