import type { Context } from "hono";
import { clearanceOf } from "../../../../core/access/index.ts";
import { endOfWorkingDay, instantAt, localDateOf, plusDays } from "../../../../core/calendar/index.ts";
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
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { countOutgoingWork } from "../../outgoing/list-outgoing-work.ts";
import { countIncoming, dueIncoming, type IncomingRow, type RegisterFilter } from "../../registers.ts";
import { type WorkView, workViews } from "../incoming/work-views.ts";
import { calendarOf, standingOf } from "../shared/deadlines.ts";
import { type Stuck, stuckDocuments } from "./stuck-documents.ts";

const CAP = 1_000;
const DUE = 6;
/** Views that are work to do now, not places to look something up. */
const TO_DO = new Set(["intake", "requests", "duplicates", "present", "for-me", "unit-new", "mine"]);

/** GET /: what is due today and what is stuck, by role. Visitors are led to the sign-in page. */
export async function homePage(c: Context<HttpEnv>): Promise<Response> {
  if (!c.var.session) return redirectTo(c, "/sign-in");
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const { queries } = database;
  const now = new Date();
  const calendar = await calendarOf(database, actor.organisationId);
  const views = workViews(actor).filter((view) => TO_DO.has(view.key));
  const until = soonest(endOfWorkingDay(now, calendar), now);
  const [counts, outgoing, due, stuck] = await Promise.all([
    Promise.all(
      views.map((view) =>
        countIncoming(queries, { ...view.filter, organisationId: actor.organisationId }, CAP + 1),
      ),
    ),
    countOutgoingWork(queries, actor),
    dueIncoming(queries, deadlinesOf(actor), until, DUE),
    stuckDocuments(queries, actor, now, calendar),
  ]);
  return await answerPage(c, {
    title: { vi: "Việc hôm nay", en: "Today" },
    lead: `${actor.fullName}, ${actor.positionTitle} · ${formatDate(now)}`,
    children: (
      <div class="home">
        <Work views={views} counts={counts} outgoing={outgoing} actor={actor} />
        <Card title={{ vi: "Đến hạn hôm nay và quá hạn", en: "Due today and overdue" }}>
          <Due rows={due} now={now} calendar={calendar} actor={actor} />
        </Card>
        <Card title={{ vi: "Đang vướng", en: "Stuck" }}>
          <StuckList stuck={stuck} />
        </Card>
      </div>
    ),
  });
}

/** The end of today's work, or at least what runs out within the day when work is over. */
function soonest(end: Date, now: Date): Date {
  const midnight = instantAt(plusDays(localDateOf(now), 1));
  return end > midnight ? end : midnight;
}

/** Whose deadlines a person watches: a clerk and a leader all of the organisation, a head the unit's, others their own. */
function deadlinesOf(actor: PersonActor): RegisterFilter {
  const all = { organisationId: actor.organisationId, clearance: clearanceOf(actor) };
  if (actor.roles.includes("clerk")) return all;
  if (actor.roles.includes("leader")) return { ...all, presentedTo: actor.appointmentId };
  const head = actor.roles.includes("head-of-unit");
  return {
    ...all,
    work: {
      units: head ? [actor.unitId] : [],
      appointment: actor.appointmentId,
      ownOnly: !head,
      secretOfUnits: head,
    },
  };
}

interface WorkProps {
  readonly views: readonly WorkView[];
  readonly counts: readonly number[];
  readonly outgoing: number;
  readonly actor: PersonActor;
}

function Work({ views, counts, outgoing, actor }: WorkProps) {
  const text = useText();
  const tasks: Task[] = [
    ...views.map((view, index) => ({
      label: VIEW_TASKS[view.key] ?? view.label,
      href: `/incoming?view=${view.key}`,
      state: <Count n={counts[index] ?? 0} pressing={view.key === "requests"} />,
    })),
    {
      label: { vi: "Văn bản đi chờ tôi làm bước tiếp theo", en: "Outgoing documents that wait for me" },
      href: "/outgoing?tab=todo",
      state: <Count n={outgoing} pressing={false} />,
    },
  ];
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
      <TaskList tasks={tasks} />
    </Card>
  );
}

const VIEW_TASKS: Readonly<Record<string, Words>> = {
  intake: { vi: "Văn bản đến chờ tiếp nhận", en: "Arrived documents to register" },
  requests: { vi: "Yêu cầu thu hồi, cập nhật chờ trả lời", en: "Recalls and updates to answer" },
  duplicates: { vi: "Văn bản đến có thể trùng", en: "Possible duplicates" },
  present: { vi: "Văn bản đã vào sổ, chờ trình lãnh đạo", en: "Registered documents to present" },
  "for-me": { vi: "Văn bản trình tôi, chờ bút phê", en: "Documents presented to me" },
  "unit-new": {
    vi: "Văn bản giao đơn vị tôi, chưa có người xử lý",
    en: "Documents of my unit without a person",
  },
  mine: { vi: "Văn bản giao tôi đang xử lý", en: "Documents assigned to me" },
};

function Count({ n, pressing }: { n: number; pressing: boolean }) {
  if (n === 0) return <StateChip tone="good" label={{ vi: "Không có", en: "None" }} />;
  const number = n > CAP ? `${formatNumber(CAP)}+` : formatNumber(n);
  return (
    <StateChip
      tone={pressing ? "attention" : "info"}
      label={{ vi: `${number} văn bản`, en: `${number} documents` }}
    />
  );
}

interface DueProps {
  readonly rows: readonly IncomingRow[];
  readonly now: Date;
  readonly calendar: Awaited<ReturnType<typeof calendarOf>>;
  readonly actor: PersonActor;
}

function Due({ rows, now, calendar, actor }: DueProps) {
  const text = useText();
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
    <>
      <TaskList
        tasks={rows.map((row) => ({
          label: `${row.symbol} – ${row.abstract}`,
          href: `/incoming/${row.id}`,
          hint: row.handled_by ?? row.from_name,
          state: row.deadline && (
            <DeadlineChip at={row.deadline} standing={standingOf(row.deadline, now, calendar)} />
          ),
        }))}
      />
      {rows.length === DUE && (
        <p>
          <a href={`/incoming?view=${actor.roles.includes("clerk") ? "all" : "mine"}&overdue=1`}>
            {text({ vi: "Xem tất cả việc quá hạn", en: "All overdue work" })}
          </a>
        </p>
      )}
    </>
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
