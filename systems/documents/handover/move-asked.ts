/** What somebody was asked for, or keeps for others, and leaves open: approvals, opinions, events of the calendar. */
import type { Appointment } from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { uuidv7 } from "../../../core/transaction/index.ts";
import { noteWhoseTurn } from "../approving/approvals.ts";
import { tell } from "../history.ts";
import { lockOutgoing } from "../outgoing/outgoing.ts";
import { giveReading, takeReading } from "../reading/give-reading.ts";
import type { HandoverItem } from "./handovers.ts";
import type { Moved, Passing } from "./move-item.ts";
import "../approving/tables.ts";
import "../opinion-rounds/tables.ts";
import "../schedule/tables.ts";

/** Somebody else approves in the place of the one who left; an approval that was given stays. */
export async function passApproval(
  tx: Transaction,
  item: HandoverItem,
  { from, to, note }: Passing,
): Promise<Moved> {
  const found = await tx.queries
    .selectFrom("documents.approver as a")
    .innerJoin("documents.approval_step as s", "s.id", "a.step_id")
    .select(["a.id", "a.step_id", "s.outgoing_id"])
    .where("a.id", "=", item.object_id)
    .executeTakeFirst();
  if (!found) return "gone";
  const document = await lockOutgoing(tx, found.outgoing_id);
  if (!["draft", "submitted", "checked"].includes(document.state)) return "gone";
  const path = await tx.queries
    .selectFrom("documents.approver as a")
    .innerJoin("documents.approval_step as s", "s.id", "a.step_id")
    .select(["a.id", "a.appointment_id", "a.approved_at"])
    .where("s.outgoing_id", "=", document.id)
    .execute();
  const own = path.find((each) => each.id === found.id);
  if (!own || own.appointment_id !== from.id || own.approved_at !== null) return "gone";
  const barred = [
    document.drafted_by,
    document.signer_appointment,
    ...path.map((each) => each.appointment_id),
  ];
  if (barred.includes(to.id)) return { refused: IN_THE_PATH };
  const name = { kind: "outgoing" as const, id: document.id };
  await takeReading(tx, name, [found.id]);
  await tx.queries
    .updateTable("documents.approver")
    .set({ appointment_id: to.id, full_name: to.fullName, position_title: `${to.title}, ${to.unitName}` })
    .where("id", "=", found.id)
    .execute();
  await giveReading(tx, name, "approval", [{ groundId: found.id, holder: to.id }]);
  await noteWhoseTurn(tx, document);
  await noteOn(tx, document.id, "outgoing", `Phê duyệt: ${to.fullName} ${note}`);
  tx.emit({
    type: "documents.approval-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: { outgoingId: document.id, step: "path" },
  });
  return "moved";
}

/** The question goes to the receiver; a unit that was asked answers by its head again. An answer given stays. */
export async function passOpinion(
  tx: Transaction,
  item: HandoverItem,
  { from, to, note }: Passing,
): Promise<Moved> {
  const found = await tx.queries
    .selectFrom("documents.opinion_asked as a")
    .innerJoin("documents.opinion_round as r", "r.id", "a.round_id")
    .select(["a.id", "a.round_id", "a.unit_id", "r.document_id", "r.document_kind", "r.organisation_id"])
    .where("a.id", "=", item.object_id)
    .where("a.appointment_id", "=", from.id)
    .where("a.withdrawn_at", "is", null)
    .where("r.state", "=", "open")
    .forUpdate()
    .executeTakeFirst();
  if (!found) return "gone";
  const answered = await tx.queries
    .selectFrom("documents.opinion_answer")
    .select("id")
    .where("asked_id", "=", found.id)
    .executeTakeFirst();
  if (answered) return "gone";
  if (found.unit_id !== null) {
    await tx.queries
      .updateTable("documents.opinion_asked")
      .set({ appointment_id: to.unitId === found.unit_id ? to.id : null })
      .where("id", "=", found.id)
      .execute();
  } else {
    const twice = await tx.queries
      .selectFrom("documents.opinion_asked")
      .select("id")
      .where("round_id", "=", found.round_id)
      .where("appointment_id", "=", to.id)
      .where("unit_id", "is", null)
      .where("withdrawn_at", "is", null)
      .executeTakeFirst();
    if (twice) return { refused: ASKED_ALREADY };
    const name = { kind: found.document_kind, id: found.document_id };
    await takeReading(tx, name, [found.id]);
    await tx.queries
      .updateTable("documents.opinion_asked")
      .set({ appointment_id: to.id, name: to.fullName, position: `${to.title}, ${to.unitName}` })
      .where("id", "=", found.id)
      .execute();
    await giveReading(tx, name, "opinion", [{ groundId: found.id, holder: to.id }]);
  }
  await noteOn(tx, found.document_id, found.document_kind, `Lấy ý kiến: ${to.fullName} ${note}`);
  tx.emit({
    type: "documents.opinion-round-moved",
    subjectId: found.round_id,
    organisations: [found.organisation_id],
    data: { roundId: found.round_id, step: "asked", asked: [found.id] },
  });
  return "moved";
}

/** An event that is still to come: whoever entered it keeps it, whoever leads it leads it. */
export async function passEvent(
  tx: Transaction,
  item: HandoverItem,
  { from, to, note }: Passing,
): Promise<Moved> {
  const event = await tx.queries
    .selectFrom("documents.event")
    .selectAll()
    .where("id", "=", item.object_id)
    .where("state", "=", "planned")
    .forUpdate()
    .executeTakeFirst();
  const keeps = event?.entered_by === from.id;
  const leads = event?.chair_appointment === from.id;
  if (!event || (!keeps && !leads)) return "gone";
  await tx.queries
    .updateTable("documents.event")
    .set({
      ...(keeps ? { entered_by: to.id, entered_by_name: to.fullName } : {}),
      ...(leads ? { chair_appointment: to.id, chair_name: to.fullName } : {}),
      version: event.version + 1,
    })
    .where("id", "=", event.id)
    .execute();
  await tx.queries
    .deleteFrom("documents.event_guest")
    .where("event_id", "=", event.id)
    .where("appointment_id", "=", from.id)
    .execute();
  if (leads) await invite(tx, event.id, to);
  const { actor } = tx;
  await tx.queries
    .insertInto("documents.event_change")
    .values({
      id: uuidv7(tx.now),
      event_id: event.id,
      at: tx.now,
      by_name: actor.kind === "person" ? actor.fullName : "Hệ thống",
      by_title: actor.kind === "person" ? actor.positionTitle : "",
      step: "changed",
      was_place: null,
      reason: `${to.fullName} ${note}`.slice(0, 300),
    })
    .execute();
  tx.record({
    action: "documents.pass-on",
    objectKind: "event",
    objectId: event.id,
    data: { to: to.id, note: `${to.fullName} ${note}` },
  });
  return "moved";
}

async function invite(tx: Transaction, eventId: string, to: Appointment): Promise<void> {
  await tx.queries
    .insertInto("documents.event_guest")
    .values({ event_id: eventId, appointment_id: to.id, person_id: to.personId, person_name: to.fullName })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function noteOn(
  tx: Transaction,
  documentId: string,
  kind: "incoming" | "outgoing",
  note: string,
): Promise<void> {
  await tell(tx, documentId, `${kind}.hand-over`, note);
  tx.record({
    action: "documents.pass-on",
    objectKind: `${kind}-document`,
    objectId: documentId,
    data: { note },
  });
}

const IN_THE_PATH: Sentence = {
  vi: "Người nhận là người soạn, người ký hoặc đã có trong luồng phê duyệt của dự thảo này.",
  en: "The receiver wrote or signs this draft or is in its path of approval already.",
};
const ASKED_ALREADY: Sentence = {
  vi: "Người nhận đã được hỏi trong cùng lần lấy ý kiến này.",
  en: "The receiver is asked in the same opinion round already.",
};
