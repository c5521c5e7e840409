import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { violations } from "./axe.ts";

/**
 * No rule of WCAG broken, nothing wider than the screen at a desk and on a phone. `PICTURES` names a folder for pictures
 * of both widths.
 *
 * @param name says which page it was, in messages and names of pictures
 */
export async function looksRight(page: Page, name: string): Promise<void> {
  const usual = page.viewportSize();
  expect(await violations(page, name)).toEqual([]);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(`${name} ${wide}`).toBe(`${name} ${Math.min(wide, width)}`);
    const pictures = process.env.PICTURES;
    if (pictures) await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
  }
  if (usual) await page.setViewportSize(usual);
}
