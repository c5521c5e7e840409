import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp, type Session } from "../../http/index.ts";
import type { House } from "../../system.ts";
import { DEMO_PIN } from "../demo/demo-pin.ts";
import { drawSeal } from "../demo/draw-seal.ts";
import { drawSignature } from "../demo/draw-signature.ts";
import { createPkcs12 } from "../keys/index.ts";
import { signing } from "../system.ts";
import { samplePng } from "../testing/sample-pdf.ts";
import { openSigningHouse, type SigningHouse, type SigningPerson } from "../testing/signing-house.ts";
import { type TestIdentity, testCertificate, testKey } from "../testing/test-certificates.ts";

const PIN = "gà gáy 6 giờ";
const BLUE = drawSignature("mẫu");
const RED = drawSeal("mẫu");

let world: SigningHouse;
let folder: string;
let root: TestIdentity;
let sub: TestIdentity;
let production: House;
let demo: House;
let leader: SigningPerson;
let clerk: SigningPerson;
let administrator: SigningPerson;
beforeAll(async () => {
  world = await openSigningHouse();
  folder = mkdtempSync(join(tmpdir(), "signing-pages-"));
  root = testCertificate({ subject: "CA chuyên dùng công vụ", ca: true });
  sub = testCertificate({ subject: "CA Bộ, tỉnh", issuer: root, ca: true });
  const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(root.certificate).toString("base64")}\n-----END CERTIFICATE-----\n`;
  writeFileSync(join(folder, "root.pem"), pem);
  production = await world.open("production", { TRUST_FILES: `official-duty:${join(folder, "root.pem")}` });
  demo = await world.open();
  leader = await world.person("Nguyễn Văn Ứng", ["leader"]);
  clerk = await world.person("Trần Thị Thu", ["clerk"]);
  administrator = await world.person("Lê Quản Trị", ["administrator"]);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

/** A signed-in browser. */
function browser(house: House, person: SigningPerson, role: string) {
  const session: Session = {
    id: "019f0000-0000-7000-8000-00000000000a",
    personId: person.personId,
    accountId: "019f0000-0000-7000-8000-00000000000b",
    actor: {
      kind: "person",
      personId: person.personId,
      appointmentId: person.appointmentId,
      organisationId: world.organisationId,
      unitId: world.organisationId,
      fullName: person.fullName,
      positionTitle: "Giám đốc",
      roles: [role],
    },
    language: "vi",
    appointments: [{ id: person.appointmentId, title: "Giám đốc", organisation: "Sở" }],
    secondFactor: true,
    secondFactorMissing: false,
    expiresAt: new Date(Date.now() + 3_600_000),
  };
  const app = createApp(house, {
    place: { vi: "Tỉnh Kon Tum", en: "Kon Tum province" },
    assets: { style: "/assets/a.css", script: "/assets/a.js", fonts: [], mark: "/assets/a.svg" },
    systems: [signing({ demoUsernames: [] })],
    serveAsset: async () => undefined,
    resolveSession: async () => session,
    resolveToken: async () => null,
    unread: async () => 0,
    health: async () => ({ database: "ok" }),
  });
  const send = async (path: string, init: RequestInit = {}) => {
    const answer = await app.request(path, init, {});
    const type = answer.headers.get("content-type") ?? "";
    const text = type.startsWith("text/") ? (await answer.text()).replaceAll("&#39;", "'") : "";
    return { status: answer.status, location: answer.headers.get("location"), type, text };
  };
  return {
    get: (path: string) => send(path),
    post(path: string, fields: Record<string, string | Uint8Array> = {}) {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields))
        body.set(name, typeof value === "string" ? value : new File([Uint8Array.from(value)], `${name}.bin`));
      return send(path, { method: "POST", body, headers: { "sec-fetch-site": "same-origin" } });
    },
  };
}

function keyFile(
  subject: string,
  over: Partial<Parameters<typeof testCertificate>[0]> = {},
  issuers = [sub],
): Uint8Array {
  const made = testCertificate({ subject, issuer: sub, ...over });
  return createPkcs12({
    privateKey: made.privateKey,
    certificates: [made.certificate, ...issuers.map((issuer) => issuer.certificate)],
    password: PIN,
    iterations: 1_000,
  });
}

const personPage = (person: SigningPerson): string => `/signing/certificates/person/${person.personId}`;

describe("a leader in production", () => {
  test("uploads a key file with a picture, signs with it, and replaces it; the history shows both", async () => {
    const page = browser(production, leader, "leader");
    expect((await page.get("/signing/certificates")).text).toContain("Chưa có chứng thư số");
    const sent = { file: keyFile("NGUYỄN VĂN ỨNG"), pin: PIN, image: BLUE, transactionId: "upload-one" };
    const kept = await page.post(personPage(leader), sent);
    expect([kept.status, kept.location]).toEqual([303, personPage(leader)]);
    const opened = await production.services.signatures?.openKey(
      { kind: "person", id: leader.personId },
      PIN,
    );
    expect([opened?.subject, opened?.image.length]).toEqual(["NGUYỄN VĂN ỨNG", BLUE.length]);
    const again = await page.post(personPage(leader), sent);
    expect(again.status).toBe(303);
    const second = await page.post(personPage(leader), {
      file: keyFile("Nguyễn Văn Ứng", { privateKey: testKey("rsa") }),
      pin: PIN,
      transactionId: "upload-two",
    });
    expect(second.status).toBe(303);
    const { text } = await page.get(personPage(leader));
    expect(text.match(/Đã thay thế/g)).toHaveLength(1);
    expect(text).toMatch(/Còn 36[45] ngày/);
    expect((await page.get(`${personPage(leader)}/picture`)).type).toBe("image/png");
  });

  test("never finds a private key in the file store, nor the PIN anywhere", async () => {
    const page = browser(production, leader, "leader");
    const file = keyFile("Nguyễn Văn Ứng");
    await page.post(personPage(leader), { file, pin: PIN, transactionId: "upload-three" });
    expect(await production.files.has(createHash("sha256").update(file).digest("hex"))).toBe(false);
    const found = await sql<{ n: number }>`select count(*)::int as n from audit.record
      where data::text like ${`%${PIN}%`}`.execute(world.database.queries);
    expect(found.rows[0]?.n).toBe(0);
  });

  test.each([
    ["nothing chosen", () => ({}), ["Hãy chọn tệp chứng thư số", "Hãy nhập mã PIN"]],
    [
      "a wrong PIN",
      () => ({ file: keyFile("Nguyễn Văn Ứng"), pin: "sai" }),
      ["Mã PIN không mở được tệp này"],
    ],
    ["a file of another kind", () => ({ file: BLUE, pin: PIN }), ["không phải tệp chứng thư số PKCS#12"]],
    ["another person's", () => ({ file: keyFile("Trần Văn Khác"), pin: PIN }), ["mang tên Trần Văn Khác"]],
    [
      "an organisation's",
      () => ({ file: keyFile("Sở Y tế"), pin: PIN }),
      ["chứng thư số của cơ quan (Sở Y tế)"],
    ],
    [
      "an ended one",
      () => ({
        file: keyFile("Nguyễn Văn Ứng", {
          notBefore: new Date("2020-01-01"),
          notAfter: new Date("2021-01-01"),
        }),
        pin: PIN,
      }),
      ["đã hết hạn"],
    ],
    [
      "one under no trusted root",
      () => {
        const stranger = testCertificate({ subject: "CA lạ", ca: true });
        return { file: keyFile("Nguyễn Văn Ứng", { issuer: stranger }, [stranger]), pin: PIN };
      },
      ["không nối được tới tổ chức chứng thực"],
    ],
    [
      "a demo one",
      () => ({ file: keyFile("Nguyễn Văn Ứng", { policies: ["2.999.84.30.1"] }), pin: PIN }),
      ["Đây là chứng thư số thử nghiệm"],
    ],
    [
      "a red signature",
      () => ({ file: keyFile("Nguyễn Văn Ứng"), pin: PIN, image: RED }),
      ["Chữ ký phải màu xanh"],
    ],
    [
      "a picture that is no PNG",
      () => ({ file: keyFile("Nguyễn Văn Ứng"), pin: PIN, image: Buffer.from("không phải hình") }),
      ["không phải hình PNG dùng được"],
    ],
  ] as const)("is told beside the field about %s, and nothing changes", async (_, fields, sentences) => {
    const page = browser(production, leader, "leader");
    const before = await production.services.signatures?.heldCertificate({
      kind: "person",
      id: leader.personId,
    });
    const answer = await page.post(personPage(leader), fields());
    expect(answer.status).toBe(422);
    for (const sentence of sentences) expect(answer.text).toContain(sentence);
    expect(answer.text).not.toContain(PIN);
    expect(
      await production.services.signatures?.heldCertificate({ kind: "person", id: leader.personId }),
    ).toEqual(before);
  });

  test("changes the picture; an opaque one is refused because it would cover the text", async () => {
    const page = browser(production, leader, "leader");
    const address = `${personPage(leader)}/picture`;
    expect(
      (await page.post(address, { picture: drawSignature("khác"), transactionId: "picture-1" })).status,
    ).toBe(303);
    const opened = await production.services.signatures?.openKey(
      { kind: "person", id: leader.personId },
      PIN,
    );
    expect(Buffer.compare(opened?.image ?? new Uint8Array(), drawSignature("khác"))).toBe(0);
    const small = await page.post(address, { picture: samplePng(0, 0, 200) });
    expect([small.status, small.text.includes("Hình quá nhỏ")]).toEqual([422, true]);
    expect((await page.post(address)).text).toContain("Hãy chọn hình PNG");
  });

  test("stops using it after a question: the key is destroyed and nothing can be signed", async () => {
    const page = browser(production, leader, "leader");
    expect((await page.get(`${personPage(leader)}/stop`)).text).toContain(
      "Ngừng dùng chứng thư số của Nguyễn Văn Ứng?",
    );
    expect((await page.post(`${personPage(leader)}/stop`)).status).toBe(303);
    const opening = production.services.signatures?.openKey({ kind: "person", id: leader.personId }, PIN);
    await expect(opening).rejects.toMatchObject({ code: "signing.no-certificate" });
    const kept = await sql<{ n: number }>`select count(*)::int as n from signing.certificate
      where owner_id = ${leader.personId} and key_box is not null`.execute(world.database.queries);
    expect(kept.rows[0]?.n).toBe(0);
    expect((await page.post(`${personPage(leader)}/demo`)).status).toBe(404);
  });

  test("a file too large is refused before it fills the memory", async () => {
    const answer = await browser(production, leader, "leader").post(personPage(leader), {
      file: Buffer.alloc(5 * 1024 * 1024),
      pin: PIN,
    });
    expect(answer.status).toBe(413);
  });
});

describe("who may", () => {
  test("a clerk manages the organisation's; a leader does not, and nobody manages a colleague's", async () => {
    const organisationPage = `/signing/certificates/organisation/${world.organisationId}`;
    const page = browser(production, clerk, "clerk");
    expect((await page.get("/signing/certificates")).text).toContain("Quản lý chứng thư của cơ quan");
    const fields = { file: keyFile("Sở Thông tin và Truyền thông"), pin: PIN, image: RED };
    expect((await page.post(organisationPage, fields)).status).toBe(303);
    expect((await page.get(personPage(leader))).status).toBe(403);
    const other = browser(production, leader, "leader");
    expect((await other.get("/signing/certificates")).text).not.toContain("Quản lý chứng thư của cơ quan");
    for (const path of [organisationPage, `${organisationPage}/picture`, `${organisationPage}/stop`])
      expect((await other.get(path)).status).toBe(403);
    expect((await other.post(organisationPage, fields)).status).toBe(403);
    expect((await other.post(`${organisationPage}/stop`)).status).toBe(403);
    expect((await other.get("/signing/certificates/all")).status).toBe(403);
  });

  test("an administrator sees all, those that end first at the top, and finds them without diacritics", async () => {
    const page = browser(production, administrator, "administrator");
    const { text } = await page.get("/signing/certificates/all");
    expect(text).toContain("Sở Thông tin và Truyền thông");
    expect((await page.get("/signing/certificates/all?name=so+thong+tin")).text).toContain("Sở Thông tin");
    expect((await page.get("/signing/certificates/all?name=khong+co")).text).toContain(
      "Không có chứng thư số nào",
    );
    expect((await page.get(personPage(clerk))).status).toBe(200);
    expect((await page.get("/signing/certificates/person/019f0000-0000-7000-8000-000000000000")).status).toBe(
      404,
    );
    expect((await page.get("/signing/certificates/person/------------------------------------")).status).toBe(
      404,
    );
  });
});

describe("demo mode", () => {
  test("shows a certificate made by itself with its PIN, and makes a new one on request", async () => {
    const page = browser(demo, clerk, "clerk");
    const shown = await page.get(personPage(clerk));
    expect(shown.text).toContain(`mã PIN là ${DEMO_PIN}`);
    expect(shown.text).toContain("Trần Thị Thu");
    expect((await page.post(`${personPage(clerk)}/demo`)).status).toBe(303);
    expect((await page.get(personPage(clerk))).text).toContain("Đã thay thế");
    await page.post(`${personPage(clerk)}/stop`);
    expect((await page.get(personPage(clerk))).text).toContain("Chưa có chứng thư số");
  });
});
