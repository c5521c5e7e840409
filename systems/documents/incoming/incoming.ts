import type { Selectable } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { changedMeanwhile, notFound, Refusal } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import type { StatusCode } from "../outgoing/recipient-states.ts";
import type { AssignmentTable, IncomingTable } from "../tables.ts";
import {
  INCOMING_STATE_WORDS,
  INCOMING_TRANSITIONS,
  type IncomingAction,
  type IncomingState,
} from "./incoming-states.ts";
import "../events.ts";

export type Incoming = Selectable<IncomingTable>;

/** The subject of every permission on an incoming document. */
export interface IncomingSubject {
  readonly organisationId: string;
  readonly presentedTo: string | null;
  /** Units that work on it, the lead first. */
  readonly units: readonly string[];
  readonly leadUnit: string | null;
  /** Appointments that work on it. */
  readonly appointments: readonly string[];
  readonly leadAppointment: string | null;
  readonly confidentiality: number;
  readonly typeName: string;
  /** Units and appointments that may read it without working on it. */
  readonly readers?: readonly string[];
}

/** What the permission to register needs to know of a document. */
export function registering(document: Pick<Incoming, "organisation_id" | "confidentiality">): {
  readonly organisationId: string;
  readonly confidentiality: number;
} {
  return { organisationId: document.organisation_id, confidentiality: document.confidentiality };
}

/** Reads what permissions need to know. */
export async function subjectOfIncoming(queries: Queries, document: Incoming): Promise<IncomingSubject> {
  const [subject] = (await subjectsOfIncoming(queries, [document])).values();
  return subject ?? subjectFrom(document, []);
}

/** The same for many documents in one query, by their ids. */
export async function subjectsOfIncoming(
  queries: Queries,
  documents: readonly Incoming[],
): Promise<ReadonlyMap<string, IncomingSubject>> {
  if (documents.length === 0) return new Map();
  const rows = await queries
    .selectFrom("documents.assignment")
    .select(["incoming_id", "unit_id", "appointment_id", "role"])
    .where(
      "incoming_id",
      "in",
      documents.map((document) => document.id),
    )
    .orderBy("role", "desc")
    .execute();
  const byDocument = Map.groupBy(rows, (row) => row.incoming_id);
  return new Map(
    documents.map((document) => [document.id, subjectFrom(document, byDocument.get(document.id) ?? [])]),
  );
}

function subjectFrom(
  document: Incoming,
  rows: readonly Pick<Selectable<AssignmentTable>, "unit_id" | "appointment_id" | "role">[],
): IncomingSubject {
  const lead = rows.find((row) => row.role === "lead");
  return {
    organisationId: document.organisation_id,
    presentedTo: document.presented_to,
    units: rows.map((row) => row.unit_id),
    leadUnit: lead?.unit_id ?? null,
    appointments: rows.flatMap((row) => (row.appointment_id ? [row.appointment_id] : [])),
    leadAppointment: lead?.appointment_id ?? null,
    confidentiality: document.confidentiality,
    typeName: document.type_name,
    readers: document.readers,
  };
}

/** @throws Refusal not-found */
export async function getIncoming(queries: Queries, id: string): Promise<Incoming> {
  if (!isUuid(id)) throw notFound();
  const found = await queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!found) throw notFound();
  return found;
}

/** Reads and locks the row until the transaction ends. @throws Refusal not-found */
export async function lockIncoming(tx: Transaction, id: string): Promise<Incoming> {
  if (!isUuid(id)) throw notFound();
  const found = await tx.queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!found) throw notFound();
  return found;
}

/** The next state. @throws Refusal documents.wrong-state, documents.frozen */
export function nextIncomingState(
  document: Pick<Incoming, "state" | "frozen">,
  action: IncomingAction,
): IncomingState {
  const next = INCOMING_TRANSITIONS[document.state][action];
  if (!next) {
    const words = INCOMING_STATE_WORDS[document.state];
    throw new Refusal("documents.wrong-state", 409, {
      vi: `Văn bản đang ở bước "${words.vi}" nên chưa làm được việc này. Có thể người khác vừa xử lý; hãy xem lại trạng thái mới nhất.`,
      en: `The document is at the step "${words.en}", so this cannot be done now. Somebody may have just acted on it; look at its latest state.`,
    });
  }
  // While a recall waits for its answer nobody goes on working (NĐ 30/2020 PL VI.III.8).
  const answersRequest =
    action.startsWith("accept-") || action.startsWith("decline-") || action === "replace";
  if (document.frozen && !answersRequest) {
    throw new Refusal("documents.frozen", 423, {
      vi: "Nơi gửi đang yêu cầu thu hồi văn bản này. Văn thư trả lời yêu cầu thu hồi trước, rồi mới xử lý tiếp.",
      en: "The sender has asked for this document back. The clerk answers that first; work goes on afterwards.",
    });
  }
  return next;
}

type Change = Partial<
  Omit<Incoming, "id" | "state" | "version" | "symbol" | "verdict_details" | "request_message">
> & {
  readonly request_message?: null;
  /** JSON. */
  readonly verdict_details?: string | null;
};

/**
 * Moves a locked document one step: new state, history line, audit record, event, and the status for the sender when
 * one is due, all in the caller's transaction.
 */
export async function moveIncoming(
  tx: Transaction,
  document: Incoming,
  action: IncomingAction,
  change: Change = {},
  options: {
    readonly note?: string;
    readonly status?: { readonly code: StatusCode; readonly description: string };
  } = {},
): Promise<Incoming> {
  const state = nextIncomingState(document, action);
  const updated = await tx.queries
    .updateTable("documents.incoming")
    .set({ ...change, state, version: document.version + 1 })
    .where("id", "=", document.id)
    .where("version", "=", document.version)
    .returningAll()
    .executeTakeFirst();
  if (!updated) throw changedMeanwhile();
  const note = options.note ?? "";
  await tell(tx, document.id, `incoming.${action}`, note);
  tx.record({
    action: `documents.${action}`,
    objectKind: "incoming-document",
    objectId: document.id,
    data: { from: document.state, to: state, ...(note ? { note } : {}) },
  });
  tx.emit({
    type: "documents.incoming-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: { incomingId: document.id, action, state },
  });
  if (options.status) dueStatus(tx, document, options.status.code, options.status.description);
  return updated;
}

/** Announces that the sender must be told something; only documents that came over the axis have a sender to tell. */
export function dueStatus(tx: Transaction, document: Incoming, code: StatusCode, description: string): void {
  if (document.source !== "axis") return;
  tx.emit({
    type: "documents.status-due",
    subjectId: document.id,
    data: {
      incomingId: document.id,
      code,
      description,
      staff: tx.actor.kind === "person" ? tx.actor.fullName : "",
    },
  });
}
