/** Says something in the language of the page. */
export function tr(vi: string, en: string): string {
  return document.documentElement.lang === "en" ? en : vi;
}

/** Makes an element; text goes in as text, never as markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Shows a short message in the page's live region; gone after eight seconds. */
export function toast(message: string): void {
  const region = document.getElementById("toasts");
  if (!region) return;
  const note = make("p", { class: "toast" }, message);
  region.append(note);
  setTimeout(() => note.remove(), 8_000);
}
