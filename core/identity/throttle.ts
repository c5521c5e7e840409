import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import type { IdentityHost } from "./host.ts";
import { keyedHash } from "./secret-box.ts";

/** What is being guessed at. Factors are counted by account, so that a stolen password gives no new tries. */
export type ThrottleKind = "account" | "address" | "factor";

interface Allowance {
  /** Wrong attempts without any wait. A whole office may stand behind one address. */
  readonly free: number;
  /** The first wait, seconds; it doubles with every further failure. */
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

const ALLOWANCE: Readonly<Record<ThrottleKind, Allowance>> = {
  account: { free: 5, firstSeconds: 2, longestSeconds: 900 },
  address: { free: 50, firstSeconds: 2, longestSeconds: 900 },
  factor: { free: 5, firstSeconds: 30, longestSeconds: 3_600 },
};

/** Failures are forgotten after a day without another. */
const FORGET_HOURS = 24;

/**
 * Counts an attempt before it is judged, so that a hundred guesses at once count as a hundred.
 * @returns the instant until which nothing more is judged, or undefined when the attempt may go on
 */
export async function chargeAttempt(
  host: IdentityHost,
  kind: ThrottleKind,
  subject: string,
  now: Date,
): Promise<Date | undefined> {
  const { free, firstSeconds, longestSeconds } = ALLOWANCE[kind];
  const charged = await sql<{ blocked: boolean; blocked_until: Date | null }>`
    insert into identity.throttle as t (subject, failures, last_at)
    values (${subjectKey(host, kind, subject)}, 1, ${now}::timestamptz)
    on conflict (subject) do update set
      failures = case
        when t.blocked_until > excluded.last_at then t.failures
        when t.last_at < excluded.last_at - make_interval(hours => ${FORGET_HOURS}) then 1
        else t.failures + 1 end,
      last_at = case when t.blocked_until > excluded.last_at then t.last_at else excluded.last_at end,
      blocked_until = case
        when t.blocked_until > excluded.last_at then t.blocked_until
        when t.last_at < excluded.last_at - make_interval(hours => ${FORGET_HOURS}) then null
        when t.failures + 1 < ${free} then null
        else excluded.last_at + interval '1 second'
          * least(${longestSeconds}::float8, ${firstSeconds}::float8 * power(2, least(t.failures + 1 - ${free}, 30))) end
    returning new.blocked_until, coalesce(old.blocked_until > ${now}::timestamptz, false) as blocked`.execute(
    host.database.queries,
  );
  const row = charged.rows[0];
  return row?.blocked && row.blocked_until ? row.blocked_until : undefined;
}

/** The attempt was right: an account's failures are forgotten; an address only gets this attempt back. */
export async function creditAttempt(
  host: IdentityHost,
  queries: Queries,
  kind: ThrottleKind,
  subject: string,
): Promise<void> {
  const key = subjectKey(host, kind, subject);
  if (kind === "address") {
    await sql`update identity.throttle set failures = greatest(failures - 1, 0), blocked_until = null
      where subject = ${key}`.execute(queries);
    return;
  }
  await sql`delete from identity.throttle where subject = ${key}`.execute(queries);
}

function subjectKey(host: IdentityHost, kind: ThrottleKind, subject: string): Buffer {
  return keyedHash(host.config.secret, "identity.throttle", `${kind}:${subject}`);
}
