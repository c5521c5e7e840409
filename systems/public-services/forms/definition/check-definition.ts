import type { Sentence } from "../../../../core/errors.ts";
import { say, type Wording } from "../../../../core/ui/language.ts";
import { type Condition, meets, type Predicate, pathsOf, type Value } from "./condition.ts";
import type { Check, FormDefinition } from "./definition.ts";
import type { FormField, LeafField } from "./field.ts";
import { leavesOf } from "./leaves.ts";
import { STANDARD_KEYS, wholeForm } from "./standard-pages.ts";

/** A component of a procedure, as far as its form is concerned. */
export interface FormComponent {
  readonly key: string;
  readonly name: string;
  readonly required: boolean;
  readonly electronic: boolean;
}

/** Something of a definition that would fail the citizen; `hard` ones forbid publishing. */
export interface DefinitionProblem {
  /** Page it is on; absent for the form as a whole. */
  readonly page?: string;
  readonly field?: string;
  readonly hard: boolean;
  readonly sentence: Sentence;
}

/** Ways a condition can hold that are looked through; more are taken to be reachable. */
const MOST_WAYS = 200;

/**
 * What is wrong with a form before it is published: keys used twice, conditions on later or unknown questions, questions
 * nobody can reach, checks about nothing, components of the procedure nobody is asked for.
 */
export function checkDefinition(
  definition: FormDefinition,
  components: readonly FormComponent[] = [],
): readonly DefinitionProblem[] {
  const problems: DefinitionProblem[] = [...doubleKeys(definition)];
  const known = new Map<string, Asked>();
  for (const page of wholeForm(definition).pages) {
    const own = !STANDARD_KEYS.has(page.key);
    const report = (sentence: Sentence, hard: boolean, field?: string) => {
      if (own) problems.push({ page: page.key, hard, sentence, ...(field === undefined ? {} : { field }) });
    };
    for (const sentence of conditionProblems(page.show, known, named(page.title))) report(sentence, true);
    if (page.fields.length === 0) {
      report(
        two((lang) => ({
          vi: `Trang “${say(lang, page.title)}” chưa có câu hỏi nào.`,
          en: `Page “${say(lang, page.title)}” has no question.`,
        })),
        true,
      );
    }
    if (page.fields.filter(({ type }) => type !== "information").length > 8) {
      report(
        {
          vi: "Trang này hỏi nhiều quá: mỗi trang một câu hoặc một nhóm ngắn.",
          en: "This page asks too much: one question or one short group a page.",
        },
        false,
      );
    }
    for (const field of page.fields) {
      const within = and(page.show, field.show);
      for (const sentence of conditionProblems(field.show, known, named(field.label)))
        report(sentence, true, field.key);
      for (const condition of [field.enable, field.review]) {
        for (const sentence of conditionProblems(condition, known, named(field.label)))
          report(sentence, true, field.key);
      }
      if (own && neverHolds(within, known)) {
        report(
          two((lang) => ({
            vi: `Không ai đến được câu “${say(lang, field.label)}”: điều kiện hiện của câu không bao giờ đúng.`,
            en: `Nobody reaches “${say(lang, field.label)}”: its condition can never hold.`,
          })),
          true,
          field.key,
        );
      }
      for (const [path, leaf] of askedLeaves(field)) known.set(path, { leaf, show: within });
      if (field.type === "group") {
        if ((field.least ?? 0) > field.most)
          report(
            {
              vi: "Số mục ít nhất lớn hơn số mục nhiều nhất.",
              en: "The least number of entries is above the most.",
            },
            true,
            field.key,
          );
        for (const sentence of groupProblems(field.fields, known)) report(sentence, true, field.key);
      }
    }
  }
  for (const check of definition.checks) problems.push(...checkProblems(check, known));
  problems.push(...componentProblems(definition, components));
  return problems;
}

interface Asked {
  readonly leaf: LeafField;
  readonly show: Condition | undefined;
}

function two(make: (lang: "vi" | "en") => Sentence): Sentence {
  return { vi: make("vi").vi, en: make("en").en };
}

const named = (wording: Wording) => (lang: "vi" | "en") => say(lang, wording);

function doubleKeys(definition: FormDefinition): DefinitionProblem[] {
  const seen = new Set<string>();
  const pages = new Set<string>();
  const problems: DefinitionProblem[] = [];
  for (const page of definition.pages) {
    if (pages.has(page.key) || STANDARD_KEYS.has(page.key)) {
      problems.push({
        page: page.key,
        hard: true,
        sentence: { vi: `Mã trang “${page.key}” đã dùng rồi.`, en: `The page key “${page.key}” is taken.` },
      });
    }
    pages.add(page.key);
    for (const { key } of page.fields) {
      if (seen.has(key) || STANDARD_KEYS.has(key)) {
        problems.push({
          page: page.key,
          field: key,
          hard: true,
          sentence: { vi: `Mã câu hỏi “${key}” đã dùng rồi.`, en: `The question key “${key}” is taken.` },
        });
      }
      seen.add(key);
    }
  }
  return problems;
}

/** What conditions may speak of: whole questions, parts of blocks, the number of entries of a group. */
function askedLeaves(field: FormField): readonly (readonly [string, LeafField])[] {
  if (field.type === "group") {
    return [[field.key, { key: field.key, type: "number", label: field.label, min: 0, max: field.most }]];
  }
  return leavesOf(field, {}).flatMap(({ path, field: leaf }) =>
    leaf.type === "information" ? [] : [[path, leaf] as const],
  );
}

function groupProblems(
  fields: Extract<FormField, { type: "group" }>["fields"],
  before: ReadonlyMap<string, Asked>,
): Sentence[] {
  const known = new Map(before);
  const problems: Sentence[] = [];
  const seen = new Set<string>();
  for (const field of fields) {
    if (seen.has(field.key))
      problems.push({
        vi: `Mã câu hỏi “${field.key}” dùng hai lần trong nhóm.`,
        en: `The key “${field.key}” is used twice in the group.`,
      });
    seen.add(field.key);
    problems.push(...conditionProblems(field.show, known, named(field.label)));
    for (const [path, leaf] of askedLeaves(field)) known.set(path, { leaf, show: field.show });
  }
  return problems;
}

function conditionProblems(
  condition: Condition | undefined,
  known: ReadonlyMap<string, Asked>,
  of: (lang: "vi" | "en") => string,
): Sentence[] {
  return pathsOf(condition)
    .filter((path) => !known.has(path))
    .map((path) => ({
      vi: `Điều kiện của “${of("vi")}” nói đến “${path}”, nhưng câu đó không có hoặc đứng sau.`,
      en: `The condition of “${of("en")}” speaks of “${path}”, which does not exist or comes later.`,
    }));
}

function and(one: Condition | undefined, other: Condition | undefined): Condition | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.flatMap((left) =>
    other.map((right) => {
      const both: Record<string, Predicate> = { ...left };
      for (const [path, predicate] of Object.entries(right)) {
        const present = both[path];
        both[path] = present === undefined ? predicate : mergePredicates(present, predicate);
      }
      return both;
    }),
  );
}

/** Both at once, as far as it can be said in one predicate; what cannot be said is left out, never added. */
function mergePredicates(one: Predicate, other: Predicate): Predicate {
  const among =
    one.enum && other.enum ? one.enum.filter((each) => other.enum?.includes(each)) : (one.enum ?? other.enum);
  if (one.const !== undefined && other.const !== undefined && one.const !== other.const) return IMPOSSIBLE;
  return {
    ...one,
    ...other,
    ...(among === undefined ? {} : { enum: among }),
    ...(one.minimum !== undefined && other.minimum !== undefined
      ? { minimum: Math.max(one.minimum, other.minimum) }
      : {}),
    ...(one.maximum !== undefined && other.maximum !== undefined
      ? { maximum: Math.min(one.maximum, other.maximum) }
      : {}),
  };
}

const IMPOSSIBLE: Predicate = { enum: [] };

/** True when no answers at all make the condition hold, its questions' own conditions included. */
function neverHolds(condition: Condition | undefined, known: ReadonlyMap<string, Asked>): boolean {
  if (condition === undefined) return false;
  let ways: Condition = condition;
  const opened = new Set<string>();
  for (;;) {
    const next = pathsOf(ways).find((path) => !opened.has(path) && known.get(path)?.show !== undefined);
    if (next === undefined) break;
    opened.add(next);
    const show = known.get(next)?.show;
    ways = ways.flatMap((clause) => {
      const asserted = clause[next];
      // A question that must stay unanswered may be hidden.
      if (asserted === undefined || meets(undefined, asserted)) return [clause];
      return and([clause], show) ?? [];
    });
    if (ways.length > MOST_WAYS) return false;
  }
  return ways.every((clause) =>
    Object.entries(clause).some(([path, predicate]) => {
      const asked = known.get(path);
      return asked !== undefined && !possible(asked.leaf, predicate);
    }),
  );
}

/** Whether some answer to the question, or none, meets the predicate. */
function possible(leaf: LeafField, predicate: Predicate): boolean {
  if (meets(undefined, predicate)) return true;
  const candidates = candidateValues(leaf, predicate);
  return candidates === undefined || candidates.some((value) => meets(value, predicate));
}

function candidateValues(leaf: LeafField, predicate: Predicate): readonly Value[] | undefined {
  switch (leaf.type) {
    case "yes-no":
      return [true, false];
    case "agreement":
      return [true];
    case "choice":
      return leaf.options.map(({ value }) => value);
    case "choices":
      return [...leaf.options.map(({ value }) => [value]), leaf.options.map(({ value }) => value)];
    case "number":
    case "money": {
      const low = Math.max(
        leaf.min ?? Number.NEGATIVE_INFINITY,
        predicate.minimum ?? Number.NEGATIVE_INFINITY,
      );
      const high = Math.min(
        leaf.max ?? Number.POSITIVE_INFINITY,
        predicate.maximum ?? Number.POSITIVE_INFINITY,
      );
      const exact = typeof predicate.const === "number" ? predicate.const : undefined;
      if (low > high || (exact !== undefined && (exact < low || exact > high))) return [];
      return predicate.enum?.length === 0 ? [] : undefined;
    }
    default:
      return predicate.enum?.length === 0 ? [] : undefined;
  }
}

function checkProblems(check: Check, known: ReadonlyMap<string, Asked>): DefinitionProblem[] {
  const wanted: readonly (readonly [string | undefined, readonly LeafField["type"][]])[] =
    check.kind === "date-order"
      ? [
          [check.earlier, ["date"]],
          [check.later, ["date"]],
        ]
      : check.kind === "age"
        ? [
            [check.birthDate, ["date"]],
            [check.on, ["date"]],
          ]
        : check.kind === "at-most"
          ? [
              [check.smaller, ["number", "money"]],
              [check.larger, ["number", "money"]],
            ]
          : [
              [check.first, []],
              [check.second, []],
            ];
  return wanted.flatMap(([path, types]) => {
    if (path === undefined) return [];
    const leaf = known.get(path)?.leaf;
    if (leaf && (types.length === 0 || types.includes(leaf.type))) return [];
    return [
      {
        hard: true,
        sentence: {
          vi: `Phép kiểm tra nói đến “${path}”, nhưng không có câu hỏi như vậy.`,
          en: `A check speaks of “${path}”, but there is no such question.`,
        },
      },
    ];
  });
}

function componentProblems(
  definition: FormDefinition,
  components: readonly FormComponent[],
): DefinitionProblem[] {
  const asked = new Set<string>();
  const problems: DefinitionProblem[] = [];
  const exists = new Set(components.map(({ key }) => key));
  for (const page of definition.pages) {
    for (const field of page.fields) {
      if (field.type !== "file" || field.component === undefined) continue;
      asked.add(field.component);
      if (components.length > 0 && !exists.has(field.component)) {
        problems.push({
          page: page.key,
          field: field.key,
          hard: false,
          sentence: {
            vi: `Thủ tục không có thành phần hồ sơ “${field.component}”.`,
            en: `The procedure has no component “${field.component}”.`,
          },
        });
      }
    }
  }
  for (const { key, name, required, electronic } of components) {
    if (!required || !electronic || asked.has(key)) continue;
    problems.push({
      hard: false,
      sentence: {
        vi: `Biểu mẫu chưa hỏi thành phần hồ sơ bắt buộc “${name}”.`,
        en: `The form does not ask for the required component “${name}”.`,
      },
    });
  }
  return problems;
}

/** Every path of a form that a condition or check may name, with its label, in order. */
export function namablePaths(
  definition: FormDefinition,
): readonly { readonly path: string; readonly field: LeafField }[] {
  return wholeForm(definition).pages.flatMap((page) =>
    page.fields.flatMap((field) => askedLeaves(field).map(([path, leaf]) => ({ path, field: leaf }))),
  );
}
