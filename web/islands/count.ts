import { make, tr } from "./words.ts";

/** Says how many characters are left once the end comes near. */
export function mount(area: HTMLElement): undefined {
  if (!(area instanceof HTMLTextAreaElement) || area.maxLength < 1) return;
  const note = make("p", { class: "count-left", role: "status" });
  area.after(note);
  const refresh = () => {
    const left = area.maxLength - area.value.length;
    note.textContent = left <= area.maxLength / 5 ? tr(`Còn ${left} ký tự.`, `${left} characters left.`) : "";
  };
  area.addEventListener("input", refresh);
  refresh();
}
