import { sql } from "kysely";
import { instantAt, type LocalDate, localDateOf, plusDays } from "../../../../core/calendar/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import type { House, Loop } from "../../../../core/system.ts";
import { platformOf } from "../online/platform-client.ts";
import { compareDayOf } from "./compare-day.ts";

const HALF_HOUR = 30 * 60_000;
/** Days that were missed because the house or the platform was away are made up for so far back. */
const DAYS_BACK = 7;
const PAYMENTS = { kind: "system", name: "payments" } as const;

/** Compares yesterday of every body with the platform, without anybody asking. */
export const compareLoop: Loop = {
  name: "payments.compare-days",
  everyMs: HALF_HOUR,
  async run(house, signal) {
    await compareMissedDays(house, new Date(), signal);
    return "rest";
  },
};

/**
 * Compares each body's past days on which somebody began to pay online and that were not compared since they ended.
 *
 * @returns how many days were compared; a platform that is away leaves the rest for the next run
 */
export async function compareMissedDays(house: House, now: Date, signal?: AbortSignal): Promise<number> {
  if (!platformOf(house)) return 0;
  const today = localDateOf(now);
  const { rows } = await sql<{ organisation_id: string; day: LocalDate }>`
    select distinct p.organisation_id, (a.begun_at at time zone 'Asia/Ho_Chi_Minh')::date as day
      from public_services.payment_attempt a join public_services.payment p on p.id = a.payment_id
     where a.begun_at >= ${instantAt(plusDays(today, -DAYS_BACK))} and a.begun_at < ${instantAt(today)}
       and not exists (
         select from public_services.payment_comparison c
          where c.organisation_id = p.organisation_id
            and c.day = (a.begun_at at time zone 'Asia/Ho_Chi_Minh')::date
            and c.at >= ((a.begun_at at time zone 'Asia/Ho_Chi_Minh')::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')
     order by day, p.organisation_id`.execute(house.database.queries);
  let compared = 0;
  for (const { organisation_id: organisationId, day } of rows) {
    if (signal?.aborted) break;
    try {
      await compareDayOf(house, PAYMENTS, { organisationId, day });
      compared += 1;
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 503) throw error;
      house.log.warn(
        { day, organisationId, code: error.code },
        "the comparison of a day waits for the payment platform",
      );
      // What it refuses of one body says nothing about the others; when it is away, it is away for all.
      if (error.code === "payments.platform-away") break;
    }
  }
  return compared;
}
