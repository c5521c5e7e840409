import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { type Appointment, findAppointment } from "../../../core/directory/index.ts";
import { FormRefusal, notFound, Refusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { isUuid, lockOutgoing, type Outgoing, subjectOfOutgoing } from "../outgoing/outgoing.ts";
import { giveReading, takeReading } from "../reading/give-reading.ts";
import { secrecyProblem } from "../secrecy/secrecy.ts";
import { approvalPath, noteWhoseTurn } from "./approvals.ts";
import { mayChooseApprovers } from "./permissions.ts";
import "./audit-words.ts";
import "./events.ts";

const MOST_STEPS = 10;
const MOST_APPROVERS = 20;

/** States in which the path may change: before the signer has it signed. */
const OPEN: ReadonlySet<string> = new Set(["draft", "submitted", "checked"]);

/**
 * Adds a step at the end of the path. People inside a step act side by side, steps one after another.
 * @throws FormRefusal on `people`; Refusal documents.path-closed
 */
export async function addApprovalStep(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly people: readonly string[]; readonly anyOne: boolean },
): Promise<Outgoing> {
  const document = await changeable(tx, actor, input.id);
  const path = await approvalPath(tx.queries, document.id);
  const chosen = await peopleOf(tx, document, input.people);
  if (path.length >= MOST_STEPS)
    throw new FormRefusal({
      people: { vi: `Luồng có nhiều nhất ${MOST_STEPS} bước.`, en: `At most ${MOST_STEPS} steps.` },
    });
  const known = new Set(path.flatMap((step) => step.approvers.map((each) => each.appointment_id)));
  const twice = chosen.find((each) => known.has(each.id));
  if (twice)
    throw new FormRefusal({
      people: {
        vi: `${twice.fullName} đã có trong luồng phê duyệt.`,
        en: `${twice.fullName} is in the path already.`,
      },
    });
  const stepId = uuidv7(tx.now);
  const position = (path.at(-1)?.position ?? 0) + 1;
  await tx.queries
    .insertInto("documents.approval_step")
    .values({
      id: stepId,
      outgoing_id: document.id,
      position,
      any_one: input.anyOne && chosen.length > 1,
    })
    .execute();
  await insertApprovers(tx, document, stepId, chosen);
  await record(
    tx,
    document,
    "add-approval-step",
    `bước ${position}: ${chosen.map((each) => each.fullName).join(", ")}${input.anyOne && chosen.length > 1 ? " (một người là đủ)" : ""}`,
  );
  return document;
}

/** Takes a step out in which nobody has approved yet. @throws Refusal not-found | documents.step-begun */
export async function removeApprovalStep(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly stepId: string },
): Promise<Outgoing> {
  const document = await changeable(tx, actor, input.id);
  const step = (await approvalPath(tx.queries, document.id)).find((each) => each.id === input.stepId);
  if (!step) throw notFound();
  if (step.approvers.some((each) => each.approved_at !== null))
    throw new Refusal("documents.step-begun", 409, {
      vi: "Đã có người ký nháy ở bước này nên không bỏ được nữa.",
      en: "Somebody has approved in this step, so it stays.",
    });
  await takeReading(
    tx,
    { kind: "outgoing", id: document.id },
    step.approvers.map(({ id }) => id),
  );
  await tx.queries.deleteFrom("documents.approval_step").where("id", "=", step.id).execute();
  await record(
    tx,
    document,
    "remove-approval-step",
    `bước ${step.position}: ${step.approvers.map((each) => each.full_name).join(", ")}`,
  );
  return document;
}

/** Puts somebody in the place of an approver who is away and has not approved. @throws FormRefusal on `person` */
export async function replaceApprover(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly approverId: string; readonly appointmentId: string },
): Promise<Outgoing> {
  const document = await changeable(tx, actor, input.id);
  const path = await approvalPath(tx.queries, document.id);
  const approver = path.flatMap((step) => step.approvers).find((each) => each.id === input.approverId);
  if (!approver) throw notFound();
  if (approver.approved_at !== null)
    throw new Refusal("documents.step-begun", 409, {
      vi: `${approver.full_name} đã ký nháy nên không thay được nữa.`,
      en: `${approver.full_name} has approved and is not replaced any more.`,
    });
  const [person] = await peopleOf(tx, document, [input.appointmentId], "person");
  if (!person || path.some((step) => step.approvers.some((each) => each.appointment_id === person.id)))
    throw new FormRefusal({
      person: { vi: "Chọn người chưa có trong luồng.", en: "Choose somebody not in the path yet." },
    });
  await takeReading(tx, { kind: "outgoing", id: document.id }, [approver.id]);
  await tx.queries.deleteFrom("documents.approver").where("id", "=", approver.id).execute();
  await insertApprovers(tx, document, approver.step_id, [person]);
  await record(tx, document, "replace-approver", `${approver.full_name} → ${person.fullName}`);
  return document;
}

async function changeable(tx: Transaction, actor: PersonActor, id: string): Promise<Outgoing> {
  const document = await lockOutgoing(tx, id);
  assertMay(actor, mayChooseApprovers, subjectOfOutgoing(document));
  if (OPEN.has(document.state)) return document;
  throw new Refusal("documents.path-closed", 409, {
    vi: "Văn bản đã ký hoặc đã hủy nên luồng phê duyệt không đổi được nữa.",
    en: "The document is signed or cancelled; its path of approval cannot change any more.",
  });
}

async function peopleOf(
  tx: Transaction,
  document: Outgoing,
  ids: readonly string[],
  field: "people" | "person" = "people",
): Promise<readonly Appointment[]> {
  const today = localDateOf(tx.now);
  const unique = [...new Set(ids)];
  const held = await Promise.all(
    unique.map((id) => (isUuid(id) ? findAppointment(tx.queries, id, today) : undefined)),
  );
  const people = held.flatMap((each) => (each?.organisationId === document.organisation_id ? each : []));
  if (people.length === 0 || people.length !== unique.length || people.length > MOST_APPROVERS)
    throw new FormRefusal({
      [field]: {
        vi: `Chọn từ 1 đến ${MOST_APPROVERS} người đang giữ chức vụ trong cơ quan.`,
        en: `Choose 1 to ${MOST_APPROVERS} people now in office in this organisation.`,
      },
    });
  if (people.some((each) => each.id === document.drafted_by || each.id === document.signer_appointment))
    throw new FormRefusal({
      [field]: {
        vi: "Người soạn và người ký không tự phê duyệt trong luồng; chọn người khác.",
        en: "The author and the signer do not approve in the path; choose others.",
      },
    });
  const problem = await secrecyProblem(tx.queries, people, document.confidentiality, today);
  if (problem) throw new FormRefusal({ [field]: problem });
  return people;
}

async function insertApprovers(
  tx: Transaction,
  document: Outgoing,
  stepId: string,
  people: readonly Appointment[],
): Promise<void> {
  const rows = people.map((person) => ({
    id: uuidv7(tx.now),
    step_id: stepId,
    appointment_id: person.id,
    full_name: person.fullName,
    position_title: `${person.title}, ${person.unitName}`,
    approved_content: null,
    approved_file: null,
    by_name: null,
    by_position: null,
    earlier_file: null,
  }));
  await tx.queries.insertInto("documents.approver").values(rows).execute();
  await giveReading(
    tx,
    { kind: "outgoing", id: document.id },
    "approval",
    rows.map((row) => ({ groundId: row.id, holder: row.appointment_id })),
  );
}

async function record(tx: Transaction, document: Outgoing, action: string, note: string): Promise<void> {
  await noteWhoseTurn(tx, document);
  await tell(tx, document.id, `outgoing.${action}`, note);
  tx.record({
    action: `documents.${action}`,
    objectKind: "outgoing-document",
    objectId: document.id,
    data: { note },
  });
  tx.emit({
    type: "documents.approval-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: { outgoingId: document.id, step: "path" },
  });
}
