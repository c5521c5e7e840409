import type { Selectable } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { AttachmentTable, DocumentTypeTable, RecipientTable } from "../tables.ts";
import { getOutgoing, type Outgoing } from "./outgoing.ts";

/** Everything a message about an outgoing document must say. */
export interface OutgoingForInterchange {
  readonly document: Outgoing;
  readonly type: Selectable<DocumentTypeTable>;
  readonly recipients: readonly Selectable<RecipientTable>[];
  readonly attachments: readonly Selectable<AttachmentTable>[];
  /** For an update or replacement: the document affected and who had received it. */
  readonly affected?: {
    readonly document: Outgoing;
    readonly recipients: readonly Selectable<RecipientTable>[];
  };
  /** The incoming document this one answers, as its sender knows it. */
  readonly answers?: {
    readonly wireId: string;
    readonly fromCode: string;
    readonly symbol: string;
    readonly issuedDate: string;
  };
}

/** @throws Refusal not-found */
export async function describeForInterchange(
  queries: Queries,
  outgoingId: string,
): Promise<OutgoingForInterchange> {
  const document = await getOutgoing(queries, outgoingId);
  const type = await queries
    .selectFrom("documents.document_type")
    .selectAll()
    .where("code", "=", document.document_type)
    .executeTakeFirstOrThrow();
  const attachments = await queries
    .selectFrom("documents.attachment")
    .selectAll()
    .where("document_id", "=", outgoingId)
    .orderBy("position")
    .execute();
  const affected = document.affects ? await getOutgoing(queries, document.affects) : undefined;
  const answered = document.answers
    ? await queries
        .selectFrom("documents.incoming")
        .select(["wire_id", "from_code", "symbol", "issued_date", "source"])
        .where("id", "=", document.answers)
        .executeTakeFirst()
    : undefined;
  return {
    document,
    type,
    recipients: await recipientsOf(queries, outgoingId),
    attachments,
    ...(affected
      ? { affected: { document: affected, recipients: await recipientsOf(queries, affected.id) } }
      : {}),
    ...(answered?.source === "axis"
      ? {
          answers: {
            wireId: answered.wire_id,
            fromCode: answered.from_code,
            symbol: answered.symbol,
            issuedDate: answered.issued_date,
          },
        }
      : {}),
  };
}

async function recipientsOf(queries: Queries, outgoingId: string): Promise<Selectable<RecipientTable>[]> {
  return await queries
    .selectFrom("documents.recipient")
    .selectAll()
    .where("outgoing_id", "=", outgoingId)
    .orderBy("position")
    .execute();
}
