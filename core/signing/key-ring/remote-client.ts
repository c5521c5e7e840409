import { Refusal } from "../../errors.ts";
import type { House } from "../../system.ts";
import { type CscClient, createCscClient } from "../remote/index.ts";

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
