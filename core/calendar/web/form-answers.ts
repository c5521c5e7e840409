import { FormRefusal } from "../../errors.ts";
import { type Form, value } from "../../http/index.ts";
import type { FieldErrors } from "../../ui/index.ts";

/**
 * What a refused form shows beside its fields.
 * @throws whatever is not an answer to what was typed
 */
export function formErrors(error: unknown): FieldErrors {
  if (error instanceof FormRefusal) return error.problems;
  throw error;
}

/** The client transaction id of a form, if it carries a usable one. */
export function requestOf(form: Form): { requestId?: string } {
  const id = value(form, "transactionId");
  return id.length >= 8 && id.length <= 100 ? { requestId: id } : {};
}
