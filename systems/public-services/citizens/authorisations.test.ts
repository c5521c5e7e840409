import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FormRefusal } from "../../../core/errors.ts";
import {
  AUTHORISATION_STEPS,
  type AuthorisationAction,
  answerAuthorisation,
} from "./authorisations/answer-authorisation.ts";
import {
  type AuthorisationState,
  authorisationsFor,
  birthday,
  principalsOf,
} from "./authorisations/authorisation.ts";
import { declareChild, removeChild } from "./authorisations/declare-child.ts";
import { giveAuthorisation } from "./authorisations/give-authorisation.ts";
import { type Citizen, findCitizen } from "./citizen.ts";
import { enterCitizen } from "./sign-in/enter-citizen.ts";
import { claimsOf, ORIGIN, type TestTown, testTown } from "./testing.ts";

const NOW = new Date("2026-11-04T09:00:00+07:00");

let town: TestTown;
let giver: Citizen;
let taker: Citizen;
let stranger: Citizen;
beforeAll(async () => {
  town = await testTown();
  giver = await citizen("000192000001", "Y Mai");
  taker = await citizen("000088000002", "A Tuấn");
  stranger = await citizen("000179000003", "Nguyễn Thị Hồng Nhung");
});
afterAll(() => town.close());

async function citizen(identifier: string, name: string): Promise<Citizen> {
  const entry = await enterCitizen(town.house, claimsOf({ identifier, name }), ORIGIN, NOW);
  if (entry.kind !== "signed-in") throw new Error("not signed in");
  const found = await findCitizen(town.house.database.queries, entry.session.citizenId);
  if (!found) throw new Error("no account");
  return found;
}

const typed = {
  takerIdentifier: "000088000002",
  takerName: "A Tuấn",
  scope: "some" as const,
  procedures: "1.001193, 2.000815",
  from: "04/11/2026",
  until: "31/12/2026",
};
const give = (over: Partial<Parameters<typeof giveAuthorisation>[2]> = {}, requestId?: string) =>
  giveAuthorisation(
    town.house,
    giver,
    { ...typed, ...over },
    { now: NOW, ...(requestId ? { requestId } : {}) },
  );

describe("an authorisation", () => {
  test("counts for its procedures and its days once accepted, and not before", async () => {
    const id = await give();
    const files = async (code: string, day: string) =>
      (await principalsOf(town.house.database.queries, taker, code, new Date(`${day}T09:00:00+07:00`)))
        .length;
    expect(await files("1.001193", "2026-11-04")).toBe(0);
    await answerAuthorisation(town.house, taker, id, "accept", NOW);
    expect(await files("1.001193", "2026-11-04")).toBe(1);
    expect(await files("1.001193", "2026-12-31")).toBe(1);
    expect(await files("1.001193", "2027-01-01")).toBe(0);
    expect(await files("1.001193", "2026-11-03")).toBe(0);
    expect(await files("1.009999", "2026-11-04")).toBe(0);
    await answerAuthorisation(town.house, giver, id, "end", NOW);
    expect(await files("1.001193", "2026-11-04")).toBe(0);
  });

  test("posted twice is one", async () => {
    const before = (await authorisationsFor(town.house.database.queries, taker.identifier)).length;
    const requestId = crypto.randomUUID();
    expect(await give({}, requestId)).toBe(await give({}, requestId));
    expect(await authorisationsFor(town.house.database.queries, taker.identifier)).toHaveLength(before + 1);
  });

  test.each([
    ["takerIdentifier", { takerIdentifier: "12345" }],
    ["takerIdentifier", { takerIdentifier: "000192000001" }],
    ["takerIdentifier", { takerIdentifier: "0101234567" }],
    ["takerName", { takerName: " " }],
    ["procedures", { procedures: "" }],
    ["procedures", { procedures: "khai sinh" }],
    ["from", { from: "03/11/2026" }],
    ["from", { from: "31/02/2026" }],
    ["until", { until: "03/11/2026" }],
    ["until", { until: "05/11/2027" }],
  ])("with a wrong %s is refused beside that field: %o", async (field, over) => {
    const refusal = await give(over).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(FormRefusal);
    expect(refusal instanceof FormRefusal && Object.keys(refusal.problems)).toEqual([field]);
  });

  test("takes an offer too late no more", async () => {
    const id = await give({ until: "05/11/2026" });
    const late = answerAuthorisation(town.house, taker, id, "accept", new Date("2026-11-06T08:00:00+07:00"));
    await expect(late).rejects.toMatchObject({ code: "conflict" });
  });

  const STATES: readonly AuthorisationState[] = ["offered", "accepted", "refused", "ended"];
  const ACTIONS: readonly AuthorisationAction[] = ["accept", "refuse", "end"];
  const cells = STATES.flatMap((state) =>
    ACTIONS.flatMap((action) =>
      (["giver", "taker", "stranger"] as const).map((who) => ({ state, action, who })),
    ),
  );
  test.each(cells)("$state, $action by the $who", async ({ state, action, who }) => {
    const id = await give();
    await town.house.database.queries
      .updateTable("public_services.authorisation")
      .set({ state })
      .where("id", "=", id)
      .execute();
    const step = AUTHORISATION_STEPS.find(
      (each) => each.from === state && each.action === action && each.sides.some((side) => side === who),
    );
    const people = { giver, taker, stranger };
    const done = answerAuthorisation(town.house, people[who], id, action, NOW);
    if (step) await expect(done).resolves.toBeUndefined();
    else await expect(done).rejects.toMatchObject({ code: "conflict" });
    const row = await town.house.database.queries
      .selectFrom("public_services.authorisation")
      .select("state")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    expect(row.state).toBe(step?.to ?? state);
  });
});

describe("a child", () => {
  const child = {
    relation: "mother",
    name: "Y Bông",
    identifier: "",
    birthDate: "01/11/2026",
    sex: "female",
  };
  const declare = (over: Partial<typeof child> = {}) =>
    declareChild(town.house, giver, { ...child, ...over }, { now: NOW });

  test("newborn without a number, is filed for until the day before its 18th birthday", async () => {
    const id = await declare();
    const filed = async (day: string) =>
      (
        await principalsOf(town.house.database.queries, giver, "1.001193", new Date(`${day}T09:00:00+07:00`))
      ).some((each) => each.kind === "child" && each.child.id === id);
    expect(await filed("2026-11-04")).toBe(true);
    expect(await filed("2044-10-31")).toBe(true);
    expect(await filed("2044-11-01")).toBe(false);
    await expect(removeChild(town.house, stranger, id)).rejects.toMatchObject({ code: "not-found" });
    await removeChild(town.house, giver, id);
    expect(await filed("2026-11-04")).toBe(false);
  });

  test.each([
    ["relation", { relation: "aunt" }],
    ["sex", { sex: "" }],
    ["name", { name: "" }],
    ["birthDate", { birthDate: "05/11/2026" }],
    ["birthDate", { birthDate: "04/11/2008" }],
    ["identifier", { identifier: "000226000001" }],
    ["identifier", { identifier: "000325000001" }],
    ["identifier", { identifier: "12" }],
  ])("with a wrong %s is refused beside that field: %o", async (field, over) => {
    const refusal = await declare(over).catch((error: unknown) => error);
    expect(refusal instanceof FormRefusal && Object.keys(refusal.problems)).toEqual([field]);
  });

  test("with a number is declared once, also by two forms at one moment", async () => {
    const results = await Promise.allSettled([
      declare({ identifier: "000326000009" }),
      declare({ identifier: "000326000009" }),
    ]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("is declared by persons, not by businesses", async () => {
    const claims = claimsOf({
      kind: 2,
      identifier: "0000000017",
      name: "Công ty",
      birthDate: null,
      sex: null,
    });
    const entry = await enterCitizen(town.house, claims, ORIGIN, NOW);
    const business =
      entry.kind === "signed-in"
        ? await findCitizen(town.house.database.queries, entry.session.citizenId)
        : undefined;
    if (!business) throw new Error("no business");
    await expect(declareChild(town.house, business, child, { now: NOW })).rejects.toMatchObject({
      status: 403,
    });
  });
});

test("a birthday is a day of the calendar, so many years later", () => {
  expect(birthday("2008-02-29", 18)).toBe("2026-03-01");
  expect(birthday("2008-02-29", 20)).toBe("2028-02-29");
  const days = fc.date({ min: new Date("1900-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 100 }), (date, years) => {
      const day = birthday(date.toISOString().slice(0, 10), years);
      return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
    }),
  );
});
