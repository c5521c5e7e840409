/** The alert about a delegation: whoever received it may do more, or no longer. */
import type { Sentence } from "../errors.ts";
import type { DelegationKind, Transaction } from "../transaction/index.ts";
import { findDelegation } from "./delegations.ts";
import { raiseRightsAlert } from "./rights-alerts.ts";

const KINDS: Readonly<Record<DelegationKind, Sentence>> = {
  direct: { vi: "bút phê, phân công", en: "directing and assigning" },
  check: { vi: "kiểm tra dự thảo", en: "checking drafts" },
  sign: { vi: "ký văn bản", en: "signing" },
};

/** Raises the alert of a delegation that was given or ended. */
export async function delegationAlert(tx: Transaction, id: string, action: "given" | "ended"): Promise<void> {
  const held = await findDelegation(tx.queries, id);
  if (!held) return;
  const what = (language: "vi" | "en") => held.kinds.map((kind) => KINDS[kind][language]).join(", ");
  const rights: Sentence = {
    vi: `Thay ${held.fromName}: ${what("vi")}, từ ${shown(held.begins)} đến ${shown(held.ends)}`,
    en: `For ${held.fromName}: ${what("en")}, from ${held.begins} to ${held.ends}`,
  };
  const given = action === "given";
  await raiseRightsAlert(tx, {
    organisationId: held.organisationId,
    kind: given ? DELEGATION_GIVEN : DELEGATION_ENDED,
    objectId: id,
    holderPerson: held.toPerson,
    holderName: held.toName,
    what: given
      ? { vi: `Nhận ủy quyền của ${held.fromTitle} ${held.fromName}`, en: `Delegation from ${held.fromName}` }
      : {
          vi: `Hết ủy quyền của ${held.fromTitle} ${held.fromName}`,
          en: `Delegation of ${held.fromName} ended`,
        },
    before: given ? NONE : rights,
    after: given ? rights : NONE,
    why: given ? held.basis : (held.endReason ?? ""),
    href: `/delegations/${id}`,
  });
}

export const DELEGATION_GIVEN = "directory.delegation-given";
export const DELEGATION_ENDED = "directory.delegation-ended";

const NONE: Sentence = { vi: "Không có quyền theo ủy quyền này", en: "No right under this delegation" };

function shown(day: string): string {
  const [year, month, date] = day.split("-");
  return `${date}/${month}/${year}`;
}
