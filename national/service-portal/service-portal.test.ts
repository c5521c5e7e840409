import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type RunningServicePortal, startServicePortal } from "./index.ts";

const BACK = "https://dichvucong.kontum.example/citizen/sign-in/portal/callback";
const CLIENT = { clientId: "kon-tum", secret: "bi-mat", redirectUris: [BACK] };
const answerSchema = z.record(z.string(), z.unknown());

let folder: string;
let portal: RunningServicePortal;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "service-portal-"));
  portal = await startServicePortal({ port: 0, dataDir: folder, clients: [CLIENT], codeSeconds: 2 });
});
afterAll(async () => {
  await portal.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => void (await post("/faults", {}, true)));

async function post(
  path: string,
  body: Record<string, unknown>,
  json = false,
  headers: Record<string, string> = {},
) {
  const answer = await fetch(portal.url + path, {
    method: "POST",
    redirect: "manual",
    headers: { ...headers, ...(json ? { "content-type": "application/json" } : {}) },
    body: json
      ? JSON.stringify(body)
      : new URLSearchParams(Object.entries(body).map(([k, v]) => [k, String(v)])),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    location: answer.headers.get("location") ?? "",
    json: () => answerSchema.parse(JSON.parse(text)),
  };
}

const asked = (more: Record<string, string> = {}) => ({
  response_type: "code",
  provider: "portal",
  client_id: CLIENT.clientId,
  redirect_uri: BACK,
  state: "s-1",
  nonce: "n-1",
  ...more,
});

async function code(more: Record<string, string> = {}): Promise<string> {
  const { location } = await post("/sign-in", asked({ person: "000192000001", ...more }));
  return new URL(location).searchParams.get("code") ?? "";
}

const redeem = (given: string, more: Record<string, string> = {}, prefix = "/oauth2") =>
  post(`${prefix}/token`, {
    grant_type: "authorization_code",
    code: given,
    redirect_uri: BACK,
    client_id: CLIENT.clientId,
    client_secret: CLIENT.secret,
    ...more,
  });

describe("the national portal's sign-in", () => {
  test("its page says it is a stand-in and offers people who cannot exist", async () => {
    const text = await (await fetch(`${portal.url}/oauth2/authorize?${new URLSearchParams(asked())}`)).text();
    expect(text).toContain("Đây là hệ thống mô phỏng");
    for (const [, identifier] of text.matchAll(/name="person" value="([^"]+)"/g))
      expect(identifier).toMatch(/^00/);
  });

  test("code, token, userinfo and introspection have the fields of the description", async () => {
    const token = (await redeem(await code())).json();
    expect(token).toMatchObject({ token_type: "Bearer", expires_in: 3600, scope: "openid" });
    const bearer = { authorization: `Bearer ${token.access_token}` };
    const info = (await post("/oauth2/userinfo", {}, false, bearer)).json();
    expect(info).toMatchObject({
      LoaiTaiKhoan: "1",
      SoDinhDanh: "000192000001",
      HoVaTen: "Y Mai",
      NgayThangNamSinh: "19920412",
      GioiTinh: "Nữ",
      loAs: "2",
    });
    expect(info.TechID).toBe(info.sub);
    const known = (await post("/oauth2/introspect", { token: token.access_token })).json();
    expect(known.client_id).toBe(CLIENT.clientId);
    expect(known.exp).toBeGreaterThan(Date.now() / 1000);
    expect((await post("/oauth2/introspect", { token: "x" })).json()).toEqual({ active: false });
  });

  test("the id_token is signed by the published key and carries the nonce", async () => {
    const [head = "", body = "", signature = ""] = String((await redeem(await code())).json().id_token).split(
      ".",
    );
    const { keys } = z
      .object({ keys: z.array(z.object({ kty: z.string(), n: z.string(), e: z.string() })) })
      .parse(await (await fetch(`${portal.url}/oauth2/jwks`)).json());
    const key = createPublicKey({ key: { ...keys[0] }, format: "jwk" });
    expect(verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))).toBe(
      true,
    );
    expect(JSON.parse(Buffer.from(body, "base64url").toString())).toMatchObject({
      nonce: "n-1",
      aud: CLIENT.clientId,
    });
  });

  test("the password is checked, and disagreeing is told to the client", async () => {
    const wrong = await post("/sign-in", asked({ username: "000192000001", password: "sai", do: "sign-in" }));
    expect([wrong.status, wrong.text.includes("mật khẩu chưa đúng")]).toEqual([401, true]);
    const right = await post(
      "/sign-in",
      asked({ username: "000192000001", password: "thu-nghiem-2022", do: "sign-in" }),
    );
    expect(new URL(right.location).searchParams.get("state")).toBe("s-1");
    const cancelled = await post("/sign-in", asked({ do: "cancel" }));
    expect(new URL(cancelled.location).searchParams.get("error")).toBe("access_denied");
  });

  test("nobody is sent to an address that is not registered, whoever asks", async () => {
    const almost = [`${BACK}/`, `${BACK}?x=1`, BACK.replace("https", "http"), "https://evil.example/", ""];
    for (const redirect_uri of almost) {
      const answer = await fetch(
        `${portal.url}/oauth2/authorize?${new URLSearchParams(asked({ redirect_uri }))}`,
        {
          redirect: "manual",
        },
      );
      expect([answer.status, answer.headers.get("location")], redirect_uri).toEqual([400, null]);
      const posted = await post("/sign-in", asked({ redirect_uri, person: "000192000001" }));
      expect([posted.status, posted.location]).toEqual([400, ""]);
    }
    const stranger = await post("/sign-in", asked({ client_id: "ai-do", person: "000192000001" }));
    expect([stranger.status, stranger.location]).toEqual([400, ""]);
  });

  test("a code works once; shown again it takes its token along", async () => {
    const given = await code();
    const { access_token } = (await redeem(given)).json();
    expect((await redeem(given)).json()).toEqual({ error: "invalid_grant" });
    const info = await post("/oauth2/userinfo", {}, false, { authorization: `Bearer ${access_token}` });
    expect(info.status).toBe(401);
  });

  test("a code is refused late, at another address, for another provider, with a wrong secret", async () => {
    const late = await code();
    await sleep(2_100);
    expect((await redeem(late)).json()).toEqual({ error: "invalid_grant" });
    expect((await redeem(await code(), { redirect_uri: "https://evil.example/" })).status).toBe(400);
    expect((await redeem(await code(), {}, "/vneid")).status).toBe(400);
    expect((await redeem(await code(), { client_secret: "sai" })).json()).toEqual({
      error: "invalid_client",
    });
  });

  test("PKCE: who asked with a challenge must know its verifier", async () => {
    const code_verifier = randomBytes(32).toString("base64url");
    const code_challenge = createHash("sha256").update(code_verifier).digest("base64url");
    expect((await redeem(await code({ code_challenge }))).status).toBe(400);
    expect(
      (await redeem(await code({ code_challenge }), { code_verifier: `${code_verifier}x` })).status,
    ).toBe(400);
    expect((await redeem(await code({ code_challenge }), { code_verifier })).status).toBe(200);
  });

  test("the vector of RFC 7636 appendix B", async () => {
    const code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const code_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    expect((await redeem(await code({ code_challenge }), { code_verifier })).status).toBe(200);
  });
});

test("VNeID says less, with the level of the identity and the way out", async () => {
  const { access_token } = (await redeem(await code({ provider: "vneid" }), {}, "/vneid")).json();
  const bearer = { authorization: `Bearer ${access_token}` };
  const info = (await post("/vneid/userinfo", {}, false, bearer)).json();
  expect(Object.keys(info).sort()).toEqual(
    [
      "HoVaTen",
      "IAL",
      "LoaiTaiKhoan",
      "NgayThangNamSinh",
      "SoDinhDanh",
      "TechID",
      "loAs",
      "logoutUri",
      "sub",
      "userProfileUri",
    ].sort(),
  );
  expect((await post("/oauth2/userinfo", {}, false, bearer)).status).toBe(401);
});

test("added people survive a restart; faults come and go as told", async () => {
  await post("/accounts", { identifier: "000300000099", name: "Y Thử", level: 1 }, true);
  await portal.close();
  portal = await startServicePortal({ port: 0, dataDir: folder, clients: [CLIENT], codeSeconds: 2 });
  expect(await code({ person: "000300000099" })).not.toBe("");
  await post("/faults", { status: 503, path: "/token", times: 1 }, true);
  expect((await redeem("x")).status).toBe(503);
  expect((await redeem("x")).status).toBe(400);
  expect((await post("/accounts", { identifier: "1" }, true)).status).toBe(400);
});
