import type { Sentence } from "../../../../../core/errors.ts";
import type { Tone } from "../../../../../core/ui/index.ts";
import type { WorkflowState } from "../../workflow/list-workflows.ts";

export const WORKFLOW_STATE_WORDS: Readonly<
  Record<WorkflowState, { readonly tone: Tone; readonly label: Sentence }>
> = {
  published: { tone: "good", label: { vi: "Đang dùng", en: "In use" } },
  changed: {
    tone: "attention",
    label: { vi: "Đang dùng, đang sửa", en: "In use, being changed" },
  },
  unpublished: { tone: "neutral", label: { vi: "Chưa dùng", en: "Not in use" } },
};
