import type { Selectable } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { changedMeanwhile, notFound, Refusal } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import type { OutgoingTable } from "../tables.ts";
import {
  OUTGOING_STATE_WORDS,
  OUTGOING_TRANSITIONS,
  type OutgoingAction,
  type OutgoingState,
} from "./outgoing-states.ts";
import "../events.ts";

export type Outgoing = Selectable<OutgoingTable>;

/** The subject of every permission on an outgoing document. */
export interface OutgoingSubject {
  readonly organisationId: string;
  readonly unitId: string;
  readonly draftedBy: string;
  readonly signer: string;
  readonly confidentiality: number;
  /** It is to be signed TUQ.: that authority goes no further (NĐ 30/2020 Art. 13.4). */
  readonly byAuthority: boolean;
  /** Code of the document's type. */
  readonly documentType: string;
  /** Units and appointments that may read it without working on it. */
  readonly readers?: readonly string[];
}

export function subjectOfOutgoing(document: Outgoing): OutgoingSubject {
  return {
    organisationId: document.organisation_id,
    unitId: document.unit_id,
    draftedBy: document.drafted_by,
    signer: document.signer_appointment,
    confidentiality: document.confidentiality,
    byAuthority: document.signer_authority.startsWith("TUQ."),
    documentType: document.document_type,
    readers: document.readers,
  };
}

/** @throws Refusal not-found */
export async function getOutgoing(queries: Queries, id: string): Promise<Outgoing> {
  if (!isUuid(id)) throw notFound();
  const found = await queries
    .selectFrom("documents.outgoing")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!found) throw notFound();
  return found;
}

/** Reads and locks the row until the transaction ends. @throws Refusal not-found */
export async function lockOutgoing(tx: Transaction, id: string): Promise<Outgoing> {
  if (!isUuid(id)) throw notFound();
  const found = await tx.queries
    .selectFrom("documents.outgoing")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!found) throw notFound();
  return found;
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** The next state. @throws Refusal documents.wrong-state naming the state the document is in. */
export function nextOutgoingState(state: OutgoingState, action: OutgoingAction): OutgoingState {
  const next = OUTGOING_TRANSITIONS[state][action];
  if (next) return next;
  const words = OUTGOING_STATE_WORDS[state];
  throw new Refusal("documents.wrong-state", 409, {
    vi: `Văn bản đang ở bước "${words.vi}" nên chưa làm được việc này. Có thể người khác vừa xử lý; hãy xem lại trạng thái mới nhất.`,
    en: `The document is at the step "${words.en}", so this cannot be done now. Somebody may have just acted on it; look at its latest state.`,
  });
}

type Change = Partial<Omit<OutgoingTable, "id" | "state" | "version" | "symbol">>;

/**
 * Moves a locked document one step: new state, history line, audit record and event, in the caller's transaction.
 *
 * @param change further columns to set
 * @param note what to tell on the document card (a reason, a number)
 * @param signerFingerprint SHA-256 of the certificate that signed or sealed in this step
 */
export async function moveOutgoing(
  tx: Transaction,
  document: Outgoing,
  action: OutgoingAction,
  change: { [Key in keyof Change]: Outgoing[Key & keyof Outgoing] } = {},
  note = "",
  signerFingerprint?: string,
): Promise<Outgoing> {
  const state = nextOutgoingState(document.state, action);
  const updated = await tx.queries
    .updateTable("documents.outgoing")
    .set({ ...change, state, version: document.version + 1 })
    .where("id", "=", document.id)
    .where("version", "=", document.version)
    .returningAll()
    .executeTakeFirst();
  if (!updated) throw changedMeanwhile();
  await tell(tx, document.id, `outgoing.${action}`, note);
  tx.record({
    action: `documents.${action}`,
    objectKind: "outgoing-document",
    objectId: document.id,
    data: { from: document.state, to: state, file: updated.file_sha256, ...(note ? { note } : {}) },
  });
  tx.emit({
    type: "documents.outgoing-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: {
      outgoingId: document.id,
      action,
      state,
      ...(signerFingerprint === undefined ? {} : { signerFingerprint }),
    },
  });
  return updated;
}

/** Keeps a state of the file; numbers run from 1. */
export async function addRevision(
  tx: Transaction,
  documentId: string,
  kind: "draft" | "signed" | "numbered" | "sealed" | "archived",
  file: { readonly sha256: string; readonly size: number },
): Promise<void> {
  const last = await tx.queries
    .selectFrom("documents.revision")
    .select((row) => row.fn.max("number").as("number"))
    .where("outgoing_id", "=", documentId)
    .executeTakeFirst();
  await tx.queries
    .insertInto("documents.revision")
    .values({
      outgoing_id: documentId,
      number: Number(last?.number ?? 0) + 1,
      kind,
      file_sha256: file.sha256,
      file_size: file.size,
      by_name: tx.actor.kind === "person" ? tx.actor.fullName : tx.actor.name,
      at: tx.now,
    })
    .execute();
}
