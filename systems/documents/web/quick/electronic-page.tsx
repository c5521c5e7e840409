import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  EmptyState,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDate,
  formatDateTime,
  Icon,
  Notice,
  useText,
} from "../../../../core/ui/index.ts";
import { getIncoming, type Incoming } from "../../incoming/incoming.ts";
import { findRegistered } from "../../incoming/last-registered.ts";
import { findNextArrived } from "../../incoming/next-arrived.ts";
import { registerIncomingDocument } from "../../incoming/register-incoming-document.ts";
import { isUuid } from "../../outgoing/outgoing.ts";
import { mayRegister } from "../../permissions.ts";
import { countIncoming } from "../../registers.ts";
import { VerdictBanner } from "../incoming/verdict-banner.tsx";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { urgencyWords } from "../shared/words.ts";
import { duplicateWords } from "./lookups.ts";
import {
  GivenNumber,
  KeyHelp,
  LastRegistered,
  type PageKey,
  QuickTabs,
  quickStanding,
} from "./quick-parts.tsx";

const COUNTED = 100;
const HERE = "/incoming/quick/electronic";

/** GET /incoming/quick/electronic: the arrival that waits longest, with what the clerk has to know to register it. */
export async function quickElectronicPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerNext(c, {}, 200);
}

/** POST /incoming/quick/electronic: registers it and shows the next one. */
export async function quickElectronic(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = value(form, "document");
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      registerIncomingDocument(tx, actor, id),
    );
    return redirectTo(c, `${HERE}?${new URLSearchParams({ saved: id, after: id })}`);
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerNext(c, errors, status);
  }
}

async function answerNext(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { organisationId } = actor;
  assertMay(actor, mayRegister, { organisationId });
  const { queries } = c.var.house.database;
  const after = queryText(c, "after", 36);
  const savedId = queryText(c, "saved", 36);
  const [document, waiting, saved] = await Promise.all([
    findNextArrived(queries, organisationId, isUuid(after) ? after : undefined),
    countIncoming(queries, { organisationId, states: ["arrived"] }, COUNTED),
    isUuid(savedId) ? findRegistered(queries, organisationId, savedId) : undefined,
  ]);
  const earlier = document?.duplicate_of ? await getIncoming(queries, document.duplicate_of) : undefined;
  const standing = await quickStanding(queries, organisationId, waiting, new Date());
  return await answerPage(
    c,
    {
      title: { vi: "Vào sổ nhanh", en: "Register quickly" },
      crumbs: [{ href: "/incoming", label: { vi: "Văn bản đến", en: "Incoming documents" } }],
      children: (
        <div class="quick dense" data-island="keys">
          <QuickTabs waiting={waiting} current="electronic" />
          <KeyHelp keys={KEYS} />
          <GivenNumber saved={saved} />
          <ErrorSummary errors={errors} />
          <div class="quick-columns">
            {document ? (
              <Arrival document={document} earlier={earlier} />
            ) : (
              <EmptyState
                icon="inbox"
                title={{ vi: "Không còn văn bản điện tử chờ tiếp nhận", en: "No electronic document waits" }}
                explanation={{
                  vi: "Văn bản đến qua trục liên thông hiện ở đây, văn bản đến trước hiện trước.",
                  en: "Documents from the axis appear here, the earliest first.",
                }}
              />
            )}
            <LastRegistered {...standing} />
          </div>
        </div>
      ),
    },
    status,
  );
}

const KEYS: readonly PageKey[] = [
  {
    key: "Alt+L",
    does: {
      vi: "tiếp nhận, lấy số đến và xem văn bản tiếp theo",
      en: "register, take the number, see the next",
    },
  },
  { key: "Alt+B", does: { vi: "để lại, xem văn bản tiếp theo", en: "leave it, see the next" } },
  { key: "Alt+V", does: { vi: "mở văn bản và tệp", en: "open the document with its file" } },
  { key: "Alt+R", does: { vi: "từ chối, trả lại nơi gửi", en: "refuse, return it to the sender" } },
];

function Arrival({ document, earlier }: { document: Incoming; earlier: Incoming | undefined }) {
  const text = useText();
  const { id, file_sha256, frozen } = document;
  return (
    <section class="quick-form" aria-labelledby="quick-arrival">
      <h2 id="quick-arrival" tabIndex={-1}>
        {document.symbol} · {document.from_name}
      </h2>
      <VerdictBanner document={document} live={undefined} />
      {earlier && (
        <Notice tone="attention" announce>
          {text(duplicateWords(earlier))}
        </Notice>
      )}
      <Facts
        facts={[
          { term: { vi: "Loại", en: "Type" }, value: document.type_name },
          { term: { vi: "Trích yếu", en: "Abstract" }, value: document.abstract },
          { term: { vi: "Ngày văn bản", en: "Date" }, value: formatDate(document.issued_date) },
          { term: { vi: "Người ký", en: "Signed by" }, value: document.signer_name },
          { term: { vi: "Độ khẩn", en: "Urgency" }, value: text(urgencyWords(document.urgency)) },
          { term: { vi: "Đến lúc", en: "Arrived" }, value: formatDateTime(document.arrived_at) },
        ]}
      />
      <Form action={HERE} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="document" value={id} />
        <Actions>
          <button
            type="submit"
            class="button button-primary"
            accesskey="l"
            aria-keyshortcuts="Alt+L"
            disabled={frozen}
            autofocus
          >
            <Icon name="check" />
            {text({ vi: "Tiếp nhận, lấy số đến (Alt+L)", en: "Register (Alt+L)" })}
          </button>
          <a class="button" href={`${HERE}?after=${id}`} accesskey="b" aria-keyshortcuts="Alt+B">
            {text({ vi: "Để lại, xem tiếp (Alt+B)", en: "Leave it, next (Alt+B)" })}
          </a>
          {file_sha256 !== null && (
            <a class="button" href={`/incoming/${id}`} accesskey="v" aria-keyshortcuts="Alt+V">
              {text({ vi: "Mở văn bản (Alt+V)", en: "Open (Alt+V)" })}
            </a>
          )}
          <a
            class="button button-danger"
            href={`/incoming/${id}/refuse`}
            accesskey="r"
            aria-keyshortcuts="Alt+R"
          >
            {text({ vi: "Từ chối (Alt+R)", en: "Refuse (Alt+R)" })}
          </a>
        </Actions>
      </Form>
    </section>
  );
}
