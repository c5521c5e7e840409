import { formatDate, parseTypedDate } from "../../core/ui/format.ts";
import { make } from "./words.ts";

/** Adds the slashes while a date is typed, and a button that opens the browser's own calendar. */
export function mount(entry: HTMLElement): undefined {
  const input = entry.querySelector("input");
  if (!input) return;
  input.addEventListener("input", (event) => {
    // Only while digits are added at the end: deleting and mending in the middle stay free.
    const typing = event instanceof InputEvent && event.inputType === "insertText";
    if (!typing || input.selectionStart !== input.value.length) return;
    if (/^\d{2}$/.test(input.value) || /^\d{2}\/\d{2}$/.test(input.value)) input.value += "/";
  });
  const native = make("input", { type: "date", class: "date-native", tabindex: "-1", "aria-hidden": "true" });
  const open = make("button", { type: "button", class: "button date-open" }, entry.dataset.open ?? "…");
  open.addEventListener("click", () => {
    native.value = parseTypedDate(input.value) ?? "";
    native.showPicker();
  });
  native.addEventListener("change", () => {
    if (!native.value) return;
    input.value = formatDate(native.value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
  open.disabled = input.disabled;
  entry.append(native, open);
}
