import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay } from "../../access/index.ts";
import { notFound } from "../../errors.ts";
import { answerPage, type HttpEnv, readForm, redirectTo, requireSession, value } from "../../http/index.ts";
import {
  Actions,
  Button,
  ConfirmQuestion,
  DateField,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  LinkButton,
  parseTypedDate,
  Radios,
  TextField,
  useText,
} from "../../ui/index.ts";
import { type CalendarDay, loadCalendarYear } from "../calendar-year.ts";
import { changeDay, type TypedDay, withdrawDay } from "../change-day.ts";
import { mayChangeCalendar } from "../permissions.ts";
import { type LocalDate, localYearOf } from "../vietnam-time.ts";
import { EXCEPTION_KINDS } from "../working-calendar.ts";
import { Standing, YearSteps } from "./calendar-page.tsx";
import { formErrors, requestOf } from "./form-answers.ts";
import { DayName, EXCEPTION_WORDS, SourceMark, yearOf } from "./words.tsx";

const CALENDAR = {
  href: "/administration/calendar",
  label: { vi: "Lịch làm việc", en: "Working calendar" },
};

/** /administration/calendar: the days of a year, entered, changed and withdrawn. */
export function administrationPages(app: Hono<HttpEnv>): void {
  app.get("/administration/calendar", (c) => showYear(c));
  app.get("/administration/calendar/days/new", async (c) => {
    administrator(c);
    const day = { date: "", kind: "", name: "", source: "", transactionId: randomUUID() };
    return await showDayForm(c, { vi: "Thêm ngày nghỉ hoặc ngày làm bù", en: "Add a day" }, day, {});
  });
  app.post("/administration/calendar/days", (c) => keepDay(c));
  app.get("/administration/calendar/days/:date", async (c) => {
    const { day } = await dayOf(c);
    const source = day.entered ? day.source : "";
    const typed = { ...day, source, transactionId: randomUUID() };
    return await showDayForm(c, { vi: "Sửa ngày", en: "Change a day" }, typed, {});
  });
  app.get("/administration/calendar/days/:date/remove", (c) => askRemoval(c));
  app.post("/administration/calendar/days/:date/remove", async (c) => {
    const actor = administrator(c);
    const { day } = await dayOf(c);
    await withdrawDay(c.var.house, { date: day.date, actor, ...requestOf(await readForm(c)) });
    return redirectTo(c, yearHref(day.date), {
      tone: "good",
      message: {
        vi: `Đã bỏ ngày ${formatDate(day.date)} khỏi lịch.`,
        en: `${formatDate(day.date)} is out of the list.`,
      },
    });
  });
}

function administrator(c: Context<HttpEnv>) {
  const { actor } = requireSession(c);
  assertMay(actor, mayChangeCalendar, undefined);
  return actor;
}

function pageYear(c: Context<HttpEnv>): number {
  return yearOf(c.req.query("year"), localYearOf(new Date()));
}

function yearHref(date: LocalDate): string {
  return `${CALENDAR.href}?year=${date.slice(0, 4)}`;
}

async function dayOf(c: Context<HttpEnv>): Promise<{ day: CalendarDay; decided: boolean }> {
  administrator(c);
  const date = c.req.param("date") ?? "";
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw notFound();
  const year = await loadCalendarYear(c.var.house.database.queries, Number(date.slice(0, 4)));
  const day = year.days.find((each) => each.date === date);
  if (!day) throw notFound();
  return { day, decided: year.decidedBy !== undefined };
}

async function showYear(c: Context<HttpEnv>): Promise<Response> {
  administrator(c);
  const year = await loadCalendarYear(c.var.house.database.queries, pageYear(c));
  return await answerPage(c, {
    title: { vi: `Lịch làm việc năm ${year.year}`, en: `Working calendar ${year.year}` },
    lead: {
      vi: "Thay đổi ở đây có hiệu lực với thời hạn tính từ lúc này; thời hạn đã hẹn giữ nguyên.",
      en: "Changes count for deadlines from now on; promised deadlines stay.",
    },
    actions: <YearActions year={year.year} decided={year.decidedBy !== undefined} />,
    children: (
      <>
        <YearSteps path={CALENDAR.href} year={year.year} />
        <Standing year={year} />
        <EditableDays days={year.days} />
      </>
    ),
  });
}

function YearActions({ year, decided }: { year: number; decided: boolean }) {
  const text = useText();
  return (
    <>
      <LinkButton href={`${CALENDAR.href}/days/new`} kind="primary" icon="plus">
        {text({ vi: "Thêm ngày", en: "Add a day" })}
      </LinkButton>
      <LinkButton href={`${CALENDAR.href}/settle?year=${year}`} icon="check">
        {decided
          ? text({ vi: "Đổi căn cứ của năm", en: "Change the basis" })
          : text({ vi: `Chốt lịch năm ${year}`, en: `Settle ${year}` })}
      </LinkButton>
      <LinkButton href={`${CALENDAR.href}/hours`} icon="clock">
        {text({ vi: "Giờ làm việc", en: "Working hours" })}
      </LinkButton>
    </>
  );
}

function EditableDays({ days }: { days: readonly CalendarDay[] }) {
  const text = useText();
  return (
    <table class="days-table">
      <caption>{text({ vi: "Ngày nghỉ và ngày làm bù", en: "Days off and swapped days" })}</caption>
      <thead>
        <tr>
          <th scope="col">{text({ vi: "Ngày", en: "Day" })}</th>
          <th scope="col">{text({ vi: "Loại", en: "Kind" })}</th>
          <th scope="col">{text({ vi: "Tên", en: "Name" })}</th>
          <th scope="col">{text({ vi: "Căn cứ", en: "Source" })}</th>
          <th scope="col">{text({ vi: "Thao tác", en: "Actions" })}</th>
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.date}>
            <th scope="row">
              <DayName date={day.date} />
            </th>
            <td>{text(EXCEPTION_WORDS[day.kind])}</td>
            <td>{day.name}</td>
            <td>
              <SourceMark day={day} />
            </td>
            <td class="day-actions">
              <LinkButton href={`${CALENDAR.href}/days/${day.date}`} kind="quiet">
                {text({ vi: "Sửa", en: "Change" })}
                <span class="visually-hidden"> {formatDate(day.date)}</span>
              </LinkButton>
              {day.entered && (
                <LinkButton href={`${CALENDAR.href}/days/${day.date}/remove`} kind="quiet">
                  {text({ vi: "Bỏ", en: "Remove" })}
                  <span class="visually-hidden"> {formatDate(day.date)}</span>
                </LinkButton>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ShownDay {
  /** ISO, or as typed. */
  readonly date: string;
  readonly kind: string;
  readonly name: string;
  readonly source: string;
  readonly transactionId: string;
}

async function keepDay(c: Context<HttpEnv>): Promise<Response> {
  const actor = administrator(c);
  const form = await readForm(c);
  const typedDate = value(form, "date");
  const date = parseTypedDate(typedDate);
  const day: TypedDay = {
    date,
    kind: value(form, "kind"),
    name: value(form, "name"),
    source: value(form, "source"),
  };
  try {
    await changeDay(c.var.house, { day, actor, ...requestOf(form) });
  } catch (error) {
    const errors = formErrors(error);
    const shown = { ...day, date: date ?? typedDate, transactionId: value(form, "transactionId") };
    return await showDayForm(c, { vi: "Thêm ngày nghỉ hoặc ngày làm bù", en: "Add a day" }, shown, errors);
  }
  return redirectTo(c, yearHref(date ?? ""), {
    tone: "good",
    message: {
      vi: `Đã ghi ngày ${formatDate(date ?? "")} vào lịch.`,
      en: `${formatDate(date ?? "")} is in the list.`,
    },
  });
}

async function showDayForm(
  c: Context<HttpEnv>,
  title: { vi: string; en: string },
  day: ShownDay,
  errors: FieldErrors,
): Promise<Response> {
  return await answerPage(
    c,
    { title, crumbs: [CALENDAR], width: "narrow", children: <DayForm day={day} errors={errors} /> },
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}

function DayForm({ day, errors }: { day: ShownDay; errors: FieldErrors }) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={`${CALENDAR.href}/days`} method="post" transactionId={day.transactionId}>
        <DateField
          name="date"
          label={{ vi: "Ngày", en: "Day" }}
          hint={{
            vi: "Ngày/tháng/năm. Nếu ngày này đã có trong lịch thì nội dung cũ được thay.",
            en: "Day/month/year. What stands there for this day is replaced.",
          }}
          value={day.date}
          error={errors.date}
        />
        <Radios
          name="kind"
          label={{ vi: "Loại", en: "Kind" }}
          options={EXCEPTION_KINDS.map((kind) => ({ value: kind, label: EXCEPTION_WORDS[kind] }))}
          value={day.kind}
          error={errors.kind}
        />
        <TextField
          name="name"
          label={{ vi: "Tên", en: "Name" }}
          hint={{ vi: "Ví dụ: Nghỉ hoán đổi dịp 30/4", en: "For example: Nghỉ hoán đổi dịp 30/4" }}
          value={day.name}
          error={errors.name}
          maxLength={200}
        />
        <TextField
          name="source"
          label={{ vi: "Căn cứ", en: "Source" }}
          hint={{
            vi: "Số, ký hiệu và cơ quan ban hành văn bản quyết định ngày này",
            en: "Number and issuer of the decision",
          }}
          value={day.source}
          error={errors.source}
          maxLength={200}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Ghi vào lịch", en: "Save" })}</Button>
          <LinkButton href={CALENDAR.href} kind="quiet">
            {text({ vi: "Không ghi", en: "Leave it" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}

async function askRemoval(c: Context<HttpEnv>): Promise<Response> {
  const { day, decided } = await dayOf(c);
  if (!day.entered) throw notFound();
  const date = formatDate(day.date);
  return await answerPage(c, {
    title: { vi: "Bỏ một ngày khỏi lịch", en: "Remove a day" },
    crumbs: [CALENDAR],
    width: "narrow",
    children: (
      <ConfirmQuestion
        question={{ vi: `Bỏ ngày ${date} (${day.name})?`, en: `Remove ${date} (${day.name})?` }}
        consequences={[
          decided
            ? {
                vi: "Ngày này trở lại như mọi ngày cùng thứ trong tuần khi tính thời hạn.",
                en: "It counts like any other day of its weekday again.",
              }
            : {
                vi: "Năm này chưa chốt: nếu luật quy định ngày này là ngày nghỉ thì hệ thống vẫn tự tính là nghỉ.",
                en: "The year is not settled: if the act makes it a holiday it is still computed as one.",
              },
          { vi: "Thời hạn đã hẹn không thay đổi.", en: "Promised deadlines stay." },
          { vi: "Việc này được ghi vào nhật ký.", en: "This is written to the audit log." },
        ]}
        action={`${CALENDAR.href}/days/${day.date}/remove`}
        confirmLabel={{ vi: "Bỏ khỏi lịch", en: "Remove" }}
        danger
        cancelHref={yearHref(day.date)}
        transactionId={randomUUID()}
      />
    ),
  });
}
