import { FormRefusal, notFound, type Sentence } from "../../../../core/errors.ts";
import { type Form, value, values } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import { groupsFor } from "../../groups/groups.ts";
import { answerRequest } from "../../incoming/answer-request.ts";
import { assignPerson } from "../../incoming/assign-person.ts";
import { completeHandling } from "../../incoming/complete-handling.ts";
import { directIncomingDocument } from "../../incoming/direct-incoming-document.ts";
import { giveBackPresentedDocument } from "../../incoming/give-back-presented-document.ts";
import type { Incoming } from "../../incoming/incoming.ts";
import { presentIncomingDocument } from "../../incoming/present-incoming-document.ts";
import { refuseIncomingDocument } from "../../incoming/refuse-incoming-document.ts";
import { registerIncomingDocument } from "../../incoming/register-incoming-document.ts";
import { startHandling } from "../../incoming/start-handling.ts";
import { isUuid } from "../../outgoing/outgoing.ts";
import { calendarOf, dayOf, readDeadline } from "../shared/deadlines.ts";
import { TASK_CARD_ACTIONS } from "./task-actions.ts";

/** A form of the document card. */
export interface CardAction {
  /** Reads the form and does it, in one transaction. */
  run(input: ActionInput): Promise<Incoming>;
  /** What is said on the next page. */
  done(document: DoneDocument): Sentence;
}

export interface ActionInput {
  readonly house: House;
  readonly tx: Transaction;
  readonly actor: PersonActor;
  readonly id: string;
  readonly form: Form;
}

/** What the sentence needs; it may come from the stored result of the same request, sent twice. */
export interface DoneDocument {
  readonly arrival_number: number | null;
  readonly presented_to_name: string | null;
}

/** Every action of the card by the last part of its address. */
export const CARD_ACTIONS: Readonly<Record<string, CardAction>> = {
  register: {
    run: ({ tx, actor, id }) => registerIncomingDocument(tx, actor, id),
    done: ({ arrival_number: number }) => ({
      vi: `Đã tiếp nhận và vào sổ, số đến ${number}. Nơi gửi được báo ngay. Việc tiếp theo: trình lãnh đạo.`,
      en: `Registered under arrival number ${number}. The sender is told at once. Next: present it to a leader.`,
    }),
  },
  refuse: {
    run: ({ tx, actor, id, form }) => refuseIncomingDocument(tx, actor, id, value(form, "reason")),
    done: () => ({
      vi: "Đã từ chối. Nơi gửi được báo ngay kèm lý do.",
      en: "Refused. The sender is told at once, with the reason.",
    }),
  },
  present: {
    run: ({ tx, actor, id, form }) =>
      presentIncomingDocument(tx, actor, id, chosen(form, "leader", CHOOSE_LEADER)),
    done: ({ presented_to_name: name }) => ({
      vi: `Đã trình ${name}.`,
      en: `Presented to ${name}.`,
    }),
  },
  direct: {
    run: async ({ house, tx, actor, id, form }) =>
      await besideTyped(
        form,
        directIncomingDocument(tx, actor, {
          id,
          directive: value(form, "directive"),
          leadUnit: chosen(form, "leadUnit", CHOOSE_LEAD),
          cooperatingUnits: await cooperatingOf(tx, actor, form),
          deadline: await deadlineOf(house, actor, form, tx.now),
          cooperatingDeadline: await dayOf(house, actor, form, "cooperatingDeadline", tx.now),
        }),
      ),
    done: () => ({
      vi: "Đã bút phê và giao đơn vị xử lý. Nơi gửi được báo là văn bản đã được phân công.",
      en: "Directed. The sender is told that the document has been assigned.",
    }),
  },
  "give-back": {
    run: ({ tx, actor, id, form }) => giveBackPresentedDocument(tx, actor, id, value(form, "reason")),
    done: () => ({ vi: "Đã chuyển lại văn thư.", en: "Given back to the clerk." }),
  },
  "assign-person": {
    run: async ({ house, tx, actor, id, form }) =>
      await besideTyped(
        form,
        assignPerson(tx, actor, {
          incomingId: id,
          unitId: chosen(form, "unit", CHOOSE_LEAD),
          appointmentId: chosen(form, "person", CHOOSE_PERSON),
          deadline: await deadlineOf(house, actor, form, tx.now),
        }),
      ),
    done: () => ({ vi: "Đã giao người xử lý.", en: "A person has been assigned." }),
  },
  start: {
    run: ({ tx, actor, id }) => startHandling(tx, actor, id),
    done: () => ({
      vi: "Đã nhận xử lý. Nơi gửi được báo là văn bản đang xử lý.",
      en: "Work started. The sender is told that the document is in progress.",
    }),
  },
  complete: {
    run: ({ tx, actor, id, form }) => completeHandling(tx, actor, id, value(form, "result")),
    done: () => ({
      vi: "Đã báo hoàn thành. Nơi gửi được báo kết quả.",
      en: "Completed. The sender is told the result.",
    }),
  },
  ...TASK_CARD_ACTIONS,
  "answer-request": {
    run: ({ tx, actor, id, form }) => {
      const agree = value(form, "agree");
      if (agree !== "yes" && agree !== "no") {
        throw new FormRefusal({
          agree: { vi: "Chọn đồng ý hoặc không đồng ý.", en: "Choose to agree or to decline." },
        });
      }
      return answerRequest(tx, actor, { id, agree: agree === "yes", reason: value(form, "reason") });
    },
    done: () => ({
      vi: "Đã trả lời yêu cầu của nơi gửi.",
      en: "The sender's request has been answered.",
    }),
  },
};

/** Ticked units and those of ticked groups, once each, without the lead unit. */
async function cooperatingOf(tx: Transaction, actor: PersonActor, form: Form): Promise<readonly string[]> {
  const ticked = new Set(values(form, "cooperatingGroups"));
  const groups = ticked.size > 0 ? await groupsFor(tx.queries, actor, "units") : [];
  const members = groups.filter((group) => ticked.has(group.id)).flatMap((group) => group.members);
  const lead = value(form, "leadUnit");
  return [...new Set([...values(form, "cooperatingUnits"), ...members])].filter(
    (unit) => isUuid(unit) && unit !== lead,
  );
}

/** What is wrong with a deadline stands beside the field it was typed in. */
async function besideTyped<Result>(form: Form, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof FormRefusal) || value(form, "deadlineDate") === "") throw error;
    const { deadline, ...others } = error.problems;
    throw new FormRefusal(deadline ? { ...others, deadlineDate: deadline } : others);
  }
}

const CHOOSE_LEADER: Sentence = { vi: "Chọn lãnh đạo để trình.", en: "Choose a leader." };
const CHOOSE_LEAD: Sentence = { vi: "Chọn một đơn vị chủ trì.", en: "Choose one lead unit." };
const CHOOSE_PERSON: Sentence = { vi: "Chọn người xử lý.", en: "Choose a person." };

/** An id chosen from a list. @throws FormRefusal beside the field when nothing was chosen */
function chosen(form: Form, field: string, problem: Sentence): string {
  const id = value(form, field);
  if (id === "") throw new FormRefusal({ [field]: problem });
  if (!isUuid(id)) throw notFound();
  return id;
}

/** @throws FormRefusal on `deadline` or `deadlineDate` */
async function deadlineOf(house: House, actor: PersonActor, form: Form, now: Date): Promise<Date | null> {
  const calendar = await calendarOf(house.database, actor.organisationId);
  const read = readDeadline(
    { choice: value(form, "deadline"), date: value(form, "deadlineDate") },
    now,
    calendar,
  );
  if ("problem" in read) throw new FormRefusal({ [read.field]: read.problem });
  return read.due;
}
