/** A value of JSON. Numbers that no IEEE double holds exactly are kept as `ExactNumber`. */
export type Json =
  | null
  | boolean
  | number
  | string
  | ExactNumber
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A decimal number as it stands in the database, when a double would round it. */
export class ExactNumber {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
}

/**
 * Canonical JSON (RFC 8785): keys sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript
 * writes them. An `ExactNumber`, which RFC 8785 cannot express, is written as its plain decimal digits, so that two
 * different values never give the same bytes.
 *
 * @throws TypeError for what JSON cannot hold (NaN, Infinity, undefined, functions)
 */
export function canonicalJson(value: unknown): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("JSON has no such number");
    return JSON.stringify(value);
  }
  if (value instanceof ExactNumber) return value.digits;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).sort(byCodeUnits);
    return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(",")}}`;
  }
  throw new TypeError(`JSON has no ${typeof value}`);
}

/**
 * Reads JSON text without losing anything: a number that a double would round becomes an `ExactNumber`.
 *
 * @throws SyntaxError
 */
export function parseExactJson(text: string): Json {
  // Two decimals of at most 15 digits never meet in one double, so nearly every text takes the quick way.
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepExact);
}

const LONG_NUMBER = /(?:^|[:,[])\s*-?(?:[\d.]{16}|[\d.]+[eE])/;

function keepExact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || context?.source === undefined) return value;
  const written = decimal(context.source);
  return Number.isFinite(value) && written === decimal(String(value)) ? value : new ExactNumber(written);
}

/** One spelling for each decimal value: no exponent, no leading or trailing zeros. */
function decimal(source: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source);
  if (!match) return source;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  let digits = whole + fraction;
  let point = whole.length + Number(exponent);
  if (point > digits.length) digits = digits.padEnd(point, "0");
  if (point < 0) {
    digits = "0".repeat(-point) + digits;
    point = 0;
  }
  const left = digits.slice(0, point).replace(/^0+/, "") || "0";
  const right = digits.slice(point).replace(/0+$/, "");
  const plain = right === "" ? left : `${left}.${right}`;
  return plain === "0" ? "0" : sign + plain;
}

function byCodeUnits([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
