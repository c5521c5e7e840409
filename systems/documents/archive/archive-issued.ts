import { subscription } from "../../../core/system.ts";
import { getOutgoing } from "../outgoing/outgoing.ts";
import { signaturesOf } from "../services.ts";
import "../events.ts";

/**
 * A day passes first: revocation data made well after the signature also show what was reported late (EN 319 102-1
 * section 5.2.5), and the working day belongs to the people who sign.
 */
const GRACE_MS = 86_400_000;

/** The file of an issued document goes into the archive's care, so that it can be verified for as long as it is kept. */
export const archiveIssued = subscription({
  consumer: "documents.archive-issued",
  events: ["documents.outgoing-moved"],
  concerns: (data) => data.state === "issued",
  async handle(tx, event, house) {
    const document = await getOutgoing(tx.queries, event.data.outgoingId);
    const notBefore = new Date(tx.now.getTime() + GRACE_MS);
    await signaturesOf(house).archive(tx, document.file_sha256, notBefore);
  },
});
