import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { House } from "../../../core/system.ts";
import type { PortalUnavailable } from "./adapter/portal-error.ts";

/** Success is written at most so often, unless it ends a failure. */
const QUIET_MS = 30_000;

const lastNoted = new WeakMap<House, number>();

/** The portal answered. */
export async function noteSuccess(house: House): Promise<void> {
  const now = Date.now();
  if (now - (lastNoted.get(house) ?? 0) < QUIET_MS) return;
  lastNoted.set(house, now);
  await sql`update public_services.portal_health set last_success_at = now(), failing_since = null,
    last_error_vi = null, last_error_en = null where id = 1`.execute(house.database.queries);
}

/** Nobody reaches the portal. */
export async function noteFailure(house: House, { sentence }: PortalUnavailable): Promise<void> {
  lastNoted.delete(house);
  await sql`update public_services.portal_health set failing_since = coalesce(failing_since, now()),
    last_error_vi = ${sentence.vi}, last_error_en = ${sentence.en} where id = 1`.execute(
    house.database.queries,
  );
}

/** How the connection is doing. */
export interface PortalHealth {
  readonly lastSuccessAt: Date | null;
  readonly failingSince: Date | null;
  readonly errorVi: string | null;
  readonly errorEn: string | null;
}

export async function portalHealth(queries: Queries): Promise<PortalHealth | undefined> {
  const { rows } =
    await sql<PortalHealth>`select last_success_at as "lastSuccessAt", failing_since as "failingSince",
    last_error_vi as "errorVi", last_error_en as "errorEn" from public_services.portal_health where id = 1`.execute(
      queries,
    );
  return rows[0];
}
