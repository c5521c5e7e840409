import type { Sentence } from "../errors.ts";
import type { PersonActor } from "../transaction/index.ts";
import { ROLES, type Role } from "./roles.ts";

/**
 * Says whether a person may do something to an object. Rules are pure: everything they need is in the actor and the
 * object, so that they can be read, listed and tested without a database.
 */
export interface Rule<Subject> {
  (actor: PersonActor, subject: Subject): boolean;
  /** Roles that can possibly satisfy the rule: the generated table of rights is built from it. */
  readonly roles: ReadonlySet<Role>;
  /** True when the role alone is not enough: it must be the right organisation, unit, person or state. */
  readonly conditional: boolean;
}

/** Picks the id (or ids) an actor's own must be among. Undefined or empty means nobody. */
export type Pick<Subject> = (subject: Subject) => string | readonly string[] | undefined;

const EVERY_ROLE: ReadonlySet<Role> = new Set(ROLES);

/** Makes a rule of a test, with the roles that can satisfy it. */
export function rule<Subject>(
  roles: ReadonlySet<Role>,
  conditional: boolean,
  test: (actor: PersonActor, subject: Subject) => boolean,
): Rule<Subject> {
  return Object.assign((actor: PersonActor, subject: Subject) => test(actor, subject), {
    roles,
    conditional,
  });
}

function among(id: string, picked: string | readonly string[] | undefined): boolean {
  if (picked === undefined) return false;
  return typeof picked === "string" ? picked === id : picked.includes(id);
}

/** Any signed-in person. */
export function anyone<Subject = void>(): Rule<Subject> {
  return rule(EVERY_ROLE, false, () => true);
}

/** A role in the acting appointment, whatever the object. */
export function hasRole<Subject = void>(role: Role): Rule<Subject> {
  return rule(new Set([role]), false, (actor) => actor.roles.includes(role));
}

/** Administrator of the installation. */
export function isAdministrator<Subject = void>(): Rule<Subject> {
  return hasRole("administrator");
}

function roleInOrganisation<Subject>(role: Role, organisation: Pick<Subject>): Rule<Subject> {
  return rule(
    new Set([role]),
    true,
    (actor, subject) => actor.roles.includes(role) && among(actor.organisationId, organisation(subject)),
  );
}

function roleInUnit<Subject>(role: Role, unit: Pick<Subject>): Rule<Subject> {
  return rule(
    new Set([role]),
    true,
    (actor, subject) => actor.roles.includes(role) && among(actor.unitId, unit(subject)),
  );
}

/** Clerk (văn thư) of the organisation the object belongs to. */
export function isClerkOf<Subject>(organisation: Pick<Subject>): Rule<Subject> {
  return roleInOrganisation("clerk", organisation);
}

/** Leader of the organisation the object belongs to. */
export function isLeaderOf<Subject>(organisation: Pick<Subject>): Rule<Subject> {
  return roleInOrganisation("leader", organisation);
}

/** Auditor of the organisation the object belongs to. */
export function isAuditorOf<Subject>(organisation: Pick<Subject>): Rule<Subject> {
  return roleInOrganisation("auditor", organisation);
}

/** Head of the inner unit the object belongs to. */
export function isHeadOfUnit<Subject>(unit: Pick<Subject>): Rule<Subject> {
  return roleInUnit("head-of-unit", unit);
}

/** Specialist of the inner unit the object belongs to. */
export function isSpecialistOf<Subject>(unit: Pick<Subject>): Rule<Subject> {
  return roleInUnit("specialist", unit);
}

/** Anyone who works in the organisation the object belongs to. */
export function isMemberOf<Subject>(organisation: Pick<Subject>): Rule<Subject> {
  return rule(EVERY_ROLE, true, (actor, subject) => among(actor.organisationId, organisation(subject)));
}

/** Anyone who works in the inner unit the object belongs to. */
export function isMemberOfUnit<Subject>(unit: Pick<Subject>): Rule<Subject> {
  return rule(EVERY_ROLE, true, (actor, subject) => among(actor.unitId, unit(subject)));
}

/** One of the persons named on the object, in whichever appointment. */
export function isPerson<Subject>(person: Pick<Subject>): Rule<Subject> {
  return rule(EVERY_ROLE, true, (actor, subject) => among(actor.personId, person(subject)));
}

/** The holder of one of the appointments named on the object, acting in it. */
export function actsAs<Subject>(appointment: Pick<Subject>): Rule<Subject> {
  return rule(EVERY_ROLE, true, (actor, subject) => among(actor.appointmentId, appointment(subject)));
}

/** A condition on the object (its state, its secrecy), to be joined with a role by `allOf`. */
export function when<Subject>(condition: (subject: Subject, actor: PersonActor) => boolean): Rule<Subject> {
  return rule(EVERY_ROLE, true, (actor, subject) => condition(subject, actor) === true);
}

/** A program must hold this scope; a person in a page always does. */
export function holdsScope<Subject = void>(scope: string): Rule<Subject> {
  return rule(EVERY_ROLE, false, (actor) => actor.scopes === undefined || actor.scopes.includes(scope));
}

/** At least one of the rules. An empty list permits nobody. */
export function anyOf<Subject>(...rules: readonly Rule<Subject>[]): Rule<Subject> {
  const roles = new Set(rules.flatMap((each) => [...each.roles]));
  const conditional = rules.every((each) => each.conditional);
  return rule(roles, conditional, (actor, subject) => rules.some((each) => each(actor, subject) === true));
}

/** Every one of the rules. An empty list permits nobody. */
export function allOf<Subject>(...rules: readonly Rule<Subject>[]): Rule<Subject> {
  const roles = new Set(
    rules.length === 0 ? [] : ROLES.filter((role) => rules.every((each) => each.roles.has(role))),
  );
  const conditional = rules.some((each) => each.conditional);
  return rule(
    roles,
    conditional,
    (actor, subject) => rules.length > 0 && rules.every((each) => each(actor, subject) === true),
  );
}

/** One line of the table of rights: what a role is able to do by a rule. */
export type Cell = "yes" | "conditional" | "no";

/** What the table of rights shows for a role. */
export function cellOf(tested: Rule<never>, role: Role): Cell {
  if (!tested.roles.has(role)) return "no";
  return tested.conditional ? "conditional" : "yes";
}

/** Words beside a cell of the table of rights. */
export const CELL_WORDS: Readonly<Record<Cell, Sentence>> = {
  yes: { vi: "Được", en: "May" },
  conditional: { vi: "Có điều kiện", en: "On condition" },
  no: { vi: "Không", en: "May not" },
};
