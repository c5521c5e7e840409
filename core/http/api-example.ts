import { API_PREFIX, parametersOf, type Schema, schemaOf } from "./openapi.ts";
import type { Operation } from "./operation.ts";

/**
 * A command line that calls an operation: the address with sample parameters, the token, and a sample body made from
 * the schema.
 */
export function exampleCall(operation: Operation, baseUrl: string): string {
  const path = parametersOf(operation)
    .filter((parameter) => parameter.in === "path")
    .reduce(
      (text, { name, schema }) => text.replace(`{${name}}`, encodeURIComponent(String(exampleOf(schema)))),
      API_PREFIX + operation.path,
    );
  const query = parametersOf(operation)
    .filter((parameter) => parameter.in === "query" && parameter.required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(schema)))}`);
  const lines = [
    `curl ${operation.method === "get" ? "" : `-X ${operation.method.toUpperCase()} `}'${baseUrl}${path}${query.length > 0 ? `?${query.join("&")}` : ""}'`,
    `-H "Authorization: Bearer $TOKEN"`,
  ];
  if (operation.method !== "get") lines.push(`-H "Idempotency-Key: $(uuidgen)"`);
  if (operation.body) {
    const body = JSON.stringify(exampleOf(schemaOf(operation.body, "input")), null, 2);
    lines.push(`-H "Content-Type: application/json"`, `-d '${body.replaceAll("'", "'\\''")}'`);
  } else if (operation.upload !== undefined) {
    lines.push(`-H "Content-Type: application/octet-stream"`, "--data-binary @van-ban.pdf");
  }
  if (operation.answer === "file") lines.push("-o tep-tai-ve");
  return lines.join(" \\\n  ");
}

/** One value that a schema takes, optional parts left out. */
export function exampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0];
  if (choice !== undefined && schema.type === undefined) return exampleOf(choice);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return exampleObject(schema);
    case "array":
      return exampleItems(schema);
    case "integer":
    case "number":
      return Math.max(1, schema.minimum ?? 1);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return exampleText(schema);
  }
}

function exampleObject(schema: Schema): object {
  const properties = Object.entries(schema.properties ?? {});
  const required = properties.filter(([name]) => schema.required?.includes(name));
  return Object.fromEntries(
    required.map(([name, property]) => [name, typeof property === "boolean" ? "…" : exampleOf(property)]),
  );
}

function exampleItems(schema: Schema): unknown[] {
  const item = Array.isArray(schema.items) ? schema.items[0] : schema.items;
  return typeof item === "object" ? [exampleOf(item)] : [];
}

const TEXTS: Readonly<Record<string, string>> = {
  uuid: "01900000-0000-7000-8000-000000000001",
  date: "2022-03-04",
  "date-time": "2022-03-04T07:30:00Z",
  email: "van.thu@example.gov.vn",
  uri: "https://example.gov.vn/",
};

function exampleText(schema: Schema): string {
  return TEXTS[schema.format ?? ""] ?? "…".padEnd(schema.minLength ?? 1, "…");
}

/** What kind of value a schema takes, in a few words a developer reads at a glance. */
export function kindOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && schema.type === undefined) return [...new Set(choices.map(kindOf))].join(" | ");
  if (schema.type === "array") {
    const item = Array.isArray(schema.items) ? schema.items[0] : schema.items;
    return typeof item === "object" ? `[${kindOf(item)}]` : "[…]";
  }
  if (schema.type === "object") {
    const names = Object.keys(schema.properties ?? {});
    return names.length > 0 ? `{ ${names.join(", ")} }` : "object";
  }
  const type = Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "any");
  return [type, schema.format && `(${schema.format})`, limits(schema)].filter(Boolean).join(" ");
}

function limits(schema: Schema): string | undefined {
  if (schema.maxLength !== undefined) return `${schema.minLength ?? 0}–${schema.maxLength}`;
  const [least, most] = [schema.minimum, schema.maximum];
  // Every whole number of JSON carries the safe bounds; they tell a reader nothing.
  if (least === undefined || most === undefined || most >= Number.MAX_SAFE_INTEGER) return undefined;
  return `${least}–${most}`;
}
