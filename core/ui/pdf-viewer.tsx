import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";

export interface PdfViewerProps {
  /** Unique on the page. */
  readonly id: string;
  /** Same-origin address of the PDF. */
  readonly src: string;
  /** Name of the document, for screen readers and the download link. */
  readonly title: Wording;
  /** `VerdictCard`s of its signatures, shown beside it; those with a `place` can be shown on the page. */
  readonly children?: ComponentChildren;
}

/**
 * A PDF in the page with its signatures beside it. Without script the browser's own viewer is used, and where that is
 * missing too, a link to the file.
 */
export function PdfViewer({ id, src, title, children }: PdfViewerProps) {
  const text = useText();
  const name = text(title);
  return (
    <section id={id} class="pdf" data-island="pdf-viewer" data-src={src} data-title={name} aria-label={name}>
      <div class="pdf-stage" data-island-own>
        <noscript>
          <object class="pdf-object" data={src} type="application/pdf" aria-label={name}>
            <p>{text({ vi: "Trình duyệt không hiện được PDF.", en: "This browser cannot show PDF." })}</p>
          </object>
        </noscript>
        <p class="pdf-open">
          <a class="button" href={src} data-turbo="false">
            <Icon name="document" />
            {text({ vi: "Mở tệp PDF", en: "Open the PDF file" })}
            <span class="visually-hidden">: {name}</span>
          </a>
        </p>
      </div>
      {children && (
        <aside
          class="pdf-side"
          aria-label={text({ vi: "Chữ ký trên văn bản", en: "Signatures on the document" })}
        >
          {children}
        </aside>
      )}
    </section>
  );
}
