import type { Context } from "hono";
import { notFound } from "../../../../core/errors.ts";
import { type HttpEnv, readForm, redirectTo } from "../../../../core/http/index.ts";
import { Actions, Button, Form, useText } from "../../../../core/ui/index.ts";
import { isResumeKey, makeFiler } from "../drafts/filer.ts";
import { takeDraft } from "../drafts/take-draft.ts";
import { answerFilling } from "./citizen-page.tsx";

/** GET /services/resume/:draft/:key — asks first: programs that look at links in messages must not take a draft over. */
export async function resumePage(c: Context<HttpEnv>): Promise<Response> {
  assertKey(c);
  return await answerFilling(
    c,
    { trial: false },
    {
      title: { vi: "Làm tiếp hồ sơ trên máy này", en: "Go on with the application on this device" },
      children: <Resume action={c.req.path} />,
    },
  );
}

/** POST /services/resume/:draft/:key */
export async function resumeAction(c: Context<HttpEnv>): Promise<Response> {
  const id = assertKey(c);
  await readForm(c);
  const { procedureCode } = await takeDraft(c.var.house, makeFiler(c), id);
  return redirectTo(c, `/services/${procedureCode}/apply/${id}`);
}

function assertKey(c: Context<HttpEnv>): string {
  const id = c.req.param("draft") ?? "";
  if (!isResumeKey(c.var.house.config.secret, id, c.req.param("key") ?? "")) throw notFound();
  return id;
}

function Resume({ action }: { readonly action: string }) {
  const text = useText();
  return (
    <Form action={action} method="post">
      <p>
        {text({
          vi: "Bản nháp sẽ mở trên máy này; máy đã dùng trước đó không mở được nữa. Chỉ làm tiếp nếu đây là hồ sơ của bạn.",
          en: "The draft opens on this device and no longer on the one used before. Go on only if it is your application.",
        })}
      </p>
      <Actions>
        <Button kind="primary">{text({ vi: "Làm tiếp", en: "Go on" })}</Button>
      </Actions>
    </Form>
  );
}
