import { FormRefusal, Refusal } from "../../../core/errors.ts";
import { type Form, value } from "../../../core/http/index.ts";
import type { FieldErrors } from "../../../core/ui/index.ts";

type FormStatus = 409 | 422 | 423;

/** A form that comes back: sentences beside their fields ("" = above the form) and the status of the answer. */
export interface RefusedForm {
  readonly errors: FieldErrors;
  readonly status: FormStatus;
}

/** @throws whatever is no answer to what was typed: the whole page answers that */
export function refusedForm(error: unknown): RefusedForm {
  if (error instanceof FormRefusal) return { errors: error.problems, status: 422 };
  if (error instanceof Refusal && isFormStatus(error.status)) {
    return { errors: { [error.field ?? ""]: error.sentence }, status: error.status };
  }
  throw error;
}

function isFormStatus(status: number): status is FormStatus {
  return status === 409 || status === 422 || status === 423;
}

/** The client transaction id of a form, if it carries a usable one. */
export function requestIdOf(form: Form): { readonly requestId?: string } {
  const id = value(form, "transactionId");
  return id.length >= 8 && id.length <= 90 ? { requestId: id } : {};
}

/** A reason that others will read. @throws FormRefusal (reason) when it is too short or long */
export function reasonOf(form: Form, least = 10): string {
  const reason = value(form, "reason");
  if (reason.length >= least && reason.length <= 500) return reason;
  throw new FormRefusal({
    reason: {
      vi: `Ghi lý do từ ${least} đến 500 ký tự để người khác hiểu.`,
      en: `Give a reason of ${least} to 500 characters.`,
    },
  });
}
