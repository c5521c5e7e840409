import type { ComponentChildren } from "preact";
import { Card, DeadlineChip, formatDateTime, StateChip, useText } from "../../../../core/ui/index.ts";
import type { Extension } from "../../tasks/read-tasks.ts";
import { settledStanding, standingOf } from "../shared/deadlines.ts";
import { TASK_STATE_LOOKS } from "../tasks/task-words.ts";
import type { Assignment } from "./allowed-task-actions.ts";
import type { IncomingCard } from "./document-data.ts";
import { RemindersView } from "./reminders-view.tsx";

/** Who works on the document, how far they are, which deadlines moved, and who was reminded. */
export function AssignmentsView({ card }: { card: IncomingCard }) {
  const text = useText();
  if (card.assignments.length === 0) return null;
  return (
    <>
      <Card title={{ vi: "Phân công", en: "Assignments" }}>
        <div class="register-scroll">
          <table class="register-table">
            <thead>
              <tr>
                {[
                  { vi: "Đơn vị", en: "Unit" },
                  { vi: "Người xử lý", en: "Person" },
                  { vi: "Hạn", en: "Deadline" },
                  { vi: "Tiến độ", en: "Progress" },
                ].map((head) => (
                  <th key={head.vi} scope="col">
                    {text(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {card.assignments.map((assignment) => (
                <AssignmentRow key={assignment.id} assignment={assignment} card={card} />
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <RemindersView card={card} />
    </>
  );
}

function AssignmentRow({ assignment, card }: { assignment: Assignment; card: IncomingCard }) {
  const text = useText();
  const lead = assignment.role === "lead";
  const due = assignment.person_deadline ?? assignment.deadline;
  const settled = assignment.completed_at ?? card.document.completed_at;
  const chip: ComponentChildren = due ? (
    <DeadlineChip
      at={due}
      standing={settled ? settledStanding(due, settled) : standingOf(due, card.now, card.calendar)}
    />
  ) : (
    text({ vi: "theo quy chế", en: "by regulation" })
  );
  const over = card.document.state === "completed" && !lead && assignment.completed_at === null;
  const last = card.story.progress.findLast((each) => each.assignment_id === assignment.id);
  return (
    <tr>
      <td data-label={text({ vi: "Đơn vị", en: "Unit" })}>
        <strong>{assignment.unit_name}</strong>
        <br />
        {text(lead ? { vi: "chủ trì", en: "lead" } : { vi: "phối hợp", en: "co-operating" })}
      </td>
      <td data-label={text({ vi: "Người xử lý", en: "Person" })}>
        {assignment.person_name ?? text({ vi: "chưa giao", en: "nobody yet" })}
      </td>
      <td data-label={text({ vi: "Hạn", en: "Deadline" })}>
        {chip}
        {card.story.extensions
          .filter((each) => each.assignment_id === assignment.id)
          .map((each) => (
            <ExtensionLine key={each.id} request={each} />
          ))}
      </td>
      <td data-label={text({ vi: "Tiến độ", en: "Progress" })}>
        <StateChip {...TASK_STATE_LOOKS[over ? "closed" : assignment.state]} /> {`${assignment.percent} %`}
        {assignment.note ? (
          <p>{assignment.note}</p>
        ) : (
          last && <p>{`${last.note} (${last.by_name}, ${formatDateTime(last.at)})`}</p>
        )}
      </td>
    </tr>
  );
}

function ExtensionLine({ request }: { request: Extension }) {
  const text = useText();
  const wanted = formatDateTime(request.wanted_deadline);
  const decided = request.decided_at ? formatDateTime(request.decided_at) : "";
  const reason = request.decision_reason ? ` — ${request.decision_reason}` : "";
  const granted = request.granted_deadline ? formatDateTime(request.granted_deadline) : "";
  switch (request.state) {
    case "asked":
      return (
        <p>
          <a href={`/tasks/extensions/${request.id}`}>
            {text({
              vi: `${request.asked_by_name} xin đến ${wanted}; chờ ${request.decider_name}`,
              en: `${request.asked_by_name} asks for ${wanted}; ${request.decider_name} decides`,
            })}
          </a>
        </p>
      );
    case "granted":
      return (
        <p>
          {text({
            vi: `${request.decider_name} gia hạn đến ${granted} (${decided})${reason}`,
            en: `${request.decider_name} extended to ${granted} (${decided})${reason}`,
          })}
        </p>
      );
    case "refused":
      return (
        <p>
          {text({
            vi: `${request.decider_name} không gia hạn đến ${wanted} (${decided})${reason}`,
            en: `${request.decider_name} did not extend to ${wanted} (${decided})${reason}`,
          })}
        </p>
      );
    case "lapsed":
      return (
        <p>
          {text({
            vi: `Đề nghị gia hạn đến ${wanted} của ${request.asked_by_name} không còn hiệu lực`,
            en: `The request of ${request.asked_by_name} for ${wanted} has lapsed`,
          })}
        </p>
      );
  }
}
