import type { Context } from "hono";
import { isDatabaseUnavailable } from "../database/index.ts";
import { Refusal, type Sentence } from "../errors.ts";
import type { House } from "../system.ts";
import { Actions, LinkButton } from "../ui/button.tsx";
import { useText } from "../ui/language.ts";
import { Notice } from "../ui/notice.tsx";
import { answerPage } from "./answer.tsx";
import type { HttpEnv } from "./env.ts";
import { problemAnswer, refusalProblem } from "./problem.ts";
import { localPath } from "./request.ts";

type PageStatus = Refusal["status"] | 405 | 500;

const RECOVERING: Sentence = {
  vi: "Hệ thống tạm thời chưa kết nối được cơ sở dữ liệu và đang tự khôi phục. Những gì đã gửi trước đó vẫn còn; hãy tải lại trang sau ít phút.",
  en: "The database cannot be reached for the moment; the system is recovering by itself. Reload the page in a minute.",
};

const NO_SUCH_ID: Sentence = {
  vi: "Không tìm thấy nội dung này, hoặc bạn không có quyền xem. Kiểm tra lại địa chỉ hoặc quay về trang đầu.",
  en: "This does not exist, or you may not see it. Check the address or go back to the start page.",
};

const BAD_TEXT: Sentence = {
  vi: "Nội dung gửi lên có ký tự không dùng được. Hãy xoá ký tự lạ rồi gửi lại.",
  en: "What was sent contains characters that cannot be used. Remove them and send again.",
};

/** Answers whatever a handler threw: a page for people, a problem (RFC 9457) under /api. */
export async function answerError(error: unknown, c: Context<HttpEnv>, house: House): Promise<Response> {
  const forProgram = c.req.path.startsWith("/api/");
  const refuse = (status: PageStatus, code: string, sentence: Sentence) =>
    forProgram ? problemAnswer(status, code, sentence, c.var.lang) : refusalPage(c, status, sentence);
  if (error instanceof Refusal) {
    if (forProgram) return refusalProblem(error, c.var.lang);
    if (error.status === 401) return c.redirect(`/sign-in?back=${encodeURIComponent(comeBackTo(c))}`, 303);
    return await refusalPage(c, error.status, error.sentence);
  }
  if (isDatabaseUnavailable(error)) {
    const answer = await refuse(503, "database.unavailable", RECOVERING);
    answer.headers.set("Retry-After", "5");
    return answer;
  }
  // The last net under handlers that pass on what is in an address: PostgreSQL names the kind of nonsense.
  const state = error instanceof Error ? Reflect.get(error, "code") : undefined;
  const text = error instanceof Error ? error.message : "";
  if (state === "22P02" && /type uuid/.test(text)) return await refuse(404, "not-found", NO_SUCH_ID);
  if (state === "22021" || state === "22P05") return await refuse(400, "http.bad-text", BAD_TEXT);
  if (typeof state === "string" && OUT_OF_RANGE.includes(state))
    return await refuse(400, "http.out-of-range", BAD_DATE);
  house.log.error(
    {
      request: c.var.requestId,
      path: c.req.path,
      error: error instanceof Error ? error.stack : String(error),
    },
    "unexpected error",
  );
  return await refuse(500, "unexpected", {
    vi: `Có lỗi ngoài dự kiến. Chưa có gì bị thay đổi. Hãy thử lại; nếu vẫn lỗi, báo quản trị mã ${c.var.requestId}.`,
    en: `Something unexpected happened. Nothing was changed. Try again; if it persists give the administrator the code ${c.var.requestId}.`,
  });
}

/** After signing in: the page itself, or for something sent the page it was sent from. */
function comeBackTo(c: Context<HttpEnv>): string {
  const here = new URL(c.req.url);
  if (c.req.method === "GET" || c.req.method === "HEAD") return localPath(here.pathname + here.search);
  const from = c.req.header("referer") ?? "";
  if (!URL.canParse(from)) return "/";
  const page = new URL(from);
  return page.host === here.host ? localPath(page.pathname + page.search) : "/";
}

const BAD_DATE: Sentence = {
  vi: "Trong địa chỉ hoặc nội dung gửi lên có một ngày hoặc một số không có thật. Hãy sửa lại rồi gửi lại.",
  en: "The address or what was sent contains a date or number that cannot be. Correct it and send again.",
};
/** invalid_datetime_format, datetime_field_overflow, numeric_value_out_of_range. */
const OUT_OF_RANGE = ["22007", "22008", "22003"];

const TITLES: Readonly<Partial<Record<PageStatus, Sentence>>> = {
  403: { vi: "Bạn không có quyền làm việc này", en: "You may not do this" },
  404: { vi: "Không tìm thấy", en: "Not found" },
  413: { vi: "Nội dung gửi lên quá lớn", en: "Too large" },
  503: { vi: "Hệ thống đang khôi phục", en: "The system is recovering" },
};

/** A page in the shell that says what went wrong and where to go now. */
export async function refusalPage(
  c: Context<HttpEnv>,
  status: PageStatus,
  sentence: Sentence,
): Promise<Response> {
  const title = TITLES[status] ?? { vi: "Chưa thực hiện được", en: "This could not be done" };
  const url = new URL(c.req.url);
  const again = status === 503 && c.req.method === "GET" ? url.pathname + url.search : undefined;
  return await answerPage(
    c,
    {
      title,
      width: "narrow",
      children: <WayOut tone={status >= 500 ? "bad" : "attention"} sentence={sentence} again={again} />,
    },
    status,
  );
}

function WayOut(props: { tone: "bad" | "attention"; sentence: Sentence; again: string | undefined }) {
  const text = useText();
  return (
    <>
      <Notice tone={props.tone}>{text(props.sentence)}</Notice>
      <Actions>
        {props.again && (
          <LinkButton href={props.again} kind="primary">
            {text({ vi: "Tải lại trang này", en: "Load this page again" })}
          </LinkButton>
        )}
        <LinkButton href="/" icon="home">
          {text({ vi: "Về trang đầu", en: "Go to the start page" })}
        </LinkButton>
      </Actions>
    </>
  );
}
