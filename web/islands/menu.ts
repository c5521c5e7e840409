/** A `details` used as a menu: Escape and a press elsewhere close it. */
export function mount(menu: HTMLElement): undefined | (() => void) {
  if (!(menu instanceof HTMLDetailsElement)) return;
  const elsewhere = (event: Event) => {
    if (menu.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  };
  const closeByKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  };
  document.addEventListener("pointerdown", elsewhere);
  document.addEventListener("focusin", elsewhere);
  menu.addEventListener("keydown", closeByKey);
  return () => {
    document.removeEventListener("pointerdown", elsewhere);
    document.removeEventListener("focusin", elsewhere);
  };
}
