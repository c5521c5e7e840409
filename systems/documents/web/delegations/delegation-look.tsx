import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Delegation } from "../../../../core/directory/index.ts";
import { StateChip, type Tone, useText, type Words } from "../../../../core/ui/index.ts";
import { type DelegationState, KIND_WORDS, stateOfDelegation } from "../../delegating/delegation-words.ts";

const LOOKS: Readonly<Record<DelegationState, { readonly label: Words; readonly tone: Tone }>> = {
  ahead: { label: { vi: "Chưa bắt đầu", en: "To come" }, tone: "info" },
  "in-force": { label: { vi: "Đang hiệu lực", en: "In force" }, tone: "good" },
  over: { label: { vi: "Đã hết hạn", en: "Over" }, tone: "neutral" },
  ended: { label: { vi: "Đã kết thúc sớm", en: "Ended early" }, tone: "attention" },
};

/** Where a delegation stands today. */
export function DelegationChip({ held }: { held: Delegation }) {
  return <StateChip {...LOOKS[stateOfDelegation(held, localDateOf(new Date()))]} />;
}

/** What is handed on, in words. */
export function DelegatedKinds({ held }: { held: Delegation }) {
  const text = useText();
  return <>{held.kinds.map((kind) => text(KIND_WORDS[kind])).join("; ")}</>;
}

/** The limits: document types and units. */
export function DelegatedScope({ held }: { held: Delegation }) {
  const text = useText();
  const types =
    held.documentTypeNames.length === 0
      ? text({ vi: "Mọi loại văn bản", en: "Every document type" })
      : held.documentTypeNames.join(", ");
  const units =
    held.unitNames.length === 0 ? text({ vi: "mọi đơn vị", en: "every unit" }) : held.unitNames.join(", ");
  return <>{`${types}; ${units}`}</>;
}
