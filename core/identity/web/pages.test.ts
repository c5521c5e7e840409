import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../config/index.ts";
import { openFileStore } from "../../files/index.ts";
import { createApp } from "../../http/index.ts";
import { createLog } from "../../log.ts";
import type { House } from "../../system.ts";
import {
  createFirstAdministratorLink,
  DEMO_PASSWORD,
  identity,
  resolveRequestSession,
  resolveRequestToken,
  seedDemoAccounts,
} from "../index.ts";
import { GOOD_PASSWORD, type TestOffice, testOffice } from "../testing.ts";
import { totpCode, totpStep } from "../totp.ts";

let office: TestOffice;
let folder: string;
beforeAll(async () => {
  office = await testOffice();
  folder = mkdtempSync(join(tmpdir(), "identity-pages-"));
  const { personId } = await office.person("vanthu.thu", [["clerk"], ["specialist"]]);
  await sql`delete from identity.account where person_id = ${personId}`.execute(office.database.queries);
  await seedDemoAccounts(office.host(), [{ personId, username: "vanthu.thu" }]);
  await office.person("y.van", [["specialist"]]);
  await office.person("quantri", [["administrator"]]);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await office.database.drop();
});

/** A browser: keeps cookies, posts forms from the same site, follows nothing by itself. */
async function browser(mode: "demo" | "production" = "demo", baseUrl = "http://127.0.0.1:8034") {
  const config = readConfig({ MODE: mode, DATA_DIR: folder, BASE_URL: baseUrl });
  const host = office.host(mode);
  const house: House = {
    ...host,
    config: { ...config, secret: host.config.secret },
    files: await openFileStore(join(folder, "files")),
    log: createLog("silent"),
    services: {},
  };
  const app = createApp(house, {
    place: { vi: "Tỉnh Kon Tum", en: "Kon Tum province" },
    assets: { style: "/assets/a.css", script: "/assets/a.js", fonts: [], mark: "/assets/a.svg" },
    systems: [identity({ demoSignIns: [{ username: "vanthu.thu", vi: "Văn thư của Sở", en: "Clerk" }] })],
    serveAsset: async () => undefined,
    resolveSession: (c) => resolveRequestSession(c, house),
    resolveToken: (token, address) => resolveRequestToken(house, token, address),
    unread: async () => 0,
    health: async () => ({ database: "ok" }),
  });
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("cookie", [...cookies].map(([name, text]) => `${name}=${text}`).join("; "));
    const answer = await app.request(path, { ...init, headers }, {});
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", text = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, text);
    }
    return {
      status: answer.status,
      location: answer.headers.get("location") ?? "",
      text: await answer.text(),
      set: answer.headers.getSetCookie(),
    };
  };
  return {
    house,
    cookies,
    get: (path: string) => send(path),
    post: (path: string, fields: Record<string, string>, site = "same-origin") =>
      send(path, {
        method: "POST",
        body: new URLSearchParams(fields).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": site },
      }),
    signIn(username: string, password: string) {
      return this.post("/sign-in", { username, password, back: "/account" });
    },
  };
}

describe("the sign-in page", () => {
  test("in demo mode offers the demo people with name and organisation, and one press signs in", async () => {
    const page = await browser();
    const start = await page.get("/sign-in?back=/account");
    expect(start.text).toContain("Văn thư của Sở");
    expect(start.text).toContain("Sở Thông tin và Truyền thông");
    expect(start.text).toContain(DEMO_PASSWORD);
    const entered = await page.post("/sign-in/demo", { person: "vanthu.thu", back: "/account" });
    expect([entered.status, entered.location]).toEqual([303, "/account"]);
    expect(entered.set.find((line) => line.startsWith("session="))).toMatch(/HttpOnly/i);
    expect(entered.set.find((line) => line.startsWith("session="))).toMatch(/SameSite=Lax/i);
    expect((await page.get("/account")).text).toContain("Y vanthu.thu");
  });

  test("in production shows neither demo people nor their password, and the button is not there", async () => {
    const page = await browser("production");
    const { text } = await page.get("/sign-in");
    expect(text).not.toContain("vanthu.thu");
    expect(text).not.toContain(DEMO_PASSWORD);
    const pressed = await page.post("/sign-in/demo", { person: "vanthu.thu" });
    expect(pressed.status).toBe(404);
    expect(page.cookies.has("session")).toBe(false);
  });

  test("under https the cookie is bound to the host", async () => {
    const page = await browser("production", "https://congvan.example.vn");
    const { set } = await page.signIn("y.van", GOOD_PASSWORD);
    const cookie = set.find((line) => line.startsWith("__Host-session="));
    expect(cookie).toMatch(/Secure/i);
    expect(cookie).toMatch(/Path=\//);
    expect((await page.get("/account")).text).toContain("Y y.van");
  });

  test("a refusal keeps the name, forgets the password, and is the same for a stranger", async () => {
    const page = await browser();
    const wrong = await page.signIn("y.van", "sai-mat-khau-roi");
    const stranger = await page.signIn("khong.ai", "sai-mat-khau-roi");
    expect([wrong.status, stranger.status]).toEqual([422, 422]);
    expect(wrong.text).toContain('value="y.van"');
    expect(wrong.text).not.toContain("sai-mat-khau-roi");
    const nonce = /nonce="[^"]+"|content="[A-Za-z0-9+/=]{24}"/g;
    expect(wrong.text.replaceAll("y.van", "").replaceAll(nonce, "")).toBe(
      stranger.text.replaceAll("khong.ai", "").replaceAll(nonce, ""),
    );
    const empty = await page.post("/sign-in", { username: "", password: "" });
    expect(empty.text).toContain("Hãy nhập tên đăng nhập.");
  });

  test("never leads to another site and refuses forms from one", async () => {
    const page = await browser();
    for (const back of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
      const entered = await page.post("/sign-in/demo", { person: "vanthu.thu", back });
      expect(entered.location).toBe("/");
    }
    expect(
      (await page.post("/sign-in", { username: "y.van", password: GOOD_PASSWORD }, "cross-site")).status,
    ).toBe(403);
  });

  test("signing out ends the session itself, not only the cookie", async () => {
    const page = await browser();
    await page.signIn("y.van", GOOD_PASSWORD);
    const kept = new Map(page.cookies);
    expect((await page.post("/sign-out", {})).status).toBe(303);
    for (const [name, text] of kept) page.cookies.set(name, text);
    const after = await page.get("/account");
    expect([after.status, after.location]).toEqual([303, "/sign-in?back=%2Faccount"]);
  });
});

describe("the account pages", () => {
  test("switch the position and come back to the page one was on", async () => {
    const page = await browser();
    await page.post("/sign-in/demo", { person: "vanthu.thu" });
    const other =
      /name="position" value="([0-9a-f-]{36})"/.exec((await page.get("/account")).text)?.[1] ?? "";
    const switched = await page.post("/account/position", { position: other, back: "/account/tokens" });
    expect(switched.location).toBe("/account/tokens");
    expect((await page.get("/account")).text).toContain(
      "Phòng Công nghệ thông tin, Sở Thông tin và Truyền thông",
    );
    expect((await page.post("/account/position", { position: "someone-else" })).status).toBe(404);
  });

  test("turn the second factor on; the next sign-in asks for the code", async () => {
    const page = await browser();
    await office.person("hai.lop", [["clerk"]]);
    await page.signIn("hai.lop", GOOD_PASSWORD);
    const { text } = await page.get("/account/second-factor");
    const key = /<code class="secret-text">([A-Z2-7 ]+)<\/code>/.exec(text)?.[1]?.replaceAll(" ", "") ?? "";
    const bits = [...key]
      .map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"))
      .join("");
    const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
    const wrong = await page.post("/account/second-factor", { code: "abc", password: GOOD_PASSWORD });
    expect([wrong.status, wrong.text.includes("Mã chưa đúng")]).toEqual([422, true]);
    const step = totpStep(new Date());
    const on = await page.post("/account/second-factor", {
      code: totpCode(bytes, step),
      password: GOOD_PASSWORD,
    });
    expect(on.text.match(/<code>([A-Z2-7]{4}-){3}[A-Z2-7]{4}<\/code>/g)).toHaveLength(10);
    await page.post("/sign-out", {});
    const asked = await page.signIn("hai.lop", GOOD_PASSWORD);
    expect(asked.location).toBe("/sign-in/second-factor?back=%2Faccount");
    expect((await page.get("/account")).status).toBe(303);
    const replayed = await page.post("/sign-in/second-factor", {
      code: totpCode(bytes, step),
      back: "/account",
    });
    expect(replayed.status).toBe(422);
    const entered = await page.post("/sign-in/second-factor", {
      code: totpCode(bytes, step + 1),
      back: "/account",
    });
    expect([entered.status, entered.location]).toEqual([303, "/account"]);
  });

  test("the password form answers beside the field and never holds a password", async () => {
    const page = await browser();
    await page.signIn("y.van", GOOD_PASSWORD);
    const answer = await page.post("/account/password", {
      current: GOOD_PASSWORD,
      next: "ngắn",
      repeated: "ngắn",
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("ít nhất 10 ký tự");
    expect(answer.text).not.toContain(GOOD_PASSWORD);
  });
});

describe("the administration pages", () => {
  test("are closed to everybody but administrators, with the rule as the reason", async () => {
    const page = await browser();
    expect((await page.get("/administration/people")).location).toContain("/sign-in");
    await page.signIn("y.van", GOOD_PASSWORD);
    for (const path of ["/administration/people", "/administration/people/new", "/administration/rights"]) {
      const answer = await page.get(path);
      expect([answer.status, answer.text.includes("Quản trị viên")]).toEqual([403, true]);
    }
  });

  test("an administrator finds, adds, locks and resets; the new official sets a password and enters", async () => {
    const page = await browser();
    await page.signIn("quantri", GOOD_PASSWORD);
    expect((await page.get("/administration/people?name=Y+VAN")).text).toContain("Y y.van");
    expect((await page.get("/administration/rights")).text).toContain("Quản trị viên được tạo, khoá");
    const fields = {
      fullName: "Rơ Châm Thu",
      username: "rocham.thu",
      unit: office.unitId,
      title: "Chuyên viên",
      rank: "specialist",
      roles: "specialist",
      transactionId: "request-rocham",
    };
    const bad = await page.post("/administration/people/new", { ...fields, title: "", username: "có dấu" });
    expect([bad.status, bad.text.includes('value="Rơ Châm Thu"')]).toEqual([422, true]);
    const made = await page.post("/administration/people/new", fields);
    const link = /\/set-password\?token=([\w-]{43})/.exec(made.text)?.[1] ?? "";
    const other = await browser();
    expect((await other.get(`/set-password?token=${link}`)).status).toBe(200);
    await other.post("/set-password", {
      token: link,
      next: "bò vàng gặm cỏ 7 giờ",
      repeated: "bò vàng gặm cỏ 7 giờ",
    });
    expect((await other.get(`/set-password?token=${link}`)).status).toBe(410);
    expect((await other.signIn("rocham.thu", "bò vàng gặm cỏ 7 giờ")).status).toBe(303);
    const found = await page.get("/administration/people?name=rocham");
    const id = /\/administration\/people\/([0-9a-f-]{36})/.exec(found.text)?.[1] ?? "";
    expect((await page.get(`/administration/people/${id}/lock`)).text).toContain(
      "Khoá tài khoản của Rơ Châm Thu?",
    );
    await page.post(`/administration/people/${id}/lock`, {});
    expect((await other.get("/account")).location).toContain("/sign-in");
    expect((await page.get(`/administration/people/${id}/no-such`)).status).toBe(404);
    expect((await page.get("/administration/people/1")).status).toBe(404);
  });
});

describe("the link of the first administrator", () => {
  test("opens a form that makes the administrator once and leads to the second factor", async () => {
    await sql`update identity.account set status = 'locked' where username = 'quantri'`.execute(
      office.database.queries,
    );
    const page = await browser("production");
    const link = await createFirstAdministratorLink(page.house);
    const path = link?.url.replace("http://127.0.0.1:8034", "") ?? "";
    const token = new URL(link?.url ?? "").searchParams.get("token") ?? "";
    expect((await page.get(path)).text).toContain("Quản trị viên đầu tiên");
    const fields = {
      token,
      fullName: "Trần Văn Khôi",
      username: "khoi",
      organisation: office.organisationId,
      next: GOOD_PASSWORD,
      repeated: GOOD_PASSWORD,
    };
    const bad = await page.post("/first-administrator", { ...fields, repeated: "khác" });
    expect([bad.status, bad.text.includes('value="Trần Văn Khôi"')]).toEqual([422, true]);
    const made = await page.post("/first-administrator", fields);
    expect([made.status, made.location]).toEqual([303, "/account/second-factor"]);
    expect((await page.get("/administration/people")).status).toBe(403);
    expect((await page.get(path)).status).toBe(410);
    expect((await page.get("/first-administrator")).status).toBe(410);
  });
});
