import { type PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from "./objects.ts";

/** An object as PDF source text, one byte per character (Latin-1). Streams are written by the caller, not here. */
export function serialise(value: PdfObject): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return formatNumber(value);
  if (value instanceof PdfName) return `/${escapeName(value.name)}`;
  if (value instanceof PdfRef) return `${value.number} ${value.generation} R`;
  if (value instanceof PdfString) {
    const raw = Buffer.from(value.raw).toString("latin1");
    return value.hex ? `<${raw}>` : `(${raw})`;
  }
  if (Array.isArray(value)) return `[${value.map(serialise).join(" ")}]`;
  if (value instanceof PdfStream) throw new TypeError("A stream is an indirect object of its own");
  return serialiseDict(value);
}

/** A dictionary, with entries replaced, added (PDF source text) or removed (undefined). */
export function serialiseDict(
  dict: PdfDict,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  let out = "<<";
  for (const [key, value] of dict.map) {
    if (key in changes) continue;
    out += `/${escapeName(key)} ${serialise(value)}\n`;
  }
  for (const [key, text] of Object.entries(changes)) {
    if (text !== undefined) out += `/${escapeName(key)} ${text}\n`;
  }
  return `${out}>>`;
}

/** Up to four decimals, never in exponent form, which PDF does not know. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(4).replace(/\.?0+$/, "");
}

/** A text string: ASCII as a literal, everything else as UTF-16BE with byte order mark in hex. */
export function textString(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, (c) => `\\${c}`)})`;
  return `<FEFF${Buffer.from(text, "utf16le").swap16().toString("hex").toUpperCase()}>`;
}

/** `D:YYYYMMDDHHmmSS+07'00'`: the instant on the clock of Viet Nam, which keeps UTC+7 all year. */
export function pdfDate(instant: Date): string {
  const local = new Date(instant.getTime() + 7 * 3_600_000).toISOString();
  return `(D:${local.slice(0, 19).replace(/[-T:]/g, "")}+07'00')`;
}

function escapeName(name: string): string {
  return name.replace(
    /[^!"$&'*+,\-.0-9:;=?@A-Z\\^_`a-z|~]/g,
    (c) => `#${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
