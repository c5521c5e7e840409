import { toast, tr } from "./words.ts";

/** Theme and density change at once; the server is told so that the next page already comes that way. */
export function mount(form: HTMLElement): undefined {
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement)) return;
    const { name, value } = button;
    if (name !== "theme" && name !== "density") {
      // A new language changes every word: a plain load, without the half-old page Turbo would show first.
      form.dataset.turbo = "false";
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    apply(name, value);
    for (const other of form.querySelectorAll("button"))
      other.setAttribute("aria-pressed", String(other === button));
    const data = new FormData(form);
    data.set(name, value);
    const body = new URLSearchParams();
    for (const [key, entry] of data) if (typeof entry === "string") body.append(key, entry);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() =>
      toast(
        tr(
          "Chưa lưu được lựa chọn; trang sau sẽ như cũ.",
          "The choice was not saved; the next page will be as before.",
        ),
      ),
    );
  });
}

function apply(name: "theme" | "density", value: string): void {
  const root = document.documentElement;
  if (name === "density") root.dataset.density = value;
  else if (value === "auto") delete root.dataset.theme;
  else root.dataset.theme = value;
}
