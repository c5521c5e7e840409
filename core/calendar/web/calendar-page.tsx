import type { Context } from "hono";
import { may } from "../../access/index.ts";
import { findOrganisation } from "../../directory/index.ts";
import { answerPage, type HttpEnv } from "../../http/index.ts";
import { Card, Facts, formatDate, LinkButton, Notice, useText } from "../../ui/index.ts";
import { loadCalendar } from "../calendar-store.ts";
import { type CalendarYear, FIRST_YEAR, LAST_YEAR, loadCalendarYear } from "../calendar-year.ts";
import { mayChangeCalendar } from "../permissions.ts";
import { dayNumber, type LocalDate, localDateOf, localYearOf } from "../vietnam-time.ts";
import type { Session } from "../working-calendar.ts";
import { DayName, EXCEPTION_WORDS, SourceMark, sessionWords, sourceWords, yearOf } from "./words.tsx";
import { YearGrid } from "./year-grid.tsx";

/** GET /calendar: the working days of a year and the hours of one's own organisation, for everybody. */
export async function calendarPage(c: Context<HttpEnv>): Promise<Response> {
  const now = new Date();
  const today = localDateOf(now);
  const { queries } = c.var.house.database;
  const year = await loadCalendarYear(queries, yearOf(c.req.query("year"), localYearOf(now)));
  const organisationId = c.var.session?.actor.organisationId;
  const calendar = await loadCalendar(queries, organisationId);
  const organisation = organisationId ? await findOrganisation(queries, organisationId, today) : undefined;
  const administrator = c.var.session !== null && may(c.var.session.actor, mayChangeCalendar, undefined);
  return await answerPage(c, {
    title: { vi: `Lịch làm việc năm ${year.year}`, en: `Working calendar ${year.year}` },
    lead: {
      vi: "Mọi thời hạn trong hệ thống được tính theo lịch này.",
      en: "Every deadline in the system is counted with this calendar.",
    },
    actions: administrator && <ChangeLink year={year.year} />,
    children: (
      <>
        <YearSteps path="/calendar" year={year.year} />
        <Standing year={year} />
        <YearGrid year={year} today={today} />
        <Days year={year} />
        <Hours
          organisation={organisation?.name}
          sessions={calendar.sessionsOn(dayNumber(today))}
          today={today}
        />
      </>
    ),
  });
}

function ChangeLink({ year }: { year: number }) {
  const text = useText();
  return (
    <LinkButton href={`/administration/calendar?year=${year}`} icon="pen">
      {text({ vi: "Sửa lịch", en: "Change the calendar" })}
    </LinkButton>
  );
}

/** The years before and after. */
export function YearSteps({ path, year }: { path: string; year: number }) {
  const text = useText();
  return (
    <nav class="year-steps" aria-label={text({ vi: "Chọn năm", en: "Choose a year" })}>
      {year > FIRST_YEAR && (
        <LinkButton href={`${path}?year=${year - 1}`} icon="left">
          {text({ vi: `Năm ${year - 1}`, en: String(year - 1) })}
        </LinkButton>
      )}
      <strong aria-current="page">{year}</strong>
      {year < LAST_YEAR && (
        <LinkButton href={`${path}?year=${year + 1}`} icon="right">
          {text({ vi: `Năm ${year + 1}`, en: String(year + 1) })}
        </LinkButton>
      )}
    </nav>
  );
}

/** Whether the list of the year is complete. */
export function Standing({ year }: { year: CalendarYear }) {
  const text = useText();
  if (year.decidedBy === undefined) {
    return (
      <Notice tone="attention">
        {text({
          vi: `Lịch nghỉ năm ${year.year} chưa được chốt: ngày nghỉ được tính theo Bộ luật Lao động và lịch âm, có thể thay đổi khi có quyết định của năm.`,
          en: `The holidays of ${year.year} are not settled: they follow from the Labour Code and the lunar calendar and may change with the yearly decision.`,
        })}
      </Notice>
    );
  }
  const basis = sourceWords(year.decidedBy);
  const open = year.days.filter((day) => !day.verified).length;
  return (
    <Notice tone={open > 0 ? "attention" : "good"}>
      {text({
        vi: `Lịch năm ${year.year} đã chốt theo ${typeof basis === "string" ? basis : basis.vi}.${open > 0 ? ` Còn ${open} ngày chưa xác minh với văn bản gốc.` : ""}`,
        en: `The calendar of ${year.year} is settled by ${typeof basis === "string" ? basis : basis.en}.${open > 0 ? ` ${open} days are not verified yet.` : ""}`,
      })}
    </Notice>
  );
}

function Days({ year }: { year: CalendarYear }) {
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
        </tr>
      </thead>
      <tbody>
        {year.days.map((day) => (
          <tr key={day.date}>
            <th scope="row">
              <DayName date={day.date} />
            </th>
            <td>{text(EXCEPTION_WORDS[day.kind])}</td>
            <td>{day.name}</td>
            <td>
              <SourceMark day={day} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface HoursProps {
  organisation: string | undefined;
  sessions: readonly Session[];
  today: LocalDate;
}

function Hours({ organisation, sessions, today }: HoursProps) {
  return (
    <Card title={{ vi: "Giờ làm việc", en: "Working hours" }}>
      <Facts
        facts={[
          {
            term: organisation ?? { vi: "Các cơ quan của tỉnh", en: "Organisations of the province" },
            value: sessionWords(sessions),
          },
          { term: { vi: "Tính đến ngày", en: "As of" }, value: formatDate(today) },
        ]}
      />
    </Card>
  );
}
