import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  type Form as SentForm,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import { type DefinitionChange, differenceOf } from "../definition/difference.ts";
import { mayEditForm, mayPublishForm } from "../permissions.ts";
import { discardChanges } from "../versions/change-form.ts";
import { type EditedForm, formVersion, getEditedForm } from "../versions/find-forms.ts";
import { publishForm } from "../versions/publish-form.ts";
import { withdrawForm } from "../versions/withdraw-form.ts";
import { Changes } from "./changes.tsx";
import { FORMS_CRUMB } from "./form-page.tsx";
import { refusedForm, requestIdOf, seenOf } from "./request.ts";

/** GET /forms/:code/publish — what differs from the version in use, before it replaces it. */
export async function publishPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerPublish(c, {}, undefined, 200);
}

/** POST /forms/:code/publish — `do=publish`, `do=discard` or `do=withdraw` */
export async function publishAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = c.req.param("code") ?? "";
  const form = await readForm(c);
  const seen = seenOf(form);
  const act = value(form, "do");
  try {
    const number = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      if (act === "publish")
        return (await publishForm(tx, actor, { code, seen, note: value(form, "note").slice(0, 1_000) }))
          .number;
      if (act === "withdraw")
        await withdrawForm(tx, actor, { code, seen, reason: value(form, "reason").slice(0, 1_000) });
      else await discardChanges(tx, actor, code, seen);
      return 0;
    });
    return redirectTo(c, `/forms/${code}`, {
      tone: "good",
      message:
        act === "publish"
          ? {
              vi: `Đã công bố phiên bản ${number}. Người đang điền dở được chuyển sang mẫu mới, không mất câu trả lời nào.`,
              en: `Version ${number} is published. Drafts move to it without losing an answer.`,
            }
          : act === "withdraw"
            ? {
                vi: "Đã ngừng dùng biểu mẫu. Hồ sơ đã nộp không đổi.",
                en: "The form is withdrawn. What was sent stays.",
              }
            : { vi: "Đã bỏ các thay đổi chưa công bố.", en: "The unpublished changes are gone." },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerPublish(c, errors, form, status);
  }
}

async function answerPublish(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: SentForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const edited = await getEditedForm(queries, c.req.param("code") ?? "");
  assertMay(actor, mayPublishForm, edited);
  const published = edited.publishedId === null ? undefined : await formVersion(queries, edited.publishedId);
  const changes = published && differenceOf(published.definition, edited.definition);
  return await answerPage(
    c,
    {
      title: { vi: "Công bố biểu mẫu", en: "Publish the form" },
      crumbs: [FORMS_CRUMB, { href: `/forms/${edited.code}`, label: edited.definition.title }],
      width: "narrow",
      children: <Publish {...{ edited, changes, errors, form }} edit={may(actor, mayEditForm, edited)} />,
    },
    status,
  );
}

function Publish({
  edited,
  changes,
  errors,
  form,
  edit,
}: {
  readonly edited: EditedForm;
  readonly changes: readonly DefinitionChange[] | undefined;
  readonly errors: FieldErrors;
  readonly form: SentForm | undefined;
  readonly edit: boolean;
}) {
  const text = useText();
  const action = `/forms/${edited.code}/publish`;
  const seen = <input type="hidden" name="seen" value={edited.workingVersion} />;
  return (
    <>
      <ErrorSummary errors={errors} />
      {changes === undefined ? (
        <p>
          {text({
            vi: "Biểu mẫu này chưa được dùng. Công bố xong, người dân điền được ngay.",
            en: "This form is not in use. Once published, citizens can fill it in at once.",
          })}
        </p>
      ) : (
        <Changes changes={changes} />
      )}
      {edited.changed && (
        <Form action={action} method="post" transactionId={randomUUID()}>
          {seen}
          <TextArea
            name="note"
            label={{ vi: "Ghi chú cho phiên bản", en: "Note on the version" }}
            value={form ? value(form, "note") : ""}
            optional
          />
          <Actions>
            <Button kind="primary" name="do" value="publish">
              {text({ vi: "Công bố", en: "Publish" })}
            </Button>
            {edit && edited.publishedId !== null && (
              <Button kind="danger" name="do" value="discard">
                {text({ vi: "Bỏ mọi thay đổi này", en: "Discard these changes" })}
              </Button>
            )}
            <LinkButton href={`/forms/${edited.code}`} kind="quiet">
              {text({ vi: "Quay lại", en: "Back" })}
            </LinkButton>
          </Actions>
        </Form>
      )}
      {edited.publishedId !== null && (
        <Card title={{ vi: "Ngừng dùng biểu mẫu", en: "Withdraw the form" }}>
          <Form action={action} method="post" transactionId={randomUUID()}>
            {seen}
            <p>
              {text({
                vi: "Không ai bắt đầu điền mẫu này được nữa. Hồ sơ đã nộp và bản nháp giữ phiên bản của mình.",
                en: "Nobody can begin with it any more. What was sent, and drafts, keep their version.",
              })}
            </p>
            <TextArea
              name="reason"
              label={{ vi: "Lý do ngừng dùng", en: "Reason" }}
              value={form ? value(form, "reason") : ""}
              error={errors.reason}
            />
            <Actions>
              <Button kind="danger" name="do" value="withdraw">
                {text({ vi: "Ngừng dùng", en: "Withdraw" })}
              </Button>
            </Actions>
          </Form>
        </Card>
      )}
    </>
  );
}
