import { clean } from "./text/parse-text.ts";

/** A stretch of words that is the same, gone or new. */
export interface Change {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
}

/** One line of the comparison; lines that are the same on both sides have one `same` change. */
export interface ComparedLine {
  readonly changes: readonly Change[];
  readonly changed: boolean;
}

/** Work spent on finding the shortest way before a stretch is simply shown as replaced. */
const MOST_STEPS = 2000;
/** Lines that share fewer words than this part of the longer one are two lines, not one that was changed. */
const ALIKE = 0.3;

/**
 * Compares two texts line by line and, in lines that changed, word by word: what a person needs to see what somebody
 * did to a draft.
 */
export function compareTexts(before: string, after: string): ComparedLine[] {
  const compared: ComparedLine[] = [];
  const gone: string[] = [];
  const fresh: string[] = [];
  const flush = (): void => {
    compared.push(...pairLines(gone.splice(0), fresh.splice(0)));
  };
  for (const change of compareSequences(linesOf(before), linesOf(after))) {
    if (change.kind === "gone") gone.push(change.item);
    else if (change.kind === "new") fresh.push(change.item);
    else {
      flush();
      compared.push({ changes: [{ kind: "same", text: change.item }], changed: false });
    }
  }
  flush();
  return compared;
}

function linesOf(text: string): string[] {
  return clean(text)
    .split("\n")
    .map((line) => line.trim().replace(/ +/g, " "))
    .filter((line) => line !== "");
}

/** Old and new lines of one place: those alike are shown as one line with its changed words. */
function pairLines(gone: readonly string[], fresh: readonly string[]): ComparedLine[] {
  const lines: ComparedLine[] = [];
  let at = 0;
  for (const line of gone) {
    const partner = fresh.slice(at, at + 4).findIndex((other) => alike(line, other) >= ALIKE);
    if (partner < 0) {
      lines.push({ changes: [{ kind: "gone", text: line }], changed: true });
      continue;
    }
    for (const skipped of fresh.slice(at, at + partner))
      lines.push({ changes: [{ kind: "new", text: skipped }], changed: true });
    lines.push({ changes: compareWords(line, fresh[at + partner] ?? ""), changed: true });
    at += partner + 1;
  }
  for (const line of fresh.slice(at)) lines.push({ changes: [{ kind: "new", text: line }], changed: true });
  return lines;
}

/** How much of two lines is the same, 0 to 1. */
function alike(a: string, b: string): number {
  const left = a.split(" ");
  const right = new Map<string, number>();
  for (const word of b.split(" ")) right.set(word, (right.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of left) {
    const known = right.get(word) ?? 0;
    if (known === 0) continue;
    right.set(word, known - 1);
    shared += 1;
  }
  return shared / Math.max(left.length, b.split(" ").length);
}

/** Two lines word by word. */
export function compareWords(before: string, after: string): Change[] {
  const changes: Change[] = [];
  for (const { kind, item } of compareSequences(before.split(" "), after.split(" "))) {
    const last = changes.at(-1);
    if (last?.kind === kind) changes[changes.length - 1] = { kind, text: `${last.text} ${item}` };
    else changes.push({ kind, text: item });
  }
  return changes;
}

interface Step {
  readonly kind: Change["kind"];
  readonly item: string;
}

/** The shortest way from one sequence to the other (Myers), with a bound on the work. */
function compareSequences(before: readonly string[], after: readonly string[]): Step[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const same = (item: string): Step => ({ kind: "same", item });
  return [
    ...before.slice(0, start).map(same),
    ...shortest(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

function shortest(before: readonly string[], after: readonly string[]): Step[] {
  const [n, m] = [before.length, after.length];
  const replaced = (): Step[] => [
    ...before.map((item): Step => ({ kind: "gone", item })),
    ...after.map((item): Step => ({ kind: "new", item })),
  ];
  if (n === 0 || m === 0) return replaced();
  const most = Math.min(n + m, MOST_STEPS);
  const trail: Int32Array[] = [];
  const reach = new Int32Array(2 * most + 2);
  for (let depth = 0; depth <= most; depth += 1) {
    trail.push(reach.slice(most - depth, most + depth + 2));
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && (reach[most + k - 1] ?? 0) < (reach[most + k + 1] ?? 0));
      let x = down ? (reach[most + k + 1] ?? 0) : (reach[most + k - 1] ?? 0) + 1;
      while (x < n && x - k < m && before[x] === after[x - k]) x += 1;
      reach[most + k] = x;
      if (x >= n && x - k >= m) return walkBack(before, after, trail);
    }
  }
  return replaced();
}

function walkBack(before: readonly string[], after: readonly string[], trail: readonly Int32Array[]): Step[] {
  const steps: Step[] = [];
  let [x, y] = [before.length, after.length];
  for (let depth = trail.length - 1; depth >= 0; depth -= 1) {
    const reach = trail[depth];
    // The row of a depth holds the diagonals -depth … depth + 1, as they were before that depth was walked.
    const at = (k: number): number => reach?.[k + depth] ?? 0;
    const k = x - y;
    const down = k === -depth || (k !== depth && at(k - 1) < at(k + 1));
    const from = depth === 0 ? 0 : down ? at(k + 1) : at(k - 1);
    const fromY = depth === 0 ? 0 : from - (down ? k + 1 : k - 1);
    while (x > from && y > fromY && x > 0 && y > 0 && before[x - 1] === after[y - 1]) {
      x -= 1;
      y -= 1;
      steps.push({ kind: "same", item: before[x] ?? "" });
    }
    if (depth === 0) break;
    if (down) {
      y -= 1;
      steps.push({ kind: "new", item: after[y] ?? "" });
    } else {
      x -= 1;
      steps.push({ kind: "gone", item: before[x] ?? "" });
    }
  }
  return steps.reverse();
}
