import type { House } from "../../../../core/system.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { markReading } from "../../reading/mark-reading.ts";

export interface ReadDocument {
  readonly kind: "outgoing-document" | "incoming-document";
  readonly id: string;
  /** Degree of secrecy, 0 = none. */
  readonly confidentiality: number;
  /** What was read: the card, a file by its SHA-256. */
  readonly what: string;
}

/**
 * Marks who opened a document, for its card. The reading of a confidential one is besides written into the audit log,
 * every time and before anything of it is answered.
 */
export async function recordReading(house: House, actor: PersonActor, read: ReadDocument): Promise<void> {
  if (read.confidentiality > 0) {
    await transact(house, { actor }, async (tx) => {
      tx.record({
        action: "documents.read",
        objectKind: read.kind,
        objectId: read.id,
        data: { confidentiality: read.confidentiality, what: read.what },
      });
    });
  }
  await markReading(house.database.queries, actor, read.id);
}
