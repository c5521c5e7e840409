import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type RunningZalo, startZalo } from "./index.ts";
import { webhookMac } from "./webhook-signature.ts";

const OA_SECRET = "dummy-oa-secret";
const BACK = "https://dichvucong.kontum.example/zalo/callback";
const MAI = "4300000000000000001";
const PHONE = "84000000001";
const HOUR = 3_600_000;
const eventSchema = z.looseObject({ app_id: z.string(), event_name: z.string(), timestamp: z.string() });
const tokens = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.string() });
const reply = z.looseObject({ error: z.number(), data: z.record(z.string(), z.unknown()).optional() });

let zalo: RunningZalo;
let folder: string;
let province: Server;
let received: { body: string; signature: string }[] = [];
let refusals = 0;
beforeAll(async () => {
  province = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      refusals -= 1;
      received.push({ body, signature: String(request.headers["x-zevent-signature"]) });
      response.writeHead(refusals >= 0 ? 500 : 200).end();
    });
  });
  await new Promise<void>((resolve) => province.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void province.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "zalo-"));
  received = [];
  refusals = 0;
  zalo = await start();
});
afterEach(async () => {
  await zalo.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<RunningZalo> {
  const address = province.address();
  return await startZalo({
    port: 0,
    dataDir: folder,
    appId: "1234567890",
    appSecret: "bi-mat",
    redirectUris: [BACK],
    oaId: "999",
    oaSecret: OA_SECRET,
    refreshToken: "lan-dau",
    templates: ["12345"],
    retryMs: [20, 20],
    webhookUrl: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/webhook`,
  });
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  const answer = await fetch(zalo.url + path, {
    method: "POST",
    headers,
    body: body instanceof URLSearchParams ? body : JSON.stringify(body),
  });
  return await answer.json();
}

const refresh = (refresh_token: string) =>
  post(
    "/v4/oa/access_token",
    new URLSearchParams({ app_id: "1234567890", grant_type: "refresh_token", refresh_token }),
    {
      secret_key: "bi-mat",
    },
  );

async function connected() {
  const { access_token } = tokens.parse(await refresh("lan-dau"));
  return async (path: string, body: unknown) => reply.parse(await post(path, body, { access_token }));
}

const act = (action: string, text = "") =>
  fetch(`${zalo.url}/chat/${MAI}/${action}`, {
    method: "POST",
    body: new URLSearchParams({ text }),
    redirect: "manual",
  });
const say = (text: string) => ({ recipient: { user_id: MAI }, message: { text } });
const cards = (template_type: string) => ({
  recipient: { user_id: MAI },
  message: {
    attachment: {
      type: "template",
      payload: {
        template_type,
        language: "VI",
        elements: [
          { type: "header", content: "Hồ sơ đã có kết quả" },
          { type: "table", content: [{ key: "Mã hồ sơ", value: "H34.13-221104-0001" }] },
        ],
      },
    },
  },
});

test("the mac of the published vector", () => {
  const body = '{"app_id":"1234567890","event_name":"follow","timestamp":"1646470800000"}';
  expect(webhookMac("1234567890", body, "1646470800000", OA_SECRET)).toBe(
    "e3f584aaed416978b860611f298799e15175440aa593ef48cfcaf1fe885c4578",
  );
});

describe("tokens", () => {
  test("a refresh token serves once, and the newest access token only is good", async () => {
    const first = tokens.parse(await refresh("lan-dau"));
    expect(await refresh("lan-dau")).toMatchObject({ error: -14014 });
    const second = tokens.parse(await refresh(first.refresh_token));
    const detail = async (access_token: string) =>
      reply.parse(
        await (
          await fetch(`${zalo.url}/v3.0/oa/user/detail?data={"user_id":"${MAI}"}`, {
            headers: { access_token },
          })
        ).json(),
      ).error;
    expect(await detail("")).toBe(-216);
    expect(await detail(first.access_token)).toBe(-124);
    expect(await detail(second.access_token)).toBe(-213);
    await fetch(`${zalo.url}/clock`, { method: "POST", body: JSON.stringify({ aheadMs: 26 * HOUR }) });
    expect(await detail(second.access_token)).toBe(-124);
  });

  test("survive a restart; a wrong secret gets none", async () => {
    const first = tokens.parse(await refresh("lan-dau"));
    await zalo.close();
    zalo = await start();
    expect(await refresh("lan-dau")).toMatchObject({ error: -14014 });
    expect(tokens.safeParse(await refresh(first.refresh_token)).success).toBe(true);
    const form = new URLSearchParams({
      app_id: "1234567890",
      grant_type: "refresh_token",
      refresh_token: "x",
    });
    expect(await post("/v4/oa/access_token", form, { secret_key: "sai" })).toMatchObject({ error: -14002 });
  });

  test("connecting by hand needs the verifier of its challenge, and a registered address", async () => {
    const code_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const ask = async (redirect_uri: string) => {
      const query = new URLSearchParams({
        app_id: "1234567890",
        redirect_uri,
        code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        state: "s",
      });
      const answer = await fetch(`${zalo.url}/v4/oa/permission?${query}`, { redirect: "manual" });
      return answer.headers.get("location");
    };
    expect(await ask("https://evil.example/")).toBeNull();
    const exchange = async (verifier: string) => {
      const code = new URL((await ask(BACK)) ?? "").searchParams.get("code") ?? "";
      const form = { app_id: "1234567890", grant_type: "authorization_code", code, code_verifier: verifier };
      return await post("/v4/oa/access_token", new URLSearchParams(form), { secret_key: "bi-mat" });
    };
    expect(await exchange("khac")).toMatchObject({ error: -14003 });
    expect(tokens.safeParse(await exchange(code_verifier)).success).toBe(true);
  });
});

describe("messages", () => {
  const ahead = (hours: number) =>
    fetch(`${zalo.url}/clock`, { method: "POST", body: JSON.stringify({ aheadMs: hours * HOUR }) });

  test("of care reach a follower within 48 hours of what they last did, and nobody else", async () => {
    let { access_token, refresh_token } = tokens.parse(await refresh("lan-dau"));
    const send = async (hours: number) => {
      await ahead(hours);
      ({ access_token, refresh_token } = tokens.parse(await refresh(refresh_token)));
      return reply.parse(await post("/v3.0/oa/message/cs", say(`Sau ${hours} giờ`), { access_token })).error;
    };
    expect(await send(0)).toBe(-213);
    await act("follow");
    expect(await send(47)).toBe(0);
    expect(await send(49)).toBe(-224);
    await act("write", "H34.13-221104-0001");
    expect(await send(96)).toBe(0);
    await act("unfollow");
    expect(await send(97)).toBe(-213);
    const chat = await (await fetch(`${zalo.url}/chat/${MAI}`)).text();
    expect([chat.includes("Sau 47 giờ"), chat.includes("Sau 49 giờ")]).toEqual([true, false]);
  });

  test("of a transaction are shown with their table, whatever the window", async () => {
    const send = await connected();
    await act("follow");
    await ahead(24);
    expect((await send("/v3.0/oa/message/transaction", cards("transaction_order"))).error).toBe(0);
    expect((await send("/v3.0/oa/message/transaction", cards("promotion"))).error).toBe(-201);
    expect(await (await fetch(`${zalo.url}/chat/${MAI}`)).text()).toContain("Mã hồ sơ: H34.13-221104-0001");
  });

  test.each([
    ["no text", { recipient: { user_id: MAI }, message: {} }],
    ["a text of 2001 characters", say("x".repeat(2001))],
    ["nobody", { recipient: { user_id: "1" }, message: { text: "x" } }],
  ])("%s is a bad parameter", async (_, body) => {
    const send = await connected();
    await act("follow");
    expect((await send("/v3.0/oa/message/cs", body)).error).toBe(-201);
  });

  test("promotions have a quota of one a day", async () => {
    const send = await connected();
    await act("follow");
    expect((await send("/v3.0/oa/message/promotion", cards("promotion"))).error).toBe(0);
    expect((await send("/v3.0/oa/message/promotion", cards("promotion"))).error).toBe(-211);
    expect((await send("/v3.0/oa/quota/message", { user_id: MAI })).data).toMatchObject({ promotion: 5 });
  });

  test("ZNS goes to a number by an approved template, also to who does not follow", async () => {
    const send = await connected();
    const zns = { phone: PHONE, template_id: "12345", template_data: { ma: "H34" }, tracking_id: "t1" };
    expect((await send("/message/template", zns)).data).toHaveProperty("msg_id");
    expect((await send("/message/template", { ...zns, template_id: "9" })).error).toBe(-108);
    expect((await send("/message/template", { ...zns, phone: "84999999999" })).error).toBe(-118);
    expect((await send("/message/template", { ...zns, phone: "0912345678" })).error).toBe(-1121);
  });

  test("errors on demand, so many times", async () => {
    const send = await connected();
    await act("follow");
    await post("/faults", { error: -216, times: 1 });
    expect((await send("/v3.0/oa/message/cs", say("x"))).error).toBe(-216);
    expect((await send("/v3.0/oa/message/cs", say("x"))).error).toBe(0);
  });
});

describe("events", () => {
  const events = () => received.map(({ body }) => eventSchema.parse(JSON.parse(body)));

  test("what a person does is told with a mac over the very bytes", async () => {
    await act("follow");
    await act("write", "Tra cứu H34.13-221104-0001");
    await act("share");
    await expect.poll(() => received.length).toBe(3);
    for (const { body, signature } of received) {
      const { timestamp } = eventSchema.parse(JSON.parse(body));
      expect(signature).toBe(`mac=${webhookMac("1234567890", body, timestamp, OA_SECRET)}`);
    }
    const byName = new Map(events().map((event) => [event.event_name, event]));
    expect(byName.get("follow")).toMatchObject({ follower: { id: MAI } });
    expect(byName.get("user_send_text")).toMatchObject({
      sender: { id: MAI },
      recipient: { id: "999" },
      message: { text: "Tra cứu H34.13-221104-0001" },
    });
    expect(byName.get("user_submit_info")).toMatchObject({ info: { phone: PHONE } });
  });

  test("come again with the same bytes until they are acknowledged", async () => {
    refusals = 2;
    await act("follow");
    await expect.poll(() => received.length).toBe(3);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  test("are lost and repeated on demand", async () => {
    await post("/faults", { loseEvents: 1 });
    await act("follow");
    await post("/faults", { repeatEvents: 3 });
    await act("unfollow");
    await expect
      .poll(() => events().map(({ event_name }) => event_name))
      .toEqual(["unfollow", "unfollow", "unfollow"]);
  });
});
