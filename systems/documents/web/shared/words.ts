import type { Sentence } from "../../../../core/errors.ts";
import type { Tone } from "../../../../core/ui/index.ts";
import { INCOMING_STATE_WORDS, type IncomingState } from "../../incoming/incoming-states.ts";
import { OUTGOING_STATE_WORDS, type OutgoingState } from "../../outgoing/outgoing-states.ts";
import { RECIPIENT_STATE_WORDS, type RecipientState } from "../../outgoing/recipient-states.ts";
import { degreeWords } from "../../secrecy/secrecy.ts";
import type { Verdict } from "../../tables.ts";

/** Độ khẩn, as edXML numbers it (OtherInfo/Priority 0..4). */
export const URGENCY_WORDS: readonly Sentence[] = [
  { vi: "Thường", en: "Normal" },
  { vi: "Khẩn", en: "Urgent" },
  { vi: "Thượng khẩn", en: "Very urgent" },
  { vi: "Hỏa tốc", en: "Express" },
  { vi: "Hỏa tốc hẹn giờ", en: "Express at a fixed time" },
];

/** Độ mật. */
export const SECRECY_WORDS: readonly Sentence[] = [0, 1, 2, 3].map(degreeWords);

export function urgencyWords(urgency: number): Sentence {
  return URGENCY_WORDS[urgency] ?? { vi: `Độ khẩn ${urgency}`, en: `Urgency ${urgency}` };
}

export function secrecyWords(confidentiality: number): Sentence {
  return degreeWords(confidentiality);
}

interface Look {
  readonly tone: Tone;
  readonly label: Sentence;
}

const OUTGOING_TONES: Readonly<Record<OutgoingState, Tone>> = {
  draft: "neutral",
  submitted: "progress",
  checked: "progress",
  signed: "progress",
  numbered: "progress",
  sealed: "attention",
  issued: "good",
  cancelled: "bad",
};
const INCOMING_TONES: Readonly<Record<IncomingState, Tone>> = {
  arrived: "attention",
  registered: "info",
  presented: "progress",
  assigned: "progress",
  processing: "progress",
  completed: "good",
  refused: "bad",
  recalled: "neutral",
  replaced: "neutral",
};
const RECIPIENT_TONES: Readonly<Record<RecipientState, Tone>> = {
  waiting: "neutral",
  sent: "progress",
  failed: "bad",
  arrived: "info",
  received: "info",
  refused: "bad",
  assigned: "progress",
  processing: "progress",
  completed: "good",
  "recall-asked": "attention",
  recalled: "neutral",
  "recall-declined": "attention",
};
const VERDICTS: Readonly<Record<Verdict, Look>> = {
  "valid-both": { tone: "good", label: { vi: "Chữ ký hợp lệ", en: "Signatures valid" } },
  "valid-one": { tone: "attention", label: { vi: "Thiếu một chữ ký", en: "One signature missing" } },
  invalid: { tone: "bad", label: { vi: "Chữ ký không tin được", en: "Do not trust" } },
  unsigned: { tone: "attention", label: { vi: "Chưa ký số", en: "Not signed" } },
  unknown: { tone: "attention", label: { vi: "Chưa kiểm tra được", en: "Not yet verified" } },
};

export function outgoingLook(state: OutgoingState): Look {
  return { tone: OUTGOING_TONES[state], label: OUTGOING_STATE_WORDS[state] };
}

export function incomingLook(state: IncomingState): Look {
  return { tone: INCOMING_TONES[state], label: INCOMING_STATE_WORDS[state] };
}

export function recipientLook(state: RecipientState): Look {
  return { tone: RECIPIENT_TONES[state], label: RECIPIENT_STATE_WORDS[state] };
}

export function verdictLook(verdict: Verdict): Look {
  return VERDICTS[verdict];
}
