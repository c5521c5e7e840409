import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { may, ROLES, type Role } from "../../core/access/index.ts";
import type { PersonActor } from "../../core/transaction/index.ts";
import type { TestProvince } from "../documents/testing.ts";
import { type FileSubject, mayReadFile, PERMISSION_OF } from "./permissions.ts";
import {
  ACCESS_LEVELS,
  FILE_ACTIONS,
  FILE_STATES,
  FILE_TRANSITIONS,
  type FileAction,
  WHILE_FROZEN,
} from "./states.ts";
import { openFile, STTTT, testRecords } from "./testing.ts";
import { isReadableBy } from "./work-files/list-work-files.ts";
import { allowedActions, getWorkFile, nextFileState, subjectOfFile } from "./work-files/work-file.ts";

const actor = (role: Role, change: Partial<PersonActor> = {}): PersonActor => ({
  kind: "person",
  personId: "p",
  appointmentId: "other",
  organisationId: "body",
  unitId: "unit",
  fullName: "A",
  positionTitle: "B",
  roles: [role],
  ...change,
});

const file: FileSubject = {
  organisationId: "body",
  unitId: "unit",
  keeper: "keeper",
  access: "named",
  workers: ["worker"],
  readers: ["reader", "reading-unit"],
  depositors: ["depositor"],
};

/** Who may do what, written out by hand: the rule of the law, not a copy of the code. */
const KEEP: readonly FileAction[] = [
  "edit",
  "add",
  "remove",
  "set-rights",
  "close",
  "reopen",
  "ask-deposit",
  "withdraw-deposit",
  "package-sip",
];
const EXPECTED: Readonly<Record<string, readonly FileAction[]>> = {
  keeper: KEEP,
  worker: ["add"],
  reader: [],
  stranger: [],
  clerk: ["accept", "return", "package-aip", "package-dip"],
  "clerk who handed it over": ["return", "package-aip", "package-dip"],
  leader: ["confirm-rights", "accept", "freeze", "unfreeze"],
  "leader who handed it over": ["confirm-rights", "freeze", "unfreeze"],
  "head-of-unit": [...KEEP, "confirm-rights", "keep-back"],
  auditor: ["freeze", "unfreeze"],
  administrator: [],
  "head of another unit": [],
  "clerk of another body": [],
  "leader of another body": [],
  "keeper who moved to another body": [],
};
const PEOPLE: Readonly<Record<keyof typeof EXPECTED, PersonActor>> = {
  keeper: actor("specialist", { appointmentId: "keeper" }),
  worker: actor("specialist", { appointmentId: "worker", unitId: "elsewhere" }),
  reader: actor("specialist", { appointmentId: "reader", unitId: "elsewhere" }),
  stranger: actor("specialist"),
  clerk: actor("clerk", { unitId: "office" }),
  "clerk who handed it over": actor("clerk", { unitId: "office", personId: "depositor" }),
  leader: actor("leader", { unitId: "body" }),
  "leader who handed it over": actor("leader", { unitId: "body", personId: "depositor" }),
  "head-of-unit": actor("head-of-unit"),
  auditor: actor("auditor", { unitId: "office" }),
  administrator: actor("administrator", { unitId: "office" }),
  "head of another unit": actor("head-of-unit", { unitId: "elsewhere" }),
  "clerk of another body": actor("clerk", { organisationId: "other-body", unitId: "other-unit" }),
  "leader of another body": actor("leader", { organisationId: "other-body", unitId: "other-unit" }),
  "keeper who moved to another body": actor("specialist", {
    appointmentId: "keeper",
    organisationId: "other-body",
    unitId: "other-unit",
  }),
};

describe("person × state × action", () => {
  test.each(Object.keys(EXPECTED))("%s", (who) => {
    const person = PEOPLE[who];
    const expected = EXPECTED[who];
    if (!person || !expected) throw new Error(who);
    for (const action of FILE_ACTIONS) {
      expect(`${action} ${may(person, PERMISSION_OF[action], file)}`).toBe(
        `${action} ${expected.includes(action)}`,
      );
    }
  });

  const LEGAL: Readonly<Record<(typeof FILE_STATES)[number], string>> = {
    open: "edit add remove set-rights confirm-rights close freeze unfreeze",
    closed: "set-rights confirm-rights reopen keep-back ask-deposit package-sip freeze unfreeze",
    "deposit-asked": "confirm-rights withdraw-deposit accept return package-sip freeze unfreeze",
    deposited: "confirm-rights package-aip package-dip freeze unfreeze",
    returned: "set-rights confirm-rights reopen keep-back ask-deposit package-sip freeze unfreeze",
  };
  test.each(FILE_STATES)("what can be done in state %s, and nothing else", (state) => {
    const legal = FILE_ACTIONS.filter((action) => FILE_TRANSITIONS[state][action] !== undefined);
    expect(legal.join(" ")).toBe(LEGAL[state]);
    for (const action of FILE_ACTIONS) {
      const attempt = (frozen: boolean) => () => nextFileState({ state, frozen }, action);
      const known = LEGAL[state].split(" ").includes(action);
      if (known && action !== "unfreeze") expect(attempt(false)).not.toThrow();
      else expect(attempt(false)).toThrow("records.wrong-state");
      if (!WHILE_FROZEN.includes(action)) expect(attempt(true)).toThrow("records.frozen");
    }
  });
});

test("who reads a file, by how far it is open", () => {
  const reads = (access: (typeof ACCESS_LEVELS)[number]) =>
    Object.keys(PEOPLE).filter((who) => {
      const person = PEOPLE[who];
      return person !== undefined && may(person, mayReadFile, { ...file, access });
    });
  const named = [
    "keeper",
    "worker",
    "reader",
    "clerk",
    "clerk who handed it over",
    "leader",
    "leader who handed it over",
    "head-of-unit",
    "auditor",
  ];
  expect(reads("named")).toEqual(named);
  expect(reads("unit").sort()).toEqual([...named, "stranger"].sort());
  expect(reads("organisation").sort()).toEqual(
    [...named, "stranger", "administrator", "head of another unit"].sort(),
  );
  const unitMember = actor("specialist", { unitId: "reading-unit" });
  expect(may(unitMember, mayReadFile, file)).toBe(true);
});

describe("the condition of the lists is the rule", () => {
  let world: TestProvince;
  beforeAll(async () => {
    world = await testRecords();
  });
  afterAll(() => world.close());

  test("for every role, place and kind of access", async () => {
    const sttt = await world.organisation(STTTT);
    const keeper = await world.actor("specialist", sttt);
    const { queries } = world.database;
    const files = await Promise.all(ACCESS_LEVELS.map((access) => openFile(world, keeper, [], { access })));
    const holder = await world.actor("head-of-unit", sttt);
    const [given] = files;
    if (!given) throw new Error("no file");
    await queries
      .insertInto("records.file_right")
      .values(
        [
          { holder_id: holder.appointmentId, holder_kind: "appointment" as const, level: "work" as const },
          { holder_id: crypto.randomUUID(), holder_kind: "unit" as const, level: "read" as const },
        ].map((right, index) => ({
          ...right,
          file_id: files[index + 1]?.id ?? given.id,
          holder_name: "X",
          state: "given" as const,
          changed_by: keeper.appointmentId,
          changed_by_name: "X",
          changed_at: new Date(),
          confirmed_by_name: index === 0 ? "X" : null,
          confirmed_at: index === 0 ? new Date() : null,
        })),
      )
      .execute();
    const units = [keeper.unitId, holder.unitId, sttt];
    const people = ROLES.flatMap((role) =>
      units.flatMap((unitId) =>
        [sttt, crypto.randomUUID()].flatMap((organisationId) =>
          [keeper.appointmentId, holder.appointmentId, crypto.randomUUID()].map((appointmentId) => ({
            ...keeper,
            roles: [role],
            unitId,
            organisationId,
            appointmentId,
          })),
        ),
      ),
    );
    for (const person of people) {
      const { rows } = await sql<{ id: string }>`select f.id from records.work_file f
        where ${isReadableBy(person)}`.execute(queries);
      const listed = rows.map((row) => row.id).sort();
      const allowed: string[] = [];
      for (const { id } of files) {
        const found = await getWorkFile(queries, id);
        if (may(person, mayReadFile, await subjectOfFile(queries, found))) allowed.push(id);
      }
      expect(listed).toEqual(allowed.sort());
    }
    const found = await getWorkFile(queries, given.id);
    expect(allowedActions(keeper, found, await subjectOfFile(queries, found))).toEqual([
      "edit",
      "add",
      "remove",
      "set-rights",
      "close",
    ]);
  });
});
