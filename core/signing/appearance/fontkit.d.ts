/** The part of fontkit 2 used here; the package ships no types of its own. */
declare module "fontkit" {
  export interface Glyph {
    readonly id: number;
    /** In font units. */
    readonly advanceWidth: number;
    /** The outline: moveTo, lineTo, quadraticCurveTo, bezierCurveTo, closePath, in font units. */
    readonly path: {
      readonly commands: readonly { readonly command: string; readonly args: readonly number[] }[];
    };
  }
  export interface Subset {
    /** Takes a glyph into the subset and returns its new number. */
    includeGlyph(glyph: number): number;
    encode(): Uint8Array;
  }
  export interface Font {
    readonly unitsPerEm: number;
    readonly ascent: number;
    readonly descent: number;
    readonly capHeight: number;
    readonly bbox: {
      readonly minX: number;
      readonly minY: number;
      readonly maxX: number;
      readonly maxY: number;
    };
    glyphForCodePoint(codePoint: number): Glyph;
    createSubset(): Subset;
  }
  export function create(bytes: Uint8Array): Font;
}
