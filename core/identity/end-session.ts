import { assertMay } from "../access/index.ts";
import { type PersonActor, transact } from "../transaction/index.ts";
import type { IdentityHost } from "./host.ts";
import { manageOwnAccount } from "./permissions.ts";

export interface EndSessionInput {
  readonly actor: PersonActor;
  readonly accountId: string;
  readonly sessionId: string;
}

/**
 * Ends one of one's own sessions: signing out, or a forgotten computer. Effective with the next request of it.
 * Somebody else's session, or one that is over, is left alone.
 */
export async function endSession(
  host: IdentityHost,
  input: EndSessionInput,
  now: Date = new Date(),
): Promise<void> {
  assertMay(input.actor, manageOwnAccount, undefined);
  await transact(host, { actor: input.actor, now }, async (tx) => {
    const ended = await tx.queries
      .deleteFrom("identity.session as s")
      .using("identity.account as a")
      .whereRef("a.id", "=", "s.account_id")
      .where("s.id", "=", input.sessionId)
      .where("s.account_id", "=", input.accountId)
      .where("a.person_id", "=", input.actor.personId)
      .returning("s.id")
      .execute();
    for (const { id } of ended) {
      tx.record({
        action: "identity.sign-out",
        objectKind: "account",
        objectId: input.accountId,
        data: { session: id },
      });
    }
  });
}

/** Ends every session of one's account but this one. @returns how many ended */
export async function endAllOtherSessions(
  host: IdentityHost,
  input: EndSessionInput,
  now: Date = new Date(),
): Promise<number> {
  assertMay(input.actor, manageOwnAccount, undefined);
  return await transact(host, { actor: input.actor, now }, async (tx) => {
    const ended = await tx.queries
      .deleteFrom("identity.session as s")
      .using("identity.account as a")
      .whereRef("a.id", "=", "s.account_id")
      .where("s.id", "!=", input.sessionId)
      .where("s.account_id", "=", input.accountId)
      .where("a.person_id", "=", input.actor.personId)
      .returning("s.id")
      .execute();
    if (ended.length > 0) {
      tx.record({
        action: "identity.sign-out-others",
        objectKind: "account",
        objectId: input.accountId,
        data: { sessions: ended.map((row) => row.id) },
      });
    }
    return ended.length;
  });
}
