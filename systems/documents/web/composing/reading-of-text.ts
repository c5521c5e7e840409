import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { KeptText } from "../../composing/texts.ts";
import { recordReading } from "../shared/record-reading.ts";

/** Writes the reading of a confidential text into the audit log, as that of its draft. */
export async function readingOfText(
  house: House,
  actor: PersonActor,
  text: KeptText,
  what: string,
): Promise<void> {
  if (text.outgoing_id === null) return;
  await recordReading(house, actor, {
    kind: "outgoing-document",
    id: text.outgoing_id,
    confidentiality: Number(text.content.confidentiality) || 0,
    what,
  });
}
