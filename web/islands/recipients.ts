import { foldVietnamese } from "../../core/ui/vietnamese.ts";
import { make, tr } from "./words.ts";

interface Entry {
  readonly item: HTMLLIElement;
  readonly words: string;
  readonly box: HTMLInputElement | null;
}

/** Type-to-filter, arrow keys, groups, branches and the list of those chosen, over a tree of checkboxes. */
export function mount(picker: HTMLElement): undefined {
  const tree = picker.querySelector<HTMLElement>(".picker-tree");
  const find = picker.querySelector<HTMLElement>(".picker-find");
  const search = find?.querySelector("input");
  const found = find?.querySelector<HTMLElement>(".picker-found");
  const chosen = picker.querySelector<HTMLElement>(".picker-chosen");
  if (!tree || !find || !search || !found || !chosen) return;
  const entries = readTree(tree);
  const groups = [...picker.querySelectorAll<HTMLInputElement>("input[data-members]")];
  const branches = [...tree.querySelectorAll<HTMLInputElement>(".picker-branch input")];
  find.hidden = false;
  chosen.hidden = false;

  const refresh = () => {
    for (const group of groups) {
      const members = new Set((group.dataset.members ?? "").split(" "));
      const boxes = entries.flatMap(({ box }) => (box && members.has(box.value) ? [box] : []));
      reflect(group, boxes);
    }
    for (const branch of branches) reflect(branch, boxesUnder(branch));
    showChosen(chosen, entries, search);
  };

  picker.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
    if (box.dataset.members !== undefined) {
      const members = new Set(box.dataset.members.split(" "));
      for (const entry of entries) {
        if (entry.box && !entry.box.disabled && members.has(entry.box.value)) entry.box.checked = box.checked;
      }
    } else if (branches.includes(box)) {
      for (const unit of boxesUnder(box)) unit.checked = box.checked;
    }
    refresh();
  });
  const wereOpen = new Map<HTMLDetailsElement, boolean>();
  search.addEventListener("input", () => filter(tree, entries, search.value, found, wereOpen));
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      const hit = entries.find(({ item, box, words }) => box && !item.hidden && matches(words, search.value));
      if (hit?.box && !hit.box.disabled && search.value.trim()) {
        hit.box.click();
        search.select();
      }
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      visibleBoxes(tree)[0]?.focus();
    } else if (event.key === "Escape" && search.value) {
      event.preventDefault();
      search.value = "";
      filter(tree, entries, "", found, wereOpen);
    }
  });
  tree.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const boxes = visibleBoxes(tree);
    const at = event.target instanceof HTMLInputElement ? boxes.indexOf(event.target) : -1;
    if (at < 0) return;
    event.preventDefault();
    const next = boxes[at + (event.key === "ArrowDown" ? 1 : -1)];
    (next ?? (event.key === "ArrowUp" ? search : undefined))?.focus();
  });
  refresh();
}

function readTree(tree: HTMLElement): Entry[] {
  return [...tree.querySelectorAll<HTMLLIElement>("li[data-name]")].map((item) => ({
    item,
    words: foldVietnamese(item.dataset.name ?? ""),
    box: item.querySelector<HTMLInputElement>(":scope > .choice input"),
  }));
}

/** Every typed word must occur, in any order: "dak ha ubnd" finds "UBND huyện Đăk Hà". */
function matches(words: string, typed: string): boolean {
  return foldVietnamese(typed)
    .split(" ")
    .every((word) => words.includes(word));
}

function filter(
  tree: HTMLElement,
  entries: readonly Entry[],
  typed: string,
  found: HTMLElement,
  wereOpen: Map<HTMLDetailsElement, boolean>,
): void {
  const folds = [...tree.querySelectorAll("details")];
  if (typed.trim() === "") {
    for (const { item } of entries) item.hidden = false;
    for (const fold of folds) fold.open = wereOpen.get(fold) ?? fold.open;
    wereOpen.clear();
    found.textContent = "";
    return;
  }
  if (wereOpen.size === 0) for (const fold of folds) wereOpen.set(fold, fold.open);
  const hits = entries.filter(({ words, box }) => box && matches(words, typed));
  const shown = new Set<Element>();
  for (const { item } of hits) {
    for (let up: Element | null = item; up && up !== tree; up = up.parentElement) shown.add(up);
  }
  for (const { item } of entries) item.hidden = !shown.has(item);
  for (const fold of folds) fold.open = shown.has(fold);
  found.textContent =
    hits.length === 0
      ? tr(
          "Không có nơi nhận nào tên như vậy. Thử gõ ít chữ hơn.",
          "No recipient of that name. Try fewer letters.",
        )
      : tr(
          `${hits.length} nơi nhận. Enter để chọn nơi đầu tiên.`,
          `${hits.length} found. Enter ticks the first.`,
        );
}

function boxesUnder(branch: HTMLInputElement): HTMLInputElement[] {
  const fold = branch.closest("details");
  return fold ? [...fold.querySelectorAll<HTMLInputElement>(".choice input:not(:disabled)")] : [];
}

function reflect(parent: HTMLInputElement, boxes: readonly HTMLInputElement[]): void {
  const ticked = boxes.filter((box) => box.checked).length;
  parent.checked = boxes.length > 0 && ticked === boxes.length;
  parent.indeterminate = ticked > 0 && ticked < boxes.length;
}

function visibleBoxes(tree: HTMLElement): HTMLInputElement[] {
  return [...tree.querySelectorAll<HTMLInputElement>("input:not(:disabled)")].filter((box) =>
    box.checkVisibility(),
  );
}

function showChosen(chosen: HTMLElement, entries: readonly Entry[], search: HTMLInputElement): void {
  const ticked = entries.flatMap(({ box, item }) => (box?.checked ? [{ box, item }] : []));
  const count = chosen.querySelector(".picker-count");
  const list = chosen.querySelector(".picker-list");
  if (count) {
    count.textContent =
      ticked.length === 0
        ? tr("Chưa chọn nơi nhận nào", "No recipients yet")
        : tr(`Đã chọn ${ticked.length} nơi nhận`, `${ticked.length} recipients chosen`);
  }
  list?.replaceChildren(
    ...ticked.map(({ box, item }) => {
      const name = item.querySelector(":scope > .choice label")?.textContent ?? "";
      const remove = make(
        "button",
        { type: "button", class: "picker-remove", "aria-label": tr(`Bỏ ${name}`, `Remove ${name}`) },
        "×",
      );
      remove.addEventListener("click", () => {
        box.click();
        const next = chosen.querySelector<HTMLElement>(".picker-remove");
        (next ?? search).focus();
      });
      return make("li", {}, make("span", {}, name), remove);
    }),
  );
}
