import type { PersonActor } from "../transaction/index.ts";
import { tooManyAttempts, wrongPassword } from "./errors.ts";
import type { IdentityHost } from "./host.ts";
import { passwordMatches } from "./password.ts";
import { chargeAttempt, creditAttempt } from "./throttle.ts";

/**
 * Asks a signed-in person for the password again before something that could take the account over.
 * Wrong attempts count as wrong sign-ins.
 *
 * @throws Refusal `identity.wrong-password` on the field, or `identity.too-many-attempts`
 */
export async function confirmPassword(
  host: IdentityHost,
  actor: PersonActor,
  typed: string,
  field: string,
  now: Date,
): Promise<void> {
  const account = await host.database.queries
    .selectFrom("identity.account")
    .select(["username_folded", "password_hash"])
    .where("person_id", "=", actor.personId)
    .executeTakeFirst();
  const name = account?.username_folded ?? actor.personId;
  const until = await chargeAttempt(host, "account", name, now);
  if (until) throw tooManyAttempts(until, now);
  if (!(await passwordMatches(account?.password_hash, typed))) throw wrongPassword(field);
  await creditAttempt(host, host.database.queries, "account", name);
}
