import { formatDateTime, type Tone, type Words } from "../../../../core/ui/index.ts";
import type { ClockReminder, Reader, StoryLine } from "../../card/read-story.ts";
import type { RevisionTable } from "../../tables.ts";
import { storyWords } from "../shared/history-view.tsx";

/** One entry of the card, ready to be drawn on a page or in a file. */
export interface StoryEntry {
  readonly at: Date;
  readonly title: Words;
  readonly tone: Tone;
  readonly by: string;
  readonly note: string;
  /** States of the file that this step made. */
  readonly versions: readonly { readonly number: number; readonly kind: Words; readonly size: number }[];
}

/** What each state of the file is called. */
export const VERSION_WORDS: Readonly<Record<RevisionTable["kind"], Words>> = {
  draft: { vi: "Dự thảo", en: "Draft" },
  signed: { vi: "Đã ký", en: "Signed" },
  numbered: { vi: "Đã ghi số, ngày", en: "Numbered" },
  sealed: { vi: "Đã đóng dấu", en: "Sealed" },
  archived: { vi: "Đã lưu trữ lâu dài", en: "Archived" },
};

const REMINDER_WORDS: Readonly<Record<ClockReminder, Words>> = {
  before: { vi: "Nhắc trước hạn", en: "Reminded before the deadline" },
  "on-day": { vi: "Nhắc ngày đến hạn", en: "Reminded on the day" },
  overdue: { vi: "Nhắc quá hạn", en: "Reminded: overdue" },
  "escalated-unit": { vi: "Báo trưởng đơn vị: quá hạn", en: "Escalated to the head of the unit" },
  "escalated-leader": { vi: "Báo lãnh đạo: quá hạn", en: "Escalated to the leader" },
};

/**
 * The lines of a story as entries: a state of the file stands with the step that made it, first readings of one day
 * stand together.
 */
export function storyEntries(lines: readonly StoryLine[], readers: readonly Reader[]): readonly StoryEntry[] {
  const entries: StoryEntry[] = [];
  for (const line of lines) {
    const entry = entryOf(line);
    const last = entries.at(-1);
    // One transaction has one moment: the step and the file it made.
    if (line.kind === "version" && last && last.at.getTime() === line.at.getTime()) {
      entries[entries.length - 1] = { ...last, versions: [...last.versions, ...entry.versions] };
    } else entries.push(entry);
  }
  return [...entries, ...readingEntries(readers)].sort((a, b) => a.at.getTime() - b.at.getTime());
}

function entryOf(line: StoryLine): StoryEntry {
  const common = {
    at: line.at,
    by: line.by_position ? `${line.by_name}, ${line.by_position}` : line.by_name,
    note: line.note,
    versions: [],
  };
  switch (line.kind) {
    case "history":
      return { ...common, ...storyWords(line.what) };
    case "version": {
      const kind = wordsIn(VERSION_WORDS, line.what);
      const number = line.number ?? 0;
      return {
        ...common,
        title: { vi: `Tệp văn bản: bản ${number}`, en: `State ${number} of the file` },
        tone: "neutral",
        versions: [{ number, kind, size: line.size ?? 0 }],
      };
    }
    case "opinion":
      return { ...common, title: { vi: "Góp ý dự thảo", en: "Opinion on the draft" }, tone: "info" };
    case "answer":
      return line.what === "taken"
        ? { ...common, title: { vi: "Tiếp thu góp ý", en: "Opinion taken up" }, tone: "good" }
        : {
            ...common,
            title: { vi: "Giải trình góp ý", en: "Opinion answered, not taken" },
            tone: "neutral",
          };
    case "reminder": {
      const words = wordsIn(REMINDER_WORDS, line.what);
      const again = line.number !== null && line.number > 1;
      return {
        ...common,
        title: again
          ? { vi: `${words.vi}, lần ${line.number}`, en: `${words.en}, number ${line.number}` }
          : words,
        tone: "attention",
      };
    }
  }
}

function wordsIn(known: Readonly<Record<string, Words | undefined>>, code: string): Words {
  return known[code] ?? { vi: code, en: code };
}

function readingEntries(readers: readonly Reader[]): StoryEntry[] {
  const days = Map.groupBy(
    [...readers].sort((a, b) => a.first_at.getTime() - b.first_at.getTime()),
    (reader) => formatDateTime(reader.first_at).slice(-10),
  );
  return [...days.values()].flatMap((day) => {
    const [first] = day;
    if (!first) return [];
    return [
      {
        at: first.first_at,
        title: { vi: "Mở xem lần đầu", en: "Opened for the first time" },
        tone: "info" as const,
        by: "",
        note: day
          .map((reader) => `${reader.by_name} (${formatDateTime(reader.first_at).slice(0, 5)})`)
          .join(", "),
        versions: [],
      },
    ];
  });
}
