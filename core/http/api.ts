import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { Context, Hono } from "hono";
import { sql } from "kysely";
import type { z } from "zod";
import { Refusal } from "../errors.ts";
import type { House } from "../system.ts";
import type { AppParts } from "./app.tsx";
import { limited, readText } from "./body.ts";
import type { HttpEnv, Session } from "./env.ts";
import { API_PREFIX, openApi } from "./openapi.ts";
import type { FileAnswer, Operation } from "./operation.ts";
import { type ProblemDetail, problemAnswer, refusalProblem } from "./problem.ts";
import type { PublicOperation } from "./public-operation.ts";
import { attachment, clientAddress } from "./request.ts";

const MAX_JSON_BYTES = 2 * 1024 * 1024;

/**
 * Mounts every operation under /api/v1 and the OpenAPI 3.1 description. A program signs in with a personal access
 * token and has the rights of that person, narrowed to the token's scopes.
 */
export function mountApi(app: Hono<HttpEnv>, house: House, parts: AppParts): void {
  const operations = parts.systems.flatMap((system) => system.operations ?? []);
  const open = parts.systems.flatMap((system) => system.publicOperations ?? []);
  const description = JSON.stringify(openApi(operations, house.config.baseUrl, open));
  app.get("/api/openapi.json", (c) =>
    c.body(description, 200, { "Content-Type": "application/json; charset=utf-8" }),
  );
  const methods = new Map<string, string[]>();
  for (const operation of operations) {
    const path = API_PREFIX + operation.path.replace(/\{(\w+)\}/g, ":$1");
    const method = operation.method.toUpperCase();
    app.on(method, path, (c) => answer(c, house, parts, operation));
    methods.set(path, [...(methods.get(path) ?? []), method]);
  }
  for (const each of open) {
    const path = API_PREFIX + each.path;
    app.post(path, (c) => answerPublic(c, each));
    methods.set(path, [...(methods.get(path) ?? []), "POST"]);
  }
  for (const [path, own] of methods) app.all(path, (c) => otherMethod(c, own));
  app.all("/api/:rest{.+}", (c) =>
    problemAnswer(
      404,
      "not-found",
      { vi: "Không có địa chỉ API này.", en: "There is no such API address." },
      c.var.lang,
    ),
  );
}

async function answerPublic(c: Context<HttpEnv>, operation: PublicOperation): Promise<Response> {
  try {
    return c.json(operation.answer.parse(await operation.run(c)) as object);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const refused = refusalProblem(error, c.var.lang);
    if (error.status === 429 || error.status === 503) refused.headers.set("Retry-After", "10");
    return refused;
  }
}

function otherMethod(c: Context<HttpEnv>, own: readonly string[]): Response {
  c.header("Allow", own.join(", "));
  const refused = problemAnswer(
    405,
    "http.method",
    {
      vi: `Địa chỉ API này chỉ nhận ${own.join(", ")}.`,
      en: `This API address only takes ${own.join(", ")}.`,
    },
    c.var.lang,
  );
  refused.headers.set("Allow", own.join(", "));
  return refused;
}

async function answer(
  c: Context<HttpEnv>,
  house: House,
  parts: AppParts,
  operation: Operation,
): Promise<Response> {
  const session = await bearer(c, parts);
  if (!session) return tokenNeeded(c);
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
  const query = parse(operation.query, normalised(c.req.query()));
  const raw = operation.body ? await readJson(c) : undefined;
  const body = parse(operation.body, raw?.value);
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
  const requestId = await claimKey(c, house, session, operation, raw?.text);
  const { upload } = operation;
  const sent = upload === undefined ? null : c.req.raw.body;
  const result = await operation.run(
    { house, actor: session.actor, requestId },
    {
      parameters: parameters.value,
      query: query.value,
      body: body.value,
      content: sent && upload !== undefined ? Readable.from(limited(sent, upload)) : undefined,
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

function tokenNeeded(c: Context<HttpEnv>): Response {
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

async function bearer(c: Context<HttpEnv>, parts: AppParts): Promise<Session | null> {
  const token = /^Bearer ([\x21-\x7e]{10,200})$/i.exec(c.req.header("authorization") ?? "")?.[1];
  return token ? await parts.resolveToken(token, clientAddress(c)) : null;
}

/**
 * The Idempotency-Key as the transaction id of the use case: a key counts for one person, one operation and one content.
 * @throws Refusal 400 when it is not usable, 422 when it was used for something else
 */
async function claimKey(
  c: Context<HttpEnv>,
  house: House,
  session: Session,
  operation: Operation,
  body: string | undefined,
): Promise<string | undefined> {
  const key = c.req.header("idempotency-key");
  if (key === undefined || operation.method === "get") return undefined;
  if (!/^[\x20-\x7e]{8,100}$/.test(key)) {
    throw new Refusal("api.idempotency-key", 400, {
      vi: "Idempotency-Key phải dài 8 đến 100 ký tự ASCII.",
      en: "Idempotency-Key must be 8 to 100 ASCII characters long.",
    });
  }
  const id = digest(`${operation.id}\n${key}`);
  const content = digest(`${new URL(c.req.url).pathname}\n${body ?? ""}`);
  const claim = await sql<{ content: string }>`
    insert into platform.request as r (actor, id, at, result)
    values (${session.personId}, ${`key:${id}`}, now(), to_jsonb(${content}::text))
    on conflict (actor, id) do update set at = r.at returning result #>> '{}' as content`.execute(
    house.database.queries,
  );
  if (claim.rows[0]?.content !== content) {
    throw new Refusal("api.idempotency-key-reused", 422, {
      vi: "Idempotency-Key này đã dùng cho một nội dung khác. Hãy dùng khoá mới.",
      en: "This Idempotency-Key was used for something else. Use a new key.",
    });
  }
  return id;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function parse(schema: z.ZodType | undefined, input: unknown): { value: unknown; issues: ProblemDetail[] } {
  if (!schema) return { value: undefined, issues: [] };
  const parsed = schema.safeParse(input);
  if (parsed.success) return { value: parsed.data, issues: [] };
  return {
    value: undefined,
    issues: parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
  };
}

async function readJson(c: Context<HttpEnv>): Promise<{ text: string; value: unknown }> {
  const text = await readText(c, MAX_JSON_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, part: unknown) =>
      typeof part === "string" ? part.normalize("NFC") : part,
    );
  } catch {
    throw new Refusal("api.not-json", 400, {
      vi: "Nội dung gửi lên không phải JSON.",
      en: "The body is not JSON.",
    });
  }
  // The database keeps text, and a NUL or half a character is none.
  if (/\\u0000|\\ud[89a-f]/i.test(text) && !storable(value)) {
    throw new Refusal("http.bad-text", 400, {
      vi: "Nội dung gửi lên có ký tự không dùng được.",
      en: "The body contains characters that cannot be used.",
    });
  }
  return { text, value };
}

function storable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, part]) => storable(name) && storable(part));
}

function normalised(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).map(([name, text]) => [
      name,
      text.toWellFormed().normalize("NFC").replaceAll("\0", ""),
    ]),
  );
}
