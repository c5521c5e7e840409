import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { answerPage, type HttpEnv, redirectTo, requireSession } from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import {
  Card,
  DeadlineChip,
  EmptyState,
  formatDate,
  formatNumber,
  LinkButton,
  StateChip,
  type Task,
  TaskList,
  type Tone,
  useText,
} from "../../../../core/ui/index.ts";
import { eventsOfDay, type ListedEvent } from "../../schedule/read-events.ts";
import { hoursOn } from "../../schedule/when-of-event.ts";
import { endOfDay } from "../../tasks/list-tasks.ts";
import { calendarOf, standingOf } from "../shared/deadlines.ts";
import { type DueLine, dueBy } from "./due-by.ts";
import { CAP, COUNTED_WORDS, type Figure, figuresOf, type Weight } from "./figures.ts";
import { type Stuck, stuckDocuments } from "./stuck-documents.ts";

const DUE = 6;

/** GET /: what is due today and what is stuck, by role. Visitors are led to the sign-in page. */
export async function homePage(c: Context<HttpEnv>): Promise<Response> {
  if (!c.var.session) return redirectTo(c, "/sign-in");
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const { queries } = database;
  const now = new Date();
  const calendar = await calendarOf(database, actor.organisationId);
  const [figures, due, stuck, events] = await Promise.all([
    figuresOf(queries, c.var.house, actor, now),
    dueBy(queries, actor, endOfDay(now), DUE),
    stuckDocuments(queries, actor, now, calendar),
    eventsOfDay(queries, actor, now),
  ]);
  return await answerPage(c, {
    title: { vi: "Việc hôm nay", en: "Today" },
    lead: `${actor.fullName}, ${actor.positionTitle} · ${formatDate(now)}`,
    children: (
      <div class="home">
        <Work figures={figures} actor={actor} />
        <Card
          title={{ vi: "Đến hạn hôm nay và quá hạn", en: "Due today and overdue" }}
          actions={events.length === 0 && <CalendarLink />}
        >
          <Due rows={due} now={now} calendar={calendar} />
        </Card>
        {events.length > 0 && (
          <Card title={{ vi: "Lịch hôm nay", en: "In the calendar today" }} actions={<CalendarLink />}>
            <TaskList tasks={events.map((event) => taskOfEvent(event, now))} />
          </Card>
        )}
        <Card title={{ vi: "Đang vướng", en: "Stuck" }}>
          <StuckList stuck={stuck} />
        </Card>
      </div>
    ),
  });
}

function Work({ figures, actor }: { figures: readonly Figure[]; actor: PersonActor }) {
  const text = useText();
  return (
    <Card
      title={{ vi: "Việc chờ tôi", en: "Waiting for me" }}
      actions={
        <>
          {actor.roles.includes("clerk") && (
            <LinkButton href="/incoming/new-paper" icon="plus">
              {text({ vi: "Vào sổ văn bản giấy", en: "Register a paper document" })}
            </LinkButton>
          )}
          <LinkButton href="/compose" icon="pen">
            {text({ vi: "Soạn văn bản", en: "New draft" })}
          </LinkButton>
        </>
      }
    >
      <TaskList
        tasks={figures.map((figure) => ({
          label: figure.label,
          href: figure.href,
          state: <Count figure={figure} />,
        }))}
      />
    </Card>
  );
}

const TONES: Readonly<Record<Weight, Tone>> = {
  overdue: "bad",
  today: "attention",
  pressing: "attention",
  waiting: "info",
};

function Count({ figure: { n, weight, counted } }: { figure: Figure }) {
  if (n === 0) return <StateChip tone="good" label={{ vi: "Không có", en: "None" }} />;
  const number = n > CAP ? `${formatNumber(CAP)}+` : formatNumber(n);
  const { vi, one, many } = COUNTED_WORDS[counted];
  return (
    <StateChip
      tone={TONES[weight]}
      label={{ vi: `${number} ${vi}`, en: `${number} ${n === 1 ? one : many}` }}
    />
  );
}

function taskOfEvent(event: ListedEvent, now: Date): Task {
  const hours = hoursOn(localDateOf(now), event);
  return {
    label: event.title,
    href: `/schedule/events/${event.id}`,
    hint: [event.place, event.chair_name].filter(Boolean).join("; "),
    state: <StateChip tone="info" label={{ vi: hours, en: hours }} />,
  };
}

function CalendarLink() {
  const text = useText();
  return (
    <LinkButton href="/schedule?view=week" icon="clock">
      {text({ vi: "Lịch tuần", en: "Week" })}
    </LinkButton>
  );
}

interface DueProps {
  readonly rows: readonly DueLine[];
  readonly now: Date;
  readonly calendar: Awaited<ReturnType<typeof calendarOf>>;
}

function Due({ rows, now, calendar }: DueProps) {
  if (rows.length === 0) {
    return (
      <EmptyState
        icon="clock"
        title={{ vi: "Hôm nay không có hạn nào", en: "Nothing is due today" }}
        explanation={{
          vi: "Văn bản đang xử lý có hạn trong hôm nay hoặc đã quá hạn hiện ở đây.",
          en: "Documents in work whose deadline is today or has passed appear here.",
        }}
      />
    );
  }
  return (
    <TaskList
      tasks={rows.map((row) => ({
        label: row.label,
        href: `/incoming/${row.id}`,
        hint: row.hint,
        state: row.due && <DeadlineChip at={row.due} standing={standingOf(row.due, now, calendar)} />,
      }))}
    />
  );
}

function StuckList({ stuck }: { stuck: readonly Stuck[] }) {
  if (stuck.length === 0) {
    return (
      <EmptyState
        icon="check-circle"
        title={{ vi: "Không có gì vướng", en: "Nothing is stuck" }}
        explanation={{
          vi: "Văn bản chờ quá lâu ở một bước, bị nơi nhận từ chối hoặc chưa gửi được hiện ở đây.",
          en: "Documents that wait too long at a step, were refused or could not be sent appear here.",
        }}
      />
    );
  }
  return (
    <TaskList
      tasks={stuck.map((each) => ({
        label: each.title,
        href: each.href,
        hint: each.why,
        state: <StateChip tone={each.tone} label={each.state} />,
      }))}
    />
  );
}
