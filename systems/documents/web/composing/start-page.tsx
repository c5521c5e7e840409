import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  EmptyState,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  formatDateTime,
  LinkButton,
  SelectField,
  useText,
} from "../../../../core/ui/index.ts";
import { beginText } from "../../composing/begin-text.ts";
import { mayKeepTemplate } from "../../composing/permissions.ts";
import { listTemplates, type Template } from "../../composing/templates.ts";
import { type KeptText, unfinishedTexts } from "../../composing/texts.ts";
import type { TypedText } from "../../composing/typed-text.ts";
import { getIncoming, subjectOfIncoming } from "../../incoming/incoming.ts";
import { isUuid } from "../../outgoing/outgoing.ts";
import { documentTypesOf } from "../../outgoing/read-outgoing.ts";
import { mayDraft, mayHandle } from "../../permissions.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";

/** GET /compose: what to compose, from which template, and what is still unfinished. */
export async function startPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayDraft, { organisationId: actor.organisationId });
  return await show(c, actor, { chosen: "", answers: c.req.query("answers") ?? "", errors: {}, status: 200 });
}

/** POST /compose: begins a text and opens it. */
export async function startAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const form = await readForm(c);
  const chosen = value(form, "template");
  const answers = value(form, "answers");
  // An empty page of a type, or a template: one choice says both.
  const [kind = "", id = ""] = chosen.split(":");
  try {
    const given = answers === "" ? {} : await givenBy(house, actor, answers);
    const begun = await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
      const documentType = kind === "type" ? id : await typeOf(house, actor, id);
      return await beginText(tx, actor, { documentType, template: kind === "template" ? id : "", given });
    });
    return redirectTo(c, `/compose/${begun.id}`);
  } catch (error) {
    const { errors, status } = refusedForm(error);
    const { documentType, ...others } = errors;
    return await show(c, actor, {
      chosen,
      answers,
      errors: documentType ? { ...others, template: documentType } : others,
      status,
    });
  }
}

async function typeOf(house: House, actor: PersonActor, template: string): Promise<string> {
  const known = await listTemplates(house.database.queries, actor);
  return known.find(({ id }) => id === template)?.documentType ?? "";
}

/** What is known of an answer: its question, whom it goes to. */
async function givenBy(house: House, actor: PersonActor, answers: string): Promise<Partial<TypedText>> {
  const { queries } = house.database;
  const question = await getIncoming(queries, answers);
  assertMay(actor, mayHandle, await subjectOfIncoming(queries, question));
  return {
    answers: question.id,
    addressees: question.from_name,
    recipients: question.from_organisation_id ? [question.from_organisation_id] : [],
    abstract: `V/v trả lời văn bản số ${question.symbol} ngày ${formatDate(question.issued_date)}`,
  };
}

interface Shown {
  readonly chosen: string;
  readonly answers: string;
  readonly errors: FieldErrors;
  readonly status: 200 | 409 | 422 | 423 | 503;
}

async function show(c: Context<HttpEnv>, actor: PersonActor, shown: Shown): Promise<Response> {
  const { queries } = c.var.house.database;
  const types = await documentTypesOf(queries);
  const templates = await listTemplates(queries, actor);
  const texts = await unfinishedTexts(queries, actor.appointmentId);
  return await answerPage(
    c,
    {
      title: { vi: "Soạn văn bản theo mẫu", en: "Compose a document" },
      lead: {
        vi: "Gõ nội dung, hệ thống trình bày đúng thể thức Nghị định 30/2020 và tạo tệp PDF để ký số.",
        en: "Type the content; it is laid out as Decree 30/2020 asks and becomes a PDF to be signed.",
      },
      crumbs: [{ href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } }],
      actions: may(actor, mayKeepTemplate, actor) && <TemplatesLink />,
      width: "narrow",
      children: (
        <>
          <Begin types={types} templates={templates} shown={shown} />
          <Unfinished texts={texts} types={types} />
        </>
      ),
    },
    shown.status,
  );
}

function TemplatesLink() {
  const text = useText();
  return <LinkButton href="/compose/templates">{text({ vi: "Mẫu văn bản", en: "Templates" })}</LinkButton>;
}

interface BeginProps {
  readonly types: readonly { readonly code: string; readonly name: string }[];
  readonly templates: readonly Template[];
  readonly shown: Shown;
}

function Begin({ types, templates, shown }: BeginProps) {
  const text = useText();
  const own = { unit: " (của đơn vị)", organisation: " (của cơ quan)", everyone: "" };
  return (
    <Card title={{ vi: "Soạn văn bản mới", en: "A new document" }}>
      <ErrorSummary errors={shown.errors} />
      <Form action="/compose" method="post" transactionId={randomUUID()}>
        {isUuid(shown.answers) && <input type="hidden" name="answers" value={shown.answers} />}
        <SelectField
          name="template"
          label={{ vi: "Loại văn bản và mẫu", en: "Type and template" }}
          prompt={{ vi: "Chọn loại hoặc mẫu", en: "Choose a type or a template" }}
          options={types.flatMap((type) => [
            ...templates
              .filter(({ documentType }) => documentType === type.code)
              .map(({ id, name, reach }) => ({
                value: `template:${id}`,
                label: name === type.name ? name + own[reach] : `${type.name}: ${name}${own[reach]}`,
              })),
            {
              value: `type:${type.code}`,
              label: { vi: `${type.name}: trang trống`, en: `${type.name}: empty` },
            },
          ])}
          value={shown.chosen}
          error={shown.errors.template}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Bắt đầu soạn", en: "Begin" })}</Button>
          <LinkButton
            href={isUuid(shown.answers) ? `/outgoing/new?answers=${shown.answers}` : "/outgoing/new"}
            kind="quiet"
          >
            {text({ vi: "Tôi đã có tệp PDF", en: "I have a PDF already" })}
          </LinkButton>
        </Actions>
      </Form>
    </Card>
  );
}

function Unfinished({
  texts,
  types,
}: {
  readonly texts: readonly KeptText[];
  readonly types: BeginProps["types"];
}) {
  const text = useText();
  return (
    <Card title={{ vi: "Đang soạn dở", en: "Unfinished" }}>
      {texts.length === 0 ? (
        <EmptyState
          icon="pen"
          title={{ vi: "Chưa có bản soạn dở", en: "Nothing unfinished" }}
          explanation={{
            vi: "Mọi chữ bạn gõ được lưu ở đây cho đến khi thành dự thảo.",
            en: "Everything you type is kept here until it becomes a draft.",
          }}
        />
      ) : (
        <ul class="compose-unfinished">
          {texts.map((each) => (
            <li key={each.id}>
              <a href={`/compose/${each.id}`}>
                {types.find(({ code }) => code === each.content.documentType)?.name ?? "Văn bản"}:{" "}
                {each.content.abstract || text({ vi: "chưa có trích yếu", en: "no abstract yet" })}
              </a>
              <span class="compose-when">{formatDateTime(each.updated_at)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
