import { StateChip, type Words } from "../../../../core/ui/index.ts";

export const ROUND_STATE_WORDS: Readonly<Record<"open" | "closed", Words>> = {
  open: { vi: "Đang lấy ý kiến", en: "Open" },
  closed: { vi: "Đã kết thúc", en: "Closed" },
};

export function RoundChip({ state }: { readonly state: "open" | "closed" }) {
  return <StateChip tone={state === "open" ? "progress" : "neutral"} label={ROUND_STATE_WORDS[state]} />;
}
