import type { Sentence } from "../../../core/errors.ts";
import type { Tone } from "../../../core/ui/index.ts";
import { DOSSIER_STATES, type DossierState } from "../dossiers/index.ts";
import type { MessageKind, Standing } from "./tables.ts";

export const STANDING_WORDS: Readonly<
  Record<Standing | "late", { readonly tone: Tone; readonly label: Sentence }>
> = {
  waiting: { tone: "progress", label: { vi: "Chờ gửi", en: "Waiting" } },
  late: { tone: "attention", label: { vi: "Gửi chậm, đang thử lại", en: "Late, being tried again" } },
  sent: { tone: "good", label: { vi: "Đã gửi", en: "Sent" } },
  refused: { tone: "bad", label: { vi: "Bị từ chối", en: "Refused" } },
};

export const KIND_WORDS: Readonly<Record<MessageKind, Sentence>> = {
  record: { vi: "Hồ sơ", en: "Record" },
  progress: { vi: "Tiến trình", en: "Progress" },
};

/** @throws RangeError for what the table cannot hold */
export function stateOf(value: number): DossierState {
  const found = DOSSIER_STATES.find((state) => state === value);
  if (found === undefined) throw new RangeError(`no state of a dossier: ${value}`);
  return found;
}
