import type { Context } from "hono";
import { FormRefusal, Refusal } from "../../errors.ts";
import { clientAddress, type Form, type HttpEnv, value } from "../../http/index.ts";
import type { FieldErrors } from "../../ui/index.ts";
import type { Origin } from "../host.ts";

/**
 * What a refused form shows: sentences beside their fields, or above the form when they belong to none.
 * @throws whatever is not an answer to what was typed
 */
export function formErrors(error: unknown): FieldErrors {
  if (error instanceof FormRefusal) return error.problems;
  if (
    error instanceof Refusal &&
    (error.field !== undefined || error.status === 409 || error.status === 429)
  ) {
    return { [error.field ?? ""]: error.sentence };
  }
  throw error;
}

/** The client transaction id of a form, if it carries a usable one. */
export function requestIdOf(form: Form): { requestId?: string } {
  const id = value(form, "transactionId");
  return id.length >= 8 && id.length <= 100 ? { requestId: id } : {};
}

/** Where a request comes from. */
export function originOf(c: Context<HttpEnv>): Origin {
  return { address: clientAddress(c), userAgent: c.req.header("user-agent") ?? "" };
}

/** A password exactly as typed: spaces at its ends count. */
export function typedPassword(form: Form, name: string): string {
  return form.fields.get(name)?.[0] ?? "";
}
