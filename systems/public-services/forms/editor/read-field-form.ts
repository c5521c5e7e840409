import type { Sentence } from "../../../../core/errors.ts";
import { type Form, value, values } from "../../../../core/http/index.ts";
import { say, type Wording } from "../../../../core/ui/index.ts";
import type { Condition } from "../definition/condition.ts";
import {
  type FormField,
  ORGANISATION_PARTS,
  PERSON_PARTS,
  PREFILLS,
  TEXT_FORMATS,
} from "../definition/field.ts";
import { freeKey } from "./edit-definition.ts";

/** A question as the editor's form describes it, or what is wrong beside its fields. */
export type ReadField =
  | { readonly field: FormField; readonly problems?: undefined }
  | { readonly field?: undefined; readonly problems: Readonly<Record<string, Sentence>> };

/** Words from a pair of fields `name` and `nameEn`; without English they are as written. */
export function wordingOf(form: Form, name: string): Wording {
  const [vi, en] = [value(form, name), value(form, `${name}En`)];
  return en === "" ? vi : { vi, en };
}

/** Reads the form of one question; its key and type stay. */
export function readFieldForm(before: FormField, form: Form): ReadField {
  const problems: Record<string, Sentence> = {};
  const label = wordingOf(form, "label");
  if (label === "") problems.label = { vi: "Ghi câu hỏi.", en: "Write the question." };
  const hint = wordingOf(form, "hint");
  const prefill = PREFILLS.find((each) => each === value(form, "prefill"));
  const show = conditionOf(form, before.show);
  const common = {
    key: before.key,
    label,
    hint: hint === "" ? undefined : hint,
    optional: value(form, "optional") === "yes" ? true : undefined,
    show,
    enable: before.enable,
    review: before.review,
    prefill,
  };
  const field = withType(before, common, form, problems);
  return Object.keys(problems).length > 0 ? { problems } : { field };
}

type Common = Pick<
  FormField,
  "key" | "label" | "hint" | "optional" | "show" | "enable" | "review" | "prefill"
>;

function withType(
  before: FormField,
  common: Common,
  form: Form,
  problems: Record<string, Sentence>,
): FormField {
  const whole = (name: string) => optionalNumber(form, name, problems, true);
  switch (before.type) {
    case "text":
      return {
        ...common,
        type: "text",
        format: TEXT_FORMATS.find((each) => each === value(form, "format")),
        maxLength: inRange(whole("maxLength"), 1, 500),
      };
    case "long-text":
      return { ...common, type: "long-text", maxLength: inRange(whole("maxLength"), 1, 10_000) };
    case "number": {
      const unit = wordingOf(form, "unit");
      return {
        ...common,
        type: "number",
        min: optionalNumber(form, "min", problems, false),
        max: optionalNumber(form, "max", problems, false),
        decimals: inRange(whole("decimals"), 0, 4),
        unit: unit === "" ? undefined : unit,
      };
    }
    case "money":
      return { ...common, type: "money", min: whole("min"), max: whole("max") };
    case "date": {
      const when = value(form, "when");
      return { ...common, type: "date", when: when === "past" || when === "future" ? when : undefined };
    }
    case "choice":
    case "choices":
      return { ...common, type: before.type, options: optionsOf(before.options, form, problems) };
    case "place":
      return { ...common, type: "place", detail: value(form, "detail") === "yes" };
    case "person":
      return { ...common, type: "person", parts: partsOf(PERSON_PARTS, form, problems) };
    case "organisation":
      return { ...common, type: "organisation", parts: partsOf(ORGANISATION_PARTS, form, problems) };
    case "file": {
      const component = value(form, "component");
      return {
        ...common,
        type: "file",
        component: component === "" ? undefined : component,
        most: inRange(whole("most"), 1, 20),
      };
    }
    case "information": {
      const body = wordingOf(form, "body");
      if (body === "") problems.body = { vi: "Ghi nội dung thông tin.", en: "Write the information." };
      return { ...common, type: "information", body };
    }
    case "group": {
      const item = wordingOf(form, "item");
      if (item === "")
        problems.item = { vi: "Ghi tên gọi của một mục.", en: "Say what one entry is called." };
      return {
        ...common,
        type: "group",
        item,
        least: inRange(whole("least"), 0, 20),
        most: inRange(whole("most"), 1, 20) ?? before.most,
        fields: before.fields,
      };
    }
    case "yes-no":
      return { ...common, type: "yes-no" };
    case "agreement":
      return { ...common, type: "agreement" };
  }
}

function optionalNumber(
  form: Form,
  name: string,
  problems: Record<string, Sentence>,
  whole: boolean,
): number | undefined {
  const typed = value(form, name)
    .replace(/\.(?=\d{3}(\D|$))/g, "")
    .replace(",", ".");
  if (typed === "") return undefined;
  const number = Number(typed);
  if (Number.isFinite(number) && (!whole || Number.isInteger(number))) return number;
  problems[name] = { vi: "Ghi một số.", en: "Enter a number." };
  return undefined;
}

function inRange(number: number | undefined, least: number, most: number): number | undefined {
  return number === undefined ? undefined : Math.min(most, Math.max(least, number));
}

/** One answer a line, "Tiếng Việt | English"; an answer whose words stay keeps its value in the data. */
function optionsOf(
  before: Extract<FormField, { type: "choice" }>["options"],
  form: Form,
  problems: Record<string, Sentence>,
): Extract<FormField, { type: "choice" }>["options"] {
  const lines = value(form, "options")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (lines.length === 0)
    problems.options = {
      vi: "Ghi ít nhất một câu trả lời, mỗi dòng một câu.",
      en: "Write at least one answer, one a line.",
    };
  const taken: string[] = [];
  const known = new Map(before.map((option) => [optionLine(option.label), option]));
  return lines.map((line, index) => {
    const [vi = "", en = ""] = line.split("|").map((part) => part.trim());
    const label: Wording = en === "" ? vi : { vi, en };
    // Renamed in its place: same number of lines, and the old words are gone.
    const inPlace = before[index];
    const renamed =
      inPlace && lines.length === before.length && !lines.includes(optionLine(inPlace.label))
        ? inPlace
        : undefined;
    const option = known.get(line) ?? known.get(optionLine(label)) ?? renamed;
    const wanted =
      option && !taken.includes(option.value)
        ? option.value
        : freeKey(vi, [...taken, ...before.map((each) => each.value)], "answer");
    taken.push(wanted);
    return { value: wanted, label, ...(option?.hint ? { hint: option.hint } : {}) };
  });
}

/** An answer as the editor writes it. */
export function optionLine(label: Wording): string {
  return typeof label === "string" ? label : `${say("vi", label)} | ${say("en", label)}`;
}

function partsOf<Part extends string>(
  all: readonly Part[],
  form: Form,
  problems: Record<string, Sentence>,
): { part: Part; optional?: boolean }[] {
  const chosen = values(form, "parts");
  const optional = values(form, "optionalParts");
  const parts = all
    .filter((part) => chosen.includes(part))
    .map((part) => (optional.includes(part) ? { part, optional: true } : { part }));
  if (parts.length === 0) problems.parts = { vi: "Chọn ít nhất một mục.", en: "Choose at least one part." };
  return parts;
}

/**
 * The condition of the plain choices: any or all of the ticked answers. A condition that says more than the choices can
 * is kept until it is replaced.
 */
export function conditionOf(form: Form, before: Condition | undefined): Condition | undefined {
  const how = value(form, "showWhen");
  if (how === "always") return undefined;
  if (how === "keep") return before;
  const ticked = values(form, "showIf").flatMap((each) => {
    const at = each.indexOf("=");
    return at > 0 ? [{ path: each.slice(0, at), answer: each.slice(at + 1) }] : [];
  });
  if (ticked.length === 0) return undefined;
  const test = ({ path, answer }: (typeof ticked)[number]) => {
    if (answer === "@yes") return { [path]: { const: true } };
    if (answer === "@no") return { [path]: { const: false } };
    return answer.startsWith("@has:")
      ? { [path]: { contains: answer.slice(5) } }
      : { [path]: { const: answer } };
  };
  return how === "all" ? [Object.assign({}, ...ticked.map(test))] : ticked.map(test);
}

/** The ticks that say a condition, and whether they can say all of it. */
export function ticksOf(condition: Condition | undefined): {
  readonly how: "always" | "any" | "all" | "keep";
  readonly ticks: readonly string[];
} {
  if (condition === undefined) return { how: "always", ticks: [] };
  const [only] = condition;
  const how = condition.length > 1 || (only && Object.keys(only).length === 1) ? "any" : "all";
  const clauses = condition.map((clause) => Object.entries(clause));
  if (how === "any" && clauses.some((clause) => clause.length !== 1)) return { how: "keep", ticks: [] };
  const ticks = clauses.flat().map(([path, predicate]) => {
    const keys = Object.entries(predicate).filter(([, each]) => each !== undefined);
    if (keys.length !== 1) return undefined;
    if (predicate.const === true) return `${path}=@yes`;
    if (predicate.const === false) return `${path}=@no`;
    if (typeof predicate.const === "string") return `${path}=${predicate.const}`;
    return predicate.contains === undefined ? undefined : `${path}=@has:${predicate.contains}`;
  });
  const known = ticks.filter((tick) => tick !== undefined);
  return known.length === ticks.length ? { how, ticks: known } : { how: "keep", ticks: [] };
}
