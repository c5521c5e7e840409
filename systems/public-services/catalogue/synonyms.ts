import { foldVietnamese } from "../../../core/ui/index.ts";

/** Ways of saying the same thing, folded; and words that carry nothing. */
export interface Synonyms {
  readonly groups: readonly (readonly string[])[];
  readonly empty: ReadonlySet<string>;
}

export interface Question {
  /** Everything typed, folded; and the same said with the first of each way of speaking. */
  readonly wholes: readonly string[];
  /** Things asked for, each by the words it may be called. */
  readonly things: readonly (readonly string[])[];
}

/** @param groups as written; @param empty words that say nothing: "cho", "làm", "thủ tục" */
export function synonymsOf(groups: readonly (readonly string[])[], empty: readonly string[]): Synonyms {
  return {
    groups: groups.map((group) => group.map(foldWords)),
    empty: new Set(empty.map(foldWords)),
  };
}

/**
 * Reads what a person typed: at each place the longest known way of speaking, else the word itself. Marks, old or new
 * places of tones (hoà, hòa) and punctuation do not matter. At most 12 things are looked for.
 */
export function readQuestion(synonyms: Synonyms, typed: string): Question {
  const all = foldWords(typed).split(" ").filter(Boolean).slice(0, 40);
  const things: (readonly string[])[] = [];
  const usual: string[] = [];
  for (let at = 0; at < all.length; ) {
    const rest = all.slice(at).join(" ");
    const group = longest(synonyms, rest);
    const word = all[at] ?? "";
    if (group) {
      things.push(group.words);
      usual.push(group.words[0] ?? word);
      at += group.length;
    } else {
      if (!synonyms.empty.has(word)) things.push([word]);
      usual.push(word);
      at += 1;
    }
  }
  // A question of empty words only is still a question.
  const asked = things.length > 0 ? things : all.map((word) => [word]);
  return { wholes: [...new Set([all.join(" "), usual.join(" ")])], things: asked.slice(0, 12) };
}

function longest(
  synonyms: Synonyms,
  rest: string,
): { readonly words: readonly string[]; readonly length: number } | undefined {
  let best = "";
  let words: readonly string[] = [];
  for (const group of synonyms.groups) {
    for (const phrase of group) {
      if (phrase.length > best.length && (rest === phrase || rest.startsWith(`${phrase} `))) {
        best = phrase;
        words = group;
      }
    }
  }
  return best === "" ? undefined : { words, length: best.split(" ").length };
}

/** Letters and digits without marks, one space between words; a code keeps its dots. */
export function foldWords(text: string): string {
  return foldVietnamese(text)
    .replace(/[^\p{L}\p{N}.]+/gu, " ")
    .replace(/\.(?!\d)/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
