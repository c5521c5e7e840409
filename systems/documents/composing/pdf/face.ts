import type { Font } from "fontkit";
import { openFont } from "../../../../core/fonts/open-font.ts";
import type { PdfFile, Ref } from "./pdf-file.ts";

/** The four faces of Tinos, metric equal of Times New Roman (NĐ 30/2020 PL I part I.4). */
export type FaceName = "regular" | "bold" | "italic" | "bold-italic";

const FACES: Readonly<Record<FaceName, { readonly file: string; readonly name: string }>> = {
  regular: { file: "Tinos-Regular.ttf", name: "Tinos" },
  bold: { file: "Tinos-Bold.ttf", name: "Tinos-Bold" },
  italic: { file: "Tinos-Italic.ttf", name: "Tinos-Italic" },
  "bold-italic": { file: "Tinos-BoldItalic.ttf", name: "Tinos-BoldItalic" },
};

interface Measured {
  readonly glyph: number;
  /** Thousandths of the size, as the font dictionary will say it. */
  readonly width: number;
}

interface LoadedFace {
  readonly font: Font;
  readonly known: Map<string, Measured>;
}

const loaded = new Map<FaceName, LoadedFace>();

function faceOf(name: FaceName): LoadedFace {
  let face = loaded.get(name);
  if (face === undefined) {
    const file = new URL(`../../../../province/fonts/${FACES[name].file}`, import.meta.url);
    face = { font: openFont(file), known: new Map() };
    loaded.set(name, face);
  }
  return face;
}

function measure(name: FaceName, character: string): Measured {
  const { font, known } = faceOf(name);
  const before = known.get(character);
  if (before !== undefined) return before;
  const glyph = font.glyphForCodePoint(character.codePointAt(0) ?? 0);
  const width = Math.round((glyph.advanceWidth * 100_000) / font.unitsPerEm) / 100;
  const measured = { glyph: glyph.id, width };
  known.set(character, measured);
  return measured;
}

/** Width of a text at size 1. Kerning is left out, as word processors do. */
export function widthOf(name: FaceName, text: string): number {
  let sum = 0;
  for (const character of text) sum += measure(name, character).width;
  return sum / 1000;
}

/** The characters of a text that the font cannot show, each once. */
export function missingCharacters(text: string): readonly string[] {
  const missing = new Set<string>();
  for (const character of new Set(text))
    if (character !== "\n" && measure("regular", character).glyph === 0) missing.add(character);
  return [...missing];
}

/** One face in one file: takes the characters that are drawn, and writes them as a subset in the end. */
export class FaceInFile {
  readonly ref: Ref;
  readonly #name: FaceName;
  readonly #subset;
  readonly #codes = new Map<string, { readonly code: number; readonly width: number }>();

  constructor(name: FaceName, ref: Ref) {
    this.#name = name;
    this.ref = ref;
    this.#subset = faceOf(name).font.createSubset();
  }

  /** Hex codes of a text, without brackets. */
  encode(text: string): string {
    let hex = "";
    for (const character of text) {
      let known = this.#codes.get(character);
      if (known === undefined) {
        const { glyph, width } = measure(this.#name, character);
        known = { code: this.#subset.includeGlyph(glyph), width };
        this.#codes.set(character, known);
      }
      hex += known.code.toString(16).padStart(4, "0");
    }
    return hex;
  }

  /** Type 0 font, CIDFontType2, Identity-H, embedded, with /ToUnicode (ISO 19005-2 6.2.11). */
  write(file: PdfFile): void {
    const { font } = faceOf(this.#name);
    const program = Buffer.from(this.#subset.encode());
    // Same glyphs, same tag: a subset is named by what it holds.
    const name = `${tagOf([...this.#codes.keys()].sort().join(""))}+${FACES[this.#name].name}`;
    const scale = (units: number): number => Math.round((units * 1000) / font.unitsPerEm);
    const { bbox } = font;
    const programRef = file.addStream(`/Length1 ${program.length}`, program);
    const mapRef = file.addStream("", Buffer.from(this.#toUnicode(), "latin1"));
    const descriptor = file.add(
      `<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[${[bbox.minX, bbox.minY, bbox.maxX, bbox.maxY].map(scale).join(" ")}]` +
        `/ItalicAngle ${this.#name.includes("italic") ? -16 : 0}/Ascent ${scale(font.ascent)}/Descent ${scale(font.descent)}` +
        `/CapHeight ${scale(font.capHeight)}/StemV ${this.#name.includes("bold") ? 140 : 80}/FontFile2 ${programRef} 0 R>>`,
    );
    const widths = [...this.#codes.values()]
      .sort((a, b) => a.code - b.code)
      .map(({ code, width }) => `${code}[${width}]`)
      .join("");
    const descendant = file.add(
      `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDToGIDMap/Identity/DW 1000` +
        `/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ${descriptor} 0 R/W[${widths}]>>`,
    );
    file.set(
      this.ref,
      `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[${descendant} 0 R]/ToUnicode ${mapRef} 0 R>>`,
    );
  }

  #toUnicode(): string {
    const rows = [...this.#codes].map(
      ([character, { code }]) =>
        `<${code.toString(16).padStart(4, "0")}><${Buffer.from(character, "utf16le").swap16().toString("hex")}>`,
    );
    const blocks: string[] = [];
    for (let at = 0; at < rows.length; at += 100) {
      const block = rows.slice(at, at + 100);
      blocks.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar`);
    }
    return (
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
      "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n" +
      `1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n${blocks.join("\n")}\n` +
      "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    );
  }
}

/** Six capital letters out of the characters (ISO 32000-2 9.9.2). */
function tagOf(characters: string): string {
  let state = 7;
  for (const character of characters) state = (state * 31 + (character.codePointAt(0) ?? 0)) % 308_915_776;
  let tag = "";
  for (let at = 0; at < 6; at += 1) {
    tag += String.fromCharCode(65 + (state % 26));
    state = Math.floor(state / 26);
  }
  return tag;
}
