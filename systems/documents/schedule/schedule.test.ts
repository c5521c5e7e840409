import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { may } from "../../../core/access/index.ts";
import { localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { directedDocument, type TaskPeople, taskPeople } from "../tasks/testing.ts";
import { type TestProvince, testProvince } from "../testing.ts";
import { schedulePages } from "../web/schedule/index.ts";
import { testPages } from "../web/testing.ts";
import { mayEnterAbsence } from "./permissions.ts";
import { readSchedule } from "./read-schedule.ts";
import { writeIcs } from "./write-ics.ts";

let world: TestProvince;
let people: TaskPeople;
let pages: ReturnType<typeof testPages>;
let open: { readonly id: string };
let secret: { readonly id: string };
const today = localDateOf(new Date());
const until = plusDays(today, 40);

beforeAll(async () => {
  world = await testProvince();
  people = await taskPeople(world);
  pages = testPages(world.house, schedulePages);
  open = await directedDocument(world, people);
  secret = await directedDocument(world, people);
  await directedDocument(world, people, { taskState: "completed", state: "completed" });
  await sql`update documents.incoming set confidentiality = 2, abstract = 'Phương án bảo vệ mục tiêu'
    where id = ${secret.id}::uuid`.execute(world.database.queries);
});
afterAll(() => world.close());

async function seenBy(actor: TaskPeople["head"]): Promise<Set<string>> {
  const { deadlines } = await readSchedule(world.database.queries, actor, today, until);
  return new Set(deadlines.map((deadline) => deadline.incoming_id));
}

describe("deadlines", () => {
  test("open ones of the unit, a secret one only to whom its degree is open", async () => {
    expect(await seenBy(people.head)).toEqual(new Set([open.id, secret.id]));
    // A specialist's degree ends at mật.
    expect(await seenBy(people.person)).toEqual(new Set([open.id]));
    expect(await seenBy({ ...people.person, clearance: 2 })).toEqual(new Set([open.id, secret.id]));
    expect(await seenBy({ ...people.head, clearance: 0 })).toEqual(new Set([open.id]));
  });

  test("another unit's are not listed, and nothing outside the days asked for", async () => {
    const stranger = { ...people.person, unitId: crypto.randomUUID(), appointmentId: crypto.randomUUID() };
    expect(await seenBy(stranger)).toEqual(new Set());
    const { deadlines } = await readSchedule(world.database.queries, people.head, today, plusDays(today, 1));
    expect(deadlines).toEqual([]);
  });

  test("the page never says what a secret document is about", async () => {
    const { deadlines } = await readSchedule(world.database.queries, people.head, today, until);
    const due = deadlines[0]?.due;
    expect(due).toBeDefined();
    const day = localDateOf(due ?? new Date());
    const page = await pages.as(people.head).get(`/schedule?view=week&day=${day}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`/incoming/${open.id}`);
    expect(page.text).toContain("phòng chống cháy rừng");
    expect(page.text).not.toContain("Phương án bảo vệ mục tiêu");
  });
});

describe("absences", () => {
  const typed = (actor: TaskPeople["head"], from: string, to = "") => ({
    appointment: actor.appointmentId,
    from,
    to,
    reason: "Đi công tác",
    transactionId: crypto.randomUUID(),
  });

  test("one's own, the unit's by its head, the body's by the clerk; nobody else's", () => {
    const subject = {
      organisationId: people.person.organisationId,
      unitId: people.person.unitId,
      appointmentId: people.person.appointmentId,
    };
    expect(may(people.person, mayEnterAbsence, subject)).toBe(true);
    expect(may(people.head, mayEnterAbsence, subject)).toBe(true);
    expect(may(people.clerk, mayEnterAbsence, subject)).toBe(true);
    expect(may(people.otherHead, mayEnterAbsence, subject)).toBe(false);
    expect(may(people.otherPerson, mayEnterAbsence, subject)).toBe(false);
  });

  test("entered once however often the form is sent, shown to the unit, taken back", async () => {
    const form = typed(people.person, today.split("-").reverse().join("/"));
    const mine = pages.as(people.person);
    expect((await mine.post("/schedule/absences", form)).status).toBe(303);
    await mine.post("/schedule/absences", form);
    const { absences } = await readSchedule(world.database.queries, people.head, today, until);
    expect(absences.map(({ person_name, from_day, to_day }) => [person_name, from_day, to_day])).toEqual([
      [people.person.fullName, today, today],
    ]);
    const path = `/schedule/absences/${absences[0]?.id}/remove`;
    expect((await pages.as(people.otherHead).post(path, {})).status).toBe(403);
    expect((await pages.as(people.head).post(path, {})).status).toBe(303);
    expect((await readSchedule(world.database.queries, people.head, today, until)).absences).toEqual([]);
  });

  test("what was typed wrongly is said beside its field and kept; somebody else's is refused", async () => {
    const wrong = await pages
      .as(people.person)
      .post("/schedule/absences", typed(people.person, "31/02/2026"));
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("31/02/2026");
    const back = await pages
      .as(people.person)
      .post("/schedule/absences", typed(people.person, "10/03/2026", "09/03/2026"));
    expect(back.text).toContain("Ngày cuối phải bằng hoặc sau ngày đầu.");
    const other = typed(people.otherPerson, "10/03/2026");
    expect((await pages.as(people.person).post("/schedule/absences", other)).status).toBe(403);
  });
});

describe("the secret address", () => {
  async function addressOf(actor: TaskPeople["head"]): Promise<string> {
    await pages.as(actor).post("/schedule/feed", { do: "make", transactionId: crypto.randomUUID() });
    const { text } = await pages.as(actor).get("/schedule");
    return /http:\/\/localhost(\/schedule\/feed\/[^<"]+)/.exec(text)?.[1] ?? "";
  }

  test("gives the calendar without signing in, a secret document only as work", async () => {
    const answer = await pages.app.request(await addressOf(people.head), {}, {});
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/calendar");
    const file = (await answer.text()).replaceAll("\r\n ", "");
    expect(file).toContain("phòng chống cháy rừng");
    expect(file).toContain("SUMMARY:Có việc\r\n");
    expect(file).not.toContain("Phương án");
    expect(file).not.toContain(secret.id);
  });

  test("a new one ends the old one; revoked, altered, or of a post that has ended it is no address", async () => {
    const status = async (path: string) => (await pages.app.request(path, {}, {})).status;
    const first = await addressOf(people.person);
    const second = await addressOf(people.person);
    expect(await status(first)).toBe(404);
    expect(await status(second)).toBe(200);
    expect(await status(second.replace(/.{8}\.ics$/, "AAAAAAAA.ics"))).toBe(404);
    await pages
      .as(people.person)
      .post("/schedule/feed", { do: "revoke", transactionId: crypto.randomUUID() });
    expect(await status(second)).toBe(404);
    const third = await addressOf(people.otherPerson);
    await sql`delete from directory.appointment where id = ${people.otherPerson.appointmentId}::uuid`.execute(
      world.database.queries,
    );
    expect(await status(third)).toBe(404);
  });
});

test("lines of a calendar file end in CRLF, hold at most 75 octets, break no letter, and escape text (RFC 5545 3.1, 3.3.11)", () => {
  const summary = `Họp; giao ban, số 1\\2\n${"Nguyễn Thị Đẹp ".repeat(20)}`;
  const file = writeIcs(
    "Lịch",
    [{ uid: "1@x", summary, from: "2026-03-09", until: "2026-03-10" }],
    new Date(),
  );
  const lines = file.split("\r\n");
  expect(file.endsWith("END:VCALENDAR\r\n")).toBe(true);
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(file).not.toContain("\uFFFD");
  expect(file).toContain("DTEND;VALUE=DATE:20260311");
  const unfolded = file.replaceAll("\r\n ", "");
  expect(unfolded).toContain(`SUMMARY:Họp\\; giao ban\\, số 1\\\\2\\n${"Nguyễn Thị Đẹp ".repeat(20)}`);
});

test("whatever is written into a calendar file is read back from it, in lines of at most 75 octets", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (words) => {
      const entry = { uid: "1@x", summary: words, at: new Date(0), ends: new Date(3_600_000) };
      const file = writeIcs("Lịch", [entry], new Date());
      for (const line of file.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const [, read = ""] = /\r\nSUMMARY:(.*)\r\n/.exec(file.replaceAll("\r\n ", "")) ?? [];
      const unescaped = read.replace(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter));
      expect(unescaped).toBe(words.toWellFormed());
    }),
  );
});

test("hours stand in the zone the file describes; what was cancelled says so and takes nobody's time", () => {
  const at = new Date("2026-11-24T01:00:00Z");
  const entry = { uid: "1@x", summary: "Họp", at, ends: new Date(at.getTime() + 3_600_000), sequence: 2 };
  const planned = writeIcs("Lịch", [entry], at);
  expect(planned.indexOf("END:VTIMEZONE")).toBeLessThan(planned.indexOf("BEGIN:VEVENT"));
  for (const line of [
    "TZID:Asia/Ho_Chi_Minh",
    "DTSTART;TZID=Asia/Ho_Chi_Minh:20261124T080000",
    "DTEND;TZID=Asia/Ho_Chi_Minh:20261124T090000",
    "SEQUENCE:2",
    "TRANSP:OPAQUE",
  ])
    expect(planned).toContain(`\r\n${line}\r\n`);
  const off = writeIcs("Lịch", [{ ...entry, cancelled: true }], at);
  expect(off).toContain("\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\n");
});
