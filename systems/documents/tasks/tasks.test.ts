import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError } from "../../../core/access/index.ts";
import { addWorkingDays, workingCalendar } from "../../../core/calendar/index.ts";
import { migrate } from "../../../core/database/index.ts";
import { notifications } from "../../../core/notify/system.ts";
import { type Actor, type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { assignPerson } from "../incoming/assign-person.ts";
import { completeHandling } from "../incoming/complete-handling.ts";
import { directIncomingDocument } from "../incoming/direct-incoming-document.ts";
import { type TestProvince, testProvince } from "../testing.ts";
import { askExtension } from "./ask-extension.ts";
import { decideExtension } from "./decide-extension.ts";
import { countTasks, listTasks, listWaitingExtensions } from "./list-tasks.ts";
import { taskStoryOf } from "./read-tasks.ts";
import { remindersDue, remindTasks } from "./remind-tasks.ts";
import { changeReminderDays } from "./reminder-days.ts";
import { reportPart } from "./report-part.ts";
import { seeReminders } from "./see-reminders.ts";
import { tellReminders } from "./tell-tasks.ts";
import { directedDocument, type TaskPeople, taskPeople } from "./testing.ts";
import { urgeTasks } from "./urge-tasks.ts";

let world: TestProvince;
let people: TaskPeople;

beforeAll(async () => {
  world = await testProvince();
  if (notifications.migrations)
    await migrate(world.database, [{ room: "core/notify", folder: notifications.migrations }]);
  people = await taskPeople(world);
});
afterAll(() => world.close());

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);
const system: Actor = { kind: "system", name: "test" };

async function act<Result>(
  actor: PersonActor,
  work: (tx: Transaction, actor: PersonActor) => Promise<Result>,
): Promise<Result> {
  return await transact(world.house, { actor }, (tx) => work(tx, actor));
}
const story = (id: string) => taskStoryOf(world.database.queries, id);
const assignment = (id: string) =>
  world.database.queries
    .selectFrom("documents.assignment")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();

describe("inner deadlines lie inside outer ones", () => {
  test("a co-operating unit's in the document's, a person's in the unit's; refused beside the field", async () => {
    const { id } = await directedDocument(world, people, { state: "presented" });
    await world.database.queries.deleteFrom("documents.assignment").where("incoming_id", "=", id).execute();
    const direct = (cooperatingDeadline: Date) =>
      act(people.leader, (tx, leader) =>
        directIncomingDocument(tx, leader, {
          id,
          directive: "Phòng chủ trì tham mưu, phòng phối hợp góp số liệu",
          leadUnit: people.head.unitId,
          cooperatingUnits: [people.otherHead.unitId],
          deadline: inDays(20),
          cooperatingDeadline,
        }),
      );
    await expect(direct(inDays(21))).rejects.toMatchObject({
      problems: { cooperatingDeadline: { vi: expect.stringContaining("không muộn hơn") } },
    });
    await direct(inDays(10));
    const assign = (deadline: Date) =>
      act(people.otherHead, (tx, head) =>
        assignPerson(tx, head, {
          incomingId: id,
          unitId: head.unitId,
          appointmentId: people.otherPerson.appointmentId,
          deadline,
        }),
      );
    await expect(assign(inDays(11))).rejects.toMatchObject({
      problems: { deadline: { vi: expect.stringContaining("không muộn hơn") } },
    });
    await expect(assign(inDays(9))).resolves.toMatchObject({ state: "assigned" });
  });
});

describe("a co-operating unit", () => {
  test("reports its own part; the document stays in work until the lead unit completes it", async () => {
    const { id, other } = await directedDocument(world, people);
    const done = await act(people.otherPerson, (tx, actor) =>
      reportPart(tx, actor, { incomingId: id, taskId: other, result: "Đã gửi số liệu 6 tháng" }),
    );
    expect(done.state).toBe("processing");
    expect(await assignment(other)).toMatchObject({ state: "completed", percent: 100 });
  });

  test("that has not reported when the document is completed counts as ended, not as done", async () => {
    const { id, other } = await directedDocument(world, people);
    await act(people.person, (tx, actor) => completeHandling(tx, actor, id, "Đã trả lời"));
    expect(await assignment(other)).toMatchObject({ state: "closed", percent: 0 });
  });
});

describe("a later deadline", () => {
  const reason = "Chờ số liệu của các xã gửi về";

  test("asked by the person, decided by the head who set it, never past the unit's", async () => {
    const { id, lead } = await directedDocument(world, people, { personDeadline: inDays(5) });
    const ask = (days: number) =>
      act(people.person, (tx, actor) =>
        askExtension(tx, actor, { incomingId: id, taskId: lead, deadline: inDays(days), reason }),
      );
    await expect(ask(25)).rejects.toMatchObject({
      problems: { wantedDeadline: { vi: expect.stringContaining("hạn của đơn vị") } },
    });
    await expect(ask(4)).rejects.toMatchObject({ problems: { wantedDeadline: expect.anything() } });
    await ask(10);
    await expect(ask(12)).rejects.toMatchObject({ code: "documents.extension-waits" });
    const [request] = (await story(id)).extensions;
    expect(request).toMatchObject({ scope: "person", decider: people.head.appointmentId, state: "asked" });
    const decide = (actor: PersonActor, grant: boolean, why = "") =>
      act(actor, (tx) =>
        decideExtension(tx, actor, {
          incomingId: id,
          extensionId: request?.id ?? "",
          grant,
          deadline: null,
          reason: why,
        }),
      );
    await expect(decide(people.leader, true)).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(decide(people.head, false, "không")).rejects.toMatchObject({
      problems: { decisionReason: expect.anything() },
    });
    expect(await listWaitingExtensions(world.database.queries, people.head)).toHaveLength(1);
    await decide(people.head, true);
    expect(await listWaitingExtensions(world.database.queries, people.head)).toHaveLength(0);
    await expect(decide(people.head, true)).rejects.toMatchObject({ code: "documents.extension-decided" });
    expect((await assignment(lead)).person_deadline).toEqual(request?.wanted_deadline);
  });

  test("of the unit is asked of the leader; granted, the document's and the person's move with it", async () => {
    const { id, lead } = await directedDocument(world, people);
    await act(people.head, (tx, actor) =>
      askExtension(tx, actor, { incomingId: id, taskId: lead, deadline: inDays(30), reason }),
    );
    const [request] = (await story(id)).extensions;
    expect(request).toMatchObject({ scope: "unit", decider: people.leader.appointmentId });
    const moved = await act(people.leader, (tx, actor) =>
      decideExtension(tx, actor, {
        incomingId: id,
        extensionId: request?.id ?? "",
        grant: true,
        deadline: inDays(25),
        reason: "",
      }),
    );
    const task = await assignment(lead);
    expect(task.person_deadline).toEqual(task.deadline);
    expect(moved.deadline).toEqual(task.deadline);
    expect((await story(id)).extensions[0]).toMatchObject({
      state: "granted",
      granted_deadline: task.deadline,
    });
  });

  test("is no longer waited for when the head names another person", async () => {
    const { id, lead } = await directedDocument(world, people, { personDeadline: inDays(5) });
    await act(people.person, (tx, actor) =>
      askExtension(tx, actor, { incomingId: id, taskId: lead, deadline: inDays(8), reason }),
    );
    await act(people.head, (tx, head) =>
      assignPerson(tx, head, {
        incomingId: id,
        unitId: head.unitId,
        appointmentId: head.appointmentId,
        deadline: null,
      }),
    );
    expect((await story(id)).extensions[0]?.state).toBe("lapsed");
  });
});

describe("reminders", () => {
  const calendar = workingCalendar([]);
  const days = { before: 2, unit: 1, leader: 3 };
  // A Thursday, 09:00.
  const due = new Date("2026-03-05T02:00:00Z");
  const kinds = (now: string) => remindersDue(due, new Date(now), days, calendar).map((each) => each.kind);

  test("before, on the day, overdue; the head after one working day, the leader after three", () => {
    expect(kinds("2026-03-02T02:00:00Z")).toEqual([]);
    expect(kinds("2026-03-03T02:00:00Z")).toEqual(["before"]);
    expect(kinds("2026-03-05T01:00:00Z")).toEqual(["on-day"]);
    expect(kinds("2026-03-05T03:00:00Z")).toEqual(["overdue"]);
    expect(kinds("2026-03-06T03:00:00Z")).toEqual(["overdue", "escalated-unit"]);
    // Saturday and Sunday do not count: the third working day is the Tuesday.
    expect(kinds("2026-03-09T03:00:00Z")).toEqual(["overdue", "escalated-unit"]);
    expect(kinds("2026-03-10T03:00:00Z")).toEqual(["overdue", "escalated-unit", "escalated-leader"]);
    expect(addWorkingDays(due, 3, calendar)).toEqual(new Date("2026-03-10T02:00:00Z"));
  });

  test("each once, overdue once a day; who was told and when it was opened is on record", async () => {
    const { id, lead } = await directedDocument(world, people, { deadline: due });
    const run = (at: string) =>
      transact(world.house, { actor: system, now: new Date(at) }, (tx) => remindTasks(tx));
    // Two tasks each time: the lead unit's and the co-operating unit's.
    expect(await run("2026-03-06T03:00:00Z")).toBe(4);
    expect(await run("2026-03-06T08:00:00Z")).toBe(0);
    expect(await run("2026-03-10T03:00:00Z")).toBe(4);
    expect(await run("2026-03-11T03:00:00Z")).toBe(2);
    const given = (await story(id)).reminders.filter((each) => each.assignment_id === lead);
    expect(given.map((each) => [each.kind, each.number]).sort()).toEqual([
      ["escalated-leader", 1],
      ["escalated-unit", 1],
      ["overdue", 1],
      ["overdue", 2],
      ["overdue", 3],
    ]);
    const to = (kind: string) => given.find((each) => each.kind === kind)?.to.map((each) => each.full_name);
    expect(to("overdue")).toEqual([people.person.fullName]);
    expect(to("escalated-unit")).toContain(people.head.fullName);
    expect(to("escalated-leader")).toEqual([people.leader.fullName]);

    const ids = given.map((each) => each.id);
    const tell = () => transact(world.house, { actor: system }, (tx) => tellReminders(tx, ids));
    await tell();
    await tell();
    await seeReminders(world.database, people.person.personId, id);
    const [first] = (await story(id)).reminders.filter((each) => each.id === ids[0]);
    expect(first?.to[0]).toMatchObject({
      channel: "page",
      told_at: expect.any(Date),
      seen_at: first?.to[0]?.full_name === people.person.fullName ? expect.any(Date) : null,
    });
    const told = await world.database.pool.query<{ n: number }>(
      "select count(*)::int as n from notify.notification where person_id = $1 and kind = 'documents.overdue'",
      [people.person.personId],
    );
    expect(told.rows[0]?.n).toBe(3);
    await completeNow(id);
    expect(await run("2026-03-12T03:00:00Z")).toBe(0);
  });

  test("a leader sets the days of the own organisation, the head never after the leader", async () => {
    const change = (actor: PersonActor, unit: number, leader: number) =>
      act(actor, (tx) => changeReminderDays(tx, actor, { before: 0, unit, leader }));
    await expect(change(people.head, 1, 2)).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(change(people.leader, 5, 2)).rejects.toMatchObject({
      problems: { leader: expect.anything() },
    });
    await change(people.leader, 2, 2);
    const { id } = await directedDocument(world, people, { deadline: due });
    await transact(world.house, { actor: system, now: new Date("2026-03-06T03:00:00Z") }, (tx) =>
      remindTasks(tx),
    );
    expect((await story(id)).reminders.map((each) => each.kind)).toEqual(["overdue", "overdue"]);
    await completeNow(id);
  });

  async function completeNow(id: string): Promise<void> {
    await act(people.person, (tx, actor) => completeHandling(tx, actor, id, "Đã xong"));
  }
});

describe("the leader urges by hand", () => {
  test("counted per task, to the people in charge, in the lists", async () => {
    const { id, lead, other } = await directedDocument(world, people);
    const urge = (tasks: readonly string[], tone: string, content: string) =>
      act(people.leader, (tx, leader) => urgeTasks(tx, leader, { incomingId: id, tasks, tone, content }));
    await expect(urge([], "shout", " ")).rejects.toMatchObject({
      problems: { urgedTasks: expect.anything(), tone: expect.anything(), urgeContent: expect.anything() },
    });
    await urge([lead, other], "remind", "Đề nghị báo cáo trong ngày");
    await urge([lead], "criticise", "Đã nhắc mà chưa báo cáo");
    const given = (await story(id)).reminders;
    expect(
      given.map((each) => [each.assignment_id === lead ? "lead" : "other", each.number, each.tone]).sort(),
    ).toEqual([
      ["lead", 1, "remind"],
      ["lead", 2, "criticise"],
      ["other", 1, "remind"],
    ]);
    await transact(world.house, { actor: system }, (tx) =>
      tellReminders(
        tx,
        given.map((each) => each.id),
      ),
    );
    const { queries } = world.database;
    const { rows: directed } = await listTasks(queries, people.leader, "directed", new Date(), {
      limit: 500,
    });
    expect(directed.find((row) => row.id === lead)).toMatchObject({ reminders: 2, role: "lead" });
    expect(await countTasks(queries, people.leader, "directed", new Date())).toBe(directed.length);
    expect(
      (await listTasks(queries, people.otherHead, "mine", new Date(), { limit: 500 })).rows.map(
        (row) => row.id,
      ),
    ).toContain(other);
    expect((await listTasks(queries, people.clerk, "mine", new Date(), { limit: 500 })).rows).toEqual([]);
  });

  test("a delegate of the leader who directed urges within the limits of the delegation; both are named", async () => {
    const { id, lead, other } = await directedDocument(world, people);
    const { leader } = people;
    const holding = (units: readonly string[]): PersonActor => ({
      ...people.head,
      delegations: [
        {
          id: "0197f1de-0000-7000-8000-000000000002",
          from: leader.appointmentId,
          fromName: leader.fullName,
          fromTitle: leader.positionTitle,
          fromUnitId: leader.unitId,
          fromOrganisationId: leader.organisationId,
          fromRoles: leader.roles,
          kinds: ["direct"],
          documentTypes: [],
          documentTypeNames: [],
          units,
        },
      ],
    });
    const urge = (actor: PersonActor, tasks: readonly string[]) =>
      act(actor, (tx) =>
        urgeTasks(tx, actor, { incomingId: id, tasks, tone: "remind", content: "Đề nghị báo cáo" }),
      );
    await expect(urge(people.head, [lead])).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(urge(holding([people.person.unitId]), [lead, other])).rejects.toBeInstanceOf(
      AccessDeniedError,
    );
    await urge(holding([people.person.unitId]), [lead]);
    await urge(holding([]), [other]);
    expect((await story(id)).reminders.map((each) => each.by_name)).toEqual([
      `${people.head.fullName} (theo ủy quyền của ${leader.fullName})`,
      `${people.head.fullName} (theo ủy quyền của ${leader.fullName})`,
    ]);
  });
});
