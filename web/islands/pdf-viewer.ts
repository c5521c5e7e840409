import type { PDFDocumentProxy } from "pdfjs-dist";
import { drawPage, explainFailure, openPdf, REAL_SIZE, toScreen } from "./pdf.ts";
import { make, tr } from "./words.ts";

interface Sheet {
  readonly number: number;
  readonly holder: HTMLElement;
  stop: (() => void) | undefined;
}

const ZOOM_STEP = 1.2;
const [SMALLEST, LARGEST] = [0.3, 4];

/**
 * Shows a PDF page by page as it is scrolled to, with zoom, page field and keys; shows where a signature stands. A live
 * refresh leaves the pages alone, unless it brings another state of the file.
 */
export function mount(viewer: HTMLElement): undefined | (() => void) {
  const stage = viewer.querySelector<HTMLElement>(".pdf-stage");
  if (!stage || !viewer.dataset.src) return;
  let close = open(viewer, stage, viewer.dataset.src);
  const anotherFile = new MutationObserver(() => {
    close();
    stage.replaceChildren();
    close = open(viewer, stage, viewer.dataset.src ?? "");
  });
  anotherFile.observe(viewer, { attributes: true, attributeFilter: ["data-src"] });
  return () => {
    anotherFile.disconnect();
    close();
  };
}

/** @returns closes the file again */
function open(viewer: HTMLElement, stage: HTMLElement, src: string): () => void {
  const fallback = [...stage.childNodes];
  const message = make(
    "p",
    { class: "pdf-message", role: "status" },
    tr("Đang tải văn bản…", "Loading the document…"),
  );
  stage.append(message);
  let closed = false;
  let opened: PDFDocumentProxy | undefined;
  let rest: (() => void) | undefined;
  openPdf(src)
    .then(async (pdf) => {
      opened = pdf;
      if (closed) return void pdf.loadingTask.destroy();
      const shown = await show(viewer, stage, pdf, src);
      message.remove();
      for (const node of fallback) node.parentNode?.removeChild(node);
      rest = shown;
    })
    .catch((error: unknown) => {
      message.textContent = explainFailure(error);
    });
  return () => {
    closed = true;
    rest?.();
    void opened?.loadingTask.destroy();
  };
}

async function show(
  viewer: HTMLElement,
  stage: HTMLElement,
  pdf: PDFDocumentProxy,
  src: string,
): Promise<() => void> {
  const title = viewer.dataset.title ?? "";
  const pages = make("div", {
    class: "pdf-pages",
    tabindex: "0",
    role: "region",
    "aria-label": `${title}: ${tr("các trang", "pages")}`,
  });
  const first = await pdf.getPage(1);
  const { width, height } = first.getViewport({ scale: 1 });
  const sheets: Sheet[] = Array.from({ length: pdf.numPages }, (_, index) => ({
    number: index + 1,
    holder: make("div", { class: "pdf-page" }),
    stop: undefined,
  }));
  pages.append(...sheets.map((sheet) => sheet.holder));
  const bar = makeBar(pdf.numPages, src);
  stage.append(bar.element, pages);
  let scale = Math.min(REAL_SIZE * 1.25, Math.max(SMALLEST, (pages.clientWidth - 34) / width));

  const size = (sheet: Sheet, w: number, h: number) => {
    sheet.holder.style.width = `${w * scale}px`;
    sheet.holder.style.height = `${h * scale}px`;
  };
  const draw = async (sheet: Sheet) => {
    const at = scale;
    const page = await pdf.getPage(sheet.number);
    if (sheet.stop || at !== scale || !sheet.holder.isConnected) return;
    const real = page.getViewport({ scale: 1 });
    size(sheet, real.width, real.height);
    sheet.stop = drawPage(page, sheet.holder, scale, tr(`Trang ${sheet.number}`, `Page ${sheet.number}`));
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const sheet = sheets.find(({ holder }) => holder === entry.target);
        if (!sheet) continue;
        if (entry.isIntersecting) void draw(sheet);
        else {
          sheet.stop?.();
          sheet.stop = undefined;
        }
      }
    },
    { root: pages, rootMargin: "600px" },
  );
  const layOut = () => {
    near.disconnect();
    for (const sheet of sheets) {
      sheet.stop?.();
      sheet.stop = undefined;
      size(sheet, width, height);
      near.observe(sheet.holder);
    }
  };
  const current = () => {
    const middle = pages.scrollTop + pages.clientHeight / 3;
    return sheets.findLast(({ holder }) => holder.offsetTop - pages.offsetTop <= middle)?.number ?? 1;
  };
  const goTo = (number: number) => {
    const sheet = sheets[Math.min(Math.max(number, 1), sheets.length) - 1];
    if (sheet) pages.scrollTop = sheet.holder.offsetTop - pages.offsetTop - 16;
  };
  const zoom = (factor: number | "fit") => {
    const keep = current();
    scale =
      factor === "fit"
        ? (pages.clientWidth - 34) / width
        : Math.min(LARGEST, Math.max(SMALLEST, scale * factor));
    layOut();
    goTo(keep);
  };
  bar.wire({ goTo, zoom, current });
  pages.addEventListener("scroll", () => bar.showPage(current()), { passive: true });
  pages.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts: Readonly<Record<string, () => void>> = {
      PageDown: () => goTo(current() + 1),
      PageUp: () => goTo(current() - 1),
      Home: () => goTo(1),
      End: () => goTo(sheets.length),
      "+": () => zoom(ZOOM_STEP),
      "=": () => zoom(ZOOM_STEP),
      "-": () => zoom(1 / ZOOM_STEP),
      "0": () => zoom("fit"),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  layOut();
  showPlaces(viewer, pdf, sheets, () => scale, goTo);
  return () => near.disconnect();
}

interface Wiring {
  goTo(page: number): void;
  zoom(factor: number | "fit"): void;
  current(): number;
}

function makeBar(total: number, src: string) {
  const button = (mark: string, label: string) =>
    make("button", { type: "button", class: "button", "aria-label": label, title: label }, mark);
  const previous = button("‹", tr("Trang trước", "Previous page"));
  const next = button("›", tr("Trang sau", "Next page"));
  const smaller = button("−", tr("Thu nhỏ", "Zoom out"));
  const larger = button("+", tr("Phóng to", "Zoom in"));
  const fit = make("button", { type: "button", class: "button" }, tr("Vừa khung", "Fit"));
  const field = make("input", {
    class: "input",
    inputmode: "numeric",
    value: "1",
    "aria-label": tr("Đến trang", "Go to page"),
  });
  const where = make("span", { class: "pdf-where" }, tr("Trang", "Page"), field, `/ ${total}`);
  const open = make(
    "a",
    { class: "button", href: src, "data-turbo": "false", download: "" },
    tr("Tải về", "Download"),
  );
  const element = make(
    "div",
    { class: "pdf-bar", role: "toolbar", "aria-label": tr("Xem văn bản", "View the document") },
    previous,
    where,
    next,
    smaller,
    larger,
    fit,
    make("span", { class: "pdf-gap" }),
    open,
  );
  return {
    element,
    showPage: (page: number) => {
      if (document.activeElement !== field) field.value = String(page);
    },
    wire({ goTo, zoom, current }: Wiring) {
      previous.addEventListener("click", () => goTo(current() - 1));
      next.addEventListener("click", () => goTo(current() + 1));
      smaller.addEventListener("click", () => zoom(1 / ZOOM_STEP));
      larger.addEventListener("click", () => zoom(ZOOM_STEP));
      fit.addEventListener("click", () => zoom("fit"));
      field.addEventListener("change", () => {
        const page = Number.parseInt(field.value, 10);
        if (page >= 1 && page <= total) goTo(page);
        else field.value = String(current());
      });
    },
  };
}

/** "Show on page" of the verdict cards beside the document: goes there and frames the place. */
function showPlaces(
  viewer: HTMLElement,
  pdf: PDFDocumentProxy,
  sheets: readonly Sheet[],
  scale: () => number,
  goTo: (page: number) => void,
): void {
  for (const button of viewer.querySelectorAll<HTMLElement>("[data-show-place]")) {
    const place: unknown = JSON.parse(button.dataset.showPlace ?? "null");
    if (!Array.isArray(place) || !place.every((value) => typeof value === "number")) continue;
    const [number = 1, left = 0, bottom = 0, width = 0, height = 0] = place;
    const sheet = sheets[number - 1];
    if (!sheet) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const page = await pdf.getPage(number);
      const spot = toScreen(page, scale(), { left, bottom, width, height });
      viewer.querySelector(".pdf-place")?.remove();
      const frame = make("div", { class: "pdf-place" });
      frame.style.left = `${spot.left - 4}px`;
      frame.style.top = `${spot.top - 4}px`;
      frame.style.width = `${spot.width + 8}px`;
      frame.style.height = `${spot.height + 8}px`;
      sheet.holder.append(frame);
      goTo(number);
      frame.scrollIntoView({ block: "center", inline: "nearest" });
      setTimeout(() => frame.remove(), 6_000);
    });
  }
}
