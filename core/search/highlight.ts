/** Shows why something was found: the words of the question inside the text, with the marks as written there. */
import { fold, normalizeTone } from "./fold.ts";
import type { ParsedQuery } from "./parse-query.ts";

export interface Segment {
  readonly text: string;
  readonly hit: boolean;
}

/** Splits a text into segments; joined they give the text in NFC. Neighbouring hits become one segment. */
export function highlight(text: string, query: Pick<ParsedQuery, "words" | "marked">): Segment[] {
  const composed = text.normalize("NFC");
  const segments: { text: string; hit: boolean }[] = [];
  const push = (part: string, hit: boolean) => {
    if (part === "") return;
    const last = segments.at(-1);
    const gap = segments.at(-2);
    if (hit && last && !last.hit && /^[\s/\-–.]+$/u.test(last.text) && gap?.hit) {
      gap.text += last.text + part;
      segments.pop();
    } else if (last?.hit === hit) last.text += part;
    else segments.push({ text: part, hit });
  };
  let end = 0;
  for (const match of composed.matchAll(/[\p{L}\p{N}]+/gu)) {
    const word = match[0].toLowerCase();
    const asked = query.words.has(query.marked ? normalizeTone(word) : fold(word));
    if (!asked) continue;
    push(composed.slice(end, match.index), false);
    push(match[0], true);
    end = match.index + match[0].length;
  }
  push(composed.slice(end), false);
  return segments;
}

/**
 * The part of a long text around its first hit.
 *
 * @param length about how many characters to show
 * @returns segments with "…" where text was left out; empty if nothing hits
 */
export function snippet(text: string, query: Pick<ParsedQuery, "words" | "marked">, length = 200): Segment[] {
  const composed = text.normalize("NFC").replace(/\s+/gu, " ");
  let at = 0;
  for (const segment of highlight(composed, query)) {
    if (segment.hit) {
      const wanted = Math.max(0, at - Math.floor(length / 3));
      const from = wanted === 0 ? 0 : composed.indexOf(" ", wanted - 1) + 1 || wanted;
      const cut = composed.indexOf(" ", from + length);
      const to = cut < 0 ? composed.length : cut;
      return [
        ...(from > 0 ? [{ text: "… ", hit: false }] : []),
        ...highlight(composed.slice(from, to), query),
        ...(to < composed.length ? [{ text: " …", hit: false }] : []),
      ];
    }
    at += segment.text.length;
  }
  return [];
}
