import { execFileSync } from "node:child_process";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { may } from "../../../core/access/index.ts";
import { dayNumber, instantAt, localDateOf, plusDays, weekdayOf } from "../../../core/calendar/index.ts";
import { migrate } from "../../../core/database/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { writeDigest } from "../digest/write-digest.ts";
import { scheduleOperations } from "../operations-schedule.ts";
import { READ, WRITE } from "../permissions.ts";
import { type TaskPeople, taskPeople } from "../tasks/testing.ts";
import { type TestProvince, testProvince } from "../testing.ts";
import { homePages } from "../web/home/index.ts";
import { schedulePages } from "../web/schedule/index.ts";
import { sessionOf, testPages } from "../web/testing.ts";
import { cancelEvent, changeEvent } from "./change-event.ts";
import { enterEvent } from "./enter-event.ts";
import type { TypedEvent } from "./event-fields.ts";
import { mayKeepEvent, mayReadEvent } from "./permissions.ts";
import { eventsBetween, getEvent } from "./read-events.ts";
import { EVENT_SCOPES } from "./tables.ts";

let world: TestProvince;
let people: TaskPeople;
let pages: ReturnType<typeof testPages>;
const today = localDateOf(new Date());
let free = today;

beforeAll(async () => {
  world = await testProvince();
  await migrate(world.database, [
    { room: "core/notify", folder: new URL("../../../core/notify/migrations/", import.meta.url) },
  ]);
  people = await taskPeople(world);
  pages = testPages(world.house, (app) => {
    homePages(app);
    schedulePages(app);
  });
});
afterAll(() => world.close());

/** Each rule has days of its own. */
function nextDay(): string {
  free = plusDays(free, 3);
  return free;
}
const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>) =>
  transact(world.house, { actor }, work);
const typed = (day: string, changed: Partial<TypedEvent> = {}): TypedEvent => ({
  title: "Họp giao ban",
  day,
  from: "08:00",
  to: "9h30",
  place: "Phòng họp số 1",
  chair: people.head.appointmentId,
  guests: [people.person.appointmentId],
  others: "",
  note: "",
  scope: "unit",
  document: "",
  ...changed,
});
const enter = (actor: PersonActor, event: TypedEvent, repeatUntil?: string, accepted = false) =>
  run(actor, (tx) => enterEvent(tx, actor, event, { repeatUntil, accepted }));
const seen = async (actor: PersonActor, from: string, days = 1) =>
  (await eventsBetween(world.database.queries, actor, instantAt(from), instantAt(plusDays(from, days)))).map(
    ({ id }) => id,
  );
async function toldOf(id: string, actor: PersonActor): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    select kind from notify.notification
     where person_id = ${actor.personId}::uuid and kind like 'documents.event-%'
       and dedupe_key like ${`documents.event:${id}:%`} order by id`.execute(world.database.queries);
  return rows.map(({ kind }) => kind.replace("documents.event-", ""));
}
const story = (id: string, actor = people.head) => getEvent(world.database.queries, actor, id);

describe("who may", () => {
  const roles: (keyof TaskPeople)[] = ["clerk", "leader", "head", "person", "otherHead", "otherPerson"];
  const subject = (scope: (typeof EVENT_SCOPES)[number]) => ({
    organisationId: people.head.organisationId,
    unitId: scope === "organisation" ? people.head.organisationId : people.head.unitId,
    scope,
    enteredBy: people.head.appointmentId,
    guests: [people.otherPerson.appointmentId],
  });
  const who = (rule: typeof mayKeepEvent, scope: (typeof EVENT_SCOPES)[number]) =>
    roles.filter((role) => may(people[role], rule, subject(scope)));

  test("keep: clerks and leaders the organisation's and units', a head the unit's, everybody their own", () => {
    expect(who(mayKeepEvent, "organisation")).toEqual(["clerk", "leader"]);
    expect(who(mayKeepEvent, "unit")).toEqual(["clerk", "leader", "head"]);
    expect(who(mayKeepEvent, "invited")).toEqual(["head"]);
  });

  test("read: the same people in the rule and in the list", async () => {
    expect(who(mayReadEvent, "organisation")).toEqual(roles);
    expect(who(mayReadEvent, "unit")).toEqual(["clerk", "leader", "head", "person", "otherPerson"]);
    expect(who(mayReadEvent, "invited")).toEqual(["head", "otherPerson"]);
    for (const scope of EVENT_SCOPES) {
      const day = nextDay();
      const by = scope === "organisation" ? people.leader : people.head;
      const id = await enter(
        by,
        typed(day, { scope, chair: "", guests: [people.otherPerson.appointmentId] }),
      );
      for (const role of roles) {
        const rule = await story(id, people[role]).then(
          () => true,
          () => false,
        );
        expect((await seen(people[role], day)).includes(id), `${scope} ${role}`).toBe(rule);
      }
    }
  });

  test("a stranger of another organisation sees nothing", async () => {
    const day = nextDay();
    const id = await enter(people.leader, typed(day, { scope: "organisation" }));
    const stranger = { ...people.clerk, organisationId: crypto.randomUUID() };
    expect(await seen(stranger, day)).toEqual([]);
    await expect(story(id, stranger)).rejects.toMatchObject({ status: 403 });
  });
});

describe("what was typed", () => {
  test("is said beside each field when wrong, all at once", async () => {
    const wrong = typed("", {
      title: " ",
      day: undefined,
      from: "25:00",
      to: "8",
      chair: "nobody",
      guests: ["x"],
      document: "999/KHÔNG-CÓ",
      scope: "all",
    });
    await expect(enter(people.head, wrong)).rejects.toMatchObject({
      problems: Object.fromEntries(
        ["title", "day", "from", "chair", "guests", "document", "scope"].map((name) => [
          name,
          expect.anything(),
        ]),
      ),
    });
    await expect(enter(people.head, typed(nextDay(), { from: "9h", to: "8:30" }))).rejects.toMatchObject({
      problems: { to: expect.anything() },
    });
  });
});

describe("conflicts are said before it is kept", () => {
  test("of a person and of a room, without saying what the reader may not read; accepted, it is kept", async () => {
    const day = nextDay();
    await enter(people.head, typed(day, { scope: "invited", title: "Việc riêng của phòng" }));
    const asked = typed(day, {
      from: "09:00",
      to: "10:00",
      place: "phong hop so 1",
      chair: "",
      scope: "unit",
    });
    const refused = await enter(people.otherHead, asked).catch((error: unknown) => error);
    expect(refused).toMatchObject({ problems: { accept: { vi: expect.stringContaining("Trùng lịch") } } });
    expect(JSON.stringify(refused)).toContain(people.person.fullName);
    expect(JSON.stringify(refused)).toContain("Phòng họp số 1");
    expect(JSON.stringify(refused)).not.toContain("Việc riêng");
    await enter(people.otherHead, asked, undefined, true);
  });

  test("none when one ends as the other begins, elsewhere, or after a cancellation; absences count", async () => {
    const day = nextDay();
    const id = await enter(people.head, typed(day));
    await enter(people.head, typed(day, { from: "09:30", to: "10:00" }));
    await run(people.head, (tx) =>
      cancelEvent(tx, people.head, id, { version: 1, weeks: "this", reason: "Trùng việc" }),
    );
    await enter(people.head, typed(day));
    await sql`insert into documents.absence (id, organisation_id, unit_id, appointment_id, person_name, from_day,
        to_day, reason, entered_by_name, entered_at)
      values (gen_random_uuid(), ${people.person.organisationId}::uuid, ${people.person.unitId}::uuid,
        ${people.person.appointmentId}::uuid, ${people.person.fullName}, ${plusDays(day, 1)}, ${plusDays(day, 1)}, '',
        'x', now())`.execute(world.database.queries);
    await expect(enter(people.head, typed(plusDays(day, 1)))).rejects.toMatchObject({
      problems: { accept: { vi: expect.stringContaining("vắng ngày") } },
    });
  });

  test("two who book one room at the same moment: one is told", async () => {
    const day = nextDay();
    const room = (actor: PersonActor) => enter(actor, typed(day, { chair: "", guests: [] }));
    const results = await Promise.allSettled([room(people.head), room(people.otherHead)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("moved and cancelled", () => {
  test("leave a trace, tell those invited what it is now, and refuse who has seen an older state", async () => {
    const day = nextDay();
    const id = await enter(people.head, typed(day));
    expect(await toldOf(id, people.person)).toEqual(["invited"]);
    // Whoever enters it is not told of it.
    expect(await toldOf(id, people.head)).toEqual([]);
    const moved = typed(plusDays(day, 1), { guests: [people.otherPerson.appointmentId] });
    const change = (version: number) =>
      run(people.head, (tx) =>
        changeEvent(tx, people.head, id, moved, { version, weeks: "this", accepted: false }),
      );
    await change(1);
    await expect(change(1)).rejects.toMatchObject({ code: "conflict" });
    expect(await toldOf(id, people.person)).toEqual(["invited", "left-out"]);
    expect(await toldOf(id, people.otherPerson)).toEqual(["invited"]);
    await run(people.leader, (tx) =>
      cancelEvent(tx, people.leader, id, { version: 2, weeks: "this", reason: "Lãnh đạo đi công tác" }),
    );
    expect(await toldOf(id, people.otherPerson)).toEqual(["invited", "cancelled"]);
    const { changes } = await story(id);
    expect(changes.map(({ step }) => step)).toEqual(["entered", "moved", "cancelled"]);
    expect(changes[1]?.was_starts_at).toEqual(instantAt(day, 8 * 3_600_000));
    await expect(change(3)).rejects.toMatchObject({ code: "documents.event-cancelled" });
  });

  test("a weekly event leaves days off out; one week moves alone, the following together", async () => {
    // Far from the days of the other rules.
    let day = plusDays(today, 500);
    while (weekdayOf(dayNumber(day)) !== 3) day = plusDays(day, 1);
    const until = plusDays(day, 28);
    await sql`insert into calendar.exception (date, kind, name, source)
      values (${plusDays(day, 7)}, 'holiday', 'Nghỉ thử', 'x')
      on conflict do nothing`.execute(world.database.queries);
    const id = await enter(people.head, typed(day, { place: "Phòng họp số 7" }), until, true);
    const all = await eventsBetween(
      world.database.queries,
      people.head,
      instantAt(day),
      instantAt(plusDays(until, 1)),
    );
    const weekly = () => all.filter(({ place }) => place === "Phòng họp số 7");
    const days = weekly().map(({ starts_at }) => localDateOf(starts_at));
    expect(days[0]).toBe(day);
    expect(days).not.toContain(plusDays(day, 7));
    expect(days.length).toBeGreaterThanOrEqual(2);
    const second = weekly()[1]?.id ?? "";
    const later = typed(days[1] ?? day, { from: "14:00", to: "15:00", place: "Phòng họp số 8" });
    await run(people.head, (tx) =>
      changeEvent(tx, people.head, second, later, { version: 1, weeks: "following", accepted: true }),
    );
    const places = await Promise.all(weekly().map(async (each) => (await story(each.id)).event.place));
    expect(places).toEqual(days.map((_, n) => (n === 0 ? "Phòng họp số 7" : "Phòng họp số 8")));
    expect((await story(id)).event.version).toBe(1);
  });
});

describe("pages", () => {
  const form = (day: string, changed: Record<string, string | string[]> = {}) => ({
    ...typed(day.split("-").reverse().join("/")),
    day: day.split("-").reverse().join("/"),
    guests: [people.person.appointmentId],
    transactionId: crypto.randomUUID(),
    ...changed,
  });

  test("entered once however often it is sent; shown by month, week and day, on its own page and in the feed", async () => {
    const day = nextDay();
    const head = pages.as(people.head);
    const sent = form(day, { title: "Họp <giao ban>", others: "Đại diện Sở Tài chính" });
    const { status, location } = await head.post("/schedule/events", sent);
    expect([status, location.startsWith("/schedule/events/")]).toEqual([303, true]);
    expect((await head.post("/schedule/events", sent)).location).toBe(location);
    for (const view of ["month", "week", "day"])
      expect((await head.get(`/schedule?view=${view}&day=${day}`)).text).toContain(`href="${location}"`);
    const page = await pages.as(people.person).get(location);
    expect(page.text).toContain("Họp &lt;giao ban>");
    expect(page.text).toContain("08:00–09:30");
    expect(page.text).not.toContain("Hủy lịch này");
    await head.post("/schedule/feed", { do: "make", transactionId: crypto.randomUUID() });
    const { text } = await head.get("/schedule");
    const feed = /http:\/\/localhost(\/schedule\/feed\/[^<"]+)/.exec(text)?.[1] ?? "";
    const file = (await (await pages.app.request(feed, {}, {})).text()).replaceAll("\r\n ", "");
    expect(file).toContain(`DTSTART;TZID=Asia/Ho_Chi_Minh:${day.replaceAll("-", "")}T080000\r\n`);
    expect(file).toContain(`DTEND;TZID=Asia/Ho_Chi_Minh:${day.replaceAll("-", "")}T093000\r\n`);
    expect(file).toContain("LOCATION:Phòng họp số 1");
    expect(file.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
  });

  test("whose calendar: the organisation's, the unit's, or one's own", async () => {
    const day = nextDay();
    await enter(
      people.leader,
      typed(day, { title: "Hội nghị toàn cơ quan", scope: "organisation" }),
      undefined,
      true,
    );
    await enter(people.head, typed(day, { title: "Họp phòng", chair: "", guests: [] }), undefined, true);
    const shown = async (actor: PersonActor, whose: string) => {
      const { text } = await pages.as(actor).get(`/schedule?view=day&day=${day}&whose=${whose}`);
      return ["Hội nghị toàn cơ quan", "Họp phòng"].filter((title) => text.includes(title));
    };
    expect(await shown(people.person, "all")).toEqual(["Hội nghị toàn cơ quan", "Họp phòng"]);
    expect(await shown(people.person, "organisation")).toEqual(["Hội nghị toàn cơ quan"]);
    expect(await shown(people.person, "unit")).toEqual(["Họp phòng"]);
    // Invited to the one, not to the other.
    expect(await shown(people.person, "mine")).toEqual(["Hội nghị toàn cơ quan"]);
    expect(await shown(people.otherPerson, "mine")).toEqual([]);
  });

  test("a conflict comes back with all that was typed and a box to go on", async () => {
    const day = nextDay();
    const head = pages.as(people.head);
    await head.post("/schedule/events", form(day));
    const again = await head.post("/schedule/events", form(day, { note: "Ghi chú của tôi" }));
    expect(again.status).toBe(422);
    expect(again.text).toContain("Ghi chú của tôi");
    expect(again.text).toContain("Vẫn ghi dù trùng lịch");
    expect((await head.post("/schedule/events", form(day, { accept: "1" }))).status).toBe(303);
  });

  test("moving, cancelling without a reason, cancelling; somebody who may not is refused", async () => {
    const day = nextDay();
    const head = pages.as(people.head);
    const { location } = await head.post("/schedule/events", form(day));
    const edit = await head.get(`${location}/edit`);
    expect(edit.text).toContain('name="version" value="1"');
    expect((await pages.as(people.person).post(location, form(day, { version: "1" }))).status).toBe(403);
    expect((await head.post(location, form(plusDays(day, 1), { version: "1" }))).status).toBe(303);
    expect((await head.get(location)).text).toContain("Trước đó: 08:00–09:30");
    const silent = await head.post(`${location}/cancel`, { version: "2", reason: "" });
    expect([silent.status, silent.text.includes("Ghi lý do hủy")]).toEqual([422, true]);
    await head.post(`${location}/cancel`, { version: "2", reason: "Hoãn đến tuần sau" });
    expect((await head.get(location)).text).toContain("Hoãn đến tuần sau");
    expect((await head.get(`/schedule?view=day&day=${plusDays(day, 1)}`)).text).toContain("Đã hủy: ");
  });

  test("the list finds by words without diacritics, sorts, and its export has the same lines", async () => {
    const day = nextDay();
    const place = "Hội trường Ngọc Linh";
    await enter(
      people.head,
      typed(day, { title: "Tập huấn B", place, from: "8h", to: "9h" }),
      undefined,
      true,
    );
    await enter(
      people.head,
      typed(day, { title: "Tập huấn A", place, from: "9h", to: "10h" }),
      undefined,
      true,
    );
    const head = pages.as(people.head);
    const found = (query: string) => head.get(`/schedule/list?when=${day}&title=ngoc+linh&${query}`);
    const order = ({ text }: { text: string }) => text.indexOf("Tập huấn A") - text.indexOf("Tập huấn B");
    expect(order(await found(""))).toBeGreaterThan(0);
    expect(order(await found("sort=-when"))).toBeLessThan(0);
    expect(order(await found("sort=title"))).toBeLessThan(0);
    expect((await head.get("/schedule/list?title=khong+co+dau")).text).toContain("Không có lịch nào");
    expect(
      (await pages.as(people.otherHead).get(`/schedule/list?when=${day}&title=ngoc+linh`)).text,
    ).not.toContain("Tập huấn");
    const sheet = await head.get(`/schedule/list.xlsx?when=${day}&title=ngoc+linh`);
    expect(sheet.headers.get("content-type")).toContain("spreadsheetml");
  });

  test("the sheet of the week names what the office holds and nothing private or cancelled", async () => {
    const day = nextDay();
    await enter(people.head, typed(day, { title: "Làm việc với xã Ngọk Réo" }), undefined, true);
    await enter(people.head, typed(day, { title: "Chuyện riêng", scope: "invited" }), undefined, true);
    const off = await enter(people.head, typed(day, { title: "Đã hoãn rồi" }), undefined, true);
    await run(people.head, (tx) =>
      cancelEvent(tx, people.head, off, { version: 1, weeks: "this", reason: "Hoãn" }),
    );
    const session = pages.as(people.head);
    const { headers } = await session.get(`/schedule/week.pdf?day=${day}`);
    expect(headers.get("content-type")).toBe("application/pdf");
    const answer = await pages.app.request(
      `/schedule/week.pdf?day=${day}`,
      { headers: { "x-person": people.head.appointmentId } },
      {},
    );
    const text = execFileSync("pdftotext", ["-layout", "-", "-"], {
      input: Buffer.from(await answer.arrayBuffer()),
      encoding: "utf8",
    });
    expect(text).toContain("LỊCH CÔNG TÁC TUẦN");
    expect(text.replace(/\s+/g, " ")).toContain("Làm việc với xã Ngọk Réo");
    expect(text).not.toContain("Chuyện riêng");
    expect(text).not.toContain("Đã hoãn");
  });

  test("today's events stand on the home page and in the morning letter of those who see them", async () => {
    await enter(
      people.leader,
      typed(today, { title: "Chào cờ đầu tuần", scope: "organisation" }),
      undefined,
      true,
    );
    expect((await pages.as(people.otherPerson).get("/")).text).toContain("Chào cờ đầu tuần");
    const letter = await writeDigest(
      world.database.queries,
      world.house,
      [people.otherPerson],
      new Date(),
      "",
    );
    expect(letter.body).toContain("Lịch hôm nay:\n- 08:00–09:30 Chào cờ đầu tuần, Phòng họp số 1");
  });
});

describe("for programs", () => {
  test("an event is entered once per key, listed, moved and cancelled with the rights of the person", async () => {
    const tokens = new Map<string, PersonActor>();
    const { app } = testPages(world.house, () => undefined, {
      systems: [{ name: "documents", operations: scheduleOperations }],
      resolveToken: async (token) => {
        const actor = tokens.get(token);
        return actor ? sessionOf(actor) : null;
      },
    });
    const call = async (actor: PersonActor, path: string, body?: unknown, scopes = [READ, WRITE]) => {
      const token = crypto.randomUUID();
      tokens.set(token, { ...actor, scopes });
      const answer = await app.request(
        `/api/v1${path}`,
        {
          headers: {
            authorization: `Bearer ${token}`,
            "content-type": "application/json",
            ...(body
              ? { "idempotency-key": Buffer.from(JSON.stringify(body)).toString("hex").slice(0, 80) }
              : {}),
          },
          ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
        },
        {},
      );
      const answered: { readonly id?: string; readonly code?: string; readonly events?: readonly unknown[] } =
        await answer.json();
      return { status: answer.status, ...answered };
    };
    const day = nextDay();
    const event = {
      title: "Họp qua máy",
      day,
      from: "08:00",
      to: "09:00",
      scope: "unit",
      acceptConflicts: true,
      chair: people.head.appointmentId,
    };
    const first = await call(people.head, "/schedule/events", event);
    expect((await call(people.head, "/schedule/events", event)).id).toBe(first.id);
    const path = `/schedule/events?from=${day}&to=${day}`;
    expect((await call(people.person, path)).events).toMatchObject([
      { id: first.id, version: 1, state: "planned" },
    ]);
    expect((await call(people.otherPerson, path)).events).toEqual([]);
    expect((await call(people.person, "/schedule/events", event)).status).toBe(403);
    expect((await call(people.head, "/schedule/events", event, [READ])).status).toBe(403);
    const moved = { ...event, from: "10:00", to: "11:00", version: 1 };
    expect((await call(people.head, `/schedule/events/${first.id}`, moved)).status).toBe(200);
    const late = await call(people.head, `/schedule/events/${first.id}/cancel`, {
      reason: "Hoãn",
      version: 1,
    });
    expect([late.status, late.code]).toEqual([409, "conflict"]);
    const off = { reason: "Hoãn sang tháng sau", version: 2 };
    expect((await call(people.head, `/schedule/events/${first.id}/cancel`, off)).status).toBe(200);
    expect((await call(people.head, path)).events).toMatchObject([{ state: "cancelled", version: 3 }]);
  });
});
