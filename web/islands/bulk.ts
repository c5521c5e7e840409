/** Counts the ticked rows of a register and says how many; the buttons wait until there is one. */
export function mount(form: HTMLElement): undefined | (() => void) {
  const counter = form.querySelector<HTMLElement>(".bulk-count");
  const register = form.closest(".register");
  if (!(form instanceof HTMLFormElement) || !counter || !register) return;
  const refresh = () => {
    const ticked = register.querySelectorAll(`input[name="selected"][form="${form.id}"]:checked`).length;
    const words = document.documentElement.lang === "en" ? counter.dataset.en : counter.dataset.vi;
    counter.textContent = ticked > 0 ? (words ?? "{n}").replace("{n}", String(ticked)) : "";
    for (const button of form.querySelectorAll<HTMLButtonElement>("button[type=submit]")) {
      button.disabled = ticked === 0;
    }
  };
  register.addEventListener("change", refresh);
  refresh();
  return () => register.removeEventListener("change", refresh);
}
