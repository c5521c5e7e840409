import { tooManyAttempts } from "./errors.ts";
import type { IdentityHost } from "./host.ts";
import { resolveAccessToken } from "./resolve-access-token.ts";
import type { Session } from "./session.ts";
import { chargeAttempt } from "./throttle.ts";

/**
 * The person behind the token of a machine call; for `AppParts.resolveToken`. Wrong tokens count against the address.
 * @throws Refusal `identity.too-many-attempts`
 */
export async function resolveRequestToken(
  host: IdentityHost,
  token: string,
  address: string,
  now: Date = new Date(),
): Promise<Session | null> {
  const session = await resolveAccessToken(host, token, address, now);
  if (session) return session;
  const until = await chargeAttempt(host, "address", address, now);
  if (until) throw tooManyAttempts(until, now);
  return null;
}
