import type { Delegation } from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import type { DelegationKind } from "../../../core/transaction/index.ts";

/** What each kind of delegation hands on. */
export const KIND_WORDS: Readonly<Record<DelegationKind, Sentence>> = {
  direct: { vi: "Bút phê, phân công văn bản đến", en: "Direct and assign incoming documents" },
  check: { vi: "Kiểm tra, duyệt dự thảo", en: "Check and approve drafts" },
  sign: { vi: "Ký văn bản đi (KT., TL. hoặc TUQ.)", en: "Sign outgoing documents (KT., TL. or TUQ.)" },
};

export const DELEGATION_STATES = ["ahead", "in-force", "over", "ended"] as const;
export type DelegationState = (typeof DELEGATION_STATES)[number];

/** Where a delegation stands on a day: to come, in force, past its last day, or ended early. */
export function stateOfDelegation(
  { begins, ends, endedAt }: Pick<Delegation, "begins" | "ends" | "endedAt">,
  today: string,
): DelegationState {
  if (endedAt !== null) return "ended";
  if (today < begins) return "ahead";
  return today > ends ? "over" : "in-force";
}
