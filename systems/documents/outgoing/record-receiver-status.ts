import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { recipientStateAfter, STATUS_WORDS, type StatusCode } from "./recipient-states.ts";
import "../events.ts";

export interface ReceiverStatus {
  /** Organ codes under which the receiver may be known here (both code styles). */
  readonly fromCodes: readonly string[];
  /** Identity of the document on the wire: `OrganId,yyyy/MM/dd,số/ký hiệu`. */
  readonly wireId: string;
  /** Organisation that sent the document, found by its code. */
  readonly senderOrganisationId: string;
  readonly symbol: string;
  readonly issuedDate: string | undefined;
  readonly code: StatusCode;
  readonly description: string;
  readonly staff: string;
  readonly statedAt: Date;
}

/**
 * A receiver said what became of our document. The status is kept with its words; the receiver's state moves only if
 * it tells something new (statuses overtake each other).
 *
 * @returns false when no such document or receiver exists here.
 */
export async function recordReceiverStatus(tx: Transaction, status: ReceiverStatus): Promise<boolean> {
  const found = await tx.queries
    .selectFrom("documents.recipient as r")
    .innerJoin("documents.outgoing as o", "o.id", "r.outgoing_id")
    .select(["r.outgoing_id", "r.organisation_id", "r.organ_name", "r.state", "o.organisation_id as sender"])
    .where("o.organisation_id", "=", status.senderOrganisationId)
    // Nobody can have received what has not left, whatever number they guess.
    .where("o.state", "=", "issued")
    .where("r.organ_code", "in", [...status.fromCodes])
    .where("o.symbol", "=", status.symbol)
    .$if(status.issuedDate !== undefined, (query) =>
      query.where("o.issued_date", "=", status.issuedDate ?? ""),
    )
    .orderBy("o.issued_at", "desc")
    .limit(1)
    .forUpdate("r")
    .executeTakeFirst();
  if (!found) return false;
  await tx.queries
    .insertInto("documents.recipient_status")
    .values({
      id: uuidv7(tx.now),
      outgoing_id: found.outgoing_id,
      organisation_id: found.organisation_id,
      code: status.code,
      description: status.description,
      staff: status.staff,
      stated_at: status.statedAt,
      at: tx.now,
    })
    .execute();
  const state = recipientStateAfter(found.state, status.code);
  if (state !== found.state) {
    await tx.queries
      .updateTable("documents.recipient")
      .set({ state, state_at: tx.now, description: status.description })
      .where("outgoing_id", "=", found.outgoing_id)
      .where("organisation_id", "=", found.organisation_id)
      .execute();
  }
  if (status.code === "02" || status.code === "15" || status.code === "16") {
    const words = STATUS_WORDS[status.code].vi;
    await tell(
      tx,
      found.outgoing_id,
      "recipient.answer",
      `${found.organ_name}: ${words}${status.description ? ` (${status.description})` : ""}`,
    );
  }
  tx.emit({
    type: "documents.recipient-moved",
    subjectId: found.outgoing_id,
    organisations: [found.sender],
    data: { outgoingId: found.outgoing_id, organisationId: found.organisation_id, code: status.code, state },
  });
  return true;
}

/** Marks what the interchange did with the message: it left, or could not. */
export async function markDelivery(
  tx: Transaction,
  outgoingId: string,
  organisations: readonly string[],
  state: "sent" | "failed",
  description: string,
): Promise<void> {
  if (organisations.length === 0) return;
  await tx.queries
    .updateTable("documents.recipient")
    .set({ state, state_at: tx.now, description })
    .where("outgoing_id", "=", outgoingId)
    .where("organisation_id", "in", [...organisations])
    .where("state", "in", ["waiting", "failed", "sent"])
    .execute();
  const document = await tx.queries
    .selectFrom("documents.outgoing")
    .select("organisation_id")
    .where("id", "=", outgoingId)
    .executeTakeFirst();
  for (const organisationId of organisations.slice(0, 1)) {
    tx.emit({
      type: "documents.recipient-moved",
      subjectId: outgoingId,
      organisations: document ? [document.organisation_id] : [],
      data: { outgoingId, organisationId, code: "", state },
    });
  }
}
