import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../database/testing.ts";
import { type TestSite, testSite } from "../../http/testing.ts";
import { type PersonActor, transact, uuidv7 } from "../../transaction/index.ts";
import { notify } from "../index.ts";
import { notifications } from "../system.ts";

const room = (name: string) => ({
  room: `core/${name}`,
  folder: new URL(`../../${name}/migrations/`, import.meta.url),
});
const id = (): string => uuidv7(new Date());
const person = (): PersonActor => ({
  kind: "person",
  personId: id(),
  appointmentId: id(),
  organisationId: id(),
  unitId: id(),
  fullName: "Y Vân",
  positionTitle: "Văn thư",
  roles: ["clerk"],
});
const clerk = person();
const other = person();
let database: TestDatabase;
let site: TestSite;

beforeAll(async () => {
  database = await testDatabase(["search", "directory", "notify"].map(room));
  site = await testSite(database, [notifications]);
  for (let n = 0; n < 60; n += 1) {
    await transact(site.house, { actor: clerk }, (tx) =>
      notify(tx, {
        to: { people: [clerk.personId] },
        kind: "documents.arrived",
        title: { vi: `Công văn số ${n} đã đến`, en: `Letter ${n} arrived` },
        href: `/documents/incoming/${n}`,
        urgency: n === 59 ? "urgent" : "normal",
      }),
    );
  }
});
afterAll(async () => {
  site.close();
  await database.drop();
});

const unread = async (actor: PersonActor): Promise<number> =>
  JSON.parse((await site.ask(actor, "/notifications/unread")).text).unread;

describe("notifications in pages", () => {
  test("each person sees their own, newest first, page by page", async () => {
    const first = await site.ask(clerk, "/notifications");
    expect(first.text).toContain("Công văn số 59 đã đến");
    expect(first.text).toContain("Chưa đọc, khẩn");
    expect(first.text).not.toContain("Công văn số 9 đã đến");
    const next = /href="(\/notifications\?after=[^"]+)"/.exec(first.text)?.[1] ?? "";
    expect((await site.ask(clerk, next)).text).toContain("Công văn số 9 đã đến");
    expect((await site.ask(clerk, "/notifications?title=cong+van+so+17")).text).toContain(
      "Công văn số 17 đã đến",
    );
    expect((await site.ask(other, "/notifications")).text).toContain("Chưa có thông báo");
    expect((await site.ask(null, "/notifications")).location).toMatch(/^\/sign-in/);
  });

  test("opening one leads to its page and marks it read; nobody opens another's", async () => {
    const page = await site.ask(clerk, "/notifications");
    const link = /href="(\/notifications\/[0-9a-f-]+\/open)"/.exec(page.text)?.[1] ?? "";
    expect((await site.ask(other, link)).status).toBe(404);
    expect(await unread(clerk)).toBe(60);
    expect(await site.ask(clerk, link)).toMatchObject({ status: 303, location: "/documents/incoming/59" });
    expect(await unread(clerk)).toBe(59);
  });

  test("chosen ones, then all, are marked read by a plain form", async () => {
    const page = await site.ask(clerk, "/notifications?state=unread");
    const selected = /name="selected" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    await site.ask(clerk, "/notifications/read", { selected, do: "read" });
    expect(await unread(clerk)).toBe(58);
    await site.ask(clerk, "/notifications/read", { selected: "not-an-id" });
    expect(await unread(clerk)).toBe(58);
    await site.ask(clerk, "/notifications/read", { all: "1" });
    expect(await unread(clerk)).toBe(0);
  });
});
