import type { ComponentChildren } from "preact";
import { useText, type Wording } from "./language.ts";

export interface Task {
  readonly label: Wording;
  /** Absent while it cannot be started yet. */
  readonly href?: string | undefined;
  readonly hint?: Wording | undefined;
  /** A `StateChip` or a `DeadlineChip`. */
  readonly state: ComponentChildren;
}

/** Things to do, each with its state; the whole line leads there. */
export function TaskList({ tasks }: { tasks: readonly Task[] }) {
  const text = useText();
  return (
    <ul class="tasks">
      {tasks.map((task) => (
        <li key={text(task.label)} class="task">
          <div class="task-words">
            {task.href ? (
              <a class="task-link" href={task.href}>
                {text(task.label)}
              </a>
            ) : (
              <span>{text(task.label)}</span>
            )}
            {task.hint && <p class="task-hint">{text(task.hint)}</p>}
          </div>
          <div class="task-state">{task.state}</div>
        </li>
      ))}
    </ul>
  );
}
