import { make, tr } from "./words.ts";

const WAIT_MS = 120;

/**
 * A text field that offers what the server finds while a person types, as a list worked by arrow keys, Enter and Escape
 * (the ARIA combobox pattern). What is typed stays free: nothing has to be chosen.
 */
export function mount(entry: HTMLElement): undefined | (() => void) {
  const input = entry.querySelector("input");
  const address = entry.dataset.suggest;
  if (!input || !address) return;
  const id = `${input.id}-offers`;
  const list = make("ul", { id, role: "listbox", class: "suggest-list", hidden: "", "data-island-own": "" });
  list.setAttribute("aria-label", tr("Gợi ý", "Proposals"));
  input.removeAttribute("list");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  input.setAttribute("aria-expanded", "false");
  entry.append(list);

  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | undefined;
  let at = -1;

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    at = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const mark = (to: number) => {
    const all = options();
    at = all.length === 0 ? -1 : (to + all.length) % all.length;
    all.forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === at));
    });
    const marked = all[at];
    if (marked) {
      input.setAttribute("aria-activedescendant", marked.id);
      marked.scrollIntoView({ block: "nearest" });
    }
  };
  const choose = (name: string) => {
    input.value = name;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const offer = (names: readonly string[]) => {
    list.replaceChildren(
      ...names.map((name, index) => {
        const option = make("li", { id: `${id}-${index}`, role: "option", "aria-selected": "false" }, name);
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(name);
        });
        return option;
      }),
    );
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = names.length === 0;
    input.setAttribute("aria-expanded", String(names.length > 0));
  };
  const ask = async () => {
    asked?.abort();
    const own = new AbortController();
    asked = own;
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ text: input.value })}`, {
        signal: own.signal,
      });
      if (!answer.ok) return;
      const names = namesOf(await answer.json());
      if (!own.signal.aborted && document.activeElement === input) offer(names);
    } catch (error) {
      // Left for another field, or the line is gone: typing goes on without proposals.
      if (!own.signal.aborted) console.warn("suggest", error);
    }
  };
  const typed = () => {
    clearTimeout(timer);
    if (input.value.trim() === "") close();
    else timer = setTimeout(() => void ask(), WAIT_MS);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) void ask();
      else mark(at === -1 && event.key === "ArrowUp" ? -1 : at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && at >= 0) {
      // Enter takes what is marked; only the next one saves.
      event.preventDefault();
      choose(options()[at]?.textContent ?? input.value);
    } else if (event.key === "Tab" && at >= 0) {
      choose(options()[at]?.textContent ?? input.value);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  };
  input.addEventListener("input", typed);
  input.addEventListener("keydown", pressed);
  input.addEventListener("blur", close);
  return close;
}

function namesOf(answer: unknown): string[] {
  if (typeof answer !== "object" || answer === null || !("names" in answer)) return [];
  const { names } = answer;
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string") : [];
}
