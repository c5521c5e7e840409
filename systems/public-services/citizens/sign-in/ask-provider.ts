import { z } from "zod";
import type { IdentityProviderConfig } from "../../../../core/config/index.ts";
import { type Claims, readClaims } from "./claims.ts";
import type { SignInRequest } from "./request-sign-in.ts";
import { SignInError } from "./sign-in-error.ts";

const tokenSchema = z.object({ access_token: z.string().min(1), id_token: z.string().optional() });
const idTokenSchema = z.object({
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  nonce: z.string().optional(),
});
const subjectSchema = z.object({ sub: z.string() });

const ANSWER_MS = 10_000;

/**
 * Exchanges the code and asks who it is.
 *
 * The id_token comes straight from the token endpoint over TLS, so its signature need not be checked (OpenID Connect
 * Core 1.0 section 3.1.3.7, 6); audience, end and nonce are, and userinfo must speak of the same subject (5.3.2).
 *
 * @throws SignInError
 */
export async function askProvider(
  provider: IdentityProviderConfig,
  request: SignInRequest,
  code: string,
  redirectUri: string,
): Promise<Claims> {
  const tokens = tokenSchema.safeParse(
    await post(provider.tokenUrl, {
      form: {
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        client_id: provider.clientId,
        client_secret: provider.clientSecret,
        code_verifier: request.verifier,
      },
    }),
  );
  if (!tokens.success) throw new SignInError("citizens.answer-refused", "token answer");
  const subject =
    tokens.data.id_token && checkIdToken(tokens.data.id_token, provider.clientId, request.nonce);
  const info = await post(provider.userInfoUrl, { bearer: tokens.data.access_token });
  const spoken = subjectSchema.safeParse(info);
  if (!spoken.success || (subject && spoken.data.sub !== subject)) {
    throw new SignInError("citizens.answer-refused", "userinfo speaks of another subject");
  }
  return readClaims(request.provider, info);
}

/** @returns the subject */
function checkIdToken(token: string, clientId: string, nonce: string): string {
  const parsed = idTokenSchema.safeParse(payloadOf(token));
  if (!parsed.success) throw new SignInError("citizens.answer-refused", "id_token unreadable");
  const { aud, exp, sub, nonce: given } = parsed.data;
  if (![aud].flat().includes(clientId)) throw new SignInError("citizens.answer-refused", "audience");
  if (exp * 1000 < Date.now()) throw new SignInError("citizens.answer-refused", "id_token is over");
  if (given !== nonce) throw new SignInError("citizens.answer-refused", "nonce");
  return sub;
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** @throws SignInError: away (no answer, 5xx) or refused (4xx: the code is wrong, used or over) */
async function post(
  url: string,
  { form, bearer }: { form?: Record<string, string>; bearer?: string },
): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
    body: new URLSearchParams(form ?? {}),
    redirect: "error",
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((error: unknown) => {
    throw new SignInError("citizens.provider-away", String(error));
  });
  if (answer.status >= 500) throw new SignInError("citizens.provider-away", `${url} ${answer.status}`);
  if (!answer.ok) throw new SignInError("citizens.answer-refused", `${url} ${answer.status}`);
  return await answer.json().catch((error: unknown) => {
    throw new SignInError("citizens.provider-away", String(error));
  });
}
