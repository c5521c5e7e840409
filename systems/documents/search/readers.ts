import { createHash } from "node:crypto";
import { clearanceOf } from "../../../core/access/index.ts";
import type { Reader } from "../../../core/search/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import type { IncomingSubject } from "../incoming/incoming.ts";
import type { OutgoingSubject } from "../outgoing/outgoing.ts";

/**
 * The readers of an incoming document beside clerks and leaders, the same people as in `mayReadIncoming`: units only
 * while it is not secret; the heads of assigned units always.
 */
export function readersOfIncoming(
  document: Pick<IncomingSubject, "presentedTo" | "appointments" | "units" | "confidentiality" | "readers">,
): string[] {
  return [
    ...(document.presentedTo ? [document.presentedTo] : []),
    ...document.appointments,
    ...document.units.map(headOf),
    ...(document.confidentiality === 0 ? document.units : []),
    ...(document.readers ?? []),
  ];
}

/** The readers of an outgoing document beside clerks and leaders, the same people as in `mayReadOutgoing`. */
export function readersOfOutgoing(
  document: Pick<OutgoingSubject, "draftedBy" | "signer" | "unitId" | "confidentiality" | "readers">,
): string[] {
  return [
    document.draftedBy,
    document.signer,
    ...(document.confidentiality === 0 ? [document.unitId] : []),
    ...(document.readers ?? []),
  ];
}

/** What a person may find: everything of the organisation as its clerk or leader, else what names the post or unit. */
export function readerOf(actor: PersonActor): Reader {
  const everything = actor.roles.includes("clerk") || actor.roles.includes("leader");
  return {
    organisations: everything ? [actor.organisationId] : [],
    readers: [
      actor.appointmentId,
      actor.unitId,
      ...(actor.roles.includes("head-of-unit") ? [headOf(actor.unitId)] : []),
    ],
    home: actor.organisationId,
    clearance: clearanceOf(actor),
  };
}

const heads = new Map<string, string>();

/** Stands for "whoever heads this unit": an id of its own, so that a change of the head changes no index. */
function headOf(unitId: string): string {
  const known = heads.get(unitId);
  if (known !== undefined) return known;
  const head = idOfHead(unitId);
  // As many as there are units; a bound all the same.
  if (heads.size > 10_000) heads.clear();
  heads.set(unitId, head);
  return head;
}

function idOfHead(unitId: string): string {
  const hex = createHash("sha256").update(`head-of-unit:${unitId}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
