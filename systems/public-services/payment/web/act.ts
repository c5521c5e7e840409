import type { Context } from "hono";
import { FormRefusal, Refusal } from "../../../../core/errors.ts";
import {
  type HttpEnv,
  type Form as PostedForm,
  readForm,
  redirectTo,
  value,
} from "../../../../core/http/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../../core/transaction/index.ts";
import type { FieldErrors, Words } from "../../../../core/ui/index.ts";

export type Work = (tx: Transaction, actor: PersonActor, form: PostedForm) => Promise<unknown>;

export interface Act {
  readonly actor: PersonActor;
  /** When it was read already. */
  readonly form?: PostedForm;
  readonly work: Work;
  /** Page to go back to. */
  readonly back: string;
  /** Shows the page again with what was typed and what is wrong. */
  again(errors: FieldErrors, form: PostedForm, status: 409 | 422): Promise<Response>;
  readonly done?: Words;
}

/** The transaction id of a form, for `transact`; a form without one is not protected against pressing twice. */
export function requestOf(form: PostedForm): { readonly requestId?: string } {
  const requestId = value(form, "transactionId");
  return requestId.length >= 8 ? { requestId } : {};
}

/** Does what a form asks for in one transaction, once however often it is sent, and goes back to a page. */
export async function act(
  c: Context<HttpEnv>,
  { actor, work, back, again, ...rest }: Act,
): Promise<Response> {
  const form = rest.form ?? (await readForm(c));
  try {
    await transact(c.var.house, { actor, ...requestOf(form) }, async (tx) => {
      await work(tx, actor, form);
      return true;
    });
  } catch (error) {
    if (error instanceof FormRefusal) return await again(error.problems, form, 422);
    if (error instanceof Refusal && error.status === 409)
      return await again({ "": error.sentence }, form, 409);
    throw error;
  }
  return redirectTo(c, back, {
    tone: "good",
    message: rest.done ?? { vi: "Đã ghi nhận.", en: "Recorded." },
  });
}
