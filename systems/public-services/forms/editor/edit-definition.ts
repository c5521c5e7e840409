import { Refusal, type Sentence } from "../../../../core/errors.ts";
import { say, type Wording } from "../../../../core/ui/language.ts";
import { foldVietnamese } from "../../../../core/ui/vietnamese.ts";
import { pathsOf } from "../definition/condition.ts";
import type { Check, FormDefinition, FormPage } from "../definition/definition.ts";
import { type FieldType, type FormField, type GroupField, KEY } from "../definition/field.ts";
import { STANDARD_KEYS } from "../definition/standard-pages.ts";
import type { FilingCase, FilingProcedure } from "../services.ts";

/** Where a question stands: on its page, or inside a group as `group.question`. */
export type FieldPath = string;

type Inner = GroupField["fields"][number];

/** A new form: empty with one page, or with a file question for each component of a procedure. */
export function newDefinition(
  code: string,
  title: Wording,
  from?: { readonly procedure: FilingProcedure; readonly chosen: FilingCase },
): FormDefinition {
  const first: FormPage = {
    key: "request",
    title: { vi: "Nội dung đề nghị", en: "What you ask for" },
    fields: [
      {
        key: "content",
        type: "long-text",
        label: { vi: "Bạn đề nghị giải quyết việc gì?", en: "What do you ask for?" },
        maxLength: 3000,
      },
    ],
  };
  const files = (from?.chosen.components ?? []).filter(({ electronic }) => electronic);
  return {
    code,
    title,
    procedures: from ? [from.procedure.code] : [],
    pages: [
      first,
      ...files.map(
        (component, index): FormPage => ({
          key: `paper${index + 1}`,
          title: component.name,
          fields: [
            {
              key: `paperFiles${index + 1}`,
              type: "file",
              label: component.name,
              component: component.key,
              optional: !component.required,
            },
          ],
        }),
      ),
    ],
    checks: [],
  };
}

/** Adds a page at the end. */
export function addPage(definition: FormDefinition, title: Wording): FormDefinition {
  const key = freeKey(
    say("vi", title),
    [...definition.pages.map((page) => page.key), ...STANDARD_KEYS],
    "page",
  );
  return { ...definition, pages: [...definition.pages, { key, title, fields: [] }] };
}

export function changePage(
  definition: FormDefinition,
  key: string,
  change: (page: FormPage) => FormPage,
): FormDefinition {
  return { ...definition, pages: definition.pages.map((page) => (page.key === key ? change(page) : page)) };
}

/** @throws Refusal `forms.in-use` when other questions depend on one of the page */
export function removePage(definition: FormDefinition, key: string): FormDefinition {
  const page = definition.pages.find((each) => each.key === key);
  const inside = page?.fields.map((field) => field.key) ?? [];
  const without = { ...definition, pages: definition.pages.filter((each) => each.key !== key) };
  refuseWhenUsed(without, inside);
  if (without.pages.length === 0) {
    throw new Refusal("forms.last-page", 409, {
      vi: "Biểu mẫu phải còn ít nhất một trang.",
      en: "A form keeps at least one page.",
    });
  }
  return without;
}

export function movePage(definition: FormDefinition, key: string, by: 1 | -1): FormDefinition {
  return { ...definition, pages: moved(definition.pages, key, by) };
}

/** Adds a question to a page, or to a group as `page` of the form `group.` of its key. */
export function addField(
  definition: FormDefinition,
  page: string,
  type: FieldType,
  label: Wording,
): { readonly definition: FormDefinition; readonly key: string } {
  const key = freeKey(say("vi", label), [...allKeys(definition), ...STANDARD_KEYS], "field");
  const field = emptyField(key, type, label);
  return {
    key,
    definition: changePage(definition, page, (each) => ({ ...each, fields: [...each.fields, field] })),
  };
}

/** Adds a question to the entries of a group. */
export function addInnerField(
  definition: FormDefinition,
  group: string,
  type: FieldType,
  label: Wording,
): { readonly definition: FormDefinition; readonly path: FieldPath } {
  const found = findField(definition, group);
  if (found?.type !== "group") return { definition, path: group };
  const key = freeKey(
    say("vi", label),
    found.fields.map((field) => field.key),
    "field",
  );
  const field = emptyField(key, type, label);
  if (field.type === "group" || field.type === "file" || field.type === "information") {
    return { definition, path: group };
  }
  return {
    path: `${group}.${key}`,
    definition: changeField(definition, group, (each) =>
      each.type === "group" ? { ...each, fields: [...each.fields, field] } : each,
    ),
  };
}

/** The question at a path. */
export function findField(definition: FormDefinition, path: FieldPath): FormField | undefined {
  const [key = "", inner] = path.split(".");
  const field = definition.pages.flatMap((page) => page.fields).find((each) => each.key === key);
  if (inner === undefined) return field;
  return field?.type === "group" ? field.fields.find((each) => each.key === inner) : undefined;
}

export function changeField(
  definition: FormDefinition,
  path: FieldPath,
  change: (field: FormField) => FormField,
): FormDefinition {
  const [key = "", inner] = path.split(".");
  const apply = (field: FormField): FormField => {
    if (inner === undefined) return change(field);
    if (field.type !== "group") return field;
    return {
      ...field,
      fields: field.fields.map((each) => (each.key === inner ? innerOr(change(each), each) : each)),
    };
  };
  return {
    ...definition,
    pages: definition.pages.map((page) => ({
      ...page,
      fields: page.fields.map((field) => (field.key === key ? apply(field) : field)),
    })),
  };
}

/** @throws Refusal `forms.in-use` when other questions depend on it */
export function removeField(definition: FormDefinition, path: FieldPath): FormDefinition {
  const [key = "", inner] = path.split(".");
  if (inner !== undefined) {
    const without = changeField(definition, key, (field) =>
      field.type === "group" && field.fields.length > 1
        ? { ...field, fields: field.fields.filter((each) => each.key !== inner) }
        : field,
    );
    return without;
  }
  const without = {
    ...definition,
    pages: definition.pages.map((page) => ({
      ...page,
      fields: page.fields.filter((field) => field.key !== key),
    })),
  };
  refuseWhenUsed(without, [key]);
  return without;
}

/** Moves a question within its page or group; over the edge of a page it goes to the neighbouring page. */
export function moveField(definition: FormDefinition, path: FieldPath, by: 1 | -1): FormDefinition {
  const [key = "", inner] = path.split(".");
  if (inner !== undefined) {
    return changeField(definition, key, (field) =>
      field.type === "group" ? { ...field, fields: moved(field.fields, inner, by) } : field,
    );
  }
  const at = definition.pages.findIndex((page) => page.fields.some((field) => field.key === key));
  const page = definition.pages[at];
  const field = page?.fields.find((each) => each.key === key);
  if (!page || !field) return definition;
  const place = page.fields.indexOf(field);
  if (page.fields[place + by])
    return changePage(definition, page.key, (each) => ({ ...each, fields: moved(each.fields, key, by) }));
  const target = definition.pages[at + by];
  if (!target) return definition;
  return {
    ...definition,
    pages: definition.pages.map((each) => {
      if (each.key === page.key) return { ...each, fields: each.fields.filter((one) => one.key !== key) };
      if (each.key !== target.key) return each;
      return { ...each, fields: by === 1 ? [field, ...each.fields] : [...each.fields, field] };
    }),
  };
}

/** What mentions a question: labels of questions with a condition on it, and checks. */
export function usesOf(definition: FormDefinition, key: string): readonly Wording[] {
  const mentions = (paths: readonly string[]) => paths.some((path) => path.split(".")[0] === key);
  const questions = definition.pages.flatMap((page) => [
    ...(mentions(pathsOf(page.show)) ? [page.title] : []),
    ...page.fields.flatMap((field) =>
      field.key !== key &&
      mentions([...pathsOf(field.show), ...pathsOf(field.enable), ...pathsOf(field.review)])
        ? [field.label]
        : [],
    ),
  ]);
  const checks = definition.checks.filter((check) => mentions(checkedPaths(check))).length;
  return checks > 0 ? [...questions, { vi: `${checks} phép kiểm tra`, en: `${checks} checks` }] : questions;
}

export function checkedPaths(check: Check): readonly string[] {
  switch (check.kind) {
    case "date-order":
      return [check.earlier, check.later];
    case "different":
      return [check.first, check.second];
    case "at-most":
      return [check.smaller, check.larger];
    case "age":
      return check.on === undefined ? [check.birthDate] : [check.birthDate, check.on];
  }
}

function refuseWhenUsed(definition: FormDefinition, keys: readonly string[]): void {
  const uses = keys.flatMap((key) => usesOf(definition, key));
  if (uses.length === 0) return;
  const words = (lang: "vi" | "en") => uses.map((each) => `“${say(lang, each)}”`).join(", ");
  const sentence: Sentence = {
    vi: `Chưa bỏ được: còn được nhắc đến ở ${words("vi")}. Hãy sửa các chỗ đó trước.`,
    en: `Not removed: ${words("en")} still refer to it. Change those first.`,
  };
  throw new Refusal("forms.in-use", 409, sentence);
}

function moved<Item extends { readonly key: string }>(
  items: readonly Item[],
  key: string,
  by: 1 | -1,
): Item[] {
  const list = [...items];
  const at = list.findIndex((item) => item.key === key);
  const [item, other] = [list[at], list[at + by]];
  if (item && other) [list[at], list[at + by]] = [other, item];
  return list;
}

/** A group holds no group, file or information: a change that would make one is none. */
function innerOr(field: FormField, before: Inner): Inner {
  return field.type === "group" || field.type === "file" || field.type === "information" ? before : field;
}

function allKeys(definition: FormDefinition): string[] {
  return definition.pages.flatMap((page) => page.fields.map((field) => field.key));
}

/** A key made of the words people read, so that data and addresses can be understood: "Ngày cưới" → `ngayCuoi`. */
export function freeKey(words: string, taken: readonly string[], fallback: string): string {
  const parts = foldVietnamese(words)
    .replace(/[^a-z0-9 ]/g, " ")
    .trim()
    .split(/\s+/)
    .slice(0, 5);
  const made = parts
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join("")
    .slice(0, 32);
  const base = KEY.test(made) ? made : fallback;
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.includes(`${base}${number}`)) return `${base}${number}`;
}

/** A question of a type with nothing but its words: complete enough to be shown. */
export function emptyField(key: string, type: FieldType, label: Wording): FormField {
  const base = { key, label };
  switch (type) {
    case "choice":
    case "choices":
      return { ...base, type, options: [{ value: "1", label: { vi: "Câu trả lời 1", en: "Answer 1" } }] };
    case "information":
      return { ...base, type, body: { vi: "Nội dung thông tin", en: "Information" } };
    case "person":
      return { ...base, type, parts: [{ part: "name" }, { part: "birthDate" }, { part: "identityNumber" }] };
    case "organisation":
      return { ...base, type, parts: [{ part: "taxCode" }, { part: "name" }, { part: "address" }] };
    case "group":
      return {
        ...base,
        type,
        item: { vi: "Mục", en: "Entry" },
        most: 5,
        fields: [{ key: "name", type: "text", label: { vi: "Tên", en: "Name" } }],
      };
    default:
      return { ...base, type };
  }
}
