import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readClaims } from "./sign-in/claims.ts";
import { enterCitizen, linkCitizen } from "./sign-in/enter-citizen.ts";
import { rulesOn } from "./sign-in/rules.ts";
import { SignInError } from "./sign-in/sign-in-error.ts";
import { claimsOf, ORIGIN, type TestTown, testTown } from "./testing.ts";

let town: TestTown;
beforeAll(async () => {
  town = await testTown();
});
afterAll(() => town.close());
afterEach(() => town.faults({}));

const MAI = "000192000001";
const TUAN = "000088000002";

async function accounts(identifier: string): Promise<string[]> {
  const rows = await town.house.database.queries
    .selectFrom("public_services.citizen")
    .select("id")
    .where("identifier", "=", identifier)
    .where("closed_at", "is", null)
    .execute();
  return rows.map(({ id }) => id);
}

describe("signing in with the electronic identity", () => {
  test("leads through the provider to where the person wanted to go, and shows who they are", async () => {
    const browser = town.browser();
    expect((await browser.get("/me")).location).toBe("/citizen/sign-in?back=%2Fme");
    expect((await browser.get("/citizen/sign-in?back=%2Fme")).text).toContain("Đăng nhập bằng VNeID");
    const entered = await browser.signIn(MAI, { back: "/me/contact" });
    expect([entered.status, entered.location]).toEqual([303, "/me/contact"]);
    const { text } = await browser.get("/me");
    expect(text).toContain("Y Mai");
    expect(text).toContain("VNeID xác thực, mức 2");
    expect(text).toContain("Nữ");
  });

  test("the second time is the same account, and never is a number in an address", async () => {
    const browser = town.browser();
    const start = await browser.get("/citizen/sign-in/vneid");
    const back = await browser.askProvider(start.location, { person: MAI });
    const entered = await browser.get(back);
    for (const address of [start.location, back, entered.location]) expect(address).not.toContain(MAI);
    expect(await accounts(MAI)).toHaveLength(1);
  });

  test("a business comes in by its tax code, and a wrong check digit stays out", async () => {
    const browser = town.browser();
    await browser.signIn("0000000017");
    expect((await browser.get("/me")).text).toContain("Mã số thuế");
    const wrong = await town.browser().signIn("0000000018");
    expect([wrong.status, wrong.text.includes("không hợp lệ")]).toEqual([403, true]);
    expect(await accounts("0000000018")).toEqual([]);
  });

  test("an account below the level asked for stays out, and the log says why", async () => {
    const low = await town.browser().signIn("000193000007");
    expect([low.status, low.text.includes("mức 2")]).toEqual([403, true]);
    expect(await town.office.actions("unknown")).toContain("citizens.sign-in-refused");
  });

  test("disagreeing at the provider is no error of the house", async () => {
    const browser = town.browser();
    const start = await browser.get("/citizen/sign-in/vneid");
    const answer = await browser.get(await browser.askProvider(start.location, { do: "cancel" }));
    expect([answer.status, answer.text.includes("chưa đăng nhập")]).toEqual([403, true]);
    expect(browser.cookies.has("citizen")).toBe(false);
  });

  test("the provider away is said in words, and the next try works", async () => {
    await town.faults({ status: 503, path: "/token", times: 1 });
    const browser = town.browser();
    const away = await browser.signIn(TUAN);
    expect([away.status, away.text.includes("thử lại sau ít phút")]).toEqual([503, true]);
    expect((await browser.signIn(TUAN)).status).toBe(303);
  });

  test("a way of signing in that the law has ended is refused, also by its own address", async () => {
    const closed = await town.browser().get("/citizen/sign-in/portal");
    expect([closed.status, closed.text.includes("Hãy dùng tài khoản VNeID")]).toEqual([403, true]);
  });
});

describe("attacks", () => {
  const refusedBy = async (answer: Promise<{ status: number; text: string }>) => {
    const { status, text } = await answer;
    return [status, text.includes("không bắt đầu từ trình duyệt này")];
  };

  test("an answer nobody asked for, of another browser, or with a forged state is refused", async () => {
    const victim = town.browser();
    const attacker = town.browser();
    const back = await attacker.askProvider((await attacker.get("/citizen/sign-in/vneid")).location, {
      person: TUAN,
    });
    expect(await refusedBy(victim.get(back))).toEqual([400, true]);
    await victim.get("/citizen/sign-in/vneid");
    expect(await refusedBy(victim.get(back))).toEqual([400, true]);
    expect(victim.cookies.has("citizen")).toBe(false);
  });

  test("an answer works once", async () => {
    const browser = town.browser();
    const back = await browser.askProvider((await browser.get("/citizen/sign-in/vneid")).location, {
      person: MAI,
    });
    const kept = new Map(browser.cookies);
    expect((await browser.get(back)).status).toBe(303);
    expect(await refusedBy(browser.get(back))).toEqual([400, true]);
    // Even with the cookie kept aside: the provider gives nothing for a used code.
    const thief = town.browser();
    for (const [name, text] of kept) thief.cookies.set(name, text);
    expect((await thief.get(back)).status).toBe(403);
    expect(thief.cookies.has("citizen")).toBe(false);
  });

  test("somebody else's code put into one's own answer is refused (PKCE)", async () => {
    const attacker = town.browser();
    const stolen = await attacker.askProvider((await attacker.get("/citizen/sign-in/vneid")).location, {
      person: TUAN,
    });
    const code = new URLSearchParams(stolen.split("?")[1]).get("code") ?? "";
    const browser = town.browser();
    const own = new URL((await browser.get("/citizen/sign-in/vneid")).location);
    const state = own.searchParams.get("state") ?? "";
    const answer = await browser.get(
      `/citizen/sign-in/vneid/callback?${new URLSearchParams({ code, state })}`,
    );
    expect(answer.status).toBe(403);
    expect(browser.cookies.has("citizen")).toBe(false);
  });

  test("the answer for one provider does not serve at the other", async () => {
    const browser = town.browser();
    const back = await browser.askProvider((await browser.get("/citizen/sign-in/vneid")).location, {
      person: MAI,
    });
    expect(await refusedBy(browser.get(back.replace("/vneid/", "/portal/")))).toEqual([400, true]);
  });

  test("a wrong nonce, or userinfo of somebody else, lets nobody in", async () => {
    for (const fault of [{ wrongNonce: true }, { otherSubject: true }]) {
      await town.faults(fault);
      const browser = town.browser();
      expect((await browser.signIn(MAI)).status).toBe(403);
      expect(browser.cookies.has("citizen")).toBe(false);
    }
  });

  test("a session planted before signing in is worth nothing after it", async () => {
    const planted = "A".repeat(43);
    const browser = town.browser();
    browser.cookies.set("citizen", planted);
    await browser.signIn(MAI);
    expect(browser.cookies.get("citizen")).not.toBe(planted);
    const first = browser.cookies.get("citizen") ?? "";
    await browser.signIn(MAI);
    const old = town.browser();
    for (const token of [planted, first]) {
      old.cookies.set("citizen", token);
      expect((await old.get("/me")).status).toBe(303);
    }
  });

  test("never leads to another site", async () => {
    for (const back of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
      expect((await town.browser().signIn(MAI, { back })).location, back).toBe("/me");
      const { text } = await town.browser().get(`/citizen/sign-in?back=${encodeURIComponent(back)}`);
      expect(text, back).toContain('href="/citizen/sign-in/vneid?back=%2Fme"');
    }
  });

  test("the cookie is hidden from scripts and from other sites", async () => {
    const { set } = await town.browser().signIn(MAI);
    const cookie = set.find((line) => line.startsWith("citizen="));
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
  });
});

describe("one account a person", () => {
  test("another way of signing in asks whether the account with the same number is theirs", async () => {
    const identifier = "000065000004";
    const then = new Date("2024-03-01T08:00:00+07:00");
    await enterCitizen(
      town.house,
      claimsOf({ provider: "portal", identifier, techId: "cu", level: 1 }),
      ORIGIN,
      then,
    );
    const browser = town.browser();
    expect((await browser.signIn(identifier)).location).toBe("/citizen/link");
    const asked = await browser.get("/citizen/link");
    expect(asked.text).toContain("••••••••0004");
    expect(browser.cookies.has("citizen")).toBe(false);
    expect((await browser.post("/citizen/link", { do: "cancel" })).location).toBe("/citizen/sign-in");
    expect((await browser.post("/citizen/link", { do: "link" })).status).toBe(400);
    await browser.signIn(identifier);
    expect((await browser.post("/citizen/link", { do: "link" })).location).toBe("/me");
    expect((await town.browser().signIn(identifier)).location).toBe("/me");
    expect(await accounts(identifier)).toHaveLength(1);
  });

  test("ten first sign-ins at one moment make one account", async () => {
    const claims = claimsOf({ identifier: "000301000077", name: "Y Đua" });
    const entries = await Promise.allSettled(
      Array.from({ length: 10 }, () => enterCitizen(town.house, claims, ORIGIN)),
    );
    expect(entries.map((each) => each.status === "fulfilled" && each.value.kind)).toEqual(
      Array.from({ length: 10 }, () => "signed-in"),
    );
    expect(await accounts("000301000077")).toHaveLength(1);
  });

  test("a known name at the provider with another number is not let into the account", async () => {
    await enterCitizen(town.house, claimsOf({ identifier: "000301000078", techId: "t78" }), ORIGIN);
    const other = enterCitizen(town.house, claimsOf({ identifier: "000301000079", techId: "t78" }), ORIGIN);
    await expect(other).rejects.toMatchObject({ reason: "citizens.identifier-changed" });
  });

  test("nothing is linked to an account that is not there", async () => {
    const nobody = linkCitizen(town.house, claimsOf({ identifier: "000301000080" }), ORIGIN);
    await expect(nobody).rejects.toBeInstanceOf(SignInError);
  });
});

describe("the rules by date", () => {
  const allowed = (day: string) =>
    rulesOn(day).flatMap(({ provider, kinds, minimumLevel }) =>
      kinds.map((kind) => `${provider} ${kind} ≥${minimumLevel}`),
    );
  test.each([
    ["2019-12-08", []],
    ["2022-03-04", ["portal 1 ≥1", "portal 2 ≥1", "portal 3 ≥1"]],
    ["2024-06-30", ["portal 1 ≥1", "portal 2 ≥1", "portal 3 ≥1", "vneid 1 ≥1"]],
    ["2024-07-01", ["portal 2 ≥1", "portal 3 ≥1", "vneid 1 ≥2", "vneid 2 ≥2", "vneid 3 ≥2"]],
    ["2026-07-19", ["portal 2 ≥1", "portal 3 ≥1", "vneid 1 ≥2", "vneid 2 ≥2", "vneid 3 ≥2"]],
    ["2026-07-20", ["vneid 1 ≥2", "vneid 2 ≥2", "vneid 3 ≥2"]],
  ])("on %s", (day, expected) => {
    expect(allowed(day).sort()).toEqual([...expected].sort());
  });
});

describe("what providers say", () => {
  test("names, days and numbers are read in either of their spellings; nonsense is left out", () => {
    const said = {
      LoaiTaiKhoan: 1,
      SoDinhDanh: MAI,
      HoVaTen: " Y Mai ",
      NgayThangNamSinh: "12/04/1992",
      TechID: "t",
      SoDienThoai: "0912 345 678",
      ThuDienTu: "khong-phai-thu",
      loAs: "2",
    };
    expect(readClaims("portal", said)).toMatchObject({
      name: "Y Mai",
      birthDate: "1992-04-12",
      sex: "female",
      phone: "+84912345678",
      email: null,
      level: 2,
    });
    expect(readClaims("portal", { ...said, NgayThangNamSinh: "1992" }).birthDate).toBeNull();
  });

  test.each([
    ["nobody", {}],
    ["a person with a tax code", { LoaiTaiKhoan: "1", SoDinhDanh: "0100109106", HoVaTen: "A", TechID: "t" }],
    ["a person without a name", { LoaiTaiKhoan: "1", SoDinhDanh: MAI, HoVaTen: "", TechID: "t" }],
    ["an account without TechID", { LoaiTaiKhoan: "1", SoDinhDanh: MAI, HoVaTen: "A" }],
    ["another kind of account", { LoaiTaiKhoan: "4", SoDinhDanh: MAI, HoVaTen: "A", TechID: "t" }],
    ["no object", "x"],
  ])("%s is refused", (_, said) => {
    expect(() => readClaims("portal", said)).toThrow(SignInError);
  });
});
