import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { type Appointment, type Organisation, peopleOf, unitsOf } from "../../../../core/directory/index.ts";
import { FormRefusal, notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  type Form as Fields,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Checkboxes,
  DateField,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  LinkButton,
  Radios,
  SelectField,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import {
  type DocumentKind,
  documentOfRound,
  type RoundDocument,
} from "../../opinion-rounds/document-of-round.ts";
import { MOST_ROUND_FILE_BYTES } from "../../opinion-rounds/keep-files.ts";
import { openRound, USUAL_OPTIONS } from "../../opinion-rounds/open-round.ts";
import { mayOpenRound } from "../../opinion-rounds/permissions.ts";
import type { RoundOption } from "../../opinion-rounds/tables.ts";
import { calendarOf, type DeadlineChoice, deadlineChoices, readDeadline } from "../shared/deadlines.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";

const HREF = "/opinion-rounds/new";
const LIST = { href: "/opinion-rounds", label: { vi: "Lấy ý kiến", en: "Opinion rounds" } };
/** At the end of a line it says that the option needs words. */
const NEEDS_TEXT = "*";

/** GET /opinion-rounds/new?incoming= or ?outgoing= */
export async function newRoundPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerForm(c, await askable(c, queryText), undefined, {}, 200);
}

/** POST /opinion-rounds/new */
export async function openRoundAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const form = await readForm(c, { maxFileBytes: MOST_ROUND_FILE_BYTES });
  const document = await askable(c, (_, name) => value(form, name));
  try {
    const calendar = await calendarOf(house.database, actor.organisationId);
    const read = readDeadline(
      { choice: value(form, "deadline"), date: value(form, "deadlineDate") },
      new Date(),
      calendar,
    );
    if ("problem" in read) throw new FormRefusal({ [read.field]: read.problem });
    const silence = value(form, "silence");
    const { id } = await transact(house, { actor, ...requestIdOf(form) }, (tx) =>
      openRound(tx, actor, {
        kind: document.kind,
        documentId: document.id,
        question: value(form, "question"),
        options: readOptions(value(form, "options")),
        ...(silence === "" ? {} : { silence: Number(silence) - 1 }),
        openAnswers: value(form, "openAnswers") === "yes",
        deadline: read.due,
        people: values(form, "people"),
        units: values(form, "units"),
        files: form.files.get("files") ?? [],
      }),
    );
    return redirectTo(c, `/opinion-rounds/${id}`, {
      tone: "good",
      message: {
        vi: "Đã gửi câu hỏi. Những người được hỏi được báo ngay.",
        en: "Sent. Those asked are told at once.",
      },
    });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerForm(c, document, form, refused.errors, refused.status);
  }
}

/** One option a line; `*` at its end: words are needed with it. */
function readOptions(typed: string): RoundOption[] {
  return typed
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) =>
      line.endsWith(NEEDS_TEXT)
        ? { label: line.slice(0, -NEEDS_TEXT.length).trim(), needsText: true }
        : { label: line, needsText: false },
    );
}

async function askable(
  c: Context<HttpEnv>,
  read: (c: Context<HttpEnv>, name: string, most: number) => string,
): Promise<RoundDocument> {
  const { actor } = requireSession(c);
  for (const kind of ["incoming", "outgoing"] as const satisfies readonly DocumentKind[]) {
    const id = read(c, kind, 36);
    if (id === "") continue;
    const document = await documentOfRound(c.var.house.database.queries, kind, id);
    assertMay(actor, mayOpenRound, document);
    return document;
  }
  throw notFound();
}

interface Choices {
  readonly people: readonly Appointment[];
  readonly units: readonly Organisation[];
  readonly deadlines: readonly DeadlineChoice[];
}

async function answerForm(
  c: Context<HttpEnv>,
  document: RoundDocument,
  form: Fields | undefined,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const now = new Date();
  const today = localDateOf(now);
  const choices: Choices = {
    people: (await peopleOf(database.queries, actor.organisationId, today)).filter(
      ({ id }) => id !== actor.appointmentId,
    ),
    units: document.confidentiality > 0 ? [] : await unitsOf(database.queries, actor.organisationId, today),
    deadlines: deadlineChoices(now, await calendarOf(database, actor.organisationId)),
  };
  return await answerPage(
    c,
    {
      title: { vi: "Lấy ý kiến", en: "Ask for opinions" },
      lead: document.confidentiality > 0 ? document.code : `${document.code} – ${document.abstract}`,
      crumbs: [LIST],
      width: "narrow",
      children: <RoundForm document={document} form={form} errors={errors} choices={choices} />,
    },
    status,
  );
}

interface RoundFormProps {
  readonly document: RoundDocument;
  readonly form: Fields | undefined;
  readonly errors: FieldErrors;
  readonly choices: Choices;
}

function RoundForm({ document, form, errors, choices }: RoundFormProps) {
  const text = useText();
  const typed = (name: string) => (form ? value(form, name) : "");
  const ticked = (name: string) => (form ? values(form, name) : []);
  const usual = USUAL_OPTIONS.map(({ label, needsText }) => (needsText ? `${label} ${NEEDS_TEXT}` : label));
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form
        action={HREF}
        method="post"
        files
        keep={`opinion-round:${document.id}`}
        transactionId={form ? (requestIdOf(form).requestId ?? randomUUID()) : randomUUID()}
      >
        <input type="hidden" name={document.kind} value={document.id} />
        <TextArea
          name="question"
          label={{ vi: "Nội dung xin ý kiến", en: "Question" }}
          hint={{
            vi: "Nói rõ cần cho ý kiến về điểm nào. Người được hỏi mở được văn bản này.",
            en: "Say what the opinion is asked on. Those asked can open this document.",
          }}
          value={typed("question")}
          error={errors.question}
          maxLength={2000}
          rows={4}
        />
        {choices.units.length > 0 && (
          <Checkboxes
            name="units"
            label={{ vi: "Hỏi đơn vị", en: "Units" }}
            hint={{
              vi: "Trưởng đơn vị trả lời một ý kiến chung, hoặc giao người trả lời.",
              en: "The head gives one answer for the unit, or names who does.",
            }}
            optional
            options={choices.units.map(({ id, name }) => ({ value: id, label: name }))}
            values={ticked("units")}
            error={errors.units}
          />
        )}
        <Checkboxes
          name="people"
          label={{ vi: "Hỏi từng người", en: "People" }}
          optional
          options={choices.people.map(({ id, fullName, title, unitName }) => ({
            value: id,
            label: `${fullName}, ${title}, ${unitName}`,
          }))}
          values={ticked("people")}
          error={errors.people}
        />
        <TextArea
          name="options"
          label={{ vi: "Các phương án trả lời", en: "Options" }}
          hint={{
            vi: "Mỗi dòng một phương án, từ 2 đến 8. Dấu * cuối dòng: chọn phương án này phải ghi rõ ý kiến.",
            en: "One a line, 2 to 8. An asterisk at the end of a line: whoever chooses it says why.",
          }}
          value={form ? typed("options") : usual.join("\n")}
          error={errors.options}
          rows={4}
        />
        <SelectField
          name="silence"
          label={{ vi: "Không trả lời khi hết hạn", en: "Silence at the deadline" }}
          optional
          prompt={{ vi: "Ghi là không trả lời", en: "Counts as no answer" }}
          options={Array.from({ length: 8 }, (_, position) => ({
            value: String(position + 1),
            label: {
              vi: `Coi như phương án ở dòng ${position + 1}`,
              en: `Counts as the option in line ${position + 1}`,
            },
          }))}
          value={typed("silence")}
          error={errors.silence}
        />
        <SelectField
          name="deadline"
          label={{ vi: "Hạn trả lời", en: "Deadline" }}
          prompt={{ vi: "Chọn hạn", en: "Choose a deadline" }}
          options={choices.deadlines}
          value={typed("deadline")}
          error={errors.deadline}
        />
        <DateField
          name="deadlineDate"
          label={{ vi: "Hoặc hết giờ làm việc ngày", en: "Or the end of office hours on" }}
          optional
          value={typed("deadlineDate")}
          error={errors.deadlineDate}
        />
        <Radios
          name="openAnswers"
          label={{ vi: "Người được hỏi xem trả lời của nhau", en: "Those asked read each other's answers" }}
          value={typed("openAnswers") || "no"}
          options={[
            { value: "no", label: { vi: "Sau khi kết thúc", en: "After the round is closed" } },
            { value: "yes", label: { vi: "Ngay khi có trả lời", en: "At once" } },
          ]}
        />
        <FileDrop
          name="files"
          label={{ vi: "Tệp kèm câu hỏi", en: "Files" }}
          optional
          multiple
          maxBytes={MOST_ROUND_FILE_BYTES}
          error={errors.files}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Gửi lấy ý kiến", en: "Send" })}</Button>
          <LinkButton href={document.href}>{text({ vi: "Quay lại văn bản", en: "Back" })}</LinkButton>
        </Actions>
      </Form>
    </>
  );
}
