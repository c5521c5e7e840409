import type { Readable } from "node:stream";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { formatDateTime, say } from "../../../../core/ui/index.ts";
import { writePdf } from "../../export/write-pdf.ts";
import type { Story } from "./load-story.ts";

/** The card as a PDF to print or hand over: what it is, who works on it, what happened, who opened it. */
export function storyPdf(story: Story, printedBy: string, now: Date): Readable {
  const [year, month, day] = localDateOf(now).split("-");
  return writePdf({
    title: story.title.vi,
    subtitle: `In lúc ${formatDateTime(now)}, người in: ${printedBy}`,
    organisation: story.organisation,
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    columns: [
      { key: "at", label: "Thời điểm", width: 10, kind: "date" },
      { key: "what", label: "Việc", width: 18 },
      { key: "by", label: "Người thực hiện", width: 24 },
      { key: "note", label: "Nội dung", width: 48 },
    ],
    rows: linesOf(story),
  });
}

async function* linesOf(story: Story): AsyncGenerator<Readonly<Record<string, string>>> {
  yield { what: "Trích yếu", note: story.abstract };
  yield { what: "Trạng thái", note: story.look.label.vi };
  for (const { term, value } of story.facts) {
    const said = say("vi", value);
    if (said !== "") yield { what: term.vi, note: said };
  }
  for (const part of story.parts)
    yield {
      what: story.kind === "incoming" ? "Đơn vị, người xử lý" : "Nơi nhận",
      by: part.name,
      note: [part.state.vi, part.note.vi].filter(Boolean).join(" – "),
    };
  for (const file of story.files) yield { what: "Tệp", note: file.name };
  for (const { relation, label } of story.related) yield { what: relation.vi, note: label };
  for (const entry of story.entries)
    yield {
      at: formatDateTime(entry.at),
      what: entry.title.vi,
      by: entry.by,
      note: [entry.note, ...entry.versions.map(({ number, kind }) => `Bản ${number} của tệp: ${kind.vi}`)]
        .filter(Boolean)
        .join(" – "),
    };
  for (const reader of story.readers)
    yield {
      at: formatDateTime(reader.last_at),
      what: "Đã xem",
      by: [reader.by_name, reader.by_position].filter(Boolean).join(", "),
      note: `Lần đầu ${formatDateTime(reader.first_at)}, tất cả ${reader.visits} lần`,
    };
}
