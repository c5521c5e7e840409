import type { Context } from "hono";
import { clearanceOf, may } from "../../../../core/access/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import {
  Card,
  EmptyState,
  formatDateTime,
  LinkButton,
  StateChip,
  Tabs,
  TaskList,
  useText,
} from "../../../../core/ui/index.ts";
import { countIncoming } from "../../registers.ts";
import {
  countTasks,
  listTasks,
  listWaitingExtensions,
  type WaitingExtension,
} from "../../tasks/list-tasks.ts";
import { mayChangeReminderDays } from "../../tasks/permissions.ts";
import { calendarOf } from "../shared/deadlines.ts";
import { askedTasks, TASK_VIEW_WORDS, taskViewsOf } from "./asked-tasks.ts";
import { TaskTable } from "./task-table.tsx";

const PAGE = 50;

/** GET /tasks: open parts of documents by view, requests that wait for this person, each with its count. */
export async function tasksPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const { queries } = database;
  const now = new Date();
  const leads = actor.roles.includes("leader");
  const asked = askedTasks(c, actor);
  const shown = queryText(c, "view", 20) === "extensions" ? "extensions" : asked.view;
  const views = taskViewsOf(actor);
  const after = queryText(c, "after", 80);
  const presented = {
    organisationId: actor.organisationId,
    states: ["presented"],
    presentedTo: actor.appointmentId,
    clearance: clearanceOf(actor),
  };
  const [counts, extensions, opinions, page, calendar] = await Promise.all([
    Promise.all(views.map((view) => countTasks(queries, actor, view, now))),
    listWaitingExtensions(queries, actor),
    leads ? countIncoming(queries, presented) : 0,
    shown === "extensions"
      ? undefined
      : listTasks(queries, actor, shown, now, {
          ...asked.order,
          filter: asked.filter,
          limit: PAGE,
          ...(after === "" ? {} : { after }),
        }),
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
              label: TASK_VIEW_WORDS[view],
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
        {page === undefined ? (
          <Extensions rows={extensions} />
        ) : (
          <TaskTable
            asked={asked}
            page={page}
            now={now}
            calendar={calendar}
            query={new URL(c.req.url).searchParams}
          />
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
