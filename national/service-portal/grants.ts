import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** What the client asked for at the authorisation endpoint. */
export interface AuthorizationRequest {
  readonly provider: "portal" | "vneid";
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string | undefined;
  /** PKCE (RFC 7636), method S256. */
  readonly codeChallenge: string | undefined;
}

interface Grant extends AuthorizationRequest {
  readonly identifier: string;
  readonly until: number;
  /** Tokens made from this code: they die when the code is shown again. */
  readonly tokens: string[];
  used: boolean;
}

export interface AccessToken {
  readonly provider: "portal" | "vneid";
  readonly clientId: string;
  readonly identifier: string;
  readonly expiresAt: number;
}

/** Codes and tokens; they die with the program. */
export interface Grants {
  /** A code for one exchange within its life. */
  grant(request: AuthorizationRequest, identifier: string): string;
  /** @returns the grant and an access token, or why not (RFC 6749 section 5.2) */
  redeem(offer: {
    readonly provider: "portal" | "vneid";
    readonly code: string;
    readonly clientId: string;
    readonly redirectUri: string;
    readonly verifier: string | undefined;
  }):
    | { readonly grant: AuthorizationRequest & { readonly identifier: string }; readonly token: string }
    | "invalid_grant";
  tokenOf(token: string): AccessToken | undefined;
}

const TOKEN_MS = 3_600_000;
const MOST = 10_000;

export function createGrants(codeSeconds: number): Grants {
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, AccessToken>();
  const sweep = () => {
    const now = Date.now();
    for (const [code, { until }] of codes)
      if (until + TOKEN_MS < now || codes.size > MOST) codes.delete(code);
    for (const [token, { expiresAt }] of tokens)
      if (expiresAt < now || tokens.size > MOST) tokens.delete(token);
  };
  return {
    grant(request, identifier) {
      sweep();
      const code = randomBytes(24).toString("base64url");
      codes.set(code, {
        ...request,
        identifier,
        until: Date.now() + codeSeconds * 1000,
        tokens: [],
        used: false,
      });
      return code;
    },
    redeem({ provider, code, clientId, redirectUri, verifier }) {
      const grant = codes.get(code);
      if (!grant) return "invalid_grant";
      if (grant.used) {
        // RFC 6749 section 4.1.2: what was given for a code shown twice is taken back.
        for (const token of grant.tokens) tokens.delete(token);
        return "invalid_grant";
      }
      grant.used = true;
      const fits =
        grant.provider === provider &&
        grant.clientId === clientId &&
        grant.redirectUri === redirectUri &&
        grant.until >= Date.now() &&
        (grant.codeChallenge === undefined ||
          (verifier !== undefined && isVerifier(verifier, grant.codeChallenge)));
      if (!fits) return "invalid_grant";
      const token = randomBytes(24).toString("base64url");
      grant.tokens.push(token);
      tokens.set(token, {
        provider,
        clientId,
        identifier: grant.identifier,
        expiresAt: Date.now() + TOKEN_MS,
      });
      return { grant, token };
    },
    tokenOf(token) {
      const known = tokens.get(token);
      return known && known.expiresAt >= Date.now() ? known : undefined;
    },
  };
}

/** RFC 7636 section 4.6. */
function isVerifier(verifier: string, challenge: string): boolean {
  const made = Buffer.from(createHash("sha256").update(verifier).digest("base64url"));
  const asked = Buffer.from(challenge);
  return made.length === asked.length && timingSafeEqual(made, asked);
}
