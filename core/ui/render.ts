import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";

/** Renders a whole page, doctype included, ready to be the body of an HTTP answer. */
export function renderPage(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}

/** Renders a part of a page: the content of a turbo-frame or a turbo-stream. */
export function renderFragment(part: VNode): string {
  return renderToString(part);
}
