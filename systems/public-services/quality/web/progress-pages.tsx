import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { answerPublicPage, type HttpEnv, queryText } from "../../../../core/http/index.ts";
import {
  Button,
  Facts,
  foldVietnamese,
  formatDateTime,
  formatNumber,
  useText,
} from "../../../../core/ui/index.ts";
import { monthOf, namedPeriod } from "../index-766/period.ts";
import { firstMonth, monthsBack, type Progress, type ProgressLine, progressOf } from "../progress.ts";
import { decimals } from "./figures.ts";

const TITLE = { vi: "Tiến độ giải quyết hồ sơ", en: "How dossiers are handled" };

/** Offered in lists; older months are reached by their address. */
const MONTHS = 24;

/** The month asked for (this one otherwise) and what was done in it. */
async function ask(c: Context<HttpEnv>) {
  const now = new Date();
  const present = monthOf(localDateOf(now));
  const first = await firstMonth(c.var.house.database.queries, now);
  const asked = queryText(c, "month", 7);
  const isThere = /^\d{4}-\d{2}$/.test(asked) && asked >= first && asked <= present;
  const month = isThere && namedPeriod(asked) ? asked : present;
  const days = namedPeriod(month);
  if (!days) throw notFound();
  const listed = monthsBack(present, first, MONTHS);
  return {
    months: listed.includes(month) ? listed : [...listed, month],
    month,
    progress: await progressOf(c.var.house, days, now),
  };
}

/** GET /progress: every body in a month; numbers only, for everybody. */
export async function progressUnitsPage(c: Context<HttpEnv>): Promise<Response> {
  const { months, month, progress } = await ask(c);
  const name = queryText(c, "name", 100);
  const wanted = foldVietnamese(name);
  const units = progress.lines
    .filter(({ organisationId }) => organisationId !== "")
    .filter((line) => foldVietnamese(line.name).includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name, "vi"));
  const whole = progress.lines.find(({ organisationId }) => organisationId === "");
  return await answerPublicPage(c, {
    title: TITLE,
    lead: {
      vi: "Mỗi cơ quan đã nhận bao nhiêu hồ sơ, đúng hẹn, trễ hẹn bao nhiêu, người dân hài lòng thế nào.",
      en: "How many dossiers each body received, in time and late, and how satisfied people are.",
    },
    crumbs: [{ href: "/services", label: { vi: "Dịch vụ công", en: "Public services" } }],
    children: (
      <>
        <MonthForm {...{ months, month, name }} />
        {whole && <Whole line={whole} progress={progress} />}
        <UnitTable units={units} month={month} />
      </>
    ),
  });
}

function MonthForm({
  months,
  month,
  name,
}: {
  readonly months: readonly string[];
  readonly month: string;
  readonly name: string;
}) {
  const text = useText();
  return (
    <search>
      <form class="service-search" method="get" action="/progress">
        <div class="service-words">
          <label for="name">{text({ vi: "Tìm cơ quan", en: "Find a body" })}</label>
          <input id="name" class="input" type="search" name="name" value={name} maxLength={100} />
        </div>
        <div>
          <label for="month">{text({ vi: "Tháng", en: "Month" })}</label>
          <select id="month" class="input" name="month">
            {months.map((each) => (
              <option key={each} value={each} selected={each === month}>
                {monthInWords(each)}
              </option>
            ))}
          </select>
        </div>
        <Button kind="primary">{text({ vi: "Xem", en: "Show" })}</Button>
      </form>
    </search>
  );
}

/** "03/2022" */
function monthInWords(month: string): string {
  return month.split("-").reverse().join("/");
}

function Whole({ line, progress }: { readonly line: ProgressLine; readonly progress: Progress }) {
  const text = useText();
  return (
    <section aria-label={text({ vi: "Toàn tỉnh", en: "The whole province" })}>
      <h2>{text({ vi: "Toàn tỉnh", en: "The whole province" })}</h2>
      <Numbers line={line} />
      <p>
        {text({
          vi: `Số liệu lúc ${formatDateTime(progress.at)}.`,
          en: `As of ${formatDateTime(progress.at)}.`,
        })}
      </p>
    </section>
  );
}

function Numbers({ line }: { readonly line: ProgressLine }) {
  return (
    <Facts
      facts={[
        { term: { vi: "Hồ sơ tiếp nhận", en: "Received" }, value: formatNumber(line.received) },
        {
          term: { vi: "Đúng hẹn", en: "In time" },
          value: shareInWords(line.inTime, line.inTime + line.late),
        },
        { term: { vi: "Trễ hẹn", en: "Late" }, value: shareInWords(line.late, line.inTime + line.late) },
        {
          term: { vi: "Người dân hài lòng", en: "Satisfied" },
          value: shareInWords(line.satisfied, line.rated),
        },
      ]}
    />
  );
}

/** "7 (58,3%)"; "–" when there is nothing to share. */
function shareInWords(part: number, whole: number): string {
  return whole === 0 ? "–" : `${formatNumber(part)} (${formatNumber((100 * part) / whole, 1)}%)`;
}

function UnitTable({ units, month }: { readonly units: readonly ProgressLine[]; readonly month: string }) {
  const text = useText();
  if (units.length === 0)
    return (
      <p>
        {text({
          vi: "Chưa có cơ quan nào có hồ sơ trong tháng này, hoặc không có cơ quan nào khớp tên bạn tìm.",
          en: "No body has dossiers in this month, or none matches the name.",
        })}
      </p>
    );
  return (
    <div class="progress-scroll">
      <table class="progress-table">
        <caption>{text({ vi: "Các cơ quan", en: "Bodies" })}</caption>
        <thead>
          <tr>
            <th scope="col">{text({ vi: "Cơ quan", en: "Body" })}</th>
            <th scope="col">{text({ vi: "Tiếp nhận", en: "Received" })}</th>
            <th scope="col">{text({ vi: "Đúng hẹn", en: "In time" })}</th>
            <th scope="col">{text({ vi: "Trễ hẹn", en: "Late" })}</th>
            <th scope="col">{text({ vi: "Hài lòng", en: "Satisfied" })}</th>
          </tr>
        </thead>
        <tbody>
          {units.map((line) => (
            <tr key={line.organisationId}>
              <th scope="row">
                <a href={`/progress/${line.organisationId}?month=${month}`}>{line.name}</a>
              </th>
              <td>{formatNumber(line.received)}</td>
              <td>{formatNumber(line.inTime)}</td>
              <td>{formatNumber(line.late)}</td>
              <td>{line.rated === 0 ? "–" : `${formatNumber((100 * line.satisfied) / line.rated)}%`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** GET /progress/:organisation: one body in a month. */
export async function progressUnitPage(c: Context<HttpEnv>): Promise<Response> {
  const { months, month, progress } = await ask(c);
  const id = c.req.param("organisation") ?? "";
  const line = id === "" ? undefined : progress.lines.find(({ organisationId }) => organisationId === id);
  if (!line) throw notFound();
  return await answerPublicPage(c, {
    title: line.name,
    lead: {
      vi: `Tiến độ giải quyết hồ sơ tháng ${monthInWords(month)}`,
      en: `How dossiers were handled in ${monthInWords(month)}`,
    },
    crumbs: [{ href: `/progress?month=${month}`, label: TITLE }],
    children: <Unit {...{ line, progress, months, month }} />,
  });
}

function Unit({
  line,
  progress,
  months,
  month,
}: {
  readonly line: ProgressLine;
  readonly progress: Progress;
  readonly months: readonly string[];
  readonly month: string;
}) {
  const text = useText();
  return (
    <>
      <Numbers line={line} />
      <p>
        {text({
          vi: `Chỉ số phục vụ (QĐ 766/QĐ-TTg): ${decimals(line.total)} trên ${decimals(line.possible)} điểm có số liệu. Số liệu lúc ${formatDateTime(progress.at)}.`,
          en: `Index of service (QĐ 766/QĐ-TTg): ${decimals(line.total)} of ${decimals(line.possible)} points that could be counted. As of ${formatDateTime(progress.at)}.`,
        })}
      </p>
      <nav aria-label={text({ vi: "Tháng khác", en: "Other months" })}>
        <ul class="progress-months">
          {months.map((each) => (
            <li key={each}>
              <a
                href={`/progress/${line.organisationId}?month=${each}`}
                aria-current={each === month ? "page" : undefined}
              >
                {monthInWords(each)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}
