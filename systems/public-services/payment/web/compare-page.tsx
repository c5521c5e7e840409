import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import type { FieldErrors } from "../../../../core/ui/index.ts";
import { parseDay } from "../../../../core/ui/index.ts";
import { compareDay } from "../comparison/compare-day.ts";
import { compareList } from "../comparison/compare-list.ts";
import { countOpenDifferences, listComparisons } from "../comparison/list-comparisons.ts";
import type { Comparison } from "../comparison/tally.ts";
import { mayReconcile } from "../permissions.ts";
import { requestOf } from "./act.ts";
import { CompareView } from "./compare-view.tsx";
import { CRUMBS, HERE } from "./words.ts";

const MOST_LIST_BYTES = 10 * 1024 * 1024;

/** GET /payments/compare: the days that were compared, and the ways to compare one. */
export async function comparePage(c: Context<HttpEnv>): Promise<Response> {
  return await answerCompare(c, queryText(c, "day", 12), {}, 200);
}

/** POST /payments/compare: a day, asked of the platform payment by payment. */
export async function comparePost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const typed = value(form, "day");
  const day = pastDay(typed);
  if (day === undefined) return await answerCompare(c, typed, { day: DAY_WANTED }, 422);
  return await answering(c, typed, async () =>
    done(c, await compareDay(c.var.house, actor, day, requestOf(form).requestId)),
  );
}

/** POST /payments/compare/list: a day, by the list that the platform hands out. */
export async function compareListPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReconcile, actor);
  const form = await readForm(c, { maxFileBytes: MOST_LIST_BYTES });
  const typed = value(form, "list-day");
  const day = pastDay(typed);
  const [file] = form.files.get("files") ?? [];
  if (day === undefined || !file)
    return await answerCompare(
      c,
      typed,
      {
        ...(day === undefined ? { "list-day": DAY_WANTED } : {}),
        ...(file ? {} : { files: { vi: "Chọn tệp danh sách (CSV).", en: "Choose the list (CSV)." } }),
      },
      422,
    );
  return await answering(c, typed, async () =>
    done(c, await compareList(c.var.house, actor, { day, sha256: file.sha256, ...requestOf(form) })),
  );
}

/** A platform that is away and a file that cannot be read are said on the page, with what was typed. */
async function answering(
  c: Context<HttpEnv>,
  typed: string,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal) || (error.status !== 503 && error.status !== 422)) throw error;
    return await answerCompare(c, typed, { [error.field ?? ""]: error.sentence }, error.status);
  }
}

const DAY_WANTED = {
  vi: "Nhập một ngày đã qua hoặc hôm nay, ví dụ 04/03/2022.",
  en: "Enter a past day or today, such as 04/03/2022.",
};

function pastDay(typed: string): string | undefined {
  const day = parseDay(typed);
  return day !== undefined && day <= localDateOf(new Date()) ? day : undefined;
}

function done(c: Context<HttpEnv>, { compared, settled, differences }: Comparison): Response {
  return redirectTo(c, `${HERE}/compare`, {
    tone: differences > 0 ? "attention" : "good",
    message: {
      vi: `Đã đối soát ${compared} khoản: ghi nhận thêm ${settled}, ${differences} chênh lệch cần xử lý.`,
      en: `${compared} compared: ${settled} settled, ${differences} to look at.`,
    },
  });
}

async function answerCompare(
  c: Context<HttpEnv>,
  typed: string,
  errors: FieldErrors,
  status: 200 | 422 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReconcile, actor);
  const { queries } = c.var.house.database;
  const after = queryText(c, "after", 36);
  const [page, open] = await Promise.all([
    listComparisons(queries, actor.organisationId, after === "" ? {} : { after }),
    countOpenDifferences(queries, actor.organisationId),
  ]);
  return await answerPage(
    c,
    {
      title: { vi: "Đối soát thanh toán", en: "Compare with the platform" },
      lead: {
        vi: "Mỗi đêm hệ thống tự đối soát ngày hôm trước. Có thể đối soát lại bất cứ ngày nào, hoặc bằng danh sách lấy từ nền tảng.",
        en: "Every night the day before is compared. Any day can be compared again, or with the platform's list.",
      },
      crumbs: CRUMBS,
      children: (
        <CompareView
          page={page}
          open={open}
          after={after}
          typed={typed}
          errors={errors}
          mostBytes={MOST_LIST_BYTES}
          transactionId={randomUUID()}
        />
      ),
    },
    status,
  );
}
