import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { type Appointment, peopleOf } from "../../../../core/directory/index.ts";
import { notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  type Form as Fields,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  Checkboxes,
  ErrorSummary,
  Form,
  LinkButton,
  Notice,
  PdfViewer,
  Radios,
  SelectField,
  TextArea,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { approveDraft, returnForApproval } from "../../approving/approve-draft.ts";
import { addApprovalStep, removeApprovalStep, replaceApprover } from "../../approving/choose-approvers.ts";
import { mayChooseApprovers } from "../../approving/permissions.ts";
import { textOfDraft } from "../../composing/texts.ts";
import { getOutgoing, type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { mayReadOutgoing } from "../../permissions.ts";
import { recordReading } from "../shared/record-reading.ts";
import { type RefusedForm, refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { type Approval, approvalOf, PathList } from "./approval-view.tsx";

const PATH = "/outgoing/:id";

/** Choosing who approves a draft, approving it and giving it back. */
export function approvalPages(app: Hono<HttpEnv>): void {
  app.get(`${PATH}/approval`, (c) => answerPath(c, undefined, { errors: {}, status: 200 }));
  app.post(`${PATH}/approval`, changePath);
  app.get(`${PATH}/approve`, (c) => answerApprove(c, undefined, { errors: {}, status: 200 }));
  app.post(`${PATH}/approve`, approveAction);
}

interface Answer {
  readonly errors: RefusedForm["errors"];
  readonly status: 200 | RefusedForm["status"];
}

async function readable(c: Context<HttpEnv>): Promise<{ actor: PersonActor; document: Outgoing }> {
  const { actor } = requireSession(c);
  const document = await getOutgoing(c.var.house.database.queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
  return { actor, document };
}

function frame(document: Outgoing, title: Words) {
  return {
    title,
    lead: document.abstract,
    crumbs: [
      { href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } },
      { href: `/outgoing/${document.id}`, label: document.symbol ?? { vi: "Dự thảo", en: "Draft" } },
    ],
  };
}

/** POST: adds a step (`add`), takes one out (`remove`), or replaces somebody (`replace`). */
async function changePath(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = c.req.param("id") ?? "";
  const form = await readForm(c);
  const done = value(form, "do");
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      if (done === "remove") await removeApprovalStep(tx, actor, { id, stepId: value(form, "step") });
      else if (done === "replace")
        await replaceApprover(tx, actor, {
          id,
          approverId: value(form, "approver"),
          appointmentId: value(form, "person"),
        });
      else
        await addApprovalStep(tx, actor, {
          id,
          people: values(form, "people"),
          anyOne: value(form, "need") === "any",
        });
      return { id };
    });
    return redirectTo(c, `/outgoing/${id}/approval`, {
      tone: "good",
      message: { vi: "Đã lưu luồng phê duyệt.", en: "The path of approval is kept." },
    });
  } catch (error) {
    return await answerPath(c, form, refusedForm(error));
  }
}

async function answerPath(
  c: Context<HttpEnv>,
  form: Fields | undefined,
  { errors, status }: Answer,
): Promise<Response> {
  const { actor, document } = await readable(c);
  const { queries } = c.var.house.database;
  assertMay(actor, mayChooseApprovers, subjectOfOutgoing(document));
  const approval = await approvalOf(queries, actor, document);
  const people = (await peopleOf(queries, document.organisation_id, localDateOf(new Date()))).filter(
    ({ id }) => id !== document.drafted_by && id !== document.signer_appointment,
  );
  return await answerPage(
    c,
    {
      ...frame(document, { vi: "Luồng phê duyệt", en: "Path of approval" }),
      width: "narrow",
      children: (
        <div class="stack">
          <ErrorSummary errors={errors} />
          <PathForm document={document} approval={approval} people={people} form={form} errors={errors} />
        </div>
      ),
    },
    status,
  );
}

interface PathFormProps {
  readonly document: Outgoing;
  readonly approval: Approval;
  readonly people: readonly Appointment[];
  readonly form: Fields | undefined;
  readonly errors: Answer["errors"];
}

function PathForm({ document, approval, people, form, errors }: PathFormProps) {
  const text = useText();
  const { path } = approval;
  const inPath = new Set(path.flatMap((step) => step.approvers.map((each) => each.appointment_id)));
  const free = people.filter(({ id }) => !inPath.has(id));
  const action = `/outgoing/${document.id}/approval`;
  const waiting = path.flatMap((step) => step.approvers.filter((each) => each.approved_at === null));
  const options = free.map(({ id, fullName, title, unitName }) => ({
    value: id,
    label: `${fullName}, ${title}, ${unitName}`,
  }));
  return (
    <>
      <p>
        {text({
          vi: "Sau khi trưởng đơn vị kiểm tra, dự thảo đi lần lượt qua các bước này rồi mới đến người ký. Dự thảo đổi thì phê duyệt lại.",
          en: "After the head's check the draft goes through these steps before it reaches the signer. When it changes, it is approved again.",
        })}
      </p>
      {path.length > 0 && (
        <Card title={{ vi: "Các bước", en: "Steps" }}>
          <PathList document={document} approval={approval} />
          {path
            .filter((step) => step.approvers.every((each) => each.approved_at === null))
            .map((step) => (
              <Form key={step.id} action={action} method="post" transactionId={randomUUID()}>
                <input type="hidden" name="step" value={step.id} />
                <Actions>
                  <Button kind="quiet" name="do" value="remove" icon="close">
                    {text({
                      vi: `Bỏ bước có ${step.approvers.map((each) => each.full_name).join(", ")}`,
                      en: `Remove the step of ${step.approvers.map((each) => each.full_name).join(", ")}`,
                    })}
                  </Button>
                </Actions>
              </Form>
            ))}
        </Card>
      )}
      <Card title={{ vi: "Thêm một bước", en: "Add a step" }}>
        <Form action={action} method="post" transactionId={randomUUID()}>
          <Checkboxes
            name="people"
            label={{ vi: "Người phê duyệt", en: "Approvers" }}
            hint={{
              vi: "Chọn nhiều người để cùng phê duyệt song song trong bước này.",
              en: "Several people approve side by side in this step.",
            }}
            options={options}
            values={form ? values(form, "people") : []}
            error={errors.people}
          />
          <Radios
            name="need"
            label={{ vi: "Khi có nhiều người", en: "Of several people" }}
            value={form ? value(form, "need") || "all" : "all"}
            options={[
              { value: "all", label: { vi: "Mọi người đều phải phê duyệt", en: "Everybody approves" } },
              { value: "any", label: { vi: "Một người phê duyệt là đủ", en: "One approval is enough" } },
            ]}
          />
          <Actions>
            <Button kind="primary" name="do" value="add" icon="plus">
              {text({ vi: "Thêm bước", en: "Add" })}
            </Button>
            <LinkButton href={`/outgoing/${document.id}`}>
              {text({ vi: "Về trang văn bản", en: "Back to the document" })}
            </LinkButton>
          </Actions>
        </Form>
      </Card>
      {waiting.length > 0 && (
        <Card title={{ vi: "Thay người vắng mặt", en: "Replace somebody who is away" }}>
          <Form action={action} method="post" transactionId={randomUUID()}>
            <SelectField
              name="approver"
              label={{ vi: "Người vắng mặt", en: "Who is away" }}
              prompt={{ vi: "Chọn người chưa ký nháy", en: "Choose somebody who has not approved" }}
              options={waiting.map((each) => ({
                value: each.id,
                label: `${each.full_name}, ${each.position_title}`,
              }))}
              value={form ? value(form, "approver") : ""}
            />
            <SelectField
              name="person"
              label={{ vi: "Người thay", en: "Who acts instead" }}
              prompt={{ vi: "Chọn người", en: "Choose a person" }}
              options={options}
              value={form ? value(form, "person") : ""}
              error={errors.person}
            />
            <Actions>
              <Button name="do" value="replace">
                {text({ vi: "Thay người", en: "Replace" })}
              </Button>
            </Actions>
          </Form>
        </Card>
      )}
    </>
  );
}

/** POST: the short signature, or the draft goes back. */
async function approveAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = c.req.param("id") ?? "";
  const form = await readForm(c);
  const returns = value(form, "do") === "return";
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      if (returns) await returnForApproval(tx, actor, { id, reason: value(form, "reason") });
      else await approveDraft(tx, actor, { id, seen: value(form, "seen"), note: value(form, "note") });
      return { id };
    });
    return redirectTo(c, `/outgoing/${id}`, {
      tone: "good",
      message: returns
        ? { vi: "Đã trả lại người soạn kèm lý do.", en: "Returned to the author with the reason." }
        : {
            vi: "Đã ký nháy. Dự thảo đi tiếp đến bước sau.",
            en: "Approved. The draft goes on to the next step.",
          },
    });
  } catch (error) {
    return await answerApprove(c, form, refusedForm(error));
  }
}

async function answerApprove(
  c: Context<HttpEnv>,
  form: Fields | undefined,
  { errors, status }: Answer,
): Promise<Response> {
  const { actor, document } = await readable(c);
  const { house } = c.var;
  const { queries } = house.database;
  const approval = await approvalOf(queries, actor, document);
  if (approval.path.length === 0) throw notFound();
  await recordReading(house, actor, {
    kind: "outgoing-document",
    id: document.id,
    confidentiality: document.confidentiality,
    what: document.file_sha256,
  });
  const text = await textOfDraft(queries, document.id);
  return await answerPage(
    c,
    {
      ...frame(document, { vi: "Phê duyệt (ký nháy)", en: "Approve" }),
      width: "wide",
      children: (
        <div class="stack" data-live-hold>
          <ErrorSummary errors={errors} />
          {approval.mine ? (
            <ApproveForm document={document} textId={text?.id} form={form} errors={errors} />
          ) : (
            <NotMyTurn document={document} />
          )}
          <Card title={{ vi: "Luồng phê duyệt", en: "Path of approval" }}>
            <PathList document={document} approval={approval} />
          </Card>
        </div>
      ),
    },
    status,
  );
}

function NotMyTurn({ document }: { readonly document: Outgoing }) {
  const text = useText();
  return (
    <Notice tone="info">
      <p>
        {text({
          vi: "Hiện không có gì chờ bạn phê duyệt ở dự thảo này. ",
          en: "Nothing in this draft waits for your approval now. ",
        })}
        <a href={`/outgoing/${document.id}`}>{text({ vi: "Về trang văn bản", en: "To the document" })}</a>
      </p>
    </Notice>
  );
}

interface ApproveFormProps {
  readonly document: Outgoing;
  readonly textId: string | undefined;
  readonly form: Fields | undefined;
  readonly errors: Answer["errors"];
}

function ApproveForm({ document, textId, form, errors }: ApproveFormProps) {
  const text = useText();
  const action = `/outgoing/${document.id}/approve`;
  return (
    <>
      <Card
        title={{ vi: "Bản trình phê duyệt", en: "What is to be approved" }}
        actions={
          textId && (
            <LinkButton href={`/compose/${textId}/versions`} icon="clock">
              {text({ vi: "Xem chỗ đã sửa", en: "See what changed" })}
            </LinkButton>
          )
        }
      >
        <PdfViewer
          id="document-file"
          src={`/outgoing/${document.id}/file?v=${document.file_sha256.slice(0, 16)}`}
          title={document.file_name}
        />
      </Card>
      <Card title={{ vi: "Việc của bạn: phê duyệt hoặc trả lại", en: "Your step: approve or return" }}>
        <p>
          {text({
            vi: "Chữ ký nháy gắn với đúng tệp và các trường đang hiện (mã băm SHA-256 được lưu). Dự thảo đổi thì chữ ký nháy mất hiệu lực và bạn được báo.",
            en: "The short signature holds for exactly this file and these fields (their SHA-256 is kept). When the draft changes, it falls and you are told.",
          })}
        </p>
        <Form action={action} method="post" transactionId={randomUUID()}>
          <input type="hidden" name="seen" value={document.file_sha256} />
          <TextArea
            name="note"
            label={{ vi: "Ý kiến kèm theo", en: "Note" }}
            optional
            maxLength={500}
            rows={2}
            value={form ? value(form, "note") : ""}
          />
          <Actions>
            <Button kind="primary" name="do" value="approve" icon="check">
              {text({ vi: "Ký nháy, phê duyệt", en: "Approve" })}
            </Button>
          </Actions>
        </Form>
        <details class="quiet-form" open={errors.reason !== undefined}>
          <summary>{text({ vi: "Trả lại người soạn", en: "Return to the author" })}</summary>
          <Form action={action} method="post" transactionId={randomUUID()}>
            <TextArea
              name="reason"
              label={{ vi: "Lý do trả lại", en: "Reason" }}
              hint={{
                vi: "Nói rõ cần sửa chỗ nào, từ 10 ký tự.",
                en: "Say what to change, at least 10 characters.",
              }}
              maxLength={500}
              rows={2}
              value={form ? value(form, "reason") : ""}
              error={errors.reason}
            />
            <Actions>
              <Button kind="danger" name="do" value="return">
                {text({ vi: "Trả lại", en: "Return" })}
              </Button>
            </Actions>
          </Form>
        </details>
      </Card>
    </>
  );
}
