import type { Sentence } from "../../../core/errors.ts";
import { notifyAll } from "../../../core/notify/index.ts";
import { subscription } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { getOutgoing, type Outgoing } from "../outgoing/outgoing.ts";
import { approvalPath, awaitedIn, contentOf } from "./approvals.ts";
import "./events.ts";

/** Approvers are told when it is their turn, the signer when the path has been gone, and whoever's approval fell. */
export const tellApprovals = subscription({
  consumer: "documents.tell-approvals",
  events: ["documents.approval-moved", "documents.outgoing-moved"],
  async handle(tx, event) {
    const { data } = event;
    if ("action" in data && data.action !== "check") return;
    const document = await getOutgoing(tx.queries, data.outgoingId);
    if ("step" in data && data.step === "dropped") await tellDropped(tx, document, data, event.id);
    else await tellNext(tx, document, event.id);
  },
});

function nameOf({ symbol, abstract, confidentiality }: Outgoing): string {
  return confidentiality > 0 ? (symbol ?? "dự thảo mật") : abstract;
}

async function tellNext(tx: Transaction, document: Outgoing, key: string): Promise<void> {
  if (document.state !== "checked") return;
  const path = await approvalPath(tx.queries, document.id);
  if (path.length === 0) return;
  const content = await contentOf(tx.queries, document);
  const awaited = awaitedIn(path, content);
  const name = nameOf(document);
  await notifyAll(
    tx,
    awaited.length > 0
      ? awaited.map((each) => ({
          to: { appointments: [each.appointment_id] },
          kind: "documents.to-approve",
          title: { vi: `Chờ bạn phê duyệt dự thảo: ${name}`, en: `To approve: ${name}` },
          href: `/outgoing/${document.id}`,
          // Told once for each content, however many others approve before.
          dedupeKey: `documents.to-approve:${each.id}:${content}`,
        }))
      : [
          {
            to: { appointments: [document.signer_appointment] },
            kind: "documents.outgoing-check",
            title: { vi: `Đã phê duyệt đủ, chờ bạn ký: ${name}`, en: `Approved by all, to sign: ${name}` },
            href: `/outgoing/${document.id}`,
            dedupeKey: key,
          },
        ],
  );
}

async function tellDropped(
  tx: Transaction,
  document: Outgoing,
  { to = [], changed }: { readonly to?: readonly string[]; readonly changed?: Sentence },
  key: string,
): Promise<void> {
  const name = nameOf(document);
  await notifyAll(
    tx,
    to.map((appointment) => ({
      to: { appointments: [appointment] },
      kind: "documents.approval-dropped",
      title: {
        vi: `Dự thảo bạn đã ký nháy có thay đổi${changed ? ` (${changed.vi})` : ""}, cần phê duyệt lại: ${name}`,
        en: `A draft you approved has changed${changed ? ` (${changed.en})` : ""} and needs your approval again: ${name}`,
      },
      href: `/outgoing/${document.id}`,
      dedupeKey: key,
    })),
  );
}
