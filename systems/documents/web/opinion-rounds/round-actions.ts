import type { Context } from "hono";
import { notFound } from "../../../../core/errors.ts";
import {
  type Form,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../../core/transaction/index.ts";
import type { Words } from "../../../../core/ui/index.ts";
import { answerRound } from "../../opinion-rounds/answer-round.ts";
import { askMore, assignAnswer, withdrawAsked } from "../../opinion-rounds/change-asked.ts";
import { closeRound } from "../../opinion-rounds/close-round.ts";
import { MOST_ROUND_FILE_BYTES } from "../../opinion-rounds/keep-files.ts";
import { askMoreTime, decideMoreTime, prolongRound } from "../../opinion-rounds/more-time.ts";
import { urgeAnswers } from "../../opinion-rounds/remind-rounds.ts";
import { dayOf } from "../shared/deadlines.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { answerRoundPage } from "./round-page.tsx";

interface RoundAction {
  readonly done: Words;
  /** Which field says which of several forms of this kind it is. */
  readonly of?: string;
  /** The field of this form that a refused reason stands beside. */
  readonly reasonField?: (form: Form) => string;
  /** A typed day that becomes an instant before the transaction. */
  readonly day?: string;
  run(tx: Transaction, actor: PersonActor, roundId: string, form: Form, day: Date | null): Promise<unknown>;
}

const ACTIONS: Readonly<Record<string, RoundAction>> = {
  answer: {
    done: {
      vi: "Đã gửi trả lời. Bạn sửa được đến khi kết thúc lấy ý kiến.",
      en: "Answered. You may change it until the round is closed.",
    },
    of: "asked",
    run: (tx, actor, roundId, form) =>
      answerRound(tx, actor, {
        roundId,
        askedId: value(form, "asked"),
        choice: value(form, "choice") === "" ? -1 : Number(value(form, "choice")),
        content: value(form, "content"),
        files: form.files.get("files") ?? [],
        keptFiles: values(form, "filesKept"),
      }),
  },
  assign: {
    done: { vi: "Đã giao người trả lời.", en: "Named who answers." },
    of: "asked",
    run: (tx, actor, roundId, form) =>
      assignAnswer(tx, actor, {
        roundId,
        askedId: value(form, "asked"),
        appointmentId: value(form, "person"),
      }),
  },
  "ask-time": {
    done: { vi: "Đã gửi đề nghị thêm thời gian.", en: "Your request was sent." },
    of: "asked",
    day: "wanted",
    run: (tx, actor, roundId, form, wanted) =>
      askMoreTime(tx, actor, {
        roundId,
        askedId: value(form, "asked"),
        wanted,
        reason: value(form, "reason"),
      }),
  },
  "decide-time": {
    done: { vi: "Đã trả lời đề nghị thêm thời gian.", en: "The request was answered." },
    of: "extension",
    reasonField: (form) => `reason-${value(form, "extension")}`,
    run: (tx, actor, roundId, form) =>
      decideMoreTime(tx, actor, {
        roundId,
        extensionId: value(form, "extension"),
        grant: value(form, "do") === "grant",
        reason: value(form, `reason-${value(form, "extension")}`),
      }),
  },
  urge: {
    done: { vi: "Đã đôn đốc những người chưa trả lời.", en: "Those who have not answered are urged." },
    run: (tx, actor, roundId) => urgeAnswers(tx, actor, roundId),
  },
  prolong: {
    done: { vi: "Đã gia hạn cho mọi người.", en: "Prolonged for everybody." },
    day: "deadline",
    run: (tx, actor, roundId, _, deadline) => prolongRound(tx, actor, { roundId, deadline }),
  },
  "ask-more": {
    done: { vi: "Đã hỏi thêm.", en: "Asked." },
    run: (tx, actor, roundId, form) =>
      askMore(tx, actor, { roundId, people: values(form, "people"), units: values(form, "units") }),
  },
  withdraw: {
    done: { vi: "Đã thôi hỏi.", en: "Withdrawn." },
    reasonField: () => "withdrawReason",
    run: (tx, actor, roundId, form) =>
      withdrawAsked(tx, actor, {
        roundId,
        askedId: value(form, "asked"),
        reason: value(form, "withdrawReason"),
      }),
  },
  close: {
    done: { vi: "Đã kết thúc lấy ý kiến.", en: "The round is closed." },
    reasonField: () => "closeReason",
    run: (tx, actor, roundId, form) => closeRound(tx, actor, { roundId, reason: value(form, "closeReason") }),
  },
};

/** POST /opinion-rounds/:id/:action */
export async function roundAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const id = c.req.param("id") ?? "";
  const name = c.req.param("action") ?? "";
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action) throw notFound();
  const form = await readForm(c, name === "answer" ? { maxFileBytes: MOST_ROUND_FILE_BYTES } : {});
  try {
    const day = action.day ? await dayOf(house, actor, form, action.day, new Date()) : null;
    await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
      await action.run(tx, actor, id, form, day);
      return { id };
    });
    return redirectTo(c, `/opinion-rounds/${id}`, { tone: "good", message: action.done });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    const { reason, ...others } = errors;
    const reasonField = action.reasonField?.(form) ?? "reason";
    return await answerRoundPage(
      c,
      {
        action: name,
        of: action.of ? value(form, action.of) : "",
        errors: reason ? { ...others, [reasonField]: reason } : others,
        value: (field) => value(form, field),
        values: (field) => values(form, field),
      },
      status,
    );
  }
}
