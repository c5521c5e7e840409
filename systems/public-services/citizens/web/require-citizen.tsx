import type { Context, MiddlewareHandler } from "hono";
import {
  answerPage,
  type HttpEnv,
  localPath,
  type Form as PostedForm,
  readForm,
  redirectTo,
} from "../../../../core/http/index.ts";
import { Button, Form, Notice, useText } from "../../../../core/ui/index.ts";
import { citizenSessionOf, signInPath } from "./citizen-session.ts";

/**
 * Lets only signed-in citizens on. A page is come back to after signing in. Something posted after the session ended is
 * not lost: a page carries what was typed and sends it again once the person has signed in beside it.
 */
export const requireCitizen: MiddlewareHandler<HttpEnv> = async (c, next) => {
  if (citizenSessionOf(c)) return await next();
  const here = new URL(c.req.url);
  if (c.req.method === "GET" || c.req.method === "HEAD") {
    return redirectTo(c, signInPath(localPath(here.pathname + here.search, "/me")));
  }
  return await answerSessionOver(c, here.pathname);
};

async function answerSessionOver(c: Context<HttpEnv>, action: string): Promise<Response> {
  const form = await readForm(c).catch(() => undefined);
  return await answerPage(
    c,
    {
      title: { vi: "Phiên đăng nhập đã hết", en: "Your session has ended" },
      width: "narrow",
      children: <SessionOver action={action} form={form} />,
    },
    403,
  );
}

function SessionOver({ action, form }: { action: string; form: PostedForm | undefined }) {
  const text = useText();
  const fields = [...(form?.fields ?? [])].flatMap(([name, texts]) =>
    texts.map((value) => ({ name, value })),
  );
  return (
    <>
      <Notice tone="attention">
        {text({
          vi: "Chưa có gì được gửi, và những gì bạn đã nhập vẫn nằm trong trang này.",
          en: "Nothing was sent, and what you typed is still in this page.",
        })}
      </Notice>
      <ol>
        <li>
          <a href={signInPath("/me")} target="_blank" rel="noopener">
            {text({ vi: "Đăng nhập lại (mở trang mới)", en: "Sign in again (opens a new page)" })}
          </a>
        </li>
        <li>
          {text({
            vi: "Quay lại trang này và bấm Gửi lại. Tệp đính kèm (nếu có) cần được chọn lại.",
            en: "Come back to this page and press Send again. Files, if any, must be chosen again.",
          })}
        </li>
      </ol>
      <Form action={action} method="post">
        {fields.map(({ name, value }, index) => (
          <input key={`${index}-${name}`} type="hidden" name={name} value={value} />
        ))}
        <div class="actions">
          <Button kind="primary">{text({ vi: "Gửi lại", en: "Send again" })}</Button>
        </div>
      </Form>
    </>
  );
}
