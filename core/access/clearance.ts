import type { PersonActor } from "../transaction/index.ts";
import type { Role } from "./roles.ts";
import { type Rule, when } from "./rule.ts";

/** Degrees of secrecy: 0 none, 1 mật, 2 tối mật, 3 tuyệt mật. */
export const HIGHEST_CLEARANCE = 3;

/**
 * What an appointment may see as long as its organisation's leader has decided nothing else for it: leaders direct, and
 * clerks register, secret documents of every degree; who works on one needs a decision above these degrees.
 */
const BY_ROLE: Readonly<Record<Role, number>> = {
  leader: 3,
  clerk: 3,
  "head-of-unit": 2,
  specialist: 1,
  administrator: 0,
  auditor: 0,
};

/** The degree that goes with the roles of an appointment. Roles nobody knows give none. */
export function clearanceByRoles(roles: readonly string[]): number {
  const degrees: Readonly<Record<string, number>> = BY_ROLE;
  return Math.max(0, ...roles.map((role) => degrees[role] ?? 0));
}

/** The highest degree of secrecy a person may see in the acting appointment: as decided for it, else by its roles. */
export function clearanceOf(actor: Pick<PersonActor, "clearance" | "roles">): number {
  return actor.clearance ?? clearanceByRoles(actor.roles);
}

/** Whoever may see this degree of secrecy; to be joined by `allOf` with a rule that says whose business it is. */
export function isCleared<Subject>(degree: (subject: Subject) => number): Rule<Subject> {
  return when((subject, actor) => degree(subject) <= clearanceOf(actor));
}
