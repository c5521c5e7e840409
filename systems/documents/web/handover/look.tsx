import { StateChip, type Tone, type Words } from "../../../../core/ui/index.ts";
import type { HandoverState, ItemState } from "../../handover/tables.ts";

const STATES: Readonly<Record<HandoverState, { readonly label: Words; readonly tone: Tone }>> = {
  moving: { label: { vi: "Đang chuyển", en: "In progress" }, tone: "progress" },
  "to-confirm": { label: { vi: "Chờ người nhận xác nhận", en: "To be confirmed" }, tone: "attention" },
  confirmed: { label: { vi: "Đã xác nhận", en: "Confirmed" }, tone: "good" },
};

const ITEMS: Readonly<Record<ItemState, { readonly label: Words; readonly tone: Tone }>> = {
  waiting: { label: { vi: "Đang chờ", en: "Waiting" }, tone: "progress" },
  moved: { label: { vi: "Đã bàn giao", en: "Handed over" }, tone: "good" },
  ended: { label: { vi: "Đã kết thúc", en: "Ended" }, tone: "neutral" },
  refused: { label: { vi: "Chưa bàn giao", en: "Not handed over" }, tone: "bad" },
  gone: { label: { vi: "Không còn mở", en: "No longer open" }, tone: "neutral" },
};

/** Words of a state, for a chip or an export. */
export function handoverStateWords(state: HandoverState): Words {
  return STATES[state].label;
}

export function HandoverChip({ state }: { readonly state: HandoverState }) {
  return <StateChip {...STATES[state]} />;
}

export function ItemChip({ state }: { readonly state: ItemState }) {
  return <StateChip {...ITEMS[state]} />;
}
