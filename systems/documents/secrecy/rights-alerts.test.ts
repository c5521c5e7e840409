import { afterAll, beforeAll, expect, test } from "vitest";
import { localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { decideRightsAlert } from "../../../core/directory/decide-rights-alert.ts";
import { endAppointment } from "../../../core/directory/end-appointment.ts";
import { giveAppointment } from "../../../core/directory/give-appointment.ts";
import {
  clearancesOf,
  countRightsAlerts,
  findAppointment,
  findDelegation,
} from "../../../core/directory/index.ts";
import { listRightsAlerts } from "../../../core/directory/rights-alerts.ts";
import { directory } from "../../../core/directory/system.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { STTTT, type TestProvince, testProvince } from "../testing.ts";
import { testPages } from "../web/testing.ts";
import { decideClearance } from "./decide-clearance.ts";

let world: TestProvince;
let leader: PersonActor;
let head: PersonActor;
let person: PersonActor;
let administrator: PersonActor;
let second: PersonActor;
const today = localDateOf(new Date());

beforeAll(async () => {
  world = await testProvince();
  const body = await world.organisation(STTTT);
  leader = await world.actor("leader", body);
  head = await world.actor("head-of-unit", body);
  person = await world.actor("specialist", body);
  const clerk = await world.actor("clerk", body);
  administrator = { ...clerk, roles: ["administrator"] };
  second = {
    ...(await world.actor("clerk", await world.organisation("000.00.00.H34"))),
    roles: ["administrator"],
  };
});
afterAll(() => world.close());

const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>) =>
  transact(world.house, { actor }, work);
const open = async (kind: string) => {
  const all = await listRightsAlerts(world.database.queries, administrator, {
    view: "open",
    text: "",
    ascending: false,
  });
  const found = all.find((alert) => alert.kind === kind);
  if (!found) throw new Error(`no open alert ${kind}`);
  return found;
};
const decide = (
  actor: PersonActor,
  id: string,
  decision: "confirm" | "contest",
  reason = "Không đúng quyết định",
) => run(actor, (tx) => decideRightsAlert(tx, actor, { id, decision, reason }));

test("a clearance stands as an alert with before and after; nobody confirms what they changed or what is theirs; contested it is as before", async () => {
  await run(leader, (tx) =>
    decideClearance(tx, leader, {
      appointmentId: person.appointmentId,
      level: 3,
      until: null,
      basis: "QĐ số 1",
    }),
  );
  const alert = await open("documents.clearance");
  expect([alert.before.vi, alert.after.vi, alert.changedByName]).toEqual([
    "Mật",
    "Tuyệt mật",
    leader.fullName,
  ]);
  expect(await countRightsAlerts(world.database.queries, leader, 10)).toBe(0);
  expect(await countRightsAlerts(world.database.queries, administrator, 10)).toBe(1);
  for (const actor of [leader, person, head, { ...person, roles: ["administrator"] }])
    await expect(decide(actor, alert.id, "confirm")).rejects.toMatchObject({ code: "access.denied" });
  await expect(decide(administrator, alert.id, "contest", "không")).rejects.toMatchObject({
    problems: { reason: expect.anything() },
  });
  await decide(administrator, alert.id, "contest");
  const held = await clearancesOf(world.database.queries, [person.appointmentId], today);
  expect(held.get(person.appointmentId)?.level).toBe(1);
  await expect(decide(second, alert.id, "confirm")).rejects.toMatchObject({
    code: "directory.alert-decided",
  });
});

test("a contested delegation has ended, a contested post is taken back, a contested end is undone", async () => {
  await world.delegateOf(leader, head, ["direct"]);
  const given = await open("directory.delegation-given");
  await decide(administrator, given.id, "contest");
  expect((await findDelegation(world.database.queries, given.objectId))?.endedAt).not.toBeNull();

  const post = await run(administrator, (tx) =>
    giveAppointment(tx, administrator, {
      personId: person.personId,
      unitId: head.unitId,
      title: "Phó Trưởng phòng",
      rank: "unit-deputy",
      roles: ["head-of-unit"],
      kind: "concurrent",
      basis: "QĐ số 12/QĐ",
    }),
  );
  await decide(leader, (await open("directory.post-given")).id, "contest");
  expect((await findAppointment(world.database.queries, post.id, today))?.roles ?? []).toEqual([]);
  expect(await findAppointment(world.database.queries, post.id, plusDays(today, 1))).toBeUndefined();

  await run(administrator, (tx) =>
    endAppointment(tx, administrator, {
      appointmentId: person.appointmentId,
      lastDay: plusDays(today, -1),
      basis: "QĐ số 13/QĐ",
    }),
  );
  expect(await findAppointment(world.database.queries, person.appointmentId, today)).toBeUndefined();
  await decide(leader, (await open("directory.post-ended")).id, "contest");
  expect(await findAppointment(world.database.queries, person.appointmentId, today)).toBeDefined();
});

test("on the page: confirmed by another administrator, without script", async () => {
  await run(leader, (tx) =>
    decideClearance(tx, leader, {
      appointmentId: person.appointmentId,
      level: 2,
      until: null,
      basis: "QĐ số 2",
    }),
  );
  const pages = testPages(world.house, (app) => directory.pages?.(app, world.house));
  const alert = await open("documents.clearance");
  expect((await pages.as(second).get("/rights-alerts")).text).toContain("Tối mật");
  expect((await pages.as(person).get("/rights-alerts")).status).toBe(403);
  const wrong = await pages.as(second).post("/rights-alerts", { alert: alert.id, decision: "contest" });
  expect([wrong.status, wrong.text.includes("Nêu lý do không đồng ý")]).toEqual([422, true]);
  expect(
    (await pages.as(second).post("/rights-alerts", { alert: alert.id, decision: "confirm" })).status,
  ).toBe(303);
  expect((await pages.as(second).get("/rights-alerts?view=decided")).text).toContain("Đã xác nhận");
});
