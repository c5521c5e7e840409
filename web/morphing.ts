/**
 * A live refresh compares the new page with the shown one. Four things must survive it: what a person has typed and
 * not sent, what an island has drawn, what is open, and what was just said: the server says it once, so the new page has
 * it no more. The answer of a form takes its place.
 */
export function guardMorphing(): void {
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form && form.method !== "get") form.dataset.touched = "";
  });
  // A form that was answered comes back with what was typed and what is wrong beside each field: the answer is shown.
  document.addEventListener("turbo:before-fetch-response", (event) => {
    if (event.target instanceof HTMLFormElement) delete event.target.dataset.touched;
  });
  // And it stays until it is sent again: a refresh would bring the form as it is when nobody has typed.
  for (const shown of ["turbo:load", "turbo:render", "turbo:frame-render"])
    document.addEventListener(shown, () => {
      for (const wrong of document.querySelectorAll('form [aria-invalid="true"]')) {
        const form = wrong.closest("form");
        if (form && form.method !== "get") form.dataset.touched = "";
      }
    });
  document.addEventListener("turbo:submit-start", () => {
    for (const said of document.querySelectorAll("[data-flash]")) said.removeAttribute("data-flash");
  });
  document.addEventListener("turbo:before-morph-element", (event) => {
    const element = event.target;
    if (!(element instanceof HTMLElement)) return;
    const isRemoved = event instanceof CustomEvent && event.detail?.newElement === undefined;
    if (mustStay(element) || (isRemoved && element.dataset.flash !== undefined)) event.preventDefault();
  });
  document.addEventListener("turbo:before-morph-attribute", (event) => {
    const element = event.target;
    if (!(element instanceof HTMLElement) || !(event instanceof CustomEvent)) return;
    const name: unknown = event.detail?.attributeName;
    const kept =
      name === "data-mounted" ||
      (name === "open" && element instanceof HTMLDetailsElement) ||
      (element === document.documentElement && name === "data-theme");
    if (kept) event.preventDefault();
  });
}

function mustStay(element: HTMLElement): boolean {
  if (element.hasAttribute("data-island-own")) return true;
  if (element instanceof HTMLFormElement && element.dataset.touched !== undefined) return true;
  return (
    element.dataset.mounted !== undefined &&
    /\b(recipients|placement|file-drop|session|outbox)\b/.test(element.dataset.mounted)
  );
}
