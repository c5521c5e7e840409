import { createHmac } from "node:crypto";

const PREFIX = "XroadVnpt-";
const PROTOCOL_VERSION = "3.0.201608";
const VIETNAM_OFFSET_MS = 7 * 3600 * 1000;

/** Order in which each call signs its parameters, as the official client does it. */
export const SIGNED_PARAMETERS = {
  sendEdoc: ["systemid", "servicetype", "messagetype", "hash-file", "from", "timestamp", "Content-Type"],
  getReceivedEdocList: ["systemid", "servicetype", "messagetype", "timestamp", "Content-Type"],
  getEdoc: ["systemid", "docId", "filePath", "timestamp", "Content-Type"],
  downloadEdoc: ["systemid", "docId", "filePath", "timestamp", "Content-Type"],
  updateStatus: ["systemid", "docid", "timestamp", "Content-Type", "status"],
  getSentEdocList: ["systemid", "servicetype", "messagetype", "docId", "timestamp", "Content-Type"],
  getAgenciesList: ["systemid", "timestamp", "Content-Type"],
  getAgenciesListQD20: ["systemid", "level", "timestamp", "Content-Type"],
  getSynchronizeUnit: ["systemid", "timestamp", "Content-Type"],
  registerAgency: ["systemid", "timestamp", "Content-Type"],
  deleteAgency: ["systemid", "AgencyCode", "timestamp", "Content-Type"],
  countReceiveEdoc: ["systemid", "timestamp", "Content-Type"],
  countReceiveStatus: ["systemid", "timestamp", "Content-Type"],
} as const satisfies Record<string, readonly string[]>;

export type VxpCall = keyof typeof SIGNED_PARAMETERS;

export interface SigningContext {
  readonly systemId: string;
  readonly secret: string;
  readonly contentType: string;
  readonly now: Date;
}

/**
 * The HTTP headers of one call: every parameter as `XroadVnpt-…`, and the HMAC-SHA256 over the compact JSON of the
 * signed ones. Parameters that the call does not sign (such as `to`) travel unsigned.
 */
export function signHeaders(
  call: VxpCall,
  parameters: Readonly<Record<string, string>>,
  context: SigningContext,
): Record<string, string> {
  const values: Record<string, string> = {
    systemid: context.systemId,
    ...parameters,
    timestamp: vxpTimestamp(context.now),
    "Content-Type": context.contentType,
  };
  const names = SIGNED_PARAMETERS[call];
  const signHeader = JSON.stringify(
    Object.fromEntries(names.map((name) => [PREFIX + name, values[name] ?? ""])),
  );
  return {
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [PREFIX + name, value])),
    [`${PREFIX}version`]: PROTOCOL_VERSION,
    [`${PREFIX}sign-header-key`]: names.join(";"),
    [`${PREFIX}sign-header`]: signHeader,
    [`${PREFIX}hash-header`]: hashHeader(context.secret, signHeader),
    "Content-Type": context.contentType,
  };
}

/** Lower-case hex of HMAC-SHA256(secret, sign-header JSON as UTF-8). */
export function hashHeader(secret: string, signHeader: string): string {
  return createHmac("sha256", secret).update(signHeader, "utf8").digest("hex");
}

/**
 * `ddMMyyyy'T'HHmmss+SSSS` in Vietnam time. The four digits after "+" are milliseconds padded with zeros; they look
 * like a zone offset and are none.
 */
export function vxpTimestamp(now: Date): string {
  const [date = "", clock = ""] = new Date(now.getTime() + VIETNAM_OFFSET_MS).toISOString().split("T");
  const [year, month, day] = date.split("-");
  const time = clock.slice(0, 8).replaceAll(":", "");
  return `${day}${month}${year}T${time}+${clock.slice(9, 12).padStart(4, "0")}`;
}
