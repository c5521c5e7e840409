/** Life of one unit's part of an incoming document (NĐ 30/2020 Art. 24) as data: role × state × action → next state. */

export const TASK_STATES = ["waiting", "processing", "completed", "closed"] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const TASK_ACTIONS = [
  "report-progress",
  "report-part",
  "ask-extension",
  "decide-extension",
  "urge",
] as const;
export type TaskAction = (typeof TASK_ACTIONS)[number];

type Row = Partial<Record<TaskAction, TaskState>>;
type Table = Readonly<Record<TaskState, Row>>;

const talk = (state: TaskState): Row => ({
  "ask-extension": state,
  "decide-extension": state,
  urge: state,
});

/** A cell that is absent is forbidden. The lead unit starts and completes the document itself. */
export const TASK_TRANSITIONS: Readonly<Record<"lead" | "co-operating", Table>> = {
  lead: {
    waiting: talk("waiting"),
    processing: { "report-progress": "processing", ...talk("processing") },
    completed: {},
    closed: {},
  },
  "co-operating": {
    waiting: { "report-progress": "processing", "report-part": "completed", ...talk("waiting") },
    processing: { "report-progress": "processing", "report-part": "completed", ...talk("processing") },
    completed: {},
    closed: {},
  },
};
