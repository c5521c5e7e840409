import type { Sentence } from "../../../../../core/errors.ts";
import type { Tone } from "../../../../../core/ui/index.ts";
import type { WorkflowState } from "../../workflow/list-workflows.ts";

export const WORKFLOW_STATE_WORDS: Readonly<
  Record<WorkflowState, { readonly tone: Tone; readonly label: Sentence }>
> = {
  published: { tone: "good", label: { vi: "Đang dùng", en: "In use" } },
  changed: {
    tone: "attention",
    label: { vi: "Đang dùng, có sửa đổi chưa công bố", en: "In use, with unpublished changes" },
  },
  unpublished: { tone: "neutral", label: { vi: "Chưa dùng", en: "Not in use" } },
};
