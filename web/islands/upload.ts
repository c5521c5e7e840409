import * as Turbo from "@hotwired/turbo";
import { formatBytes } from "../../core/ui/format.ts";
import { make, tr } from "./words.ts";

/**
 * Sends a form with files showing how far it is, with a button to stop. When the line is cut the form stays as it was
 * and can be sent again: the transaction id in it makes a repeat harmless.
 */
export function mount(form: HTMLElement): undefined | (() => void) {
  if (!(form instanceof HTMLFormElement)) return;
  let running: XMLHttpRequest | undefined;
  form.addEventListener("submit", (event) => {
    const files = [...form.querySelectorAll<HTMLInputElement>('input[type="file"]')].flatMap((input) => [
      ...(input.files ?? []),
    ]);
    if (event.defaultPrevented || files.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (running) return;
    running = send(form, event.submitter, () => {
      running = undefined;
    });
  });
  return () => running?.abort();
}

function send(form: HTMLFormElement, submitter: HTMLElement | null, done: () => void): XMLHttpRequest {
  const panel = showPanel(form);
  const request = new XMLHttpRequest();
  const finish = (message?: string) => {
    done();
    for (const button of form.querySelectorAll<HTMLButtonElement>("button[type=submit]"))
      button.disabled = false;
    if (message) panel.say(message);
    else panel.remove();
  };
  request.upload.addEventListener("progress", (event) => panel.progress(event.loaded, event.total));
  request.addEventListener("load", () => {
    finish();
    form.dispatchEvent(
      new CustomEvent("upload:answered", { bubbles: true, detail: { status: request.status } }),
    );
    Turbo.visit(request.responseURL || form.action, {
      response: { statusCode: request.status, responseHTML: request.responseText, redirected: true },
    });
  });
  request.addEventListener("error", () => {
    finish(
      tr(
        "Mất kết nối khi đang gửi. Chưa có gì bị mất: bấm nút để gửi lại.",
        "The connection was cut while sending. Nothing is lost: press the button to send again.",
      ),
    );
    form.dispatchEvent(new CustomEvent("upload:cut", { bubbles: true, detail: { submitter } }));
  });
  request.addEventListener("abort", () => finish(tr("Đã dừng gửi.", "Sending was stopped.")));
  panel.onStop(() => request.abort());
  const overriding =
    submitter instanceof HTMLButtonElement && submitter.hasAttribute("formaction")
      ? submitter.formAction
      : form.action;
  const body = new FormData(form, submitter instanceof HTMLButtonElement ? submitter : null);
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[type=submit]"))
    button.disabled = true;
  request.open("POST", overriding);
  request.setRequestHeader("Accept", "text/html");
  request.send(body);
  return request;
}

function showPanel(form: HTMLFormElement) {
  form.querySelector(".upload-progress")?.remove();
  const words = make("p", { role: "status" }, tr("Đang gửi tệp…", "Sending files…"));
  const bar = make("progress", { max: "1", "aria-label": tr("Tiến độ gửi tệp", "Progress of sending") });
  const stop = make("button", { type: "button", class: "button" }, tr("Dừng gửi", "Stop sending"));
  const panel = make("div", { class: "upload-progress", "data-island-own": "" }, words, bar, stop);
  form.append(panel);
  let said = 0;
  return {
    progress(loaded: number, total: number) {
      if (total > 0) bar.value = loaded / total;
      const tenth = total > 0 ? Math.floor((10 * loaded) / total) : 0;
      if (tenth === said) return; // spoken by screen readers: ten times, not a thousand
      said = tenth;
      words.textContent =
        loaded >= total
          ? tr("Đã gửi xong, máy chủ đang kiểm tra tệp…", "Sent; the server is checking the files…")
          : tr(
              `Đã gửi ${formatBytes(loaded)} trong ${formatBytes(total)}`,
              `${formatBytes(loaded)} of ${formatBytes(total)} sent`,
            );
    },
    say(message: string) {
      words.textContent = message;
      bar.remove();
      stop.remove();
    },
    onStop: (stopNow: () => void) => stop.addEventListener("click", stopNow),
    remove: () => panel.remove(),
  };
}
