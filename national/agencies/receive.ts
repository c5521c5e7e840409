import type { EdxmlHeader, Reference } from "../wire/edxml-header.ts";
import { type Row, text } from "../wire/rows.ts";
import type { AgenciesContext } from "./context.ts";
import { prepareDocument } from "./originate.ts";
import { type AgencyProfile, wireCode } from "./profiles.ts";

/**
 * Takes in one document or status addressed to an agency and plans what the agency will send because of it. One
 * transaction; a second delivery changes nothing.
 */
export function receiveMessage(context: AgenciesContext, agency: AgencyProfile, header: EdxmlHeader): void {
  context.state.transaction(() => {
    if (header.kind === "status") receiveStatus(context, agency, header);
    else if (header.businessType === 1) {
      const documentId = header.businessDocumentId || header.documentId;
      answerRecall(context, agency, documentId, header.businessReason, header);
    } else if (header.businessType === 2) receiveUpdate(context, agency, header);
    else receiveDocument(context, agency, header);
  });
}

function receiveStatus(context: AgenciesContext, agency: AgencyProfile, header: EdxmlHeader): void {
  const about = header.responseFor[0];
  if (!about) return;
  if (header.statusCode === "13") {
    answerRecall(context, agency, about.documentId, header.description, header);
    return;
  }
  context.state.addStatus.run(
    agency.code,
    about.documentId,
    header.from.organId,
    header.statusCode,
    header.description,
    header.timestamp,
  );
}

/** A new document, or one that replaces others: 01 at once, then what the behaviour says. */
function receiveDocument(context: AgenciesContext, agency: AgencyProfile, header: EdxmlHeader): void {
  const now = context.now();
  const { behaviour } = agency;
  const addressedAs = addressOf(agency, header);
  const added = context.state.addReceived.run(
    agency.code,
    header.documentId,
    addressedAs,
    header.from.organId,
    header.from.organName,
    `${header.codeNumber}/${header.codeNotation}`,
    header.promulgationDate,
    header.subject,
    "active",
    now,
  );
  if (added.changes === 0) return;
  context.state.forgetRequests.run(agency.code, header.documentId);
  for (const { documentId } of header.replaces) setState(context, agency, documentId, "replaced");
  const received = context.state.findReceived.get(agency.code, header.documentId);
  if (!received) return;
  planStatus(context, agency, received, "01", "Văn bản đã đến hệ thống của cơ quan", 0);
  const trigger = behaviour.refuseWhenSubjectContains;
  if (trigger !== "" && contains(header.subject, trigger)) {
    context.state.setReceived.run("refused", header.subject, agency.code, header.documentId);
    planStatus(context, agency, received, "02", behaviour.refusalReason, behaviour.refuseAfterMs);
    return;
  }
  const steps = [...behaviour.steps].sort((one, other) => one.afterMs - other.afterMs);
  const wanted = behaviour.answerWhenSubjectContains;
  let answered = wanted === null || !contains(header.subject, wanted);
  for (const { status, afterMs } of steps) {
    if (!answered && behaviour.answerAfterMs < afterMs) {
      planAnswer(context, agency, received);
      answered = true;
    }
    planStatus(context, agency, received, status, STATUS_TEXT[status], afterMs);
  }
  if (!answered) planAnswer(context, agency, received);
}

const STATUS_TEXT = {
  "03": "Đã tiếp nhận, vào sổ văn bản đến",
  "04": "Lãnh đạo đã phân công xử lý",
  "05": "Chuyên viên đang xử lý",
  "06": "Đã hoàn thành xử lý",
} as const;

/** Type 1 and status 13 ask for the same thing: whichever comes first is answered, 15 or 16. */
function answerRecall(
  context: AgenciesContext,
  agency: AgencyProfile,
  documentId: string,
  reason: string,
  header: EdxmlHeader,
): void {
  const received = context.state.findReceived.get(agency.code, documentId);
  if (text(received, "state") === "recalled") return;
  if (context.state.answerRequest.run(agency.code, documentId, `recall:${reason}`).changes === 0) return;
  if (!received) {
    const about = header.responseFor[0] ?? referenceOf(header, documentId);
    const unknown = { ...about, organId: header.from.organId };
    sendStatusTo(
      context,
      agency,
      addressOf(agency, header),
      unknown,
      "16",
      "Cơ quan không có văn bản này",
      0,
    );
    return;
  }
  const { recall, recallAfterMs } = agency.behaviour;
  if (recall === "agree") {
    setState(context, agency, documentId, "recalled");
    planStatus(context, agency, received, "15", "Đồng ý cho lấy lại văn bản", recallAfterMs);
  } else {
    const reply = "Văn bản đã được xử lý, không thể lấy lại";
    planStatus(context, agency, received, "16", reply, recallAfterMs);
  }
}

function receiveUpdate(context: AgenciesContext, agency: AgencyProfile, header: EdxmlHeader): void {
  const documentId = header.businessDocumentId || header.documentId;
  const key = `update:${header.documentId}:${header.businessReason}:${header.subject}`;
  if (context.state.answerRequest.run(agency.code, documentId, key).changes === 0) return;
  const received = context.state.findReceived.get(agency.code, documentId);
  if (!received || text(received, "state") === "recalled") {
    receiveDocument(context, agency, header);
    return;
  }
  const { recall, recallAfterMs } = agency.behaviour;
  if (recall === "agree") {
    context.state.setReceived.run(text(received, "state"), header.subject, agency.code, documentId);
    planStatus(context, agency, received, "15", "Đồng ý cập nhật văn bản", recallAfterMs);
  } else {
    planStatus(context, agency, received, "16", "Văn bản đã được xử lý, không thể cập nhật", recallAfterMs);
  }
}

/** The document leaves the desk: whatever was still planned for it is dropped. */
function setState(context: AgenciesContext, agency: AgencyProfile, documentId: string, state: string): void {
  const received = context.state.findReceived.get(agency.code, documentId);
  if (!received) return;
  context.state.setReceived.run(state, text(received, "subject"), agency.code, documentId);
  context.state.dropSteps.run(agency.code, documentId);
}

function planStatus(
  context: AgenciesContext,
  agency: AgencyProfile,
  received: Row,
  statusCode: string,
  description: string,
  afterMs: number,
): void {
  const about = {
    organId: text(received, "from_code"),
    code: text(received, "code"),
    documentId: text(received, "document_id"),
    promulgationDate: text(received, "promulgation_date"),
  };
  sendStatusTo(context, agency, text(received, "addressed_as"), about, statusCode, description, afterMs);
}

function sendStatusTo(
  context: AgenciesContext,
  agency: AgencyProfile,
  from: string,
  about: Reference,
  statusCode: string,
  description: string,
  afterMs: number,
): void {
  const payload = JSON.stringify({ from, about, statusCode, description });
  context.state.addStep.run(agency.code, about.documentId, context.now() + afterMs, "status", payload);
}

function planAnswer(context: AgenciesContext, agency: AgencyProfile, received: Row): void {
  const code = text(received, "code");
  const about = {
    organId: text(received, "from_code"),
    code,
    documentId: text(received, "document_id"),
    promulgationDate: text(received, "promulgation_date"),
  };
  const document = prepareDocument(context, agency, {
    from: text(received, "addressed_as"),
    to: [{ organId: about.organId, organName: text(received, "from_name") || about.organId }],
    subject: `V/v trả lời văn bản số ${code}: ${text(received, "subject")}`.slice(0, 500),
    responseFor: [about],
  });
  const due = context.now() + agency.behaviour.answerAfterMs;
  context.state.addStep.run(agency.code, about.documentId, due, "edoc", JSON.stringify(document));
}

/** The agency's code as the sender wrote it, so that its answer is recognised in the same code system. */
function addressOf(agency: AgencyProfile, header: EdxmlHeader): string {
  const own = header.to.find(({ organId }) => organId === agency.code || organId === agency.code102);
  const about = header.responseFor[0]?.organId;
  if (own) return own.organId;
  return about === agency.code || about === agency.code102 ? about : wireCode(agency);
}

function referenceOf(header: EdxmlHeader, documentId: string): Reference {
  const { promulgationDate } = header;
  const code = `${header.codeNumber}/${header.codeNotation}`;
  return { organId: header.from.organId, code, documentId, promulgationDate };
}

function contains(subject: string, part: string): boolean {
  return subject
    .normalize("NFC")
    .toLocaleLowerCase("vi")
    .includes(part.normalize("NFC").toLocaleLowerCase("vi"));
}
