import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Font } from "fontkit";

/** Loaded at the first font and not at the start: many a process that signs or serves pages never draws a letter. */
const load = createRequire(import.meta.url);

/**
 * Opens a TrueType or OpenType font.
 *
 * @throws Error when the file is missing or is no font
 */
export function openFont(file: URL): Font {
  const fontkit: typeof import("fontkit") = load("fontkit");
  return fontkit.create(readFileSync(file));
}
