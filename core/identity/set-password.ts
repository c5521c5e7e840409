import { sql } from "kysely";
import { transact } from "../transaction/index.ts";
import { checkNewPassword } from "./change-password.ts";
import { linkExpired } from "./errors.ts";
import { IDENTITY, type IdentityHost, tokenHash } from "./host.ts";
import { useLink } from "./one-time-link.ts";
import { hashPassword } from "./password.ts";

export interface SetPasswordInput {
  /** Of the link an administrator handed over. */
  readonly token: string;
  readonly next: string;
  readonly repeated: string;
}

/**
 * Sets one's own password through a one-time link. The person then signs in as always, with the second factor.
 * @returns the user name to sign in with
 * @throws FormRefusal on `next` or `repeated` (the link still works then), Refusal 410 `identity.link-expired`
 */
export async function setPassword(
  host: IdentityHost,
  input: SetPasswordInput,
  now: Date = new Date(),
): Promise<string> {
  const found = await sql<{ username: string; full_name: string }>`
    select a.username, n.full_name from identity.one_time_link l
      join identity.account a on a.id = l.account_id join directory.person n on n.id = a.person_id
     where l.token_hash = ${tokenHash(input.token)} and l.used_at is null and l.expires_at > ${now}`.execute(
    host.database.queries,
  );
  const owner = found.rows[0];
  if (!owner) throw linkExpired();
  checkNewPassword(input.next, input.repeated, { username: owner.username, fullName: owner.full_name });
  const hash = await hashPassword(input.next);
  await transact(host, { actor: IDENTITY, now }, async (tx) => {
    const link = await useLink(tx, "set-password", input.token);
    if (!link?.accountId) throw linkExpired();
    await tx.queries
      .updateTable("identity.account")
      .set((row) => ({
        password_hash: hash,
        password_changed_at: now,
        demo: false,
        session_epoch: row("session_epoch", "+", 1),
      }))
      .where("id", "=", link.accountId)
      .execute();
    tx.record({ action: "identity.set-password", objectKind: "account", objectId: link.accountId });
  });
  return owner.username;
}
