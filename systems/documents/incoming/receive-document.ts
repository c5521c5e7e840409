import { sql } from "kysely";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import type { Verdict, VerdictDetails } from "../tables.ts";
import { dueStatus, getIncoming } from "./incoming.ts";
import "../events.ts";

/** A file that came with a message, already in the store. */
export interface ReceivedFile {
  readonly name: string;
  readonly description: string;
  readonly sha256: string;
  readonly size: number;
  readonly type: string;
}

/** A document as another organisation sent it, after the message was read and its signatures looked at. */
export interface ReceivedDocument {
  readonly organisationId: string;
  readonly wireId: string;
  readonly fromOrganisationId: string | null;
  readonly fromCode: string;
  readonly fromName: string;
  readonly codeNumber: string;
  readonly codeNotation: string;
  /** `yyyy-MM-dd` */
  readonly issuedDate: string;
  readonly typeName: string;
  readonly abstract: string;
  readonly summary: string;
  readonly signerName: string;
  readonly signerPosition: string;
  readonly urgency: number;
  readonly dueDate: string | null;
  readonly steering: number;
  readonly paper: boolean;
  readonly pageAmount: number | null;
  readonly toPlaces: readonly string[];
  /** The document itself: the first PDF. */
  readonly file: ReceivedFile | null;
  readonly attachments: readonly ReceivedFile[];
  readonly verdict: Verdict;
  readonly verdictDetails: VerdictDetails | null;
  /** Wire ids and symbols of the documents this one answers. */
  readonly responseFor: readonly {
    readonly wireId: string;
    readonly symbol: string;
    readonly organCode: string;
  }[];
}

/** What became of a delivery. */
export type Reception =
  | { readonly result: "arrived"; readonly incomingId: string }
  /** The axis delivered it again: nothing changed. */
  | { readonly result: "repeated"; readonly incomingId: string };

/**
 * Takes a new document in. A second delivery of the same wire id by the same sender changes nothing; the same number, notation and
 * issuer under another id is taken with an alert (NĐ 30/2020 PL VI.III.1.h). The status 01 becomes due in the same
 * transaction (Art. 21.2.c). An answer is linked under the documents it answers.
 */
export async function receiveDocument(
  tx: Transaction,
  received: ReceivedDocument,
  links: { readonly replaces?: string; readonly updates?: string } = {},
): Promise<Reception> {
  const id = uuidv7(tx.now);
  // Of a second delivery this finds the document itself; nothing is written then.
  const duplicate = await findDuplicate(tx, received);
  const inserted = await tx.queries
    .insertInto("documents.incoming")
    .values({
      id,
      organisation_id: received.organisationId,
      state: "arrived",
      source: "axis",
      wire_id: received.wireId,
      from_organisation_id: received.fromOrganisationId,
      from_code: received.fromCode,
      from_name: received.fromName,
      code_number: received.codeNumber,
      code_notation: received.codeNotation,
      issued_date: received.issuedDate,
      type_name: received.typeName,
      abstract: received.abstract,
      summary: received.summary,
      signer_name: received.signerName,
      signer_position: received.signerPosition,
      urgency: received.urgency,
      due_date: received.dueDate,
      steering: received.steering,
      paper: received.paper,
      page_amount: received.pageAmount,
      to_places: [...received.toPlaces],
      arrived_at: tx.now,
      file_sha256: received.file?.sha256 ?? null,
      file_size: received.file?.size ?? null,
      file_name: received.file?.name ?? null,
      verdict: received.verdict,
      verdict_details: received.verdictDetails && JSON.stringify(received.verdictDetails),
      duplicate_of: duplicate,
      replaces: links.replaces ?? null,
      updates: links.updates ?? null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["organisation_id", "from_code", "wire_id"])
        // Written out: the planner of a prepared statement finds the partial index only when it sees the values.
        .where(sql<boolean>`source = 'axis' and wire_id <> ''`)
        .doNothing(),
    )
    .returning("id")
    .executeTakeFirst();
  if (!inserted) {
    const earlier = await tx.queries
      .selectFrom("documents.incoming")
      .select("id")
      .where("organisation_id", "=", received.organisationId)
      .where("from_code", "=", received.fromCode)
      .where("wire_id", "=", received.wireId)
      .executeTakeFirstOrThrow();
    return { result: "repeated", incomingId: earlier.id };
  }
  if (received.attachments.length > 0) {
    await tx.queries
      .insertInto("documents.attachment")
      .values(
        received.attachments.map((file, position) => ({
          document_id: id,
          position,
          name: file.name,
          description: file.description,
          file_sha256: file.sha256,
          file_size: file.size,
          file_type: file.type,
        })),
      )
      .execute();
  }
  await linkAnswers(tx, id, received);
  await tell(
    tx,
    id,
    "incoming.arrive",
    duplicate ? "Trùng số, ký hiệu và cơ quan ban hành với một văn bản đã có" : "",
  );
  tx.record({
    action: "documents.receive",
    objectKind: "incoming-document",
    objectId: id,
    data: {
      wireId: received.wireId,
      from: received.fromCode,
      file: received.file?.sha256 ?? null,
      verdict: received.verdict,
    },
  });
  tx.emit({
    type: "documents.incoming-arrived",
    subjectId: id,
    organisations: [received.organisationId],
    data: { incomingId: id },
  });
  dueStatus(tx, await getIncoming(tx.queries, id), "01", "Văn bản đã đến hệ thống của nơi nhận");
  return { result: "arrived", incomingId: id };
}

async function findDuplicate(tx: Transaction, received: ReceivedDocument): Promise<string | null> {
  const found = await tx.queries
    .selectFrom("documents.incoming")
    .select("id")
    .where("organisation_id", "=", received.organisationId)
    .where("symbol", "=", `${received.codeNumber}/${received.codeNotation}`)
    .where((where) =>
      where.or([
        where("from_code", "=", received.fromCode),
        ...(received.fromOrganisationId === null
          ? []
          : [where("from_organisation_id", "=", received.fromOrganisationId)]),
      ]),
    )
    .where("issued_date", "=", received.issuedDate)
    .where("state", "not in", ["refused", "recalled"])
    .orderBy("arrived_at")
    .limit(1)
    .executeTakeFirst();
  return found?.id ?? null;
}

/** ResponseFor names the document answered by its number; only documents of this very organisation count. */
async function linkAnswers(tx: Transaction, incomingId: string, received: ReceivedDocument): Promise<void> {
  for (const answered of received.responseFor) {
    const outgoing = await tx.queries
      .selectFrom("documents.outgoing")
      .select("id")
      .where("organisation_id", "=", received.organisationId)
      .where("symbol", "=", answered.symbol)
      .orderBy("issued_date", "desc")
      .limit(1)
      .executeTakeFirst();
    if (!outgoing) continue;
    await tx.queries
      .insertInto("documents.answer_link")
      .values({ outgoing_id: outgoing.id, incoming_id: incomingId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tell(
      tx,
      outgoing.id,
      "outgoing.answered",
      `${received.codeNumber}/${received.codeNotation} của ${received.fromName}`,
    );
    tx.emit({
      type: "documents.recipient-moved",
      subjectId: outgoing.id,
      organisations: [received.organisationId],
      data: {
        outgoingId: outgoing.id,
        organisationId: received.fromOrganisationId ?? "",
        code: "answer",
        state: "answered",
      },
    });
  }
}
