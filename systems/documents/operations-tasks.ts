import { z } from "zod";
import { assertMay } from "../../core/access/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import type { PersonActor } from "../../core/transaction/index.ts";
import { type Transaction, transact } from "../../core/transaction/index.ts";
import { getIncoming, subjectOfIncoming } from "./incoming/incoming.ts";
import { mayReadIncoming, READ, WRITE } from "./permissions.ts";
import { askExtension } from "./tasks/ask-extension.ts";
import { decideExtension } from "./tasks/decide-extension.ts";
import { linkToOrigin } from "./tasks/link-to-origin.ts";
import { listTasks, listWaitingExtensions, TASK_VIEWS } from "./tasks/list-tasks.ts";
import { taskStoryOf } from "./tasks/read-tasks.ts";
import { reportPart } from "./tasks/report-part.ts";
import { reportProgress } from "./tasks/report-progress.ts";
import { REMINDER_TONES } from "./tasks/tables.ts";
import { TASK_STATES } from "./tasks/task-states.ts";
import { urgeTasks } from "./tasks/urge-tasks.ts";
import { recordReading } from "./web/shared/record-reading.ts";

const TAG = "tasks";
const instant = z.iso.datetime({ offset: true });

const listMyTasks = operation({
  id: "listTasks",
  method: "get",
  path: "/tasks",
  summary: { vi: "Nhiệm vụ đang mở, gấp nhất trước", en: "Open tasks, the most pressing first" },
  tag: TAG,
  scope: READ,
  query: z.object({
    view: z.enum(TASK_VIEWS).default("mine"),
    q: z.string().max(200).default(""),
    state: z.enum(TASK_STATES).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    after: z.string().max(80).optional(),
  }),
  answer: z.object({
    tasks: z.array(
      z.object({
        id: z.uuid(),
        incomingId: z.uuid(),
        symbol: z.string(),
        abstract: z.string(),
        role: z.enum(["lead", "co-operating"]),
        unit: z.string(),
        person: z.string().nullable(),
        due: instant.nullable(),
        state: z.enum(TASK_STATES),
        percent: z.int(),
        reminders: z.int(),
      }),
    ),
    next: z.string().optional(),
  }),
  async run({ house, actor }, { query: { view, q, state, limit, after } }) {
    const { rows, next } = await listTasks(house.database.queries, actor, view, new Date(), {
      limit,
      ...(after === undefined ? {} : { after }),
      filter: { ...(q === "" ? {} : { text: q }), ...(state === undefined ? {} : { state }) },
    });
    return {
      ...(next === undefined ? {} : { next }),
      tasks: rows.map((row) => ({
        id: row.id,
        incomingId: row.incoming_id,
        symbol: row.symbol,
        abstract: row.abstract,
        role: row.role,
        unit: row.unit_name,
        person: row.person_name,
        due: row.due?.toISOString() ?? null,
        state: row.state,
        percent: row.percent,
        reminders: row.reminders,
      })),
    };
  },
});

const extensionsToDecide = operation({
  id: "listExtensionsToDecide",
  method: "get",
  path: "/tasks/extensions",
  summary: { vi: "Đề nghị gia hạn chờ tôi quyết định", en: "Requests for later deadlines that wait for me" },
  tag: TAG,
  scope: READ,
  answer: z.object({
    extensions: z.array(
      z.object({
        id: z.uuid(),
        incomingId: z.uuid(),
        unit: z.string(),
        askedBy: z.string(),
        oldDeadline: instant,
        wantedDeadline: instant,
        reason: z.string(),
      }),
    ),
  }),
  async run({ house, actor }) {
    const rows = await listWaitingExtensions(house.database.queries, actor);
    return {
      extensions: rows.map((row) => ({
        id: row.id,
        incomingId: row.incoming_id,
        unit: row.unit_name,
        askedBy: row.asked_by_name,
        oldDeadline: row.old_deadline.toISOString(),
        wantedDeadline: row.wanted_deadline.toISOString(),
        reason: row.reason,
      })),
    };
  },
});

const readStory = operation({
  id: "getTaskStory",
  method: "get",
  path: "/incoming/{id}/tasks",
  summary: {
    vi: "Phân công của một văn bản với tiến độ, gia hạn và nhắc việc: ai được nhắc, lúc nào, kênh nào, mở lúc nào",
    en: "Tasks of one document with progress, extensions and reminders: who was reminded, when, by which channel, seen when",
  },
  tag: TAG,
  scope: READ,
  parameters: z.object({ id: z.uuid() }),
  answer: z.object({
    tasks: z.array(
      z.object({
        id: z.uuid(),
        role: z.enum(["lead", "co-operating"]),
        unit: z.string(),
        person: z.string().nullable(),
        deadline: instant.nullable(),
        personDeadline: instant.nullable(),
        state: z.enum(TASK_STATES),
        percent: z.int(),
        note: z.string(),
        progress: z.array(z.object({ at: instant, by: z.string(), percent: z.int(), note: z.string() })),
        extensions: z.array(
          z.object({
            id: z.uuid(),
            scope: z.enum(["unit", "person"]),
            state: z.enum(["asked", "granted", "refused", "lapsed"]),
            askedBy: z.string(),
            decider: z.string(),
            oldDeadline: instant,
            wantedDeadline: instant,
            grantedDeadline: instant.nullable(),
            reason: z.string(),
            decisionReason: z.string(),
          }),
        ),
        reminders: z.array(
          z.object({
            kind: z.enum(["before", "on-day", "overdue", "escalated-unit", "escalated-leader", "urged"]),
            number: z.int(),
            tone: z.enum(REMINDER_TONES).nullable(),
            content: z.string(),
            by: z.string(),
            at: instant,
            to: z.array(
              z.object({
                person: z.string(),
                channel: z.enum(["page"]),
                toldAt: instant.nullable(),
                seenAt: instant.nullable(),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
  async run({ house, actor }, { parameters: { id } }) {
    const { queries } = house.database;
    const document = await getIncoming(queries, id);
    assertMay(actor, mayReadIncoming, await subjectOfIncoming(queries, document));
    await recordReading(house, actor, {
      kind: "incoming-document",
      id,
      confidentiality: document.confidentiality,
      what: "tasks",
    });
    const [tasks, story] = await Promise.all([
      queries
        .selectFrom("documents.assignment")
        .selectAll()
        .where("incoming_id", "=", id)
        .orderBy("role", "desc")
        .orderBy("unit_name")
        .execute(),
      taskStoryOf(queries, id),
    ]);
    return {
      tasks: tasks.map((task) => ({
        id: task.id,
        role: task.role,
        unit: task.unit_name,
        person: task.person_name,
        deadline: task.deadline?.toISOString() ?? null,
        personDeadline: task.person_deadline?.toISOString() ?? null,
        state: task.state,
        percent: task.percent,
        note: task.note,
        progress: story.progress
          .filter((each) => each.assignment_id === task.id)
          .map((each) => ({
            at: each.at.toISOString(),
            by: each.by_name,
            percent: each.percent,
            note: each.note,
          })),
        extensions: story.extensions
          .filter((each) => each.assignment_id === task.id)
          .map((each) => ({
            id: each.id,
            scope: each.scope,
            state: each.state,
            askedBy: each.asked_by_name,
            decider: each.decider_name,
            oldDeadline: each.old_deadline.toISOString(),
            wantedDeadline: each.wanted_deadline.toISOString(),
            grantedDeadline: each.granted_deadline?.toISOString() ?? null,
            reason: each.reason,
            decisionReason: each.decision_reason,
          })),
        reminders: story.reminders
          .filter((each) => each.assignment_id === task.id)
          .map((each) => ({
            kind: each.kind,
            number: each.number,
            tone: each.tone,
            content: each.content,
            by: each.by_name,
            at: each.at.toISOString(),
            to: each.to.map((person) => ({
              person: person.full_name,
              channel: person.channel,
              toldAt: person.told_at?.toISOString() ?? null,
              seenAt: person.seen_at?.toISOString() ?? null,
            })),
          })),
      })),
    };
  },
});

/** One act on a task: the same use case as the form on the card. */
function act<Body extends z.ZodType>(
  id: string,
  path: string,
  words: { vi: string; en: string },
  body: Body,
  run: (tx: Transaction, actor: PersonActor, incomingId: string, input: z.output<Body>) => Promise<unknown>,
): Operation {
  return operation({
    id,
    method: "post",
    path: `/incoming/{id}/${path}`,
    summary: words,
    tag: TAG,
    scope: WRITE,
    parameters: z.object({ id: z.uuid() }),
    body,
    answer: z.object({ done: z.literal(true) }),
    async run({ house, actor, requestId }, { parameters, body: input }) {
      await transact(house, { actor, ...(requestId === undefined ? {} : { requestId }) }, async (tx) => {
        await run(tx, actor, parameters.id, z.parse(body, input));
        return { done: true };
      });
      return { done: true as const };
    },
  });
}

/** The machine API of tasks. */
export const taskOperations: readonly Operation[] = [
  listMyTasks,
  extensionsToDecide,
  readStory,
  act(
    "reportProgress",
    "report-progress",
    { vi: "Báo tiến độ", en: "Report progress" },
    z.object({ task: z.uuid(), percent: z.int(), note: z.string() }),
    (tx, actor, incomingId, { task, percent, note }) =>
      reportProgress(tx, actor, { incomingId, taskId: task, percent, note }),
  ),
  act(
    "reportPart",
    "report-part",
    { vi: "Đơn vị phối hợp báo kết quả phần mình", en: "A co-operating unit reports its part" },
    z.object({ task: z.uuid(), result: z.string() }),
    (tx, actor, incomingId, { task, result }) => reportPart(tx, actor, { incomingId, taskId: task, result }),
  ),
  act(
    "askExtension",
    "ask-extension",
    { vi: "Xin gia hạn", en: "Ask for a later deadline" },
    z.object({ task: z.uuid(), deadline: instant, reason: z.string() }),
    (tx, actor, incomingId, { task, deadline, reason }) =>
      askExtension(tx, actor, { incomingId, taskId: task, deadline: new Date(deadline), reason }),
  ),
  act(
    "decideExtension",
    "decide-extension",
    { vi: "Quyết định gia hạn", en: "Decide about a later deadline" },
    z.object({
      extension: z.uuid(),
      grant: z.boolean(),
      deadline: instant.nullable().default(null),
      reason: z.string().default(""),
    }),
    (tx, actor, incomingId, { extension, grant, deadline, reason }) =>
      decideExtension(tx, actor, {
        incomingId,
        extensionId: extension,
        grant,
        deadline: deadline === null ? null : new Date(deadline),
        reason,
      }),
  ),
  act(
    "linkIncomingToOrigin",
    "link-origin",
    { vi: "Gắn với văn bản chỉ đạo", en: "Link to the directive its tasks come from" },
    z.object({ symbol: z.string(), issuedDate: z.iso.date().optional() }),
    (tx, actor, incomingId, { symbol, issuedDate }) =>
      linkToOrigin(tx, actor, { incomingId, symbol, ...(issuedDate === undefined ? {} : { issuedDate }) }),
  ),
  act(
    "urgeTasks",
    "urge",
    { vi: "Đôn đốc", en: "Urge units and people" },
    z.object({ tasks: z.array(z.uuid()), tone: z.enum(REMINDER_TONES), content: z.string() }),
    (tx, actor, incomingId, input) => urgeTasks(tx, actor, { incomingId, ...input }),
  ),
];
