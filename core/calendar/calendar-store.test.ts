import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import {
  decideYear,
  listExceptions,
  loadCalendar,
  putExceptions,
  putTimetable,
  removeException,
  seedCalendar,
} from "./calendar-store.ts";
import { addWorkingDays, adjustedStart } from "./deadline.ts";
import { InvalidHolidayTable, parseHolidayTable } from "./read-holidays.ts";
import { InvalidTimetable } from "./working-calendar.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([{ room: "core/calendar", folder: new URL("migrations/", import.meta.url) }]);
  await seedCalendar(database.queries, [
    { date: "2022-04-11", kind: "compensated", name: "Giỗ Tổ (bù)", source: "computed" },
  ]);
});
afterAll(() => database.drop());

const at = (text: string) => new Date(`${text}:00+07:00`);

describe("the calendar an administrator edits", () => {
  it("is seeded once; a second start leaves it as it was made", async () => {
    await seedCalendar(database.queries, [{ date: "2022-05-02", kind: "holiday", name: "x", source: "y" }]);
    expect((await listExceptions(database.queries)).map((row) => row.date)).toEqual(["2022-04-11"]);
  });

  it("counts an added and a removed day from the next loading on", async () => {
    const due = async () => addWorkingDays(at("2022-06-09T09:00"), 1, await loadCalendar(database.queries));
    expect(await due()).toEqual(at("2022-06-10T09:00"));
    const day = { date: "2022-06-10", kind: "swap_off", name: "Nghỉ hoán đổi", source: "QĐ 1" } as const;
    await putExceptions(database.queries, [day, { ...day, date: "2022-06-11", kind: "swap_work" }]);
    expect(await due()).toEqual(at("2022-06-11T09:00"));
    expect(await removeException(database.queries, "2022-06-11")).toBe(true);
    expect(await removeException(database.queries, "2022-06-11")).toBe(false);
    expect(await due()).toEqual(at("2022-06-13T09:00"));
    expect((await listExceptions(database.queries, { from: "2022-06-01", to: "2022-06-30" })).length).toBe(1);
  });

  it("fills a year with the act's holidays until it is decided", async () => {
    const due = async () => addWorkingDays(at("2029-04-27T09:00"), 1, await loadCalendar(database.queries));
    expect(await due()).toEqual(at("2029-05-02T09:00"));
    await decideYear(database.queries, 2029, "QĐ 2");
    expect(await due()).toEqual(at("2029-04-30T09:00"));
  });

  it("uses the organisation's timetable, else the province's", async () => {
    const own = randomUUID();
    const start = async (id?: string) =>
      adjustedStart(at("2022-03-07T06:00"), await loadCalendar(database.queries, id));
    expect(await start(own)).toEqual(at("2022-03-07T07:30"));
    await putTimetable(database.queries, null, {
      validFrom: "2022-01-01",
      sessions: [{ from: 420, to: 690 }],
    });
    expect(await start(own)).toEqual(at("2022-03-07T07:00"));
    await putTimetable(database.queries, own, {
      validFrom: "2022-01-01",
      sessions: [{ from: 480, to: 1020 }],
    });
    expect(await start(own)).toEqual(at("2022-03-07T08:00"));
    expect(await start()).toEqual(at("2022-03-07T07:00"));
    await expect(
      putTimetable(database.queries, own, { validFrom: "2022-01-01", sessions: [] }),
    ).rejects.toThrow(InvalidTimetable);
  });

  it("reads only a well-formed table and names the bad line", () => {
    const head = "date\tkind\tname\tsource";
    expect(() => parseHolidayTable("x")).toThrow(InvalidHolidayTable);
    expect(() => parseHolidayTable(`${head}\n2022-02-30\tholiday\ta\tb`)).toThrow(/Line 2/);
    expect(() => parseHolidayTable(`${head}\n2022-02-01\tfree\ta\tb`)).toThrow(/Line 2/);
    const twice = "2022-02-01\tholiday\ta\tb";
    expect(() => parseHolidayTable(`${head}\n${twice}\n${twice}`)).toThrow(/Line 3/);
  });
});
