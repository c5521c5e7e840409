import type { Sentence } from "../../../../core/errors.ts";

/** "trang 1, 3–5" of an extract, "toàn bộ 7 trang" of a whole copy. */
export function pagesText(copy: {
  readonly pages: readonly number[] | null;
  readonly page_amount: number;
}): Sentence {
  if (copy.pages === null)
    return { vi: `Toàn bộ ${copy.page_amount} trang`, en: `All ${copy.page_amount} pages` };
  const runs = copy.pages.reduce<[number, number][]>((found, page) => {
    const last = found.at(-1);
    if (last && last[1] + 1 === page) last[1] = page;
    else found.push([page, page]);
    return found;
  }, []);
  const list = runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(", ");
  return { vi: `Trang ${list}`, en: `Pages ${list}` };
}
