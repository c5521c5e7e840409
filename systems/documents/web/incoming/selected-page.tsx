import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { may } from "../../../../core/access/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../../../../core/errors.ts";
import {
  answerPage,
  type Form,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { markReadAt } from "../../../../core/notify/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { type Incoming, subjectOfIncoming } from "../../incoming/incoming.ts";
import { isUuid } from "../../outgoing/outgoing.ts";
import { mayReadIncoming } from "../../permissions.ts";
import { type Outcome, Outcomes } from "../shared/outcomes.tsx";
import { ANSWERED_BY, BULK_ACTIONS, BULK_WORDS, type BulkAction } from "./bulk-actions.ts";
import { CARD_ACTIONS } from "./incoming-actions.ts";
import { AskForm, askChoices } from "./selected-ask.tsx";
import { exportSelected } from "./selected-export.ts";
import { workViews } from "./work-views.ts";

/** As many as a page of the list shows, twice over. */
const MOST = 100;

/**
 * POST /incoming/selected: one action for every ticked document, each in a transaction of its own: what one cannot do
 * keeps no other from its step, and no document is left half way.
 */
export async function actOnSelected(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const ids = [...new Set(values(form, "selected"))].filter(isUuid).slice(0, MOST);
  const asked = value(form, "do");
  const action = BULK_ACTIONS.find((each) => each === asked) ?? "register";
  const back = backOf(actor, value(form, "view"), action);
  const documents = await readable(c, actor, ids);
  if (documents.length === 0) {
    return redirectTo(c, back, {
      tone: "info",
      message: {
        vi: "Chưa chọn văn bản nào. Đánh dấu ở đầu dòng rồi bấm lại.",
        en: "Nothing was selected. Tick the rows first.",
      },
    });
  }
  if (action === "export") return await exportSelected(c, actor, documents);
  if (action === "read") return await markRead(c, actor, documents, back);
  const answer = ANSWERED_BY[action];
  // The question comes first; whoever sends its answer at once is not asked.
  if (answer !== undefined && value(form, "asked") === "" && value(form, answer) === "")
    return await ask(c, action, documents, back);
  const outcomes = await actOnEach(c, actor, action, documents, form);
  const wrong = outcomes.find((outcome) => outcome.problems !== undefined)?.problems;
  const none = outcomes.every((outcome) => outcome.refused !== undefined);
  // Nothing was done because the answer itself is wrong: the question comes back with what was typed.
  if (none && wrong && answer !== undefined) return await ask(c, action, documents, back, form, wrong);
  return await answerOutcomes(c, action, outcomes, back);
}

async function actOnEach(
  c: Context<HttpEnv>,
  actor: PersonActor,
  action: BulkAction,
  documents: readonly Incoming[],
  form: Form,
): Promise<readonly Outcome[]> {
  const { house } = c.var;
  const card = CARD_ACTIONS[action];
  if (!card) throw new Error(`no action of the card is called ${action}`);
  const sent = value(form, "transactionId");
  const outcomes: Outcome[] = [];
  for (const document of documents) {
    const { id } = document;
    const request = sent.length >= 8 && sent.length <= 50 ? { requestId: `${sent}:${id}` } : {};
    const item = { id, name: `${document.symbol} · ${document.from_name}`, href: `/incoming/${id}` };
    try {
      const done = await transact(house, { actor, ...request }, (tx) =>
        card.run({ house, tx, actor, id, form }),
      );
      outcomes.push({ ...item, done: card.done(done) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const problems = error instanceof FormRefusal ? error.problems : undefined;
      outcomes.push({ ...item, refused: Object.values(problems ?? {})[0] ?? error.sentence, problems });
    }
  }
  return outcomes;
}

/** The documents that this person may read, the earliest first: numbers follow the order of arrival (NĐ 30/2020 Art. 22.2). */
async function readable(
  c: Context<HttpEnv>,
  actor: PersonActor,
  ids: readonly string[],
): Promise<readonly Incoming[]> {
  if (ids.length === 0) return [];
  const { queries } = c.var.house.database;
  const found = await queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("id", "in", [...ids])
    .orderBy("arrived_at")
    .orderBy("id")
    .execute();
  const seen: Incoming[] = [];
  for (const document of found)
    if (may(actor, mayReadIncoming, await subjectOfIncoming(queries, document))) seen.push(document);
  return seen;
}

async function markRead(
  c: Context<HttpEnv>,
  actor: PersonActor,
  documents: readonly Incoming[],
  back: string,
): Promise<Response> {
  const amount = await markReadAt(
    c.var.house.database.queries,
    actor.personId,
    documents.map(({ id }) => `/incoming/${id}`),
  );
  return redirectTo(c, back, {
    tone: "good",
    message: {
      vi: `Đã đánh dấu đã đọc ${documents.length} văn bản (${amount} thông báo).`,
      en: `${documents.length} documents marked as read (${amount} notifications).`,
    },
  });
}

/** The view the rows were ticked in; of another role's view nobody knows. */
function backOf(actor: PersonActor, view: string, action: BulkAction): string {
  const usual = action === "present" ? "present" : action === "register" ? "intake" : "";
  const known = workViews(actor).find((each) => each.key === (view || usual));
  return known ? `/incoming?view=${known.key}` : "/incoming";
}

async function ask(
  c: Context<HttpEnv>,
  action: BulkAction,
  documents: readonly Incoming[],
  back: string,
  form?: Form,
  errors: Readonly<Record<string, Sentence>> = {},
): Promise<Response> {
  const { actor } = requireSession(c);
  const choices = await askChoices(c.var.house, actor, action);
  return await answerPage(
    c,
    {
      title: BULK_WORDS[action],
      width: "narrow",
      crumbs: [{ href: back, label: { vi: "Văn bản đến", en: "Incoming documents" } }],
      children: (
        <AskForm
          action={action}
          documents={documents}
          choices={choices}
          back={back}
          errors={errors}
          value={(name) => (form ? value(form, name) : "")}
          values={(name) => (form ? values(form, name) : [])}
          transactionId={randomUUID()}
        />
      ),
    },
    form ? 422 : 200,
  );
}

async function answerOutcomes(
  c: Context<HttpEnv>,
  action: BulkAction,
  outcomes: readonly Outcome[],
  back: string,
): Promise<Response> {
  const done = outcomes.filter((outcome) => outcome.done);
  if (done.length === outcomes.length) {
    return redirectTo(c, back, {
      tone: "good",
      message: {
        vi: `Xong cả ${done.length} văn bản. ${done.length === 1 ? (done[0]?.done?.vi ?? "") : numbersOf(done)}`.trim(),
        en: `All ${done.length} documents done.`,
      },
    });
  }
  // Turbo shows the answer to a posted form only when it redirects or is an error.
  return await answerPage(
    c,
    {
      title: BULK_WORDS[action],
      width: "narrow",
      crumbs: [{ href: back, label: { vi: "Văn bản đến", en: "Incoming documents" } }],
      children: <Outcomes outcomes={outcomes} back={back} />,
    },
    422,
  );
}

/** The arrival numbers just given, for the stamps. */
function numbersOf(done: readonly Outcome[]): string {
  const numbers = done.flatMap(({ done: said }) => /số đến (\d+)/.exec(said?.vi ?? "")?.[1] ?? []);
  return numbers.length > 0 ? `Số đến ${numbers.join(", ")}.` : "";
}
