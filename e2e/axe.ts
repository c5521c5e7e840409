import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const AXE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** What axe-core finds against WCAG 2.2 A and AA, one line a finding. */
export async function violations(page: Page, where: string): Promise<string[]> {
  // While a live refresh is on its way, Turbo marks the document as busy.
  await page.locator("html:not([aria-busy])").waitFor({ state: "attached" });
  // Through the debugger, so that the page's own policy stays as strict as in service.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })
      .then((result) => result.violations.flatMap((rule) => rule.nodes.map((node) => rule.id + " " + node.target + ": " + node.failureSummary)))`,
  );
  return Array.isArray(found) ? found.map((each) => `${where}: ${String(each)}`) : ["axe gave no answer"];
}
