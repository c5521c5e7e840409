import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { type FieldErrors, Notice, PdfViewer, useText, type Words } from "../../../../core/ui/index.ts";
import { compareTexts } from "../../composing/compare-texts.ts";
import { composeText } from "../../composing/compose-text.ts";
import { discardText } from "../../composing/discard-text.ts";
import { keepText } from "../../composing/keep-text.ts";
import { opinionsOn } from "../../composing/opinions.ts";
import { mayWriteText } from "../../composing/permissions.ts";
import { type Remark, reviewText } from "../../composing/review-text.ts";
import { saveText } from "../../composing/save-text.ts";
import { getText, type KeptText, subjectOfText } from "../../composing/texts.ts";
import { MOST_CHARACTERS, type TypedText } from "../../composing/typed-text.ts";
import { largestContent } from "../../outgoing/inspect-draft-file.ts";
import { nextOutgoingState } from "../../outgoing/outgoing.ts";
import { draftChoices } from "../outgoing/draft-choices.ts";
import { withRecipients } from "../outgoing/typed-draft.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { ComposeForm } from "./compose-form.tsx";
import { Difference } from "./difference.tsx";
import { readingOfText } from "./reading-of-text.ts";
import { TextLinks } from "./text-links.tsx";
import { asTypedDraft, typedTextOf } from "./typed-form.ts";
import { DISCARDED, KEPT, SAVED, SUBMITTED } from "./words.ts";

/** Bytes of a field that holds a text of {@link MOST_CHARACTERS}. */
const FIELD_BYTES = 3 * MOST_CHARACTERS;

/** GET /compose/:id */
export async function composePage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const text = await own(c, actor);
  await readingOfText(house, actor, text, "composer");
  return await show(c, actor, text, {
    content: text.content,
    version: text.version,
    errors: {},
    status: 200,
  });
}

/** POST /compose/:id: keep and preview, search recipients, save as a draft, submit, discard. */
export async function composeAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const text = await own(c, actor);
  const form = await readForm(c, { maxFileBytes: largestContent(house), maxFieldBytes: FIELD_BYTES });
  const find = value(form, "do") === "find" ? value(form, "find").slice(0, 100) : "";
  const version = Number(value(form, "version")) || 0;
  const typed = typedTextOf(house, actor, form);
  const choices = await draftChoices(house.database.queries, actor, typed.recipients, find);
  const content = withRecipients(typed, form, choices);
  const again = { content, version, find };
  const what = value(form, "do");
  try {
    if (what === "discard") {
      await transact(house, { actor }, async (tx) => {
        await discardText(tx, actor, text.id);
      });
      return redirectTo(c, "/compose", { tone: "good", message: DISCARDED });
    }
    const kept = await transact(house, { actor }, async (tx) => {
      const { version: now } = await keepText(tx, actor, { id: text.id, version, content });
      return { version: now };
    });
    again.version = kept.version;
    // Turbo shows the answer to a posted form only when it redirects or is a client error.
    if (find !== "") return await show(c, actor, text, { ...again, errors: {}, status: 422 });
    if (what !== "save" && what !== "submit")
      return redirectTo(c, `/compose/${text.id}#preview`, { tone: "good", message: KEPT });
    const submit = what === "submit";
    const { id } = await saveText(house, actor, {
      id: text.id,
      version: kept.version,
      submit,
      ...requestIdOf(form),
    });
    return redirectTo(c, `/outgoing/${id}`, { tone: "good", message: submit ? SUBMITTED : SAVED });
  } catch (error) {
    const refused = refusedForm(error);
    if (!(error instanceof Refusal) || error.code !== "conflict")
      return await show(c, actor, text, { ...again, ...refused });
    // Another window kept something newer: both are shown, and keeping again is then a decision.
    const latest = await getText(house.database.queries, text.id);
    return await show(c, actor, latest, {
      ...again,
      version: latest.version,
      errors: {},
      status: 409,
      meanwhile: latest.content,
    });
  }
}

/** POST /compose/:id/keep: what the page sends by itself while somebody types; answers with the new version. */
export async function keepInBackground(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const text = await own(c, actor);
  const form = await readForm(c, { maxFieldBytes: FIELD_BYTES });
  const typed = typedTextOf(house, actor, form);
  const choices = await draftChoices(house.database.queries, actor, typed.recipients);
  const content = withRecipients(typed, form, choices);
  try {
    const kept = await transact(house, { actor }, async (tx) => {
      const after = await keepText(tx, actor, {
        id: text.id,
        version: Number(value(form, "version")) || 0,
        content,
      });
      return { version: after.version };
    });
    const remarks = reviewText(await composeText(house.database.queries, { ...text, content }, new Date()));
    return c.json({
      version: kept.version,
      remarks: remarks.map(({ sentence, line }) => ({
        line,
        text: c.var.lang === "en" ? sentence.en : sentence.vi,
      })),
    });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
    return c.json(
      { code: error.code, message: c.var.lang === "en" ? error.sentence.en : error.sentence.vi },
      409,
    );
  }
}

async function own(c: Context<HttpEnv>, actor: PersonActor): Promise<KeptText> {
  const { queries } = c.var.house.database;
  const text = await getText(queries, c.req.param("id") ?? "");
  const subject = await subjectOfText(queries, text);
  assertMay(actor, mayWriteText, subject);
  if (subject.draft) nextOutgoingState(subject.draft.state, "edit");
  return text;
}

interface Shown {
  readonly content: TypedText;
  readonly version: number;
  readonly errors: FieldErrors;
  readonly status: 200 | 409 | 422 | 423 | 503;
  readonly find?: string;
  /** What another window has kept. */
  readonly meanwhile?: TypedText;
}

async function show(
  c: Context<HttpEnv>,
  actor: PersonActor,
  text: KeptText,
  shown: Shown,
): Promise<Response> {
  const { house } = c.var;
  const { queries } = house.database;
  const { content, find = "" } = shown;
  const choices = await draftChoices(queries, actor, content.recipients, find);
  const document = await composeText(queries, { ...text, content }, new Date());
  const opinions = (await opinionsOn(queries, text.id)).filter(({ taken }) => taken === null).length;
  const type = document.typeName;
  return await answerPage(
    c,
    {
      title: { vi: `Soạn ${type.toLocaleLowerCase("vi")}`, en: `Compose: ${type}` },
      crumbs: [
        { href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } },
        { href: "/compose", label: { vi: "Soạn theo mẫu", en: "Compose" } },
      ],
      actions: text.outgoing_id !== null && <TextLinks id={text.id} opinions={opinions} />,
      children: (
        <div class="compose" data-live-hold>
          <div class="compose-side">
            {text.outgoing_id !== null && (await fileWasReplaced(queries, text)) && <Replaced />}
            {shown.meanwhile && <Meanwhile now={shown.meanwhile} typed={content} />}
            <ComposeForm
              text={text}
              version={shown.version}
              content={content}
              draft={asTypedDraft(house, actor, content, find)}
              errors={shown.errors}
              choices={choices}
              transactionId={randomUUID()}
              maxBytes={largestContent(house)}
            />
          </div>
          <div class="compose-side compose-preview" id="preview">
            <Remarks remarks={reviewText(document)} />
            <PdfViewer
              id="compose-pdf"
              src={`/compose/${text.id}/preview.pdf?v=${text.version}`}
              title={{ vi: "Xem trước văn bản", en: "Preview of the document" }}
            />
          </div>
        </div>
      ),
    },
    shown.status,
  );
}

/** The draft's file came from elsewhere after this text had been saved. */
async function fileWasReplaced(queries: Queries, text: KeptText): Promise<boolean> {
  const { draft } = await subjectOfText(queries, text);
  const last = await queries
    .selectFrom("documents.text_version")
    .select("file_sha256")
    .where("text_id", "=", text.id)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return draft !== undefined && last !== undefined && last.file_sha256 !== draft.file_sha256;
}

function Replaced() {
  const text = useText();
  return (
    <Notice tone="attention">
      {text({
        vi: "Tệp của dự thảo đã được thay bằng một tệp khác sau lần lưu gần nhất ở đây. Lưu thành dự thảo sẽ dùng lại nội dung dưới đây.",
        en: "The draft's file was replaced by another after it was last saved here. Saving uses the text below again.",
      })}
    </Notice>
  );
}

/** What a checker of form would send back; the author decides. The island fills it again after every keeping. */
function Remarks({ remarks }: { readonly remarks: readonly Remark[] }) {
  const text = useText();
  return (
    <div class="compose-remarks" role="status" aria-live="polite">
      <p class="compose-kept" data-kept />
      <ul data-remarks>
        {remarks.map(({ code, sentence, line }) => (
          <li key={`${code}-${line}`}>
            {text(sentence)}
            {line > 0 && text({ vi: ` (dòng ${line})`, en: ` (line ${line})` })}
          </li>
        ))}
      </ul>
    </div>
  );
}

const NEWER: Words = {
  vi: "Bản soạn này vừa được lưu ở cửa sổ khác. Nội dung bạn gõ vẫn còn trong các ô dưới đây; bấm lưu lần nữa để ghi đè. Khác nhau ở nội dung văn bản (gạch: chỉ có ở bản đang lưu; gạch chân: chỉ có ở bản bạn gõ):",
  en: "This text was just kept in another window. What you typed is still in the fields below; save again to overwrite. Difference (struck: only stored; underlined: only typed):",
};

function Meanwhile({ now, typed }: { readonly now: TypedText; readonly typed: TypedText }) {
  const text = useText();
  return (
    <Notice tone="attention" announce>
      <p>{text(NEWER)}</p>
      <Difference lines={compareTexts(now.body, typed.body)} onlyChanged />
    </Notice>
  );
}
