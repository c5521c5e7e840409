import { Refusal, type Sentence } from "../errors.ts";
import type { Actor } from "../transaction/index.ts";
import { ROLES, type Role } from "./roles.ts";
import { type Cell, cellOf, type Rule } from "./rule.ts";

/** One thing that can be done, who may do it, and the sentence that says so to a person. */
export interface Permission<Subject> {
  /** `room.verb`, unique in the house, e.g. `documents.issue`. */
  readonly name: string;
  /** The rule as a sentence, shown to whoever is refused and in the table of rights. */
  readonly sentence: Sentence;
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

/**
 * The actor may not do this. Pages and the machine API answer 403 with the sentence of the permission, so that the
 * person reads who may.
 */
export class AccessDeniedError extends Refusal {
  readonly permission: string;
  readonly reason: DenialReason;
  constructor(permission: Permission<never>, reason: DenialReason) {
    super("access.denied", 403, reason === "scope" ? scopeSentence(permission) : ruleSentence(permission));
    this.name = "AccessDeniedError";
    this.permission = permission.name;
    this.reason = reason;
  }
}

function ruleSentence({ sentence }: Permission<never>): Sentence {
  return {
    vi: `${sentence.vi}. Chức vụ bạn đang dùng không có quyền này: hãy chuyển sang chức vụ phù hợp nếu bạn có, hoặc hỏi quản trị viên.`,
    en: `${sentence.en}. The position you are acting in has no such right: switch to one that does if you hold it, or ask an administrator.`,
  };
}

function scopeSentence({ sentence, scope }: Permission<never>): Sentence {
  if (scope === undefined) {
    return {
      vi: `${sentence.vi}. Việc này chỉ làm được trên trang, không làm được bằng mã truy cập.`,
      en: `${sentence.en}. This can only be done in a page, not with an access token.`,
    };
  }
  return {
    vi: `${sentence.vi}. Mã truy cập cần có phạm vi "${scope}".`,
    en: `${sentence.en}. The access token needs the scope "${scope}".`,
  };
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
  sentence: Sentence,
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
  // Permissions are the officials': what a citizen may do with what is theirs is asked of the thing itself.
  if (actor.kind === "citizen") return "rule";
  if (actor.scopes !== undefined && (asked.scope === undefined || !actor.scopes.includes(asked.scope))) {
    return "scope";
  }
  return asked.rule(actor, subject) === true ? undefined : "rule";
}

/** A line of the table "Ai được làm gì". */
export interface MatrixRow {
  readonly name: string;
  readonly sentence: Sentence;
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
