import { randomUUID } from "node:crypto";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { scope } from "../access/index.ts";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { FormRefusal } from "../errors.ts";
import type { System } from "../system.ts";
import { type PersonActor, transact } from "../transaction/index.ts";
import { exampleOf } from "./api-example.ts";
import { createApp } from "./app.tsx";
import { schemaOf } from "./openapi.ts";
import { operation } from "./operation.ts";
import { sessionOf, type TestSite, testParts, testSite } from "./testing.ts";

const read = scope("room-of-tests:read", { vi: "Đọc đồ thử", en: "Read things" });
const write = scope("room-of-tests:write", { vi: "Ghi đồ thử", en: "Write things" });

const branch = z.object({
  name: z.string(),
  get children() {
    return z.array(branch);
  },
});

const things = [
  operation({
    id: "listThings",
    method: "get",
    path: "/things",
    summary: { vi: "Danh sách đồ", en: "List of things" },
    tag: "things",
    scope: read.name,
    query: z.object({
      q: z.string().max(20).optional(),
      limit: z.coerce.number().int().min(1).max(50).default(10),
    }),
    answer: z.object({ q: z.string().nullable(), limit: z.int(), who: z.string() }),
    run: async ({ actor }, { query }) => ({ q: query.q ?? null, limit: query.limit, who: actor.fullName }),
  }),
  operation({
    id: "makeThing",
    method: "post",
    path: "/things/{name}",
    summary: { vi: "Tạo đồ", en: "Make a thing" },
    tag: "things",
    scope: write.name,
    parameters: z.object({ name: z.string().min(2) }),
    body: z.object({ title: z.string().min(3).max(50), kind: z.enum(["a", "b"]), tree: branch.optional() }),
    status: 201,
    answer: z.object({ id: z.uuid(), title: z.string(), tree: branch }),
    async run({ house, actor, requestId }, { body }) {
      if (body.title === "forbidden title") {
        throw new FormRefusal({ title: { vi: "Tên này đã có.", en: "This title is taken." } });
      }
      return await transact(
        house,
        { actor, ...(requestId === undefined ? {} : { requestId }) },
        async () => ({
          id: randomUUID(),
          title: body.title,
          tree: { name: "root", children: [] },
        }),
      );
    },
  }),
  operation({
    id: "removeThing",
    method: "delete",
    path: "/things/{name}",
    summary: { vi: "Xoá đồ", en: "Remove a thing" },
    tag: "things",
    scope: write.name,
    parameters: z.object({ name: z.string() }),
    answer: z.object({ removed: z.string() }),
    run: async ({ house, actor, requestId }, { parameters }) =>
      await transact(house, { actor, ...(requestId === undefined ? {} : { requestId }) }, async () => ({
        removed: parameters.name,
      })),
  }),
  operation({
    id: "keepFile",
    method: "put",
    path: "/things/{name}/file",
    summary: { vi: "Gửi tệp", en: "Send a file" },
    tag: "things",
    scope: write.name,
    parameters: z.object({ name: z.string() }),
    upload: 1024 * 1024,
    answer: z.object({ size: z.int() }),
    async run({ house }, { content }) {
      return { size: (await house.files.put(content ?? new Uint8Array())).size };
    },
  }),
  operation({
    id: "readFile",
    method: "get",
    path: "/things/{name}/file",
    summary: { vi: "Tải tệp", en: "Get a file" },
    tag: "things",
    scope: read.name,
    parameters: z.object({ name: z.string() }),
    answer: "file",
    run: async (_context, { parameters }) => ({
      content: new TextEncoder().encode("nội dung"),
      type: "text/plain; charset=utf-8",
      name: `${parameters.name}.txt`,
    }),
  }),
];
const room: System = { name: "room-of-tests", operations: things };

const actor: PersonActor = {
  kind: "person",
  personId: randomUUID(),
  appointmentId: randomUUID(),
  organisationId: randomUUID(),
  unitId: randomUUID(),
  fullName: "Y Vân",
  positionTitle: "Chuyên viên",
  roles: ["specialist"],
};
const TOKENS: Readonly<Record<string, readonly string[]>> = {
  nlp_all_scopes: [read.name, write.name],
  nlp_read_only: [read.name],
};

let database: TestDatabase;
let site: TestSite;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  database = await testDatabase();
  site = await testSite(database, []);
  app = createApp(
    site.house,
    testParts([room], {
      resolveToken: async (token) => {
        const scopes = TOKENS[token];
        return scopes ? sessionOf({ ...actor, scopes }) : null;
      },
      // Somebody is signed in in the browser: that must not open the machine API.
      resolveSession: async () => sessionOf(actor),
    }),
  );
});
afterAll(async () => {
  site.close();
  await database.drop();
});

const ask = async (
  method: string,
  path: string,
  options: { token?: string; body?: BodyInit; headers?: Record<string, string> } = {},
) => {
  const headers = {
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...options.headers,
  };
  const body = options.body === undefined ? {} : { body: options.body };
  const answer = await app.request(`/api/v1${path}`, { method, headers, ...body }, {});
  const text = await answer.text();
  const problem = z
    .object({
      code: z.string(),
      title: z.string(),
      status: z.number(),
      errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    })
    .safeParse(answer.headers.get("content-type")?.includes("problem+json") ? JSON.parse(text) : undefined);
  return { status: answer.status, headers: answer.headers, text, problem: problem.data };
};
const all = { token: "nlp_all_scopes" };
const good = JSON.stringify({ title: "Máy đo mưa", kind: "a" });

describe("the description", () => {
  test("is valid OpenAPI 3.1", async () => {
    const answer = await app.request("/api/openapi.json");
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(await answer.text()));
    expect(result).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  test("names scopes, the limits of parameters and the Idempotency-Key of writes", async () => {
    const { paths } = z
      .object({ paths: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))) })
      .parse(await (await app.request("/api/openapi.json")).json());
    const list = paths["/api/v1/things"]?.get;
    expect(list?.security).toEqual([{ token: [read.name] }]);
    expect(list?.parameters).toContainEqual(
      expect.objectContaining({
        name: "limit",
        in: "query",
        required: false,
        schema: expect.objectContaining({ maximum: 50 }),
      }),
    );
    expect(JSON.stringify(paths["/api/v1/things/{name}"]?.post?.parameters)).toContain("Idempotency-Key");
    expect(JSON.stringify(list?.parameters)).not.toContain("Idempotency-Key");
  });

  test("its examples fit the schemas they are made from", () => {
    for (const { body } of things)
      if (body) expect(body.safeParse(exampleOf(schemaOf(body, "input"))).success).toBe(true);
  });
});

describe("the page of the description", () => {
  test("shows every operation with path, scope, fields and a call, in both languages, to visitors too", async () => {
    const answer = await app.request("/api");
    const text = await answer.text();
    expect(answer.status).toBe(200);
    for (const { id, path, scope: needed } of things) {
      expect(text).toContain(`id="${id}"`);
      expect(text).toContain(`/api/v1${path}`);
      expect(text).toContain(needed);
    }
    expect(text).toContain('href="/account/tokens"');
    expect(text).toContain('href="/api/openapi.json"');
    expect(text).toContain("Đọc đồ thử");
    expect(text).toContain("--data-binary @van-ban.pdf");
    const english = await (await app.request("/api", { headers: { cookie: "language=en" } })).text();
    expect(english).toContain("List of things");
  });
});

describe("who may call", () => {
  test("without a token, with a wrong one, or with only a browser session: 401 that says what is needed", async () => {
    for (const token of [undefined, "nlp_unknown_token", ""]) {
      const answer = await ask(
        "GET",
        "/things",
        token === undefined ? { headers: { cookie: "session=x" } } : { token },
      );
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      expect(answer.problem?.code).toBe("identity.token-needed");
    }
  });

  test("a token without the scope: 403 that names it", async () => {
    const answer = await ask("POST", "/things/abc", { token: "nlp_read_only", body: good });
    expect([answer.status, answer.problem?.code]).toEqual([403, "access.scope"]);
    expect(answer.problem?.title).toContain(write.name);
  });
});

describe("input", () => {
  test("that fits is parsed, with Vietnamese in one form", async () => {
    const { text } = await ask("GET", `/things?q=${encodeURIComponent("Đăk Hà".normalize("NFD"))}`, all);
    expect(JSON.parse(text)).toEqual({ q: "Đăk Hà", limit: 10, who: "Y Vân" });
    const made = await ask("POST", "/things/abc", {
      ...all,
      body: JSON.stringify({ title: "Tờ trình".normalize("NFD"), kind: "b" }),
    });
    expect(made.status).toBe(201);
    expect(JSON.parse(made.text)).toMatchObject({ title: "Tờ trình".normalize("NFC") });
  });

  test("that does not fit is answered field by field", async () => {
    const answer = await ask("POST", "/things/x", {
      ...all,
      body: JSON.stringify({ title: "ab", kind: "c" }),
    });
    expect([answer.status, answer.problem?.code]).toEqual([422, "api.invalid-input"]);
    expect(answer.problem?.errors?.map(({ path }) => path).sort()).toEqual(["kind", "name", "title"]);
  });

  test("refused by the use case names the field too, in the language of the caller", async () => {
    const answer = await ask("POST", "/things/abc", {
      ...all,
      body: JSON.stringify({ title: "forbidden title", kind: "a" }),
      headers: { "accept-language": "en-GB,en;q=0.9" },
    });
    expect(answer.status).toBe(422);
    expect(answer.problem?.errors).toEqual([{ path: "title", message: "This title is taken." }]);
  });

  test.each([
    ["not JSON", "{oops", 400],
    ["nothing", "", 400],
    ["not UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 400],
    ["a NUL", '{"title":"abc\\u0000","kind":"a"}', 400],
    ["half a character", '{"title":"abc\\ud800","kind":"a"}', 400],
    ["100.000 levels deep", "[".repeat(100_000), 400],
    ["deep and closed", "[".repeat(100_000) + "]".repeat(100_000), 400],
    ["an array", "[]", 422],
    ["larger than 2 MB", JSON.stringify({ title: "x".repeat(3 * 1024 * 1024), kind: "a" }), 413],
  ])("%s is refused with a problem", async (_name, body, status) => {
    const answer = await ask("POST", "/things/abc", { ...all, body });
    expect(answer.status).toBe(status);
    expect(answer.problem?.status).toBe(status);
  });

  test("a whole emoji is text", async () => {
    expect(
      (await ask("POST", "/things/abc", { ...all, body: '{"title":"abc \\ud83d\\ude00","kind":"a"}' }))
        .status,
    ).toBe(201);
  });

  test("a file is streamed in up to its limit", async () => {
    const fits = await ask("PUT", "/things/abc/file", { ...all, body: new Uint8Array(1024 * 1024) });
    expect(JSON.parse(fits.text)).toEqual({ size: 1024 * 1024 });
    const large = await ask("PUT", "/things/abc/file", { ...all, body: new Uint8Array(1024 * 1024 + 1) });
    expect([large.status, large.problem?.code]).toEqual([413, "http.too-large"]);
  });

  test("a file comes out with its Vietnamese name", async () => {
    const answer = await ask("GET", `/things/${encodeURIComponent("Công văn")}/file`, all);
    expect(answer.text).toBe("nội dung");
    expect(answer.headers.get("content-disposition")).toContain("filename*=UTF-8''C%C3%B4ng%20v%C4%83n.txt");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("an Idempotency-Key", () => {
  const send = (key: string, body = good, path = "/things/abc") =>
    ask("POST", path, { ...all, body, headers: { "idempotency-key": key } });

  test("gives the first result again, also to ten at once", async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(key)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await send(randomUUID())).text).not.toBe(answers[0]?.text);
  });

  test("cannot be used again for something else", async () => {
    const key = randomUUID();
    await send(key);
    const other = await send(key, JSON.stringify({ title: "Máy khác", kind: "a" }));
    expect([other.status, other.problem?.code]).toEqual([422, "api.idempotency-key-reused"]);
    expect((await send(key, good, "/things/other")).status).toBe(422);
  });

  test("of one operation says nothing about another", async () => {
    const key = randomUUID();
    await send(key);
    const removed = await ask("DELETE", "/things/abc", { ...all, headers: { "idempotency-key": key } });
    expect(JSON.parse(removed.text)).toEqual({ removed: "abc" });
  });

  test.each(["short", "x".repeat(101)])("%s is refused", async (key) => {
    expect([(await send(key)).status, (await send(key)).problem?.code]).toEqual([400, "api.idempotency-key"]);
  });
});

describe("what is not there", () => {
  test("404 and 405 are problems, and 405 names the methods", async () => {
    expect((await ask("GET", "/nothing", all)).problem?.code).toBe("not-found");
    const answer = await ask("DELETE", "/things", all);
    expect([answer.status, answer.headers.get("allow"), answer.problem?.code]).toEqual([
      405,
      "GET",
      "http.method",
    ]);
    expect((await ask("HEAD", "/things", all)).status).toBe(200);
  });
});
