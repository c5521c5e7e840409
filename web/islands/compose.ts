import { make, tr } from "./words.ts";

/** Wait after the last key before the text is sent. */
const PAUSE_MS = 2_500;
/** Wait before sending again after the line was cut; doubled each time. */
const RETRY_MS = [5_000, 10_000, 20_000, 40_000, 60_000];

/** A longer text (about twenty pages) is laid out again only when its author asks: the server has others to serve. */
const LIVE_CHARACTERS = 60_000;

interface Answer {
  readonly version: number;
  readonly remarks: readonly { readonly line: number; readonly text: string }[];
}

/**
 * Keeps a text on the server while it is typed and shows it anew, with marks for bold and the parts of a document one
 * press away. A cut line changes nothing: what is typed stays here and is sent when the line is back.
 */
export function mount(form: HTMLElement): undefined | (() => void) {
  if (!(form instanceof HTMLFormElement)) return;
  const body = form.querySelector<HTMLTextAreaElement>('textarea[name="body"]');
  const version = form.querySelector<HTMLInputElement>('input[name="version"]');
  if (!body || !version) return;
  addTools(body);
  const said = document.querySelector<HTMLElement>("[data-kept]");
  const say = (words: string): void => {
    if (said) said.textContent = words;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending = false;
  let again = false;
  let stopped = false;
  let failures = 0;

  const later = (wait = PAUSE_MS): void => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => void send(), wait);
  };
  const send = async (): Promise<void> => {
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    again = false;
    try {
      const data = new FormData(form);
      // Files go with the buttons; what is typed goes by itself.
      data.delete("attachments");
      const answer = await fetch(`${form.action}/keep`, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
      });
      if (stopped) return;
      if (answer.status === 409) {
        stopped = true;
        say(messageOf(await answer.json()));
        return;
      }
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      const kept = read(await answer.json());
      failures = 0;
      const changed = version.value !== String(kept.version);
      version.value = String(kept.version);
      say(tr(`Đã lưu lúc ${clock()}.`, `Kept at ${clock()}.`));
      showRemarks(kept.remarks);
      // Nothing newer was typed meanwhile: the copy in this browser has done its service.
      if (!again) form.dispatchEvent(new CustomEvent("upload:answered", { detail: { status: 200 } }));
      if (changed && body.value.length <= LIVE_CHARACTERS) renewPreview(kept.version);
    } catch {
      say(
        tr(
          "Chưa lưu được lên máy chủ, sẽ tự thử lại. Nội dung bạn gõ vẫn giữ trong máy này.",
          "Not kept on the server yet; trying again. What you typed is kept on this machine.",
        ),
      );
      later(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      failures += 1;
    } finally {
      sending = false;
      if (again) later();
    }
  };
  const typed = (): void => {
    again = sending;
    later();
  };
  const leaving = (): void => {
    stopped = true;
    clearTimeout(timer);
  };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", leaving);
  const online = (): void => later(0);
  window.addEventListener("online", online);
  return () => {
    leaving();
    window.removeEventListener("online", online);
  };
}

function read(answer: unknown): Answer {
  if (typeof answer !== "object" || answer === null || !("version" in answer) || !("remarks" in answer))
    throw new Error("not an answer of the composer");
  const { version, remarks } = answer;
  if (typeof version !== "number" || !Array.isArray(remarks))
    throw new Error("not an answer of the composer");
  return {
    version,
    remarks: remarks.flatMap((remark: unknown) =>
      typeof remark === "object" && remark !== null && "text" in remark && "line" in remark
        ? [{ text: String(remark.text), line: Number(remark.line) }]
        : [],
    ),
  };
}

function messageOf(answer: unknown): string {
  return typeof answer === "object" && answer !== null && "message" in answer ? String(answer.message) : "";
}

function clock(): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Asia/Ho_Chi_Minh",
  }).format(Date.now());
}

function showRemarks(remarks: Answer["remarks"]): void {
  const list = document.querySelector("[data-remarks]");
  list?.replaceChildren(
    ...remarks.map(({ text, line }) =>
      make("li", {}, line > 0 ? `${text}${tr(` (dòng ${line})`, ` (line ${line})`)}` : text),
    ),
  );
}

/** Puts a fresh viewer in the place of the old one and goes to where the reader was. */
function renewPreview(version: number): void {
  const old = document.getElementById("compose-pdf");
  if (!old?.dataset.src) return;
  const seen = old.querySelector<HTMLElement>(".pdf-pages")?.scrollTop ?? 0;
  const fresh = make("section", {
    id: old.id,
    class: "pdf",
    "data-island": "pdf-viewer",
    "data-src": old.dataset.src.replace(/\?.*$/, `?v=${version}`),
    "data-title": old.dataset.title ?? "",
    "aria-label": old.getAttribute("aria-label") ?? "",
  });
  const stage = make("div", { class: "pdf-stage", "data-island-own": "" });
  // The page keeps its length while the new one is being fetched.
  stage.style.minHeight = `${old.offsetHeight}px`;
  fresh.append(stage);
  const watch = new MutationObserver(() => {
    const pages = fresh.querySelector<HTMLElement>(".pdf-pages");
    if (!pages) return;
    watch.disconnect();
    stage.style.minHeight = "";
    pages.scrollTop = seen;
  });
  watch.observe(fresh, { childList: true, subtree: true });
  old.replaceWith(fresh);
}

interface Tool {
  readonly face: string;
  readonly label: string;
  /** Put around what is chosen, or before the line. */
  readonly around?: string;
  readonly before?: string;
  readonly key?: string;
}

/** Buttons that type the marks, for those who do not want to learn them. */
function addTools(body: HTMLTextAreaElement): void {
  const tools: readonly Tool[] = [
    { face: tr("Đậm", "Bold"), label: tr("Chữ đậm (Ctrl+B)", "Bold (Ctrl+B)"), around: "**", key: "b" },
    {
      face: tr("Nghiêng", "Italic"),
      label: tr("Chữ nghiêng (Ctrl+I)", "Italic (Ctrl+I)"),
      around: "*",
      key: "i",
    },
    { face: "Điều", label: tr("Điều tiếp theo", "Next article"), before: "Điều" },
    { face: "1.", label: tr("Khoản", "Clause"), before: "1. " },
    { face: "a)", label: tr("Điểm", "Point"), before: "a) " },
    { face: "–", label: tr("Gạch đầu dòng", "List"), before: "- " },
    { face: tr("Giữa", "Centre"), label: tr("Canh giữa dòng", "Centre the line"), before: ">< " },
    {
      face: tr("Bảng", "Table"),
      label: tr("Chèn bảng", "Insert a table"),
      before: "| STT | Nội dung |\n|:-:|---|\n| 1 |  |\n",
    },
    { face: tr("Phụ lục", "Appendix"), label: tr("Thêm phụ lục", "Add an appendix"), before: "Phụ lục\n" },
  ];
  const bar = make("div", {
    class: "compose-tools",
    role: "toolbar",
    "aria-label": tr("Trình bày nội dung", "Marks of the text"),
    "data-island-own": "",
  });
  for (const tool of tools) {
    const button = make(
      "button",
      { type: "button", class: "button", title: tool.label, "aria-label": `${tool.face}: ${tool.label}` },
      tool.face,
    );
    button.addEventListener("click", () => use(body, tool));
    bar.append(button);
  }
  body.before(bar);
  body.addEventListener("keydown", (event) => {
    if ((!event.ctrlKey && !event.metaKey) || event.altKey || event.shiftKey) return;
    const tool = tools.find(({ key }) => key === event.key.toLowerCase());
    if (!tool) return;
    event.preventDefault();
    use(body, tool);
  });
}

function use(body: HTMLTextAreaElement, { around, before }: Tool): void {
  const { value, selectionStart: start, selectionEnd: end } = body;
  if (around !== undefined) {
    const chosen = value.slice(start, end);
    body.setRangeText(`${around}${chosen}${around}`, start, end, "select");
    body.setSelectionRange(start + around.length, end + around.length);
  } else {
    const line = value.lastIndexOf("\n", start - 1) + 1;
    const words = before === "Điều" ? `Điều ${nextArticle(value.slice(0, line))}. ` : (before ?? "");
    body.setRangeText(words, line, line, "end");
    body.setSelectionRange(start + words.length, end + words.length);
  }
  body.focus();
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

function nextArticle(before: string): number {
  return Math.max(0, ...[...before.matchAll(/^Điều (\d+)\./gm)].map((match) => Number(match[1]))) + 1;
}
