import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addWorkingDays, loadCalendar, localDateOf } from "../../../../core/calendar/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { INCOMING_STATES, type IncomingState } from "../../incoming/incoming-states.ts";
import { everyTask, listTasks, type TaskPage } from "../../tasks/list-tasks.ts";
import { TASK_STATES, TASK_TRANSITIONS, type TaskAction, type TaskState } from "../../tasks/task-states.ts";
import { type DirectedDocument, directedDocument, type TaskPeople, taskPeople } from "../../tasks/testing.ts";
import { STTTT, type TestProvince, testProvince } from "../../testing.ts";
import { incomingPages } from "../incoming/index.ts";
import { testPages } from "../testing.ts";
import { taskPages } from "./index.ts";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let people: TaskPeople;
let outsider: PersonActor;

beforeAll(async () => {
  world = await testProvince();
  people = await taskPeople(world);
  outsider = await world.actor("leader", await world.organisation(STTTT));
  pages = testPages(world.house, (app) => {
    taskPages(app);
    incomingPages(app);
  });
});
afterAll(() => world.close());

/** A working day far enough in the future, as an official types it. */
async function laterDay(): Promise<string> {
  const calendar = await loadCalendar(world.database.queries, people.leader.organisationId);
  return localDateOf(addWorkingDays(new Date(), 40, calendar))
    .split("-")
    .reverse()
    .join("/");
}

const OPEN: readonly IncomingState[] = ["assigned", "processing"];

describe("every role in every state can do exactly what the law gives it with a unit's part", () => {
  const FORMS: Readonly<
    Record<
      Exclude<TaskAction, "decide-extension">,
      {
        readonly lead: readonly string[];
        readonly other: readonly string[];
        readonly body: (task: string, day: string) => Record<string, string>;
      }
    >
  > = {
    "report-progress": {
      lead: ["head", "person"],
      other: ["otherHead", "otherPerson"],
      body: (task) => ({ task, percent: "40", note: "Đã có dự thảo" }),
    },
    "report-part": {
      lead: ["head", "person"],
      other: ["otherHead", "otherPerson"],
      body: (task) => ({ task, partResult: "Đã gửi số liệu" }),
    },
    "ask-extension": {
      lead: ["head", "person"],
      other: ["otherHead", "otherPerson"],
      body: (task, day) => ({ task, wantedDeadline: day, extensionReason: "Chờ số liệu của các xã" }),
    },
    urge: {
      lead: ["leader"],
      other: ["leader"],
      body: (task) => ({ urgedTasks: task, tone: "remind", urgeContent: "Đề nghị báo cáo" }),
    },
  };
  const CASES = INCOMING_STATES.flatMap((state) =>
    TASK_STATES.filter((task) => OPEN.includes(state) || task === "processing").map(
      (task): [IncomingState, TaskState] => [state, task],
    ),
  );

  test.each(CASES)("document %s, task %s", async (state, taskState) => {
    const day = await laterDay();
    const fresh = (): Promise<DirectedDocument> => directedDocument(world, people, { state, taskState });
    let directed = await fresh();
    for (const which of ["lead", "other"] as const) {
      const role = which === "lead" ? "lead" : "co-operating";
      for (const [name, form] of Object.entries(FORMS)) {
        for (const [who, actor] of Object.entries({ ...people, outsider })) {
          const answer = await pages
            .as(actor)
            .post(`/incoming/${directed.id}/${name}`, form.body(directed[which], day));
          const action = Object.keys(FORMS).find((each) => each === name);
          const next = Object.entries(TASK_TRANSITIONS[role][taskState]).find(([each]) => each === action);
          // A co-operating unit's deadline may not pass the document's: refused beside the field.
          const outside = name === "ask-extension" && which === "other";
          const expected = !form[which].includes(who)
            ? 403
            : !OPEN.includes(state) || !next
              ? 409
              : outside
                ? 422
                : 303;
          expect([state, taskState, which, name, who, answer.status]).toEqual([
            state,
            taskState,
            which,
            name,
            who,
            expected,
          ]);
          if (answer.status === 303) directed = await fresh();
        }
      }
    }
  });

  test("only whoever set the deadline decides; the card and the list lead there", async () => {
    const { id, lead } = await directedDocument(world, people);
    await pages.as(people.head).post(`/incoming/${id}/ask-extension`, {
      task: lead,
      wantedDeadline: await laterDay(),
      extensionReason: "Chờ số liệu của các xã",
    });
    const request = await world.database.queries
      .selectFrom("documents.extension")
      .select("id")
      .where("assignment_id", "=", lead)
      .executeTakeFirstOrThrow();
    const href = `/tasks/extensions/${request.id}`;
    expect((await pages.as(people.leader).get("/tasks?view=extensions")).text).toContain(href);
    expect((await pages.as(people.head).get(`/incoming/${id}`)).text).toContain(href);
    for (const [who, actor] of Object.entries({ ...people, outsider })) {
      if (who === "leader") continue;
      const answer = await pages.as(actor).post(href, { decision: "grant" });
      expect([who, answer.status]).toEqual([who, 403]);
    }
    const leader = pages.as(people.leader);
    const none = await leader.post(href, {});
    expect([none.status, none.text.includes("Chọn đồng ý hoặc không đồng ý.")]).toEqual([422, true]);
    const short = await leader.post(href, { decision: "refuse", decisionReason: "Không" });
    expect(short.status).toBe(422);
    expect((await leader.post(href, { decision: "grant" })).location).toBe(`/incoming/${id}`);
    expect((await leader.post(href, { decision: "grant" })).status).toBe(409);
    expect((await pages.as(people.head).get(`/incoming/${id}`)).text).toContain("Đồng ý gia hạn");
  });
});

describe("pages", () => {
  test("the card offers what may be done, shows progress, and an urged person who opens it is on record", async () => {
    const { id, lead, other } = await directedDocument(world, people);
    const forms = async (actor: PersonActor) =>
      [
        ...(await pages.as(actor).get(`/incoming/${id}`)).text.matchAll(
          /action="\/incoming\/[0-9a-f-]+\/(report-progress|report-part|ask-extension|urge)"/g,
        ),
      ].map((match) => match[1]);
    expect(await forms(people.person)).toEqual(["report-progress", "ask-extension"]);
    expect(await forms(people.otherHead)).toEqual(["report-progress", "report-part", "ask-extension"]);
    expect(await forms(people.leader)).toEqual(["urge"]);
    expect(await forms(people.clerk)).toEqual([]);
    const wrong = await pages
      .as(people.otherPerson)
      .post(`/incoming/${id}/report-progress`, { task: other, percent: "120", note: "Đã có số liệu" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Nhập số nguyên từ 0 đến 100.");
    expect(wrong.text).toContain("Đã có số liệu");
    await pages
      .as(people.otherPerson)
      .post(`/incoming/${id}/report-progress`, { task: other, percent: "60", note: "Đã có số liệu" });
    await pages.as(people.leader).post(`/incoming/${id}/urge`, {
      urgedTasks: lead,
      tone: "remind",
      urgeContent: "Đề nghị báo cáo trong ngày",
    });
    const before = await pages.as(people.leader).get(`/incoming/${id}`);
    for (const words of ["60 %", "Đã có số liệu", "Đề nghị báo cáo trong ngày", "chưa mở"])
      expect(before.text).toContain(words);
    await pages.as(people.person).get(`/incoming/${id}`);
    expect((await pages.as(people.leader).get(`/incoming/${id}`)).text).not.toContain("chưa mở");
  });

  test("documents linked to a directive of the Government stand on one page with their tasks", async () => {
    const [origin, follower] = [
      await directedDocument(world, people),
      await directedDocument(world, people, { taskState: "completed" }),
    ];
    const symbolOf = async (id: string, number: number) => {
      const row = await world.database.queries
        .updateTable("documents.incoming")
        .set({ arrival_number: number, arrival_year: 2026 })
        .where("id", "=", id)
        .returning("symbol")
        .executeTakeFirstOrThrow();
      return row.symbol;
    };
    const symbol = await symbolOf(origin.id, 9001);
    await symbolOf(follower.id, 9002);
    const link = (actor: PersonActor, id: string, originSymbol: string) =>
      pages.as(actor).post(`/incoming/${id}/link-origin`, { originSymbol });
    expect((await link(people.head, follower.id, symbol)).status).toBe(403);
    const unknown = await link(people.clerk, follower.id, "999/CĐ-TTg");
    expect([unknown.status, unknown.text.includes("Không có văn bản đến nào đã vào sổ")]).toEqual([
      422,
      true,
    ]);
    expect((await link(people.clerk, follower.id, symbol)).status).toBe(303);
    expect((await link(people.leader, origin.id, symbol)).status).toBe(422);
    expect((await pages.as(people.clerk).get(`/incoming/${follower.id}`)).text).toContain(
      `/tasks/origins/${origin.id}`,
    );
    const page = await pages.as(people.leader).get(`/tasks/origins/${origin.id}`);
    expect(page.text).toContain("Đã xong 2/4 phần việc");
    expect(page.text).toContain(`/incoming/${follower.id}`);
    expect((await pages.as(outsider).get(`/tasks/origins/${origin.id}`)).status).toBe(403);
  });

  test("the list is searched, narrowed, sorted and read page by page, and loses nothing", async () => {
    const { queries } = world.database;
    const now = new Date();
    const near = await directedDocument(world, people, {
      deadline: new Date(now.getTime() + 3 * 86_400_000),
    });
    const far = await directedDocument(world, people, {
      deadline: new Date(now.getTime() + 90 * 86_400_000),
    });
    const none = await directedDocument(world, people, { deadline: null });
    const done = await directedDocument(world, people, { taskState: "completed" });
    await queries
      .updateTable("documents.incoming")
      .set({ abstract: "Về việc sửa chữa trường học vùng lũ" })
      .where("id", "=", near.id)
      .execute();
    const list = async (page: Partial<TaskPage>) =>
      (await listTasks(queries, people.person, "mine", now, { limit: 500, ...page })).rows.map(
        (row) => row.id,
      );
    for (const text of ["sửa chữa trường học", "sua chua truong", "SỬA CHỮA", people.person.fullName])
      expect(await list({ filter: { text } }), text).toContain(near.lead);
    expect(await list({ filter: { text: "sửa chữa trường học" } })).not.toContain(far.lead);
    expect(await list({ filter: { text: "%" } })).toEqual([]);
    expect(await list({ filter: { state: "completed" } })).toContain(done.lead);
    expect(await list({})).not.toContain(done.lead);
    const until = localDateOf(new Date(now.getTime() + 10 * 86_400_000));
    expect(await list({ filter: { to: until } })).toContain(near.lead);
    for (const id of [far.lead, none.lead]) expect(await list({ filter: { to: until } })).not.toContain(id);
    expect(await list({ filter: { from: until } })).toContain(far.lead);
    for (const order of [{}, { descending: true }, { sort: "given" as const }]) {
      const whole = await list(order);
      const paged: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await listTasks(queries, people.person, "mine", now, {
          ...order,
          limit: 2,
          ...(after === undefined ? {} : { after }),
        });
        paged.push(...page.rows.map((row) => row.id));
        after = page.next;
        if (after === undefined) break;
      }
      expect(paged).toEqual(whole);
    }
    const rising = await list({});
    expect(rising.indexOf(near.lead)).toBeLessThan(rising.indexOf(far.lead));
    expect(rising.indexOf(far.lead)).toBeLessThan(rising.indexOf(none.lead));
    expect(await list({ after: "1_nothing" })).toEqual(rising);
  });

  test("words of a secret document find nothing, and no export holds it", async () => {
    const { queries } = world.database;
    const { id, lead } = await directedDocument(world, people);
    await queries
      .updateTable("documents.incoming")
      .set({ confidentiality: 1, abstract: "Phương án tác chiến" })
      .where("id", "=", id)
      .execute();
    const leader = { ...people.leader, clearance: 3 };
    const found = async (filter: TaskPage["filter"]) =>
      (
        await listTasks(queries, leader, "directed", new Date(), {
          limit: 500,
          ...(filter ? { filter } : {}),
        })
      ).rows;
    expect((await found({})).map((row) => row.id)).toContain(lead);
    expect(await found({ text: "tác chiến" })).toEqual([]);
    expect((await found({ openOnly: true })).map((row) => row.id)).not.toContain(lead);
  });

  test("exports are files of their kind and hold every part as filtered, whatever the page", async () => {
    const { id } = await directedDocument(world, people);
    const leader = pages.as(people.leader);
    for (const kind of ["xlsx", "docx", "pdf"]) {
      const answer = await leader.get(`/tasks.${kind}?view=directed&q=chay+rung`);
      expect([answer.status, answer.text.startsWith(kind === "pdf" ? "%PDF" : "PK")], kind).toEqual([
        200,
        true,
      ]);
    }
    const asked = { filter: { text: "chay rung", openOnly: true } };
    const exported: string[] = [];
    for await (const row of everyTask(
      world.database.queries,
      people.leader,
      "directed",
      new Date(),
      asked,
      2,
    ))
      exported.push(row.incoming_id);
    expect(exported.filter((each) => each === id)).toHaveLength(2);
    expect((await leader.get("/tasks?view=directed&q=chay+rung&sort=-given")).text).toContain(
      `/incoming/${id}`,
    );
    expect((await leader.get("/tasks?view=directed&q=khong+co+tu+nay")).text).toContain(
      "Không có nhiệm vụ nào khớp",
    );
  });

  test("lists with counts; the days of reminders are a leader's", async () => {
    const { id } = await directedDocument(world, people, { deadline: new Date(Date.now() - 86_400_000) });
    for (const view of ["directed", "overdue"])
      expect((await pages.as(people.leader).get(`/tasks?view=${view}`)).text).toContain(`/incoming/${id}`);
    expect((await pages.as(people.otherPerson).get("/tasks")).text).toContain(`/incoming/${id}`);
    expect((await pages.as(outsider).get("/tasks")).text).not.toContain(`/incoming/${id}`);
    expect((await pages.as(people.head).get("/tasks/days")).status).toBe(403);
    const leader = pages.as(people.leader);
    const wrong = await leader.post("/tasks/days", { before: "x", unit: "3", leader: "1" });
    expect(wrong.status).toBe(422);
    expect((await leader.post("/tasks/days", { before: "2", unit: "1", leader: "4" })).status).toBe(303);
    expect((await leader.get("/tasks/days")).text).toContain('value="4"');
  });
});
