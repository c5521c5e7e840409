import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { endOfDay } from "../../tasks/list-tasks.ts";
import { directedDocument, type TaskPeople, taskPeople } from "../../tasks/testing.ts";
import { type TestProvince, testProvince } from "../../testing.ts";
import { incomingPages } from "../incoming/index.ts";
import { outgoingPages } from "../outgoing/index.ts";
import { taskPages } from "../tasks/index.ts";
import { testPages } from "../testing.ts";
import { figuresOf } from "./figures.ts";
import { homePages } from "./index.ts";

let world: TestProvince;
let people: TaskPeople;
let pages: ReturnType<typeof testPages>;

beforeAll(async () => {
  world = await testProvince();
  people = await taskPeople(world);
  pages = testPages(world.house, (app, house) => {
    homePages(app);
    incomingPages(app);
    outgoingPages(app, house);
    taskPages(app);
  });
  const hour = 3_600_000;
  const tonight = endOfDay(new Date()).getTime();
  // Overdue, due before the day ends (whatever the hour is now), and later.
  for (const deadline of [-26, -50, -2].map((hours) => new Date(Date.now() + hours * hour)))
    await directedDocument(world, people, { deadline });
  await directedDocument(world, people, { deadline: new Date(tonight - 1) });
  await directedDocument(world, people, { deadline: new Date(tonight + 20 * hour) });
  await directedDocument(world, people, { state: "presented" });
  await directedDocument(world, people, { state: "registered" });
  const asked = await directedDocument(world, people);
  await world.database.queries
    .updateTable("documents.incoming")
    .set({ request: "recall", request_reason: "Gửi nhầm nơi nhận", request_at: new Date() })
    .where("id", "=", asked.id)
    .execute();
});
afterAll(() => world.close());

/** Lines of the list part of a page: documents of a register, parts of a list of tasks. */
function listed(html: string): number {
  const main = html.slice(html.indexOf("<main"), html.indexOf("</main>"));
  // A line of a task list or of a register: a document directed to two units is two lines.
  const parts = main.match(/class="(?:task-link|cell-title)"/g)?.length ?? 0;
  const documents = main.matchAll(/href="(\/(?:incoming|outgoing)\/[0-9a-f]{8}-[^"]+)"/g);
  return parts > 0 ? parts : new Set([...documents].map(([, href]) => href)).size;
}

const ROLES = ["clerk", "leader", "head", "person", "otherHead"] as const;

describe("the start page says what to do, in the order to do it", () => {
  test.each(ROLES)("every figure of the %s opens a list with exactly as many lines", async (role) => {
    const actor: PersonActor = people[role];
    const figures = await figuresOf(world.database.queries, world.house, actor, new Date());
    const opened = await Promise.all(
      figures.map(async ({ key, href }) => [key, listed((await pages.as(actor).get(href)).text)]),
    );
    expect(opened).toEqual(figures.map(({ key, n }) => [key, n]));
    expect(figures.some(({ n }) => n > 0)).toBe(true);
  });

  test("what has run out comes first, then today's, then what others wait for; what is empty comes last", async () => {
    const figures = await figuresOf(world.database.queries, world.house, people.clerk, new Date());
    const waiting = figures.filter(({ n }) => n > 0).map(({ key }) => key);
    expect(waiting.slice(0, 3)).toEqual(["overdue", "today", "requests"]);
    expect(figures.slice(waiting.length).every(({ n }) => n === 0)).toBe(true);
    expect(figures.find(({ key }) => key === "overdue")?.n).toBe(3);
    expect(figures.find(({ key }) => key === "today")?.n).toBe(1);
  });

  test("the person works to the inner deadline, not to the unit's", async () => {
    const before = await figuresOf(world.database.queries, world.house, people.person, new Date());
    await directedDocument(world, people, { personDeadline: new Date(Date.now() - 3_600_000) });
    const after = await figuresOf(world.database.queries, world.house, people.person, new Date());
    const overdue = (figures: typeof after) => figures.find(({ key }) => key === "overdue")?.n ?? 0;
    expect(overdue(after)).toBe(overdue(before) + 1);
  });

  test("the page shows the figures and the most pressing deadline first", async () => {
    const home = await pages.as(people.head).get("/");
    expect(home.status).toBe(200);
    expect(home.text).toContain("Việc quá hạn");
    expect(home.text.indexOf("Việc quá hạn")).toBeLessThan(home.text.indexOf("Việc đến hạn hôm nay"));
    const [, due = ""] = home.text.split("Đến hạn hôm nay và quá hạn");
    expect(due.indexOf("quá hạn 2 ngày")).toBeGreaterThan(0);
    expect(due.indexOf("quá hạn 2 ngày")).toBeLessThan(due.indexOf("quá hạn 1 ngày"));
  });
});

describe("tabs say how much waits behind them", () => {
  test("work has its number, places to look something up have none", async () => {
    const page = await pages.as(people.clerk).get("/incoming");
    const tab = (view: string) =>
      new RegExp(`href="/incoming\\?view=${view}"[^>]*>([^]*?)</a>`).exec(page.text)?.[1];
    expect(tab("present")).toMatch(/tab-count"> 1</);
    expect(tab("requests")).toMatch(/tab-count"> 1</);
    expect(tab("all")).not.toContain("tab-count");
  });
});
