import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import type { ComponentChildren } from "preact";
import { assertMay } from "../../../../core/access/index.ts";
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
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { ErrorSummary, type FieldErrors, Notice, useText, type Words } from "../../../../core/ui/index.ts";
import { permissionFor } from "../../outgoing/allowed-actions.ts";
import { getOutgoing, nextOutgoingState, type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { OUTGOING_TRANSITIONS, type OutgoingAction } from "../../outgoing/outgoing-states.ts";
import { mayReadOutgoing } from "../../permissions.ts";
import { recordReading } from "../shared/record-reading.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { symbolOf } from "./card-page.tsx";
import { type KeyKind, lastKey, rememberKey } from "./last-key.ts";

const PATH = "/outgoing";

/** What the form of an action is drawn from. */
export interface ActionView<Extra> {
  readonly house: House;
  readonly document: Outgoing;
  readonly extra: Extra;
  readonly errors: FieldErrors;
  readonly transactionId: string;
  /** First value typed in a field, empty when nothing was. */
  typed(name: string): string;
  /** Ticked values; undefined before the form was sent. */
  ticked(name: string): readonly string[] | undefined;
  readonly cancelHref: string;
  readonly action: string;
}

/** Everything the use case gets from the form. */
export interface ActionInput {
  readonly house: House;
  readonly actor: PersonActor;
  readonly id: string;
  readonly form: Form;
  readonly requestId?: string;
}

export interface ActionPage<Extra> {
  /** Last part of the address: /outgoing/:id/<path>. */
  readonly path: string;
  /** The steps this page takes; it is offered in every state that allows one of them. */
  readonly actions: readonly [OutgoingAction, ...OutgoingAction[]];
  readonly title: Words;
  readonly width?: "narrow" | "wide";
  load(house: House, document: Outgoing, viewer: ActionViewer): Promise<Extra>;
  draw(view: ActionView<Extra>): ComponentChildren;
  /** Runs the use case; rights and state are checked there. @returns what to say on the card, or how it goes on */
  run(input: ActionInput): Promise<Words | ActionResult>;
}

/** An end that is more than a sentence on the card. */
export interface ActionResult {
  readonly message?: Words;
  /** Where the person goes on; the card when absent. */
  readonly next?: string;
  /** The kind of key that was used, preselected next time. */
  readonly usedKey?: KeyKind;
}

/** Who looks, for what a page loads. */
export interface ActionViewer {
  readonly actor: PersonActor;
  readonly lastKey: KeyKind | undefined;
}

/**
 * One action as a page of its own: GET asks, POST does it and leads back to the card. A refusal shows the same form
 * with the reason beside the field and everything typed; when somebody else was first, what was typed stays to copy.
 */
export function mountAction<Extra>(app: Hono<HttpEnv>, house: House, page: ActionPage<Extra>): void {
  app.get(`${PATH}/:id/${page.path}`, async (c) => {
    const { actor } = requireSession(c);
    const document = await getOutgoing(house.database.queries, c.req.param("id"));
    const subject = subjectOfOutgoing(document);
    assertMay(actor, mayReadOutgoing, subject);
    const action = stepOf(page, document);
    assertMay(actor, permissionFor(action, document.state), subject);
    nextOutgoingState(document.state, action);
    await recordReading(house, actor, {
      kind: "outgoing-document",
      id: document.id,
      confidentiality: document.confidentiality,
      what: page.path,
    });
    return await show(c, house, page, document, { errors: {}, status: 200, transactionId: randomUUID() });
  });

  app.post(`${PATH}/:id/${page.path}`, async (c) => {
    const { actor } = requireSession(c);
    const id = c.req.param("id");
    const form = await readForm(c);
    try {
      const result = await page.run({ house, actor, id, form, ...requestIdOf(form) });
      const { message, next, usedKey } = asResult(result);
      if (usedKey !== undefined) rememberKey(c, usedKey);
      return redirectTo(c, next ?? `${PATH}/${id}`, message && { tone: "good", message });
    } catch (error) {
      const refused = refusedForm(error);
      const document = await getOutgoing(house.database.queries, id);
      assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
      const transactionId = requestIdOf(form).requestId ?? randomUUID();
      if (takesStep(page, document))
        return await show(c, house, page, document, { ...refused, form, transactionId });
      return await answerPage(
        c,
        {
          ...frame(page, document),
          children: <TooLate document={document} errors={refused.errors} form={form} />,
        },
        refused.status,
      );
    }
  });
}

function asResult(result: Words | ActionResult): ActionResult {
  return "vi" in result ? { message: result } : result;
}

/** The action that this page would take now, or its first when the state allows none. */
function stepOf<Extra>(page: ActionPage<Extra>, document: Outgoing): OutgoingAction {
  return (
    page.actions.find((action) => OUTGOING_TRANSITIONS[document.state][action] !== undefined) ??
    page.actions[0]
  );
}

function takesStep<Extra>(page: ActionPage<Extra>, document: Outgoing): boolean {
  return page.actions.some((action) => OUTGOING_TRANSITIONS[document.state][action] !== undefined);
}

function frame<Extra>(page: ActionPage<Extra>, document: Outgoing) {
  const symbol = symbolOf(document);
  return {
    title: page.title,
    lead: document.abstract,
    width: page.width ?? ("narrow" as const),
    crumbs: [
      { href: PATH, label: { vi: "Văn bản đi", en: "Outgoing documents" } },
      { href: `${PATH}/${document.id}`, label: symbol ?? { vi: "Dự thảo", en: "Draft" } },
    ],
  };
}

interface Shown {
  readonly errors: FieldErrors;
  readonly status: 200 | 409 | 422 | 423 | 503;
  readonly transactionId: string;
  readonly form?: Form;
}

async function show<Extra>(
  c: Context<HttpEnv>,
  house: House,
  page: ActionPage<Extra>,
  document: Outgoing,
  { errors, status, transactionId, form }: Shown,
): Promise<Response> {
  const view: ActionView<Extra> = {
    house,
    document,
    extra: await page.load(house, document, { actor: requireSession(c).actor, lastKey: lastKey(c) }),
    errors,
    transactionId,
    typed: (name) => (form ? value(form, name) : ""),
    ticked: (name) => (form ? values(form, name) : undefined),
    cancelHref: `${PATH}/${document.id}`,
    action: `${PATH}/${document.id}/${page.path}`,
  };
  return await answerPage(
    c,
    {
      ...frame(page, document),
      children: (
        <div data-live-hold>
          <ErrorSummary errors={errors} />
          {page.draw(view)}
        </div>
      ),
    },
    status,
  );
}

/** Fields whose words are worth keeping when the step is gone. */
const WORDS = ["reason", "opinion"];

function TooLate({ document, errors, form }: { document: Outgoing; errors: FieldErrors; form: Form }) {
  const text = useText();
  const typed = WORDS.map((name) => value(form, name)).filter((words) => words !== "");
  return (
    <>
      <Notice tone="attention" announce>
        {Object.values(errors).map((error) => error && <p key={text(error)}>{text(error)}</p>)}
        <p>
          <a href={`${PATH}/${document.id}`}>
            {text({ vi: "Xem trạng thái mới nhất của văn bản", en: "See the latest state of the document" })}
          </a>
        </p>
      </Notice>
      {typed.map((words) => (
        <section key={words}>
          <h2>{text({ vi: "Nội dung bạn vừa gõ", en: "What you typed" })}</h2>
          <p>{words}</p>
        </section>
      ))}
    </>
  );
}
