import type { Context } from "hono";
import { localDateOf } from "../../../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../../../core/errors.ts";
import { type Form, type HttpEnv, value } from "../../../../../core/http/index.ts";
import type { FieldErrors } from "../../../../../core/ui/index.ts";
import { keepersOn } from "../../../catalogue/index.ts";

export const WORKFLOWS_CRUMB = {
  href: "/workflows",
  label: { vi: "Quy trình giải quyết hồ sơ", en: "Workflows of dossiers" },
};

/** A form that comes back: sentences beside their fields ("" = above the form), what was typed, the status. */
export interface Answered {
  readonly errors: FieldErrors;
  readonly form?: Form;
  readonly status: 200 | 409 | 422;
}

export const FRESH: Answered = { errors: {}, status: 200 };

/** @throws whatever is no answer to what was typed: the whole page answers that */
export function refused(error: unknown, form: Form): Answered {
  if (error instanceof FormRefusal) return { errors: error.problems, form, status: 422 };
  if (error instanceof Refusal && (error.status === 409 || error.status === 422)) {
    return { errors: { [error.field ?? ""]: error.sentence }, form, status: error.status };
  }
  throw error;
}

/** The client transaction id of a form, if it carries a usable one. */
export function requestIdOf(form: Form): { readonly requestId?: string } {
  const id = value(form, "transactionId");
  return id.length >= 8 && id.length <= 80 ? { requestId: id } : {};
}

/** The count of changes a page was made from. */
export function seenOf(form: Form): number {
  const seen = Number(value(form, "seen") || "-1");
  return Number.isInteger(seen) ? seen : -1;
}

/** The offices whose people write workflows today. */
export async function keepersToday(c: Context<HttpEnv>) {
  return await keepersOn(c.var.house.database.queries, localDateOf(new Date()));
}

/** The code in the address. */
export function codeOf(c: Context<HttpEnv>): string {
  return c.req.param("code") ?? "";
}
