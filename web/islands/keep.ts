import { isSecret } from "./outbox/secret.ts";
import { make, tr } from "./words.ts";

const PREFIX = "kept:";
const MAX_AGE_MS = 14 * 24 * 3_600_000;

const WHEN = new Intl.DateTimeFormat("en-GB", {
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
  timeZone: "Asia/Ho_Chi_Minh",
});

interface Kept {
  readonly at: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/**
 * Keeps what is typed into `form[data-keep]` in this browser until the server has accepted it, and offers it back
 * after a crash, an expired session or a closed window. Never keeps passwords, files, hidden fields and anything of a
 * secret document.
 */
export function mount(form: HTMLElement): undefined | (() => void) {
  const name = form.dataset.keep;
  if (!(form instanceof HTMLFormElement) || !name) return;
  const key = PREFIX + name;
  forgetOld();
  const kept = read(key);
  const now = snapshot(form);
  if (kept && holdsMore(kept.fields, now)) offer(form, kept, key);

  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    if (isSecret(form)) return localStorage.removeItem(key);
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: snapshot(form) } satisfies Kept));
  };
  const later = () => {
    timer ??= setTimeout(save, 800);
  };
  const leave = () => {
    if (timer !== undefined) save();
  };
  const answered = (event: Event) => {
    if (!(event instanceof CustomEvent)) return;
    const detail: unknown = event.detail;
    if (isAccepted(detail)) {
      clearTimeout(timer);
      timer = undefined;
      localStorage.removeItem(key);
      delete form.dataset.touched;
    }
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("turbo:submit-end", answered);
  form.addEventListener("upload:answered", answered);
  window.addEventListener("pagehide", leave);
  return () => {
    leave();
    window.removeEventListener("pagehide", leave);
  };
}

/** Accepted means answered with success, and not by being sent to the sign-in page. */
function isAccepted(detail: unknown): boolean {
  if (typeof detail !== "object" || detail === null) return false;
  if ("status" in detail && typeof detail.status === "number")
    return detail.status >= 200 && detail.status < 300;
  if (!("success" in detail) || detail.success !== true) return false;
  const answer = "fetchResponse" in detail ? detail.fetchResponse : undefined;
  const location =
    typeof answer === "object" && answer !== null && "location" in answer && answer.location instanceof URL
      ? answer.location.pathname
      : "";
  return !location.startsWith("/sign-in");
}

/** Whether something was typed or chosen that the form does not show any more: nothing else is worth asking about. */
function holdsMore(kept: Kept["fields"], now: Kept["fields"]): boolean {
  const shown = new Set(now.map((field) => JSON.stringify(field)));
  return kept.some((field) => field[1] !== "" && !shown.has(JSON.stringify(field)));
}

/** Files the server already holds and boxes that only mirror others (`data-not-kept`) are no typing of a person. */
function isTyped(control: HTMLInputElement): boolean {
  if (!control.name || control.dataset.notKept !== undefined) return false;
  return !["hidden", "password", "file", "submit"].includes(control.type);
}

function snapshot(form: HTMLFormElement): [string, string][] {
  const fields: [string, string][] = [];
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement) {
      if (!isTyped(control)) continue;
      if ((control.type === "checkbox" || control.type === "radio") && !control.checked) continue;
      fields.push([control.name, control.value]);
    } else if (control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement) {
      if (control.name) fields.push([control.name, control.value]);
    }
  }
  return fields;
}

function offer(form: HTMLFormElement, kept: Kept, key: string): void {
  const when = WHEN.format(kept.at);
  const words = tr(
    `Có nội dung bạn gõ dở lúc ${when} còn giữ trong máy này.`,
    `What you were typing at ${when} is still kept on this machine.`,
  );
  const restore = make("button", { type: "button", class: "button" }, tr("Lấy lại", "Bring it back"));
  const forget = make("button", { type: "button", class: "button button-quiet" }, tr("Bỏ đi", "Discard"));
  const actions = make("div", { class: "actions" }, restore, forget);
  const note = make(
    "div",
    { class: "notice notice-info", role: "status", "data-island-own": "" },
    make("div", { class: "notice-body" }, make("p", {}, words), actions),
  );
  restore.addEventListener("click", () => {
    fill(form, kept);
    note.remove();
  });
  forget.addEventListener("click", () => {
    localStorage.removeItem(key);
    note.remove();
  });
  form.prepend(note);
}

function fill(form: HTMLFormElement, kept: Kept): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of kept.fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement) {
      if (!isTyped(control)) continue;
      if (control.type === "checkbox" || control.type === "radio") {
        control.checked = values.get(control.name)?.includes(control.value) ?? false;
      } else control.value = values.get(control.name)?.shift() ?? control.value;
    } else if (control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement) {
      control.value = values.get(control.name)?.shift() ?? control.value;
    } else continue;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function read(key: string): Kept | undefined {
  try {
    const raw: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (typeof raw !== "object" || raw === null || !("at" in raw) || !("fields" in raw)) return undefined;
    if (typeof raw.at !== "number" || !Array.isArray(raw.fields)) return undefined;
    const fields: [string, string][] = [];
    for (const pair of raw.fields) {
      if (Array.isArray(pair) && typeof pair[0] === "string" && typeof pair[1] === "string")
        fields.push([pair[0], pair[1]]);
    }
    return { at: raw.at, fields };
  } catch {
    // Written by an older version or damaged: worthless, and not worth troubling anybody.
    localStorage.removeItem(key);
    return undefined;
  }
}

function forgetOld(): void {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const kept = read(key);
    if (!kept || Date.now() - kept.at > MAX_AGE_MS) localStorage.removeItem(key);
  }
}
