import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const AXE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/**
 * What axe-core finds against WCAG 2.2 A and AA, one line a finding.
 *
 * @param options.colours false: contrast was looked at on the same page at another width, and is most of the work
 */
export async function violations(
  page: Page,
  where: string,
  { colours = true }: { readonly colours?: boolean } = {},
): Promise<string[]> {
  // Through the debugger, so that the page's own policy stays as strict as in service.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const found: unknown = await page.evaluate(
    // While a live refresh is on its way, Turbo marks the document as busy: looked at again until it stays quiet.
    `(async () => {
      for (;;) {
        while (document.documentElement.hasAttribute("aria-busy")) await new Promise((next) => setTimeout(next, 50));
        let quiet = true;
        const watch = new MutationObserver(() => { quiet = false; });
        watch.observe(document.documentElement, { attributeFilter: ["aria-busy"] });
        const { violations } = await axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
          rules: { "color-contrast": { enabled: ${colours} } } });
        watch.disconnect();
        if (quiet) return violations.flatMap((rule) => rule.nodes.map((node) => rule.id + " " + node.target + ": " + node.failureSummary));
      }
    })()`,
  );
  return Array.isArray(found) ? found.map((each) => `${where}: ${String(each)}`) : ["axe gave no answer"];
}
