import type { Queries } from "../../../core/database/index.ts";
import { getIncoming, type Incoming } from "./incoming.ts";

/** What a status message says about the document it answers. */
export interface IncomingForStatus {
  readonly organisationId: string;
  /** Code and name of the organisation that sent the document: the receiver of the status. */
  readonly fromCode: string;
  readonly fromName: string;
  readonly symbol: string;
  readonly issuedDate: string;
  readonly wireId: string;
}

/** @throws Refusal not-found */
export async function describeIncomingForStatus(
  queries: Queries,
  incomingId: string,
): Promise<IncomingForStatus> {
  const document = await getIncoming(queries, incomingId);
  return {
    organisationId: document.organisation_id,
    fromCode: document.from_code,
    fromName: document.from_name,
    symbol: document.symbol,
    issuedDate: document.issued_date,
    wireId: document.wire_id,
  };
}

/**
 * The document of one organisation that a later message speaks of: by wire id, else by symbol and sender (some senders
 * write another id), newest first.
 *
 * @param message `fromCodes` are the codes of whoever speaks: only documents of that sender are then found, because
 *   nobody takes back, changes or replaces the document of somebody else (NĐ 30/2020 Art. 18)
 */
export async function findIncomingByWire(
  queries: Queries,
  organisationId: string,
  message: { readonly wireId: string; readonly symbol?: string; readonly fromCodes?: readonly string[] },
): Promise<Incoming | undefined> {
  const fromCodes = message.fromCodes && [...message.fromCodes];
  const byWire = await queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("organisation_id", "=", organisationId)
    .where("wire_id", "=", message.wireId)
    .where("source", "=", "axis")
    .$if(fromCodes !== undefined, (query) => query.where("from_code", "in", fromCodes ?? []))
    .orderBy("arrived_at")
    .limit(1)
    .executeTakeFirst();
  if (byWire || message.symbol === undefined || fromCodes === undefined || fromCodes.length === 0)
    return byWire;
  return await queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("organisation_id", "=", organisationId)
    .where("symbol", "=", message.symbol)
    .where("from_code", "in", fromCodes)
    .where("source", "=", "axis")
    .orderBy("arrived_at", "desc")
    .limit(1)
    .executeTakeFirst();
}
