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
 */
export async function findIncomingByWire(
  queries: Queries,
  organisationId: string,
  message: { readonly wireId: string; readonly symbol?: string; readonly fromCodes?: readonly string[] },
): Promise<Incoming | undefined> {
  const byWire = await queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("organisation_id", "=", organisationId)
    .where("wire_id", "=", message.wireId)
    .where("source", "=", "axis")
    .executeTakeFirst();
  if (byWire || message.symbol === undefined || !message.fromCodes || message.fromCodes.length === 0)
    return byWire;
  return await queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("organisation_id", "=", organisationId)
    .where("symbol", "=", message.symbol)
    .where("from_code", "in", [...message.fromCodes])
    .where("source", "=", "axis")
    .orderBy("arrived_at", "desc")
    .limit(1)
    .executeTakeFirst();
}
