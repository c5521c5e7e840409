import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { IdentityProviderConfig } from "../../../../core/config/index.ts";
import { randomToken } from "../../../../core/identity/index.ts";
import type { ProviderName } from "./rules.ts";
import { sealedCookie } from "./sealed-cookie.ts";

/** What a sign-in that is under way must be answered with, kept in the browser it began in. */
const requestSchema = z.object({
  provider: z.enum(["portal", "vneid"]),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  back: z.string(),
  until: z.number(),
});
export type SignInRequest = z.infer<typeof requestSchema>;

export const requestCookie = sealedCookie("citizen-sign-in", requestSchema);

/** Longer than it takes to find a telephone and type a code. */
const LIFE_MS = 15 * 60_000;

/** Begins a sign-in at a provider: state against forged answers, nonce against replayed ones, PKCE against stolen codes. */
export function newSignInRequest(provider: ProviderName, back: string, now = Date.now()): SignInRequest {
  return {
    provider,
    state: randomToken(),
    nonce: randomToken(),
    verifier: randomToken(),
    back,
    until: now + LIFE_MS,
  };
}

/** Where the person is sent (OpenID Connect Core 1.0 section 3.1.2.1; RFC 7636 section 4.3). */
export function authorizationUrl(
  provider: IdentityProviderConfig,
  request: SignInRequest,
  redirectUri: string,
): string {
  const url = new URL(provider.authorizeUrl);
  const parameters = {
    response_type: "code",
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: "openid",
    state: request.state,
    nonce: request.nonce,
    code_challenge: createHash("sha256").update(request.verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** The address the provider sends people back to; it must be registered there. */
export function callbackUrl(baseUrl: string, provider: ProviderName): string {
  return `${baseUrl}/citizen/sign-in/${provider}/callback`;
}

/** Compares in constant time. */
export function isSameState(expected: string, given: string): boolean {
  const one = Buffer.from(expected);
  const other = Buffer.from(given);
  return one.length === other.length && timingSafeEqual(one, other);
}
