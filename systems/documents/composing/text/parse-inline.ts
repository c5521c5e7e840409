import type { Run } from "./blocks.ts";

/** `***both***`, `**bold**`, `*italic*`: an opening mark touches the word after it, a closing one the word before it. */
const MARKED = /(\*{1,3})(?=[^\s*])((?:(?!\1).)*?[^\s*\\])\1(?!\*)/su;
const ESCAPED = /\\([\\*|])/g;

/**
 * Reads bold and italic in one line. Marks that do not pair are text like any other, so nothing typed is ever lost;
 * `\*` is a star.
 */
export function parseInline(line: string): Run[] {
  const runs: Run[] = [];
  let rest = line;
  for (;;) {
    const match = MARKED.exec(rest);
    if (match === null) break;
    const [whole, stars = "", inner = ""] = match;
    // A star behind a backslash opens nothing.
    if (rest[match.index - 1] === "\\") {
      push(runs, { text: withoutEscapes(rest.slice(0, match.index + stars.length)) });
      rest = rest.slice(match.index + stars.length);
      continue;
    }
    push(runs, { text: withoutEscapes(rest.slice(0, match.index)) });
    for (const run of stars.length === 3 ? [{ text: withoutEscapes(inner) }] : parseInline(inner))
      push(runs, {
        ...run,
        ...(stars.length >= 2 ? { bold: true } : {}),
        ...(stars.length !== 2 ? { italic: true } : {}),
      });
    rest = rest.slice(match.index + whole.length);
  }
  push(runs, { text: withoutEscapes(rest) });
  return runs;
}

function withoutEscapes(text: string): string {
  return text.replace(ESCAPED, "$1");
}

function push(runs: Run[], run: Run): void {
  if (run.text === "") return;
  const last = runs.at(-1);
  if (last && last.bold === run.bold && last.italic === run.italic)
    runs[runs.length - 1] = { ...last, text: last.text + run.text };
  else runs.push(run);
}
