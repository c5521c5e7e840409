import { sql } from "kysely";
import type { Queries } from "../database/index.ts";

/** Whether an account has a second factor in use and how many recovery codes are left. */
export async function secondFactorStanding(
  queries: Queries,
  accountId: string,
): Promise<{ readonly on: boolean; readonly recoveryCodesLeft: number }> {
  const found = await sql<{ on: boolean; left: number }>`
    select exists (select 1 from identity.second_factor
                    where account_id = ${accountId} and confirmed_at is not null) as "on",
           (select count(*)::int from identity.recovery_code
             where account_id = ${accountId} and used_at is null) as "left"`.execute(queries);
  return { on: found.rows[0]?.on ?? false, recoveryCodesLeft: found.rows[0]?.left ?? 0 };
}
