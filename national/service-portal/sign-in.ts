import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { AuthorizationRequest, Grants } from "./grants.ts";
import type { TokenSigner } from "./id-token.ts";
import { refusalPage, signInPage } from "./pages.ts";
import { PASSWORD, type People, techIdOf } from "./people.ts";
import { html, send } from "./replies.ts";
import { portalUserInfo, vneidUserInfo } from "./user-info.ts";

/** A program that may ask people to sign in here. */
export const clientSchema = z.object({
  clientId: z.string().min(1),
  secret: z.string().min(1),
  /** The only addresses a person is sent back to; compared character by character. */
  redirectUris: z.array(z.url()).min(1),
});
export type Client = z.infer<typeof clientSchema>;

/** What the sign-in pages need. */
export interface SignInDesk {
  readonly clients: readonly Client[];
  readonly people: People;
  readonly grants: Grants;
  readonly signer: TokenSigner;
  readonly base: () => string;
}

type Provider = "portal" | "vneid";

/** GET authorize: the sign-in page. An unknown client or address is told to the person, never sent anywhere. */
export function authorize(
  response: ServerResponse,
  desk: SignInDesk,
  provider: Provider,
  query: URLSearchParams,
) {
  const request = readRequest(desk, provider, query);
  if (typeof request === "string") return html(response, 400, refusalPage(request));
  if (query.get("response_type") !== "code")
    return back(response, request, { error: "unsupported_response_type" });
  return html(response, 200, signInPage(request, desk.people.all()));
}

/** POST /sign-in: the form of that page. */
export function signIn(response: ServerResponse, desk: SignInDesk, form: URLSearchParams) {
  const provider = form.get("provider") === "vneid" ? "vneid" : "portal";
  const request = readRequest(desk, provider, form);
  if (typeof request === "string") return html(response, 400, refusalPage(request));
  if (form.get("do") === "cancel") {
    return back(response, request, { error: "access_denied", error_description: "The person did not agree" });
  }
  const chosen = form.get("person");
  const username = (chosen ?? form.get("username") ?? "").trim();
  const account = desk.people.find(username);
  if (!account || (chosen === null && form.get("password") !== PASSWORD)) {
    return html(response, 401, signInPage(request, desk.people.all(), { username }));
  }
  return back(response, request, { code: desk.grants.grant(request, account.identifier) });
}

/** POST token (RFC 6749 section 4.1.3). */
export async function token(
  response: ServerResponse,
  desk: SignInDesk,
  provider: Provider,
  form: URLSearchParams,
  wrongNonce: boolean,
): Promise<void> {
  const client = desk.clients.find(({ clientId }) => clientId === form.get("client_id"));
  if (!client || client.secret !== form.get("client_secret")) {
    return send(response, 401, { error: "invalid_client" });
  }
  if (form.get("grant_type") !== "authorization_code") {
    return send(response, 400, { error: "unsupported_grant_type" });
  }
  const redeemed = desk.grants.redeem({
    provider,
    code: form.get("code") ?? "",
    clientId: client.clientId,
    redirectUri: form.get("redirect_uri") ?? "",
    verifier: form.get("code_verifier") ?? undefined,
  });
  const account = redeemed === "invalid_grant" ? undefined : desk.people.find(redeemed.grant.identifier);
  if (redeemed === "invalid_grant" || !account) return send(response, 400, { error: "invalid_grant" });
  const now = Math.floor(Date.now() / 1000);
  const { nonce } = redeemed.grant;
  const claims = {
    iss: `${desk.base()}/${provider}`,
    sub: techIdOf(provider, account),
    aud: client.clientId,
    iat: now,
    exp: now + 3600,
    ...(nonce === undefined ? {} : { nonce: wrongNonce ? `${nonce}x` : nonce }),
  };
  send(response, 200, {
    access_token: redeemed.token,
    token_type: "Bearer",
    expires_in: 3600,
    scope: "openid",
    id_token: await desk.signer.sign(claims),
  });
}

/** POST userinfo with a bearer token. */
export function userInfo(
  request: IncomingMessage,
  response: ServerResponse,
  desk: SignInDesk,
  provider: Provider,
  otherSubject: boolean,
) {
  const known = desk.grants.tokenOf(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
  const account = known?.provider === provider ? desk.people.find(known.identifier) : undefined;
  if (!account) {
    response.setHeader("www-authenticate", 'Bearer error="invalid_token"');
    return send(response, 401, { error: "invalid_token" });
  }
  const info = provider === "portal" ? portalUserInfo(account) : vneidUserInfo(account, desk.base());
  return send(response, 200, otherSubject ? { ...info, sub: techIdOf(provider, { identifier: "0" }) } : info);
}

/** POST introspect: whose client a token is, and until when (seconds). */
export function introspect(response: ServerResponse, desk: SignInDesk, form: URLSearchParams) {
  const known = desk.grants.tokenOf(form.get("token") ?? "");
  if (!known) return send(response, 200, { active: false });
  return send(response, 200, {
    active: true,
    client_id: known.clientId,
    exp: Math.floor(known.expiresAt / 1000),
  });
}

function readRequest(
  desk: SignInDesk,
  provider: Provider,
  given: URLSearchParams,
): AuthorizationRequest | string {
  const client = desk.clients.find(({ clientId }) => clientId === given.get("client_id"));
  if (!client) return "Ứng dụng chưa đăng ký (client_id). Unknown client.";
  const redirectUri = given.get("redirect_uri") ?? "";
  if (!client.redirectUris.includes(redirectUri)) {
    return "Địa chỉ quay lại chưa đăng ký (redirect_uri). The address to return to is not registered.";
  }
  const challenge = given.get("code_challenge") ?? undefined;
  if (challenge !== undefined && (given.get("code_challenge_method") ?? "S256") !== "S256") {
    return "PKCE chỉ nhận S256. Only S256 is taken.";
  }
  return {
    provider,
    clientId: client.clientId,
    redirectUri,
    state: given.get("state") ?? "",
    nonce: given.get("nonce") ?? undefined,
    codeChallenge: challenge,
  };
}

function back(
  response: ServerResponse,
  { redirectUri, state }: AuthorizationRequest,
  answer: Record<string, string>,
) {
  const address = new URL(redirectUri);
  for (const [name, text] of Object.entries({ ...answer, state })) address.searchParams.set(name, text);
  response.writeHead(302, { location: address.href, "cache-control": "no-store" }).end();
}
