import { formatNumber } from "./format.ts";
import { useText, type Wording } from "./language.ts";

export interface Tab {
  readonly href: string;
  readonly label: Wording;
  readonly count?: number | undefined;
  /** Counted no further than this: a larger number is shown as "99+". */
  readonly countedTo?: number | undefined;
  readonly current?: boolean | undefined;
}

/**
 * Views of the same thing, side by side. Links, not script tabs: each view has its own address, the back button works.
 * `segments` is the compact form for two to four short words.
 */
export function Tabs({
  label,
  tabs,
  look = "tabs",
}: {
  label: Wording;
  tabs: readonly Tab[];
  look?: "tabs" | "segments";
}) {
  const text = useText();
  return (
    <nav class={look} aria-label={text(label)}>
      {tabs.map((tab) => (
        <a
          key={tab.href}
          class={look === "tabs" ? "tab" : "segment"}
          href={tab.href}
          aria-current={tab.current ? "page" : undefined}
        >
          {text(tab.label)}
          {tab.count !== undefined && <span class="tab-count"> {countOf(tab.count, tab.countedTo)}</span>}
        </a>
      ))}
    </nav>
  );
}

function countOf(count: number, countedTo = Number.POSITIVE_INFINITY): string {
  return count > countedTo ? `${formatNumber(countedTo)}+` : formatNumber(count);
}
