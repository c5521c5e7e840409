import { z } from "zod";
import type { Operation } from "./operation.ts";
import type { PublicOperation } from "./public-operation.ts";

/** Where operations live; their own paths begin behind it. */
export const API_PREFIX = "/api/v1";

/** A JSON Schema as the description carries it. */
export type Schema = z.core.JSONSchema.BaseSchema;

/** One path or query parameter. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: Schema;
}

/**
 * The description of every operation, made from the same schemas that check the input (OpenAPI 3.1 uses JSON Schema
 * 2020-12).
 *
 * @param baseUrl address of this installation
 * @param open what needs no token
 */
export function openApi(
  operations: readonly Operation[],
  baseUrl: string,
  open: readonly PublicOperation[] = [],
): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = API_PREFIX + operation.path;
    paths[path] = { ...paths[path], [operation.method]: describe(operation) };
  }
  for (const operation of open) {
    const path = API_PREFIX + operation.path;
    paths[path] = { ...paths[path], post: describePublic(operation) };
  }
  const tags = [...new Set([...operations, ...open].map(({ tag }) => tag))].sort();
  return {
    openapi: "3.1.0",
    info: {
      title: "Ngọc Linh",
      version: "1",
      description:
        "What a page does, a program can do. Every operation runs the same use case with the same rights as the page. Errors are RFC 9457 problems. Writes take an Idempotency-Key.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: baseUrl }],
    tags: tags.map((name) => ({ name })),
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "Personal access token, made at /account/tokens",
        },
      },
      schemas: { Problem: PROBLEM },
    },
    security: [{ token: [] }],
    paths,
  };
}

const PROBLEM = {
  type: "object",
  description: "RFC 9457. `code` is stable, `title` is a sentence for people.",
  required: ["type", "title", "status", "code"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

const PROBLEM_ANSWER = {
  description: "Problem (RFC 9457)",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

const FILE = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };

function describe(operation: Operation): object {
  const answer = operation.answer === "file" ? FILE : json(rooted(operation, operation.answer, "output"));
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "Repeating a write with the same key gives the first result again and nothing else happens.",
    schema: { type: "string", minLength: 8, maxLength: 100 },
  };
  return {
    operationId: operation.id,
    summary: operation.summary.en,
    description: `${operation.summary.vi}. Scope: \`${operation.scope}\`.`,
    tags: [operation.tag],
    security: [{ token: [operation.scope] }],
    parameters: [...parametersOf(operation), ...(operation.method === "get" ? [] : [key])],
    ...(operation.body
      ? { requestBody: { required: true, content: json(rooted(operation, operation.body, "input")) } }
      : operation.upload !== undefined
        ? { requestBody: { required: true, content: FILE } }
        : {}),
    responses: {
      [operation.status ?? 200]: { description: "OK", content: answer },
      "4XX": PROBLEM_ANSWER,
      "5XX": PROBLEM_ANSWER,
    },
  };
}

function describePublic(operation: PublicOperation): object {
  const form = {
    type: "object",
    required: ["file"],
    properties: { file: { type: "string", format: "binary" } },
  };
  const bodies = operation.types.map((type) => [type, { schema: { type: "string", format: "binary" } }]);
  return {
    operationId: operation.id,
    summary: operation.summary.en,
    description: `${operation.summary.vi}. No token is needed.`,
    tags: [operation.tag],
    security: [],
    requestBody: {
      required: true,
      content: { "multipart/form-data": { schema: form }, ...Object.fromEntries(bodies) },
    },
    responses: {
      200: { description: "OK", content: json(schemaOf(operation.answer, "output")) },
      "4XX": PROBLEM_ANSWER,
      "5XX": PROBLEM_ANSWER,
    },
  };
}

/** A schema that refers to parts of itself gets a name of its own, or the references would mean the whole description. */
function rooted(operation: Operation, schema: z.ZodType, io: "input" | "output"): Schema {
  const made = schemaOf(schema, io);
  if (!JSON.stringify(made).includes('"$ref"')) return made;
  return { $id: `urn:ngoc-linh:schema:${operation.id}:${io}`, ...made };
}

function json(schema: Schema): object {
  return { "application/json": { schema } };
}

/** The parameters of an operation, path first. */
export function parametersOf(operation: Operation): readonly Parameter[] {
  return [...placed(operation.parameters, "path"), ...placed(operation.query, "query")];
}

function placed(schema: z.ZodType | undefined, place: Parameter["in"]): Parameter[] {
  if (!schema) return [];
  const whole = schemaOf(schema, "input");
  const required = new Set(whole.required ?? []);
  return Object.entries(whole.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.has(name),
    schema: typeof property === "boolean" ? {} : property,
  }));
}

/** JSON Schema of what is sent (`input`) or answered (`output`). */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
