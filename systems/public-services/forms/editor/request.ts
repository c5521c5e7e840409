import { FormRefusal, Refusal } from "../../../../core/errors.ts";
import { type Form, value } from "../../../../core/http/index.ts";
import type { FieldErrors } from "../../../../core/ui/index.ts";

/** A form that comes back: sentences beside their fields ("" = above the form) and the status of the answer. */
export interface RefusedForm {
  readonly errors: FieldErrors;
  readonly status: 409 | 422;
}

/** @throws whatever is no answer to what was typed: the whole page answers that */
export function refusedForm(error: unknown): RefusedForm {
  if (error instanceof FormRefusal) return { errors: error.problems, status: 422 };
  if (error instanceof Refusal && (error.status === 409 || error.status === 422)) {
    return { errors: { [error.field ?? ""]: error.sentence }, status: error.status };
  }
  throw error;
}

/** The client transaction id of a form, if it carries a usable one. */
export function requestIdOf(form: Form): { readonly requestId?: string } {
  const id = value(form, "transactionId");
  return id.length >= 8 && id.length <= 90 ? { requestId: id } : {};
}

/** The number of the working definition a page was made from. */
export function seenOf(form: Form): number {
  const seen = Number(value(form, "seen"));
  return Number.isInteger(seen) ? seen : -1;
}
