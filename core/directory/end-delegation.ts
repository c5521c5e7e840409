import { sql } from "kysely";
import { assertMay } from "../access/index.ts";
import { localDateOf } from "../calendar/vietnam-time.ts";
import { FormRefusal, notFound, Refusal } from "../errors.ts";
import type { PersonActor, Transaction } from "../transaction/index.ts";
import { undoesRights } from "./decide-rights-alert.ts";
import { DELEGATION_ENDED, DELEGATION_GIVEN, delegationAlert } from "./delegation-alerts.ts";
import { type Delegation, findDelegation } from "./delegations.ts";
import { mayEndDelegation } from "./permissions.ts";
import { lapseRightsAlerts } from "./rights-alerts.ts";
import "./events.ts";

/**
 * Ends a delegation before its last day, at once: by whoever gave it, by whoever received it (giving it back), or by an
 * administrator.
 *
 * @param reason 10 to 300 characters
 * @throws FormRefusal on `reason`, AccessDeniedError, Refusal directory.delegation-over | not-found
 */
export async function endDelegation(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly id: string; readonly reason: string },
): Promise<Delegation> {
  const found = await findDelegation(tx.queries, input.id);
  if (!found) throw notFound();
  assertMay(actor, mayEndDelegation, found);
  const reason = input.reason.normalize("NFC").trim();
  if (reason.length < 10 || reason.length > 300) {
    throw new FormRefusal({
      reason: { vi: "Nêu lý do, 10 đến 300 ký tự.", en: "Give the reason, 10 to 300 characters." },
    });
  }
  const ended = await endDelegations(tx, [found.id], reason);
  if (ended.length === 0) {
    throw new Refusal("directory.delegation-over", 409, {
      vi: "Ủy quyền này đã kết thúc.",
      en: "This delegation is over already.",
    });
  }
  return found;
}

/**
 * Ends those that are not over yet, with record and event.
 * @param alerted false: it ends because somebody authorised contested it, which needs no confirmation
 * @returns the ids that were ended now
 */
export async function endDelegations(
  tx: Transaction,
  ids: readonly string[],
  reason: string,
  alerted = true,
): Promise<readonly string[]> {
  const byName = tx.actor.kind === "person" ? tx.actor.fullName : "";
  const { rows } = await sql<{ id: string; organisation_id: string }>`
    update directory.delegation set ended_at = ${tx.now}, ended_by_name = ${byName}, end_reason = ${reason}
     where id = any(${[...ids]}::uuid[]) and ended_at is null and ends >= ${localDateOf(tx.now)}::date
    returning id, organisation_id`.execute(tx.queries);
  for (const { id, organisation_id: organisationId } of rows) {
    tx.record({
      action: "directory.end-delegation",
      objectKind: "delegation",
      objectId: id,
      data: { reason },
    });
    tx.emit({
      type: "directory.delegation-moved",
      subjectId: id,
      organisations: [organisationId],
      data: { delegationId: id, action: "ended" },
    });
    if (alerted) await delegationAlert(tx, id, "ended");
  }
  return rows.map(({ id }) => id);
}

undoesRights(DELEGATION_GIVEN, async (tx, actor, alert) => {
  const reason = `${actor.fullName} không đồng ý thay đổi quyền`;
  const ended = await endDelegations(tx, [alert.objectId], reason, false);
  return ended.length > 0
    ? { vi: "Ủy quyền đã kết thúc ngay.", en: "The delegation has ended at once." }
    : { vi: "Ủy quyền đã hết trước đó.", en: "The delegation was over already." };
});

undoesRights(DELEGATION_ENDED, async (tx, _actor, alert) => {
  const restored = await restoreDelegations(tx, [alert.objectId]);
  return restored.length > 0
    ? { vi: "Ủy quyền có hiệu lực trở lại như trước.", en: "The delegation is in force again as before." }
    : {
        vi: "Ủy quyền đã quá ngày cuối hoặc một bên không còn giữ chức vụ nên không khôi phục được; nếu cần thì ủy quyền lại.",
        en: "Its last day is over or one of the two holds the post no longer, so it is not restored; give it anew when needed.",
      };
});

/**
 * Puts delegations that were ended early back in force: their last day is not over and both hold their posts today.
 * @returns the ids that are in force again; alerts about their end have lapsed
 */
export async function restoreDelegations(
  tx: Transaction,
  ids: readonly string[],
): Promise<readonly string[]> {
  const today = localDateOf(tx.now);
  const { rows } = await sql<{ id: string; organisation_id: string }>`
    update directory.delegation d set ended_at = null, ended_by_name = null, end_reason = null
     where d.id = any(${[...ids]}::uuid[]) and d.ended_at is not null and d.ends >= ${today}::date
       and not exists (select from unnest(array[d.from_appointment, d.to_appointment]) as held(id)
                        where not exists (select from directory.appointment a
                                           where a.id = held.id and a.valid @> ${today}::date))
    returning d.id, d.organisation_id`.execute(tx.queries);
  for (const { id, organisation_id: organisationId } of rows) {
    tx.record({
      action: "directory.restore-delegation",
      objectKind: "delegation",
      objectId: id,
      data: {},
    });
    tx.emit({
      type: "directory.delegation-moved",
      subjectId: id,
      organisations: [organisationId],
      data: { delegationId: id, action: "restored" },
    });
  }
  await lapseRightsAlerts(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id }) => id);
}
