import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
  TextLayer,
  version,
} from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { make, tr } from "./words.ts";

GlobalWorkerOptions.workerSrc = workerUrl;
const DATA = `/assets/pdfjs/${version}`;
/** PDF points per inch against CSS pixels per inch: scale 1 of PDF.js is 72 px an inch. */
export const REAL_SIZE = 96 / 72;

/** Opens a PDF of this server. WebAssembly stays off: the page's policy forbids compiling code at run time. */
export function openPdf(src: string): Promise<PDFDocumentProxy> {
  return getDocument({
    url: new URL(src, document.baseURI).href,
    standardFontDataUrl: `${DATA}/standard_fonts/`,
    cMapUrl: `${DATA}/cmaps/`,
    cMapPacked: true,
    wasmUrl: `${DATA}/wasm/`,
    iccUrl: `${DATA}/iccs/`,
    useWasm: false,
    enableXfa: false,
  }).promise;
}

/** Draws a page into `holder` at a scale, with a text layer for reading and selecting; returns how to stop. */
export function drawPage(page: PDFPageProxy, holder: HTMLElement, scale: number, label: string): () => void {
  const viewport = page.getViewport({ scale });
  // Twice as fine on fine screens, never more than 4096 px: phones refuse larger canvases.
  const fine = Math.min(window.devicePixelRatio || 1, 2, 4096 / Math.max(viewport.width, viewport.height));
  const canvas = make("canvas", { role: "img", "aria-label": label });
  canvas.width = Math.floor(viewport.width * fine);
  canvas.height = Math.floor(viewport.height * fine);
  canvas.style.width = `${viewport.width}px`;
  canvas.style.height = `${viewport.height}px`;
  const text = make("div", { class: "pdf-text" });
  text.style.setProperty("--total-scale-factor", String(scale));
  holder.append(canvas, text);
  const task = page.render({ canvas, viewport, transform: [fine, 0, 0, fine, 0, 0] });
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport });
  let stopped = false;
  Promise.all([task.promise, layer.render()]).catch((error: unknown) => {
    if (!stopped) console.error("pdf page", error);
  });
  return () => {
    stopped = true;
    task.cancel();
    layer.cancel();
    canvas.remove();
    text.remove();
  };
}

/** Corners of a rectangle of the page's own PDF coordinates, in pixels of the drawn page, whichever way it is turned. */
export function toScreen(
  page: PDFPageProxy,
  scale: number,
  place: { readonly left: number; readonly bottom: number; readonly width: number; readonly height: number },
): { left: number; top: number; width: number; height: number } {
  const viewport = page.getViewport({ scale });
  const [x1 = 0, y1 = 0] = viewport.convertToViewportPoint(place.left, place.bottom);
  const [x2 = 0, y2 = 0] = viewport.convertToViewportPoint(
    place.left + place.width,
    place.bottom + place.height,
  );
  return {
    left: Math.min(x1, x2),
    top: Math.min(y1, y2),
    width: Math.abs(x2 - x1),
    height: Math.abs(y2 - y1),
  };
}

/** What to say when a file cannot be shown; the link to the file stays above it. */
export function explainFailure(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "PasswordException")
    return tr(
      "Tệp PDF này bị khóa bằng mật khẩu nên không xem ở đây được.",
      "This PDF is locked with a password and cannot be shown here.",
    );
  if (name === "InvalidPDFException")
    return tr(
      "Tệp này hỏng hoặc không phải PDF. Hãy báo nơi gửi gửi lại.",
      "This file is damaged or not a PDF. Ask the sender to send it again.",
    );
  return tr(
    "Chưa tải được tệp PDF. Kiểm tra đường mạng rồi tải lại trang.",
    "The PDF could not be fetched. Check the connection and reload the page.",
  );
}
