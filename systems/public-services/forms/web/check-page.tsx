import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { type HttpEnv, readForm, redirectTo, values } from "../../../../core/http/index.ts";
import {
  Actions,
  Button,
  Checkboxes,
  ErrorSummary,
  Facts,
  Form,
  LinkButton,
  Notice,
  useText,
  type Wording,
} from "../../../../core/ui/index.ts";
import { displayAnswer, displayTyped } from "../definition/display.ts";
import type { Evaluation, ShownLeaf, ShownPage } from "../definition/evaluate.ts";
import type { PlaceUnit } from "../definition/read-leaf.ts";
import { type Draft, evaluateDraft } from "../drafts/draft.ts";
import { placesToday } from "../drafts/places.ts";
import { filingClosed, submitDraft } from "../drafts/submit-draft.ts";
import { answerFilling } from "./citizen-page.tsx";
import { Changes } from "./task-page.tsx";
import { draftOf, type Way } from "./way.ts";

const DECLARATION = {
  vi: "Tôi cam đoan những điều khai trên đây là đúng và chịu trách nhiệm trước pháp luật về lời khai của mình.",
  en: "I declare that what I have stated is true and answer for it before the law.",
};

/** GET …/check — every question with its answer before it is sent. */
export async function checkPage(c: Context<HttpEnv>): Promise<Response> {
  const { way, draft } = await draftOf(c);
  if (draft.state === "sent") return redirectTo(c, `${way.base}/done`);
  return await answerCheck(c, way, draft, undefined, 200);
}

/** POST …/check */
export async function submitAction(c: Context<HttpEnv>): Promise<Response> {
  const { way, draft } = await draftOf(c);
  const form = await readForm(c);
  if (draft.state === "sent") return redirectTo(c, `${way.base}/done`);
  if (!values(form, "declared").includes("yes")) {
    return await answerCheck(
      c,
      way,
      draft,
      {
        vi: "Đọc lời cam đoan và đánh dấu đồng ý rồi mới nộp được.",
        en: "Read the declaration and tick it before sending.",
      },
      422,
    );
  }
  if (way.trial) {
    const evaluation = evaluateDraft(draft, await placesToday(c.var.house.database));
    const wrong = Object.keys(evaluation.problems).length;
    return wrong > 0
      ? await answerCheck(c, way, draft, undefined, 422)
      : redirectTo(c, `/forms/${draft.formCode}`, {
          tone: "good",
          message: {
            vi: "Xem thử xong: với câu trả lời này, người dân nộp được hồ sơ. Không có gì được nộp.",
            en: "The trial is over: with these answers a citizen could send. Nothing was sent.",
          },
        });
  }
  if (!c.var.house.services.receiveDossier) {
    return await answerCheck(c, way, draft, filingClosed().sentence, 503);
  }
  const submission = await submitDraft(c.var.house, way.filer, draft.id);
  if (submission.state === "sent") return redirectTo(c, `${way.base}/done`);
  return await answerCheck(c, way, draft, undefined, 422);
}

async function answerCheck(
  c: Context<HttpEnv>,
  way: Way,
  draft: Draft,
  error: Wording | undefined,
  status: 200 | 422 | 503,
): Promise<Response> {
  const places = await placesToday(c.var.house.database);
  const evaluation = evaluateDraft(draft, places);
  const open = way.trial || c.var.house.services.receiveDossier !== undefined;
  return await answerFilling(
    c,
    way,
    {
      title: { vi: "Kiểm tra lại trước khi nộp", en: "Check your answers before you send" },
      crumbs: [...way.crumbs, { href: way.base, label: { vi: "Các bước", en: "Steps" } }],
      children: <Check {...{ way, draft, evaluation, places, error, open }} failed={status === 422} />,
    },
    status,
  );
}

interface CheckProps {
  readonly way: Way;
  readonly draft: Draft;
  readonly evaluation: Evaluation;
  readonly places: readonly PlaceUnit[];
  readonly error: Wording | undefined;
  readonly open: boolean;
  readonly failed: boolean;
}

function Check({ way, draft, evaluation, places, error, open, failed }: CheckProps) {
  const text = useText();
  const { shown, problems } = evaluation;
  const wrongPages = shown.filter(({ leaves }) => leaves.some(({ leaf }) => problems[leaf.path]));
  const summary = error && (failed || !open) ? { declared: error } : {};
  return (
    <>
      <ErrorSummary errors={summary} />
      <Changes draft={draft} />
      {wrongPages.length > 0 && (
        <Notice
          tone="attention"
          announce
          title={{ vi: "Còn chỗ cần bổ sung trước khi nộp", en: "Some things are still missing" }}
        >
          <ul>
            {wrongPages.flatMap(({ page, leaves }) =>
              leaves.flatMap(({ leaf }) => {
                const problem = problems[leaf.path];
                return problem
                  ? [
                      <li key={leaf.path}>
                        <a href={`${way.base}/p/${page.key}?from=check`}>{text(problem)}</a>
                      </li>,
                    ]
                  : [];
              }),
            )}
          </ul>
        </Notice>
      )}
      {shown.map((page) => (
        <CheckedPage key={page.page.key} {...{ way, draft, page, places }} />
      ))}
      {!open && (
        <Notice tone="info">
          {text({
            vi: "Hiện chưa nhận hồ sơ trực tuyến. Bản nháp vẫn được giữ để nộp sau.",
            en: "Applications are not taken online at the moment. The draft is kept to be sent later.",
          })}
        </Notice>
      )}
      {wrongPages.length === 0 && open && (
        <Form action={`${way.base}/check`} method="post" transactionId={randomUUID()} fullLoad>
          <Checkboxes
            name="declared"
            label={{ vi: "Lời cam đoan", en: "Declaration" }}
            hint={draft.definition.declaration ?? DECLARATION}
            error={error}
            options={[
              { value: "yes", label: { vi: "Tôi đã đọc và cam đoan", en: "I have read and declare this" } },
            ]}
          />
          <Actions>
            <Button kind="primary">{text({ vi: "Nộp hồ sơ", en: "Send the application" })}</Button>
            <LinkButton href={way.base} kind="quiet">
              {text({ vi: "Danh sách các bước", en: "All steps" })}
            </LinkButton>
          </Actions>
        </Form>
      )}
    </>
  );
}

function CheckedPage({
  way,
  draft,
  page: { page, leaves },
  places,
}: {
  readonly way: Way;
  readonly draft: Draft;
  readonly page: ShownPage;
  readonly places: readonly PlaceUnit[];
}) {
  const text = useText();
  const reviewed = leaves.filter(
    ({ leaf, reviewed: on, enabled }) => on && enabled && leaf.field.type !== "information",
  );
  if (reviewed.length === 0) return null;
  const blocks = new Map<string, ShownLeaf[]>();
  for (const each of reviewed) {
    const key = each.leaf.path.split(".").slice(0, -1).join(".");
    blocks.set(key, [...(blocks.get(key) ?? []), each]);
  }
  return (
    <section class="answers">
      <div class="answers-head">
        <h2>{text(page.title)}</h2>
        <a href={`${way.base}/p/${page.key}?from=check`}>
          {text({ vi: "Thay đổi", en: "Change" })}
          <span class="visually-hidden"> {text(page.title)}</span>
        </a>
      </div>
      {[...blocks].map(([key, inside]) => (
        <div key={key}>
          {key !== "" && blocks.size > 1 && <h3>{blockTitle(text, key, inside)}</h3>}
          <Facts
            facts={inside.map((each) => ({
              term: each.leaf.field.label,
              value: answerOf(text, each, draft, places),
            }))}
          />
        </div>
      ))}
    </section>
  );
}

function blockTitle(text: (words: Wording) => string, key: string, leaves: readonly ShownLeaf[]): string {
  const within = leaves[0]?.leaf.within ?? [];
  const entry = /\.(\d+)(\.|$)/.exec(key)?.[1];
  const words = within.map((each) => text(each)).join(", ");
  return entry === undefined ? words : `${words} ${Number(entry) + 1}`;
}

/** The answer as it counts, or as it was typed while it is wrong; files by their names. */
function answerOf(
  text: (words: Wording) => string,
  { leaf, reading }: ShownLeaf,
  draft: Draft,
  places: readonly PlaceUnit[],
): string {
  if (leaf.field.type === "file") {
    return draft.files
      .filter(({ path }) => path === leaf.path)
      .map(({ name }) => name)
      .join(", ");
  }
  return text(
    reading.state === "read" ? displayAnswer(leaf, reading.data) : displayTyped(leaf, draft.typed, places),
  );
}
