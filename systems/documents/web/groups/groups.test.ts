import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { unitsOf } from "../../../../core/directory/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { groupsFor, type KeepGroup, keepGroup, removeGroup } from "../../groups/groups.ts";
import { presentIncomingDocument } from "../../incoming/present-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "../../incoming/register-paper-document.ts";
import { DAK_HA, PROVINCE, STTTT, type TestProvince, testProvince } from "../../testing.ts";
import { incomingPages } from "../incoming/index.ts";
import { draftChoices } from "../outgoing/draft-choices.ts";
import { testPages } from "../testing.ts";
import { groupPages } from "./index.tsx";

let world: TestProvince;
let body: string;
let clerk: PersonActor;
let leader: PersonActor;
let specialist: PersonActor;
let stranger: PersonActor;
let units: readonly string[];
let others: readonly string[];
let pages: ReturnType<typeof testPages>;
const today = localDateOf(new Date());

beforeAll(async () => {
  world = await testProvince();
  body = await world.organisation(DAK_HA);
  others = [await world.organisation(STTTT), await world.organisation(PROVINCE)];
  clerk = await world.actor("clerk", body);
  leader = await world.actor("leader", body);
  specialist = await world.actor("specialist", body);
  stranger = await world.actor("clerk", others[0] ?? "");
  units = (await unitsOf(world.database.queries, body, today)).map((unit) => unit.id);
  pages = testPages(world.house, (app) => {
    groupPages(app);
    incomingPages(app);
  });
});
afterAll(() => world.close());

const keep = (actor: PersonActor, change: Partial<KeepGroup>) =>
  transact(world.house, { actor }, (tx) =>
    keepGroup(tx, actor, { kind: "recipients", own: true, name: "Sở", members: others, ...change }),
  );

describe("who may keep and use which group", () => {
  test("role × owner: the organisation's by clerks and leaders, the own ones by everybody, nobody another's", async () => {
    for (const [role, actor] of Object.entries({ clerk, leader, specialist })) {
      const shared = role !== "specialist";
      const made = keep(actor, { own: false, name: `Chung ${role}` });
      if (shared) await made;
      else await expect(made).rejects.toMatchObject({ code: "access.denied" });
      const own = await keep(actor, { name: `Riêng ${role}` });
      for (const another of [clerk, leader, specialist].filter((each) => each !== actor)) {
        await expect(
          transact(world.house, { actor: another }, (tx) => removeGroup(tx, another, own)),
        ).rejects.toMatchObject({ code: "access.denied" });
        await expect(keep(another, { id: own, name: "Chiếm" })).rejects.toMatchObject({
          code: "access.denied",
        });
        expect((await pages.as(another).get(`/groups/${own}`)).status).toBe(403);
      }
      await expect(
        transact(world.house, { actor: stranger }, (tx) => removeGroup(tx, stranger, own)),
      ).rejects.toMatchObject({ status: 404 });
    }
    const names = async (actor: PersonActor) =>
      (await groupsFor(world.database.queries, actor)).map((group) => group.name);
    expect(await names(specialist)).toEqual(["Chung clerk", "Chung leader", "Riêng specialist"]);
    expect(await names(stranger)).toEqual([]);
    const { groups } = await draftChoices(world.database.queries, specialist);
    expect(groups.slice(0, 3).map((group) => group.label)).toEqual(await names(specialist));
  });

  test("names are taken once each, with or without marks; members must fit the kind", async () => {
    await keep(clerk, { own: false, name: "Khối đảng" });
    await expect(keep(clerk, { own: false, name: "khoi dang" })).rejects.toMatchObject({
      problems: { name: expect.anything() },
    });
    // Somebody's own group may have the same name.
    await keep(clerk, { name: "Khối đảng" });
    await expect(keep(clerk, { name: "A", members: units })).rejects.toMatchObject({
      problems: { name: expect.anything(), recipients: expect.anything() },
    });
    await expect(keep(clerk, { kind: "units", name: "Khối", members: others })).rejects.toMatchObject({
      problems: { units: expect.anything() },
    });
    await expect(keep(clerk, { name: "Trống", members: [] })).rejects.toMatchObject({
      problems: { recipients: expect.anything() },
    });
  });

  test("is changed and removed on its page, without script", async () => {
    const made = await pages.as(clerk).post("/groups/new", {
      kind: "units",
      own: "organisation",
      name: "Khối tổng hợp",
      units: units.slice(0, 2),
    });
    expect(made.location).toBe("/groups");
    const group = (await groupsFor(world.database.queries, clerk, "units")).find(
      (each) => each.name === "Khối tổng hợp",
    );
    expect(group?.members).toEqual(units.slice(0, 2));
    const path = `/groups/${group?.id ?? ""}`;
    const wrong = await pages
      .as(clerk)
      .post(path, { kind: "units", own: "organisation", name: "", units: [] });
    expect(wrong.status).toBe(422);
    expect((await pages.as(specialist).get(path)).text).not.toContain("Lưu nhóm");
    expect((await pages.as(specialist).post(`${path}/remove`, {})).status).toBe(403);
    expect((await pages.as(leader).post(`${path}/remove`, {})).location).toBe("/groups");
    expect(await groupsFor(world.database.queries, clerk, "units")).toEqual([]);
  });

  test("a kept group of recipients is made from the picker's groups and branches too", async () => {
    const made = await pages.as(clerk).post("/groups/new", {
      kind: "recipients",
      own: "own",
      name: "Các sở",
      recipientsGroup: "provincial-department",
    });
    expect(made.location).toBe("/groups");
    const [group] = (await groupsFor(world.database.queries, clerk)).filter((each) => each.name === "Các sở");
    expect(group?.members.length).toBeGreaterThan(5);
  });
});

test("a leader directs a document to a group of units: each co-operates once, the lead unit not", async () => {
  const [lead = "", second = "", third = ""] = units;
  const group = await keep(leader, { kind: "units", name: "Phối hợp", members: [lead, second, third] });
  const fields = parsePaperFields(
    { fromName: "A", codeNumber: "1", codeNotation: "B", issuedDate: today, abstract: "Về việc C" },
    today,
  );
  const { id } = await transact(world.house, { actor: clerk }, (tx) =>
    registerPaperDocument(tx, clerk, { fields, file: null, verdict: null, verdictDetails: null }),
  );
  await transact(world.house, { actor: clerk }, (tx) =>
    presentIncomingDocument(tx, clerk, id, leader.appointmentId),
  );
  expect((await pages.as(leader).get(`/incoming/${id}`)).text).toContain('name="cooperatingGroups"');
  const directed = await pages.as(leader).post(`/incoming/${id}/direct`, {
    directive: "Chủ trì tham mưu",
    leadUnit: lead,
    cooperatingUnits: second,
    cooperatingGroups: group,
    deadline: "d3",
  });
  expect(directed.status).toBe(303);
  const rows = await world.database.queries
    .selectFrom("documents.assignment")
    .select(["unit_id", "role"])
    .where("incoming_id", "=", id)
    .execute();
  const of = (role: string) => rows.filter((row) => row.role === role).map((row) => row.unit_id);
  expect(of("lead")).toEqual([lead]);
  expect(of("co-operating").sort()).toEqual([second, third].sort());
});
