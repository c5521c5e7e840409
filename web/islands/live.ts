import * as Turbo from "@hotwired/turbo";
import { type LiveNews, openLiveStream } from "./live-stream.ts";
import { toast, tr } from "./words.ts";

/** An answer that has begun to come is shown within this time, or never. */
const ANSWER_MS = 15_000;
/** What only the answer of a form has: the message that is said once, or what is wrong with the form. */
const ANSWER = '[data-flash], .error-summary, [aria-invalid="true"]';
let answeringSince: number | undefined;

/** From the pressing of a button until its answer is on the page, or is known not to come. */
function isAnswering(): boolean {
  return answeringSince !== undefined && Date.now() - answeringSince < ANSWER_MS;
}

// Turbo forgets the answer of a form, which the server gives once, when another visit begins while its body is read.
document.addEventListener("turbo:submit-start", () => {
  answeringSince = Number.POSITIVE_INFINITY;
});
document.addEventListener("turbo:submit-end", (event) => {
  const came = event instanceof CustomEvent && event.detail?.fetchResponse !== undefined;
  answeringSince = came ? Date.now() : undefined;
});
// A refresh that was on its way before the form may still be drawn in between: only a page that says something of what
// was sent is the answer. One that says nothing costs the next refresh a few seconds.
document.addEventListener("turbo:before-render", (event) => {
  const page: unknown = event instanceof CustomEvent ? event.detail?.newBody : undefined;
  if (page instanceof HTMLElement && page.querySelector(ANSWER)) answeringSince = undefined;
});
// Whoever asks for the same page meanwhile would take the answer away: the answer brings that page, newer.
document.addEventListener("turbo:before-visit", (event) => {
  const url: unknown = event instanceof CustomEvent ? event.detail?.url : undefined;
  if (answeringSince !== Number.POSITIVE_INFINITY || typeof url !== "string") return;
  if (new URL(url, document.baseURI).pathname === location.pathname) event.preventDefault();
});
document.addEventListener("turbo:frame-render", () => {
  if (answeringSince !== Number.POSITIVE_INFINITY) answeringSince = undefined;
});

/**
 * Live updates by server-sent events. `refresh`: the page (or the turbo-frame this stands in) is fetched again and
 * morphed, so that focus and scroll stay; its data, if any, is said politely. `unread`: new number for the bell.
 * `message`: a short message. `end`: the session is over. A hidden tab lets go of its connection and catches up when it is looked at again.
 * A page that asks something (`data-live-hold`) is never fetched again: the answer to its form tells what is new.
 */
export function mount(element: HTMLElement): undefined | (() => void) {
  const url = element.dataset.live;
  if (!url) return;
  let stop: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let missed = false;

  const refresh = () => {
    // Several changes in one moment are one refresh.
    timer ??= setTimeout(() => {
      timer = undefined;
      if (document.querySelector("[data-live-hold]")) return;
      // A form on its way would be cancelled, although the server is already doing what it asks.
      if (isAnswering()) return refresh();
      const frame = element.closest("turbo-frame");
      if (frame) void frame.reload();
      else Turbo.session.refresh(document.baseURI);
    }, 250);
  };
  const hear = ({ event, data }: LiveNews): void => {
    if (event === "unread") showUnread(Number(data));
    else if (event === "end")
      toast(
        tr(
          "Phiên làm việc đã kết thúc. Sao lại nội dung đang gõ nếu cần, rồi đăng nhập lại.",
          "Your session has ended. Copy what you have typed if you need it, then sign in again.",
        ),
      );
    else {
      if (data) toast(data);
      if (event === "refresh") refresh();
    }
  };
  const open = () => {
    if (stop) return;
    stop = openLiveStream(url, element.dataset.after ?? "", hear);
    if (missed) refresh();
    missed = false;
  };
  const close = () => {
    stop?.();
    stop = undefined;
    missed = true;
  };
  const look = () => (document.visibilityState === "visible" ? open() : close());
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    document.removeEventListener("visibilitychange", look);
    clearTimeout(timer);
    stop?.();
  };
}

function showUnread(count: number): void {
  const bell = document.getElementById("unread");
  if (!bell || !Number.isInteger(count) || count < 0) return;
  bell.dataset.unread = String(count);
  bell.textContent = count === 0 ? "" : count > 99 ? "99+" : String(count);
  if (count > 0) {
    const words = document.createElement("span");
    words.className = "visually-hidden";
    words.textContent = tr(" chưa đọc", " unread");
    bell.append(words);
  }
}
