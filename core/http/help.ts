import type { System } from "../system.ts";
import type { PageHelp } from "../ui/page-help.tsx";
import type { NavigationGroup } from "../ui/shell.ts";
import { foldVietnamese } from "../ui/vietnamese.ts";

const ANY_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** The help text of a page, if its room wrote one: the page itself, or pages of its kind (`/incoming/:id`). */
export function helpOf(systems: readonly System[], path: string): PageHelp | undefined {
  const texts = systems.flatMap((system) => system.help ?? []);
  return (
    texts.find(({ href }) => href === path) ??
    texts.find(({ href }) => href.includes(":id") && patternOf(href).test(path))
  );
}

function patternOf(href: string): RegExp {
  return new RegExp(`^${href.replaceAll(":id", ANY_ID)}$`);
}

/** Help texts under the heading of the menu where their pages stand. */
export interface HelpGroup {
  readonly label: NavigationGroup["label"];
  readonly texts: readonly PageHelp[];
}

/**
 * The help a person is given: of the places in their menu and the pages reached from there, in the order of the menu.
 *
 * @param q words that must all stand in a text, with or without diacritics; empty finds everything
 */
export function findHelp(
  systems: readonly System[],
  navigation: readonly NavigationGroup[],
  q: string,
): HelpGroup[] {
  const texts = systems.flatMap((system) => system.help ?? []);
  const words = foldVietnamese(q).split(/\s+/).filter(Boolean);
  return navigation
    .map(({ label, items }) => ({
      label,
      texts: items
        .flatMap((item) => texts.filter(({ href, within }) => (within ?? href) === item.href))
        .filter((help) => words.every((word) => wordsOf(help).includes(word))),
    }))
    .filter(({ texts: found }) => found.length > 0);
}

function wordsOf({ title, steps, keys = [], ask }: PageHelp): string {
  const said = [title, ...steps, ask, ...keys.map(({ does }) => does)];
  return foldVietnamese([...said.flatMap(({ vi, en }) => [vi, en]), ...keys.map(({ key }) => key)].join(" "));
}
