import { FormRefusal, type Refusal, type Sentence } from "../errors.ts";

/** A wrong part of what a program sent. */
export interface ProblemDetail {
  /** Name of the field, with dots for what lies deeper; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** An error as machines read it (RFC 9457). `code` is stable; `title` is for people. */
export function problemAnswer(
  status: number,
  code: string,
  sentence: Sentence,
  lang: "vi" | "en",
  extra: object = {},
): Response {
  return new Response(
    JSON.stringify({ type: `urn:ngoc-linh:problem:${code}`, title: sentence[lang], status, code, ...extra }),
    { status, headers: { "Content-Type": "application/problem+json; charset=utf-8" } },
  );
}

/** A refusal as a problem, with the sentences of the fields it names. */
export function refusalProblem(refusal: Refusal, lang: "vi" | "en"): Response {
  const errors: ProblemDetail[] =
    refusal instanceof FormRefusal
      ? Object.entries(refusal.problems).map(([path, sentence]) => ({ path, message: sentence[lang] }))
      : refusal.field === undefined
        ? []
        : [{ path: refusal.field, message: refusal.sentence[lang] }];
  return problemAnswer(
    refusal.status,
    refusal.code,
    refusal.sentence,
    lang,
    errors.length > 0 ? { errors } : {},
  );
}
