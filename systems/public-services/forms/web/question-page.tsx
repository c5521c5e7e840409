import type { Context } from "hono";
import type { ComponentChildren } from "preact";
import { notFound, type Sentence } from "../../../../core/errors.ts";
import { type HttpEnv, queryText, readForm, redirectTo, value, values } from "../../../../core/http/index.ts";
import {
  Actions,
  Button,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  LinkButton,
  useText,
} from "../../../../core/ui/index.ts";
import { fileGate } from "../attachments/file-gate.ts";
import { MOST_BYTES } from "../attachments/judge-file.ts";
import { type Condition, holds } from "../definition/condition.ts";
import type { FormPage } from "../definition/definition.ts";
import { type Evaluation, mayAppear, scopedCondition } from "../definition/evaluate.ts";
import type { FormField, GroupField } from "../definition/field.ts";
import { controlsOf, entriesOf, entryLeaves, type Leaf, leavesOf, type Typed } from "../definition/leaves.ts";
import type { PlaceUnit } from "../definition/read-leaf.ts";
import { wholeForm } from "../definition/standard-pages.ts";
import { type Draft, evaluateDraft } from "../drafts/draft.ts";
import { addFiles, removeFile } from "../drafts/draft-files.ts";
import { openDraft } from "../drafts/open-draft.ts";
import { placesToday } from "../drafts/places.ts";
import { removeEntry, saveAnswers } from "../drafts/save-answers.ts";
import { answerFilling } from "./citizen-page.tsx";
import { LeafControl } from "./controls.tsx";
import { draftOf, type Way } from "./way.ts";

/** GET …/p/:page */
export async function questionPage(c: Context<HttpEnv>): Promise<Response> {
  const { way, draft } = await draftOf(c);
  return await answerQuestion(c, way, draft, {}, 200);
}

/** POST …/p/:page */
export async function answerQuestions(c: Context<HttpEnv>): Promise<Response> {
  const { house } = c.var;
  const { way, draft } = await draftOf(c);
  const page = pageOf(draft, c.req.param("page") ?? "");
  const gate = fileGate(house.files);
  const form = await readForm(c, { maxFileBytes: MOST_BYTES, maxTotalBytes: 8 * MOST_BYTES, put: gate.put });
  const asked = values(form, "asked");
  const [act = "", key = "", entry = ""] = value(form, "do").split(":");
  await saveAnswers(house, way.filer, draft.id, page, {
    asked,
    typed: typedIn(page, asked, form.fields),
    counts: act === "add" ? { [key]: countAfter(page, key, draft.typed) } : {},
  });
  const refused: Record<string, Sentence> = {};
  for (const field of page.fields) {
    const sent = form.files.get(field.key) ?? [];
    if (field.type !== "file" || sent.length === 0) continue;
    const [first, ...more] = await addFiles(house, way.filer, draft.id, field, sent, gate);
    if (first) refused[field.key] = together([first, ...more]);
  }
  if (act === "drop") await removeFile(house, way.filer, draft.id, key);
  if (act === "remove") await removeEntry(house, way.filer, draft.id, page, key, Number(entry));
  const now = await openDraft(house, way.filer, draft.id);
  if (Object.keys(refused).length > 0) return await answerQuestion(c, way, now, refused, 422);
  if (act === "later") {
    return redirectTo(c, way.base, {
      tone: "good",
      message: {
        vi: `Đã lưu. Bản nháp được giữ đến ngày ${formatDate(now.expiresAt)}.`,
        en: `Saved. The draft is kept until ${formatDate(now.expiresAt)}.`,
      },
    });
  }
  const back = fromCheck(c) ? "?from=check" : "";
  if (act !== "next") return redirectTo(c, `${way.base}/p/${page.key}${back}`);
  const evaluation = evaluateDraft(now, await placesToday(house.database));
  const problems = problemsOn(page, evaluation);
  if (Object.keys(problems).length > 0) return await answerQuestion(c, way, now, problems, 422);
  const following = neighbours(page, evaluation).next;
  const toCheck = following === undefined || (fromCheck(c) && now.seen.includes(following.key));
  return redirectTo(c, toCheck ? `${way.base}/check` : `${way.base}/p/${following.key}${back}`);
}

const fromCheck = (c: Context<HttpEnv>): boolean => queryText(c, "from", 10) === "check";

/** @throws Refusal 404 when the form has no such page */
function pageOf(draft: Draft, key: string): FormPage {
  const page = wholeForm(draft.definition).pages.find((each) => each.key === key);
  if (!page) throw notFound();
  return page;
}

function together(sentences: readonly Sentence[]): Sentence {
  return { vi: sentences.map(({ vi }) => vi).join(" "), en: sentences.map(({ en }) => en).join(" ") };
}

function everyLeaf(page: FormPage): readonly Leaf[] {
  return page.fields.flatMap((field) =>
    field.type === "group"
      ? Array.from({ length: field.most }, (_, index) => entryLeaves(field, index)).flat()
      : leavesOf(field, {}),
  );
}

function typedIn(
  page: FormPage,
  asked: readonly string[],
  fields: ReadonlyMap<string, readonly string[]>,
): Typed {
  const typed: Record<string, readonly string[]> = {};
  for (const leaf of everyLeaf(page)) {
    if (!asked.includes(leaf.path)) continue;
    for (const control of controlsOf(leaf)) {
      const given = (fields.get(control) ?? []).map((each) => each.trim()).filter((each) => each !== "");
      if (given.length > 0) typed[control] = given;
    }
  }
  return typed;
}

function countAfter(page: FormPage, key: string, typed: Typed): number {
  const field = page.fields.find((each) => each.key === key);
  return field?.type === "group" ? Math.min(field.most, entriesOf(field, typed) + 1) : 0;
}

function problemsOn(page: FormPage, { problems, shown }: Evaluation): Readonly<Record<string, Sentence>> {
  const paths = new Set(
    shown.find((each) => each.page.key === page.key)?.leaves.map(({ leaf }) => leaf.path),
  );
  return Object.fromEntries(Object.entries(problems).filter(([path]) => paths.has(path)));
}

function neighbours(page: FormPage, { shown }: Evaluation) {
  const at = shown.findIndex((each) => each.page.key === page.key);
  return {
    at,
    next: shown[at + 1]?.page,
    previous: at > 0 ? shown[at - 1]?.page : undefined,
    of: shown.length,
  };
}

async function answerQuestion(
  c: Context<HttpEnv>,
  way: Way,
  draft: Draft,
  errors: FieldErrors,
  status: 200 | 422,
): Promise<Response> {
  const page = pageOf(draft, c.req.param("page") ?? "");
  if (draft.state === "sent") return redirectTo(c, `${way.base}/done`);
  const places = await placesToday(c.var.house.database);
  const evaluation = evaluateDraft(draft, places);
  const { at, previous, of } = neighbours(page, evaluation);
  // A page that the answers have hidden since: back to the list of what there is to do.
  if (at < 0) return redirectTo(c, way.base);
  const from = fromCheck(c) ? "?from=check" : "";
  const back = fromCheck(c) ? `${way.base}/check` : previous ? `${way.base}/p/${previous.key}` : way.base;
  // Coming back to a page shows what is wrong on it, but never shouts at a page seen for the first time.
  const seen = draft.seen.includes(page.key) && status === 200 && fromCheck(c);
  const shownErrors = seen ? problemsOn(page, evaluation) : errors;
  return await answerFilling(
    c,
    way,
    {
      title: page.title,
      lead: page.lead,
      crumbs: way.crumbs,
      // Photographs made smaller, questions that come and go: only where there are any.
      script: page.fields.some(
        (field) => field.type === "file" || field.type === "group" || mayAppear(page, field),
      ),
      children: (
        <QuestionForm
          {...{ way, draft, page, places, evaluation, from, back }}
          errors={shownErrors}
          step={{ at: at + 1, of }}
        />
      ),
    },
    status,
  );
}

interface QuestionFormProps {
  readonly way: Way;
  readonly draft: Draft;
  readonly page: FormPage;
  readonly places: readonly PlaceUnit[];
  readonly evaluation: Evaluation;
  readonly errors: FieldErrors;
  readonly from: string;
  readonly back: string;
  readonly step: { readonly at: number; readonly of: number };
}

function QuestionForm(props: QuestionFormProps) {
  const text = useText();
  const { way, draft, page, errors, from, back, step, evaluation } = props;
  const drawn = page.fields.filter((field) => isDrawn(page, field, evaluation));
  const files = drawn.some(({ type }) => type === "file");
  return (
    <>
      <p class="form-step">
        <a href={back}>{text({ vi: "Quay lại", en: "Back" })}</a>
        <span>{text({ vi: `Bước ${step.at}/${step.of}`, en: `Step ${step.at} of ${step.of}` })}</span>
      </p>
      <ErrorSummary errors={errors} />
      <Form action={`${way.base}/p/${page.key}${from}`} method="post" files={files} island="form-conditions">
        {/* Enter means the first button of a form: going on, not removing something. */}
        <button type="submit" name="do" value="next" class="visually-hidden" tabIndex={-1} aria-hidden="true">
          {text({ vi: "Lưu và tiếp tục", en: "Save and continue" })}
        </button>
        {drawn.map((field) => (
          <FieldOfPage key={field.key} field={field} {...props} />
        ))}
        <Actions>
          <Button kind="primary" name="do" value="next">
            {text({ vi: "Lưu và tiếp tục", en: "Save and continue" })}
          </Button>
          <Button name="do" value="later">
            {text({ vi: "Lưu, làm sau", en: "Save for later" })}
          </Button>
          <LinkButton href={way.base} kind="quiet">
            {text({ vi: "Danh sách các bước", en: "All steps" })}
          </LinkButton>
        </Actions>
        <p class="form-kept">
          {text({
            vi: `Bản nháp được giữ đến ngày ${formatDate(draft.expiresAt)}.`,
            en: `The draft is kept until ${formatDate(draft.expiresAt)}.`,
          })}
        </p>
      </Form>
    </>
  );
}

/** Shown by its condition, or possibly so once something on this page is answered. */
function isDrawn(page: FormPage, field: FormField, { values }: Evaluation): boolean {
  return mayAppear(page, field) || holds(field.show, (path) => values.get(path));
}

function FieldOfPage(props: QuestionFormProps & { readonly field: FormField }) {
  const text = useText();
  const { field, draft, page } = props;
  const condition = mayAppear(page, field) ? field.show : undefined;
  if (field.type === "group") return <GroupOfPage {...props} group={field} condition={condition} />;
  const leaves = leavesOf(field, draft.typed);
  const block = field.type === "person" || field.type === "organisation";
  const controls = leaves.map((leaf) => <LeafOfPage key={leaf.path} {...props} leaf={leaf} />);
  const inside = block ? (
    <fieldset class="form-block">
      <legend>{text(field.label)}</legend>
      {field.hint && <p class="field-hint">{text(field.hint)}</p>}
      {controls}
    </fieldset>
  ) : (
    controls
  );
  return (
    <Conditional condition={condition} {...props}>
      {inside}
    </Conditional>
  );
}

function GroupOfPage(
  props: QuestionFormProps & { readonly group: GroupField; readonly condition: Condition | undefined },
) {
  const text = useText();
  const { group, draft, condition } = props;
  const entries = entriesOf(group, draft.typed);
  return (
    <Conditional {...props} condition={condition}>
      <section class="form-group" aria-label={text(group.label)}>
        <h2>{text(group.label)}</h2>
        {group.hint && <p class="field-hint">{text(group.hint)}</p>}
        {Array.from({ length: entries }, (_, index) => (
          <fieldset class="form-block" key={entryLeaves(group, index)[0]?.path}>
            <legend>{`${text(group.item)} ${index + 1}`}</legend>
            {entryLeaves(group, index).map((leaf) => {
              const show = scopedCondition(leaf, group);
              return (
                <Conditional key={leaf.path} {...props} condition={show}>
                  <LeafOfPage {...props} leaf={leaf} />
                </Conditional>
              );
            })}
            {entries > (group.least ?? 0) && (
              <button
                type="submit"
                class="button button-quiet"
                name="do"
                value={`remove:${group.key}:${index}`}
              >
                {text({ vi: "Bỏ", en: "Remove" })} {text(group.item).toLowerCase()} {index + 1}
              </button>
            )}
          </fieldset>
        ))}
        {entries < group.most && (
          <Button name="do" value={`add:${group.key}`} icon="plus">
            {text({ vi: "Thêm", en: "Add" })} {text(group.item).toLowerCase()}
          </Button>
        )}
      </section>
    </Conditional>
  );
}

/** What the browser may hide while its condition does not hold; without script it is simply there. */
function Conditional({
  condition,
  evaluation,
  children,
}: {
  readonly condition: Condition | undefined;
  readonly evaluation: Evaluation;
  readonly children: ComponentChildren;
}) {
  if (condition === undefined) return <>{children}</>;
  const known = Object.fromEntries(
    condition.flatMap((clause) =>
      Object.keys(clause).flatMap((path) => {
        const given = evaluation.values.get(path);
        return given === undefined ? [] : [[path, given]];
      }),
    ),
  );
  return (
    <div
      class="form-conditional"
      data-condition={JSON.stringify(condition)}
      data-known={JSON.stringify(known)}
    >
      {children}
    </div>
  );
}

function LeafOfPage(props: QuestionFormProps & { readonly leaf: Leaf }) {
  const { leaf, draft, errors, places, evaluation, way } = props;
  const see = (path: string) => evaluation.values.get(`${leaf.scope}${path}`) ?? evaluation.values.get(path);
  const enabled = holds(leaf.field.enable, see);
  return (
    <>
      {enabled && leaf.field.type !== "information" && <input type="hidden" name="asked" value={leaf.path} />}
      <LeafControl
        leaf={leaf}
        typed={draft.typed}
        places={places}
        error={errors[leaf.path]}
        origin={draft.origins[leaf.path]}
        disabled={!enabled}
        files={draft.files.filter(({ path }) => path === leaf.path)}
        base={way.base}
      />
    </>
  );
}
