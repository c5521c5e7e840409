import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import {
  type Appointment,
  endDelegations,
  getOrganisation,
  holdersOf,
} from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { type Incoming, lockIncoming } from "../incoming/incoming.ts";
import { mayActAsSigner, SIGNER_PROBLEMS } from "../outgoing/authority-of-signer.ts";
import { lockOutgoing, moveOutgoing, type Outgoing } from "../outgoing/outgoing.ts";
import { type SigningForm, signingAuthority } from "../outgoing/signing-authority.ts";
import type { HandoverItem } from "./handovers.ts";
import type { HandoverKind } from "./kinds.ts";
import { passApproval, passEvent, passOpinion } from "./move-asked.ts";
import "./service.ts";

/** What became of an item: it went over, it ended, it was refused, or it is no longer what it was. */
export type Moved = "moved" | "ended" | "gone" | { readonly refused: Sentence };

/** Who hands over and who takes over. */
export interface Passing {
  readonly from: Pick<Appointment, "id" | "fullName">;
  readonly to: Appointment;
  /** Written into the story of every item. */
  readonly note: string;
}

type Move = (tx: Transaction, item: HandoverItem, passing: Passing, house: House) => Promise<Moved>;

/**
 * Hands one item over in the caller's transaction: what it is, its deadlines and its story stay; the story gets a line. An
 * item that has moved on in the meantime is left alone.
 */
export async function moveItem(
  tx: Transaction,
  house: House,
  item: HandoverItem,
  passing: Passing,
): Promise<Moved> {
  return await MOVES[item.kind](tx, item, passing, house);
}

/** Ends a delegation of a post that is left: it is nobody's to take over. */
export async function endItem(tx: Transaction, item: HandoverItem, reason: string): Promise<Moved> {
  const ended = await endDelegations(tx, [item.object_id], reason);
  return ended.length > 0 ? "ended" : "gone";
}

const MOVES: Readonly<Record<HandoverKind, Move>> = {
  task: passTask,
  presented: (tx, item, passing) => passPresented(tx, item, passing, ["presented"]),
  directed: (tx, item, passing) => passPresented(tx, item, passing, ["assigned", "processing"]),
  extension: passExtension,
  signature: passSignature,
  draft: passDraft,
  text: passText,
  approval: passApproval,
  opinion: passOpinion,
  event: passEvent,
  "work-file": async (tx, item, { from, to }, house) => {
    const refused = await house.services.filesToHandOver?.pass(tx, item.object_id, from, to);
    if (refused === "gone") return "gone";
    return refused ? { refused } : "moved";
  },
  delegation: (tx, item, { note }) => endItem(tx, item, note),
};

async function passTask(tx: Transaction, item: HandoverItem, { from, to, note }: Passing): Promise<Moved> {
  const task = await tx.queries
    .selectFrom("documents.assignment")
    .select(["id", "incoming_id", "unit_id", "unit_name"])
    .where("id", "=", item.object_id)
    .executeTakeFirst();
  if (!task) return "gone";
  const document = await lockIncoming(tx, task.incoming_id);
  if (document.state !== "assigned" && document.state !== "processing") return "gone";
  // The unit's part stays in the unit even when the receiver has moved on since the plan was made.
  if (to.unitId !== task.unit_id) return { refused: NOT_OF_UNIT };
  const moved = await tx.queries
    .updateTable("documents.assignment")
    .set({ appointment_id: to.id, person_name: to.fullName })
    .where("id", "=", task.id)
    .where("appointment_id", "=", from.id)
    .where("state", "in", ["waiting", "processing"])
    .executeTakeFirst();
  if (moved.numUpdatedRows === 0n) return "gone";
  // A request for more time goes on with whoever does the work now.
  await tx.queries
    .updateTable("documents.extension")
    .set({ asked_by: to.id, asked_by_name: to.fullName })
    .where("assignment_id", "=", task.id)
    .where("asked_by", "=", from.id)
    .where("state", "=", "asked")
    .execute();
  await noteIncoming(tx, document, {}, `${task.unit_name}: ${to.fullName} ${note}`);
  return "moved";
}

async function passPresented(
  tx: Transaction,
  item: HandoverItem,
  { from, to, note }: Passing,
  states: readonly string[],
): Promise<Moved> {
  const document = await lockIncoming(tx, item.object_id);
  if (document.presented_to !== from.id || !states.includes(document.state)) return "gone";
  await noteIncoming(
    tx,
    document,
    { presented_to: to.id, presented_to_name: to.fullName },
    `${to.fullName} ${note}`,
  );
  return "moved";
}

async function passExtension(
  tx: Transaction,
  item: HandoverItem,
  { from, to, note }: Passing,
): Promise<Moved> {
  const { rows } = await sql<{ incoming_id: string }>`
    update documents.extension e set decider = ${to.id}::uuid, decider_name = ${to.fullName}
      from documents.assignment a
     where a.id = e.assignment_id and e.id = ${item.object_id}::uuid and e.decider = ${from.id}::uuid
       and e.state = 'asked'
       and (e.scope = 'person' or ${to.roles.includes("leader")})
    returning a.incoming_id`.execute(tx.queries);
  const [found] = rows;
  if (!found) {
    const { rows: open } = await sql`select 1 from documents.extension
      where id = ${item.object_id}::uuid and decider = ${from.id}::uuid and state = 'asked'`.execute(
      tx.queries,
    );
    return open.length > 0 ? { refused: NOT_A_LEADER } : "gone";
  }
  await noteIncoming(
    tx,
    await lockIncoming(tx, found.incoming_id),
    {},
    `${to.fullName} ${note} (quyết định gia hạn)`,
  );
  return "moved";
}

/** Another signer is printed under another authority: the draft goes back to its author and is checked anew (NĐ 30/2020 Art. 12). */
async function passSignature(
  tx: Transaction,
  item: HandoverItem,
  { from, to, note }: Passing,
): Promise<Moved> {
  const document = await lockOutgoing(tx, item.object_id);
  if (document.signer_appointment !== from.id) return "gone";
  if (document.state !== "draft" && document.state !== "submitted" && document.state !== "checked")
    return "gone";
  const today = localDateOf(tx.now);
  const form = formFor(document, to);
  const matter = {
    organisationId: document.organisation_id,
    unitId: document.unit_id,
    documentType: document.document_type,
    secret: document.confidentiality > 0,
  };
  if (!(await mayActAsSigner(tx.queries, to, form, matter, today))) return { refused: SIGNER_PROBLEMS[form] };
  const body = await getOrganisation(tx.queries, document.organisation_id, today);
  const leaders = await holdersOf(tx.queries, "leader", body.id, today);
  const lines = signingAuthority(
    to,
    body,
    leaders.find(({ rank }) => rank === "head")?.title ?? to.title,
    form,
  );
  await sql`update documents.text
      set content = content || ${JSON.stringify({ signer: to.id, signingForm: form })}::jsonb, version = version + 1
    where outgoing_id = ${document.id}`.execute(tx.queries);
  await moveOutgoing(
    tx,
    document,
    document.state === "draft" ? "edit" : "return",
    {
      signer_appointment: to.id,
      signer_name: to.fullName,
      signer_position: lines.position,
      signer_authority: lines.authority,
    },
    `Người ký là ${to.fullName}, ${note}. Sửa phần ghi quyền hạn, chức vụ, họ tên người ký rồi trình lại.`,
  );
  return "moved";
}

/** By order stays by order; what a leader signs goes to a leader, and only written authority makes a head of unit sign it. */
function formFor(document: Outgoing, to: Appointment): SigningForm {
  if (document.signer_authority.startsWith("TL.")) return "by-order";
  return document.signer_authority.startsWith("TUQ.") && !to.roles.includes("leader")
    ? "by-authority"
    : "own";
}

async function passDraft(tx: Transaction, item: HandoverItem, { from, to, note }: Passing): Promise<Moved> {
  const document = await lockOutgoing(tx, item.object_id);
  if (document.drafted_by !== from.id) return "gone";
  if (document.state === "issued" || document.state === "cancelled") return "gone";
  await tx.queries
    .updateTable("documents.outgoing")
    .set({ drafted_by: to.id, drafted_by_name: to.fullName, version: document.version + 1 })
    .where("id", "=", document.id)
    .execute();
  await tx.queries
    .updateTable("documents.text")
    .set({ author: to.id, author_name: to.fullName })
    .where("outgoing_id", "=", document.id)
    .execute();
  const said = `${to.fullName} ${note}`;
  await tell(tx, document.id, "outgoing.hand-over", said);
  tx.record({
    action: "documents.pass-on",
    objectKind: "outgoing-document",
    objectId: document.id,
    data: { to: to.id, note: said },
  });
  tx.emit({
    type: "documents.outgoing-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: { outgoingId: document.id, action: "hand-over", state: document.state },
  });
  return "moved";
}

async function passText(tx: Transaction, item: HandoverItem, { from, to, note }: Passing): Promise<Moved> {
  const moved = await tx.queries
    .updateTable("documents.text")
    .set({ author: to.id, author_name: to.fullName })
    .where("id", "=", item.object_id)
    .where("author", "=", from.id)
    .where("outgoing_id", "is", null)
    .executeTakeFirst();
  if (moved.numUpdatedRows === 0n) return "gone";
  tx.record({
    action: "documents.pass-on",
    objectKind: "text",
    objectId: item.object_id,
    data: { to: to.id, note: `${to.fullName} ${note}` },
  });
  return "moved";
}

/** Columns, story, record and event of an incoming document that changed hands. */
async function noteIncoming(
  tx: Transaction,
  document: Incoming,
  change: { readonly presented_to?: string; readonly presented_to_name?: string },
  note: string,
): Promise<void> {
  await tx.queries
    .updateTable("documents.incoming")
    .set({ ...change, version: document.version + 1 })
    .where("id", "=", document.id)
    .execute();
  await tell(tx, document.id, "incoming.hand-over", note);
  tx.record({
    action: "documents.pass-on",
    objectKind: "incoming-document",
    objectId: document.id,
    data: { note },
  });
  tx.emit({
    type: "documents.incoming-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: { incomingId: document.id, action: "hand-over", state: document.state },
  });
}

const NOT_OF_UNIT: Sentence = {
  vi: "Người nhận không thuộc đơn vị được giao phần việc này.",
  en: "The receiver is not of the unit this part was given to.",
};
const NOT_A_LEADER: Sentence = {
  vi: "Hạn của đơn vị do lãnh đạo quyết định; người nhận không phải lãnh đạo.",
  en: "A unit's deadline is decided by a leader; the receiver is none.",
};
