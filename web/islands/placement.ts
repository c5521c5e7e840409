import type { PDFDocumentProxy } from "pdfjs-dist";
import { drawPage, explainFailure, openPdf, toScreen } from "./pdf.ts";
import { make, tr } from "./words.ts";

const PARTS = ["Page", "Left", "Bottom", "Width", "Height"] as const;
type Place = Record<(typeof PARTS)[number], number>;

/** Points an arrow key moves; with Shift. */
const [STEP, LEAP] = [2, 20];
const SMALLEST = 20;

/**
 * Choosing where a signature or seal stands. The five number fields hold the answer; the box on the page and the
 * fields follow each other, so that dragging, tapping, keys and typing are one and the same.
 */
export function mount(field: HTMLElement): undefined | (() => void) {
  const stage = field.querySelector<HTMLElement>(".placement-stage");
  const src = field.dataset.src;
  const inputs = readInputs(field);
  if (!stage || !src || !inputs) return;
  const message = make(
    "p",
    { class: "pdf-message", role: "status" },
    tr("Đang tải văn bản…", "Loading the document…"),
  );
  stage.append(message);
  let closed = false;
  let opened: PDFDocumentProxy | undefined;
  openPdf(src)
    .then(async (pdf) => {
      opened = pdf;
      if (closed) return void pdf.loadingTask.destroy();
      stage.replaceChildren();
      await show(field, stage, pdf, inputs);
    })
    .catch((error: unknown) => {
      message.textContent = explainFailure(error);
    });
  return () => {
    closed = true;
    void opened?.loadingTask.destroy();
  };
}

type Inputs = Record<(typeof PARTS)[number], HTMLInputElement>;

function readInputs(field: HTMLElement): Inputs | undefined {
  const get = (part: string) => field.querySelector<HTMLInputElement>(`input[data-part="${part}"]`);
  const [Page, Left, Bottom, Width, Height] = PARTS.map(get);
  return Page && Left && Bottom && Width && Height ? { Page, Left, Bottom, Width, Height } : undefined;
}

async function show(
  field: HTMLElement,
  stage: HTMLElement,
  pdf: PDFDocumentProxy,
  inputs: Inputs,
): Promise<void> {
  const label = field.dataset.label ?? "";
  const box = make("div", {
    class: "placement-box",
    tabindex: "0",
    role: "group",
    "aria-label": label,
    "aria-describedby": field.getAttribute("aria-describedby") ?? "",
  });
  const grip = make("span", { class: "placement-grip", "aria-hidden": "true" });
  box.append(make("span", { "aria-hidden": "true" }, label), grip);
  const says = make("p", { class: "visually-hidden", role: "status" });
  const holder = make("div", { class: "placement-page" });
  const pages = make("div", { class: "placement-pages" }, holder);
  const bar = makeBar(pdf.numPages);
  stage.append(bar.element, pages, says);

  const first = defaultPlace(field) ?? read(inputs);
  let place = read(inputs);
  let page = await pdf.getPage(clamp(place.Page, 1, pdf.numPages));
  let scale = 1;
  let stop: (() => void) | undefined;

  const showPage = async (number: number) => {
    page = await pdf.getPage(clamp(number, 1, pdf.numPages));
    stop?.();
    const natural = page.getViewport({ scale: 1 });
    scale = Math.min(1.5, Math.max(0.3, (pages.clientWidth - 34) / natural.width));
    const viewport = page.getViewport({ scale });
    holder.style.width = `${viewport.width}px`;
    holder.style.height = `${viewport.height}px`;
    stop = drawPage(page, holder, scale, tr(`Trang ${page.pageNumber}`, `Page ${page.pageNumber}`));
    holder.append(box);
    put({ ...place, Page: page.pageNumber });
    bar.showPage(page.pageNumber);
    // Only the frame scrolls, never the window: the place comes into view where the person already is.
    pages.scrollTop = box.offsetTop + box.offsetHeight / 2 - pages.clientHeight / 2;
  };
  const put = (wanted: Place) => {
    const [lowX = 0, lowY = 0, highX = 0, highY = 0] = page.view;
    const Width = clamp(wanted.Width, SMALLEST, highX - lowX);
    const Height = clamp(wanted.Height, SMALLEST, highY - lowY);
    place = {
      Page: page.pageNumber,
      Width,
      Height,
      Left: clamp(wanted.Left, lowX, highX - Width),
      Bottom: clamp(wanted.Bottom, lowY, highY - Height),
    };
    for (const part of PARTS) inputs[part].value = String(Math.round(place[part]));
    const { Left: left, Bottom: bottom } = place;
    const spot = toScreen(page, scale, { left, bottom, width: Width, height: Height });
    box.style.left = `${spot.left}px`;
    box.style.top = `${spot.top}px`;
    box.style.width = `${spot.width}px`;
    box.style.height = `${spot.height}px`;
  };
  const say = () => {
    const { Page, Left, Bottom } = place;
    says.textContent = tr(
      `Trang ${Page}, cách lề trái ${Math.round(Left)}, cách lề dưới ${Math.round(Bottom)} điểm`,
      `Page ${Page}, ${Math.round(Left)} points from the left, ${Math.round(Bottom)} from the bottom`,
    );
  };
  /** A movement on the screen in pixels, as a movement on the paper in points (the page may lie turned). */
  const toPaper = (dx: number, dy: number): [number, number] => {
    const viewport = page.getViewport({ scale });
    const [ox = 0, oy = 0] = viewport.convertToPdfPoint(0, 0);
    const [x = 0, y = 0] = viewport.convertToPdfPoint(dx, dy);
    return [x - ox, y - oy];
  };

  wirePointer({
    holder,
    box,
    grip,
    place: () => place,
    put,
    toPaper,
    say,
    paperAt: (x, y) => {
      const [px = 0, py = 0] = page.getViewport({ scale }).convertToPdfPoint(x, y);
      return [px, py];
    },
  });
  wireKeys(
    box,
    () => place,
    put,
    (dx, dy) => toPaper(dx * scale, dy * scale),
    say,
    (by) => void showPage(page.pageNumber + by).then(say),
  );
  for (const part of PARTS) {
    inputs[part].addEventListener("change", () => {
      const typed = read(inputs);
      place = typed;
      if (typed.Page !== page.pageNumber) void showPage(typed.Page);
      else put(typed);
    });
  }
  bar.wire(
    (by) => void showPage(page.pageNumber + by),
    () => {
      place = first;
      void showPage(first.Page).then(say);
    },
  );
  await showPage(place.Page);
}

interface PointerParts {
  holder: HTMLElement;
  box: HTMLElement;
  grip: HTMLElement;
  place(): Place;
  put(place: Place): void;
  toPaper(dx: number, dy: number): [number, number];
  paperAt(x: number, y: number): [number, number];
  say(): void;
}

/** Mouse, pen and finger: drag the box, drag its corner, or press a spot to centre the box there. */
function wirePointer({ holder, box, grip, place, put, toPaper, paperAt, say }: PointerParts): void {
  const drag = (handle: HTMLElement, move: (start: Place, dx: number, dy: number) => Place) => {
    handle.addEventListener("pointerdown", (down) => {
      if (down.button !== 0) return;
      down.preventDefault();
      down.stopPropagation();
      handle.setPointerCapture(down.pointerId);
      box.focus({ preventScroll: true });
      const start = place();
      const follow = (now: PointerEvent) => {
        const [dx, dy] = toPaper(now.clientX - down.clientX, now.clientY - down.clientY);
        put(move(start, dx, dy));
      };
      const end = () => {
        handle.removeEventListener("pointermove", follow);
        handle.removeEventListener("pointerup", end);
        handle.removeEventListener("pointercancel", end);
        say();
      };
      handle.addEventListener("pointermove", follow);
      handle.addEventListener("pointerup", end);
      handle.addEventListener("pointercancel", end);
    });
  };
  drag(grip, (start, dx, dy) => {
    const Height = Math.max(SMALLEST, start.Height - dy);
    return {
      ...start,
      Width: Math.max(SMALLEST, start.Width + dx),
      Height,
      Bottom: start.Bottom + start.Height - Height,
    };
  });
  drag(box, (start, dx, dy) => ({ ...start, Left: start.Left + dx, Bottom: start.Bottom + dy }));
  holder.addEventListener("click", (event) => {
    if (event.target instanceof Node && box.contains(event.target)) return;
    const frame = holder.getBoundingClientRect();
    const [x, y] = paperAt(event.clientX - frame.left, event.clientY - frame.top);
    const now = place();
    put({ ...now, Left: x - now.Width / 2, Bottom: y - now.Height / 2 });
    box.focus({ preventScroll: true });
    say();
  });
}

function wireKeys(
  box: HTMLElement,
  place: () => Place,
  put: (place: Place) => void,
  toPaper: (dx: number, dy: number) => [number, number],
  say: () => void,
  turn: (by: number) => void,
): void {
  const moves: Readonly<Record<string, [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = place();
    const move = moves[event.key];
    if (move) {
      const far = event.shiftKey ? LEAP : STEP;
      const [dx, dy] = toPaper(move[0] * far, move[1] * far);
      put({ ...now, Left: now.Left + dx, Bottom: now.Bottom + dy });
    } else if (event.key === "+" || event.key === "=" || event.key === "-") {
      const factor = event.key === "-" ? 1 / 1.1 : 1.1;
      put({ ...now, Width: now.Width * factor, Height: now.Height * factor });
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      turn(event.key === "PageDown" ? 1 : -1);
    } else return;
    event.preventDefault();
    say();
  });
}

function makeBar(total: number) {
  const button = (words: string, label: string) =>
    make("button", { type: "button", class: "button", "aria-label": label, title: label }, words);
  const previous = button("‹", tr("Trang trước", "Previous page"));
  const next = button("›", tr("Trang sau", "Next page"));
  const where = make("span", { class: "pdf-where", role: "status" });
  const back = make("button", { type: "button", class: "button" }, tr("Về vị trí mặc định", "Default place"));
  const element = make(
    "div",
    { class: "pdf-bar" },
    previous,
    where,
    next,
    make("span", { class: "pdf-gap" }),
    back,
  );
  return {
    element,
    showPage: (page: number) => {
      where.textContent = tr(`Trang ${page} / ${total}`, `Page ${page} of ${total}`);
      previous.disabled = page <= 1;
      next.disabled = page >= total;
    },
    wire(turn: (by: number) => void, reset: () => void) {
      previous.addEventListener("click", () => turn(-1));
      next.addEventListener("click", () => turn(1));
      back.addEventListener("click", reset);
    },
  };
}

function read(inputs: Inputs): Place {
  const number = (input: HTMLInputElement) =>
    Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : 1;
  const { Page, Left, Bottom, Width, Height } = inputs;
  return {
    Page: number(Page),
    Left: number(Left),
    Bottom: number(Bottom),
    Width: number(Width),
    Height: number(Height),
  };
}

function defaultPlace(field: HTMLElement): Place | undefined {
  const raw: unknown = JSON.parse(field.dataset.default ?? "null");
  if (!Array.isArray(raw) || raw.length !== 5 || !raw.every((value) => typeof value === "number"))
    return undefined;
  const [Page = 1, Left = 0, Bottom = 0, Width = 0, Height = 0] = raw;
  return { Page, Left, Bottom, Width, Height };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
