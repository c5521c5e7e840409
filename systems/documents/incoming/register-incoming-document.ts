import { assertMay } from "../../../core/access/index.ts";
import { nextNumber, seriesOf } from "../../../core/numbering/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { keepDueAt } from "../archive/keep-due.ts";
import { assertBookOpen } from "../closing/assert-book-open.ts";
import { mayRegister } from "../permissions.ts";
import {
  dueStatus,
  type Incoming,
  lockIncoming,
  moveIncoming,
  nextIncomingState,
  registering,
} from "./incoming.ts";

/**
 * The clerk takes the document in: the arrival number of the year, one series for paper and electronic
 * (NĐ 30/2020 Art. 22.2), and status 03 to the sender. A document that replaces an earlier one retires it.
 */
export async function registerIncomingDocument(
  tx: Transaction,
  actor: PersonActor,
  id: string,
): Promise<Incoming> {
  const document = await lockIncoming(tx, id);
  assertMay(actor, mayRegister, registering(document));
  nextIncomingState(document, "register");
  const { number, year } = await takeArrivalNumber(tx, document.organisation_id, document.confidentiality);
  const registered = await moveIncoming(
    tx,
    document,
    "register",
    {
      arrival_number: number,
      arrival_year: year,
      registered_at: tx.now,
      registered_by_name: actor.fullName,
      keep_due: keepDueAt(tx.now),
    },
    {
      note: `Số đến ${number}`,
      status: {
        code: "03",
        description: `Tiếp nhận văn bản điện tử, vào sổ văn bản đến của đơn vị (số đến ${number})`,
      },
    },
  );
  if (document.replaces) await retireReplaced(tx, document.replaces, registered);
  return registered;
}

/** The replaced document leaves the work; its sender learns that the replacement was taken (15). */
async function retireReplaced(tx: Transaction, replacedId: string, by: Incoming): Promise<void> {
  const replaced = await lockIncoming(tx, replacedId);
  if (replaced.state === "replaced" || replaced.state === "recalled" || replaced.state === "refused") return;
  await moveIncoming(
    tx,
    replaced,
    "replace",
    { replaced_by: by.id, frozen: false, request: null, request_reason: null, request_at: null },
    { note: `Được thay thế bởi ${by.symbol}` },
  );
  dueStatus(tx, replaced, "15", `Đồng ý thay thế bằng văn bản ${by.symbol}`);
}

/** The next arrival number of the year; secret documents have a series of their own. Take it late: it holds a lock. */
export async function takeArrivalNumber(
  tx: Transaction,
  organisationId: string,
  confidentiality: number,
  at: Date = tx.now,
): Promise<{ readonly number: number; readonly year: number }> {
  const series = await seriesOf(tx.queries, {
    organisationId,
    direction: "incoming",
    documentType: null,
    secret: confidentiality > 0,
    normative: false,
  });
  const given = await nextNumber(tx.queries, { organisationId, series, at });
  const secret = confidentiality > 0;
  await assertBookOpen(tx.queries, { organisationId, book: "incoming", secret, year: given.year });
  return given;
}
