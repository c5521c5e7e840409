import { say } from "../../../../core/ui/language.ts";
import type { Clause, Predicate } from "./condition.ts";
import type { FormDefinition } from "./definition.ts";
import type { FormField } from "./field.ts";
import { entryLeaves, type Leaf, leavesOf } from "./leaves.ts";

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * The data a form collects as JSON Schema 2020-12: what `evaluate` answers for a filled form is valid under it. Questions
 * that are always asked are required; those with a condition are required by `if` and `then` where the condition
 * speaks of whole answers.
 */
export function jsonSchemaOf(definition: FormDefinition): JsonSchema {
  const root: Node = { properties: {}, required: [] };
  const rules: JsonSchema[] = [];
  for (const page of definition.pages) {
    for (const field of page.fields) {
      if (field.type === "information") continue;
      addField(root, field, page.show !== undefined);
      const condition = field.show ?? (field.enable === undefined ? page.show : undefined);
      const alone = field.show === undefined || page.show === undefined;
      if (condition && alone && field.enable === undefined && !field.optional && isAsked(field)) {
        rules.push({
          if: { anyOf: condition.map(clauseSchema) },
          // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
          then: { required: [field.key] },
        });
      }
    }
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: say("vi", definition.title),
    ...objectSchema(root),
    ...(rules.length > 0 ? { allOf: rules } : {}),
  };
}

interface Node {
  readonly properties: Record<string, JsonSchema>;
  readonly required: string[];
}

function objectSchema({ properties, required }: Node): JsonSchema {
  return {
    type: "object",
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** A block whose every part is optional gives no data when nothing is answered. */
function isAsked(field: FormField): boolean {
  if (field.type === "group") return (field.least ?? 1) > 0;
  return leavesOf(field, {}).some(({ field: leaf }) => !leaf.optional);
}

function addField(root: Node, field: FormField, pageMayHide: boolean): void {
  const always = !pageMayHide && field.show === undefined && field.enable === undefined;
  if (always && !field.optional && isAsked(field)) root.required.push(field.key);
  if (field.type === "group") {
    root.properties[field.key] = {
      type: "array",
      title: say("vi", field.label),
      items: nested(entryLeaves(field, 0), 2),
      maxItems: field.most,
    };
  } else if (field.type === "person" || field.type === "organisation") {
    root.properties[field.key] = { title: say("vi", field.label), ...nested(leavesOf(field, {}), 1) };
  } else {
    root.properties[field.key] = leafSchema(field);
  }
}

/** The leaves below a path of this many steps, as one object. */
function nested(leaves: readonly Leaf[], depth: number): JsonSchema {
  const node: Node = { properties: {}, required: [] };
  const blocks = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const steps = leaf.path.split(".").slice(depth);
    const [name = ""] = steps;
    if (steps.length > 1) {
      blocks.set(name, [...(blocks.get(name) ?? []), leaf]);
      continue;
    }
    node.properties[name] = leafSchema(leaf.field);
    if (!leaf.field.optional && leaf.field.show === undefined && leaf.field.enable === undefined) {
      node.required.push(name);
    }
  }
  for (const [name, inside] of blocks) node.properties[name] = nested(inside, depth + 1);
  return objectSchema(node);
}

function leafSchema(field: Leaf["field"]): JsonSchema {
  const title = say("vi", field.label);
  const described = field.hint ? { title, description: say("vi", field.hint) } : { title };
  return { ...described, ...dataSchema(field) };
}

function dataSchema(field: Leaf["field"]): JsonSchema {
  switch (field.type) {
    case "text":
      return { type: "string", minLength: 1, maxLength: field.maxLength ?? 500 };
    case "long-text":
      return { type: "string", minLength: 1, maxLength: field.maxLength ?? 5_000 };
    case "number":
      return { type: (field.decimals ?? 0) === 0 ? "integer" : "number", ...bounds(field.min, field.max) };
    case "money":
      return { type: "integer", ...bounds(field.min ?? 0, field.max) };
    case "date":
      return { type: "string", format: "date" };
    case "yes-no":
      return { type: "boolean" };
    case "agreement":
      return { const: true };
    case "choice":
      return { enum: field.options.map(({ value }) => value) };
    case "choices":
      return {
        type: "array",
        items: { enum: field.options.map(({ value }) => value) },
        minItems: 1,
        uniqueItems: true,
      };
    case "file":
      return { type: "integer", minimum: 1, description: "number of files" };
    case "place":
      return {
        type: "object",
        properties: Object.fromEntries(
          ["code", "commune", "district", "province", "elsewhere", "detail"].map((part) => [
            part,
            { type: "string" },
          ]),
        ),
        additionalProperties: false,
      };
    case "information":
      return {};
  }
}

function bounds(min: number | undefined, max: number | undefined): JsonSchema {
  return { ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
}

function clauseSchema(clause: Clause): JsonSchema {
  const parts = Object.entries(clause).map(([path, predicate]) =>
    predicate.not ? { not: pathSchema(path, predicate.not) } : pathSchema(path, predicate),
  );
  return parts.length === 1 ? (parts[0] ?? {}) : { allOf: parts };
}

function pathSchema(path: string, predicate: Predicate): JsonSchema {
  const { contains, not: _not, ...plain } = predicate;
  const leaf: JsonSchema = { ...plain, ...(contains === undefined ? {} : { contains: { const: contains } }) };
  return path
    .split(".")
    .reduceRight<JsonSchema>(
      (inner, step) => ({ type: "object", properties: { [step]: inner }, required: [step] }),
      leaf,
    );
}
