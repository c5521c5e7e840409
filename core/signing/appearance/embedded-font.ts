import { deflateSync } from "node:zlib";
import type { Font } from "fontkit";
import { openFont } from "../../fonts/open-font.ts";
import { PdfError } from "../pdf/errors.ts";
import type { IncrementalUpdate } from "../pdf/incremental-update.ts";
import type { PdfRef } from "../pdf/objects.ts";

const FONT_FILE = new URL("../../../province/fonts/Tinos-Regular.ttf", import.meta.url);
/** Taken into every subset, so that the time line of a signature changes without a new subset. */
const ALWAYS = " 0123456789-+:/.,T";
const CACHE_SIZE = 256;

/** A subset of Tinos ready to be written into any file (CIDFontType2, Identity-H, with /ToUnicode). */
export interface EmbeddedFont {
  /** Heights relative to the font size. */
  readonly ascent: number;
  readonly descent: number;
  /** The text as hex codes of this subset, with brackets. */
  encode(text: string): string;
  /** Width in text space units at size 1. */
  widthOf(text: string): number;
  /** Writes the font's objects and returns the reference of the Type0 font. */
  write(update: IncrementalUpdate): PdfRef;
}

let loaded: Font | undefined;
const cache = new Map<string, EmbeddedFont>();

/**
 * The font subset for some text; the same set of characters gives the same, cached subset.
 * @throws PdfError pdf.text-not-in-font when a character has no glyph
 */
export function fontFor(text: string): EmbeddedFont {
  const characters = [...new Set(`${ALWAYS}${text.normalize("NFC")}`)].sort().join("");
  let font = cache.get(characters);
  if (font === undefined) {
    font = buildSubset(characters);
    const oldest = cache.keys().next();
    if (cache.size >= CACHE_SIZE && !oldest.done) cache.delete(oldest.value);
    cache.set(characters, font);
  }
  return font;
}

function buildSubset(characters: string): EmbeddedFont {
  loaded ??= openFont(FONT_FILE);
  const font = loaded;
  const em = font.unitsPerEm;
  const subset = font.createSubset();
  const glyphs = new Map<string, { code: number; width: number }>();
  for (const character of characters) {
    const glyph = font.glyphForCodePoint(character.codePointAt(0) ?? 0);
    if (glyph.id === 0)
      throw new PdfError("pdf.text-not-in-font", `No glyph for ${JSON.stringify(character)}`);
    const code = subset.includeGlyph(glyph.id);
    glyphs.set(character, { code, width: (glyph.advanceWidth * 1000) / em });
  }
  const file = Buffer.from(subset.encode());
  const packedFile = deflateSync(file);
  const toUnicode = deflateSync(Buffer.from(toUnicodeMap(glyphs), "latin1"));
  const widths = [...glyphs.values()]
    .sort((a, b) => a.code - b.code)
    .map(({ code, width }) => `${code}[${Math.round(width)}]`)
    .join("");
  const scale = (value: number): number => Math.round((value * 1000) / em);
  const { bbox } = font;
  const look = (character: string): { code: number; width: number } => {
    const glyph = glyphs.get(character);
    if (glyph === undefined)
      throw new PdfError("pdf.text-not-in-font", `No glyph for ${JSON.stringify(character)}`);
    return glyph;
  };
  return {
    ascent: font.ascent / em,
    descent: font.descent / em,
    encode: (text) =>
      `<${[...text.normalize("NFC")].map((c) => look(c).code.toString(16).padStart(4, "0")).join("")}>`,
    widthOf: (text) => [...text.normalize("NFC")].reduce((sum, c) => sum + look(c).width, 0) / 1000,
    write(update) {
      const fileRef = update.addStream(`/Length1 ${file.length}/Filter/FlateDecode`, packedFile);
      const mapRef = update.addStream("/Filter/FlateDecode", toUnicode);
      const descriptor = update.add(
        `<</Type/FontDescriptor/FontName/NGLINH+Tinos/Flags 4/FontBBox[${[
          bbox.minX,
          bbox.minY,
          bbox.maxX,
          bbox.maxY,
        ]
          .map(scale)
          .join(" ")}]/ItalicAngle 0/Ascent ${scale(font.ascent)}/Descent ${scale(font.descent)}`,
        `/CapHeight ${scale(font.capHeight)}/StemV 80/FontFile2 ${fileRef.number} 0 R>>`,
      );
      const descendant = update.add(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/NGLINH+Tinos/CIDToGIDMap/Identity/DW 1000",
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
        `/FontDescriptor ${descriptor.number} 0 R/W[${widths}]>>`,
      );
      return update.add(
        "<</Type/Font/Subtype/Type0/BaseFont/NGLINH+Tinos/Encoding/Identity-H",
        `/DescendantFonts[${descendant.number} 0 R]/ToUnicode ${mapRef.number} 0 R>>`,
      );
    },
  };
}

function toUnicodeMap(glyphs: ReadonlyMap<string, { code: number }>): string {
  const rows = [...glyphs].map(
    ([character, { code }]) =>
      `<${code.toString(16).padStart(4, "0")}><${Buffer.from(character, "utf16le").swap16().toString("hex")}>`,
  );
  const blocks: string[] = [];
  for (let i = 0; i < rows.length; i += 100) {
    const block = rows.slice(i, i + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
/CMapName/Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000><FFFF>
endcodespacerange
${blocks.join("\n")}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}
