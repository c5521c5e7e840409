import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { type HttpEnv, readForm, redirectTo } from "../../../../core/http/index.ts";
import {
  Actions,
  Button,
  Card,
  ConfirmQuestion,
  formatDate,
  LinkButton,
  Notice,
  StateChip,
  type Task,
  TaskList,
  useText,
} from "../../../../core/ui/index.ts";
import { leftoverReason } from "../definition/carry-over.ts";
import type { Evaluation, ShownPage } from "../definition/evaluate.ts";
import { type Draft, evaluateDraft } from "../drafts/draft.ts";
import { deleteDraft } from "../drafts/end-drafts.ts";
import { forgetFiler, resumeKey } from "../drafts/filer.ts";
import { placesToday } from "../drafts/places.ts";
import { answerFilling } from "./citizen-page.tsx";
import { draftOf, type Way } from "./way.ts";

/** GET …/:draft — what there is to do, and how far it is. */
export async function taskPage(c: Context<HttpEnv>): Promise<Response> {
  const { way, draft } = await draftOf(c);
  if (draft.state === "sent") return redirectTo(c, `${way.base}/done`);
  const { house } = c.var;
  const evaluation = evaluateDraft(draft, await placesToday(house.database));
  const resume = way.trial
    ? undefined
    : `${house.config.baseUrl}/services/resume/${draft.id}/${resumeKey(house.config.secret, draft.id)}`;
  return await answerFilling(c, way, {
    title: draft.procedureName || draft.definition.title,
    lead: draft.organisationName
      ? { vi: `Nộp đến ${draft.organisationName}.`, en: `Filed with ${draft.organisationName}.` }
      : undefined,
    crumbs: way.crumbs,
    children: <Tasks {...{ way, draft, evaluation, resume }} />,
  });
}

/** GET …/:draft/delete */
export async function deletePage(c: Context<HttpEnv>): Promise<Response> {
  const { way, draft } = await draftOf(c);
  return await answerFilling(c, way, {
    title: { vi: "Xóa bản nháp", en: "Delete the draft" },
    crumbs: [...way.crumbs, { href: way.base, label: { vi: "Các bước", en: "Steps" } }],
    children: (
      <ConfirmQuestion
        question={{ vi: "Xóa bản nháp này?", en: "Delete this draft?" }}
        consequences={[
          {
            vi: `Mọi câu trả lời và ${draft.files.length} tệp đã tải lên bị xóa, không lấy lại được.`,
            en: `All answers and ${draft.files.length} uploaded files are deleted and cannot be brought back.`,
          },
        ]}
        action={`${way.base}/delete`}
        confirmLabel={{ vi: "Xóa bản nháp", en: "Delete the draft" }}
        danger
        cancelHref={way.base}
        transactionId={randomUUID()}
      />
    ),
  });
}

/** POST …/:draft/delete */
export async function deleteAction(c: Context<HttpEnv>): Promise<Response> {
  const { way, draft } = await draftOf(c);
  await readForm(c);
  await deleteDraft(c.var.house, way.filer, draft.id);
  return redirectTo(c, way.trial ? `/forms/${draft.formCode}` : `/services/${draft.procedureCode}/apply`, {
    tone: "good",
    message: { vi: "Đã xóa bản nháp.", en: "The draft is deleted." },
  });
}

/** POST /services/forget — a shared machine keeps nothing. */
export async function forgetAction(c: Context<HttpEnv>): Promise<Response> {
  await readForm(c);
  forgetFiler(c);
  return redirectTo(c, "/services", {
    tone: "good",
    message: {
      vi: "Máy này không còn mở được bản nháp của bạn. Dùng đường dẫn đã lưu để làm tiếp.",
      en: "This machine no longer opens your drafts. Use the link you kept to go on.",
    },
  });
}

function Tasks({
  way,
  draft,
  evaluation,
  resume,
}: {
  readonly way: Way;
  readonly draft: Draft;
  readonly evaluation: Evaluation;
  readonly resume: string | undefined;
}) {
  const text = useText();
  const tasks = evaluation.shown.map((shown) => taskOf(way, draft, shown, evaluation));
  const left = tasks.filter(({ done }) => !done).length;
  const first = evaluation.shown.find((_, index) => tasks[index]?.done === false);
  const ready = left === 0;
  return (
    <>
      <Changes draft={draft} />
      <p>
        {ready
          ? text({
              vi: "Bạn đã làm xong mọi bước. Hãy kiểm tra lại rồi nộp.",
              en: "Every step is done. Check and send.",
            })
          : text({
              vi: `Còn ${left}/${tasks.length} bước. Làm theo thứ tự nào cũng được; mỗi trang được lưu khi bạn bấm nút.`,
              en: `${left} of ${tasks.length} steps left. In any order; each page is kept when you press its button.`,
            })}
      </p>
      <TaskList tasks={tasks} />
      <Actions>
        {ready || !first ? (
          <LinkButton href={`${way.base}/check`} kind="primary">
            {text({ vi: "Kiểm tra và nộp", en: "Check and send" })}
          </LinkButton>
        ) : (
          <LinkButton href={`${way.base}/p/${first.page.key}`} kind="primary">
            {draft.seen.length === 0
              ? text({ vi: "Bắt đầu", en: "Begin" })
              : text({ vi: "Làm tiếp", en: "Go on" })}
          </LinkButton>
        )}
        <LinkButton href={`${way.base}/delete`} kind="quiet">
          {text({ vi: "Xóa bản nháp", en: "Delete the draft" })}
        </LinkButton>
      </Actions>
      <Card title={{ vi: "Làm tiếp sau", en: "Go on later" }}>
        <p>
          {text({
            vi: `Bản nháp được giữ trên máy chủ đến ngày ${formatDate(draft.expiresAt)}; mỗi lần lưu được thêm 30 ngày. Quá ngày đó bản nháp bị xóa.`,
            en: `The draft is kept on the server until ${formatDate(draft.expiresAt)}; each saving adds 30 days. After that day it is deleted.`,
          })}
        </p>
        {resume && (
          <>
            <p>
              {text({
                vi: "Muốn làm tiếp trên máy khác, hãy chép đường dẫn dưới đây và giữ kín: ai có đường dẫn cũng mở được bản nháp.",
                en: "To go on with another device, copy this link and keep it to yourself: whoever has it can open the draft.",
              })}
            </p>
            <p class="resume-link">
              <a href={resume} data-turbo="false">
                {resume}
              </a>
            </p>
            <form action="/services/forget" method="post">
              <Button kind="quiet">
                {text({
                  vi: "Đây là máy dùng chung: thoát khỏi bản nháp",
                  en: "Shared machine: leave the draft",
                })}
              </Button>
            </form>
          </>
        )}
      </Card>
    </>
  );
}

/** What a newer form changed, as long as the draft lives. */
export function Changes({ draft }: { readonly draft: Draft }) {
  const text = useText();
  if (draft.leftovers.length === 0 && (draft.carriedAt === null || draft.added.length === 0)) return null;
  return (
    <Notice
      tone="attention"
      title={{ vi: "Mẫu đã thay đổi từ khi bạn bắt đầu", en: "The form has changed since you began" }}
    >
      {draft.leftovers.length > 0 && (
        <>
          <p>
            {text({
              vi: "Những câu trả lời sau không còn chỗ trong mẫu mới. Chúng không được nộp nhưng vẫn ở đây để bạn dùng lại:",
              en: "These answers have no place in the new form. They are not sent, but stay here for you:",
            })}
          </p>
          <ul>
            {draft.leftovers.map((leftover) => (
              <li key={Object.keys(leftover.typed).join()}>
                {text(leftover.label)}: <strong>{text(leftover.shown)}</strong> (
                {text(leftoverReason(leftover.reason))})
              </li>
            ))}
          </ul>
        </>
      )}
      {draft.added.length > 0 && (
        <p>
          {text({ vi: "Câu hỏi mới: ", en: "New questions: " })}
          {draft.added.map((label) => text(label)).join("; ")}.
        </p>
      )}
    </Notice>
  );
}

function taskOf(
  way: Way,
  draft: Draft,
  { page, leaves }: ShownPage,
  { problems }: Evaluation,
): Task & { readonly done: boolean } {
  const wrong = leaves.some(({ leaf }) => problems[leaf.path] !== undefined);
  const seen = draft.seen.includes(page.key);
  const answered = leaves.some(({ reading }) => reading.state !== "empty");
  // A page whose every question may be left out is done once it was seen.
  const done = !wrong && (seen || answered);
  const state = done ? (
    <StateChip tone="good" label={{ vi: "Xong", en: "Done" }} />
  ) : wrong && seen ? (
    <StateChip tone="attention" label={{ vi: "Cần bổ sung", en: "Incomplete" }} />
  ) : (
    <StateChip tone="neutral" label={{ vi: "Chưa làm", en: "To do" }} />
  );
  return { label: page.title, href: `${way.base}/p/${page.key}`, state, done };
}
