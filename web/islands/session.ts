import { make, tr } from "./words.ts";

const WARN_BEFORE_MS = 5 * 60_000;

/**
 * Warns five minutes before the session ends and lets the person go on with one press. When it has ended, says so and
 * keeps the page with everything typed; signing in happens in another tab.
 */
export function mount(element: HTMLElement): undefined | (() => void) {
  let ends = Date.parse(element.dataset.ends ?? "");
  if (Number.isNaN(ends)) return;
  let timer: ReturnType<typeof setTimeout>;

  const plan = () => {
    clearTimeout(timer);
    const left = ends - Date.now();
    if (left <= 0) showEnded();
    else if (left <= WARN_BEFORE_MS) showWarning();
    // setTimeout counts in 31 bits; a session may be longer.
    timer = setTimeout(
      plan,
      Math.min(Math.max(left > WARN_BEFORE_MS ? left - WARN_BEFORE_MS : left, 1_000), 2 ** 30),
    );
  };
  const showWarning = () => {
    const at = new Intl.DateTimeFormat("vi-VN", { timeStyle: "short" }).format(ends);
    const go = make(
      "button",
      { type: "button", class: "button button-primary" },
      tr("Làm việc tiếp", "Carry on"),
    );
    go.addEventListener("click", () => void extend());
    show(
      tr(
        `Phiên làm việc sẽ kết thúc lúc ${at}. Những gì đã gõ vẫn còn.`,
        `Your session ends at ${at}. What you typed is kept.`,
      ),
      go,
    );
  };
  const showEnded = () => {
    const link = make(
      "a",
      { href: element.dataset.signIn ?? "/", target: "_blank", class: "button button-primary" },
      tr("Đăng nhập lại ở thẻ mới", "Sign in again in a new tab"),
    );
    const done = make(
      "button",
      { type: "button", class: "button" },
      tr("Tôi đã đăng nhập lại", "I have signed in again"),
    );
    done.addEventListener("click", () => void extend());
    show(
      tr(
        "Phiên làm việc đã kết thúc. Trang này và những gì đã gõ vẫn còn.",
        "Your session has ended. This page and what you typed are still here.",
      ),
      link,
      done,
    );
  };
  const show = (words: string, ...actions: HTMLElement[]) => {
    element.replaceChildren(
      make(
        "div",
        { class: "session-warning", role: "alert" },
        make("p", {}, words),
        make("div", { class: "actions" }, ...actions),
      ),
    );
  };
  /** Any page of a living session carries its new end. */
  const extend = async () => {
    try {
      const answer = await fetch(element.dataset.account ?? "/", { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = Date.parse(page.getElementById("session")?.dataset.ends ?? "");
      if (!Number.isNaN(next) && next > Date.now()) {
        ends = next;
        element.replaceChildren();
        plan();
      } else showEnded();
    } catch {
      show(
        tr(
          "Chưa nối được máy chủ. Trang này vẫn còn; thử lại sau ít phút.",
          "The server cannot be reached. This page is still here; try again in a minute.",
        ),
      );
    }
  };
  const observer = new MutationObserver(() => {
    const next = Date.parse(element.dataset.ends ?? "");
    if (Number.isNaN(next) || next === ends) return;
    ends = next;
    element.replaceChildren();
    plan();
  });
  observer.observe(element, { attributes: true, attributeFilter: ["data-ends"] });
  plan();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
