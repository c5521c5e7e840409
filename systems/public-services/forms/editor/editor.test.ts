import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { may } from "../../../../core/access/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { mayEditForm, mayPublishForm, mayReadForms } from "../permissions.ts";
import { seedForms } from "../seed-forms.ts";
import { type Browser, type FormsSite, formsSite } from "../testing/forms-site.ts";
import { formVersion, getEditedForm, publishedForm } from "../versions/find-forms.ts";
import { freeKey } from "./edit-definition.ts";
import { ticksOf } from "./read-field-form.ts";

let site: FormsSite;
let office: string;
let leader: PersonActor;
let specialist: PersonActor;
let stranger: PersonActor;
let browser: Browser;

beforeAll(async () => {
  site = await formsSite();
  const { rows } = await sql<{ id: string }>`select organisation_id as id from directory.organisation_version
    where kind = 'province'`.execute(site.database.queries);
  office = rows[0]?.id ?? "";
  leader = site.actor(office, ["leader"]);
  specialist = site.actor(office, ["specialist"]);
  stranger = site.actor(site.bodies[0]?.id ?? "", ["leader", "clerk"]);
  browser = site.official(leader);
});
afterAll(() => site.close());

const edited = (code: string) => getEditedForm(site.database.queries, code);
async function post(by: Browser, path: string, fields: Readonly<Record<string, string | readonly string[]>>) {
  const seen = String((await edited(path.split("/")[2] ?? "")).workingVersion);
  return await by.post(path, { seen, ...fields });
}

describe("an official without a programmer builds a form, without script", () => {
  test("new from a procedure, pages and questions, a condition by ticks, a trial, published, changed, withdrawn", async () => {
    const made = await browser.post("/forms/new", {
      title: "Đơn xin thử",
      titleEn: "Request",
      code: "don-xin-thu",
      procedure: "1.000001",
    });
    expect([made.status, made.location]).toEqual([303, "/forms/don-xin-thu"]);
    expect((await browser.get("/forms/don-xin-thu")).text).toContain("Giấy tờ tùy thân");

    await post(browser, "/forms/don-xin-thu", { do: "page-add:", title: "Gia đình" });
    const added = await post(browser, "/forms/don-xin-thu/pages/giaDinh", {
      do: "add",
      type: "choice",
      label: "Tình trạng hôn nhân",
    });
    expect(added.location).toBe("/forms/don-xin-thu/fields/tinhTrangHonNhan");
    const saved = await post(browser, added.location, {
      do: "save",
      label: "Tình trạng hôn nhân",
      options: "Độc thân | Single\nĐã kết hôn | Married",
      showWhen: "always",
    });
    expect(saved.status).toBe(303);
    await post(browser, "/forms/don-xin-thu/pages/giaDinh", {
      do: "add",
      type: "text",
      label: "Tên vợ hoặc chồng",
    });
    const fieldPage = await browser.get("/forms/don-xin-thu/fields/tenVoHoacChong");
    expect(fieldPage.text).toContain("Tình trạng hôn nhân: Đã kết hôn");
    const [, married = ""] =
      /value="(tinhTrangHonNhan=[^"]+)"[^>]*>\s*<label[^>]*>[^<]*Đã kết hôn/.exec(fieldPage.text) ?? [];
    await post(browser, "/forms/don-xin-thu/fields/tenVoHoacChong", {
      do: "save",
      label: "Tên vợ hoặc chồng",
      format: "name",
      showWhen: "any",
      showIf: married,
    });
    expect((await browser.get("/forms/don-xin-thu")).text).toContain("là Đã kết hôn");

    const trial = await browser.post("/forms/don-xin-thu/try", {});
    expect((await browser.get(trial.location)).text).toContain("Không có gì được nộp");
    expect((await browser.get(`${trial.location}/p/giaDinh`)).text).toContain("Tên vợ hoặc chồng");
    expect((await site.official(specialist).get(trial.location)).status).toBe(404);

    const published = await post(browser, "/forms/don-xin-thu/publish", { do: "publish", note: "Lần đầu" });
    expect(published.status).toBe(303);
    expect((await publishedForm(site.database.queries, "don-xin-thu"))?.number).toBe(1);

    await post(browser, "/forms/don-xin-thu/fields/tinhTrangHonNhan", {
      do: "save",
      label: "Tình trạng hôn nhân hiện nay",
      options: "Độc thân | Single\nĐã kết hôn | Married\nĐã ly hôn | Divorced",
      showWhen: "always",
    });
    const review = await browser.get("/forms/don-xin-thu/publish");
    expect(review.text).toContain("Tình trạng hôn nhân hiện nay");
    expect(review.text).toContain("Đã ly hôn");
    await post(browser, "/forms/don-xin-thu/publish", { do: "publish" });
    const second = await publishedForm(site.database.queries, "don-xin-thu");
    expect(second?.number).toBe(2);
    const before = await browser.get("/forms/don-xin-thu/versions/2");
    expect(before.text).toContain("các câu trả lời");

    const nothing = await post(browser, "/forms/don-xin-thu/publish", { do: "withdraw", reason: "" });
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain("Ghi lý do");
    await post(browser, "/forms/don-xin-thu/publish", { do: "withdraw", reason: "Bãi bỏ" });
    expect(await publishedForm(site.database.queries, "don-xin-thu")).toBeUndefined();
    expect((await formVersion(site.database.queries, second?.id ?? "")).number).toBe(2);
    expect((await browser.get("/forms/don-xin-thu/versions")).text).toContain("Bãi bỏ");
  });

  test("an answer keeps its value in the data when its words change in their place", async () => {
    await browser.post("/forms/new", { title: "Giữ mã", code: "giu-ma" });
    await post(browser, "/forms/giu-ma/pages/request", { do: "add", type: "choice", label: "Loại" });
    const options = async (text: string) => {
      await post(browser, "/forms/giu-ma/fields/loai", {
        do: "save",
        label: "Loại",
        options: text,
        showWhen: "always",
      });
      const field = (await edited("giu-ma")).definition.pages[0]?.fields.at(-1);
      return field && "options" in field ? field.options.map(({ value }) => value) : [];
    };
    expect(await options("Đất ở\nĐất rừng")).toEqual(["datO", "datRung"]);
    expect(await options("Đất ở đô thị\nĐất rừng")).toEqual(["datO", "datRung"]);
    expect(await options("Đất rừng\nĐất lúa\nĐất ở đô thị")).toEqual(["datRung", "datLua", "datO"]);
  });

  test("a question that others depend on is not removed; it says by whom", async () => {
    await browser.post("/forms/new", { title: "Phụ thuộc", code: "phu-thuoc" });
    await post(browser, "/forms/phu-thuoc/pages/request", { do: "add", type: "yes-no", label: "Có nhà" });
    await post(browser, "/forms/phu-thuoc/pages/request", { do: "add", type: "text", label: "Địa chỉ nhà" });
    await post(browser, "/forms/phu-thuoc/fields/diaChiNha", {
      do: "save",
      label: "Địa chỉ nhà",
      showWhen: "all",
      showIf: "coNha=@yes",
    });
    const refused = await post(browser, "/forms/phu-thuoc", { do: "field-remove:coNha" });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("“Địa chỉ nhà”");
    const moved = await post(browser, "/forms/phu-thuoc", { do: "field-up:diaChiNha" });
    expect(moved.status).toBe(303);
    expect((await browser.get("/forms/phu-thuoc")).text).toContain("đứng sau");
    const publish = await post(browser, "/forms/phu-thuoc/publish", { do: "publish" });
    expect(publish.status).toBe(409);
    expect(publish.text).toContain("Chưa công bố được");
  });

  test("groups get questions of their own, checks between questions are added and removed", async () => {
    await browser.post("/forms/new", { title: "Nhóm", code: "nhom" });
    await post(browser, "/forms/nhom/pages/request", { do: "add", type: "group", label: "Con" });
    const inner = await post(browser, "/forms/nhom/fields/con", {
      do: "add",
      type: "date",
      label: "Ngày sinh",
    });
    expect(inner.location).toBe("/forms/nhom/fields/con.ngaySinh");
    await post(browser, inner.location, { do: "save", label: "Sinh ngày", when: "past", showWhen: "keep" });
    await post(browser, "/forms/nhom/fields/con", { do: "field-remove:con.name" });
    const group = (await edited("nhom")).definition.pages[0]?.fields.at(-1);
    expect(group).toMatchObject({
      type: "group",
      fields: [{ key: "ngaySinh", label: "Sinh ngày", when: "past" }],
    });
    await post(browser, "/forms/nhom/pages/request", { do: "add", type: "date", label: "Từ ngày" });
    await post(browser, "/forms/nhom/pages/request", { do: "add", type: "date", label: "Đến ngày" });
    const checks = await post(browser, "/forms/nhom/checks", {
      do: "add",
      kind: "date-order",
      first: "tuNgay",
      second: "denNgay",
    });
    expect(checks.status).toBe(303);
    expect((await edited("nhom")).definition.checks).toEqual([
      { kind: "date-order", earlier: "tuNgay", later: "denNgay" },
    ]);
    expect((await post(browser, "/forms/nhom/checks", { do: "add", kind: "age", first: "" })).status).toBe(
      422,
    );
    await post(browser, "/forms/nhom/checks", { do: "remove:0" });
    expect((await edited("nhom")).definition.checks).toEqual([]);
  });

  test("two editors at once: the later one is told, and overwrites nothing", async () => {
    await browser.post("/forms/new", { title: "Hai người", code: "hai-nguoi" });
    const seen = String((await edited("hai-nguoi")).workingVersion);
    await browser.post("/forms/hai-nguoi", { seen, do: "page-add:", title: "Một" });
    const late = await browser.post("/forms/hai-nguoi", { seen, do: "page-add:", title: "Hai" });
    expect(late.status).toBe(409);
    expect((await edited("hai-nguoi")).definition.pages.map(({ title }) => title)).toContain("Một");
    expect((await edited("hai-nguoi")).definition.pages).toHaveLength(2);
  });

  test("a code is taken once, and wrong words come back with what was typed", async () => {
    await browser.post("/forms/new", { title: "Một", code: "mot" });
    const again = await browser.post("/forms/new", { title: "Hai", code: "mot" });
    expect([again.status, again.text.includes('value="Hai"')]).toEqual([422, true]);
    const unknown = await browser.post("/forms/new", { title: "Ba", code: "ba-ba", procedure: "1.999999" });
    expect(unknown.text).toContain("Danh mục không có thủ tục 1.999999");
  });
});

describe("who may", () => {
  const roles = ["clerk", "leader", "head-of-unit", "specialist", "administrator", "auditor"] as const;
  test.each(roles)(
    "%s: read anything; edit the own organisation's; publish as leader or clerk; administrators all",
    (role) => {
      const own = site.actor(office, [role]);
      const elsewhere = site.actor(site.bodies[0]?.id ?? "", [role]);
      const form = { ownerId: office };
      const all = role === "administrator";
      expect([may(own, mayReadForms, undefined), may(elsewhere, mayReadForms, undefined)]).toEqual([
        true,
        true,
      ]);
      expect([may(own, mayEditForm, form), may(elsewhere, mayEditForm, form)]).toEqual([true, all]);
      expect([may(own, mayPublishForm, form), may(elsewhere, mayPublishForm, form)]).toEqual([
        all || role === "leader" || role === "clerk",
        all,
      ]);
      expect([may(own, mayEditForm, { ownerId: null }), may(own, mayPublishForm, { ownerId: null })]).toEqual(
        [all, all],
      );
    },
  );

  test("pages refuse whoever may not: every state, every action", async () => {
    await browser.post("/forms/new", { title: "Quyền", code: "quyen" });
    const [foreign, own] = [site.official(stranger), site.official(specialist)];
    expect((await foreign.get("/forms/quyen")).status).toBe(200);
    for (const path of ["/settings", "/checks", "/pages/request", "/fields/content", "/publish"]) {
      expect([path, (await foreign.get(`/forms/quyen${path}`)).status]).toEqual([path, 403]);
      expect([path, (await post(foreign, `/forms/quyen${path}`, { do: "publish" })).status]).toEqual([
        path,
        403,
      ]);
    }
    expect((await post(foreign, "/forms/quyen", { do: "page-remove:request" })).status).toBe(403);
    expect((await post(own, "/forms/quyen", { do: "page-add:", title: "Thêm" })).status).toBe(303);
    expect((await post(own, "/forms/quyen/publish", { do: "publish" })).status).toBe(403);
    expect((await site.citizen().get("/forms")).location).toBe("/sign-in?back=%2Fforms");
  });
});

describe("the list", () => {
  test("is searched with and without marks, by procedure and state, sorted and exported", async () => {
    expect((await browser.post("/forms/load", {})).status).toBe(403);
    const administrator = site.official(site.actor(office, ["administrator"]));
    expect((await administrator.post("/forms/load", {})).status).toBe(303);
    expect(await seedForms(site.house)).toEqual([]);
    const list = async (query: string) => (await browser.get(`/forms${query}`)).text;
    for (const query of ["?title=khai+sinh", "?title=KHAI%20sinh", "?title=1.001193"]) {
      expect(await list(query), query).toContain('href="/forms/khai-sinh"');
    }
    expect(await list("?title=khai+sinh&state=unpublished")).not.toContain('href="/forms/khai-sinh"');
    expect(await list("?sort=-code")).toContain("xac-nhan-hon-nhan");
    const xlsx = await browser.get("/forms.xlsx?title=khai");
    expect([xlsx.status, Buffer.from(xlsx.bytes).subarray(0, 2).toString()]).toEqual([200, "PK"]);
    expect(
      Buffer.from((await browser.get("/forms.pdf")).bytes)
        .subarray(0, 4)
        .toString(),
    ).toBe("%PDF");
  });

  test("programs read forms with the schema of their data", async () => {
    const answer = await browser.get("/api/v1/forms/khai-sinh/versions/latest");
    expect(answer.status).toBe(401);
  });
});

test("keys are made of the words and stay free", () => {
  expect(freeKey("Ngày cưới của hai người", [], "field")).toBe("ngayCuoiCuaHaiNguoi");
  expect(freeKey("Ngày", ["ngay", "ngay2"], "field")).toBe("ngay3");
  expect(freeKey("123 ???", [], "field")).toBe("field");
});

test("a condition that ticks cannot say is kept, not changed", () => {
  expect(ticksOf([{ age: { minimum: 18 } }]).how).toBe("keep");
  expect(ticksOf([{ a: { const: "1" }, b: { const: true } }])).toEqual({
    how: "all",
    ticks: ["a=1", "b=@yes"],
  });
  expect(ticksOf([{ a: { const: "1" } }, { b: { contains: "x" } }])).toEqual({
    how: "any",
    ticks: ["a=1", "b=@has:x"],
  });
  expect(ticksOf(undefined).how).toBe("always");
});
