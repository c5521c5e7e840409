import { XmlError } from "./xml-error.ts";

const PREDEFINED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Character data as the application sees it: CR LF and lone CR become LF, references are expanded.
 * @param references false inside CDATA, where "&" is a plain character
 * @throws XmlError X.Entity for anything but the five predefined entities and character references
 */
export function normaliseText(raw: Buffer, offset: number, references = true): Buffer {
  const lines = raw.includes(0x0d) ? normaliseLineEnds(raw) : raw;
  if (!references || !lines.includes(0x26)) return lines;
  return Buffer.from(expandReferences(lines.toString("utf8"), offset), "utf8");
}

/** Expands `&amp;`-like and character references in a text. @throws XmlError */
export function expandReferences(text: string, offset: number): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&]{0,32}(?:;|$)|)/g, (_all, body: string) => reference(body, offset));
}

function reference(body: string, offset: number): string {
  if (!body.endsWith(";")) {
    throw new XmlError(
      "X.NotWellFormed",
      offset,
      "Dấu & đứng một mình, phải viết là &amp;.",
      "A bare & in the text.",
    );
  }
  const name = body.slice(0, -1);
  const predefined = Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
  if (predefined !== undefined) return predefined;
  const number = /^#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}))$/.exec(name);
  if (number === null) {
    throw new XmlError(
      "X.Entity",
      offset,
      `Thông điệp dùng thực thể &${name};, không được phép vì lý do an toàn.`,
      `Entity &${name}; is not allowed.`,
    );
  }
  const code = number[1] === undefined ? Number.parseInt(number[2] ?? "", 16) : Number(number[1]);
  if (!isXmlCharacter(code)) {
    throw new XmlError(
      "X.NotWellFormed",
      offset,
      `Ký tự &${name}; không được phép trong XML.`,
      `&${name}; is no XML character.`,
    );
  }
  return String.fromCodePoint(code);
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

function normaliseLineEnds(raw: Buffer): Buffer {
  const out = Buffer.allocUnsafe(raw.length);
  let length = 0;
  for (let i = 0; i < raw.length; i++) {
    const byte = raw[i] ?? 0;
    if (byte !== 0x0d) out[length++] = byte;
    else if (raw[i + 1] !== 0x0a) out[length++] = 0x0a;
  }
  return out.subarray(0, length);
}

/** Escapes text as Canonical XML writes it (W3C xml-c14n 2.3): the result is also ordinary XML. */
export function escapeText(text: string): string {
  if (!/[&<>\r]/.test(text)) return text;
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#xD;");
}

/** Escapes an attribute value as Canonical XML writes it. */
export function escapeAttribute(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\t", "&#x9;")
    .replaceAll("\n", "&#xA;")
    .replaceAll("\r", "&#xD;");
}
