import { sql } from "kysely";
import { assertMay, findScope } from "../access/index.ts";
import type { Queries } from "../database/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../errors.ts";
import { type PersonActor, transact, uuidv7 } from "../transaction/index.ts";
import { requestOf } from "./change-password.ts";
import { type IdentityHost, randomToken, tokenHash } from "./host.ts";
import { manageOwnAccount } from "./permissions.ts";
import type { Session } from "./session.ts";

/** Known beginning, so that secret scanners recognise a token that leaked. */
export const TOKEN_PREFIX = "nlp_";
const LONGEST_DAYS = 365;
const DAY_MS = 86_400_000;

export interface CreateTokenInput {
  readonly session: Session;
  /** What it is for, as its owner will recognise it. */
  readonly name: string;
  /** Names of declared scopes. */
  readonly scopes: readonly string[];
  /** Days until it ends, 1 to 365. */
  readonly days: number;
  readonly requestId?: string;
}

export interface CreatedToken {
  readonly id: string;
  /** The token itself, shown this once; null when the same request was sent twice and the first answer has it. */
  readonly token: string | null;
  readonly expiresAt: Date;
}

/**
 * Makes a personal access token. It acts in the appointment of the session that made it, with the owner's rights of
 * that day narrowed to its scopes.
 *
 * @throws FormRefusal on `name`, `scopes`, `days`; Refusal when the session lacks a second factor it needs
 */
export async function createAccessToken(
  host: IdentityHost,
  input: CreateTokenInput,
  now: Date = new Date(),
): Promise<CreatedToken> {
  const { session } = input;
  assertMay(session.actor, manageOwnAccount, undefined);
  if (session.secondFactorMissing) throw factorFirst();
  const name = checkToken(input);
  const token = TOKEN_PREFIX + randomToken();
  const id = uuidv7(now);
  const expiresAt = new Date(now.getTime() + input.days * DAY_MS);
  // The stored result of a request must hold no secret: it keeps the id, and a repeat is recognised by it.
  const made = await transact(host, { actor: session.actor, now, ...requestOf(input) }, async (tx) => {
    await tx.queries
      .insertInto("identity.access_token")
      .values({
        id,
        account_id: session.accountId,
        appointment_id: session.actor.appointmentId,
        name,
        scopes: [...new Set(input.scopes)].sort(),
        prefix: token.slice(0, TOKEN_PREFIX.length + 6),
        token_hash: tokenHash(token),
        created_at: now,
        expires_at: expiresAt,
      })
      .execute();
    tx.record({
      action: "identity.make-token",
      objectKind: "access-token",
      objectId: id,
      data: { name, scopes: input.scopes, until: expiresAt.toISOString() },
    });
    return { id, expiresAt: expiresAt.toISOString() };
  });
  return { id: made.id, token: made.id === id ? token : null, expiresAt: new Date(made.expiresAt) };
}

function checkToken(input: CreateTokenInput): string {
  const problems: Record<string, Sentence> = {};
  const name = input.name.normalize("NFC").trim();
  if (name.length < 1 || name.length > 100) {
    problems.name = {
      vi: "Hãy đặt tên để sau này nhận ra mã này dùng cho việc gì (tối đa 100 ký tự).",
      en: "Give a name that tells later what the token is for (at most 100 characters).",
    };
  }
  if (input.scopes.length === 0 || input.scopes.some((each) => findScope(each) === undefined)) {
    problems.scopes = {
      vi: "Hãy chọn ít nhất một phạm vi trong danh sách.",
      en: "Choose at least one scope from the list.",
    };
  }
  if (!Number.isInteger(input.days) || input.days < 1 || input.days > LONGEST_DAYS) {
    problems.days = {
      vi: `Thời hạn là số ngày từ 1 đến ${LONGEST_DAYS}.`,
      en: `The lifetime is a number of days from 1 to ${LONGEST_DAYS}.`,
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return name;
}

function factorFirst(): Refusal {
  return new Refusal("identity.second-factor-needed", 403, {
    vi: "Chức vụ của bạn cần xác thực hai lớp. Hãy bật xác thực hai lớp trước khi tạo mã truy cập.",
    en: "Your position needs a second factor. Turn it on before making an access token.",
  });
}

/** A token as its owner sees it. */
export interface ListedToken {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastUsedAddress: string | null;
  readonly revokedAt: Date | null;
}

/** All tokens of an account, the newest first; revoked and expired ones stay listed. */
export async function listAccessTokens(queries: Queries, accountId: string): Promise<ListedToken[]> {
  const rows = await queries
    .selectFrom("identity.access_token")
    .selectAll()
    .where("account_id", "=", accountId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    lastUsedAddress: row.last_used_address,
    revokedAt: row.revoked_at,
  }));
}

/** Revokes one of one's own tokens, at once. Somebody else's or a revoked one is left alone. */
export async function revokeAccessToken(
  host: IdentityHost,
  input: { readonly actor: PersonActor; readonly tokenId: string },
  now: Date = new Date(),
): Promise<void> {
  assertMay(input.actor, manageOwnAccount, undefined);
  await transact(host, { actor: input.actor, now }, async (tx) => {
    const revoked = await sql<{ id: string }>`update identity.access_token t set revoked_at = ${now}
      from identity.account a
      where t.id = ${input.tokenId} and t.revoked_at is null
        and a.id = t.account_id and a.person_id = ${input.actor.personId} returning t.id`.execute(tx.queries);
    for (const { id } of revoked.rows) {
      tx.record({ action: "identity.revoke-token", objectKind: "access-token", objectId: id });
    }
  });
}
