import type { PageFingerprint, PageFingerprints } from "../pages/page-fingerprint.ts";
import type { PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";

/** What happened to pages between two states of a document. */
export type PageDifferenceKind =
  | "replaced"
  | "removed"
  | "added"
  | "swapped"
  | "reordered"
  | "rotated"
  | "resized"
  | "fonts-replaced"
  | "pictures-replaced"
  | "resources-replaced"
  | "damaged";

export interface PageDifference {
  readonly kind: PageDifferenceKind;
  /** Numbers from 1, ascending: in the signed document for `removed`, else in the present one. */
  readonly pages: readonly number[];
}

/**
 * Which pages of the signed document differ from those of the present one, and how: compared by what they show, not
 * by object numbers, so that a page exchanged for another one is found whichever way it was done.
 *
 * @returns nothing when all pages are the same, or when one of the two page trees cannot be read
 */
export function findPageDifferences(
  fingerprints: PageFingerprints,
  signed: PdfView,
  present: PdfView,
): PageDifference[] {
  try {
    return alignPages(fingerprints.of(signed), fingerprints.of(present), kindsOf);
  } catch (error) {
    if (error instanceof PdfError) return [];
    throw error;
  }
}

/** What two lists of pages are aligned by. */
export interface AlignedPage {
  /** The same number: the same page object of the same file. */
  readonly number: number;
  readonly contents: string;
  readonly whole: string;
}

interface Place<Page> {
  readonly page: Page;
  /** The fingerprint, told apart where two pages show the same. */
  readonly key: string;
  /** From 1. */
  readonly number: number;
}

/**
 * Aligns two lists of pages.
 * @param kinds what happened to a page that is in the place of another, or partly the same
 */
export function alignPages<Page extends AlignedPage>(
  signed: readonly Page[],
  present: readonly Page[],
  kinds: (old: Page, now: Page) => readonly PageDifferenceKind[],
): PageDifference[] {
  const found = new Map<PageDifferenceKind, number[]>();
  const note = (kind: PageDifferenceKind, number: number): void => {
    found.set(kind, [...(found.get(kind) ?? []), number]);
  };
  const before = places(signed);
  const after = placesAfter(before, present);
  const swaps = undoSwaps(before, after);
  const kept = longestCommonOrder(before, after);
  const keysBefore = new Set(before.map(({ key }) => key));
  const keysAfter = new Set(after.map(({ key }) => key));
  for (const { key, number } of after) if (keysBefore.has(key) && !kept.has(key)) note("reordered", number);
  for (const [gone, come] of gaps(before, after, kept)) {
    const removed = gone.filter(({ key }) => !keysAfter.has(key));
    const added = come.filter(({ key }) => !keysBefore.has(key));
    for (const [old, now] of takePairs(removed, added))
      for (const kind of kinds(old.page, now.page)) note(kind, now.number);
    for (const { number } of removed) note("removed", number);
    for (const { number } of added) note("added", number);
  }
  const differences = [...found].map(
    ([kind, pages]): PageDifference => ({ kind, pages: pages.sort((a, b) => a - b) }),
  );
  return [...swaps.map((pages): PageDifference => ({ kind: "swapped", pages })), ...differences];
}

function places<Page extends AlignedPage>(pages: readonly Page[]): Place<Page>[] {
  const seen = new Map<string, number>();
  return pages.map((page, index) => {
    const count = (seen.get(page.whole) ?? 0) + 1;
    seen.set(page.whole, count);
    return { page, key: keyOf(page, count), number: index + 1 };
  });
}

const keyOf = ({ whole }: AlignedPage, count: number): string => `${count}:${whole}`;

/**
 * Of several pages that show the same, those that stayed where they were keep their key: counted from the front, from
 * the end, and in between where no page is missing. So a page overwritten by a copy of a later one is the copy.
 */
function placesAfter<Page extends AlignedPage>(
  before: readonly Place<Page>[],
  present: readonly Page[],
): Place<Page>[] {
  const { length } = present;
  const shift = length - before.length;
  const same = (index: number, old: Place<Page> | undefined): boolean =>
    old !== undefined && present[index]?.whole === old.page.whole;
  const keys: (string | undefined)[] = present.map(() => undefined);
  const shorter = Math.min(length, before.length);
  let front = 0;
  while (front < shorter && same(front, before[front])) keys[front] = before[front++]?.key;
  for (let end = 1; end <= shorter - front && same(length - end, before[length - end - shift]); end += 1)
    keys[length - end] = before[length - end - shift]?.key;
  if (shift === 0) for (const [index, old] of before.entries()) if (same(index, old)) keys[index] = old.key;
  const taken = new Set(keys);
  const seen = new Map<string, number>();
  return present.map((page, index) => {
    let key = keys[index];
    for (let count = seen.get(page.whole) ?? 0; key === undefined; ) {
      count += 1;
      seen.set(page.whole, count);
      if (!taken.has(keyOf(page, count))) key = keyOf(page, count);
    }
    return { page, key, number: index + 1 };
  });
}

/** Pairs of pages that stand in each other's place; they are put back in `after`. */
function undoSwaps<Page>(before: readonly Place<Page>[], after: Place<Page>[]): number[][] {
  const at = new Map(after.map(({ key }, index) => [key, index]));
  const pairs: number[][] = [];
  for (let i = 0; i < Math.min(before.length, after.length); i += 1) {
    const [old, now] = [before[i], after[i]];
    const j = at.get(old?.key ?? "");
    if (old === undefined || now === undefined || j === undefined || j <= i) continue;
    const other = after[j];
    if (other === undefined || before[j]?.key !== now.key) continue;
    pairs.push([i + 1, j + 1]);
    after[i] = other;
    after[j] = now;
    at.set(other.key, i);
    at.set(now.key, j);
  }
  return pairs;
}

/** Keys of the longest run of pages that both lists hold in the same order (longest increasing subsequence). */
function longestCommonOrder(
  before: readonly Place<unknown>[],
  after: readonly Place<unknown>[],
): Set<string> {
  const positions = new Map(before.map(({ key }, index) => [key, index]));
  const shared = after.flatMap(({ key }) => {
    const position = positions.get(key);
    return position === undefined ? [] : [{ key, position }];
  });
  const tails: number[] = [];
  const previous: number[] = [];
  shared.forEach(({ position }, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((shared[tails[middle] ?? 0]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    previous.push(low > 0 ? (tails[low - 1] ?? -1) : -1);
    tails[low] = index;
  });
  const kept = new Set<string>();
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1)
    kept.add(shared[index]?.key ?? "");
  return kept;
}

/** What stands between the pages that kept their order, on both sides. */
function gaps<Page>(
  before: readonly Place<Page>[],
  after: readonly Place<Page>[],
  kept: ReadonlySet<string>,
): (readonly [Place<Page>[], Place<Page>[]])[] {
  const split = (list: readonly Place<Page>[]): Place<Page>[][] => {
    const parts: Place<Page>[][] = [[]];
    for (const place of list) {
      if (kept.has(place.key)) parts.push([]);
      else parts.at(-1)?.push(place);
    }
    return parts;
  };
  const come = split(after);
  return split(before).map((gone, index) => [gone, come[index] ?? []] as const);
}

/** Pages that took the place of others: first those that are partly the same, then in order. Taken out of both lists. */
function takePairs<Page extends AlignedPage>(
  gone: Place<Page>[],
  come: Place<Page>[],
): (readonly [Place<Page>, Place<Page>])[] {
  const pairs: (readonly [Place<Page>, Place<Page>])[] = [];
  const takeBy = (mark: (place: Place<Page>) => string | number): void => {
    const waiting = new Map(gone.map((place) => [mark(place), place]));
    const taken = new Set<Place<Page>>();
    for (const now of come) {
      const old = waiting.get(mark(now));
      if (old === undefined) continue;
      waiting.delete(mark(now));
      pairs.push([old, now]);
      taken.add(old).add(now);
    }
    for (const list of [gone, come])
      list.splice(0, list.length, ...list.filter((place) => !taken.has(place)));
  };
  takeBy(({ page }) => page.number);
  takeBy(({ page }) => page.contents);
  const rest = Math.min(gone.length, come.length);
  const [olds, nows] = [gone.splice(0, rest), come.splice(0, rest)];
  olds.forEach((old, index) => {
    const now = nows[index];
    if (now !== undefined) pairs.push([old, now]);
  });
  return pairs;
}

function kindsOf(old: PageFingerprint, now: PageFingerprint): PageDifferenceKind[] {
  if (old.contents !== now.contents) return ["replaced"];
  const kinds: PageDifferenceKind[] = [];
  if (old.rotation !== now.rotation) kinds.push("rotated");
  if (old.boxes !== now.boxes) kinds.push("resized");
  if (old.fonts !== now.fonts) kinds.push("fonts-replaced");
  if (old.pictures !== now.pictures) kinds.push("pictures-replaced");
  if (old.other !== now.other) kinds.push("resources-replaced");
  return kinds;
}
