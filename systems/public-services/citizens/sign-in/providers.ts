import type { IdentityProviderConfig } from "../../../../core/config/index.ts";
import type { House } from "../../../../core/system.ts";
import { type ProviderName, rulesOn } from "./rules.ts";

/** Public, like everything of the stand-in. */
const DEMO_CLIENT = { clientId: "ngoc-linh", clientSecret: "thu-nghiem" };
const STAND_IN_PATHS = {
  portal: ["/oauth2/authorize", "/oauth2/token", "/oauth2/userinfo"],
  vneid: ["/vneid/auth", "/vneid/token", "/vneid/userinfo"],
} as const;

/** A provider as it is configured; in demo mode its stand-in. Undefined: this installation knows none. */
export function providerOf(
  { config, services }: Pick<House, "config" | "services">,
  name: ProviderName,
): IdentityProviderConfig | undefined {
  const configured = config.citizenSignIn?.[name];
  if (configured !== undefined) return configured;
  const standIn = services.standIns?.servicePortal;
  if (standIn === undefined) return undefined;
  const [authorize, token, userInfo] = STAND_IN_PATHS[name];
  return {
    authorizeUrl: new URL(authorize, standIn).href,
    tokenUrl: new URL(token, standIn).href,
    userInfoUrl: new URL(userInfo, standIn).href,
    ...DEMO_CLIENT,
  };
}

/** The providers offered on a day: allowed to somebody by the law, and configured here. */
export function offeredProviders(house: Pick<House, "config" | "services">, day: string): ProviderName[] {
  const allowed = rulesOn(day).map(({ provider }) => provider);
  return (["vneid", "portal"] as const).filter(
    (name) => allowed.includes(name) && providerOf(house, name) !== undefined,
  );
}
