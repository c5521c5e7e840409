import type { House } from "../../../../core/system.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";

export interface ReadDocument {
  readonly kind: "outgoing-document" | "incoming-document";
  readonly id: string;
  /** Degree of secrecy, 0 = none. */
  readonly confidentiality: number;
  /** What was read: the card, a file by its SHA-256. */
  readonly what: string;
}

/**
 * Writes the reading of a confidential document into the audit log, before anything of it is answered. Documents that
 * are not confidential leave no trace of readers.
 */
export async function recordReading(house: House, actor: PersonActor, read: ReadDocument): Promise<void> {
  if (read.confidentiality === 0) return;
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.read",
      objectKind: read.kind,
      objectId: read.id,
      data: { confidentiality: read.confidentiality, what: read.what },
    });
  });
}
