import { Refusal } from "../../errors.ts";
import type { House } from "../../system.ts";
import { type CscClient, createCscClient, RemoteSigningError } from "../remote/index.ts";
import type { KeyOwner } from "../service.ts";

/** Public, like everything of the stand-in. */
const DEMO_ACCOUNT = { clientId: "ngoc-linh", clientSecret: "thu-nghiem" };
const clients = new WeakMap<House, CscClient>();

/** The configured remote signing service; in demo mode its stand-in. @throws Refusal signing.remote-unconfigured */
export function remoteClientOf(house: House): CscClient {
  const known = clients.get(house);
  if (known !== undefined) return known;
  const standIn = house.services.standIns?.remoteSigning;
  const options =
    house.config.remoteSigning ??
    (standIn === undefined ? undefined : { baseUrl: new URL("/csc/v2", standIn).href, ...DEMO_ACCOUNT });
  if (options === undefined) {
    throw new Refusal("signing.remote-unconfigured", 409, {
      vi: "Hệ thống chưa nối với dịch vụ ký từ xa. Quản trị viên cần đặt REMOTE_SIGNING_URL rồi khởi động lại.",
      en: "No remote signing service is configured. The administrator sets REMOTE_SIGNING_URL and restarts.",
    });
  }
  const client = createCscClient(options);
  clients.set(house, client);
  return client;
}

/** Whether anybody can sign on the phone here. */
export function hasRemoteSigning({ config, services }: House): boolean {
  return config.remoteSigning !== undefined || services.standIns?.remoteSigning !== undefined;
}

/**
 * In demo mode everybody who registers has an account at the stand-in; elsewhere accounts come from the provider.
 * @param name common name of the certificate
 */
export async function openDemoAccount(
  house: House,
  userId: string,
  name: string,
  kind: KeyOwner["kind"],
): Promise<void> {
  const standIn = house.services.standIns?.remoteSigning;
  if (house.config.remoteSigning !== undefined || standIn === undefined) return;
  const response = await fetch(new URL("/accounts", standIn), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ userID: userId, name, kind }),
    signal: AbortSignal.timeout(ACCOUNT_MS),
  }).catch((error: unknown) => {
    throw new RemoteSigningError("remote.unreachable", String(error));
  });
  if (!response.ok)
    throw new RemoteSigningError("remote.unreachable", `/accounts answered ${response.status}`);
}

/** The stand-in makes a key and has it certified. */
const ACCOUNT_MS = 20_000;
