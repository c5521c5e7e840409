import type { Context } from "hono";
import { clearanceOf, may } from "../../../../core/access/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import {
  Card,
  DeadlineChip,
  EmptyState,
  formatDateTime,
  LinkButton,
  StateChip,
  Tabs,
  TaskList,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { countIncoming } from "../../registers.ts";
import {
  countTasks,
  listTasks,
  listWaitingExtensions,
  type TaskRow,
  type TaskView,
  type WaitingExtension,
} from "../../tasks/list-tasks.ts";
import { mayChangeReminderDays } from "../../tasks/permissions.ts";
import { calendarOf, standingOf } from "../shared/deadlines.ts";
import { TASK_STATE_LOOKS } from "./task-words.ts";

const LIMIT = 100;

const VIEW_LABELS: Readonly<Record<TaskView, Words>> = {
  mine: { vi: "Giao tôi", en: "Mine" },
  directed: { vi: "Tôi giao", en: "Directed by me" },
  overdue: { vi: "Quá hạn", en: "Overdue" },
  today: { vi: "Hạn hôm nay", en: "Due today" },
};

/** GET /tasks: open parts of documents by view, requests that wait for this person, each with its count. */
export async function tasksPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const { queries } = database;
  const now = new Date();
  const leads = actor.roles.includes("leader");
  const views: readonly TaskView[] = leads
    ? ["directed", "overdue", "today", "mine"]
    : ["mine", "overdue", "today"];
  const asked = queryText(c, "view", 20);
  const shown = asked === "extensions" ? asked : (views.find((each) => each === asked) ?? views[0] ?? "mine");
  const presented = {
    organisationId: actor.organisationId,
    states: ["presented"],
    presentedTo: actor.appointmentId,
    clearance: clearanceOf(actor),
  };
  const [counts, extensions, opinions, rows, calendar] = await Promise.all([
    Promise.all(views.map((view) => countTasks(queries, actor, view, now))),
    listWaitingExtensions(queries, actor),
    leads ? countIncoming(queries, presented) : 0,
    shown === "extensions" ? [] : listTasks(queries, actor, shown, now, LIMIT),
    calendarOf(database, actor.organisationId),
  ]);
  return await answerPage(c, {
    title: { vi: "Nhiệm vụ", en: "Tasks" },
    actions: may(actor, mayChangeReminderDays, actor) && <DaysLink />,
    children: (
      <>
        <Tabs
          label={{ vi: "Nhiệm vụ theo việc của bạn", en: "Tasks by what you do" }}
          tabs={[
            ...views.map((view, n) => ({
              href: `/tasks?view=${view}`,
              label: VIEW_LABELS[view],
              count: counts[n] ?? 0,
              current: view === shown,
            })),
            {
              href: "/tasks?view=extensions",
              label: { vi: "Chờ tôi cho gia hạn", en: "Extensions to decide" },
              count: extensions.length,
              current: shown === "extensions",
            },
            ...(leads
              ? [
                  {
                    href: "/incoming?view=for-me",
                    label: { vi: "Chờ tôi cho ý kiến", en: "For my directive" },
                    count: opinions,
                  },
                ]
              : []),
          ]}
        />
        {shown === "extensions" ? (
          <Extensions rows={extensions} />
        ) : (
          <Tasks rows={rows} now={now} calendar={calendar} />
        )}
      </>
    ),
  });
}

function DaysLink() {
  const text = useText();
  return (
    <LinkButton href="/tasks/days">{text({ vi: "Số ngày nhắc hạn", en: "Days of reminders" })}</LinkButton>
  );
}

interface TasksProps {
  readonly rows: readonly TaskRow[];
  readonly now: Date;
  readonly calendar: Awaited<ReturnType<typeof calendarOf>>;
}

function Tasks({ rows, now, calendar }: TasksProps) {
  const text = useText();
  if (rows.length === 0) {
    return (
      <EmptyState
        icon="check-circle"
        title={{ vi: "Không có nhiệm vụ nào ở mục này", en: "No task here" }}
        explanation={{
          vi: "Phần việc của đơn vị, cá nhân được giao từ văn bản đến hiện ở đây, gấp nhất ở trên.",
          en: "Parts of incoming documents assigned to units and people appear here, the most pressing first.",
        }}
      />
    );
  }
  return (
    <Card>
      <TaskList
        tasks={rows.map((row) => ({
          label: `${row.symbol} – ${row.abstract}`,
          href: `/incoming/${row.incoming_id}`,
          hint: [
            `${row.unit_name} (${text(row.role === "lead" ? { vi: "chủ trì", en: "lead" } : { vi: "phối hợp", en: "co-operating" })})`,
            row.person_name ?? "",
            `${row.percent} %`,
            row.reminders > 0
              ? text({ vi: `đã nhắc ${row.reminders} lần`, en: `reminded ${row.reminders} times` })
              : "",
          ]
            .filter(Boolean)
            .join(" · "),
          state: row.due ? (
            <DeadlineChip at={row.due} standing={standingOf(row.due, now, calendar)} />
          ) : (
            <StateChip {...TASK_STATE_LOOKS[row.state]} />
          ),
        }))}
      />
      {rows.length === LIMIT && (
        <p>
          {text({
            vi: `Đang hiện ${LIMIT} nhiệm vụ gấp nhất; xong việc nào, việc kế tiếp hiện ra.`,
            en: `These are the ${LIMIT} most pressing; as you finish them the next appear.`,
          })}
        </p>
      )}
    </Card>
  );
}

function Extensions({ rows }: { rows: readonly WaitingExtension[] }) {
  const text = useText();
  if (rows.length === 0) {
    return (
      <EmptyState
        icon="clock"
        title={{ vi: "Không ai xin gia hạn", en: "Nobody asks for more time" }}
        explanation={{
          vi: "Đề nghị gia hạn những hạn do bạn định hiện ở đây để bạn quyết định.",
          en: "Requests to extend deadlines you set appear here for your decision.",
        }}
      />
    );
  }
  return (
    <Card>
      <TaskList
        tasks={rows.map((row) => ({
          label: `${row.symbol} – ${row.abstract}`,
          href: `/tasks/extensions/${row.id}`,
          hint: text({
            vi: `${row.asked_by_name} (${row.unit_name}) xin từ ${formatDateTime(row.old_deadline)} đến ${formatDateTime(row.wanted_deadline)}: ${row.reason}`,
            en: `${row.asked_by_name} (${row.unit_name}) asks from ${formatDateTime(row.old_deadline)} to ${formatDateTime(row.wanted_deadline)}: ${row.reason}`,
          }),
          state: <StateChip tone="attention" label={{ vi: "Chờ quyết định", en: "To decide" }} />,
        }))}
      />
    </Card>
  );
}
