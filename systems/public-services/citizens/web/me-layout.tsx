import type { Context } from "hono";
import type { ComponentChildren } from "preact";
import { FormRefusal, Refusal, type Sentence } from "../../../../core/errors.ts";
import {
  answerPublicPage,
  type HttpEnv,
  type Form as PostedForm,
  value,
} from "../../../../core/http/index.ts";
import { Button, type FieldErrors, Form, Tabs, useText } from "../../../../core/ui/index.ts";

const TABS = [
  { href: "/me", label: { vi: "Trang của tôi", en: "My page" } },
  { href: "/me/dossiers", label: { vi: "Hồ sơ", en: "Dossiers" } },
  { href: "/me/authorisations", label: { vi: "Ủy quyền và con", en: "Authorisations, children" } },
  { href: "/me/looks", label: { vi: "Ai đã xem", en: "Who looked" } },
  { href: "/me/account", label: { vi: "Tài khoản", en: "Account" } },
] as const;
export type MeTab = (typeof TABS)[number]["href"];

/** A page of a citizen's own corner. */
export async function answerMe(
  c: Context<HttpEnv>,
  page: {
    readonly tab: MeTab;
    readonly title: Sentence;
    readonly lead?: Sentence;
    readonly children: ComponentChildren;
  },
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const { tab, children, ...rest } = page;
  return await answerPublicPage(c, { ...rest, children: <Corner tab={tab}>{children}</Corner> }, status);
}

function Corner({ tab, children }: { tab: MeTab; children: ComponentChildren }) {
  const text = useText();
  return (
    <>
      <Tabs
        label={{ vi: "Các trang của tôi", en: "My pages" }}
        tabs={TABS.map((each) => ({ ...each, current: each.href === tab }))}
      />
      {children}
      <Form action="/citizen/sign-out" method="post" fullLoad>
        <Button kind="quiet">{text({ vi: "Đăng xuất", en: "Sign out" })}</Button>
      </Form>
    </>
  );
}

/** What a refused form shows: sentences beside their fields, or above the form. @throws what is no answer to a form */
export function formErrors(error: unknown): FieldErrors {
  if (error instanceof FormRefusal) return error.problems;
  if (error instanceof Refusal && error.status === 409) return { "": error.sentence };
  throw error;
}

/** The client transaction id of a form, if it carries a usable one. */
export function requestIdOf(form: PostedForm): { requestId?: string } {
  const id = value(form, "transactionId");
  return id.length >= 8 && id.length <= 100 ? { requestId: id } : {};
}

/** The same id when a form is shown again, else a new one. */
export function transactionIdFor(form?: PostedForm): string {
  return (form && requestIdOf(form).requestId) ?? crypto.randomUUID();
}
