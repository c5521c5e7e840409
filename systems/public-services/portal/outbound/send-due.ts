import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { giveWay } from "../../../../core/give-way.ts";
import type { House } from "../../../../core/system.ts";
import type { PortalAdapter } from "../adapter/portal-adapter.ts";
import { PortalUnavailable } from "../adapter/portal-error.ts";
import { noteFailure, noteSuccess } from "../health.ts";
import type { MessageRow, QueueRow } from "./gather.ts";
import { sendMessage } from "./send-message.ts";
import { LEASE_SECONDS, putOff, release, settleMessage } from "./settle-sending.ts";

export interface SendOptions {
  /** Dossiers sent at the same time. */
  readonly lanes?: number;
  /** First pause after a failure, milliseconds; it doubles with each. */
  readonly pauseMs?: number;
}

const LANES = 6;
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** After so many failures in a row across all dossiers the portal counts as away, and only one lane knocks. */
const AWAY_AFTER = 12;

/**
 * Sends what is due: dossiers side by side, each one's messages in their order. This is a loop of its own and no job, so that
 * a portal that is away or slow holds up nothing but its own messages.
 *
 * @returns "again" when something was sent
 */
export async function sendDue(
  house: House,
  adapter: PortalAdapter,
  signal: AbortSignal,
  options: SendOptions = {},
): Promise<"again" | "rest"> {
  const isAway = away.has(house);
  const most = isAway ? 1 : AWAY_AFTER;
  const round: Round = { sent: 0, failedInARow: 0, pauseMs: options.pauseMs ?? PAUSE_MS };
  const lanes = Array.from({ length: isAway ? 1 : (options.lanes ?? LANES) }, async () => {
    while (!signal.aborted && round.failedInARow < most) {
      await giveWay(signal);
      const queue = await claim(house);
      if (!queue) return;
      await sendDossier(house, adapter, queue, { signal, round });
      if (isAway && round.sent > 0) return;
    }
  });
  await Promise.all(lanes);
  if (round.failedInARow < most) {
    if (round.sent > 0) away.delete(house);
    return round.sent > 0 ? "again" : "rest";
  }
  away.add(house);
  return "rest";
}

/** Houses whose portal did not answer at the end of the last round. */
const away = new WeakSet<House>();

interface Round {
  sent: number;
  failedInARow: number;
  readonly pauseMs: number;
}

/** The dossier that has waited longest, for this lane alone; one whose lane died is taken over when its lease ends. */
async function claim(house: House): Promise<QueueRow | undefined> {
  const lease = randomUUID();
  const { rows } = await sql<QueueRow>`
    update public_services.portal_dossier d
       set lease = ${lease}::uuid, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     where d.dossier_id = (
       select dossier_id from public_services.portal_dossier
        where next_at <= now() and (lease_until is null or lease_until < now())
        order by next_at limit 1 for update skip locked)
    returning d.*`.execute(house.database.queries);
  return rows[0];
}

async function sendDossier(
  house: House,
  adapter: PortalAdapter,
  claimed: QueueRow,
  { signal, round }: { readonly signal: AbortSignal; readonly round: Round },
): Promise<void> {
  let queue: QueueRow | undefined = claimed;
  for (;;) {
    const message = queue && (await firstOpen(house, queue));
    if (!queue || message?.standing !== "waiting" || signal.aborted) {
      if (signal.aborted) return await handBack(house, claimed);
      if (!(await release(house, claimed))) return;
    } else if (!(await sendOne(house, adapter, { queue, message, round }))) return;
    queue = await ours(house, claimed);
  }
}

/** @returns false when the portal could not be reached and the dossier waits */
async function sendOne(
  house: House,
  adapter: PortalAdapter,
  {
    queue,
    message,
    round,
  }: { readonly queue: QueueRow; readonly message: MessageRow; readonly round: Round },
): Promise<boolean> {
  try {
    const outcome = await sendMessage(house, adapter, queue, message);
    await settleMessage(house, queue, message, outcome);
    round.sent += 1;
    round.failedInARow = 0;
    await noteSuccess(house);
    return true;
  } catch (error) {
    const unavailable = error instanceof PortalUnavailable ? error : internal(house, queue, error);
    round.failedInARow += 1;
    const waitMs = Math.min(LONGEST_PAUSE_MS, round.pauseMs * 2 ** Math.min(queue.attempts, 20));
    await putOff(house, queue, message, { error: unavailable, waitMs });
    if (round.failedInARow >= AWAY_AFTER) await noteFailure(house, unavailable);
    return false;
  }
}

/** A fault of ours is no reason to lose the message or to stop the others: it waits, and the log says what happened. */
function internal(house: House, queue: QueueRow, error: unknown): PortalUnavailable {
  house.log.warn({ dossier: queue.dossier_id, error: String(error) }, "a message to the portal failed here");
  return new PortalUnavailable("portal.internal", {
    vi: "Hệ thống gặp lỗi khi chuẩn bị gửi và đang tự thử lại.",
    en: "The system met an error while preparing this and is trying again.",
  });
}

async function firstOpen(house: House, queue: QueueRow): Promise<MessageRow | undefined> {
  return await house.database.queries
    .selectFrom("public_services.portal_message")
    .selectAll()
    .where("dossier_id", "=", queue.dossier_id)
    .where("standing", "<>", "sent")
    .orderBy("number")
    .limit(1)
    .executeTakeFirst();
}

/** As it stands now: what was learned by the last message counts for the next. */
async function ours(house: House, { dossier_id, lease }: QueueRow): Promise<QueueRow | undefined> {
  return await house.database.queries
    .selectFrom("public_services.portal_dossier")
    .selectAll()
    .where("dossier_id", "=", dossier_id)
    .where("lease", "=", lease)
    .executeTakeFirst();
}

/** The house stops: the next start goes on at once. */
async function handBack(house: House, { dossier_id, lease }: QueueRow): Promise<void> {
  await house.database.queries
    .updateTable("public_services.portal_dossier")
    .set({ lease: null, lease_until: null })
    .where("dossier_id", "=", dossier_id)
    .where("lease", "=", lease)
    .execute();
}
