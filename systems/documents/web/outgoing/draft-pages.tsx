import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { FormRefusal, Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type Form,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { type FieldErrors, formatDate, Notice, useText, type Words } from "../../../../core/ui/index.ts";
import { textOfDraft } from "../../composing/texts.ts";
import { getIncoming, subjectOfIncoming } from "../../incoming/incoming.ts";
import { createDraft, type NamedFile } from "../../outgoing/create-draft.ts";
import { editDraft } from "../../outgoing/edit-draft.ts";
import { assertFitsMessage, inspectDraftFile, largestContent } from "../../outgoing/inspect-draft-file.ts";
import { getOutgoing, nextOutgoingState, type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { attachmentsOf, recipientsOf } from "../../outgoing/read-outgoing.ts";
import { submitDraft } from "../../outgoing/submit-draft.ts";
import { mayDraft, mayEditDraft, mayHandle, mayReadOutgoing } from "../../permissions.ts";
import { recordReading } from "../shared/record-reading.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { type DraftChoices, draftChoices } from "./draft-choices.ts";
import { DraftForm, type DraftFormProps } from "./draft-form.tsx";
import {
  EMPTY_DRAFT,
  fieldsOf,
  readTypedDraft,
  type TypedDraft,
  typedOf,
  withRecipients,
} from "./typed-draft.ts";

const PATH = "/outgoing";

/** /outgoing/new and /outgoing/:id/edit: opening and changing a draft. */
export function draftPages(app: Hono<HttpEnv>, house: House): void {
  app.get(`${PATH}/new`, async (c) => {
    const { actor } = requireSession(c);
    assertMay(actor, mayDraft, { organisationId: actor.organisationId });
    const typed = await begin(c, house, actor);
    return await show(c, house, actor, { typed, errors: {}, status: 200, transactionId: randomUUID() });
  });

  app.post(`${PATH}/new`, async (c) => {
    const { actor } = requireSession(c);
    assertMay(actor, mayDraft, { organisationId: actor.organisationId });
    const form = await readForm(c, { maxFileBytes: largestContent(house) });
    const { typed, choices } = await understand(house, actor, form);
    const again = { typed, choices, transactionId: transactionOf(form) };
    // Turbo shows the answer to a posted form only when it redirects or is a client error.
    if (value(form, "do") === "find")
      return await show(c, house, actor, { ...again, errors: {}, status: 422 });
    try {
      const submit = value(form, "do") === "submit";
      const id = await save(house, actor, typed, form, submit);
      return redirectTo(c, `${PATH}/${id}`, { tone: "good", message: submit ? SUBMITTED : SAVED });
    } catch (error) {
      return await show(c, house, actor, { ...again, ...refusedForm(error) });
    }
  });

  app.get(`${PATH}/:id/edit`, async (c) => {
    const { actor } = requireSession(c);
    const document = await getOutgoing(house.database.queries, c.req.param("id"));
    assertMay(actor, mayEditDraft, subjectOfOutgoing(document));
    nextOutgoingState(document.state, "edit");
    // What was composed is changed where its text is.
    const text = await textOfDraft(house.database.queries, document.id);
    if (text) return redirectTo(c, `/compose/${text.id}`);
    await recordReading(house, actor, {
      kind: "outgoing-document",
      id: document.id,
      confidentiality: document.confidentiality,
      what: "draft form",
    });
    const typed = await stored(house, actor, document);
    return await show(c, house, actor, {
      typed,
      errors: {},
      status: 200,
      transactionId: randomUUID(),
      document,
    });
  });

  app.post(`${PATH}/:id/edit`, async (c) => {
    const { actor } = requireSession(c);
    const document = await getOutgoing(house.database.queries, c.req.param("id"));
    assertMay(actor, mayEditDraft, subjectOfOutgoing(document));
    const form = await readForm(c, { maxFileBytes: largestContent(house) });
    const { typed, choices } = await understand(house, actor, form);
    const version = Number(value(form, "version")) || 0;
    const again = { typed, choices, transactionId: transactionOf(form), document, version };
    if (value(form, "do") === "find")
      return await show(c, house, actor, { ...again, errors: {}, status: 422 });
    try {
      const submit = value(form, "do") === "submit";
      await change(house, actor, { document, version, typed, form, submit });
      return redirectTo(c, `${PATH}/${document.id}`, { tone: "good", message: submit ? SUBMITTED : SAVED });
    } catch (error) {
      const refused = refusedForm(error);
      if (refused.status !== 409) return await show(c, house, actor, { ...again, ...refused });
      // What is stored now is shown beside what was typed; saving again is then a decision and not an accident.
      const latest = await getOutgoing(house.database.queries, document.id);
      return await show(c, house, actor, {
        ...again,
        ...refused,
        errors: {},
        document: latest,
        version: latest.version,
        transactionId: randomUUID(),
        meanwhile: { refusal: refused.errors[""], typed: await stored(house, actor, latest) },
      });
    }
  });
}

const SAVED: Words = {
  vi: "Đã lưu dự thảo. Việc tiếp theo: xem lại rồi trình kiểm tra.",
  en: "The draft is saved. Next: look it over and submit it.",
};
const SUBMITTED: Words = {
  vi: "Đã trình dự thảo. Trưởng đơn vị sẽ kiểm tra rồi chuyển ký; bạn sẽ được báo khi có kết quả.",
  en: "The draft is submitted. The head of the unit checks it and passes it on; you will be told.",
};

/** What a new draft begins with: empty, or filled from the document it answers, updates or replaces. */
async function begin(c: Context<HttpEnv>, house: House, actor: PersonActor): Promise<TypedDraft> {
  const queries = house.database.queries;
  const answers = c.req.query("answers");
  if (answers !== undefined) {
    const question = await getIncoming(queries, answers);
    assertMay(actor, mayHandle, await subjectOfIncoming(queries, question));
    return {
      ...EMPTY_DRAFT,
      answers: question.id,
      recipients: question.from_organisation_id ? [question.from_organisation_id] : [],
      abstract: `V/v trả lời văn bản số ${question.symbol} ngày ${formatDate(question.issued_date)}`,
    };
  }
  const affects = c.req.query("affects");
  if (affects === undefined) return EMPTY_DRAFT;
  const document = await getOutgoing(queries, affects);
  assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
  const typed = await stored(house, actor, document);
  return {
    ...typed,
    answers: "",
    dueDate: "",
    affects: document.id,
    businessType: c.req.query("type") === "3" ? "3" : "2",
    businessReason: "",
    file: undefined,
    attachments: [],
  };
}

async function stored(house: House, actor: PersonActor, document: Outgoing): Promise<TypedDraft> {
  const queries = house.database.queries;
  const recipients = await recipientsOf(queries, document.id);
  return typedOf(
    house,
    actor,
    document,
    recipients.map((recipient) => recipient.organisation_id),
    await attachmentsOf(queries, document.id),
  );
}

async function understand(
  house: House,
  actor: PersonActor,
  form: Form,
): Promise<{ typed: TypedDraft; choices: DraftChoices }> {
  const typed = readTypedDraft(house, actor, form);
  const choices = await draftChoices(
    house.database.queries,
    actor,
    typed.recipients,
    value(form, "do") === "find" ? typed.find : "",
  );
  return { typed: withRecipients(typed, form, choices), choices };
}

/** Checks fields and file together, so that everything wrong is said at once. */
async function checked(house: House, typed: TypedDraft) {
  const problems: Record<string, FormRefusal["problems"][string]> = {};
  const attempt = async <Result,>(work: () => Result | Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof FormRefusal)) throw error;
      Object.assign(problems, error.problems);
      return undefined;
    }
  };
  const fields = await attempt(() => fieldsOf(typed));
  const draft = typed.file;
  const file = draft && (await attempt(() => inspectDraftFile(house, draft)));
  await attempt(() => assertFitsMessage(house, [...(draft ? [draft] : []), ...typed.attachments]));
  if (!fields || !file || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return { fields, file };
}

async function save(
  house: House,
  actor: PersonActor,
  typed: TypedDraft,
  form: Form,
  submit: boolean,
): Promise<string> {
  const { fields, file } = await checked(house, typed);
  const made = await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
    const { id } = await createDraft(tx, actor, {
      fields,
      file,
      pageAmount: file.pageAmount,
      attachments: typed.attachments.map(plain),
    });
    if (submit) await submitDraft(tx, actor, id);
    return { id };
  });
  return made.id;
}

interface Change {
  readonly document: Outgoing;
  readonly version: number;
  readonly typed: TypedDraft;
  readonly form: Form;
  readonly submit: boolean;
}

async function change(house: House, actor: PersonActor, asked: Change): Promise<void> {
  const { document, version, typed, form, submit } = asked;
  const { fields, file } = await checked(house, typed);
  await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
    await editDraft(tx, actor, {
      id: document.id,
      version,
      fields,
      ...(file.sha256 === document.file_sha256 && file.name === document.file_name ? {} : { file }),
      attachments: typed.attachments.map(plain),
    });
    if (submit) await submitDraft(tx, actor, document.id);
    return { id: document.id };
  });
}

function plain({ sha256, size, type, name }: NamedFile): NamedFile {
  return { sha256, size, type, name };
}

function transactionOf(form: Form): string {
  return requestIdOf(form).requestId ?? randomUUID();
}

interface Shown {
  readonly typed: TypedDraft;
  readonly errors: FieldErrors;
  readonly status: 200 | 409 | 422 | 423 | 503;
  readonly transactionId: string;
  readonly choices?: DraftChoices;
  /** Set when an existing draft is changed. */
  readonly document?: Outgoing;
  readonly version?: number;
  /** Somebody changed it first. */
  readonly meanwhile?: { readonly refusal: FieldErrors[string]; readonly typed: TypedDraft };
}

async function show(c: Context<HttpEnv>, house: House, actor: PersonActor, shown: Shown): Promise<Response> {
  const { typed, document, meanwhile } = shown;
  const queries = house.database.queries;
  const choices = shown.choices ?? (await draftChoices(queries, actor, typed.recipients));
  const back = document ? `${PATH}/${document.id}` : PATH;
  const props: DraftFormProps = {
    action: document ? `${PATH}/${document.id}/edit` : `${PATH}/new`,
    keep: document ? `draft:${document.id}` : `draft:new:${typed.answers}${typed.affects}`,
    typed,
    errors: shown.errors,
    choices,
    transactionId: shown.transactionId,
    version: document && (shown.version ?? document.version),
    about: await aboutOf(house, actor, typed),
    maxBytes: largestContent(house),
    cancelHref: back,
  };
  return await answerPage(
    c,
    {
      title: document ? { vi: "Sửa dự thảo", en: "Change the draft" } : (TITLES[typed.businessType] ?? NEW),
      crumbs: [{ href: PATH, label: { vi: "Văn bản đi", en: "Outgoing documents" } }],
      children: (
        <div data-live-hold>
          {meanwhile && document && (
            <Meanwhile refusal={meanwhile.refusal} now={meanwhile.typed} typed={typed} document={document} />
          )}
          <DraftForm {...props} />
        </div>
      ),
    },
    shown.status,
  );
}

const NEW: Words = { vi: "Soạn văn bản", en: "New draft" };
const TITLES: Readonly<Record<string, Words>> = {
  "2": { vi: "Soạn văn bản cập nhật", en: "Draft an update" },
  "3": { vi: "Soạn văn bản thay thế", en: "Draft a replacement" },
};

/** The document this draft is about, in plain words; nothing of it is said to somebody who may not read it. */
async function aboutOf(
  house: House,
  actor: PersonActor,
  typed: TypedDraft,
): Promise<DraftFormProps["about"]> {
  const queries = house.database.queries;
  try {
    if (typed.answers !== "") {
      const question = await getIncoming(queries, typed.answers);
      assertMay(actor, mayHandle, await subjectOfIncoming(queries, question));
      return {
        href: `/incoming/${question.id}`,
        words: {
          vi: `Dự thảo này trả lời văn bản số ${question.symbol} của ${question.from_name}. Khi phát hành, nơi gửi thấy câu trả lời ngay dưới văn bản của họ.`,
          en: `This draft answers document ${question.symbol} of ${question.from_name}. Once issued, the sender sees the answer under their document.`,
        },
      };
    }
    if (typed.affects === "") return undefined;
    const document = await getOutgoing(queries, typed.affects);
    assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
    const symbol = `${document.code_number_text}/${document.code_notation}`;
    const words: Words =
      typed.businessType === "2"
        ? {
            vi: `Cập nhật văn bản số ${symbol}: nơi nhận được hỏi có đồng ý dùng nội dung mới không; văn bản cũ vẫn còn trong sổ.`,
            en: `Updates document ${symbol}: receivers are asked whether they accept the new content; the old one stays in the register.`,
          }
        : {
            vi: `Thay thế văn bản số ${symbol}: nơi nhận xếp văn bản cũ lại và xử lý theo văn bản mới này.`,
            en: `Replaces document ${symbol}: receivers put the old one away and work with the new one.`,
          };
    return { href: `${PATH}/${document.id}`, words };
  } catch (error) {
    if (error instanceof Refusal && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}

interface MeanwhileProps {
  readonly refusal: FieldErrors[string];
  readonly now: TypedDraft;
  readonly typed: TypedDraft;
  readonly document: Outgoing;
}

/** The two versions side by side: what is stored now and what was typed. */
function Meanwhile({ refusal, now, typed, document }: MeanwhileProps) {
  const text = useText();
  const different = COMPARED.filter(({ read }) => read(now) !== read(typed));
  return (
    <Notice tone="attention" announce>
      {refusal && <p>{text(refusal)}</p>}
      <p>
        {document.state === "draft"
          ? text({
              vi: `Bản đang lưu là lần sửa thứ ${document.version}. Nội dung bạn vừa gõ vẫn còn trong các ô dưới đây; bấm lưu lần nữa để ghi đè, hoặc sửa theo bản đang lưu.`,
              en: `What is stored is version ${document.version}. What you typed is still in the fields below; save again to overwrite, or change it first.`,
            })
          : text({
              vi: "Dự thảo không còn sửa được nữa. Nội dung bạn vừa gõ vẫn còn dưới đây để chép lại.",
              en: "The draft can no longer be changed. What you typed is still below, to be copied.",
            })}{" "}
        <a href={`/outgoing/${document.id}`}>{text({ vi: "Xem bản đang lưu", en: "See what is stored" })}</a>
      </p>
      {different.length > 0 && (
        <div class="register-scroll">
          <table class="register-table">
            <thead>
              <tr>
                <th scope="col">{text({ vi: "Ô", en: "Field" })}</th>
                <th scope="col">{text({ vi: "Đang lưu", en: "Stored" })}</th>
                <th scope="col">{text({ vi: "Bạn vừa gõ", en: "You typed" })}</th>
              </tr>
            </thead>
            <tbody>
              {different.map(({ label, read }) => (
                <tr key={label.vi}>
                  <td class="cell-title">{text(label)}</td>
                  <td data-label={text({ vi: "Đang lưu", en: "Stored" })}>{read(now) || "–"}</td>
                  <td data-label={text({ vi: "Bạn vừa gõ", en: "You typed" })}>{read(typed) || "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Notice>
  );
}

const COMPARED: readonly { readonly label: Words; readonly read: (typed: TypedDraft) => string }[] = [
  { label: { vi: "Loại văn bản", en: "Type" }, read: (typed) => typed.documentType },
  { label: { vi: "Trích yếu", en: "Abstract" }, read: (typed) => typed.abstract },
  { label: { vi: "Tóm tắt", en: "Summary" }, read: (typed) => typed.summary },
  { label: { vi: "Số nơi nhận", en: "Recipients" }, read: (typed) => String(typed.recipients.length) },
  { label: { vi: "Nơi nhận khác", en: "Other lines" }, read: (typed) => typed.toPlaces },
  { label: { vi: "Hạn trả lời", en: "Due date" }, read: (typed) => typed.dueDate },
  { label: { vi: "Tệp văn bản", en: "File" }, read: (typed) => typed.file?.name ?? "" },
  {
    label: { vi: "Tệp kèm theo", en: "Attachments" },
    read: (typed) => typed.attachments.map((file) => file.name).join(", "),
  },
];
