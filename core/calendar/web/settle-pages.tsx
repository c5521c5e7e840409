import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay } from "../../access/index.ts";
import { notFound } from "../../errors.ts";
import { answerPage, type HttpEnv, readForm, redirectTo, requireSession, value } from "../../http/index.ts";
import { ConfirmQuestion, ErrorSummary, type FieldErrors, TextField } from "../../ui/index.ts";
import { loadCalendarYear } from "../calendar-year.ts";
import { mayChangeCalendar } from "../permissions.ts";
import { settleYear } from "../settle-year.ts";
import { localYearOf } from "../vietnam-time.ts";
import { formErrors, requestOf } from "./form-answers.ts";
import { yearOf } from "./words.tsx";

const CALENDAR = { href: "/administration/calendar", label: { vi: "Lịch làm việc", en: "Working calendar" } };

/** /administration/calendar/settle: declares the list of a year complete. */
export function settlePages(app: Hono<HttpEnv>): void {
  app.get("/administration/calendar/settle", async (c) => {
    assertMay(requireSession(c).actor, mayChangeCalendar, undefined);
    const year = yearOf(c.req.query("year"), localYearOf(new Date()));
    return await showSettle(c, year, { basis: "", transactionId: randomUUID() }, {});
  });
  app.post("/administration/calendar/settle", (c) => settle(c));
}

async function settle(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayChangeCalendar, undefined);
  const form = await readForm(c);
  const year = yearOf(value(form, "year"), 0);
  if (year === 0) throw notFound();
  const basis = value(form, "basis");
  try {
    await settleYear(c.var.house, { year, basis, actor, ...requestOf(form) });
  } catch (error) {
    const errors = formErrors(error);
    return await showSettle(c, year, { basis, transactionId: value(form, "transactionId") }, errors);
  }
  return redirectTo(c, `${CALENDAR.href}?year=${year}`, {
    tone: "good",
    message: { vi: `Đã chốt lịch năm ${year}.`, en: `The calendar of ${year} is settled.` },
  });
}

async function showSettle(
  c: Context<HttpEnv>,
  year: number,
  typed: { basis: string; transactionId: string },
  errors: FieldErrors,
): Promise<Response> {
  const { days } = await loadCalendarYear(c.var.house.database.queries, year);
  return await answerPage(
    c,
    {
      title: { vi: `Chốt lịch năm ${year}`, en: `Settle the calendar of ${year}` },
      crumbs: [CALENDAR],
      width: "narrow",
      children: (
        <>
          <ErrorSummary errors={errors} />
          <ConfirmQuestion
            question={{
              vi: `Danh sách ${days.length} ngày của năm ${year} đã đủ và đúng?`,
              en: `Are the ${days.length} days of ${year} complete and right?`,
            }}
            consequences={[
              {
                vi: "Các ngày hệ thống tự tính được ghi vào lịch với căn cứ nêu dưới đây.",
                en: "Computed days are entered with the decision named below as their source.",
              },
              {
                vi: "Từ đó hệ thống không tự thêm ngày nghỉ nào vào năm này; vẫn sửa được từng ngày.",
                en: "From then on nothing is added by itself; single days can still be changed.",
              },
            ]}
            action={`${CALENDAR.href}/settle`}
            confirmLabel={{ vi: "Chốt lịch", en: "Settle" }}
            cancelHref={`${CALENDAR.href}?year=${year}`}
            transactionId={typed.transactionId}
          >
            <input type="hidden" name="year" value={year} />
            <TextField
              name="basis"
              label={{ vi: "Văn bản quyết định lịch nghỉ của năm", en: "Decision about the year's holidays" }}
              hint={{
                vi: "Ví dụ: Thông báo số 5034/TB-LĐTBXH",
                en: "For example: Thông báo số 5034/TB-LĐTBXH",
              }}
              value={typed.basis}
              error={errors.basis}
              maxLength={200}
            />
          </ConfirmQuestion>
        </>
      ),
    },
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}
