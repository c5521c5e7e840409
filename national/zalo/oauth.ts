import { createHash, randomBytes } from "node:crypto";
import type { Store } from "./state.ts";

export interface App {
  readonly appId: string;
  readonly appSecret: string;
  readonly redirectUris: readonly string[];
}

/** The life of an access token, seconds; the platform says it in `expires_in`. */
const ACCESS_SECONDS = 90_000;
const REFRESH_MS = 90 * 24 * 3_600_000;
const CODE_MS = 10 * 60_000;

export interface OAuth {
  /** GET /v4/oa/permission: where to send the person back to, or undefined for an unknown app or address. */
  permit(query: URLSearchParams): string | undefined;
  /** POST /v4/oa/access_token. */
  exchange(form: URLSearchParams, secretKey: string): Record<string, unknown>;
  /** True while the token is the newest and has not ended. */
  isValid(accessToken: string): boolean;
}

/** OAuth v4: the refresh token serves once and is replaced by the answer. */
export function createOAuth(app: App, store: Store, now: () => number): OAuth {
  const codes = new Map<string, { challenge: string; until: number }>();
  const { state } = store;
  const issue = () => {
    state.accessToken = randomBytes(24).toString("base64url");
    state.accessTokenEndsAt = now() + ACCESS_SECONDS * 1000;
    state.refreshToken = randomBytes(24).toString("base64url");
    state.refreshTokenEndsAt = now() + REFRESH_MS;
    store.save();
    return {
      access_token: state.accessToken,
      refresh_token: state.refreshToken,
      expires_in: String(ACCESS_SECONDS),
    };
  };
  return {
    permit(query) {
      const redirect = query.get("redirect_uri") ?? "";
      if (query.get("app_id") !== app.appId || !app.redirectUris.includes(redirect)) return undefined;
      const code = randomBytes(24).toString("base64url");
      codes.set(code, { challenge: query.get("code_challenge") ?? "", until: now() + CODE_MS });
      const address = new URL(redirect);
      address.searchParams.set("code", code);
      address.searchParams.set("state", query.get("state") ?? "");
      return address.href;
    },
    exchange(form, secretKey) {
      if (form.get("app_id") !== app.appId || secretKey !== app.appSecret) {
        return {
          error: -14002,
          error_name: "Invalid app",
          error_description: "app_id or secret_key is wrong",
        };
      }
      if (form.get("grant_type") === "refresh_token") {
        const fits = form.get("refresh_token") === state.refreshToken && now() < state.refreshTokenEndsAt;
        return fits
          ? issue()
          : { error: -14014, error_name: "Invalid refresh token", error_description: "used or over" };
      }
      const code = form.get("code") ?? "";
      const known = codes.get(code);
      codes.delete(code);
      const made = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      const fits =
        known !== undefined && now() < known.until && (known.challenge === "" || known.challenge === made);
      return fits
        ? issue()
        : { error: -14003, error_name: "Invalid code", error_description: "unknown, used or over" };
    },
    isValid: (token) => token !== "" && token === state.accessToken && now() < state.accessTokenEndsAt,
  };
}
