import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { enrolAtDemoAuthority } from "../../../../core/signing/demo/demo-authority.ts";
import { createCertificateRequest, DEMO_PIN } from "../../../../core/signing/index.ts";
import { registerTokenKey } from "../../../../core/signing/key-ring/register-outside-key.ts";
import { SOFTHSM_MODULE, softToken, TOKEN_PIN } from "../../../../core/signing/testing/soft-token.ts";
import { testKey } from "../../../../core/signing/testing/test-certificates.ts";
import { getOutgoing } from "../../outgoing/outgoing.ts";
import { signDocument } from "../../outgoing/sign-document.ts";
import { PROVINCE } from "../../testing.ts";
import { type PhoneKey, type PhoneProvince, phoneProvince } from "../../testing-phone.ts";
import { type PageAnswer, type TestBrowser, testPages } from "../testing.ts";
import { outgoingPages } from "./index.ts";

let province: PhoneProvince;
let pages: ReturnType<typeof testPages>;
let director: TestBrowser;
let clerk: TestBrowser;
let otp: PhoneKey;
let push: PhoneKey;
let stamp: PhoneKey;
let id: string;

beforeAll(async () => {
  province = await phoneProvince();
  const { signer, world } = province;
  pages = testPages(world.house, outgoingPages);
  director = pages.as(signer);
  clerk = pages.as(province.clerk);
  otp = await province.register(signer, { kind: "person", id: signer.personId });
  push = await province.register(signer, { kind: "person", id: signer.personId }, "push", "1357");
  stamp = await province.register(province.clerk, { kind: "organisation", id: signer.organisationId });
});
afterEach(() => province.phone.faults({}));
afterAll(() => province.close());
beforeEach(async () => {
  id = await province.checkedDraft();
});

const document = () => getOutgoing(province.world.database.queries, id);
const state = async () => (await document()).state;

/** Presses the button of the signing page with this key chosen. */
async function ring(key: PhoneKey, more: Record<string, string> = {}): Promise<PageAnswer> {
  return await director.post(`/outgoing/${id}/sign`, { key: `remote:${key.keyId}`, ...more });
}

/** @returns address of the page of the act */
async function begun(key: PhoneKey, more: Record<string, string> = {}): Promise<string> {
  const answer = await ring(key, more);
  expect([answer.status, answer.text]).toEqual([303, ""]);
  expect(answer.location).toMatch(new RegExp(`^/outgoing/${id}/phone/[0-9a-f-]{36}$`));
  return answer.location;
}

function radios(html: string): (string | undefined)[] {
  return [...html.matchAll(/<input[^>]*type="radio"[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => tag.includes('name="key"'))
    .map((tag) => /value="([^"]*)"/.exec(tag)?.[1]);
}

function ticked(html: string): string | undefined {
  const tag = [...html.matchAll(/<input[^>]*name="key"[^>]*>/g)].find(([each]) => / checked/.test(each));
  return tag && /value="([^"]*)"/.exec(tag[0])?.[1];
}

describe("the choice of the key", () => {
  test("names what the signer has, the file first; nobody else's keys", async () => {
    const page = await director.get(`/outgoing/${id}/sign`);
    expect(radios(page.text)).toEqual(["software", `remote:${push.keyId}`, `remote:${otp.keyId}`, "plug-in"]);
    expect(ticked(page.text)).toBe("software");
    const { house } = province.world;
    await signDocument(house, province.signer, { id, pin: DEMO_PIN, level: "B-B" });
    const seal = await clerk.get(`/outgoing/${id}/dispatch`);
    expect(radios(seal.text)).toEqual(["software", `remote:${stamp.keyId}`, "plug-in"]);
  });

  test("preselects the kind that was used last", async () => {
    const answer = await ring(otp);
    const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
    expect(cookie).toBe("signing-key=remote");
    const page = await director.get(`/outgoing/${id}/sign`, { cookie });
    expect(ticked(page.text)).toMatch(/^remote:/);
    const token = await director.get(`/outgoing/${id}/sign`, { cookie: "signing-key=plug-in" });
    expect(ticked(token.text)).toBe("plug-in");
    const nonsense = await director.get(`/outgoing/${id}/sign`, { cookie: "signing-key=x" });
    expect(ticked(nonsense.text)).toBe("software");
  });

  test("a token without script, and a choice that is none, are answered beside the choice", async () => {
    const token = await director.post(`/outgoing/${id}/sign`, { key: "plug-in", placePage: "1" });
    expect([token.status, token.text.includes("Ký bằng thiết bị")]).toEqual([422, true]);
    expect(ticked(token.text)).toBe("plug-in");
    const none = await director.post(`/outgoing/${id}/sign`, { key: "abacus" });
    expect([none.status, none.text.includes("Hãy chọn một cách ký")]).toEqual([422, true]);
    expect((await ring({ ...otp, keyId: stamp.keyId })).status).toBe(404);
    expect(await state()).toBe("checked");
  });

  test("a key on the server's device signs with its own PIN", async () => {
    const { signer, world } = province;
    const token = softToken("HSM");
    vi.stubEnv("SOFTHSM2_CONF", token.environment.SOFTHSM2_CONF);
    try {
      const privateKey = testKey("rsa");
      const subject = [
        { type: "C", value: "VN" },
        { type: "CN", value: signer.fullName },
      ];
      const request = createCertificateRequest({ privateKey, subject });
      const chain = await enrolAtDemoAuthority(province.certificateAuthority, request, "person");
      const [certificate = new Uint8Array(), ...issuers] = chain;
      token.importKey("01", "khoa", { certificate, privateKey }, issuers.slice(0, -1));
      const house = await province.restarted({ pkcs11Module: SOFTHSM_MODULE });
      const keyId = await registerTokenKey(house, signer, {
        owner: { kind: "person", id: signer.personId },
        tokenLabel: "HSM",
        keyLabel: "khoa",
        pin: TOKEN_PIN,
        image: undefined,
      });
      const browser = testPages(house, outgoingPages).as(signer);
      const wrong = await browser.post(`/outgoing/${id}/sign`, { key: `pkcs11:${keyId}`, pin: "000000" });
      expect([wrong.status, ticked(wrong.text)]).toEqual([422, `pkcs11:${keyId}`]);
      expect(wrong.text).toContain('id="field-pin-error"');
      const right = await browser.post(`/outgoing/${id}/sign`, { key: `pkcs11:${keyId}`, pin: TOKEN_PIN });
      expect([right.status, right.location]).toEqual([303, `/outgoing/${id}`]);
      expect(await state()).toBe("signed");
      await sql`update signing.outside_key set ended_at = now() where id = ${keyId}`.execute(
        world.database.queries,
      );
    } finally {
      vi.unstubAllEnvs();
      token.remove();
    }
  });
});

describe("signing on the phone without script", () => {
  test("the code is asked for, a wrong one is said beside its field, the right one leads to the card", async () => {
    const address = await begun(otp);
    const asked = await director.get(address);
    expect(asked.text).toMatch(/autocomplete="one-time-code"/);
    expect(asked.text).toMatch(/Xác nhận trước <time[^>]*>\d\d:\d\d:\d\d</);
    const code = await province.phone.otp(otp.userId);
    const wrong = await director.post(address, { otp: code === "000000" ? "000001" : "000000" });
    expect([wrong.status, wrong.text.includes('id="field-otp-error"')]).toEqual([422, true]);
    expect(wrong.text).toContain("Mã xác nhận (OTP) chưa đúng");
    expect((await director.post(address, { otp: " " })).text).toContain("Hãy nhập mã xác nhận");
    const right = await director.post(address, { otp: `${code.slice(0, 3)} ${code.slice(3)}` });
    expect([right.status, right.location]).toEqual([303, `/outgoing/${id}`]);
    expect(await state()).toBe("signed");
    for (const again of [await director.get(address), await director.post(address, { otp: code })])
      expect([again.status, again.location]).toEqual([303, `/outgoing/${id}`]);
  });

  test("a press too many leads to the same page, and the signing page points at what is under way", async () => {
    const address = await begun(otp);
    expect(await begun(otp)).toBe(address);
    expect((await director.get(`/outgoing/${id}/sign`)).text).toContain(`href="${address}"`);
  });

  test("for a button the page looks again; declining shows why, and both ways on", async () => {
    expect((await ring(push)).status).toBe(422);
    const address = await begun(push, { pin: "1357" });
    expect((await director.get(address)).text).toContain("Tôi đã xác nhận");
    const looked = await director.post(address, {});
    expect([looked.status, looked.location]).toEqual([303, address]);
    const [told = ""] = (looked.headers.get("set-cookie") ?? "").split(";");
    expect((await director.get(address, { cookie: told })).text).toContain("Chưa nhận được chữ ký");
    await province.phone.press(push.userId, "no");
    const declined = await director.post(address, {});
    expect([declined.status, declined.text.includes("Bạn đã từ chối ký")]).toEqual([409, true]);
    expect(declined.text).toContain(`href="/outgoing/${id}/sign"`);
    const later = await director.get(address);
    expect([later.status, later.text.includes("Bạn đã từ chối ký")]).toEqual([200, true]);
    expect(await state()).toBe("checked");
  });

  test("a script may look too: it is told where the act stands", async () => {
    const address = await begun(push, { pin: "1357" });
    const look = async () => {
      const answer = await pages.app.request(address, {
        method: "POST",
        headers: {
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded",
          "sec-fetch-site": "same-origin",
          "x-person": province.signer.appointmentId,
        },
      });
      return await answer.json();
    };
    expect(await look()).toEqual({ state: "waiting" });
    await province.phone.press(push.userId, "yes");
    expect(await look()).toEqual({ state: "done" });
    expect(await state()).toBe("signed");
  });

  test("after 180 seconds the page says so; trying again makes the phone ring anew", async () => {
    const address = await begun(otp);
    await sql`update signing.act set expires_at = now() - interval '1 second'
      where subject_id = ${id}`.execute(province.world.database.queries);
    const late = await director.post(address, { otp: await province.phone.otp(otp.userId) });
    expect(late.status).toBe(410);
    const over = await director.get(address);
    expect(over.text).toContain("Đã quá thời gian xác nhận");
    expect(over.text).toContain(`action="${address}/again"`);
    const again = await director.post(`${address}/again`, {});
    expect(again.status).toBe(303);
    expect(again.location).not.toBe(address);
    const done = await director.post(again.location, { otp: await province.phone.otp(otp.userId) });
    expect([done.status, await state()]).toEqual([303, "signed"]);
  });

  test("a service that is away, at the beginning and in between, is said in plain words and loses nothing", async () => {
    await province.phone.faults({ status: 503, method: "sendOTP" });
    const away = await ring(otp);
    expect([away.status, away.text.includes("Không kết nối được dịch vụ ký từ xa")]).toEqual([503, true]);
    expect(radios(away.text)).toContain("software");
    await province.phone.faults({});
    const address = await begun(otp);
    const code = await province.phone.otp(otp.userId);
    await province.phone.faults({ cut: true, method: "authorize" });
    expect((await director.post(address, { otp: code })).status).toBe(503);
    await province.phone.faults({});
    expect((await director.post(address, { otp: code })).status).toBe(303);
  });

  test("cancelled, the document is as it was; what the phone brings later is not taken", async () => {
    const address = await begun(otp);
    const code = await province.phone.otp(otp.userId);
    expect((await director.post(`${address}/cancel`, {})).location).toBe(`/outgoing/${id}`);
    const late = await director.post(address, { otp: code });
    expect([late.status, late.text.includes("đã bị hủy")]).toEqual([410, true]);
    expect((await director.get(address)).text).toContain("Bạn đã hủy lượt ký này");
    expect(await state()).toBe("checked");
  });

  test("is nobody else's business", async () => {
    const address = await begun(otp);
    expect((await clerk.get(address)).status).toBe(403);
    const stranger = pages.as(
      await province.world.actor("clerk", await province.world.organisation(PROVINCE)),
    );
    expect((await stranger.get(address)).status).toBeGreaterThanOrEqual(403);
    expect((await stranger.post(`${address}/cancel`, {})).status).toBeGreaterThanOrEqual(403);
  });
});

describe("a document that moved on meanwhile", () => {
  test("takes no second signature; the page leads to it and offers nothing else", async () => {
    const address = await begun(otp);
    await signDocument(province.world.house, province.signer, { id, pin: DEMO_PIN });
    const late = await director.post(address, { otp: await province.phone.otp(otp.userId) });
    expect([late.status, late.text.includes("Tệp đã thay đổi")]).toEqual([409, true]);
    expect(late.text).not.toContain(`action="${address}/again"`);
    expect((await director.get(address)).text).toContain("Văn bản đã được xử lý theo cách khác");
    expect(await state()).toBe("signed");
  });
});

describe("the clerk's seal on the phone", () => {
  beforeEach(async () => {
    await signDocument(province.world.house, province.signer, { id, pin: DEMO_PIN });
  });

  test("numbers, rings and seals", async () => {
    const answer = await clerk.post(`/outgoing/${id}/dispatch`, { key: `remote:${stamp.keyId}` });
    expect([answer.status, await state()]).toEqual([303, "numbered"]);
    expect((await clerk.get(`/outgoing/${id}/dispatch`)).text).toContain(`href="${answer.location}"`);
    const done = await clerk.post(answer.location, { otp: await province.phone.otp(stamp.userId) });
    expect([done.status, done.location]).toEqual([303, `/outgoing/${id}`]);
    expect(await state()).toBe("sealed");
  });

  test("no number is spent while the service is away", async () => {
    await province.phone.faults({ status: 503 });
    const away = await clerk.post(`/outgoing/${id}/dispatch`, { key: `remote:${stamp.keyId}` });
    expect([away.status, await state()]).toEqual([503, "signed"]);
  });
});
