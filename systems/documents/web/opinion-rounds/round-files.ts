import { Readable } from "node:stream";
import type { Context } from "hono";
import { may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { attachment, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { formatDateTime } from "../../../../core/ui/index.ts";
import type { TableExport } from "../../export/table-export.ts";
import { writeDocx } from "../../export/write-docx.ts";
import { writePdf } from "../../export/write-pdf.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";
import { mayAnswerRound } from "../../opinion-rounds/permissions.ts";
import {
  answersOf,
  filesOfRound,
  latestAnswers,
  readableRound,
  readsAllAnswers,
  subjectOfAsked,
  type WholeRound,
} from "../../opinion-rounds/rounds.ts";
import { countRound, type SummaryLine, summaryLines } from "../../opinion-rounds/summarise.ts";
import { recordReading } from "../shared/record-reading.ts";
import { sendFile } from "../shared/send-file.ts";

/** GET /opinion-rounds/:id/files/:file: files of the question, and of answers that this person may read. */
export async function roundFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const whole = await readableRound(queries, actor, c.req.param("id") ?? "");
  const file = (await filesOfRound(queries, whole.round.id)).find(({ id }) => id === c.req.param("file"));
  if (!file) throw notFound();
  if (file.answer_id !== null && !readsAllAnswers(whole, actor)) {
    const answer = (await answersOf(queries, whole.round.id)).find(({ id }) => id === file.answer_id);
    const asked = whole.asked.find(({ id }) => id === answer?.asked_id);
    if (!asked || !may(actor, mayAnswerRound, subjectOfAsked(whole, asked))) throw notFound();
  }
  await recordReading(house, actor, readOf(whole, file.sha256));
  return await sendFile(c, {
    sha256: file.sha256,
    size: Number(file.size),
    name: file.name,
    type: file.name.toLowerCase().endsWith(".pdf") ? "application/pdf" : "application/octet-stream",
  });
}

function readOf({ document }: WholeRound, what: string) {
  return {
    kind: document.kind === "incoming" ? ("incoming-document" as const) : ("outgoing-document" as const),
    id: document.id,
    confidentiality: document.confidentiality,
    what,
  };
}

const WRITERS = {
  pdf: { write: writePdf, type: "application/pdf" },
  xlsx: {
    write: writeXlsx,
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  },
  docx: {
    write: writeDocx,
    type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  },
} as const;

/** GET /opinion-rounds/:id/summary.pdf, .xlsx, .docx: the count and who answered what. */
export async function roundSummary(c: Context<HttpEnv>, kind: keyof typeof WRITERS): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const whole = await readableRound(queries, actor, c.req.param("id") ?? "");
  if (!readsAllAnswers(whole, actor)) throw notFound();
  const { round, document } = whole;
  const answers = await latestAnswers(queries, round.id);
  const counted = countRound(whole, answers);
  await recordReading(house, actor, readOf(whole, `opinion-round:${round.id}.${kind}`));
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export",
      objectKind: "opinion-round",
      objectId: round.id,
      data: { kind, rows: counted.asked },
    });
  });
  const today = localDateOf(new Date());
  const [year, month, day] = today.split("-");
  const owner = await findOrganisation(queries, round.organisation_id, today);
  const counts = counted.options.map(({ label, amount }) => `${label}: ${amount}`).join("; ");
  const table: TableExport = {
    title: "BẢNG TỔNG HỢP Ý KIẾN",
    subtitle: [
      `${document.code} – ${document.abstract}. ${round.question.replace(/\s+/g, " ")}`,
      `${round.state === "closed" ? "Đã kết thúc" : "Đang lấy ý kiến"}, ${counted.answered}/${counted.asked} đã trả lời. ${counts}`,
    ].join(". "),
    organisation: owner?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    columns: [
      { key: "number", label: "STT", width: 5, kind: "number" },
      { key: "name", label: "Người, đơn vị được hỏi", width: 24 },
      { key: "choice", label: "Ý kiến", width: 18 },
      { key: "content", label: "Nội dung", width: 36 },
      { key: "by", label: "Người trả lời", width: 20 },
      { key: "at", label: "Lúc trả lời", width: 14, kind: "date" },
    ],
    rows: cellsOf(summaryLines(whole, answers)),
  };
  const { write, type } = WRITERS[kind];
  const stream = write(table);
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "summary of opinions broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: { "Content-Type": type, "Content-Disposition": attachment(`Tổng hợp ý kiến.${kind}`) },
  });
}

async function* cellsOf(lines: readonly SummaryLine[]): AsyncGenerator<Readonly<Record<string, string>>> {
  for (const [position, { asked, answer, choice, late }] of lines.entries())
    yield {
      number: String(position + 1),
      name: [asked.name, asked.position].filter(Boolean).join(", "),
      choice: late ? `${choice} (sau hạn)` : choice,
      content: answer?.content ?? "",
      by: answer ? [answer.by_name, answer.by_position].filter(Boolean).join(", ") : "",
      at: answer ? formatDateTime(answer.at) : "",
    };
}
