import { isSecret } from "./outbox/secret.ts";
import { sendWaiting } from "./outbox/send-waiting.ts";
import {
  listWaiting,
  onWaitingChanged,
  putWaiting,
  removeWaiting,
  type WaitingForm,
} from "./outbox/waiting-forms.ts";
import { make, toast, tr } from "./words.ts";

const LOOK_EVERY_MS = 5_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

const WHEN = new Intl.DateTimeFormat("vi-VN", {
  dateStyle: "short",
  timeStyle: "short",
  timeZone: "Asia/Ho_Chi_Minh",
});

/**
 * Forms that may be sent later (`data-later`): pressed without a line, they wait in this browser with their files, and
 * go out by themselves when the line is back, each with one effect. A list says what waits and what was refused.
 * On the page without a line (`data-waits-for-line`) it only says what waits, and opens the page again with the line.
 */
export function mount(element: HTMLElement): undefined | (() => void) {
  const { owner } = element.dataset;
  const show = () => void draw(element, owner).catch(() => element.replaceChildren());
  show();
  const stopWatching = onWaitingChanged(show);
  if (element.dataset.waitsForLine !== undefined) {
    // A browser says when the network is back, not when the house is.
    const look = async () => {
      const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => undefined);
      if (answer?.ok) location.reload();
    };
    const again = () => void look();
    const looking = setInterval(again, LOOK_EVERY_MS);
    addEventListener("online", again);
    again();
    return () => {
      stopWatching();
      clearInterval(looking);
      removeEventListener("online", again);
    };
  }
  if (!owner) return stopWatching;

  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;
  const send = async () => {
    clearTimeout(timer);
    const { sent, stoppedBy } = await sendWaiting(owner);
    for (const { title, says, address } of sent) told(element, says || title, address);
    show();
    element.dataset.signedOut = stoppedBy === "sign-in" ? "" : undefined;
    if (stoppedBy !== "line") {
      pause = FIRST_PAUSE_MS;
      return;
    }
    timer = setTimeout(() => void send(), pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };
  const now = () => {
    pause = FIRST_PAUSE_MS;
    void send();
  };
  const cut = (event: Event) => void keepForLater(event, owner).then((kept) => kept && now());
  document.addEventListener("turbo:submit-end", cut);
  document.addEventListener("upload:cut", cut);
  element.addEventListener("outbox:send", now);
  addEventListener("online", now);
  offerAgain();
  void send();
  return () => {
    clearTimeout(timer);
    stopWatching();
    document.removeEventListener("turbo:submit-end", cut);
    document.removeEventListener("upload:cut", cut);
    element.removeEventListener("outbox:send", now);
    removeEventListener("online", now);
  };
}

/** @returns whether the form waits now */
async function keepForLater(event: Event, owner: string): Promise<boolean> {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !(event instanceof CustomEvent)) return false;
  const submitter = cutOff(event.detail);
  if (submitter === undefined) return false;
  const id = form.elements.namedItem("transactionId");
  const later = form.dataset.later?.split(" ") ?? [];
  const pressed = submitter?.getAttribute("value") ?? "";
  if (!(id instanceof HTMLInputElement) || !later.includes(pressed)) {
    toast(
      tr(
        "Mất kết nối, chưa gửi được. Bấm lại khi có mạng.",
        "The connection was cut. Press again when it is back.",
      ),
    );
    return false;
  }
  if (isSecret(form)) {
    say(
      form,
      tr(
        "Mất kết nối, chưa gửi được. Văn bản mật không được giữ trong trình duyệt: giữ nguyên trang này và bấm gửi lại khi có mạng.",
        "The connection was cut. A secret document must not wait in the browser: leave this page open and send again.",
      ),
    );
    return false;
  }
  const body = new FormData(form, submitter);
  try {
    await putWaiting({
      id: id.value,
      owner,
      action: submitter?.hasAttribute("formaction") ? submitter.formAction : form.action,
      page: location.pathname + location.search,
      title: document.querySelector("h1")?.textContent?.trim() ?? document.title,
      at: Date.now(),
      multipart: form.enctype === "multipart/form-data",
      fields: [...body],
      keep: form.dataset.keep ?? "",
    });
  } catch {
    say(
      form,
      tr(
        "Mất kết nối và máy này không còn chỗ để giữ. Giữ nguyên trang và bấm gửi lại khi có mạng.",
        "The connection was cut and this machine has no room to keep the form. Leave this page open and send again.",
      ),
    );
    return false;
  }
  // Changed under the same transaction id it would be taken for a repetition: it stays as it was sent.
  form.hidden = true;
  say(
    form,
    tr(
      "Chưa có mạng. Nội dung và tệp đã giữ trong máy này và sẽ tự gửi khi có mạng; bạn có thể làm việc khác.",
      "There is no connection. Everything is kept on this machine and goes out by itself; you can go on with other work.",
    ),
  );
  return true;
}

/** The button pressed when the line was cut; null for none, undefined when it was not the line. */
function cutOff(detail: unknown): HTMLButtonElement | null | undefined {
  if (typeof detail !== "object" || detail === null) return undefined;
  if ("submitter" in detail) return detail.submitter instanceof HTMLButtonElement ? detail.submitter : null;
  if (!("error" in detail) || !detail.error || !("formSubmission" in detail)) return undefined;
  const submission: unknown = detail.formSubmission;
  if (typeof submission !== "object" || submission === null || !("submitter" in submission)) return null;
  return submission.submitter instanceof HTMLButtonElement ? submission.submitter : null;
}

function say(form: HTMLFormElement, words: string): void {
  form.parentElement?.querySelector(":scope > .outbox-said")?.remove();
  const said = make(
    "p",
    { class: "notice notice-attention outbox-said", role: "alert", "data-island-own": "" },
    words,
  );
  form.before(said);
}

/** What the server said about a form that went out by itself. */
function told(element: HTMLElement, says: string, address: string): void {
  toast(tr(`Đã gửi: ${says}`, `Sent: ${says}`));
  for (const said of document.querySelectorAll(".outbox-said")) {
    said.className = "notice notice-good outbox-said";
    said.replaceChildren(
      tr(`Đã gửi khi có mạng. ${says} `, `Sent when the line was back. ${says} `),
      make("a", { href: address }, tr("Xem", "See it")),
    );
  }
  element.dataset.sent = String(Number(element.dataset.sent ?? 0) + 1);
}

async function draw(element: HTMLElement, owner: string | undefined): Promise<void> {
  const all = await listWaiting();
  const own = owner === undefined ? all : all.filter((form) => form.owner === owner);
  if (own.length === 0) return element.replaceChildren();
  const head = make(
    "p",
    { class: "notice-title" },
    tr(`${own.length} biểu mẫu đang chờ gửi trong máy này`, `${own.length} forms wait on this machine`),
  );
  const list = make("ul", {}, ...own.map((form) => make("li", {}, ...lineOf(form, owner !== undefined))));
  const parts: Node[] = [head, list];
  if (owner !== undefined && own.some((form) => form.refusal === undefined)) {
    const send = make("button", { type: "button", class: "button" }, tr("Gửi ngay", "Send now"));
    send.addEventListener("click", () => element.dispatchEvent(new Event("outbox:send")));
    parts.push(make("div", { class: "actions" }, send));
  }
  element.replaceChildren(
    make(
      "section",
      { class: "outbox", "aria-label": tr("Chờ gửi", "Waiting to be sent"), role: "status" },
      ...parts,
    ),
  );
}

function lineOf(form: WaitingForm, own: boolean): (Node | string)[] {
  const words = `${form.title} · ${WHEN.format(form.at)}`;
  if (form.refusal === undefined || !own) return [words];
  const open = make(
    "a",
    { href: `${form.page}#outbox=${encodeURIComponent(form.id)}`, "data-turbo": "false" },
    tr("Mở lại để sửa", "Open and correct"),
  );
  // On the page of the form itself only the part behind # changes, and nothing would be loaded.
  open.addEventListener("click", () => setTimeout(() => location.reload()));
  const drop = make("button", { type: "button", class: "button button-quiet" }, tr("Bỏ", "Discard"));
  drop.addEventListener("click", () => {
    const sure = tr(
      `Bỏ "${form.title}" lúc ${WHEN.format(form.at)}? Nội dung này chưa được gửi.`,
      `Discard "${form.title}" of ${WHEN.format(form.at)}? It was not sent.`,
    );
    if (confirm(sure)) void removeWaiting(form.id);
  });
  return [`${words}: ${form.refusal} `, open, " ", drop];
}

/** Fills the form of this page with what was refused, files included, when the address asks for it. */
function offerAgain(): void {
  const id = /^#outbox=(.+)$/.exec(location.hash)?.[1];
  if (id === undefined) return;
  void listWaiting().then((all) => {
    const kept = all.find((form) => form.id === decodeURIComponent(id));
    const action = kept && new URL(kept.action, location.href).pathname;
    const form = [...document.forms].find((each) => new URL(each.action, location.href).pathname === action);
    if (!kept || !form) return;
    for (const control of form.elements) fill(control, kept);
    say(form, kept.refusal ?? "");
    // From here on it is an ordinary form again, with a transaction id of its own.
    void removeWaiting(kept.id);
  });
}

function fill(control: Element, { fields }: WaitingForm): void {
  if (control instanceof HTMLInputElement && control.type === "hidden") return;
  const named = (name: string) => fields.flatMap(([field, value]) => (field === name ? [value] : []));
  if (control instanceof HTMLInputElement && control.type === "file") {
    const files = new DataTransfer();
    for (const value of named(control.name))
      if (value instanceof File && value.size > 0) files.items.add(value);
    control.files = files.files;
  } else if (
    control instanceof HTMLInputElement &&
    (control.type === "checkbox" || control.type === "radio")
  ) {
    control.checked = named(control.name).includes(control.value);
  } else if (
    control instanceof HTMLInputElement ||
    control instanceof HTMLTextAreaElement ||
    control instanceof HTMLSelectElement
  ) {
    const [value] = named(control.name);
    if (typeof value === "string") control.value = value;
  } else return;
  control.dispatchEvent(new Event("change", { bubbles: true }));
}
