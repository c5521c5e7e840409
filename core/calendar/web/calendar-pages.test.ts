import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../database/testing.ts";
import { addOrganisations } from "../../directory/index.ts";
import { type TestSite, testSite } from "../../http/testing.ts";
import type { PersonActor } from "../../transaction/index.ts";
import { addWorkingDays, addWorkingHours, loadCalendar, seedCalendar } from "../index.ts";
import { CALENDAR_READ, CALENDAR_WRITE } from "../permissions.ts";
import { calendar } from "../system.ts";

const department = randomUUID();
const person = (roles: string[]): PersonActor => ({
  kind: "person",
  personId: randomUUID(),
  appointmentId: randomUUID(),
  organisationId: department,
  unitId: department,
  fullName: "Y Vân",
  positionTitle: "Quản trị",
  roles,
});
const administrator = person(["administrator"]);
const clerk = person(["clerk"]);
let database: TestDatabase;
let site: TestSite;

beforeAll(async () => {
  database = await testDatabase(
    ["search", "calendar", "directory"].map((room) => ({
      room: `core/${room}`,
      folder: new URL(`../../${room}/migrations/`, import.meta.url),
    })),
  );
  site = await testSite(database, [calendar]);
  await addOrganisations(database.queries, [
    {
      id: department,
      kind: "provincial-department",
      name: "Sở Thông tin và Truyền thông",
      validFrom: "2021-01-01",
    },
  ]);
  await seedCalendar(database.queries, [
    { date: "2022-01-31", kind: "holiday", name: "Tết Nguyên đán (29 Chạp)", source: "unverified" },
    { date: "2022-05-02", kind: "compensated", name: "Ngày Chiến thắng (bù)", source: "BLLĐ Đ111k3" },
  ]);
});
afterAll(async () => {
  site.close();
  await database.drop();
});

const HERE = "/administration/calendar";
const actions = async () =>
  (
    await sql<{ action: string; object: string }>`
      select action, object_id as object from audit.record where action like 'calendar.%' order by id`.execute(
      database.queries,
    )
  ).rows;
const day = (over: Record<string, string> = {}) => ({
  date: "10/06/2022",
  kind: "swap_off",
  name: "Nghỉ hoán đổi",
  source: "QĐ 12/QĐ-UBND",
  transactionId: randomUUID(),
  ...over,
});

describe("the calendar everybody sees", () => {
  test("shows visitors and officials the days of a year, and what is not verified", async () => {
    for (const who of [null, clerk]) {
      const { status, text } = await site.ask(who, "/calendar?year=2022");
      expect(status).toBe(200);
      expect(text).toContain("Tết Nguyên đán (29 Chạp)");
      expect(text).toContain("chưa xác minh");
      expect(text).toContain("Bộ luật Lao động 2019 Điều 111 khoản 3");
      expect(text).toContain("bảng ngày nghỉ đi kèm hệ thống");
      expect(text).toContain("07:30–11:30, 13:30–17:00");
      expect(text).not.toContain(HERE);
    }
    expect((await site.ask(administrator, "/calendar?year=2022")).text).toContain(`${HERE}?year=2022`);
  });

  test("says of a year nobody has decided that its days are computed", async () => {
    const { text } = await site.ask(null, "/calendar?year=2030");
    expect(text).toContain("chưa được chốt");
    expect(text).toContain("tự tính, chưa có quyết định");
    expect(text).toContain("Tết Nguyên đán");
  });

  test.each(["abc", "1", "99999", "-5", "2200", ""])(
    "a year that is none (%s) is the present one",
    async (year) => {
      const { status, text } = await site.ask(null, `/calendar?year=${year}`);
      expect(status).toBe(200);
      expect(text).toContain(`Lịch làm việc năm ${new Date(Date.now() + 7 * 3_600_000).getUTCFullYear()}`);
    },
  );

  test("has every day of the year exactly once", async () => {
    const { text } = await site.ask(null, "/calendar?year=2024");
    expect(text.match(/<td[^>]*>\d{1,2}(?=<)/g)).toHaveLength(366);
  });
});

describe("changing it", () => {
  test("is for administrators only, in pages and in posts", async () => {
    for (const path of [
      "",
      "/days/new",
      "/days/2022-05-02",
      "/days/2022-05-02/remove",
      "/settle",
      "/hours",
      "/hours/new",
    ]) {
      expect((await site.ask(clerk, HERE + path)).status, path).toBe(403);
      expect((await site.ask(null, HERE + path)).location, path).toMatch(/^\/sign-in/);
    }
    for (const path of ["/days", "/days/2022-05-02/remove", "/settle", "/hours"]) {
      expect((await site.ask(clerk, HERE + path, day())).status, path).toBe(403);
    }
    expect(await actions()).toEqual([]);
  });

  test("a day entered counts from then on, once however often it is sent, and is on record", async () => {
    const due = async () =>
      addWorkingDays(new Date("2022-06-09T09:00:00+07:00"), 1, await loadCalendar(database.queries));
    expect(await due()).toEqual(new Date("2022-06-10T09:00:00+07:00"));
    const form = day();
    for (let press = 0; press < 2; press += 1) {
      const sent = await site.ask(administrator, `${HERE}/days`, form);
      expect([sent.status, sent.location]).toEqual([303, `${HERE}?year=2022`]);
    }
    expect(await due()).toEqual(new Date("2022-06-13T09:00:00+07:00"));
    expect(await actions()).toEqual([{ action: "calendar.change-day", object: "2022-06-10" }]);
    expect((await site.ask(administrator, `${HERE}/days/2022-06-10`)).text).toContain("QĐ 12/QĐ-UBND");
  });

  test("and is withdrawn after a question", async () => {
    const asked = await site.ask(administrator, `${HERE}/days/2022-06-10/remove`);
    expect(asked.text).toContain("Bỏ ngày 10/06/2022 (Nghỉ hoán đổi)?");
    const transactionId = /name="transactionId" value="([^"]+)"/.exec(asked.text)?.[1] ?? "";
    expect((await site.ask(administrator, `${HERE}/days/2022-06-10/remove`, { transactionId })).status).toBe(
      303,
    );
    expect((await site.ask(administrator, `${HERE}/days/2022-06-10`)).status).toBe(404);
    expect((await actions()).at(-1)).toEqual({ action: "calendar.withdraw-day", object: "2022-06-10" });
  });

  test.each([
    [{ date: "31/02/2022" }, "Nhập một ngày có thật"],
    [{ date: "" }, "Nhập một ngày có thật"],
    [{ date: "01/01/9999" }, "Nhập một ngày có thật"],
    [{ kind: "party" }, "Chọn loại ngày"],
    [{ name: " " }, "Nhập tên ngày"],
    [{ source: "" }, "Nêu căn cứ"],
    [{ date: "11/06/2022" }, "vốn đã nghỉ"],
    [{ kind: "swap_work" }, "vốn là ngày làm việc"],
    [{ name: "x".repeat(201) }, "2 đến 200 ký tự"],
  ])("%o is answered beside the field, with what was typed kept", async (wrong, sentence) => {
    const { status, text } = await site.ask(administrator, `${HERE}/days`, day(wrong));
    expect(status).toBe(422);
    expect(text).toContain(sentence);
    expect(text).toContain("error-summary");
    if (!("source" in wrong)) expect(text).toContain("QĐ 12/QĐ-UBND");
  });

  test("a Saturday can be made a working day", async () => {
    const sent = await site.ask(
      administrator,
      `${HERE}/days`,
      day({ date: "11/06/2022", kind: "swap_work" }),
    );
    expect(sent.status).toBe(303);
    const due = addWorkingDays(
      new Date("2022-06-10T09:00:00+07:00"),
      1,
      await loadCalendar(database.queries),
    );
    expect(due).toEqual(new Date("2022-06-11T09:00:00+07:00"));
  });

  test("settling a year enters what was computed and adds nothing afterwards", async () => {
    const before = await site.ask(administrator, `${HERE}?year=2031`);
    expect(before.text).toContain("tự tính");
    const empty = await site.ask(administrator, `${HERE}/settle`, { year: "2031", basis: "" });
    expect([empty.status, empty.text.includes("Nêu văn bản quyết định")]).toEqual([422, true]);
    const sent = await site.ask(administrator, `${HERE}/settle`, {
      year: "2031",
      basis: "Thông báo số 5/TB-BNV",
    });
    expect([sent.status, sent.location]).toEqual([303, `${HERE}?year=2031`]);
    const after = await site.ask(administrator, `${HERE}?year=2031`);
    expect(after.text).toContain("đã chốt theo Thông báo số 5/TB-BNV");
    expect(after.text).not.toContain("tự tính");
    const date = /days\/(2031-\d\d-\d\d)\/remove/.exec(after.text)?.[1] ?? "";
    await site.ask(administrator, `${HERE}/days/${date}/remove`, { transactionId: randomUUID() });
    expect((await site.ask(administrator, `${HERE}?year=2031`)).text).not.toContain(date);
  });

  test.each(["abc", "2022-02-31", "2022-06-15", "../../x"])(
    "a day that is not in the list (%s) is not found",
    async (date) => {
      expect((await site.ask(administrator, `${HERE}/days/${encodeURIComponent(date)}`)).status).toBe(404);
    },
  );
});

describe("working hours", () => {
  const hours = (over: Record<string, string> = {}) => ({
    organisation: department,
    validFrom: "01/07/2022",
    from0: "7h00",
    to0: "11:00",
    from1: "13:00",
    to1: "17.00",
    from2: "",
    to2: "",
    transactionId: randomUUID(),
    ...over,
  });

  test("of one organisation count for its deadlines only", async () => {
    const sent = await site.ask(administrator, `${HERE}/hours`, hours());
    expect([sent.status, sent.location]).toEqual([303, `${HERE}/hours`]);
    const start = new Date("2022-07-04T07:00:00+07:00");
    expect(addWorkingHours(start, 1, await loadCalendar(database.queries, department))).toEqual(
      new Date("2022-07-04T08:00:00+07:00"),
    );
    expect(addWorkingHours(start, 1, await loadCalendar(database.queries))).toEqual(
      new Date("2022-07-04T08:30:00+07:00"),
    );
    const page = await site.ask(administrator, `${HERE}/hours`);
    expect(page.text).toContain("07:00–11:00, 13:00–17:00");
    expect(page.text).toContain("Sở Thông tin và Truyền thông");
    expect((await actions()).at(-1)).toEqual({ action: "calendar.change-timetable", object: department });
    expect((await site.ask(clerk, "/calendar")).text).toContain("07:00–11:00, 13:00–17:00");
  });

  test.each([
    [{ from0: "25:00" }, "Nhập giờ và phút"],
    [{ to0: "06:00" }, "Giờ kết thúc phải sau giờ bắt đầu"],
    [{ from1: "10:30" }, "trước khi buổi trước kết thúc"],
    [{ from0: "", to0: "", from1: "", to1: "" }, "ít nhất một buổi"],
    [{ validFrom: "tuần sau" }, "Nhập ngày bắt đầu áp dụng"],
    [{ organisation: randomUUID() }, "Chọn một cơ quan trong danh sách"],
    [{ organisation: "x" }, "Chọn một cơ quan trong danh sách"],
  ])("%o is answered beside the field", async (wrong, sentence) => {
    const { status, text } = await site.ask(administrator, `${HERE}/hours`, hours(wrong));
    expect(status).toBe(422);
    expect(text).toContain(sentence);
  });
});

describe("programs", () => {
  const reader = { ...clerk, scopes: [CALENDAR_READ.name] };
  test("read a year and count deadlines, and change nothing without right and scope", async () => {
    const year = JSON.parse((await site.ask(reader, "/api/v1/calendar/2022")).text);
    expect(year.days).toContainEqual({
      date: "2022-05-02",
      kind: "compensated",
      name: "Ngày Chiến thắng (bù)",
      source: "BLLĐ Đ111k3",
      entered: true,
      verified: true,
    });
    const from = encodeURIComponent("2022-04-29T09:00:00+07:00");
    expect(JSON.parse((await site.ask(reader, `/api/v1/deadline?from=${from}&workingDays=1`)).text)).toEqual({
      due: "2022-05-03T02:00:00.000Z",
    });
    expect((await site.ask(reader, `/api/v1/deadline?from=${from}`)).status).toBe(422);
    expect(
      (await site.ask(reader, `/api/v1/deadline?from=${from}&workingDays=1&workingHours=2`)).status,
    ).toBe(422);
    expect(
      (await site.ask({ ...clerk, scopes: [CALENDAR_WRITE.name] }, "/api/v1/calendar/2022")).status,
    ).toBe(403);
  });
});
