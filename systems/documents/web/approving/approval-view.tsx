import { may } from "../../../../core/access/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { Card, formatDateTime, LinkButton, StateChip, useText } from "../../../../core/ui/index.ts";
import {
  type ApprovalStep,
  type Approver,
  approvalPath,
  awaitedIn,
  contentOf,
  isApproved,
} from "../../approving/approvals.ts";
import { subjectOf } from "../../approving/approve-draft.ts";
import { mayApprove, mayChooseApprovers } from "../../approving/permissions.ts";
import { type Outgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";

/** The path of approval of one draft as one person sees it. */
export interface Approval {
  readonly path: readonly ApprovalStep[];
  /** What is to be approved now. */
  readonly content: string;
  readonly awaited: readonly Approver[];
  /** Waits for this very person. */
  readonly mine: Approver | undefined;
  readonly mayChoose: boolean;
  /** State of the file an approver had approved before it changed, by its hash. */
  readonly revisions: ReadonlyMap<string, number>;
}

const CHANGEABLE: ReadonlySet<string> = new Set(["draft", "submitted", "checked"]);

export async function approvalOf(
  queries: Queries,
  actor: PersonActor,
  document: Outgoing,
): Promise<Approval> {
  const path = await approvalPath(queries, document.id);
  const content = path.length === 0 ? "" : await contentOf(queries, document);
  const awaited = document.state === "checked" ? awaitedIn(path, content) : [];
  const revisions =
    path.length === 0
      ? []
      : await queries
          .selectFrom("documents.revision")
          .select(["number", "file_sha256"])
          .where("outgoing_id", "=", document.id)
          .execute();
  return {
    path,
    content,
    awaited,
    mine: awaited.find((each) => may(actor, mayApprove, subjectOf(document, each))),
    mayChoose: CHANGEABLE.has(document.state) && may(actor, mayChooseApprovers, subjectOfOutgoing(document)),
    revisions: new Map(revisions.map((row) => [row.file_sha256, row.number])),
  };
}

/** Who approves, in which order, who has, and what waits: a part of the card of a draft. */
export function ApprovalView({
  document,
  approval,
}: {
  readonly document: Outgoing;
  readonly approval: Approval;
}) {
  const text = useText();
  const { path, mine, mayChoose } = approval;
  if (path.length === 0 && !mayChoose) return null;
  return (
    <Card
      title={{ vi: "Luồng phê duyệt", en: "Approval" }}
      actions={
        <>
          {mine && (
            <LinkButton href={`/outgoing/${document.id}/approve`} kind="primary" icon="check">
              {text({ vi: "Phê duyệt (ký nháy)", en: "Approve" })}
            </LinkButton>
          )}
          {mayChoose && (
            <LinkButton href={`/outgoing/${document.id}/approval`} icon="unit">
              {path.length === 0
                ? text({ vi: "Chọn người phê duyệt", en: "Choose approvers" })
                : text({ vi: "Sửa luồng phê duyệt", en: "Change the path" })}
            </LinkButton>
          )}
        </>
      }
    >
      {path.length === 0 ? (
        <p>
          {text({
            vi: "Dự thảo chỉ qua kiểm tra của trưởng đơn vị rồi đến người ký.",
            en: "The draft goes from the head's check straight to the signer.",
          })}
        </p>
      ) : (
        <PathList document={document} approval={approval} />
      )}
    </Card>
  );
}

/** The steps one after another, each with its people side by side. */
export function PathList({
  document,
  approval,
}: {
  readonly document: Outgoing;
  readonly approval: Approval;
}) {
  const text = useText();
  return (
    <ol class="approval-path">
      {approval.path.map((step, index) => (
        <li key={step.id}>
          <p>
            <strong>{text({ vi: `Bước ${index + 1}`, en: `Step ${index + 1}` })}</strong>
            {step.approvers.length > 1 &&
              (step.anyOne
                ? text({ vi: " – một người phê duyệt là đủ", en: " – one approval is enough" })
                : text({ vi: " – mọi người cùng phê duyệt", en: " – everybody approves" }))}
            {isApproved(step, approval.content) && text({ vi: ", đã xong", en: ", done" })}
          </p>
          <ul class="tasks">
            {step.approvers.map((each) => (
              <Line key={each.id} document={document} approval={approval} approver={each} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function Line({
  document,
  approval,
  approver,
}: {
  readonly document: Outgoing;
  readonly approval: Approval;
  readonly approver: Approver;
}) {
  const text = useText();
  const approved = approver.approved_content === approval.content;
  const earlier = approver.earlier_file === null ? undefined : approval.revisions.get(approver.earlier_file);
  return (
    <li class="task">
      <div class="task-words">
        <strong>{approver.full_name}</strong>, {approver.position_title}
        {approved && approver.approved_at && (
          <p class="task-hint">
            {text({ vi: "Ký nháy: ", en: "Approved: " })}
            {approver.by_name}, {approver.by_position}, {formatDateTime(approver.approved_at)}; SHA-256{" "}
            <code>{approver.approved_file?.slice(0, 16)}…</code>
          </p>
        )}
        {approved && approver.note && <p class="task-hint">{approver.note}</p>}
        {!approved && approver.earlier_file !== null && (
          <p class="task-hint">
            {text({
              vi: "Dự thảo đã đổi sau khi ký nháy; cần phê duyệt lại. ",
              en: "The draft has changed since; it needs approval again. ",
            })}
            {earlier !== undefined && (
              <a href={`/outgoing/${document.id}/file/${earlier}`} data-turbo="false">
                {text({ vi: "Bản đã ký nháy", en: "What was approved" })}
              </a>
            )}
          </p>
        )}
      </div>
      <div class="task-state">
        {approved ? (
          <StateChip tone="good" label={{ vi: "Đã ký nháy", en: "Approved" }} />
        ) : approval.awaited.includes(approver) ? (
          <StateChip tone="attention" label={{ vi: "Đang chờ", en: "Awaited" }} />
        ) : (
          <StateChip tone="neutral" label={{ vi: "Chưa đến lượt", en: "Not yet" }} />
        )}
      </div>
    </li>
  );
}
