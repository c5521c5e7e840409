import type { Selectable } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { changedMeanwhile, notFound, Refusal } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { isUuid } from "../certificate.ts";
import {
  REQUEST_STATE_WORDS,
  REQUEST_TRANSITIONS,
  type RequestAction,
  type RequestState,
} from "../states.ts";
import type { RequestTable } from "../tables.ts";
import "../events.ts";

export type CertificateRequest = Selectable<RequestTable>;

/** @throws Refusal not-found */
export async function getRequest(queries: Queries, id: string): Promise<CertificateRequest> {
  if (!isUuid(id)) throw notFound();
  const found = await queries
    .selectFrom("certificates.request")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!found) throw notFound();
  return found;
}

/** Reads and locks the row until the transaction ends. @throws Refusal not-found */
export async function lockRequest(tx: Transaction, id: string): Promise<CertificateRequest> {
  if (!isUuid(id)) throw notFound();
  const found = await tx.queries
    .selectFrom("certificates.request")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!found) throw notFound();
  return found;
}

/** The next state. @throws Refusal certificates.wrong-request-state */
export function nextRequestState(state: RequestState, action: RequestAction): RequestState {
  const next = REQUEST_TRANSITIONS[state][action];
  if (next) return next;
  const { label } = REQUEST_STATE_WORDS[state];
  throw new Refusal("certificates.wrong-request-state", 409, {
    vi: `Đề nghị đang ở bước "${label.vi}" nên không làm được việc này. Có thể người khác vừa xử lý.`,
    en: `The request is "${label.en}", so this cannot be done. Somebody may have just acted on it.`,
  });
}

type Change = Partial<Omit<CertificateRequest, "id" | "state" | "version">>;

/** Moves a locked request one step, with audit record and event. */
export async function moveRequest(
  tx: Transaction,
  request: CertificateRequest,
  action: RequestAction,
  change: Change = {},
): Promise<CertificateRequest> {
  const state = nextRequestState(request.state, action);
  const updated = await tx.queries
    .updateTable("certificates.request")
    .set({ ...change, state, version: request.version + 1 })
    .where("id", "=", request.id)
    .where("version", "=", request.version)
    .returningAll()
    .executeTakeFirst();
  if (!updated) throw changedMeanwhile();
  recordRequest(tx, updated, `certificates.request-${action}`);
  return updated;
}

/** Audit record and event of a step. */
export function recordRequest(tx: Transaction, request: CertificateRequest, action: string): void {
  const { id, kind, state, certificate_id, organisation_id, holder_id } = request;
  tx.record({
    action,
    objectKind: "certificate-request",
    objectId: id,
    data: { kind, state, certificate: certificate_id, holder: holder_id },
  });
  tx.emit({
    type: "certificates.request-moved",
    subjectId: id,
    organisations: [organisation_id],
    data: { requestId: id, kind, state },
  });
}
