import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { indexItem, removeItem, withdrawItem } from "../../../core/search/index.ts";
import { subscription } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { type Incoming, subjectOfIncoming } from "../incoming/incoming.ts";
import { type Outgoing, subjectOfOutgoing } from "../outgoing/outgoing.ts";
import { readersOfIncoming, readersOfOutgoing } from "./readers.ts";
import "./tables.ts";

/** Kinds of items in the search. */
export const KINDS = { incoming: "documents.incoming", outgoing: "documents.outgoing" } as const;

/**
 * Keeps documents findable: fields at once, the words of the file as soon as they are read. A refused document is
 * withdrawn, a recalled one forgotten (it is destroyed here, NĐ 30/2020 PL VI.III.8).
 */
export const indexDocuments = subscription({
  consumer: "documents.search",
  events: ["documents.incoming-arrived", "documents.incoming-moved", "documents.outgoing-moved"],
  async handle(tx, event) {
    if ("incomingId" in event.data) await indexIncoming(tx, event.data.incomingId);
    else await indexOutgoing(tx, event.data.outgoingId);
  },
});

/** Puts an incoming document into the search as it stands now. */
export async function indexIncoming(tx: Transaction, id: string): Promise<void> {
  const document = await tx.queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!document) return;
  if (document.state === "recalled") return await removeItem(tx.queries, id);
  const content = await contentOf(tx, id, document.file_sha256);
  await indexItem(tx.queries, {
    id,
    kind: KINDS.incoming,
    date: localDateOf(document.arrived_at),
    organisationId: document.organisation_id,
    readers: readersOfIncoming(await subjectOfIncoming(tx.queries, document)),
    confidentiality: document.confidentiality,
    symbol: document.symbol,
    title: titleOfIncoming(document),
    content: [document.summary, document.directive, content].filter(Boolean).join("\n"),
  });
  if (document.state === "refused") await withdrawItem(tx.queries, id);
}

/** Puts an outgoing document into the search as it stands now. */
export async function indexOutgoing(tx: Transaction, id: string): Promise<void> {
  const document = await tx.queries
    .selectFrom("documents.outgoing")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!document) return;
  const [type, recipients] = await Promise.all([
    tx.queries
      .selectFrom("documents.document_type")
      .select("name")
      .where("code", "=", document.document_type)
      .executeTakeFirst(),
    tx.queries.selectFrom("documents.recipient").select("organ_name").where("outgoing_id", "=", id).execute(),
  ]);
  const content = await contentOf(tx, id, document.file_sha256);
  await indexItem(tx.queries, {
    id,
    kind: KINDS.outgoing,
    date: document.issued_date ?? localDateOf(document.drafted_at),
    organisationId: document.organisation_id,
    readers: readersOfOutgoing(subjectOfOutgoing(document)),
    confidentiality: document.confidentiality,
    ...(document.symbol ? { symbol: document.symbol } : {}),
    title: titleOfOutgoing(document, type?.name ?? ""),
    content: [document.summary, ...recipients.map((row) => row.organ_name), content]
      .filter(Boolean)
      .join("\n"),
  });
  if (document.state === "cancelled") await withdrawItem(tx.queries, id);
}

/** Documents whose file or attachment has this content. */
export async function documentsWithFile(
  queries: Queries,
  sha256: string,
): Promise<readonly { readonly id: string; readonly kind: "incoming" | "outgoing" }[]> {
  const { rows } = await sql<{ id: string; kind: "incoming" | "outgoing" }>`
    with holders as (
      select id from documents.incoming where file_sha256 = ${sha256}
      union select id from documents.outgoing where file_sha256 = ${sha256}
      union select document_id from documents.attachment where file_sha256 = ${sha256})
    select id, 'incoming' as kind from documents.incoming where id in (select id from holders)
    union all
    select id, 'outgoing' from documents.outgoing where id in (select id from holders)`.execute(queries);
  return rows;
}

function titleOfIncoming(document: Incoming): string {
  return [document.type_name, document.abstract, document.from_name, document.signer_name]
    .filter(Boolean)
    .join(" · ");
}

function titleOfOutgoing(document: Outgoing, type: string): string {
  return [type, document.abstract, document.signer_name].filter(Boolean).join(" · ");
}

/** What is known of the words in a document's files; files not read yet are queued, one job per content. */
async function contentOf(tx: Transaction, documentId: string, mainFile: string | null): Promise<string> {
  const { rows } = await sql<{ sha256: string; content: string | null }>`
    select f.sha256, t.content from (
      select ${mainFile}::text as sha256, -1 as position where ${mainFile}::text is not null
      union all
      select file_sha256, position from documents.attachment
       where document_id = ${documentId} and file_type = 'application/pdf') f
    left join documents.file_text t on t.file_sha256 = f.sha256 order by f.position`.execute(tx.queries);
  for (const { sha256, content } of rows) {
    if (content === null)
      tx.enqueue("documents.read-file-text", { sha256 }, { key: `read-file-text:${sha256}`, priority: 10 });
  }
  return rows.flatMap((row) => row.content ?? []).join("\n");
}
