import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { notFound, Refusal } from "../../../../core/errors.ts";
import {
  clientAddress,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  type Form as SentForm,
  value,
} from "../../../../core/http/index.ts";
import { createAllowance } from "../../../../core/signing/public/allowance.ts";
import {
  Actions,
  Button,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDateTime,
  Notice,
  Radios,
  SelectField,
  TaskList,
  useText,
} from "../../../../core/ui/index.ts";
import { signInPath } from "../../citizens/index.ts";
import { draftsOfFiler } from "../drafts/end-drafts.ts";
import { filerOf, makeFiler } from "../drafts/filer.ts";
import { startDraft } from "../drafts/start-draft.ts";
import { filingClosed } from "../drafts/submit-draft.ts";
import type { DraftLine, FilingCase, FilingProcedure, ReceivingBody } from "../services.ts";
import { answerFilling } from "./citizen-page.tsx";

/** Applications one network may begin at once, and how fast its share grows back. */
const beginnings = createAllowance(40, 1 / 60);

/** GET /services/:code/apply — what is needed, where it is filed, and what was begun already. */
export async function startPage(c: Context<HttpEnv>): Promise<Response> {
  // The cookie comes with the page: pressing twice on the way to the first draft must come from one browser.
  makeFiler(c);
  return await answerStart(c, await offerOf(c), {}, undefined, 200);
}

/** POST /services/:code/apply */
export async function startAction(c: Context<HttpEnv>): Promise<Response> {
  const offer = await offerOf(c);
  const form = await readForm(c);
  const chosen =
    offer.procedure.cases.find(({ key }) => key === value(form, "case")) ?? only(offer.procedure.cases);
  const body = offer.bodies.find(({ id }) => id === value(form, "body")) ?? only(offer.bodies);
  const errors = {
    ...(chosen ? {} : { case: { vi: "Chọn trường hợp của bạn.", en: "Choose your case." } }),
    ...(body ? {} : { body: { vi: "Chọn nơi nộp hồ sơ.", en: "Choose where you file." } }),
  };
  if (!chosen || !body) return await answerStart(c, offer, errors, form, 422);
  if (!c.var.house.services.receiveDossier) throw filingClosed();
  if (!beginnings.take(clientAddress(c))) {
    throw new Refusal("forms.too-many-drafts", 429, {
      vi: "Có quá nhiều hồ sơ được bắt đầu từ mạng này. Hãy chờ vài phút rồi thử lại.",
      en: "Too many applications were begun from this network. Wait a few minutes and try again.",
    });
  }
  const requestId = value(form, "transactionId");
  const { id } = await startDraft(c.var.house, makeFiler(c), {
    procedure: offer.procedure,
    case: chosen,
    body,
    ...(/^[\w-]{8,60}$/.test(requestId) ? { requestId } : {}),
  });
  return redirectTo(c, `/services/${offer.procedure.code}/apply/${id}`);
}

interface Offer {
  readonly procedure: FilingProcedure;
  readonly bodies: readonly ReceivingBody[];
  readonly drafts: readonly DraftLine[];
}

/** @throws Refusal 404 when the catalogue has no such procedure today */
async function offerOf(c: Context<HttpEnv>): Promise<Offer> {
  const { house } = c.var;
  const { queries } = house.database;
  const catalogue = house.services.filingCatalogue;
  const today = localDateOf(new Date());
  const procedure = await catalogue?.procedureAt(queries, c.req.param("code") ?? "", today);
  if (!catalogue || !procedure) throw notFound();
  const [bodies, drafts] = await Promise.all([
    catalogue.bodiesFor(queries, procedure, today),
    draftsOfFiler(queries, filerOf(c), procedure.code),
  ]);
  return { procedure, bodies, drafts };
}

function only<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined;
}

async function answerStart(
  c: Context<HttpEnv>,
  offer: Offer,
  errors: FieldErrors,
  form: SentForm | undefined,
  status: 200 | 422,
): Promise<Response> {
  const open = c.var.house.services.receiveDossier !== undefined && offer.procedure.cases.length > 0;
  const asked = queryText(c, "case", 80);
  const chosen = form ? value(form, "case") : asked;
  const body = form ? value(form, "body") : queryText(c, "body", 36);
  return await answerFilling(
    c,
    { trial: false },
    {
      title: { vi: `Nộp hồ sơ: ${offer.procedure.name}`, en: `Apply: ${offer.procedure.name}` },
      crumbs: [{ href: `/services/${offer.procedure.code}`, label: offer.procedure.name }],
      children: (
        <Start {...{ offer, errors, open, chosen, body }} signedIn={filerOf(c).citizen !== undefined} />
      ),
    },
    status,
  );
}

interface StartProps {
  readonly offer: Offer;
  readonly errors: FieldErrors;
  readonly open: boolean;
  readonly chosen: string;
  readonly body: string;
  readonly signedIn: boolean;
}

function Start({ offer: { procedure, bodies, drafts }, errors, open, chosen, body, signedIn }: StartProps) {
  const text = useText();
  const cases = procedure.cases;
  const shown = cases.find(({ key }) => key === chosen) ?? cases[0];
  return (
    <>
      <ErrorSummary errors={errors} />
      {drafts.length > 0 && (
        <section>
          <h2>{text({ vi: "Bạn đang làm dở", en: "You have begun already" })}</h2>
          <TaskList
            tasks={drafts.map((draft) => ({
              label: {
                vi: `Làm tiếp bản nháp lưu lúc ${formatDateTime(draft.changedAt)}`,
                en: `Go on with the draft saved at ${formatDateTime(draft.changedAt)}`,
              },
              href: draft.href,
              state: "",
            }))}
          />
        </section>
      )}
      {shown && <Needed chosen={shown} />}
      {open ? (
        <Form action={`/services/${procedure.code}/apply`} method="post" transactionId={randomUUID()}>
          {cases.length > 1 && (
            <Radios
              name="case"
              label={{ vi: "Trường hợp của bạn", en: "Your case" }}
              options={cases.map(({ key, name }) => ({ value: key, label: name }))}
              value={chosen}
              error={errors.case}
            />
          )}
          {bodies.length > 1 && (
            <SelectField
              name="body"
              label={{ vi: "Nộp hồ sơ đến", en: "File with" }}
              options={bodies.map(({ id, name }) => ({ value: id, label: name }))}
              value={body}
              prompt={{ vi: "Chọn cơ quan", en: "Choose the authority" }}
              error={errors.body}
            />
          )}
          <Actions>
            <Button kind="primary">{text({ vi: "Bắt đầu điền hồ sơ", en: "Begin" })}</Button>
          </Actions>
          {!signedIn && (
            <p>
              <a href={signInPath(`/services/${procedure.code}/apply`)}>
                {text({ vi: "Đăng nhập", en: "Sign in" })}
              </a>
              {text({
                vi: " để những điều đã biết được điền sẵn và làm tiếp được trên máy khác. Không đăng nhập vẫn nộp được.",
                en: " to have what is known filled in and to go on with another device. You may also file without it.",
              })}
            </p>
          )}
          <p class="form-kept">
            {text({
              vi: "Bạn có thể dừng bất cứ lúc nào: bản nháp được giữ 30 ngày sau lần lưu cuối.",
              en: "You may stop at any time: the draft is kept for 30 days after you last saved.",
            })}
          </p>
        </Form>
      ) : (
        <Notice tone="info" title={{ vi: "Chưa nhận hồ sơ trực tuyến", en: "Not taken online yet" }}>
          {text({
            vi: "Bạn nộp hồ sơ này tại bộ phận một cửa hoặc qua bưu chính công ích.",
            en: "File this at the one-stop desk or by post.",
          })}
        </Notice>
      )}
    </>
  );
}

function Needed({ chosen }: { readonly chosen: FilingCase }) {
  const text = useText();
  const online = chosen.channels.find(({ channel }) => channel === 2);
  const lines = [
    ...(online?.durations ?? []).map(
      (each) => `${text({ vi: "Thời hạn: ", en: "Time: " })}${text(each.text)}`,
    ),
    ...(online?.fees ?? []).map((each) => `${text({ vi: "Phí, lệ phí: ", en: "Fees: " })}${text(each.text)}`),
  ];
  return (
    <section>
      <h2>{text({ vi: "Bạn cần chuẩn bị", en: "What you need" })}</h2>
      <ul>
        <li>
          {text({
            vi: "Số định danh cá nhân hoặc mã số thuế của người nộp",
            en: "The filer's identity number or tax code",
          })}
        </li>
        {chosen.components
          .filter(({ electronic }) => electronic)
          .map(({ key, name, required }) => (
            <li key={key}>
              {name}
              {!required && text({ vi: " (nếu có)", en: " (if any)" })}
            </li>
          ))}
      </ul>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </section>
  );
}
