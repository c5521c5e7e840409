import { formatNumber } from "./format.ts";
import { Icon } from "./icon.tsx";
import { useText } from "./language.ts";
import type { NavigationGroup } from "./shell.ts";

/**
 * The places this person may go. On a wide screen a column at the left; on a phone the same element is a popover
 * opened by the menu button, which works without script.
 */
export function Navigation({ groups, path }: { groups: readonly NavigationGroup[]; path: string }) {
  const text = useText();
  const current = currentHref(groups, path);
  return (
    <nav id="navigation" class="navigation" popover="auto" aria-label={text({ vi: "Danh mục", en: "Menu" })}>
      {groups.map((group) => (
        <div class="nav-group" key={text(group.label)}>
          <p class="nav-label">{text(group.label)}</p>
          <ul>
            {group.items.map((item) => (
              <li key={item.href}>
                <a href={item.href} aria-current={item.href === current ? "page" : undefined}>
                  <Icon name={item.icon} />
                  <span class="nav-words">{text(item.label)}</span>
                  {item.count !== undefined && item.count > 0 && (
                    <span class="nav-count">{formatNumber(item.count)}</span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** The longest item address the path lies under, so that a document's page still marks its register. */
function currentHref(groups: readonly NavigationGroup[], path: string): string | undefined {
  const here = path.split(/[?#]/)[0] ?? path;
  let best: string | undefined;
  for (const { items } of groups) {
    for (const { href } of items) {
      const place = href.split(/[?#]/)[0] ?? href;
      const inside = here === place || (place !== "/" && here.startsWith(`${place}/`));
      if (inside && (best === undefined || href.length > best.length)) best = href;
    }
  }
  return best;
}
