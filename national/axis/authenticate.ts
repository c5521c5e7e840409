import { createHmac, timingSafeEqual } from "node:crypto";
import { parseSigningTimestamp } from "../wire/vietnam-time.ts";
import type { Parameters } from "./parameters.ts";
import { AxisRefusal, ERROR } from "./protocol.ts";

export const REPLAY_WINDOW_MS = 5 * 60 * 1000;

export interface AuthenticationContext {
  secretOf(systemId: string): string | undefined;
  now(): Date;
  /** Remembers a hash-header until `expires` (epoch ms); false when it was seen before. */
  rememberSignature(hash: string, expires: number): boolean;
}

/** A caller whose signature holds, with the values it signed. */
export interface Caller {
  systemId: string;
  signed(name: string): string;
}

/**
 * Checks the HMAC-SHA256 of a request: over the sign-header value as received, then every value in it against the
 * header of the same name, the order against sign-header-key, the clock (±5 minutes) and the replay memory.
 *
 * @param parameters the XroadVnpt-* headers
 * @param required names the call needs; each must be under the signature
 * @throws AxisRefusal 15 with the reason
 */
export function authenticate(
  parameters: Parameters,
  required: readonly string[],
  context: AuthenticationContext,
): Caller {
  const systemId = need(parameters, "systemid");
  const signHeader = need(parameters, "sign-header");
  const hash = need(parameters, "hash-header").toLowerCase();
  const secret = context.secretOf(systemId);
  if (secret === undefined || !hmacMatches(secret, signHeader, hash)) {
    throw refuse("sai SystemId hoặc SecretKey: chữ ký hash-header không khớp");
  }
  const signed = parseSignHeader(signHeader);
  checkOrder(need(parameters, "sign-header-key"), signed);
  for (const [name, value] of signed) {
    if (parameters.get(name) !== value) {
      throw refuse(`tham số ${name} khác giá trị đã ký trong sign-header`);
    }
  }
  for (const name of ["systemid", "timestamp", ...required]) {
    if (lookUp(signed, name) === undefined) throw refuse(`tham số ${name} chưa được ký`);
  }
  checkFreshness(lookUp(signed, "timestamp") ?? "", hash, context);
  return { systemId, signed: (name) => lookUp(signed, name) ?? "" };
}

function hmacMatches(secret: string, signHeader: string, hash: string): boolean {
  const expected = createHmac("sha256", secret).update(signHeader, "utf8").digest("hex");
  return hash.length === expected.length && timingSafeEqual(Buffer.from(hash), Buffer.from(expected));
}

function parseSignHeader(signHeader: string): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(signHeader);
  } catch {
    throw refuse("sign-header không phải JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw refuse("sign-header không phải đối tượng JSON");
  }
  const signed = new Map<string, string>();
  for (const [header, value] of Object.entries(parsed)) {
    if (!header.toLowerCase().startsWith("xroadvnpt-") || typeof value !== "string") {
      throw refuse(`sign-header có mục không hợp lệ: ${header}`);
    }
    signed.set(header.slice("xroadvnpt-".length), value);
  }
  return signed;
}

function checkOrder(signHeaderKey: string, signed: Map<string, string>): void {
  const names = signHeaderKey.split(";").filter((name) => name !== "");
  const inOrder = [...signed.keys()];
  if (names.length !== inOrder.length || names.some((name, at) => !sameName(name, inOrder[at]))) {
    throw refuse("sign-header-key không khớp thứ tự của sign-header");
  }
}

function checkFreshness(timestamp: string, hash: string, context: AuthenticationContext): void {
  const moment = parseSigningTimestamp(timestamp);
  if (!moment) throw refuse(`timestamp không đúng mẫu ddMMyyyy'T'HHmmss+SSSS: ${timestamp}`);
  const age = context.now().getTime() - moment.getTime();
  if (Math.abs(age) > REPLAY_WINDOW_MS) throw refuse("timestamp lệch quá 5 phút so với đồng hồ của trục");
  if (!context.rememberSignature(hash, moment.getTime() + REPLAY_WINDOW_MS)) {
    throw refuse("yêu cầu đã được dùng (lặp lại hash-header)");
  }
}

function lookUp(signed: Map<string, string>, name: string): string | undefined {
  const exact = signed.get(name);
  if (exact !== undefined) return exact;
  for (const [key, value] of signed) if (sameName(key, name)) return value;
  return undefined;
}

function sameName(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

function need(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === "") throw refuse(`thiếu tham số ${name}`);
  return value;
}

function refuse(reason: string): AxisRefusal {
  return new AxisRefusal(ERROR.authentication, `Xác thực không thành công: ${reason}`);
}
