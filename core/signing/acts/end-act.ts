import type { Transaction } from "../../transaction/index.ts";
import { type Act, assertOpen, lockAct } from "./act.ts";
import { baseChanged, notYourAct } from "./refusals.ts";

/** A consent was given in time; value and timestamp (measured at up to 131 s a call) may take this long. */
const AUTHORISED_SECONDS = 600;

/**
 * The holder has agreed (the code was right, the button on the phone was pressed); the signature itself is still to
 * come. `details` replaces what was stored: it says what to ask the provider for after a restart.
 *
 * @throws Refusal as {@link completeAct}
 */
export async function authoriseAct(
  tx: Transaction,
  id: string,
  details?: Readonly<Record<string, unknown>>,
): Promise<Act> {
  const act = await lockAct(tx, id);
  assertOpen(act, tx.now);
  const extended = new Date(tx.now.getTime() + AUTHORISED_SECONDS * 1000);
  const expiresAt = extended > act.expiresAt ? extended : act.expiresAt;
  const joined = { ...(typeof act.details === "object" ? act.details : {}), ...details };
  await tx.queries
    .updateTable("signing.act")
    .set({ state: "authorised", details: JSON.stringify(joined), expires_at: expiresAt })
    .where("id", "=", id)
    .execute();
  tx.record({ action: "signing.authorise-act", objectKind: "signing-act", objectId: id, data: {} });
  return { ...act, state: "authorised", details: joined, expiresAt };
}

/**
 * Keeps what a step outside has brought, beside what is there, without a change of state.
 * @throws Refusal signing.no-act | signing.act-expired | signing.act-cancelled | signing.act-ended
 */
export async function noteAct(
  tx: Transaction,
  id: string,
  more: Readonly<Record<string, unknown>>,
): Promise<Act> {
  const act = await lockAct(tx, id);
  assertOpen(act, tx.now);
  const details = { ...(typeof act.details === "object" ? act.details : {}), ...more };
  await tx.queries
    .updateTable("signing.act")
    .set({ details: JSON.stringify(details) })
    .where("id", "=", id)
    .execute();
  return { ...act, details };
}

/**
 * Records the signed file as the act's result, in the transaction that also stores it at its subject: so it happens
 * once. The same result again is no error; its second caller does nothing.
 *
 * @param result `baseSha256`: the file of the subject as it stands now
 * @returns whether this call completed it
 * @throws Refusal signing.no-act | signing.act-expired | signing.act-cancelled | signing.act-ended |
 *   signing.act-base-changed
 */
export async function completeAct(
  tx: Transaction,
  id: string,
  result: { readonly baseSha256: string; readonly sha256: string },
): Promise<{ readonly act: Act; readonly completed: boolean }> {
  const act = await lockAct(tx, id);
  if (act.state === "completed" && act.resultSha256 === result.sha256) return { act, completed: false };
  assertOpen(act, tx.now);
  if (act.baseSha256 !== result.baseSha256) throw baseChanged();
  await end(tx, id, "completed", { result_sha256: result.sha256 });
  tx.record({
    action: "signing.complete-act",
    objectKind: "signing-act",
    objectId: id,
    data: { result: result.sha256 },
  });
  return { act: { ...act, state: "completed", resultSha256: result.sha256 }, completed: true };
}

/** Ends an act whose answer cannot be accepted, with the stable code of the reason. Ended acts stay as they are. */
export async function refuseAct(tx: Transaction, id: string, reason: string): Promise<Act> {
  const act = await lockAct(tx, id);
  if (act.state !== "waiting" && act.state !== "authorised") return act;
  await end(tx, id, "refused", { reason });
  tx.record({ action: "signing.refuse-act", objectKind: "signing-act", objectId: id, data: { reason } });
  return { ...act, state: "refused", reason };
}

/** The person who began it changes their mind. @throws Refusal signing.no-act | signing.not-your-act */
export async function cancelAct(tx: Transaction, id: string, personId: string): Promise<Act> {
  const act = await lockAct(tx, id);
  if (act.startedBy !== personId) throw notYourAct();
  if (act.state !== "waiting" && act.state !== "authorised") return act;
  await end(tx, id, "cancelled", { reason: "signing.act-cancelled" });
  tx.record({ action: "signing.cancel-act", objectKind: "signing-act", objectId: id, data: {} });
  return { ...act, state: "cancelled", reason: "signing.act-cancelled" };
}

/** A one-time secret that has served its purpose: from now on it opens nothing. */
export async function spendSecret(tx: Transaction, id: string, name: string): Promise<void> {
  const row = await tx.queries
    .selectFrom("signing.act")
    .select("secrets")
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return;
  const { [name]: _spent, ...rest } = row.secrets;
  await tx.queries
    .updateTable("signing.act")
    .set({ secrets: JSON.stringify(rest) })
    .where("id", "=", id)
    .execute();
}

async function end(
  tx: Transaction,
  id: string,
  state: "completed" | "refused" | "cancelled",
  values: { readonly result_sha256?: string; readonly reason?: string },
): Promise<void> {
  await tx.queries
    .updateTable("signing.act")
    .set({ state, ended_at: tx.now, secrets: "{}", ...values })
    .where("id", "=", id)
    .execute();
}
