import { sql } from "kysely";
import type { Transaction } from "../transaction/index.ts";
import { type IdentityHost, randomToken, tokenHash } from "./host.ts";

const DAY_MS = 86_400_000;

/** How long a link works: long enough to be handed over in an office, short enough to be forgotten. */
const LIFE_MS = { "first-administrator": DAY_MS, "set-password": 3 * DAY_MS } as const;

export type LinkPurpose = keyof typeof LIFE_MS;

/** A link just made. The address holds the only copy of its token. */
export interface OneTimeLink {
  readonly url: string;
  readonly expiresAt: Date;
}

const PATHS: Readonly<Record<LinkPurpose, string>> = {
  "first-administrator": "/first-administrator",
  "set-password": "/set-password",
};

/** Makes a link and ends earlier ones of the same purpose and account. */
export async function makeLink(
  tx: Transaction,
  host: IdentityHost,
  purpose: LinkPurpose,
  accountId: string | null,
): Promise<OneTimeLink> {
  const token = randomToken();
  const expiresAt = new Date(tx.now.getTime() + LIFE_MS[purpose]);
  await sql`delete from identity.one_time_link
    where purpose = ${purpose} and account_id is not distinct from ${accountId}::uuid and used_at is null`.execute(
    tx.queries,
  );
  await tx.queries
    .insertInto("identity.one_time_link")
    .values({
      token_hash: tokenHash(token),
      purpose,
      account_id: accountId,
      created_at: tx.now,
      expires_at: expiresAt,
    })
    .execute();
  return { url: `${host.config.baseUrl}${PATHS[purpose]}?token=${token}`, expiresAt };
}

/**
 * Uses a link up.
 * @returns the account it is for (null for the first administrator), or undefined when it does not work any more
 */
export async function useLink(
  tx: Transaction,
  purpose: LinkPurpose,
  token: string,
): Promise<{ accountId: string | null } | undefined> {
  const used = await sql<{ account_id: string | null }>`update identity.one_time_link set used_at = ${tx.now}
    where token_hash = ${tokenHash(token)} and purpose = ${purpose} and used_at is null and expires_at > ${tx.now}
    returning account_id`.execute(tx.queries);
  const row = used.rows[0];
  return row && { accountId: row.account_id };
}

/** True while the link would work: for the page that shows the form. */
export async function linkWorks(
  host: IdentityHost,
  purpose: LinkPurpose,
  token: string,
  now: Date = new Date(),
): Promise<boolean> {
  const found = await sql`select 1 from identity.one_time_link
    where token_hash = ${tokenHash(token)} and purpose = ${purpose} and used_at is null
      and expires_at > ${now}`.execute(host.database.queries);
  return found.rows.length > 0;
}
