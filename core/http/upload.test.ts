import { createHash, randomUUID } from "node:crypto";
import { type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { scope } from "../access/index.ts";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { createApp } from "./app.tsx";
import { readForm, values } from "./form.ts";
import { operation } from "./operation.ts";
import { sessionOf, type TestSite, testParts, testSite } from "./testing.ts";

const MB = 1024 * 1024;
const keep = scope("upload-tests:write", { vi: "Gửi tệp thử", en: "Send files" });
let database: TestDatabase;
let site: TestSite;
let port = 0;
let close: () => Promise<void>;
/** Forms that are being read now: after a cut connection none may be left hanging. */
let reading = 0;

beforeAll(async () => {
  database = await testDatabase();
  site = await testSite(database, []);
  const system = {
    name: "uploads",
    operations: [
      operation({
        id: "keepUpload",
        method: "put",
        path: "/upload",
        summary: { vi: "Gửi tệp", en: "Send a file" },
        tag: "files",
        scope: keep.name,
        upload: 150 * MB,
        answer: z.object({ size: z.int() }),
        run: async ({ house }, { content }) => ({
          size: (await house.files.put(content ?? new Uint8Array())).size,
        }),
      }),
    ],
    pages(app: ReturnType<typeof createApp>) {
      app.post("/form", async (c) => {
        reading += 1;
        try {
          const form = await readForm(c, { maxFileBytes: 100 * MB });
          const files = [...form.files].flatMap(([field, list]) =>
            list.map(({ name, size, type }) => ({ field, name, size, type })),
          );
          return c.json({ files, text: values(form, "text") });
        } finally {
          reading -= 1;
        }
      });
      app.post("/words", async (c) => c.text(values(await readForm(c), "text").join()));
      app.get("/hello", (c) => c.text("xin chào"));
    },
  };
  const actor = {
    kind: "person" as const,
    personId: randomUUID(),
    appointmentId: randomUUID(),
    organisationId: randomUUID(),
    unitId: randomUUID(),
    fullName: "Y Vân",
    positionTitle: "Văn thư",
    roles: ["clerk"],
    scopes: [keep.name],
  };
  const app = createApp(site.house, testParts([system], { resolveToken: async () => sessionOf(actor) }));
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
});
afterAll(async () => {
  await close();
  site.close();
  await database.drop();
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends a body piece by piece as fast as the server takes it. */
function send(
  path: string,
  headers: Record<string, string>,
  body: Iterable<Uint8Array | string>,
  method = "POST",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const out = request(
      { port, host: "127.0.0.1", path, method, headers },
      async (answer: IncomingMessage) => {
        let text = "";
        for await (const part of answer) text += String(part);
        resolve({ status: answer.statusCode ?? 0, text });
      },
    );
    out.on("error", reject);
    void (async () => {
      for (const part of body) if (!out.write(part)) await new Promise((next) => out.once("drain", next));
      out.end();
    })();
  });
}

const BOUNDARY = "----kontum";
const MULTIPART = {
  "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
  "sec-fetch-site": "same-origin",
};
const field = (name: string, text: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
const fileHead = (name: string, fileName: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: application/pdf\r\n\r\n`;
const END = `\r\n--${BOUNDARY}--\r\n`;

function* file(megabytes: number, fileName = "lon.pdf"): Generator<Uint8Array | string> {
  yield fileHead("document", fileName);
  yield "%PDF-1.7\n";
  const block = Buffer.alloc(MB, 7);
  for (let n = 0; n < megabytes; n += 1) yield block;
  yield END;
}

describe("a form with files", () => {
  test("is read field by field, names cleaned, content recognised by itself", async () => {
    const answer = await send("/form", MULTIPART, [
      field("text", " Về việc  "),
      field("text", "dòng một\r\ndòng hai"),
      fileHead("document", "C:\\\\temp\\\\Công văn.pdf"),
      "%PDF-1.7 nội dung\r\n",
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="empty"; filename=""\r\n\r\n`,
      END,
    ]);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      files: [{ field: "document", name: "Công văn.pdf", size: 19, type: "application/pdf" }],
      text: ["Về việc", "dòng một\ndòng hai"],
    });
  });

  test("of 99 MB passes through without filling the memory", async () => {
    // The first large one grows the process to its working size: what counts is whether a second adds its own.
    await send("/form", MULTIPART, file(60));
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 10);
    const answer = await send("/form", MULTIPART, file(99));
    clearInterval(watch);
    expect(JSON.parse(answer.text).files[0].size).toBe(99 * MB + 9);
    expect((peak - before) / MB).toBeLessThan(48);
  });

  test("a form that asks for no files takes none: a stranger cannot fill the disk", async () => {
    const content = `%PDF-${randomUUID()}`;
    const body = [field("text", "x"), fileHead("document", "a.pdf"), content, END];
    expect((await send("/words", MULTIPART, body)).status).toBe(413);
    expect(await site.house.files.has(createHash("sha256").update(content).digest("hex"))).toBe(false);
    expect((await send("/form", MULTIPART, body)).status).toBe(200);
    expect(await site.house.files.has(createHash("sha256").update(content).digest("hex"))).toBe(true);
    expect(await send("/words", MULTIPART, [field("text", "x"), END])).toEqual({ status: 200, text: "x" });
  });

  test("larger than allowed is refused with a sentence the sender gets to read, and nothing is kept", async () => {
    const answer = await send("/form", MULTIPART, file(130));
    expect(answer.status).toBe(413);
    expect(answer.text).toContain("Tệp lớn hơn mức cho phép (100 MB)");
    expect((await send("/form", MULTIPART, file(1))).status).toBe(200);
  });

  test("announced as larger than everything allowed is refused before it is read", async () => {
    const answer = await send(
      "/form",
      { ...MULTIPART, "content-length": String(5_000 * MB), connection: "close" },
      [],
    ).catch(() => ({ status: 0, text: "" }));
    expect([answer.status, answer.text.includes("lớn hơn mức cho phép")]).toEqual([413, true]);
  });

  test("with too many fields or files, or a field cut short, says so instead of losing something", async () => {
    const many = await send("/form", MULTIPART, [
      ...Array.from({ length: 3_100 }, (_, n) => field(`f${n}`, "x")),
      END,
    ]);
    expect([many.status, many.text.includes("quá nhiều ô")]).toEqual([413, true]);
    const files = await send("/form", MULTIPART, [
      ...Array.from({ length: 60 }, (_, n) => `${fileHead("document", `${n}.pdf`)}%PDF-\r\n`),
      END,
    ]);
    expect([files.status, files.text.includes("tối đa 50 tệp")]).toEqual([413, true]);
    const long = await send("/form", MULTIPART, [field("text", "x".repeat(300 * 1024)), END]);
    expect([long.status, long.text.includes("dài quá mức")]).toEqual([413, true]);
  });

  test.each([
    ["without its end", MULTIPART, [fileHead("document", "a.pdf"), "%PDF-"]],
    ["without a boundary", { ...MULTIPART, "content-type": "multipart/form-data" }, ["x"]],
    ["of another kind", { ...MULTIPART, "content-type": "text/plain" }, ["text=x"]],
    ["that is empty", MULTIPART, []],
  ])("%s is refused with a sentence", async (_name, headers, body) => {
    const answer = await send("/form", headers, body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("không đọc được");
  });

  test("cut in the middle leaves nothing waiting, and the server serves on", async () => {
    for (let n = 0; n < 5; n += 1) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write(
        `POST /form HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: ${MULTIPART["content-type"]}\r\nContent-Length: 50000000\r\n\r\n`,
      );
      socket.write(fileHead("document", "a.pdf"));
      socket.write(Buffer.alloc(300_000, 7));
      for (let waited = 0; reading === 0 && waited < 200; waited += 1) await sleep(5);
      expect(reading).toBe(1);
      socket.destroy();
      for (let waited = 0; reading > 0 && waited < 400; waited += 1) await sleep(5);
      expect(reading).toBe(0);
    }
    expect((await fetch(`http://127.0.0.1:${port}/hello`)).status).toBe(200);
  });
});

describe("a file sent by a program", () => {
  const token = { authorization: "Bearer nlp_token_of_a_test" };
  const blocks = (count: number) => Array.from({ length: count }, () => Buffer.alloc(MB, 3));

  test("of 100 MB is streamed", async () => {
    const answer = await send("/api/v1/upload", token, blocks(100), "PUT");
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { size: 100 * MB }]);
  });

  test("beyond the limit is refused with a problem", async () => {
    const answer = await send("/api/v1/upload", token, blocks(170), "PUT");
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([413, "http.too-large"]);
  });
});

describe("requests nobody's browser makes", () => {
  const raw = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1");
      let answer = "";
      socket.on("data", (part) => {
        answer += String(part);
      });
      socket.on("error", () => resolve(answer));
      socket.on("close", () => resolve(answer));
      socket.write(text);
      setTimeout(() => socket.destroy(), 1_500).unref();
    });

  test.each([
    ["an unknown method", "BREW /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", /^HTTP\/1.1 400/],
    [
      "TRACE",
      "TRACE /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
      /^HTTP\/1.1 (400|403|405|501)/,
    ],
    ["PROPFIND", "PROPFIND /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", /^HTTP\/1.1 405/],
    ["no Host", "GET /hello HTTP/1.1\r\nConnection: close\r\n\r\n", /^HTTP\/1.1 400/],
    [
      "a Host that is none",
      "GET /hello HTTP/1.1\r\nHost: a b/\\\r\nConnection: close\r\n\r\n",
      /^HTTP\/1.1 400/,
    ],
    [
      "an address of 30 KB",
      `GET /${"x".repeat(30_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1.1 431/,
    ],
    [
      "an address of 10 KB",
      `GET /${"x".repeat(10_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1.1 404/,
    ],
    [
      "two lengths",
      "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      /^HTTP\/1.1 400/,
    ],
    [
      "a whole address",
      "GET http://other.example/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
      /^HTTP\/1.1 (200|400)/,
    ],
    ["not HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n", /^HTTP\/1.1 400/],
  ])("%s gets a clear answer", async (_name, text, expected) => {
    expect(await raw(text)).toMatch(expected);
    expect((await fetch(`http://127.0.0.1:${port}/hello`)).status).toBe(200);
  });
});
