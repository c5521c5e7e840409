import { sql } from "kysely";
import { assertMay } from "../access/index.ts";
import { Refusal } from "../errors.ts";
import { type PersonActor, type Transaction, transact, uuidv7 } from "../transaction/index.ts";
import { requestOf } from "./change-password.ts";
import type { IdentityHost } from "./host.ts";
import { makeLink, type OneTimeLink } from "./one-time-link.ts";
import { manageAccounts } from "./permissions.ts";
import { foldUsername, parseUsername } from "./username.ts";

interface ByAdministrator {
  readonly actor: PersonActor;
  readonly requestId?: string;
}

export interface CreateAccountInput extends ByAdministrator {
  /** Somebody the directory knows and who has no account yet. */
  readonly personId: string;
  readonly username: string;
}

/** An account with the link by which its owner sets the first password. */
export interface AccountLink {
  readonly accountId: string;
  /** Null when the same request was sent twice: the first answer has the link; a reset makes a new one. */
  readonly link: OneTimeLink | null;
}

/**
 * Gives a person of the directory an account without a password.
 * @throws AccessDeniedError; Refusal on `username` when it is malformed or taken, or when the person has an account
 */
export async function createAccount(
  host: IdentityHost,
  input: CreateAccountInput,
  now: Date = new Date(),
): Promise<AccountLink> {
  assertMay(input.actor, manageAccounts, undefined);
  return await withLink(host, input, now, (tx) => insertAccount(tx, input.personId, input.username));
}

/** The account row itself, for use cases that make the person in the same transaction. @returns its id */
export async function insertAccount(tx: Transaction, personId: string, typedName: string): Promise<string> {
  const username = parseUsername(typedName);
  const accountId = uuidv7(tx.now);
  const made = await tx.queries
    .insertInto("identity.account")
    .values({
      id: accountId,
      person_id: personId,
      username,
      username_folded: foldUsername(username),
      password_hash: null,
      password_changed_at: null,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!made) throw nameTaken(username);
  tx.record({
    action: "identity.create-account",
    objectKind: "account",
    objectId: accountId,
    data: { person: personId, username },
  });
  return accountId;
}

export interface AccountInput extends ByAdministrator {
  readonly accountId: string;
}

/**
 * Takes the password away, ends all sessions and tokens, and makes a link by which the owner sets a new one. The
 * second factor stays: a link alone opens nothing.
 */
export async function resetPassword(
  host: IdentityHost,
  input: AccountInput,
  now: Date = new Date(),
): Promise<AccountLink> {
  assertMay(input.actor, manageAccounts, undefined);
  return await withLink(host, input, now, async (tx) => {
    await shut(tx, input, { password_hash: null });
    tx.record({ action: "identity.reset-password", objectKind: "account", objectId: input.accountId });
    return input.accountId;
  });
}

/** Locks an account: nobody signs in, its sessions and tokens stop at once. @throws Refusal for one's own account */
export async function lockAccount(
  host: IdentityHost,
  input: AccountInput,
  now: Date = new Date(),
): Promise<void> {
  assertMay(input.actor, manageAccounts, undefined);
  await transact(host, { actor: input.actor, now, ...requestOf(input) }, async (tx) => {
    await shut(tx, input, { status: "locked" });
    tx.record({ action: "identity.lock-account", objectKind: "account", objectId: input.accountId });
  });
}

/** Lets the owner of a locked account sign in again. */
export async function unlockAccount(
  host: IdentityHost,
  input: AccountInput,
  now: Date = new Date(),
): Promise<void> {
  assertMay(input.actor, manageAccounts, undefined);
  await transact(host, { actor: input.actor, now, ...requestOf(input) }, async (tx) => {
    await tx.queries
      .updateTable("identity.account")
      .set({ status: "active" })
      .where("id", "=", input.accountId)
      .execute();
    tx.record({ action: "identity.unlock-account", objectKind: "account", objectId: input.accountId });
  });
}

async function shut(
  tx: Transaction,
  input: AccountInput,
  change: { status: "locked" } | { password_hash: null },
): Promise<void> {
  const account = await tx.queries
    .updateTable("identity.account")
    .set((row) => ({ ...change, session_epoch: row("session_epoch", "+", 1) }))
    .where("id", "=", input.accountId)
    .returning("person_id")
    .executeTakeFirst();
  if (!account) throw unknownAccount();
  if (account.person_id === input.actor.personId) throw ownAccount();
  await sql`update identity.access_token set revoked_at = ${tx.now}
    where account_id = ${input.accountId} and revoked_at is null`.execute(tx.queries);
}

/** The stored result of a request holds no secret: only the first answer carries the link. */
async function withLink(
  host: IdentityHost,
  input: ByAdministrator,
  now: Date,
  work: (tx: Transaction) => Promise<string>,
): Promise<AccountLink> {
  let link: OneTimeLink | null = null;
  const accountId = await transact(host, { actor: input.actor, now, ...requestOf(input) }, async (tx) => {
    const id = await work(tx);
    link = await makeLink(tx, host, "set-password", id);
    return id;
  });
  return { accountId, link };
}

function nameTaken(username: string): Refusal {
  return new Refusal(
    "identity.username-taken",
    409,
    {
      vi: `Tên đăng nhập "${username}" đã có người dùng, hoặc người này đã có tài khoản. Hãy chọn tên khác.`,
      en: `The user name "${username}" is taken, or the person already has an account. Choose another.`,
    },
    "username",
  );
}

function ownAccount(): Refusal {
  return new Refusal("identity.own-account", 409, {
    vi: "Không thể khoá hay đặt lại tài khoản của chính mình. Hãy nhờ một quản trị viên khác.",
    en: "You cannot lock or reset your own account. Ask another administrator.",
  });
}

function unknownAccount(): Refusal {
  return new Refusal("identity.account-unknown", 404, {
    vi: "Không có tài khoản này. Hãy tải lại danh sách.",
    en: "There is no such account. Reload the list.",
  });
}
