import type { Actor } from "../transaction/index.ts";
import type { Words } from "../ui/language.ts";
import { ROLES, type Role } from "./roles.ts";
import { type Cell, cellOf, type Rule } from "./rule.ts";

/** One thing that can be done, who may do it, and the sentence that says so to a person. */
export interface Permission<Subject> {
  /** `room.verb`, unique in the house, e.g. `documents.issue`. */
  readonly name: string;
  /** The rule as a sentence, shown to whoever is refused and in the table of rights. */
  readonly sentence: Words;
  readonly rule: Rule<Subject>;
  /** Scope an access token must carry. Absent: no program may do this with a token. */
  readonly scope: string | undefined;
  /** Names of system actors (jobs, the axis) that may do this. */
  readonly systems: readonly string[];
}

export interface PermissionOptions {
  readonly scope?: string;
  readonly systems?: readonly string[];
}

/** Why somebody was refused: no rule fits the person, or the token lacks the scope. */
export type DenialReason = "rule" | "scope";

/** The actor may not do this. Pages show `sentence`; the machine API answers 403 with `code` and `permission`. */
export class AccessDeniedError extends Error {
  readonly code = "access.denied";
  readonly permission: string;
  readonly sentence: Words;
  readonly reason: DenialReason;
  constructor(permission: Permission<never>, reason: DenialReason) {
    super(`${permission.name}: ${permission.sentence.en}`);
    this.permission = permission.name;
    this.sentence = permission.sentence;
    this.reason = reason;
  }
}

const registry = new Map<string, Permission<never>>();

/**
 * Declares a permission next to its use case. The name must be new: two rules for one name would leave it to the
 * order of imports which one holds.
 *
 * @param sentence who may do it, in both languages: "Văn thư của cơ quan ban hành được phát hành văn bản đã đóng dấu".
 * @throws Error when the name is taken or not `room.verb`.
 */
export function permission<Subject = void>(
  name: string,
  sentence: Words,
  rule: Rule<Subject>,
  options: PermissionOptions = {},
): Permission<Subject> {
  if (!/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/.test(name)) throw new Error(`not a permission name: ${name}`);
  if (registry.has(name)) throw new Error(`permission ${name} is declared twice`);
  const declared: Permission<Subject> = Object.freeze({
    name,
    sentence,
    rule,
    scope: options.scope,
    systems: options.systems ?? [],
  });
  registry.set(name, declared);
  return declared;
}

/** True when the actor may do this to the object. A permission nobody declared permits nothing. */
export function may<Subject>(actor: Actor, asked: Permission<Subject>, subject: Subject): boolean {
  return denial(actor, asked, subject) === undefined;
}

/**
 * Stops whoever may not do this.
 * @throws AccessDeniedError with the sentence of the permission.
 */
export function assertMay<Subject>(actor: Actor, asked: Permission<Subject>, subject: Subject): void {
  const reason = denial(actor, asked, subject);
  if (reason !== undefined) throw new AccessDeniedError(asked, reason);
}

function denial<Subject>(
  actor: Actor,
  asked: Permission<Subject>,
  subject: Subject,
): DenialReason | undefined {
  if (registry.get(asked.name) !== asked) return "rule";
  if (actor.kind === "system") return asked.systems.includes(actor.name) ? undefined : "rule";
  if (actor.scopes !== undefined && (asked.scope === undefined || !actor.scopes.includes(asked.scope))) {
    return "scope";
  }
  return asked.rule(actor, subject) === true ? undefined : "rule";
}

/** A line of the table "Ai được làm gì". */
export interface MatrixRow {
  readonly name: string;
  readonly sentence: Words;
  readonly cells: Readonly<Record<Role, Cell>>;
  readonly systems: readonly string[];
  readonly scope: string | undefined;
}

/** Every declared permission against every role, by name: made from the rules themselves. */
export function permissionMatrix(): MatrixRow[] {
  return [...registry.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((each) => ({
      name: each.name,
      sentence: each.sentence,
      cells: cellsOf(each.rule),
      systems: each.systems,
      scope: each.scope,
    }));
}

function cellsOf(tested: Rule<never>): Record<Role, Cell> {
  const cells: Record<Role, Cell> = {
    clerk: "no",
    leader: "no",
    "head-of-unit": "no",
    specialist: "no",
    administrator: "no",
    auditor: "no",
  };
  for (const role of ROLES) cells[role] = cellOf(tested, role);
  return cells;
}
