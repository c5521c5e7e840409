import type { Selectable } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { notFound } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { getOutgoing, isUuid, type Outgoing } from "../outgoing/outgoing.ts";
import "./tables.ts";
import type { TextTable } from "./tables.ts";
import { readTypedText, type TypedText } from "./typed-text.ts";

/** A text being composed, as it is kept. */
export interface KeptText extends Omit<Selectable<TextTable>, "content"> {
  readonly content: TypedText;
}

/** The subject of every permission on a text: what it has become rules who reads it. */
export interface TextSubject {
  readonly organisationId: string;
  readonly unitId: string;
  readonly author: string;
  readonly draft: Outgoing | undefined;
}

/** @throws Refusal not-found */
export async function getText(queries: Queries, id: string): Promise<KeptText> {
  if (!isUuid(id)) throw notFound();
  const found = await queries
    .selectFrom("documents.text")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!found) throw notFound();
  return { ...found, content: readTypedText(found.content) };
}

/** Reads and locks the text until the transaction ends. @throws Refusal not-found */
export async function lockText(tx: Transaction, id: string): Promise<KeptText> {
  if (!isUuid(id)) throw notFound();
  const found = await tx.queries
    .selectFrom("documents.text")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!found) throw notFound();
  return { ...found, content: readTypedText(found.content) };
}

export async function subjectOfText(queries: Queries, text: KeptText): Promise<TextSubject> {
  return {
    organisationId: text.organisation_id,
    unitId: text.unit_id,
    author: text.author,
    draft: text.outgoing_id === null ? undefined : await getOutgoing(queries, text.outgoing_id),
  };
}

/** The text of a draft, if it was composed here. */
export async function textOfDraft(
  queries: Queries,
  outgoingId: string,
): Promise<{ readonly id: string } | undefined> {
  return await queries
    .selectFrom("documents.text")
    .select("id")
    .where("outgoing_id", "=", outgoingId)
    .executeTakeFirst();
}

/** What somebody is writing and has not made a draft of, last touched first. */
export async function unfinishedTexts(queries: Queries, author: string): Promise<readonly KeptText[]> {
  const rows = await queries
    .selectFrom("documents.text")
    .selectAll()
    .where("author", "=", author)
    .where("outgoing_id", "is", null)
    .orderBy("updated_at", "desc")
    .limit(50)
    .execute();
  return rows.map((row) => ({ ...row, content: readTypedText(row.content) }));
}
