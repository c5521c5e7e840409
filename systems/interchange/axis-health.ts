import { sql } from "kysely";
import type { House } from "../../core/system.ts";
import type { AxisError } from "./axis/index.ts";
import "./tables.ts";

/** Success is written at most so often, unless it ends a failure. */
const QUIET_MS = 60_000;

const lastNoted = new WeakMap<House, number>();

/** The axis answered. */
export async function noteAxisSuccess(house: House): Promise<void> {
  const now = Date.now();
  if (now - (lastNoted.get(house) ?? 0) < QUIET_MS) return;
  await sql`update interchange.axis_health set last_success_at = now(), failing_since = null,
    last_error_vi = null, last_error_en = null where id = 1`.execute(house.database.queries);
  lastNoted.set(house, now);
}

/** The axis did not answer, or refused us as a whole. */
export async function noteAxisFailure(house: House, error: AxisError): Promise<void> {
  lastNoted.delete(house);
  await sql`update interchange.axis_health set failing_since = coalesce(failing_since, now()),
    last_error_vi = ${error.sentence.vi}, last_error_en = ${error.sentence.en} where id = 1`.execute(
    house.database.queries,
  );
}
