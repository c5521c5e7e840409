import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { notFound, Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { ConfirmQuestion, ErrorSummary, TextArea } from "../../../../core/ui/index.ts";
import type { Incoming } from "../../incoming/incoming.ts";
import { seeReminders } from "../../tasks/see-reminders.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { allowedActions } from "./allowed-actions.ts";
import { loadIncomingCard } from "./document-data.ts";
import { IncomingView } from "./document-view.tsx";
import { CARD_ACTIONS } from "./incoming-actions.ts";
import { type ReadableIncoming, readIncoming } from "./read-incoming.ts";
import type { Typed } from "./work-forms.tsx";

const CRUMB = { href: "/incoming", label: { vi: "Văn bản đến", en: "Incoming documents" } };

/** GET /incoming/:id: the card. */
export async function incomingDocumentPage(c: Context<HttpEnv>): Promise<Response> {
  const readable = await readIncoming(c, "card");
  const { actor, document } = readable;
  await seeReminders(c.var.house.database, actor.personId, document.id);
  return await answerCard(c, readable);
}

/** GET /incoming/:id/refuse and /give-back: a page that asks for the reason before something others will see. */
export async function reasonPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerReason(c, await readIncoming(c, "card"), actionOf(c));
}

/** POST /incoming/:id/:action. Wrong input and conflicts come back on the same page with everything typed. */
export async function actOnIncoming(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const name = actionOf(c);
  const action = CARD_ACTIONS[name];
  const id = c.req.param("id") ?? "";
  if (!action) throw notFound();
  const form = await readForm(c);
  try {
    const { house } = c.var;
    const done = await transact(house, { actor, ...requestIdOf(form) }, (tx) =>
      action.run({ house, tx, actor, id, form }),
    );
    return redirectTo(c, `/incoming/${id}`, { tone: "good", message: action.done(done) });
  } catch (error) {
    const refused = refusedForm(error);
    const readable = await readIncoming(c, "card");
    const typed = {
      action: name,
      errors: refused.errors,
      value: (field: string) => value(form, field),
      values: (field: string) => values(form, field),
    };
    return REASON_PAGES[name] && refused.status === 422
      ? await answerReason(c, readable, name, typed)
      : await answerCard(c, readable, typed, refused.status);
  }
}

async function answerCard(
  c: Context<HttpEnv>,
  readable: ReadableIncoming,
  typed?: Typed,
  status: 200 | 409 | 422 | 423 | 503 = 200,
): Promise<Response> {
  const card = await loadIncomingCard(c.var.house, readable);
  return await answerPage(
    c,
    {
      title: card.document.abstract,
      lead: `${card.document.symbol} · ${card.document.from_name}`,
      crumbs: [CRUMB],
      children: <IncomingView card={card} typed={typed} />,
    },
    status,
  );
}

interface ReasonPage {
  readonly title: (document: Incoming) => { vi: string; en: string };
  readonly consequences: readonly { vi: string; en: string }[];
  readonly confirm: { vi: string; en: string };
  readonly allowed: "refuse" | "giveBack";
}

const REASON_PAGES: Readonly<Record<string, ReasonPage>> = {
  refuse: {
    title: ({ symbol }) => ({ vi: `Từ chối văn bản ${symbol}?`, en: `Refuse document ${symbol}?` }),
    consequences: [
      {
        vi: "Nơi gửi thấy văn bản bị từ chối kèm đúng lý do bạn nhập dưới đây.",
        en: "The sender sees that the document was refused, with the reason you enter below.",
      },
      {
        vi: "Văn bản không được vào sổ, không ai xử lý ở đây. Nơi gửi muốn gửi lại thì phải gửi văn bản mới.",
        en: "It is not registered and not handled here. To try again the sender has to send a new document.",
      },
    ],
    confirm: { vi: "Từ chối, trả lại nơi gửi", en: "Refuse and return" },
    allowed: "refuse",
  },
  "give-back": {
    title: ({ symbol }) => ({
      vi: `Chuyển lại văn thư văn bản ${symbol}?`,
      en: `Give document ${symbol} back to the clerk?`,
    }),
    consequences: [
      {
        vi: "Văn thư thấy lý do của bạn và trình lại cho người phù hợp. Số đến giữ nguyên.",
        en: "The clerk reads your reason and presents it to whom it concerns. The arrival number stays.",
      },
    ],
    confirm: { vi: "Chuyển lại văn thư", en: "Give back" },
    allowed: "giveBack",
  },
};

async function answerReason(
  c: Context<HttpEnv>,
  { actor, document, subject }: ReadableIncoming,
  name: string,
  typed?: Typed,
): Promise<Response> {
  const page = REASON_PAGES[name];
  if (!page) throw notFound();
  if (!allowedActions(actor, document, subject)[page.allowed]) {
    throw new Refusal("documents.not-now", 409, {
      vi: "Việc này không làm được ở bước hiện tại, hoặc không phải việc của bạn. Quay lại văn bản để xem trạng thái mới nhất.",
      en: "This cannot be done at the present step, or it is not yours to do. Go back to the document for its latest state.",
    });
  }
  const here = `/incoming/${document.id}`;
  return await answerPage(
    c,
    {
      title: page.confirm,
      lead: document.abstract,
      crumbs: [CRUMB, { href: here, label: document.symbol }],
      width: "narrow",
      children: (
        <>
          {typed && <ErrorSummary errors={typed.errors} />}
          <ConfirmQuestion
            question={page.title(document)}
            consequences={page.consequences}
            action={`${here}/${name}`}
            confirmLabel={page.confirm}
            danger={name === "refuse"}
            cancelHref={here}
            transactionId={randomUUID()}
          >
            <TextArea
              name="reason"
              label={{ vi: "Lý do", en: "Reason" }}
              hint={{
                vi: "Ít nhất 10 ký tự, để người nhận hiểu và làm đúng.",
                en: "At least 10 characters, so that the other side understands.",
              }}
              value={typed?.value("reason")}
              error={typed?.errors.reason}
              maxLength={500}
            />
          </ConfirmQuestion>
        </>
      ),
    },
    typed ? 422 : 200,
  );
}

/** The last part of the address. */
function actionOf(c: Context<HttpEnv>): string {
  return c.req.path.split("/").at(-1) ?? "";
}
