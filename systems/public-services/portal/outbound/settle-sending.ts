import { sql } from "kysely";
import { notify } from "../../../../core/notify/index.ts";
import type { House } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import type { PortalUnavailable } from "../adapter/portal-error.ts";
import { KIND_WORDS } from "../words.ts";
import type { MessageRow, QueueRow } from "./gather.ts";
import type { Outcome } from "./send-message.ts";

const OUTBOX = { kind: "system", name: "portal.outbox" } as const;
/** A lane that has not said anything for so long is dead; longer than every call of one message together. */
export const LEASE_SECONDS = 180;

/** What the portal answered, in one commit: the message, what is known of the dossier there, who must be told. */
export async function settleMessage(
  house: House,
  queue: QueueRow,
  message: MessageRow,
  outcome: Outcome,
): Promise<void> {
  await transact(house, { actor: OUTBOX }, async (tx) => {
    const sent = outcome.kind === "sent";
    const written = await tx.queries
      .updateTable("public_services.portal_message")
      .set({
        standing: outcome.kind,
        payload: JSON.stringify(outcome.payload),
        unsure: false,
        settled_at: tx.now,
        problem_code: sent ? null : outcome.code,
        problem: sent ? null : outcome.message.slice(0, 2_000),
      })
      .where("id", "=", message.id)
      .where("standing", "=", "waiting")
      .returning("tries")
      .executeTakeFirst();
    if (!written) return;
    await tx.queries
      .updateTable("public_services.portal_dossier")
      .set({
        attempts: 0,
        lease_until: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`,
        ...(sent ? { at_portal: true } : {}),
        ...(sent && message.kind === "record" ? { synced_state: message.state, synced_at: tx.now } : {}),
        ...(sent ? {} : { next_at: null }),
      })
      .where("dossier_id", "=", queue.dossier_id)
      .where("lease", "=", queue.lease)
      .execute();
    tx.record({
      action: sent ? "portal.send" : "portal.refuse",
      objectKind: "dossier",
      objectId: queue.dossier_id,
      data: { code: queue.code, kind: message.kind, state: message.state, tries: written.tries },
      ...(sent ? {} : { personal: { reason: outcome.message } }),
    });
    if (sent) return;
    tx.emit({
      type: "portal.alert",
      subjectId: message.id,
      organisations: [queue.organisation_id],
      data: { messageId: message.id, open: true },
    });
    const kind = KIND_WORDS[message.kind];
    await notify(tx, {
      to: { organisations: [queue.organisation_id], roles: ["clerk"] },
      kind: "portal.refused",
      title: {
        vi: `Cổng Dịch vụ công quốc gia chưa nhận ${kind.vi.toLowerCase()} ${queue.code}. Mở để xem lý do, sửa rồi gửi lại.`,
        en: `The national portal has not taken ${kind.en.toLowerCase()} ${queue.code}. Open it to read why, correct it and send it again.`,
      },
      href: `/portal/${message.id}`,
      urgency: "urgent",
      dedupeKey: `portal.refused:${message.id}:${written.tries}`,
    });
  });
}

/** The portal was not reached: nothing is known of the message, and it is tried again by and by. */
export async function putOff(
  house: House,
  queue: QueueRow,
  message: MessageRow,
  { error, waitMs }: { readonly error: PortalUnavailable; readonly waitMs: number },
): Promise<void> {
  await house.database.queries.transaction().execute(async (queries) => {
    await queries
      .updateTable("public_services.portal_message")
      .set({ problem_code: error.code, problem: error.sentence.vi })
      .where("id", "=", message.id)
      .where("standing", "=", "waiting")
      .execute();
    await sql`update public_services.portal_dossier set attempts = attempts + 1, lease = null, lease_until = null,
        next_at = now() + make_interval(secs => ${waitMs / 1_000})
      where dossier_id = ${queue.dossier_id}::uuid and lease = ${queue.lease}::uuid`.execute(queries);
  });
}

/**
 * Ends the work on a dossier. The row is locked while it is looked whether something came meanwhile, so that a message that
 * is queued at this very moment is seen here or finds the dossier free.
 *
 * @returns true when there is more to send, and the dossier is still ours
 */
export async function release(house: House, queue: QueueRow): Promise<boolean> {
  return await house.database.queries.transaction().execute(async (queries) => {
    const { rows } = await sql<{ standing: string | null }>`
      with ours as (
        select dossier_id from public_services.portal_dossier
         where dossier_id = ${queue.dossier_id}::uuid and lease = ${queue.lease}::uuid for update)
      select (select m.standing from public_services.portal_message m
               where m.dossier_id = o.dossier_id and m.standing <> 'sent' order by m.number limit 1) as standing
        from ours o`.execute(queries);
    const [first] = rows;
    if (!first) return false;
    if (first.standing === "waiting") return true;
    await sql`update public_services.portal_dossier set lease = null, lease_until = null, next_at = null
      where dossier_id = ${queue.dossier_id}::uuid`.execute(queries);
    return false;
  });
}
