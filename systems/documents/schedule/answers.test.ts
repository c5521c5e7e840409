import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { instantAt, localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { migrate } from "../../../core/database/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { type TaskPeople, taskPeople } from "../tasks/testing.ts";
import { type TestProvince, testProvince } from "../testing.ts";
import { schedulePages } from "../web/schedule/index.ts";
import { testPages } from "../web/testing.ts";
import { answerEvent } from "./answer-event.ts";
import { cancelEvent, changeEvent } from "./change-event.ts";
import { enterEvent } from "./enter-event.ts";
import type { TypedEvent } from "./event-fields.ts";
import { eventsBetween, getEvent } from "./read-events.ts";

let world: TestProvince;
let people: TaskPeople;
let pages: ReturnType<typeof testPages>;
let free = localDateOf(new Date());

beforeAll(async () => {
  world = await testProvince();
  await migrate(world.database, [
    { room: "core/notify", folder: new URL("../../../core/notify/migrations/", import.meta.url) },
  ]);
  people = await taskPeople(world);
  pages = testPages(world.house, schedulePages);
});
afterAll(() => world.close());

const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>) =>
  transact(world.house, { actor }, work);
/** Each rule has days of its own. */
function nextDay(): string {
  free = plusDays(free, 40);
  return free;
}
const typed = (day: string, changed: Partial<TypedEvent> = {}): TypedEvent => ({
  title: "Tập huấn chữ ký số",
  day,
  from: "08:00",
  to: "16:30",
  place: "",
  chair: people.head.appointmentId,
  guests: [people.person.appointmentId],
  others: "",
  note: "",
  scope: "invited",
  document: "",
  ...changed,
});
const enter = (event: TypedEvent, repeatUntil?: string, accepted = false) =>
  run(people.head, (tx) => enterEvent(tx, people.head, event, { repeatUntil, accepted }));
const answer = (
  actor: PersonActor,
  id: string,
  said: string,
  { note = "", weeks = "this" as "this" | "following" } = {},
) => run(actor, (tx) => answerEvent(tx, actor, id, { answer: said, note, weeks }));
const answersOf = async (id: string) =>
  (await getEvent(world.database.queries, people.head, id)).guests
    .filter((guest) => guest.appointment_id === people.person.appointmentId)
    .map((guest) => [guest.answer, guest.answer_note]);
const told = async (actor: PersonActor, id: string) =>
  (
    await sql<{ title_vi: string }>`select title_vi from notify.notification
      where kind = 'documents.event-answered' and person_id = ${actor.personId}::uuid
        and href = ${`/schedule/events/${id}`} order by id`.execute(world.database.queries)
  ).rows.map((row) => row.title_vi);

test("only who is invited answers; whoever entered it is told once of each new answer", async () => {
  const id = await enter(typed(nextDay()));
  for (const actor of [people.otherPerson, people.clerk, people.leader])
    await expect(answer(actor, id, "accepted")).rejects.toMatchObject({ code: "access.denied" });
  await expect(answer(people.person, id, "maybe")).rejects.toMatchObject({
    problems: { answer: expect.anything() },
  });
  await answer(people.person, id, "declined", { note: "đi công tác" });
  await answer(people.person, id, "declined", { note: "đi công tác" });
  expect(await answersOf(id)).toEqual([["declined", "đi công tác"]]);
  const said = await told(people.head, id);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("Không dự được");
  await answer(people.person, id, "accepted");
  expect(await told(people.head, id)).toHaveLength(2);
});

test("whoever declined is free; moved, an event asks anew, changed otherwise the answers stay", async () => {
  const day = nextDay();
  const id = await enter(typed(day));
  const other = (accepted = false) =>
    enter(typed(day, { chair: "", title: "Họp khác" }), undefined, accepted);
  await expect(other()).rejects.toMatchObject({ problems: { accept: expect.anything() } });
  await answer(people.person, id, "declined");
  await other();
  const change = (changed: Partial<TypedEvent>, version: number) =>
    run(people.head, (tx) =>
      changeEvent(tx, people.head, id, typed(day, changed), { version, weeks: "this", accepted: true }),
    );
  await change({ note: "Mang máy tính" }, 1);
  expect(await answersOf(id)).toEqual([["declined", ""]]);
  await change({ from: "09:00" }, 2);
  expect(await answersOf(id)).toEqual([[null, ""]]);
  await run(people.head, (tx) =>
    cancelEvent(tx, people.head, id, { version: 3, weeks: "this", reason: "Dời sang quý sau" }),
  );
  await expect(answer(people.person, id, "accepted")).rejects.toMatchObject({
    code: "documents.event-cancelled",
  });
});

test("one answer may hold for the following weeks", async () => {
  const day = nextDay();
  const first = await enter(typed(day, { to: "09:00" }), plusDays(day, 15), true);
  const weeks = await eventsBetween(
    world.database.queries,
    people.person,
    instantAt(day),
    instantAt(plusDays(day, 20)),
  );
  expect(weeks.length).toBeGreaterThan(1);
  await answer(people.person, first, "tentative", { weeks: "following" });
  for (const { id } of weeks) expect(await answersOf(id)).toEqual([["tentative", ""]]);
});

test("an event of several days stands on each of them, takes its people on each, and on no other", async () => {
  const day = nextDay();
  const id = await enter(typed(day, { lastDay: plusDays(day, 2) }));
  const on = async (n: number) =>
    (
      await eventsBetween(
        world.database.queries,
        people.person,
        instantAt(plusDays(day, n)),
        instantAt(plusDays(day, n + 1)),
      )
    ).some((event) => event.id === id);
  expect([await on(-1), await on(0), await on(1), await on(2), await on(3)]).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
  await expect(
    enter(typed(plusDays(day, 1), { title: "Trùng ngày giữa", from: "20:00", to: "21:00" })),
  ).rejects.toMatchObject({ problems: { accept: expect.anything() } });
  for (const lastDay of [plusDays(day, -1), plusDays(day, 31), "khi xong"])
    await expect(enter(typed(day, { lastDay }))).rejects.toMatchObject({
      problems: { lastDay: expect.anything() },
    });
  const page = await pages.as(people.person).get(`/schedule?view=day&day=${plusDays(day, 1)}`);
  expect(page.text).toContain("cả ngày");
});

test("on the page: answered without script, the answer stands beside the name", async () => {
  const id = await enter(typed(nextDay()));
  const guest = pages.as(people.person);
  expect((await guest.get(`/schedule/events/${id}`)).text).toContain("Bạn có dự không?");
  expect((await guest.post(`/schedule/events/${id}/answer`, { answer: "" })).status).toBe(422);
  expect(
    (await guest.post(`/schedule/events/${id}/answer`, { answer: "tentative", note: "chờ lịch họp" })).status,
  ).toBe(303);
  expect((await pages.as(people.head).get(`/schedule/events/${id}`)).text).toContain(
    "chưa chắc: chờ lịch họp",
  );
});
