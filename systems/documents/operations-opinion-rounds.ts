/** Opinion rounds for programs: the same use cases and rights as the pages. */
import { z } from "zod";
import { may } from "../../core/access/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { transact } from "../../core/transaction/index.ts";
import { answerRound } from "./opinion-rounds/answer-round.ts";
import { closeRound } from "./opinion-rounds/close-round.ts";
import { listRounds, ROUND_VIEWS } from "./opinion-rounds/list-rounds.ts";
import { openRound, USUAL_OPTIONS } from "./opinion-rounds/open-round.ts";
import { mayAnswerRound } from "./opinion-rounds/permissions.ts";
import {
  deadlineOf,
  latestAnswers,
  readableRound,
  readsAllAnswers,
  subjectOfAsked,
} from "./opinion-rounds/rounds.ts";
import { countRound } from "./opinion-rounds/summarise.ts";
import { READ, WRITE } from "./permissions.ts";

const TAG = "opinion-rounds";
const instant = z.iso.datetime({ offset: true });
const option = z.object({
  label: z.string().min(1).max(200),
  needsText: z.boolean().describe("Whoever chooses it says why"),
});

const list = operation({
  id: "listOpinionRounds",
  method: "get",
  path: "/opinion-rounds",
  summary: {
    vi: "Việc lấy ý kiến: chờ tôi trả lời, tôi đã trả lời, tôi lấy ý kiến",
    en: "Opinion rounds: for me to answer, answered by me, opened by me",
  },
  tag: TAG,
  scope: READ,
  query: z.object({ view: z.enum(ROUND_VIEWS).default("to-answer"), text: z.string().max(100).default("") }),
  answer: z.object({
    rounds: z.array(
      z.object({
        id: z.uuid(),
        question: z.string(),
        document: z.string().describe("Number and notation"),
        askedBy: z.string(),
        openedAt: instant,
        deadline: instant,
        state: z.enum(["open", "closed"]),
        asked: z.int(),
        answered: z.int(),
      }),
    ),
  }),
  async run({ house, actor }, { query }) {
    const rows = await listRounds(house.database.queries, actor, query.view, { text: query.text });
    return {
      rounds: rows.map((row) => ({
        id: row.id,
        question: row.question,
        document: row.code,
        askedBy: row.asked_by_name,
        openedAt: row.opened_at.toISOString(),
        deadline: row.deadline.toISOString(),
        state: row.state,
        asked: row.asked,
        answered: row.answered,
      })),
    };
  },
});

const read = operation({
  id: "readOpinionRound",
  method: "get",
  path: "/opinion-rounds/{id}",
  summary: {
    vi: "Một việc lấy ý kiến: câu hỏi, người được hỏi, trả lời được xem, kết quả",
    en: "One round: question, those asked, the answers one may read, the count",
  },
  tag: TAG,
  scope: READ,
  parameters: z.object({ id: z.uuid() }),
  answer: z.object({
    id: z.uuid(),
    document: z.object({ kind: z.enum(["incoming", "outgoing"]), id: z.uuid() }),
    question: z.string(),
    options: z.array(option),
    state: z.enum(["open", "closed"]),
    silence: z.int().nullable().describe("Position of the option that silence counts as"),
    asked: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        deadline: instant,
        withdrawn: z.boolean(),
        answer: z
          .object({ choice: z.int(), content: z.string(), by: z.string(), at: instant })
          .nullable()
          .describe("Null: none, or not to be read yet"),
      }),
    ),
    counts: z.array(z.int()).nullable().describe("By option; null while the answers may not be read"),
  }),
  async run({ house, actor }, { parameters }) {
    const { queries } = house.database;
    const whole = await readableRound(queries, actor, parameters.id);
    const { round, document } = whole;
    const answers = await latestAnswers(queries, round.id);
    const all = readsAllAnswers(whole, actor);
    if (document.confidentiality > 0)
      await transact(house, { actor }, async (tx) => {
        tx.record({
          action: "documents.read",
          objectKind: `${document.kind}-document`,
          objectId: document.id,
          data: { confidentiality: document.confidentiality, what: `opinion-round:${round.id}` },
        });
      });
    return {
      id: round.id,
      document: { kind: document.kind, id: document.id },
      question: round.question,
      options: [...round.options],
      state: round.state,
      silence: round.silence,
      asked: whole.asked.map((asked) => {
        const answer = answers.get(asked.id);
        const seen = all || may(actor, mayAnswerRound, subjectOfAsked(whole, asked));
        return {
          id: asked.id,
          name: asked.name,
          deadline: deadlineOf(round, asked).toISOString(),
          withdrawn: asked.withdrawn_at !== null,
          answer:
            answer && seen
              ? {
                  choice: answer.choice,
                  content: answer.content,
                  by: answer.by_name,
                  at: answer.at.toISOString(),
                }
              : null,
        };
      }),
      counts: all ? countRound(whole, answers).options.map(({ amount }) => amount) : null,
    };
  },
});

const open = operation({
  id: "openOpinionRound",
  method: "post",
  path: "/opinion-rounds",
  summary: { vi: "Lấy ý kiến về một văn bản", en: "Ask for opinions on a document" },
  tag: TAG,
  scope: WRITE,
  body: z.object({
    document: z.object({ kind: z.enum(["incoming", "outgoing"]), id: z.uuid() }),
    question: z.string().max(2_000),
    people: z.array(z.uuid()).max(200).default([]).describe("Appointments"),
    units: z.array(z.uuid()).max(200).default([]),
    options: z
      .array(option)
      .max(8)
      .default([...USUAL_OPTIONS]),
    silence: z.int().min(0).max(7).optional(),
    openAnswers: z.boolean().default(false),
    deadline: instant,
  }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { body }) {
    const { document, deadline, ...rest } = body;
    return await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      openRound(tx, actor, {
        ...rest,
        kind: document.kind,
        documentId: document.id,
        deadline: new Date(deadline),
        files: [],
      }),
    );
  },
});

const answer = operation({
  id: "answerOpinionRound",
  method: "post",
  path: "/opinion-rounds/{id}/answers",
  summary: { vi: "Trả lời ý kiến, hoặc sửa trả lời", en: "Answer, or change the answer" },
  tag: TAG,
  scope: WRITE,
  parameters: z.object({ id: z.uuid() }),
  body: z.object({
    asked: z.uuid(),
    choice: z.int().min(0).max(7),
    content: z.string().max(4_000).default(""),
  }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { parameters, body }) {
    return await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) => {
      await answerRound(tx, actor, {
        roundId: parameters.id,
        askedId: body.asked,
        choice: body.choice,
        content: body.content,
        files: [],
        keptFiles: [],
      });
      return { id: parameters.id };
    });
  },
});

const close = operation({
  id: "closeOpinionRound",
  method: "post",
  path: "/opinion-rounds/{id}/close",
  summary: { vi: "Kết thúc lấy ý kiến trước hạn", en: "Close a round early" },
  tag: TAG,
  scope: WRITE,
  parameters: z.object({ id: z.uuid() }),
  body: z.object({ reason: z.string().max(500).default("") }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { parameters, body }) {
    return await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) => {
      await closeRound(tx, actor, { roundId: parameters.id, reason: body.reason });
      return { id: parameters.id };
    });
  },
});

export const opinionRoundOperations: readonly Operation[] = [list, read, open, answer, close];
