import type { Context } from "hono";
import { answerPage, answerPublicPage, type HttpEnv } from "../../../../core/http/index.ts";
import { Notice, useText } from "../../../../core/ui/index.ts";
import type { PublicPageProps } from "../../../../core/ui/public-page.tsx";
import type { Way } from "./way.ts";

type Status = 200 | 404 | 409 | 410 | 422 | 503;

/**
 * A page of filling in: narrow, one thing at a time. Citizens get the light page for everybody; a trial hangs in the
 * official's and says that it is one.
 *
 * @param props `script`: the page has something that is easier with script
 */
export async function answerFilling(
  c: Context<HttpEnv>,
  way: Pick<Way, "trial">,
  props: Omit<PublicPageProps, "shell">,
  status: Status = 200,
): Promise<Response> {
  if (!way.trial) return await answerPublicPage(c, props, status);
  const { children, script: _script, tools: _tools, ...rest } = props;
  return await answerPage(
    c,
    {
      width: "narrow",
      ...rest,
      children: (
        <>
          <TrialNotice />
          {children}
        </>
      ),
    },
    status,
  );
}

function TrialNotice() {
  const text = useText();
  return (
    <Notice tone="info">
      {text({
        vi: "Đang xem thử biểu mẫu như người dân thấy. Không có gì được nộp.",
        en: "You are trying the form as citizens see it. Nothing is sent.",
      })}
    </Notice>
  );
}
