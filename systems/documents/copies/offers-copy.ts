import { may } from "../../../core/access/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import type { Incoming } from "../incoming/incoming.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { mayCertifyCopy } from "../permissions.ts";
import { COPIED_OUTGOING, ofIncoming, whyNotCopied } from "./copy-source.ts";

/** True when this person may certify copies of a received document as it stands: nothing is offered that would be refused. */
export function offersCopyOfIncoming(actor: PersonActor, document: Incoming): boolean {
  const source = ofIncoming(document);
  return may(actor, mayCertifyCopy, source) && whyNotCopied(source) === undefined;
}

/** The same of an own document. */
export function offersCopyOfOutgoing(actor: PersonActor, document: Outgoing): boolean {
  return (
    may(actor, mayCertifyCopy, { organisationId: document.organisation_id }) &&
    COPIED_OUTGOING.includes(document.state) &&
    document.confidentiality === 0
  );
}
