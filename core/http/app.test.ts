import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { Refusal } from "../errors.ts";
import type { System } from "../system.ts";
import { createApp } from "./app.tsx";
import { readForm, requireSession, value } from "./index.ts";
import { queryText } from "./request.ts";
import { type TestSite, testParts, testSite } from "./testing.ts";

let database: TestDatabase;
let site: TestSite;
let app: ReturnType<typeof createApp>;

/** A room with one of everything that can go wrong. */
const room: System = {
  name: "room",
  pages(pages, house) {
    pages.get("/hello", (c) => c.text(`xin chào ${queryText(c, "q")}`));
    pages.post("/hello", async (c) => c.text(value(await readForm(c), "text")));
    pages.get("/closed", (c) => c.text(requireSession(c).personId));
    pages.post("/closed", (c) => c.text(requireSession(c).personId));
    pages.get("/forbidden", () => {
      throw new Refusal("room.no", 403, { vi: "Chỉ văn thư mới được xem.", en: "Clerks only." });
    });
    pages.get("/broken", () => {
      throw new Error("secret detail of the machine");
    });
    pages.get("/thing/:id", async (c) => {
      await house.database.pool.query("select 1 from platform.seed where $1::uuid is null", [
        c.req.param("id"),
      ]);
      return c.text("found");
    });
    pages.get("/nul", async (c) => {
      await house.database.pool.query("select $1::text", [c.req.query("q") ?? ""]);
      return c.text("kept");
    });
    pages.get("/day", async (c) => {
      await house.database.pool.query("select $1::date", [c.req.query("q") ?? ""]);
      return c.text("kept");
    });
    pages.get("/missing/*", (c) => c.notFound());
    pages.get("/elsewhere", (c) => c.redirect("/hello?q=a b\r\nSet-Cookie: x=1"));
  },
};

beforeAll(async () => {
  database = await testDatabase();
  site = await testSite(database, [room]);
  app = createApp(site.house, testParts([room], { health: async () => ({ database: "ok", mode: "demo" }) }));
});
afterAll(async () => {
  site.close();
  await database.drop();
});

const post = (headers: Record<string, string>) =>
  app.request("http://kontum.example/hello", {
    method: "POST",
    body: "text=x",
    headers: { "content-type": "application/x-www-form-urlencoded", host: "kontum.example", ...headers },
  });

describe("a write from another site", () => {
  test.each([
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://kontum.example.evil.example" },
    { "sec-fetch-site": "cross-site", origin: "http://kontum.example" },
  ])("is refused: %o", async (headers) => {
    const answer = await post(headers);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("đến từ một trang khác");
  });

  test.each([
    { "sec-fetch-site": "same-origin" },
    { origin: "http://kontum.example" },
    { origin: "http://127.0.0.1:8034" },
    {},
  ])("one of this site, or of a program without browser, is taken: %o", async (headers) => {
    expect((await post(headers)).status).toBe(200);
  });

  test("without a Host header, an origin that is none matches nothing", async () => {
    const answer = await app.request("/hello", {
      method: "POST",
      body: "text=x",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "null" },
    });
    expect(answer.status).toBe(403);
  });
});

describe("every answer", () => {
  test.each([
    "/hello",
    "/no-such-page",
    "/healthz",
    "/assets/none.css",
    "/api/v1/none",
    "/broken",
    "/forbidden",
  ])("%s carries the headers that protect the reader", async (path) => {
    const { headers } = await app.request(path);
    expect(headers.get("content-security-policy")).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{20,}'/);
    expect(headers.get("content-security-policy")).not.toContain("unsafe");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'self'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  test("has a nonce of its own", async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => (await app.request("/hello")).headers.get("content-security-policy")),
    );
    expect(policies[0]).not.toBe(policies[1]);
  });

  test("asks for https only where people come by https", async () => {
    expect((await app.request("/hello")).headers.get("strict-transport-security")).toBeNull();
    const secure = createApp(
      { ...site.house, config: { ...site.house.config, baseUrl: "https://kontum.example" } },
      testParts([room]),
    );
    const answer = await secure.request("/preferences", {
      method: "POST",
      body: "language=en",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=31536000");
    expect(answer.headers.get("set-cookie")).toMatch(/language=en.*Secure/);
  });
});

describe("what goes wrong is said in a page", () => {
  const page = async (path: string, init?: RequestInit) => {
    const answer = await app.request(path, init);
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };

  test("404 with a way out, in the reader's language", async () => {
    const vietnamese = await page("/no-such-page");
    expect([vietnamese.status, vietnamese.text.includes("Không có trang này")]).toEqual([404, true]);
    expect(vietnamese.text).toContain("Về trang đầu");
    const english = await page("/no-such-page", { headers: { cookie: "language=en" } });
    expect(english.text).toContain("There is no such page");
    expect(english.text).toContain('<html lang="en"');
  });

  test("403 with the sentence of the rule", async () => {
    const { status, text } = await page("/forbidden");
    expect(status).toBe(403);
    expect(text).toContain("Chỉ văn thư mới được xem.");
  });

  test("500 with a code for the administrator and nothing of the machine", async () => {
    const { status, text } = await page("/broken");
    expect(status).toBe(500);
    expect(text).toMatch(/báo quản trị mã [0-9a-f]{16}/);
    expect(text).not.toContain("secret detail");
  });

  test("a visitor is led to the sign-in page and back to where they were", async () => {
    const read = await page("/closed?x=1");
    expect([read.status, read.headers.get("location")]).toEqual([303, "/sign-in?back=%2Fclosed%3Fx%3D1"]);
    const written = await page("/closed", {
      method: "POST",
      headers: { referer: "http://localhost/draft/7", "sec-fetch-site": "same-origin" },
    });
    expect(written.headers.get("location")).toBe("/sign-in?back=%2Fdraft%2F7");
    const foreign = await page("/closed", {
      method: "POST",
      headers: { referer: "https://evil.example/x", "sec-fetch-site": "same-origin" },
    });
    expect(foreign.headers.get("location")).toBe("/sign-in?back=%2F");
  });

  test("an id that is none is a thing that does not exist, not a failure", async () => {
    expect((await page("/thing/01900000-0000-7000-8000-000000000001")).status).toBe(200);
    expect((await page("/thing/abc")).status).toBe(404);
    expect((await page("/nul?q=a%00b")).status).toBe(400);
  });

  test.each(["2022-02-30", "0000-01-01", "x"])(
    "a day that is none is bad input, not a failure: %s",
    async (q) => {
      expect((await page(`/day?q=${q}`)).status).toBe(400);
    },
  );

  test("what a handler does not find is not found, although its address takes the method", async () => {
    expect((await page("/missing/..%2fpackage.json")).status).toBe(404);
  });

  test("another method is told which ones there are", async () => {
    const answer = await page("/hello", { method: "PUT", headers: { "sec-fetch-site": "same-origin" } });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "HEAD, GET, POST, OPTIONS"]);
    const asked = await page("/hello", { method: "OPTIONS" });
    expect([asked.status, asked.headers.get("allow"), asked.text]).toEqual([
      204,
      "HEAD, GET, POST, OPTIONS",
      "",
    ]);
    expect((await page("/none", { method: "OPTIONS" })).status).toBe(404);
    expect((await page("/hello", { method: "HEAD" })).text).toBe("");
  });

  test("malformed escapes, control characters and half characters are text like any other", async () => {
    expect((await page("/hello?q=%E1%ZZ%")).status).toBe(200);
    expect((await page("/%E1%BB%ZZ/%%%")).status).toBe(404);
    expect((await page("/hello?q=a%00%0D%0Ab")).text).toBe("xin chào a b");
    const injected = await page("/elsewhere");
    expect(injected.headers.get("set-cookie")).toBeNull();
  });
});

describe("health", () => {
  test("200 when well, 503 when the database is gone", async () => {
    const well = await app.request("/healthz");
    expect([well.status, await well.json()]).toEqual([200, { status: "ok", database: "ok", mode: "demo" }]);
    const ill = createApp(site.house, testParts([], { health: async () => ({ database: "unavailable" }) }));
    const answer = await ill.request("/healthz");
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: "degraded", database: "unavailable" },
    ]);
  });
});

describe("preferences", () => {
  test("only known values are kept, and the way back stays here", async () => {
    const answer = await site.ask(null, "/preferences", {
      theme: "dark",
      language: "xx",
      back: "//evil.example",
    });
    expect([answer.status, answer.location]).toEqual([303, "/"]);
  });
});
