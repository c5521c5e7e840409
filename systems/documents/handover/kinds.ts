import type { Sentence } from "../../../core/errors.ts";

/** What somebody can leave open, in the order in which it is listed. */
export const HANDOVER_KINDS = [
  "task",
  "presented",
  "directed",
  "extension",
  "signature",
  "draft",
  "text",
  "approval",
  "opinion",
  "event",
  "work-file",
  "delegation",
] as const;
export type HandoverKind = (typeof HANDOVER_KINDS)[number];

/** What each kind is called, and what the receiver must be. */
export const KIND_WORDS: Readonly<
  Record<HandoverKind, { readonly name: Sentence; readonly receiver: Sentence }>
> = {
  task: {
    name: { vi: "Phần việc đang xử lý", en: "Parts of documents in work" },
    receiver: { vi: "Người của cùng đơn vị", en: "Somebody of the same unit" },
  },
  presented: {
    name: { vi: "Văn bản chờ bút phê", en: "Documents waiting to be directed" },
    receiver: { vi: "Lãnh đạo cơ quan", en: "A leader of the organisation" },
  },
  directed: {
    name: { vi: "Văn bản đã giao, đang theo dõi", en: "Documents directed and followed" },
    receiver: { vi: "Lãnh đạo cơ quan", en: "A leader of the organisation" },
  },
  extension: {
    name: { vi: "Đề nghị gia hạn chờ quyết định", en: "Extensions waiting for a decision" },
    receiver: { vi: "Lãnh đạo hoặc trưởng đơn vị", en: "A leader or head of unit" },
  },
  signature: {
    name: { vi: "Dự thảo trình ký", en: "Drafts to be signed" },
    receiver: { vi: "Lãnh đạo hoặc trưởng đơn vị", en: "A leader or head of unit" },
  },
  draft: {
    name: { vi: "Dự thảo chưa phát hành", en: "Drafts not issued yet" },
    receiver: { vi: "Người của cơ quan", en: "Somebody of the organisation" },
  },
  text: {
    name: { vi: "Bản soạn chưa trình", en: "Texts being composed" },
    receiver: { vi: "Người của cơ quan", en: "Somebody of the organisation" },
  },
  approval: {
    name: { vi: "Dự thảo chờ phê duyệt", en: "Drafts to approve" },
    receiver: { vi: "Người của cơ quan", en: "Somebody of the organisation" },
  },
  opinion: {
    name: { vi: "Ý kiến chờ trả lời", en: "Opinions to give" },
    receiver: { vi: "Người của cơ quan", en: "Somebody of the organisation" },
  },
  event: {
    name: { vi: "Lịch công tác sắp tới", en: "Events to come" },
    receiver: { vi: "Người của cơ quan", en: "Somebody of the organisation" },
  },
  "work-file": {
    name: { vi: "Hồ sơ công việc", en: "Work files" },
    receiver: { vi: "Người của cơ quan", en: "Somebody of the organisation" },
  },
  delegation: {
    name: { vi: "Ủy quyền còn hạn", en: "Delegations in force" },
    receiver: { vi: "Không bàn giao: kết thúc", en: "Not handed over: it ends" },
  },
};

export function isHandoverKind(typed: string): typed is HandoverKind {
  return HANDOVER_KINDS.some((kind) => kind === typed);
}
