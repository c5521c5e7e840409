import type { z } from "zod";
import type { House } from "../system.ts";
import type { PersonActor } from "../transaction/index.ts";

export interface OperationContext {
  readonly house: House;
  readonly actor: PersonActor;
  /** The Idempotency-Key header: pass it to `transact` as `requestId`. */
  readonly requestId: string | undefined;
}

/** What a program can do: one entry in /api/openapi.json, one route, the same use case as the page. */
export interface Operation {
  /** camelCase, unique: operationId. */
  readonly id: string;
  readonly method: "get" | "post" | "put" | "delete";
  /** Under /api/v1, with `{name}` parameters. */
  readonly path: string;
  readonly summary: { readonly vi: string; readonly en: string };
  readonly tag: string;
  /** Scope a personal access token needs. */
  readonly scope: string;
  readonly parameters?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
  /** Set when the body is a file instead of JSON: its largest size in bytes. */
  readonly upload?: number | undefined;
  readonly answer: z.ZodType | "file";
  readonly status?: 200 | 201 | 202;
  run(context: OperationContext, input: OperationInput): Promise<unknown>;
}

export interface OperationInput {
  readonly parameters: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly content: AsyncIterable<Uint8Array> | undefined;
}

/** A file as an answer. */
export interface FileAnswer {
  readonly content: ReadableStream | Uint8Array;
  readonly type: string;
  readonly name: string;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** Defines an operation whose `run` sees its input typed by the schemas. */
export function operation<
  Parameters extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Answer extends z.ZodType | "file" = z.ZodType,
>(definition: {
  id: string;
  method: Operation["method"];
  path: string;
  summary: { vi: string; en: string };
  tag: string;
  scope: string;
  parameters?: Parameters;
  query?: Query;
  body?: Body;
  upload?: number;
  answer: Answer;
  status?: 200 | 201 | 202;
  run(
    context: OperationContext,
    input: {
      parameters: Parsed<Parameters>;
      query: Parsed<Query>;
      body: Parsed<Body>;
      content: AsyncIterable<Uint8Array> | undefined;
    },
  ): Promise<Answer extends z.ZodType ? z.input<Answer> : FileAnswer>;
}): Operation {
  const { run, ...rest } = definition;
  return {
    ...rest,
    // The router parsed the input with these very schemas before it calls.
    run: (context, input) =>
      run(context, {
        parameters: input.parameters as Parsed<Parameters>,
        query: input.query as Parsed<Query>,
        body: input.body as Parsed<Body>,
        content: input.content,
      }),
  };
}
