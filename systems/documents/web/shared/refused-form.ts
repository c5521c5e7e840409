import { FormRefusal, Refusal } from "../../../../core/errors.ts";
import { type Form, value } from "../../../../core/http/index.ts";
import type { FieldErrors } from "../../../../core/ui/index.ts";

/** A form that comes back: sentences beside their fields ("" = above the form) and the status of the answer. */
export interface RefusedForm {
  readonly errors: FieldErrors;
  readonly status: 409 | 422 | 423 | 503;
}

/**
 * Turns a refusal into what the same form shows again, with everything typed kept.
 * @throws whatever is no answer to what was typed (403, 404, faults): the whole page answers those
 */
export function refusedForm(error: unknown): RefusedForm {
  if (error instanceof FormRefusal) return { errors: error.problems, status: 422 };
  if (error instanceof Refusal) {
    const errors = { [error.field ?? ""]: error.sentence };
    if (error.status === 409 || error.status === 423 || error.status === 503)
      return { errors, status: error.status };
    if (error.status === 422) return { errors, status: 422 };
  }
  throw error;
}

/** The client transaction id of a form, if it carries a usable one. */
export function requestIdOf(form: Form): { readonly requestId?: string } {
  const id = value(form, "transactionId");
  return id.length >= 8 && id.length <= 90 ? { requestId: id } : {};
}
