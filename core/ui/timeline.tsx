import type { ComponentChildren } from "preact";
import { type DateLike, formatDateTime, isoDateTime } from "./format.ts";
import { Icon, type IconName } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";
import { type Tone, toneIcons } from "./notice.tsx";

export interface TimelineEntry {
  /** Absent for a step that has not happened yet. */
  readonly at?: DateLike | undefined;
  /** What happened, as a sentence or a state: "Đã tiếp nhận". */
  readonly title: Wording;
  readonly tone: Tone;
  readonly icon?: IconName | undefined;
  /** Who did it: name, position, organisation. */
  readonly by?: Wording | undefined;
  /** Directive, reason, attachment. */
  readonly detail?: ComponentChildren;
}

/** What happened to a document or dossier, in order of time: the document card (phiếu theo dõi). */
export function Timeline({ label, entries }: { label: Wording; entries: readonly TimelineEntry[] }) {
  const text = useText();
  return (
    <ol class="timeline" aria-label={text(label)}>
      {entries.map((entry, index) => (
        <li
          key={`${index}-${text(entry.title)}`}
          class={entry.at === undefined ? "moment moment-pending" : `moment moment-${entry.tone}`}
        >
          <span class="moment-mark">
            <Icon name={entry.icon ?? toneIcons[entry.tone]} />
          </span>
          <div class="moment-body">
            <p class="moment-title">{text(entry.title)}</p>
            <p class="moment-meta">
              {entry.at === undefined ? (
                text({ vi: "chưa đến bước này", en: "not reached yet" })
              ) : (
                <time dateTime={isoDateTime(entry.at)}>{formatDateTime(entry.at)}</time>
              )}
              {entry.by && ` · ${text(entry.by)}`}
            </p>
            {entry.detail && <div class="moment-detail">{entry.detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
