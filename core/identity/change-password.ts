import { assertMay } from "../access/index.ts";
import { FormRefusal } from "../errors.ts";
import { type PersonActor, transact } from "../transaction/index.ts";
import { confirmPassword } from "./confirm-password.ts";
import type { IdentityHost } from "./host.ts";
import { hashPassword, passwordProblem } from "./password.ts";
import { manageOwnAccount } from "./permissions.ts";

export interface ChangePasswordInput {
  readonly actor: PersonActor;
  /** The session that stays; every other one ends. */
  readonly sessionId: string;
  readonly current: string;
  readonly next: string;
  readonly repeated: string;
  readonly requestId?: string;
}

/**
 * Changes one's own password and ends all other sessions.
 * @throws FormRefusal by field, Refusal when the current password is wrong or was tried too often
 */
export async function changePassword(
  host: IdentityHost,
  input: ChangePasswordInput,
  now: Date = new Date(),
): Promise<void> {
  assertMay(input.actor, manageOwnAccount, undefined);
  const account = await host.database.queries
    .selectFrom("identity.account")
    .select(["id", "username"])
    .where("person_id", "=", input.actor.personId)
    .executeTakeFirstOrThrow();
  checkNewPassword(input.next, input.repeated, {
    username: account.username,
    fullName: input.actor.fullName,
  });
  await confirmPassword(host, input.actor, input.current, "current", now);
  const hash = await hashPassword(input.next);
  await transact(host, { actor: input.actor, now, ...requestOf(input) }, async (tx) => {
    const { session_epoch } = await tx.queries
      .updateTable("identity.account")
      .set((row) => ({
        password_hash: hash,
        password_changed_at: now,
        session_epoch: row("session_epoch", "+", 1),
      }))
      .where("id", "=", account.id)
      .returning("session_epoch")
      .executeTakeFirstOrThrow();
    await tx.queries
      .updateTable("identity.session")
      .set({ epoch: session_epoch })
      .where("id", "=", input.sessionId)
      .where("account_id", "=", account.id)
      .execute();
    tx.record({ action: "identity.change-password", objectKind: "account", objectId: account.id });
  });
}

/** @throws FormRefusal on `next` or `repeated` */
export function checkNewPassword(
  next: string,
  repeated: string,
  owner: { username: string; fullName: string },
): void {
  const problem = passwordProblem(next, owner);
  if (problem) throw new FormRefusal({ next: problem });
  if (next.normalize("NFC") !== repeated.normalize("NFC")) {
    throw new FormRefusal({
      repeated: {
        vi: "Hai lần nhập mật khẩu mới chưa giống nhau. Hãy nhập lại.",
        en: "The two entries of the new password differ. Type them again.",
      },
    });
  }
}

/** The client transaction id, if the caller has one. */
export function requestOf(input: { readonly requestId?: string | undefined }): { requestId?: string } {
  return input.requestId === undefined ? {} : { requestId: input.requestId };
}
