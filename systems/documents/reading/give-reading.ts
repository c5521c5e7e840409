/**
 * The one place where a person or unit is given a single document to read that their role would not show them, and where
 * it is taken back. Such a change of rights is alerted to until somebody with authority confirms it (NĐ 30/2020 PL VI
 * part I). What follows from a step of the work itself (presented, directed, assigned) is no such change: the law's own
 * procedure gives it, by whoever has the authority for that step, and the card of the document says so.
 */
import { sql } from "kysely";
import { z } from "zod";
import { may } from "../../../core/access/index.ts";
import { nameActions } from "../../../core/audit/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import {
  findAppointment,
  findOrganisation,
  lapseRightsAlerts,
  raiseRightsAlert,
  undoesRights,
} from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import {
  type DocumentKind,
  documentOfRound,
  lockDocument,
  type RoundDocument,
} from "../opinion-rounds/document-of-round.ts";
import { indexIncoming, indexOutgoing } from "../search/index-documents.ts";
import { clearancesOfPeople } from "../secrecy/secrecy.ts";
import { mayGiveReading } from "./permissions.ts";
import type { ReadingGround } from "./tables.ts";
import "./tables.ts";

nameActions({
  "documents.give-reading": { vi: "Cho đọc văn bản", en: "Gave reading of a document" },
  "documents.take-reading": { vi: "Thu lại quyền đọc văn bản", en: "Took reading of a document back" },
});

/** Whom it concerns: the document alone, whatever its state. */
interface DocumentName {
  readonly kind: DocumentKind;
  readonly id: string;
}

/** One who is given the reading, and what it comes with. */
export interface NewReading {
  /** Appointment or inner unit of the organisation. */
  readonly holder: string;
  /** Id of the question or of the approval. */
  readonly groundId: string;
}

/**
 * Gives reading of a document with a question or an approval, each as long as that lasts. Whoever could read it anyway is
 * no change; for the others an alert stands until it is confirmed, unless a leader or the head of its unit gave it.
 */
export async function giveReading(
  tx: Transaction,
  { kind, id }: DocumentName,
  ground: ReadingGround,
  given: readonly NewReading[],
): Promise<void> {
  if (given.length === 0) return;
  await lockDocument(tx, kind, id);
  const document = await documentOfRound(tx.queries, kind, id);
  // Who reads it from elsewhere keeps it when this ends.
  const held = await tx.queries
    .selectFrom("documents.given_reading")
    .select("holder")
    .where("document_id", "=", id)
    .execute();
  const withGround = new Set(held.map(({ holder }) => holder));
  const passing = given.filter(({ holder }) => withGround.has(holder) || !document.readers.includes(holder));
  if (passing.length === 0) return;
  const fresh = passing
    .filter(({ holder }) => !document.readers.includes(holder))
    .map(({ holder }) => holder);
  const byName = tx.actor.kind === "person" ? tx.actor.fullName : "Hệ thống";
  await tx.queries
    .insertInto("documents.given_reading")
    .values(
      passing.map(({ holder, groundId }) => ({
        document_id: id,
        holder,
        ground,
        ground_id: groundId,
        given_by_name: byName,
        given_at: tx.now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  if (fresh.length === 0) return;
  await setReaders(tx, document, [...new Set([...document.readers, ...fresh])]);
  tx.record({
    action: "documents.give-reading",
    objectKind: `${kind}-document`,
    objectId: id,
    data: { holders: fresh, ground },
  });
  if (tx.actor.kind === "person" && may(tx.actor, mayGiveReading, document)) return;
  for (const holder of fresh) await alertOf(tx, document, ground, holder);
}

/** Takes back what came with these questions or approvals, unless something else still gives the same. */
export async function takeReading(
  tx: Transaction,
  { kind, id }: DocumentName,
  groundIds: readonly string[],
): Promise<void> {
  if (groundIds.length === 0) return;
  await lockDocument(tx, kind, id);
  const taken = await tx.queries
    .deleteFrom("documents.given_reading")
    .where("document_id", "=", id)
    .where("ground_id", "in", [...groundIds])
    .returning("holder")
    .execute();
  const left = await tx.queries
    .selectFrom("documents.given_reading")
    .select("holder")
    .where("document_id", "=", id)
    .execute();
  const still = new Set(left.map(({ holder }) => holder));
  await endReading(
    tx,
    await documentOfRound(tx.queries, kind, id),
    taken.map(({ holder }) => holder).filter((holder) => !still.has(holder)),
  );
}

/** From now on these do not read it; an alert that waited has nothing to decide any more. */
async function endReading(
  tx: Transaction,
  document: RoundDocument,
  holders: readonly string[],
): Promise<void> {
  if (holders.length === 0) return;
  const gone = new Set(holders);
  await setReaders(
    tx,
    document,
    document.readers.filter((each) => !gone.has(each)),
  );
  tx.record({
    action: "documents.take-reading",
    objectKind: `${document.kind}-document`,
    objectId: document.id,
    data: { holders: [...gone] },
  });
  await lapseRightsAlerts(
    tx,
    holders.map((holder) => objectOf(document.id, holder)),
  );
}

async function setReaders(
  tx: Transaction,
  { kind, id }: DocumentName,
  readers: readonly string[],
): Promise<void> {
  await sql`update ${sql.table(`documents.${kind}`)} set readers = ${readers}::uuid[] where id = ${id}::uuid`.execute(
    tx.queries,
  );
  await (kind === "incoming" ? indexIncoming : indexOutgoing)(tx, id);
}

const READING = "documents.reading";

/** Raises the alert for one who could not read the document before. */
async function alertOf(
  tx: Transaction,
  document: RoundDocument,
  ground: ReadingGround,
  holder: string,
): Promise<void> {
  const today = localDateOf(tx.now);
  const person = await findAppointment(tx.queries, holder, today);
  const clearance = person && (await clearancesOfPeople(tx.queries, [person], today)).get(person.id);
  const reader: PersonActor = {
    kind: "person",
    personId: person?.personId ?? holder,
    appointmentId: holder,
    organisationId: document.organisationId,
    unitId: person?.unitId ?? holder,
    fullName: person?.fullName ?? "",
    positionTitle: person?.title ?? "",
    roles: person?.roles ?? ["specialist"],
    ...(clearance === undefined ? {} : { clearance }),
  };
  if (document.readable(reader)) return;
  const unit = person ? undefined : await findOrganisation(tx.queries, holder, today);
  await raiseRightsAlert(tx, {
    organisationId: document.organisationId,
    ...(document.unitId ? { unitId: document.unitId } : {}),
    kind: READING,
    objectId: objectOf(document.id, holder),
    ...(person ? { holderPerson: person.personId } : {}),
    holderName: person ? `${person.fullName}, ${person.title}` : (unit?.name ?? ""),
    what: nameOf(document),
    before: { vi: "Không được đọc văn bản này", en: "May not read this document" },
    after: UNTIL[ground],
    why: WHY[ground],
    href: document.href,
    undo: { kind: document.kind, document: document.id, holder },
  });
}

function objectOf(documentId: string, holder: string): string {
  return `${documentId}/${holder}`;
}

/** What administrators read too: never what a document is about. */
function nameOf({ confidentiality, code }: RoundDocument): Sentence {
  if (confidentiality > 0) return { vi: "Đọc một văn bản mật", en: "Reading of a secret document" };
  return { vi: `Đọc văn bản ${code}`, en: `Reading of document ${code}` };
}

const WHY: Readonly<Record<ReadingGround, string>> = { opinion: "Lấy ý kiến", approval: "Trình duyệt" };

const UNTIL: Readonly<Record<ReadingGround, Sentence>> = {
  opinion: {
    vi: "Được đọc cùng câu hỏi, đến khi thôi hỏi",
    en: "Reads it with the question, until no longer asked",
  },
  approval: {
    vi: "Được đọc để phê duyệt, đến khi rút khỏi luồng",
    en: "Reads it to approve it, until taken out of the path",
  },
};

/** Contested: whatever it came with, it is gone. The question or approval stays, for whoever asked to put right. */
undoesRights(READING, async (tx, _actor, { undo }) => {
  const { kind, document: id, holder } = contested.parse(undo);
  await lockDocument(tx, kind, id);
  await tx.queries
    .deleteFrom("documents.given_reading")
    .where("document_id", "=", id)
    .where("holder", "=", holder)
    .execute();
  await endReading(tx, await documentOfRound(tx.queries, kind, id), [holder]);
  return {
    vi: "Quyền đọc văn bản được thu lại ngay. Câu hỏi hoặc bước phê duyệt vẫn còn: người đã hỏi được báo để rút hoặc chọn người khác.",
    en: "The reading is taken back at once. The question or approval stays: whoever asked is told to withdraw it or to choose somebody else.",
  };
});

const contested = z.object({
  kind: z.enum(["incoming", "outgoing"]),
  document: z.uuid(),
  holder: z.uuid(),
});
