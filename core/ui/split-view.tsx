import type { ComponentChildren } from "preact";
import { useText, type Wording } from "./language.ts";

export interface SplitViewProps {
  /** Names of the two sides, for screen readers. */
  readonly listLabel: Wording;
  readonly detailLabel: Wording;
  readonly list: ComponentChildren;
  /** Absent: nothing chosen yet. */
  readonly detail?: ComponentChildren;
  readonly nothingChosen?: Wording | undefined;
  /** On a phone only one side is shown: the detail once something is chosen, with a way back. */
  readonly backHref: string;
}

/** List at the left, the chosen document at the right; one after the other on a phone. */
export function SplitView({ listLabel, detailLabel, list, detail, nothingChosen, backHref }: SplitViewProps) {
  const text = useText();
  return (
    <div class={detail ? "split split-chosen" : "split"}>
      <section class="split-list" aria-label={text(listLabel)}>
        {list}
      </section>
      <section class="split-detail" aria-label={text(detailLabel)}>
        {detail ? (
          <>
            <a class="split-back" href={backHref}>
              {text({ vi: "Về danh sách", en: "Back to the list" })}
            </a>
            {detail}
          </>
        ) : (
          <p class="split-nothing">
            {text(
              nothingChosen ?? { vi: "Chọn một dòng để xem ở đây.", en: "Choose a line to see it here." },
            )}
          </p>
        )}
      </section>
    </div>
  );
}
