import type { Context } from "hono";
import { answerPage, type HttpEnv } from "../../../../core/http/index.ts";
import { Card, DeadlineChip, StateChip, TaskList, useText } from "../../../../core/ui/index.ts";
import { type FromOrigin, tasksFromOrigin } from "../../tasks/read-origin.ts";
import { readIncoming } from "../incoming/read-incoming.ts";
import { calendarOf, settledStanding, standingOf } from "../shared/deadlines.ts";
import { incomingLook } from "../shared/words.ts";
import { TASK_STATE_LOOKS } from "./task-words.ts";

/** GET /tasks/origins/:id: every task that comes from one directive, with how far it is. */
export async function originPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor, document: origin } = await readIncoming(c, "origin");
  const { database } = c.var.house;
  const [documents, calendar] = await Promise.all([
    tasksFromOrigin(database.queries, actor, origin),
    calendarOf(database, origin.organisation_id),
  ]);
  const now = new Date();
  const all = documents.flatMap((each) => each.tasks);
  const done = all.filter((task) => task.state === "completed").length;
  return await answerPage(c, {
    title: { vi: `Nhiệm vụ theo ${origin.symbol}`, en: `Tasks from ${origin.symbol}` },
    lead: {
      vi: `${origin.from_name}: ${origin.abstract}. Đã xong ${done}/${all.length} phần việc.`,
      en: `${origin.from_name}: ${origin.abstract}. ${done} of ${all.length} parts done.`,
    },
    crumbs: [
      { href: "/tasks", label: { vi: "Nhiệm vụ", en: "Tasks" } },
      { href: `/incoming/${origin.id}`, label: origin.symbol },
    ],
    children: documents.map((each) => (
      <DocumentTasks key={each.document.id} from={each} now={now} calendar={calendar} />
    )),
  });
}

interface DocumentTasksProps {
  readonly from: FromOrigin;
  readonly now: Date;
  readonly calendar: Awaited<ReturnType<typeof calendarOf>>;
}

function DocumentTasks({ from: { document, tasks }, now, calendar }: DocumentTasksProps) {
  const text = useText();
  return (
    <Card title={`${document.symbol} – ${document.abstract}`}>
      <p>
        <StateChip {...incomingLook(document.state)} />
      </p>
      {tasks.length === 0 ? (
        <p>{text({ vi: "Chưa phân công.", en: "Not directed yet." })}</p>
      ) : (
        <TaskList
          tasks={tasks.map((task) => {
            const due = task.person_deadline ?? task.deadline;
            const settled = task.completed_at ?? document.completed_at;
            return {
              label: task.person_name ? `${task.unit_name} – ${task.person_name}` : task.unit_name,
              href: `/incoming/${document.id}`,
              hint: `${text(TASK_STATE_LOOKS[task.state].label)} · ${task.percent} %${task.note ? ` · ${task.note}` : ""}`,
              state: due ? (
                <DeadlineChip
                  at={due}
                  standing={settled ? settledStanding(due, settled) : standingOf(due, now, calendar)}
                />
              ) : (
                <StateChip {...TASK_STATE_LOOKS[task.state]} />
              ),
            };
          })}
        />
      )}
    </Card>
  );
}
