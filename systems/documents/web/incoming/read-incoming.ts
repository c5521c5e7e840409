import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import {
  getIncoming,
  type Incoming,
  type IncomingSubject,
  subjectOfIncoming,
} from "../../incoming/incoming.ts";
import { mayReadIncoming } from "../../permissions.ts";
import { recordReading } from "../shared/record-reading.ts";

export interface ReadableIncoming {
  readonly actor: PersonActor;
  readonly document: Incoming;
  readonly subject: IncomingSubject;
}

/**
 * The incoming document of the address, for a person who may read it. The reading of a secret one is in the audit log
 * before anything of it is answered.
 *
 * @param what part that is read: the card, a file
 * @throws Refusal not-found, access.denied
 */
export async function readIncoming(c: Context<HttpEnv>, what: string): Promise<ReadableIncoming> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const document = await getIncoming(house.database.queries, c.req.param("id") ?? "");
  const subject = await subjectOfIncoming(house.database.queries, document);
  assertMay(actor, mayReadIncoming, subject);
  await recordReading(house, actor, {
    kind: "incoming-document",
    id: document.id,
    confidentiality: document.confidentiality,
    what,
  });
  return { actor, document, subject };
}
