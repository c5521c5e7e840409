import { z } from "zod";
import { integer, type Row, text } from "../wire/rows.ts";
import { formatDateTime } from "../wire/vietnam-time.ts";
import { AxisAnswerFail } from "./axis-client.ts";
import { type AgenciesContext, findAgency } from "./context.ts";
import { drawPdf } from "./draw-pdf.ts";
import { storedDocument } from "./originate.ts";
import type { AgencyProfile } from "./profiles.ts";
import { type OutgoingDocument, writeDocument, writeStatus } from "./write-edxml.ts";

const LONGEST_WAIT_MS = 30_000;

const storedStatus = z.strictObject({
  from: z.string(),
  about: storedDocument.shape.responseFor.element,
  statusCode: z.string(),
  description: z.string(),
});

/** Sends what is due, the steps of one document in their order; true when there was something to do. */
export async function carryOutDueSteps(context: AgenciesContext): Promise<boolean> {
  const due = context.state.dueSteps.all(context.now());
  for (const step of due) {
    const agency = findAgency(context, text(step, "agency"));
    try {
      if (agency) await carryOut(context, agency, step);
    } catch (error) {
      if (!isFinal(error)) {
        const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(10, integer(step, "attempts")));
        context.state.retryStep.run(context.now() + wait, integer(step, "id"));
        continue;
      }
      process.stderr.write(
        `agencies: step given up: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
    context.state.doneStep.run(integer(step, "id"));
  }
  return due.length > 0;
}

/** A business answer of the axis does not change by asking again. */
function isFinal(error: unknown): boolean {
  return (error instanceof AxisAnswerFail && !error.worthRetry) || error instanceof z.ZodError;
}

async function carryOut(context: AgenciesContext, agency: AgencyProfile, step: Row): Promise<void> {
  const payload: unknown = JSON.parse(text(step, "payload"));
  if (text(step, "kind") === "status") {
    const { from, about, statusCode, description } = storedStatus.parse(payload);
    const body = writeStatus({
      from: { organId: from, organName: agency.name },
      about,
      staff: { department: "Văn phòng", name: "Văn thư" },
      statusCode,
      description,
      timestamp: formatDateTime(new Date(context.now())),
    });
    await context.client.send(from, "status", body);
    return;
  }
  const document = storedDocument.parse(payload);
  const pdf = await drawDocument(context, agency, document);
  const name = `${document.codeNumber}_${document.codeNotation}.pdf`;
  await context.client.send(document.from.organId, "edoc", writeDocument(document, { name, bytes: pdf }));
}

async function drawDocument(
  context: AgenciesContext,
  agency: AgencyProfile,
  document: OutgoingDocument,
): Promise<Buffer> {
  const answered = document.responseFor.map(
    ({ code, promulgationDate }) => `số ${code} ngày ${promulgationDate}`,
  );
  const opening =
    answered.length > 0
      ? `${agency.name} nhận được văn bản ${answered.join(", ")}. Sau khi xem xét, ${agency.name} trả lời như sau:`
      : `${agency.name} gửi quý cơ quan nội dung sau:`;
  const pdf = await drawPdf({
    organName: agency.name,
    code: `${document.codeNumber}/${document.codeNotation}`,
    date: document.promulgationDate,
    title: document.subject,
    receivers: document.to.map(({ organName }) => organName),
    paragraphs: [
      opening,
      `${document.subject}.`,
      "Văn bản này do cơ quan mô phỏng lập để thử nghiệm việc gửi, nhận văn bản điện tử; không có giá trị pháp lý.",
    ],
    signer: document.signer,
  });
  return context.signPdf ? context.signPdf(pdf, agency) : pdf;
}
