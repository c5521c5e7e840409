/**
 * Folds Vietnamese text for matching: lower case, no diacritics, đ as d, one space between words.
 * "Đăk Hà" and "dak ha" fold to the same string. Runs in the browser too (recipient filter).
 */
export function foldVietnamese(value: string): string {
  return value
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

const collator = new Intl.Collator("vi");

/**
 * Orders full names the Vietnamese way: by given name (the last word), then by the words before it.
 * For `Array.prototype.sort`.
 */
export function compareNames(a: string, b: string): number {
  const [givenA, restA] = splitName(a);
  const [givenB, restB] = splitName(b);
  return collator.compare(givenA, givenB) || collator.compare(restA, restB);
}

function splitName(name: string): [given: string, rest: string] {
  const trimmed = name.trim();
  const at = trimmed.lastIndexOf(" ");
  return at < 0 ? [trimmed, ""] : [trimmed.slice(at + 1), trimmed.slice(0, at)];
}
