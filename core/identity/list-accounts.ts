import { sql } from "kysely";
import { assertMay } from "../access/index.ts";
import { localDateOf } from "../calendar/index.ts";
import type { Queries } from "../database/index.ts";
import type { PersonActor } from "../transaction/index.ts";
import { foldVietnamese } from "../ui/vietnamese.ts";
import { manageAccounts } from "./permissions.ts";
import { appointmentsSql, type HeldAppointment, parseAppointments } from "./standing.ts";

/** An account as an administrator sees it. */
export interface ListedAccount {
  readonly id: string;
  readonly personId: string;
  readonly username: string;
  readonly fullName: string;
  readonly status: "active" | "locked";
  readonly demo: boolean;
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  readonly lastSignInAt: Date | null;
  /** Posts held today, the primary one first. */
  readonly appointments: readonly HeldAppointment[];
}

export interface AccountFilter {
  /** Part of the name or of the user name, with or without diacritics. */
  readonly text: string;
  readonly status: "active" | "locked" | undefined;
  /** Accounts after this user name. */
  readonly after: string | undefined;
  /** Rows, 1 to 200. */
  readonly limit: number;
}

const COLUMNS = `a.id, a.person_id as "personId", a.username, n.full_name as "fullName", a.status, a.demo,
  a.password_hash is not null as "hasPassword", a.last_sign_in_at as "lastSignInAt",
  exists (select 1 from identity.second_factor f
           where f.account_id = a.id and f.confirmed_at is not null) as "hasSecondFactor"`;

/** The accounts that fit, by user name. @throws AccessDeniedError */
export async function listAccounts(
  queries: Queries,
  actor: PersonActor,
  filter: AccountFilter,
  now: Date,
): Promise<ListedAccount[]> {
  assertMay(actor, manageAccounts, undefined);
  const pattern = `%${foldVietnamese(filter.text).replace(/[\\%_]/g, "\\$&")}%`;
  const found = await sql<Omit<ListedAccount, "appointments"> & { appointments: unknown }>`
    select ${sql.raw(COLUMNS)}, ${sql.raw(appointmentsSql("a.person_id", "t.day"))} as appointments
      from identity.account a join directory.person n on n.id = a.person_id
      cross join (select ${localDateOf(now)}::date as day) t
     where (n.name_folded like ${pattern} or a.username_folded like ${pattern})
       and (${filter.status ?? null}::text is null or a.status = ${filter.status ?? null})
       and (${filter.after ?? null}::text is null or a.username_folded > ${filter.after ?? null})
     order by a.username_folded limit ${filter.limit}`.execute(queries);
  return found.rows.map((row) => ({ ...row, appointments: parseAppointments(row.appointments) }));
}

/** One account. @returns undefined when there is none @throws AccessDeniedError */
export async function findAccount(
  queries: Queries,
  actor: PersonActor,
  accountId: string,
  now: Date,
): Promise<ListedAccount | undefined> {
  assertMay(actor, manageAccounts, undefined);
  const found = await sql<Omit<ListedAccount, "appointments"> & { appointments: unknown }>`
    select ${sql.raw(COLUMNS)}, ${sql.raw(appointmentsSql("a.person_id", "t.day"))} as appointments
      from identity.account a join directory.person n on n.id = a.person_id
      cross join (select ${localDateOf(now)}::date as day) t
     where a.id = ${accountId}`.execute(queries);
  const row = found.rows[0];
  return row && { ...row, appointments: parseAppointments(row.appointments) };
}
