import type { Sentence } from "../../../../core/errors.ts";
import { formatDate } from "../../../../core/ui/format.ts";
import { say } from "../../../../core/ui/language.ts";
import { type Condition, holds, pathsOf, type Value } from "./condition.ts";
import type { Check, FormDefinition, FormPage } from "./definition.ts";
import type { FormField, GroupField } from "./field.ts";
import { entriesOf, type Leaf, leavesOf, type Typed } from "./leaves.ts";
import { disagreement } from "./numbers-of-people.ts";
import { type Reading, readLeaf, type Surroundings } from "./read-leaf.ts";

/** A leaf that the conditions let be seen. */
export interface ShownLeaf {
  readonly leaf: Leaf;
  /** False: seen, not asked. */
  readonly enabled: boolean;
  /** Whether it belongs on "check your answers". */
  readonly reviewed: boolean;
  readonly reading: Reading;
}

export interface ShownPage {
  readonly page: FormPage;
  readonly leaves: readonly ShownLeaf[];
}

/** What a form makes of what was typed. */
export interface Evaluation {
  readonly shown: readonly ShownPage[];
  /** By path of the leaf. */
  readonly problems: Readonly<Record<string, Sentence>>;
  /** The answers that count: of questions that are shown, right, nested as the JSON Schema of the form says. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly values: ReadonlyMap<string, Value>;
}

/**
 * Reads a form from its first question to its last: what is shown, what is wrong, what counts. Each condition sees the
 * answers before it; what is hidden counts as unanswered.
 */
export function evaluate(definition: FormDefinition, typed: Typed, around: Surroundings): Evaluation {
  const values = new Map<string, Value>();
  const problems: Record<string, Sentence> = {};
  const answers: Record<string, unknown> = {};
  const shown: ShownPage[] = [];
  for (const page of definition.pages) {
    if (!holds(page.show, (path) => values.get(path))) continue;
    const leaves: ShownLeaf[] = [];
    for (const field of page.fields) {
      if (!holds(field.show, (path) => values.get(path))) continue;
      for (const leaf of leavesOf(field, typed)) {
        const see = (path: string) => values.get(`${leaf.scope}${path}`) ?? values.get(path);
        if (!holds(leaf.field.show, see)) continue;
        const enabled = holds(leaf.field.enable, see);
        const reading = enabled ? readLeaf(leaf, typed, around) : EMPTY;
        if (reading.state === "read") {
          values.set(leaf.path, reading.value);
          put(answers, leaf.path, reading.data);
        }
        const problem = enabled ? problemOf(leaf, reading) : undefined;
        if (problem) problems[leaf.path] = problem;
        leaves.push({ leaf, enabled, reviewed: holds(leaf.field.review, see), reading });
      }
      if (field.type === "group") values.set(field.key, entriesOf(field, typed));
    }
    shown.push({ page, leaves });
  }
  for (const [key, value] of Object.entries(answers)) {
    // An entry of a group with no answer at all leaves a hole.
    if (Array.isArray(value)) answers[key] = value.filter((each) => each !== undefined);
  }
  for (const { leaves } of shown) doubtNumbers(leaves, values, around, problems);
  for (const check of definition.checks) {
    const found = failed(check, values, around.today);
    if (found && problems[found.path] === undefined) problems[found.path] = found.problem;
  }
  return { shown, problems, answers, values };
}

const EMPTY: Reading = { state: "empty" };

/** Fields of a page that may yet appear while the citizen is on it: a condition on the same page decides. */
export function mayAppear(page: FormPage, field: FormField): boolean {
  const here = new Set(page.fields.map(({ key }) => key));
  return pathsOf(field.show).some((path) => here.has(path.split(".")[0] ?? ""));
}

/** The condition of a leaf with the names of its own entry of a group. */
export function scopedCondition(leaf: Leaf, siblings: GroupField | undefined): Condition | undefined {
  const { show } = leaf.field;
  if (show === undefined || siblings === undefined) return show;
  const beside = new Set(siblings.fields.map(({ key }) => key));
  return show.map((clause) =>
    Object.fromEntries(
      Object.entries(clause).map(([path, predicate]) => [
        beside.has(path.split(".")[0] ?? "") ? `${leaf.scope}${path}` : path,
        predicate,
      ]),
    ),
  );
}

function problemOf(leaf: Leaf, reading: Reading): Sentence | undefined {
  if (reading.state === "wrong") return reading.problem;
  if (reading.state === "read" || leaf.field.optional || leaf.field.type === "information") return undefined;
  if (leaf.field.type === "agreement") {
    return {
      vi: "Đánh dấu vào ô này để đồng ý rồi mới tiếp tục được.",
      en: "Tick this box to agree before going on.",
    };
  }
  const of = (lang: "vi" | "en") => {
    const words = [leaf.field.label, ...[...leaf.within].reverse()]
      .map((each) => say(lang, each))
      .join(" – ");
    return /[.?!]$/.test(words) ? words : `${words}.`;
  };
  return leaf.field.type === "file"
    ? { vi: `Chưa có tệp: ${of("vi")}`, en: `No file yet: ${of("en")}` }
    : { vi: `Chưa trả lời: ${of("vi")}`, en: `Not answered yet: ${of("en")}` };
}

/** A number that belongs to somebody of another birth year or sex is asked about, unless a register gave it. */
function doubtNumbers(
  leaves: readonly ShownLeaf[],
  values: ReadonlyMap<string, Value>,
  around: Surroundings,
  problems: Record<string, Sentence>,
): void {
  for (const { leaf } of leaves) {
    if (leaf.field.type !== "text" || leaf.field.format !== "identity") continue;
    const number = values.get(leaf.path);
    if (typeof number !== "string" || around.verified?.has(leaf.path)) continue;
    const block = leaf.path.replace(/[^.]+$/, "");
    const of = (part: string) => {
      const value = values.get(`${block}${part}`);
      return typeof value === "string" ? value : undefined;
    };
    const found = disagreement(number, { sex: of("sex"), birthDate: of("birthDate") });
    if (found) problems[leaf.path] ??= found;
  }
}

function failed(
  check: Check,
  values: ReadonlyMap<string, Value>,
  today: string,
): { readonly path: string; readonly problem: Sentence } | undefined {
  const message = check.message;
  const own = message === undefined ? undefined : { vi: say("vi", message), en: say("en", message) };
  switch (check.kind) {
    case "date-order": {
      const [earlier, later] = [values.get(check.earlier), values.get(check.later)];
      if (typeof earlier !== "string" || typeof later !== "string" || earlier <= later) return undefined;
      const [a, b] = [formatDate(earlier), formatDate(later)];
      return {
        path: check.later,
        problem: own ?? {
          vi: `Ngày này (${b}) không thể trước ngày ${a} đã khai. Kiểm tra lại cả hai ngày.`,
          en: `This day (${b}) cannot come before ${a}, which you gave earlier. Check both.`,
        },
      };
    }
    case "different": {
      const [first, second] = [values.get(check.first), values.get(check.second)];
      if (first === undefined || first !== second) return undefined;
      return {
        path: check.second,
        problem: own ?? {
          vi: "Trùng với điều đã khai ở trên; hai mục này phải khác nhau.",
          en: "The same as given above; the two must differ.",
        },
      };
    }
    case "at-most": {
      const [smaller, larger] = [values.get(check.smaller), values.get(check.larger)];
      if (typeof smaller !== "number" || typeof larger !== "number" || smaller <= larger) return undefined;
      return {
        path: check.smaller,
        problem: own ?? {
          vi: "Số này lớn hơn số liên quan đã khai.",
          en: "Larger than the figure it belongs to.",
        },
      };
    }
    case "age": {
      const born = values.get(check.birthDate);
      const day = check.on === undefined ? today : values.get(check.on);
      if (typeof born !== "string" || typeof day !== "string") return undefined;
      const age = ageOn(born, day);
      if (check.atLeast !== undefined && age < check.atLeast) {
        return {
          path: check.birthDate,
          problem: own ?? {
            vi: `Người này mới ${Math.max(age, 0)} tuổi; phải từ đủ ${check.atLeast} tuổi.`,
            en: `This person is ${Math.max(age, 0)}; the age must be at least ${check.atLeast}.`,
          },
        };
      }
      if (check.atMost !== undefined && age > check.atMost) {
        return {
          path: check.birthDate,
          problem: own ?? {
            vi: `Người này đã ${age} tuổi; chỉ nhận đến ${check.atMost} tuổi.`,
            en: `This person is ${age}; the age may be at most ${check.atMost}.`,
          },
        };
      }
      return undefined;
    }
  }
}

/** Full years between two days, `yyyy-MM-dd`. */
export function ageOn(born: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) < born.slice(5) ? years - 1 : years;
}

/** Puts an answer into the nested data: `heirs.0.name` becomes `heirs[0].name`. */
function put(answers: Record<string, unknown>, path: string, data: unknown): void {
  const steps = path.split(".");
  let here: Record<string, unknown> | unknown[] = answers;
  steps.forEach((step, depth) => {
    const last = depth === steps.length - 1;
    const below = last ? data : /^\d+$/.test(steps[depth + 1] ?? "") ? [] : {};
    const present: unknown = Array.isArray(here)
      ? here[Number(step)]
      : Object.hasOwn(here, step)
        ? here[step]
        : undefined;
    const next = last || present === undefined ? below : present;
    if (Array.isArray(here)) here[Number(step)] = next;
    else here[step] = next;
    if (Array.isArray(next)) here = next;
    else if (isRecord(next)) here = next;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
