import { make, tr } from "./words.ts";

/**
 * Keyboard and quick selection for a register: up and down arrows go between rows, Space ticks the row, the box in
 * the head ticks all, Shift ticks everything in between.
 */
export function mount(register: HTMLElement): undefined {
  const body = register.querySelector("tbody");
  if (!body) return;
  const boxes = () => [...body.querySelectorAll<HTMLInputElement>('input[name="selected"]')];
  const all = addSelectAll(register, boxes);
  let last: HTMLInputElement | undefined;

  const markRows = () => {
    const now = boxes();
    const ticked = now.filter((box) => box.checked).length;
    for (const box of now) box.closest("tr")?.classList.toggle("ticked", box.checked);
    if (all) {
      all.checked = now.length > 0 && ticked === now.length;
      all.indeterminate = ticked > 0 && ticked < now.length;
    }
  };
  register.addEventListener("change", markRows);
  body.addEventListener("click", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.name !== "selected") return;
    const list = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
      for (const between of list.slice(from, (to ?? 0) + 1)) between.checked = box.checked;
    }
    last = box;
  });
  body.addEventListener("keydown", (event) => {
    const row = event.target instanceof Element ? event.target.closest("tr") : null;
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const inBox = event.target instanceof HTMLInputElement;
      const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
      const target = next?.querySelector<HTMLElement>(inBox ? 'input[name="selected"]' : ".cell-title a");
      if (!target) return;
      event.preventDefault();
      target.focus();
      target.scrollIntoView({ block: "nearest" });
    } else if (event.key === " " && event.target instanceof HTMLAnchorElement) {
      const box = row.querySelector<HTMLInputElement>('input[name="selected"]');
      if (!box) return;
      event.preventDefault();
      box.click();
    }
  });
  markRows();
}

function addSelectAll(register: HTMLElement, boxes: () => HTMLInputElement[]): HTMLInputElement | undefined {
  const head = register.querySelector("thead th.col-tick");
  if (!head) return undefined;
  const all = make("input", {
    type: "checkbox",
    "aria-label": tr("Chọn tất cả dòng trên trang", "Select all rows on the page"),
  });
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
  });
  head.replaceChildren(all);
  return all;
}
