import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anyone, may, permission } from "../../../core/access/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { closeAccount } from "./account/close-account.ts";
import { recordLook } from "./account/looks.ts";
import { citizenActor, findCitizen } from "./citizen.ts";
import { resolveCitizenSession } from "./sessions/citizen-sessions.ts";
import { CITIZEN_IDLE_MS, CITIZEN_LONGEST_MS } from "./sessions/open-citizen-session.ts";
import { enterCitizen } from "./sign-in/enter-citizen.ts";
import { claimsOf, ORIGIN, type TestBrowser, type TestTown, testTown } from "./testing.ts";

let town: TestTown;
let mai: TestBrowser;
let tuan: TestBrowser;
beforeAll(async () => {
  town = await testTown();
  mai = town.browser();
  tuan = town.browser();
  await mai.signIn("000192000001");
  await tuan.signIn("000088000002");
});
afterAll(() => town.close());

const PAGES = [
  "/me",
  "/me/contact",
  "/me/authorisations",
  "/me/authorisations/new",
  "/me/children/new",
  "/me/looks",
  "/me/account",
  "/me/close",
];
const ACTIONS = [
  "/me/contact",
  "/me/authorisations/new",
  "/me/authorisations/answer",
  "/me/children/new",
  "/me/children/remove",
  "/me/sessions/end",
  "/me/close",
];

let officials = 0;
async function official(roles: readonly string[]): Promise<PersonActor> {
  const { personId, appointmentIds } = await town.office.person(`can.bo.${++officials}`, [["specialist"]]);
  return {
    kind: "person",
    personId,
    appointmentId: appointmentIds[0] ?? "",
    organisationId: town.office.organisationId,
    unitId: town.office.unitId,
    fullName: "Trần Cán Bộ",
    positionTitle: "Chuyên viên",
    roles,
  };
}

async function idOf(identifier: string): Promise<string> {
  const row = await town.house.database.queries
    .selectFrom("public_services.citizen")
    .select("id")
    .where("identifier", "=", identifier)
    .where("closed_at", "is", null)
    .executeTakeFirstOrThrow();
  return row.id;
}

describe("who may open a citizen's corner", () => {
  test("a visitor is asked to sign in, page by page, and comes back to it", async () => {
    for (const path of PAGES) {
      const { status, location } = await town.browser().get(path);
      expect([status, location], path).toEqual([303, `/citizen/sign-in?back=${encodeURIComponent(path)}`]);
    }
  });

  test("nothing that a visitor posts has an effect", async () => {
    for (const path of ACTIONS) expect((await town.browser().post(path, {})).status, path).toBe(403);
  });

  test.each([["administrator"], ["leader"], ["auditor"], ["clerk"]])(
    "an official signed in as %s is a visitor there",
    async (role) => {
      const browser = town.browser(await official([role]));
      for (const path of PAGES) expect((await browser.get(path)).status, path).toBe(303);
      for (const path of ACTIONS) expect((await browser.post(path, {})).status, path).toBe(403);
    },
  );

  test("a citizen sees every page of their own, and nothing of another or of an official in the same browser", async () => {
    for (const path of PAGES) {
      const { status, text } = await mai.get(path);
      expect(status, path).toBe(200);
      expect(text, path).not.toContain("A Tuấn");
    }
    const both = town.browser(await official(["specialist"]));
    await both.signIn("000192000001");
    expect((await both.get("/me")).text).not.toContain("Trần Cán Bộ");
  });

  test("a citizen has no permission of officials, whatever its rule says", () => {
    const open = permission("citizens.test-open", { vi: "Ai cũng được", en: "Everybody" }, anyone());
    expect(may(citizenActor({ id: uuidv7(new Date()), name: "Y Mai" }), open, undefined)).toBe(false);
  });
});

test("what was typed when the session ended is kept in the page and can be sent again", async () => {
  const { text, status } = await town
    .browser()
    .post("/me/contact", { phone: "0912 345 678", notify: ["sms", "zalo"] });
  expect(status).toBe(403);
  expect(text).toContain('name="phone" value="0912 345 678"');
  expect(text).toContain('name="notify" value="zalo"');
  expect(text).toContain('action="/me/contact"');
});

describe("contact data", () => {
  const send = (browser: TestBrowser, over: Record<string, string | readonly string[]> = {}) =>
    browser.post("/me/contact", {
      phone: "0912345678",
      email: "y.mai@example.vn",
      notify: ["sms"],
      version: "0",
      ...over,
    });

  test("what cannot be is said beside the field, and what was typed stays", async () => {
    const wrong = await send(mai, { phone: "123", email: "abc", notify: ["email"] });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("chưa phải số điện thoại di động");
    expect(wrong.text).toContain('value="abc"');
    expect((await send(mai, { phone: "", notify: ["zalo"] })).text).toContain("cần số điện thoại");
  });

  test("sent twice it has one effect; made from an old page it is refused", async () => {
    const transactionId = crypto.randomUUID();
    expect((await send(mai, { transactionId })).location).toBe("/me");
    expect((await send(mai, { transactionId })).location).toBe("/me");
    const id = await idOf("000192000001");
    expect((await findCitizen(town.house.database.queries, id))?.version).toBe(1);
    expect((await send(mai, { phone: "0987654321" })).status).toBe(409);
    expect((await mai.get("/me")).text).toContain("0912 345 678");
  });
});

describe("sessions", () => {
  test("end after an hour of rest, and after eight hours whatever is done", async () => {
    const start = new Date("2026-11-02T08:00:00+07:00");
    const entry = await enterCitizen(town.house, claimsOf({ identifier: "000301000001" }), ORIGIN, start);
    if (entry.kind !== "signed-in") throw new Error("not signed in");
    const { queries } = town.house.database;
    const at = (ms: number) =>
      resolveCitizenSession(queries, entry.session.token, "", new Date(start.getTime() + ms));
    expect(await at(CITIZEN_IDLE_MS - 1)).toBeDefined();
    // The request a moment ago moved the end on.
    expect(await at(CITIZEN_IDLE_MS + 60_000)).toBeDefined();
    expect(await at(3 * CITIZEN_IDLE_MS)).toBeUndefined();
    for (let ms = CITIZEN_IDLE_MS; ms < CITIZEN_LONGEST_MS; ms += CITIZEN_IDLE_MS / 2) await at(ms);
    expect(await at(CITIZEN_LONGEST_MS + 1)).toBeUndefined();
  });

  test("one ends one's own, never somebody else's", async () => {
    const other = town.browser();
    await other.signIn("000192000001");
    const { rows } = await town.house.database.pool.query<{ id: string }>(
      "select id from public_services.citizen_session where citizen_id = $1 order by created_at desc limit 1",
      [await idOf("000192000001")],
    );
    const session = rows[0]?.id ?? "";
    await tuan.post("/me/sessions/end", { session });
    expect((await other.get("/me")).status).toBe(200);
    await mai.post("/me/sessions/end", { session });
    expect((await other.get("/me")).status).toBe(303);
    expect((await mai.get("/me")).status).toBe(200);
  });

  test("signing out ends the session, not only the cookie", async () => {
    const browser = town.browser();
    await browser.signIn("000201000006");
    const token = browser.cookies.get("citizen") ?? "";
    expect((await browser.post("/citizen/sign-out", {})).location).toBe("/citizen/sign-in");
    browser.cookies.set("citizen", token);
    expect((await browser.get("/me")).status).toBe(303);
  });
});

test("who looked is told with name, position, organisation and reason, to that citizen alone", async () => {
  const actor = await official(["specialist"]);
  const citizenId = await idOf("000192000001");
  await transact(town.house, { actor }, async (tx) =>
    recordLook(tx, { citizenId, purpose: "Thẩm định hồ sơ", dossierCode: "H34.13-221104-0001" }),
  );
  const { text } = await mai.get("/me/looks");
  for (const part of [
    "Trần Cán Bộ",
    "Chuyên viên",
    "Sở Thông tin",
    "Thẩm định hồ sơ",
    "H34.13-221104-0001",
  ]) {
    expect(text).toContain(part);
  }
  expect((await tuan.get("/me/looks")).text).toContain("Chưa ai xem");
});

test("a closed account lets nobody in, forgets what was told, and a new sign-in begins anew", async () => {
  const browser = town.browser();
  await browser.signIn("000179000003");
  const id = await idOf("000179000003");
  await closeAccount(town.house, citizenActor({ id, name: "" }));
  expect((await browser.get("/me")).status).toBe(303);
  expect(await findCitizen(town.house.database.queries, id)).toBeUndefined();
  const { rows } = await town.house.database.pool.query(
    "select phone, email, permanent_address from public_services.citizen where id = $1",
    [id],
  );
  expect(rows).toEqual([{ phone: null, email: null, permanent_address: null }]);
  await browser.signIn("000179000003");
  expect(await idOf("000179000003")).not.toBe(id);
});
