import type { PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import { isName, nameOf, type PdfDict, PdfName, type PdfObject, PdfStream } from "./objects.ts";

/** One character code of a shown string. */
export interface ShownCode {
  /** Undefined when the font does not say what the glyph means. */
  readonly text: string | undefined;
  /** Advance in text space at size 1. */
  readonly width: number;
  readonly isSpace: boolean;
}

export interface FontReader {
  decode(bytes: Uint8Array): ShownCode[];
}

/** Reads what a font says about its codes: /ToUnicode first, else the simple encodings. */
export function readFont(view: PdfView, value: PdfObject | undefined): FontReader {
  const font = view.dict(value);
  const map = toUnicode(view, font);
  if (font !== undefined && isName(view.resolve(font.get("Subtype")), "Type0"))
    return compositeFont(view, font, map);
  return simpleFont(view, font, map);
}

function compositeFont(view: PdfView, font: PdfDict, map: ReadonlyMap<number, string>): FontReader {
  const descendant = view.dict(view.array(font.get("DescendantFonts"))?.[0]);
  const fallback = view.number(descendant?.get("DW")) ?? 1000;
  const widths = cidWidths(view, descendant?.get("W"));
  return {
    decode(bytes) {
      const codes: ShownCode[] = [];
      for (let i = 0; i + 1 < bytes.length; i += 2) {
        const code = (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0);
        codes.push({ text: map.get(code), width: (widths.get(code) ?? fallback) / 1000, isSpace: false });
      }
      return codes;
    },
  };
}

function simpleFont(view: PdfView, font: PdfDict | undefined, map: ReadonlyMap<number, string>): FontReader {
  const first = view.number(font?.get("FirstChar")) ?? 0;
  const widths = view.array(font?.get("Widths"));
  const encoding = simpleEncoding(view, font?.get("Encoding"));
  return {
    decode: (bytes) =>
      [...bytes].map((code) => ({
        text: map.get(code) ?? encoding(code),
        width: (view.number(widths?.[code - first]) ?? 500) / 1000,
        isSpace: code === 32,
      })),
  };
}

const WINDOWS_1252 = new TextDecoder("windows-1252");
/** Names of the Adobe Glyph List that are neither one letter nor uniXXXX and occur in office documents. */
const GLYPH_NAMES: Readonly<Record<string, string>> = {
  space: " ",
  period: ".",
  comma: ",",
  colon: ":",
  semicolon: ";",
  slash: "/",
  hyphen: "-",
  parenleft: "(",
  parenright: ")",
  zero: "0",
  one: "1",
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  seven: "7",
  eight: "8",
  nine: "9",
  ellipsis: "…",
  endash: "–",
  emdash: "—",
  dcroat: "đ",
  Dcroat: "Đ",
};

function simpleEncoding(view: PdfView, value: PdfObject | undefined): (code: number) => string | undefined {
  const differences = new Map<number, string>();
  let code = 0;
  for (const item of view.array(view.dict(value)?.get("Differences")) ?? []) {
    const entry = view.resolve(item);
    if (typeof entry === "number") code = entry;
    else if (entry instanceof PdfName) {
      differences.set(code, entry.name);
      code += 1;
    }
  }
  return (wanted) => {
    const name = differences.get(wanted);
    if (name === undefined) return WINDOWS_1252.decode(Uint8Array.of(wanted));
    const hex = /^u(?:ni)?([0-9A-Fa-f]{4,6})$/.exec(name)?.[1];
    if (hex !== undefined) return codePoint(Number.parseInt(hex, 16));
    return name.length === 1 ? name : GLYPH_NAMES[name];
  };
}

function codePoint(value: number): string | undefined {
  return value <= 0x10ffff ? String.fromCodePoint(value) : undefined;
}

function cidWidths(view: PdfView, value: PdfObject | undefined): Map<number, number> {
  const widths = new Map<number, number>();
  const items = view.array(value) ?? [];
  for (let i = 0; i < items.length; ) {
    const start = view.number(items[i]) ?? 0;
    const list = view.array(items[i + 1]);
    if (list !== undefined) {
      list.forEach((width, n) => {
        widths.set(start + n, view.number(width) ?? 0);
      });
      i += 2;
    } else {
      const end = Math.min(view.number(items[i + 1]) ?? start, start + 65_535);
      for (let code = start; code <= end; code += 1) widths.set(code, view.number(items[i + 2]) ?? 0);
      i += 3;
    }
  }
  return widths;
}

function toUnicode(view: PdfView, font: PdfDict | undefined): Map<number, string> {
  const map = new Map<number, string>();
  const stream = view.resolve(font?.get("ToUnicode"));
  if (!(stream instanceof PdfStream)) return map;
  let text: string;
  try {
    text = Buffer.from(view.document.decode(stream)).toString("latin1");
  } catch (error) {
    if (error instanceof PdfError) return map;
    throw error;
  }
  for (const [, block = ""] of text.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, from = "", to = ""] of block.matchAll(/<([0-9a-fA-F\s]+)>\s*<([0-9a-fA-F\s]*)>/g))
      map.set(Number.parseInt(from, 16), utf16(to));
  }
  for (const [, block = ""] of text.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, low = "", high = "", to, list] of block.matchAll(
      /<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(?:<([0-9a-fA-F\s]*)>|\[([^\]]*)\])/g,
    ))
      addRange(map, Number.parseInt(low, 16), Number.parseInt(high, 16), to, list);
  }
  return map;
}

function addRange(
  map: Map<number, string>,
  low: number,
  high: number,
  to: string | undefined,
  list: string | undefined,
): void {
  const end = Math.min(high, low + 65_535);
  if (list !== undefined) {
    const targets = [...list.matchAll(/<([0-9a-fA-F\s]*)>/g)].map(([, hex = ""]) => utf16(hex));
    for (let code = low; code <= end; code += 1) {
      const target = targets[code - low];
      if (target !== undefined) map.set(code, target);
    }
    return;
  }
  const start = utf16(to ?? "");
  const last = start.codePointAt(start.length - 1) ?? 0;
  for (let code = low; code <= end; code += 1)
    map.set(code, start.slice(0, -1) + String.fromCharCode((last + code - low) & 0xffff));
}

function utf16(hex: string): string {
  const bytes = Buffer.from(hex.replace(/\s/g, ""), "hex");
  return bytes.length % 2 === 0 ? bytes.swap16().toString("utf16le") : bytes.toString("latin1");
}

/** The font resource with this name. */
export function fontResource(
  view: PdfView,
  resources: PdfDict | undefined,
  name: PdfObject | undefined,
): PdfObject {
  const fonts = view.dict(resources?.get("Font"));
  return fonts?.get(nameOf(name) ?? "") ?? null;
}
