import type { Context } from "hono";
import { type HttpEnv, queryText } from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { Words } from "../../../../core/ui/index.ts";
import { TASK_SORTS, type TaskFilter, type TaskSort, type TaskView } from "../../tasks/list-tasks.ts";
import { TASK_STATES } from "../../tasks/task-states.ts";
import { type ListFilter, readListFilter } from "../shared/list-filter.tsx";

export const TASK_VIEW_WORDS: Readonly<Record<TaskView, Words>> = {
  mine: { vi: "Giao tôi", en: "Mine" },
  directed: { vi: "Tôi giao", en: "Directed by me" },
  overdue: { vi: "Quá hạn", en: "Overdue" },
  today: { vi: "Hạn hôm nay", en: "Due today" },
};

/** What an address asks for of the tasks. */
export interface AskedTasks {
  readonly view: TaskView;
  readonly typed: ListFilter;
  readonly filter: TaskFilter;
  readonly order: { readonly sort: TaskSort; readonly descending: boolean };
}

/** The views a person has, the first one shown when none is asked for: only a leader directs. */
export function taskViewsOf(actor: PersonActor): readonly TaskView[] {
  return actor.roles.includes("leader")
    ? ["directed", "overdue", "today", "mine"]
    : ["mine", "overdue", "today"];
}

/** Reads the address; anything that cannot be meant is no filter, because an address is outside input. */
export function askedTasks(c: Context<HttpEnv>, actor: PersonActor): AskedTasks {
  const views = taskViewsOf(actor);
  const view = queryText(c, "view", 20);
  const sort = queryText(c, "sort", 20);
  const typed = readListFilter(c);
  const state = TASK_STATES.find((each) => each === typed.state);
  return {
    view: views.find((each) => each === view) ?? views[0] ?? "mine",
    typed,
    filter: {
      ...(typed.text ? { text: typed.text } : {}),
      ...(state ? { state } : {}),
      ...(typed.from ? { from: typed.from } : {}),
      ...(typed.to ? { to: typed.to } : {}),
      ...(queryText(c, "directive", 1) === "1" ? { fromDirective: true } : {}),
    },
    order: {
      sort: TASK_SORTS.find((each) => each === sort.replace("-", "")) ?? "due",
      descending: sort.startsWith("-"),
    },
  };
}
