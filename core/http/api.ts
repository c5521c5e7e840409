import { Readable } from "node:stream";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { Refusal } from "../errors.ts";
import type { House, System } from "../system.ts";
import { type AppParts, problemAnswer } from "./app.tsx";
import type { HttpEnv, Session } from "./env.ts";
import type { FileAnswer, Operation } from "./operation.ts";
import { attachment, clientAddress } from "./request.ts";

const PREFIX = "/api/v1";

/**
 * Mounts every operation under /api/v1, the OpenAPI 3.1 description and a page to read it. A program signs in with a
 * personal access token and has the rights of that person, narrowed to the token's scopes.
 */
export function mountApi(app: Hono<HttpEnv>, house: House, parts: AppParts): void {
  const operations = parts.systems.flatMap((system: System) => system.operations ?? []);
  const description = JSON.stringify(openApi(operations, house));
  app.get("/api/openapi.json", (c) =>
    c.body(description, 200, { "Content-Type": "application/json; charset=utf-8" }),
  );
  for (const operation of operations) {
    const path = PREFIX + operation.path.replace(/\{(\w+)\}/g, ":$1");
    app.on(operation.method.toUpperCase(), path, (c) => answer(c, house, parts, operation));
  }
  app.all("/api/*", (c) =>
    problemAnswer(
      404,
      "not-found",
      { vi: "Không có địa chỉ API này.", en: "There is no such API address." },
      c.var.lang,
    ),
  );
}

async function answer(
  c: Context<HttpEnv>,
  house: House,
  parts: AppParts,
  operation: Operation,
): Promise<Response> {
  const session = await bearer(c, parts);
  if (!session) {
    const response = problemAnswer(
      401,
      "identity.token-needed",
      {
        vi: "Cần mã truy cập cá nhân còn hiệu lực trong tiêu đề Authorization: Bearer.",
        en: "A valid personal access token is needed in the header Authorization: Bearer.",
      },
      c.var.lang,
    );
    response.headers.set("WWW-Authenticate", "Bearer");
    return response;
  }
  if (!session.actor.scopes?.includes(operation.scope)) {
    return problemAnswer(
      403,
      "access.scope",
      {
        vi: `Mã truy cập này không có phạm vi "${operation.scope}".`,
        en: `This token does not carry the scope "${operation.scope}".`,
      },
      c.var.lang,
    );
  }
  const parameters = parse(operation.parameters, c.req.param());
  const query = parse(operation.query, c.req.query());
  const raw = operation.body ? await jsonBody(c) : undefined;
  const body = parse(operation.body, raw);
  const issues = [...parameters.issues, ...query.issues, ...body.issues];
  if (issues.length > 0) {
    return problemAnswer(
      422,
      "api.invalid-input",
      {
        vi: "Dữ liệu gửi lên chưa đúng mẫu; xem từng mục trong errors.",
        en: "The input does not fit the schema; see errors.",
      },
      c.var.lang,
      { errors: issues },
    );
  }
  const key = c.req.header("idempotency-key");
  if (key !== undefined && (key.length < 8 || key.length > 100)) {
    throw new Refusal("api.idempotency-key", 400, {
      vi: "Idempotency-Key phải dài 8 đến 100 ký tự.",
      en: "Idempotency-Key must be 8 to 100 characters long.",
    });
  }
  const stream = operation.upload !== undefined ? c.req.raw.body : null;
  const result = await operation.run(
    { house, actor: session.actor, requestId: key },
    {
      parameters: parameters.value,
      query: query.value,
      body: body.value,
      content: stream ? Readable.fromWeb(stream as import("node:stream/web").ReadableStream) : undefined,
    },
  );
  if (operation.answer === "file") {
    const file = result as FileAnswer;
    return new Response(file.content as BodyInit, {
      headers: { "Content-Type": file.type, "Content-Disposition": attachment(file.name) },
    });
  }
  return c.json(operation.answer.parse(result) as object, operation.status ?? 200);
}

async function bearer(c: Context<HttpEnv>, parts: AppParts): Promise<Session | null> {
  const token = /^Bearer ([\x21-\x7e]{10,200})$/.exec(c.req.header("authorization") ?? "")?.[1];
  return token ? await parts.resolveToken(token, clientAddress(c)) : null;
}

interface Issue {
  readonly path: string;
  readonly message: string;
}

function parse(schema: z.ZodType | undefined, input: unknown): { value: unknown; issues: Issue[] } {
  if (!schema) return { value: undefined, issues: [] };
  const parsed = schema.safeParse(input);
  if (parsed.success) return { value: parsed.data, issues: [] };
  return {
    value: undefined,
    issues: parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
  };
}

async function jsonBody(c: Context<HttpEnv>): Promise<unknown> {
  const text = await c.req.text();
  if (text.length > 2 * 1024 * 1024)
    throw new Refusal("api.too-large", 413, { vi: "Nội dung JSON quá lớn.", en: "The JSON is too large." });
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("api.not-json", 400, {
      vi: "Nội dung gửi lên không phải JSON.",
      en: "The body is not JSON.",
    });
  }
}

/** The description, made from the same schemas that check the input (OpenAPI 3.1 uses JSON Schema 2020-12). */
function openApi(operations: readonly Operation[], house: House): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = PREFIX + operation.path;
    paths[path] = { ...paths[path], [operation.method]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Ngọc Linh",
      version: "1",
      description:
        "What a page does, a program can do. Every operation runs the same use case with the same rights as the page. Errors are RFC 9457 problems. Writes take an Idempotency-Key.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: house.config.baseUrl }],
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "Personal access token" } },
    },
    security: [{ token: [] }],
    paths,
  };
}

function describe(operation: Operation): object {
  const file = { "application/octet-stream": { schema: { type: "string", format: "binary" } } };
  const content =
    operation.answer === "file"
      ? file
      : {
          "application/json": {
            schema: z.toJSONSchema(operation.answer, { io: "output", unrepresentable: "any" }),
          },
        };
  const problem = {
    description: "Problem (RFC 9457)",
    content: { "application/problem+json": { schema: { type: "object" } } },
  };
  return {
    operationId: operation.id,
    summary: operation.summary.en,
    description: `${operation.summary.vi}. Scope: \`${operation.scope}\`.`,
    tags: [operation.tag],
    parameters: [
      ...parametersOf(operation.parameters, "path"),
      ...parametersOf(operation.query, "query"),
      ...(operation.method === "get"
        ? []
        : [
            {
              name: "Idempotency-Key",
              in: "header",
              required: false,
              schema: { type: "string", minLength: 8, maxLength: 100 },
            },
          ]),
    ],
    ...(operation.body
      ? {
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: z.toJSONSchema(operation.body, { io: "input", unrepresentable: "any" }),
              },
            },
          },
        }
      : operation.upload !== undefined
        ? { requestBody: { required: true, content: file } }
        : {}),
    responses: { [operation.status ?? 200]: { description: "OK", content }, "4XX": problem, "5XX": problem },
  };
}

function parametersOf(schema: z.ZodType | undefined, place: "path" | "query"): object[] {
  if (!schema) return [];
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const required = new Set(json.required ?? []);
  return Object.entries(json.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.has(name),
    schema: property,
  }));
}
