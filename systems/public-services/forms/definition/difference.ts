import type { Sentence } from "../../../../core/errors.ts";
import { say, type Wording } from "../../../../core/ui/language.ts";
import type { Condition, Predicate } from "./condition.ts";
import type { FormDefinition } from "./definition.ts";
import type { FormField } from "./field.ts";

/** One thing that differs between two versions. */
export interface DefinitionChange {
  readonly kind: "added" | "removed" | "changed" | "moved";
  /** Page or question it is about. */
  readonly what: Wording;
  /** What of it, as it was and as it is; absent when it is whole. */
  readonly part?: Sentence;
  readonly before?: Wording;
  readonly after?: Wording;
}

/** What changed from one version to another, page by page, in the order of the newer one. */
export function differenceOf(before: FormDefinition, after: FormDefinition): readonly DefinitionChange[] {
  const changes: DefinitionChange[] = [];
  compareParts(changes, before.title, { ...before, pages: undefined }, { ...after, pages: undefined });
  const oldFields = fieldsOf(before);
  const newFields = fieldsOf(after);
  const oldPages = new Map(before.pages.map((page) => [page.key, page]));
  for (const page of after.pages) {
    const old = oldPages.get(page.key);
    if (!old) changes.push({ kind: "added", what: page.title });
    else compareParts(changes, page.title, { ...old, fields: undefined }, { ...page, fields: undefined });
    for (const field of page.fields) {
      const was = oldFields.get(field.key);
      if (!was) {
        changes.push({ kind: "added", what: field.label });
        continue;
      }
      if (was.page !== page.key) changes.push({ kind: "moved", what: field.label, after: page.title });
      compareParts(changes, field.label, was.field, field);
    }
  }
  for (const page of before.pages) {
    if (!after.pages.some(({ key }) => key === page.key)) changes.push({ kind: "removed", what: page.title });
  }
  for (const [key, { field }] of oldFields)
    if (!newFields.has(key)) changes.push({ kind: "removed", what: field.label });
  const common = [...newFields.keys()].filter((key) => oldFields.has(key));
  if (common.join() !== [...oldFields.keys()].filter((key) => newFields.has(key)).join()) {
    changes.push({ kind: "moved", what: { vi: "Thứ tự câu hỏi", en: "Order of the questions" } });
  }
  return changes;
}

function fieldsOf(
  definition: FormDefinition,
): ReadonlyMap<string, { readonly field: FormField; readonly page: string }> {
  return new Map(
    definition.pages.flatMap((page) => page.fields.map((field) => [field.key, { field, page: page.key }])),
  );
}

const WORDS: Readonly<Record<string, Sentence>> = {
  title: { vi: "tên", en: "title" },
  lead: { vi: "lời dẫn", en: "introduction" },
  label: { vi: "câu hỏi", en: "question" },
  hint: { vi: "lời hướng dẫn", en: "hint" },
  body: { vi: "nội dung thông tin", en: "information" },
  type: { vi: "kiểu trả lời", en: "kind of answer" },
  optional: { vi: "không bắt buộc", en: "optional" },
  show: { vi: "điều kiện hiện", en: "condition to show" },
  enable: { vi: "điều kiện cho trả lời", en: "condition to ask" },
  review: { vi: "điều kiện hiện khi xem lại", en: "condition to review" },
  options: { vi: "các câu trả lời", en: "answers" },
  prefill: { vi: "điền sẵn", en: "prefilled from" },
  component: { vi: "thành phần hồ sơ", en: "component" },
  procedures: { vi: "thủ tục", en: "procedures" },
  checks: { vi: "phép kiểm tra", en: "checks" },
  declaration: { vi: "lời cam đoan", en: "declaration" },
  basis: { vi: "căn cứ", en: "basis" },
  parts: { vi: "các mục", en: "parts" },
  fields: { vi: "các câu trong nhóm", en: "questions of the group" },
};

function compareParts(changes: DefinitionChange[], what: Wording, before: object, after: object): void {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name), now.get(name)];
    if (name === "key" || name === "code" || JSON.stringify(was) === JSON.stringify(is)) continue;
    changes.push({
      kind: "changed",
      what,
      part: WORDS[name] ?? { vi: name, en: name },
      before: shown(was),
      after: shown(is),
    });
  }
}

/** A part of a definition as a person reads it. */
function shown(value: unknown): Wording {
  if (value === undefined) return { vi: "không có", en: "none" };
  if (value === true) return { vi: "có", en: "yes" };
  if (value === false) return { vi: "không", en: "no" };
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value)) {
    const parts = value.map(shown);
    return both((lang) => parts.map((each) => say(lang, each)).join("; "));
  }
  if (isWords(value)) return value;
  if (typeof value === "object" && value !== null) {
    const labelled = new Map(Object.entries(value));
    const label: unknown = labelled.get("label") ?? labelled.get("part");
    if (label !== undefined) return shown(label);
    return both((lang) =>
      [...labelled].map(([name, each]) => `${name}: ${say(lang, shown(each))}`).join(", "),
    );
  }
  return String(value);
}

function both(make: (lang: "vi" | "en") => string): Wording {
  return { vi: make("vi"), en: make("en") };
}

function isWords(value: unknown): value is { vi: string; en: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "vi" in value &&
    "en" in value &&
    typeof value.vi === "string"
  );
}

/** A condition in words: "Giới tính là Nữ và Tuổi từ 18, hoặc …". */
export function conditionWords(condition: Condition, find: (path: string) => FormField | undefined): Wording {
  return both((lang) =>
    condition
      .map((clause) =>
        Object.entries(clause)
          .map(([path, predicate]) => {
            const field = find(path);
            return `“${field ? say(lang, field.label) : path}” ${predicateWords(predicate, field, lang)}`;
          })
          .join(lang === "vi" ? " và " : " and "),
      )
      .join(lang === "vi" ? ", hoặc " : ", or "),
  );
}

function predicateWords(predicate: Predicate, field: FormField | undefined, lang: "vi" | "en"): string {
  const vi = lang === "vi";
  const value = (given: string | number | boolean) => {
    if (typeof given === "boolean") return given ? (vi ? "Có" : "Yes") : vi ? "Không" : "No";
    const options = field && "options" in field ? field.options : [];
    const option = options.find((each) => each.value === given);
    return option ? say(lang, option.label) : String(given);
  };
  const parts: string[] = [];
  if (predicate.not) {
    parts.push(
      Object.keys(predicate.not).length === 0
        ? vi
          ? "chưa trả lời"
          : "is not answered"
        : `${vi ? "không phải:" : "not:"} ${predicateWords(predicate.not, field, lang)}`,
    );
  }
  if (predicate.const !== undefined) parts.push(`${vi ? "là" : "is"} ${value(predicate.const)}`);
  if (predicate.enum)
    parts.push(`${vi ? "là một trong" : "is one of"} ${predicate.enum.map(value).join(", ")}`);
  if (predicate.contains !== undefined) parts.push(`${vi ? "có chọn" : "has"} ${value(predicate.contains)}`);
  if (predicate.minimum !== undefined) parts.push(`${vi ? "từ" : "at least"} ${predicate.minimum}`);
  if (predicate.maximum !== undefined) parts.push(`${vi ? "đến" : "at most"} ${predicate.maximum}`);
  if (parts.length === 0) parts.push(vi ? "đã trả lời" : "is answered");
  return parts.join(vi ? " và " : " and ");
}
