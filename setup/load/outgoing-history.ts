import { formatCodeNumber } from "../../core/numbering/index.ts";
import type { DocumentRows } from "../../systems/documents/import/write-rows.ts";
import type { OutgoingState } from "../../systems/documents/outgoing/outgoing-states.ts";
import { idOf, type Moment, type Workshop } from "./history.ts";
import type { Body } from "./read-bodies.ts";

const HOUR = 3_600_000;
/** Where a draft of the last days may stand. */
const UNDER_WAY: readonly OutgoingState[] = ["draft", "submitted", "checked"];

/** One outgoing document: issued to a few receivers, or, when it is new, still on its way. */
export function addOutgoing(rows: DocumentRows, workshop: Workshop, body: Body, moment: Moment): void {
  const { draw } = workshop;
  const { at, index, year, day } = moment;
  const subject = draw.subject(workshop.places, year);
  const type = workshop.types.get(subject.type);
  const unit = draw.pick(body.units);
  const author =
    unit.specialists.length > 0 ? draw.pick(unit.specialists) : (unit.heads[0] ?? draw.pick(body.clerks));
  const signer = draw.pick(body.leaders);
  const clerk = draw.pick(body.clerks);
  const file = draw.pick(workshop.files[subject.topic] ?? []);
  const secret = draw.onceIn(300);
  const state = moment.recent && draw.below(3) > 0 ? draw.pick(UNDER_WAY) : "issued";
  const cancelled = state === "issued" && draw.onceIn(300);
  const numbered = state === "issued";
  const number = numbered ? workshop.number(body.id, secret ? "outgoing-secret" : "outgoing", year) : null;
  const drafted = new Date(at.getTime() - 24 * HOUR);
  const id = idOf(drafted, 8, index);
  const step = (hours: number): Date | null => (numbered ? new Date(at.getTime() + hours * HOUR) : null);
  rows.outgoing.push({
    id,
    organisation_id: body.id,
    unit_id: unit.id,
    state: cancelled ? "cancelled" : state,
    version: numbered ? 7 : 1 + UNDER_WAY.indexOf(state),
    document_type: type?.code ?? "CV",
    abstract: subject.abstract,
    summary: "",
    urgency: draw.onceIn(15) ? 1 : 0,
    confidentiality: secret ? 1 : 0,
    steering: 0,
    paper: secret,
    to_places: [],
    drafted_by: author.appointmentId,
    drafted_by_name: author.name,
    drafted_at: drafted,
    signer_appointment: signer.appointmentId,
    signer_authority: "",
    signer_position: signer.title,
    signer_name: signer.name,
    business_type: 0,
    business_reason: "",
    file_sha256: file.sha256,
    file_size: file.size,
    file_name: "van-ban.pdf",
    page_amount: 1,
    code_number: number,
    code_number_text: number === null ? null : formatCodeNumber(number),
    code_notation:
      number === null
        ? null
        : subject.type === ""
          ? `${body.shortName}-${unit.shortName}`
          : `${subject.type}-${body.shortName}`,
    issued_date: numbered ? day : null,
    place: numbered ? "Kon Tum" : "",
    signed_at: step(-2),
    numbered_at: step(0),
    sealed_at: step(0.1),
    issued_at: cancelled ? null : step(0.2),
    issued_by_name: numbered && !cancelled ? clerk.name : null,
    cancelled_reason: cancelled ? "Cấp số nhầm, văn bản được ban hành lại" : null,
  });
  rows.revisions.push({
    outgoing_id: id,
    number: 1,
    kind: numbered ? "sealed" : "draft",
    file_sha256: file.sha256,
    file_size: file.size,
    by_name: numbered ? clerk.name : author.name,
    at: numbered ? at : drafted,
  });
  const tell = (kind: number, when: Date, who: { name: string; title: string }, action: string, note = "") =>
    rows.history.push({
      id: idOf(when, kind, index),
      document_id: id,
      at: when,
      by_name: who.name,
      by_position: who.title,
      action,
      note,
    });
  tell(9, drafted, author, "outgoing.create");
  if (cancelled) tell(10, at, clerk, "outgoing.cancel", "Cấp số nhầm, văn bản được ban hành lại");
  else if (numbered) tell(11, at, clerk, "outgoing.issue");
  if (!secret) addRecipients(rows, workshop, body, { id, at, issued: numbered && !cancelled });
}

function addRecipients(
  rows: DocumentRows,
  { draw, bodies }: Workshop,
  body: Body,
  document: { readonly id: string; readonly at: Date; readonly issued: boolean },
): void {
  const amount = 1 + draw.below(3);
  const first = draw.below(bodies.length);
  for (let position = 0; position < amount; position += 1) {
    const receiver = bodies[(first + position * 7) % bodies.length];
    if (!receiver || receiver === body) continue;
    rows.recipients.push({
      outgoing_id: document.id,
      organisation_id: receiver.id,
      organ_code: receiver.code,
      organ_name: receiver.name,
      position,
      state: document.issued ? (draw.onceIn(100) ? "refused" : "completed") : "waiting",
      state_at: document.at,
      description: "",
    });
  }
}
