import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Actor, PersonActor } from "../transaction/index.ts";
import {
  AccessDeniedError,
  actsAs,
  allOf,
  anyOf,
  anyone,
  assertMay,
  findScope,
  hasRole,
  isAdministrator,
  isClerkOf,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOf,
  isPerson,
  isSpecialistOf,
  may,
  type Permission,
  permission,
  permissionMatrix,
  ROLES,
  scope,
  when,
} from "./index.ts";

interface Paper {
  readonly organisationId: string;
  readonly unitId: string;
  readonly authorId: string;
  readonly sealed: boolean;
}

const words = { vi: "Câu bằng tiếng Việt", en: "Sentence" };
const issue = permission<Paper>(
  "papers.issue",
  {
    vi: "Văn thư của cơ quan ban hành được phát hành văn bản đã đóng dấu",
    en: "The issuing body's clerk may issue a sealed document",
  },
  allOf(
    isClerkOf<Paper>((paper) => paper.organisationId),
    when<Paper>((paper) => paper.sealed),
  ),
  { scope: "papers:write", systems: ["papers.dispatch"] },
);
const read = permission<Paper>(
  "papers.read",
  words,
  anyOf(
    isPerson<Paper>((paper) => paper.authorId),
    isLeaderOf<Paper>((paper) => paper.organisationId),
    isHeadOfUnit<Paper>((paper) => paper.unitId),
  ),
);
const configure = permission("papers.configure", words, isAdministrator());
const RULES: readonly Permission<Paper>[] = [
  issue,
  read,
  permission<Paper>(
    "papers.handle",
    words,
    isSpecialistOf((paper) => paper.unitId),
  ),
  permission<Paper>(
    "papers.list",
    words,
    isMemberOf((paper) => paper.organisationId),
  ),
  permission<Paper>(
    "papers.acted",
    words,
    actsAs((paper) => paper.authorId),
  ),
  permission<Paper>("papers.nobody", words, anyOf()),
  permission<Paper>("papers.nobody-either", words, allOf()),
];

const id = fc.constantFrom("a", "b", "c");
const personActor: fc.Arbitrary<PersonActor> = fc.record({
  kind: fc.constant("person" as const),
  personId: id,
  appointmentId: id,
  organisationId: id,
  unitId: id,
  fullName: fc.constant("Y Vân"),
  positionTitle: fc.constant("Chuyên viên"),
  roles: fc.uniqueArray(fc.constantFrom(...ROLES)),
});
const systemActor: fc.Arbitrary<Actor> = fc.constantFrom("papers.dispatch", "other").map((name) => ({
  kind: "system" as const,
  name,
}));
const paper: fc.Arbitrary<Paper> = fc.record({
  organisationId: id,
  unitId: id,
  authorId: id,
  sealed: fc.boolean(),
});

describe("rights", () => {
  test("only the clerk of the issuing organisation issues, and only what is sealed", () => {
    fc.assert(
      fc.property(personActor, paper, (actor, subject) => {
        const expected =
          actor.roles.includes("clerk") && actor.organisationId === subject.organisationId && subject.sealed;
        expect(may(actor, issue, subject)).toBe(expected);
      }),
    );
  });

  test("a permission nobody declared permits nothing to anyone, even a copy of a declared one", () => {
    fc.assert(
      fc.property(fc.oneof(personActor, systemActor), paper, (actor, subject) => {
        const forged: Permission<Paper> = {
          name: "papers.forged",
          sentence: words,
          rule: anyone(),
          scope: undefined,
          systems: ["other", "papers.dispatch"],
        };
        expect(may(actor, forged, subject)).toBe(false);
        expect(may(actor, { ...issue, rule: anyone() }, subject)).toBe(false);
      }),
    );
  });

  test("a system actor may only what names it, whatever the rule says of people", () => {
    fc.assert(
      fc.property(systemActor, paper, (actor, subject) => {
        for (const each of RULES) {
          expect(may(actor, each, subject)).toBe(
            each === issue && actor.kind === "system" && actor.name === "papers.dispatch",
          );
        }
      }),
    );
  });

  test("a token never widens the rights of its owner and needs the scope of the permission", () => {
    fc.assert(
      fc.property(
        personActor,
        paper,
        fc.subarray(["papers:write", "papers:read"]),
        (actor, subject, scopes) => {
          const program = { ...actor, scopes };
          for (const each of RULES) {
            const expected =
              may(actor, each, subject) && each.scope !== undefined && scopes.includes(each.scope);
            expect(may(program, each, subject)).toBe(expected);
          }
        },
      ),
    );
  });

  test("whoever holds none of the roles in the table is refused: role × action", () => {
    const table = new Map(permissionMatrix().map((row) => [row.name, row.cells]));
    fc.assert(
      fc.property(personActor, paper, (actor, subject) => {
        for (const each of RULES) {
          const cells = table.get(each.name);
          const some = actor.roles.some((role) =>
            ROLES.some((known) => known === role && cells?.[known] !== "no"),
          );
          const needsRole = cells !== undefined && Object.values(cells).includes("no");
          if (needsRole && !some) expect(may(actor, each, subject)).toBe(false);
        }
      }),
    );
  });

  test("the table tells what a role may do always, within its own organisation, or never", () => {
    const rows = new Map(permissionMatrix().map((row) => [row.name, row]));
    expect(rows.get("papers.issue")?.cells).toEqual({
      clerk: "conditional",
      leader: "no",
      "head-of-unit": "no",
      specialist: "no",
      administrator: "no",
      auditor: "no",
    });
    expect(rows.get("papers.configure")?.cells.administrator).toBe("yes");
    expect(rows.get("papers.configure")?.cells.clerk).toBe("no");
    expect(Object.values(rows.get("papers.nobody")?.cells ?? {})).toEqual(Array(6).fill("no"));
  });

  test("a refusal carries the sentence for the screen", () => {
    const stranger: PersonActor = {
      kind: "person",
      personId: "p",
      appointmentId: "x",
      organisationId: "elsewhere",
      unitId: "elsewhere",
      fullName: "A Thôn",
      positionTitle: "Văn thư",
      roles: ["clerk"],
    };
    const subject = { organisationId: "a", unitId: "a", authorId: "q", sealed: true };
    expect(() => assertMay(stranger, issue, subject)).toThrow(AccessDeniedError);
    try {
      assertMay(stranger, issue, subject);
    } catch (error) {
      expect(error).toMatchObject({ code: "access.denied", permission: "papers.issue", reason: "rule" });
      expect(error instanceof AccessDeniedError && error.sentence.vi).toContain(
        "Văn thư của cơ quan ban hành",
      );
    }
    expect(() => assertMay({ ...stranger, scopes: [] }, configure, undefined)).toThrow(
      expect.objectContaining({ reason: "scope" }),
    );
  });

  test("a name is declared once", () => {
    expect(() => permission("papers.issue", words, hasRole("clerk"))).toThrow("declared twice");
    expect(() => permission("Papers", words, hasRole("clerk"))).toThrow("not a permission name");
    scope("papers:write", words);
    expect(() => scope("papers:write", words)).toThrow("declared twice");
    expect(() => scope("papers", words)).toThrow("not a scope name");
    expect(findScope("papers:write")?.words).toEqual(words);
    expect(findScope("papers:other")).toBeUndefined();
  });
});
