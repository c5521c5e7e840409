import { formatCodeNumber } from "../../core/numbering/index.ts";
import type { DocumentRows } from "../../systems/documents/import/write-rows.ts";
import { idOf, type Moment, type Workshop } from "./history.ts";
import type { Body, Official } from "./read-bodies.ts";
import { DIRECTIVES } from "./words.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far the work on a document has come. */
const STAGES = ["arrived", "registered", "presented", "assigned", "processing", "completed"] as const;
type Stage = (typeof STAGES)[number];

/** One incoming document with its way through the body, as far as it has come. */
export function addIncoming(rows: DocumentRows, workshop: Workshop, body: Body, moment: Moment): void {
  const { draw } = workshop;
  const { at, year, index } = moment;
  const subject = draw.subject(workshop.places, year);
  const type = workshop.types.get(subject.type);
  const sender = senderTo(workshop, body);
  const issued = new Date(at.getTime() - draw.below(3) * DAY);
  const refused = !moment.recent && draw.onceIn(200);
  const stage = stageOf(workshop, moment);
  const reached = (other: Stage): boolean => !refused && STAGES.indexOf(stage) >= STAGES.indexOf(other);
  const secret = draw.onceIn(300);
  const files = workshop.files[subject.topic] ?? [];
  const file = secret ? undefined : draw.pick(files);
  const id = idOf(at, 0, index);
  const clerk = draw.pick(body.clerks);
  const leader = draw.pick(body.leaders);
  const directed = new Date(at.getTime() + 3 * HOUR);
  const deadline = draw.below(10) === 0 || !reached("assigned") ? null : new Date(at.getTime() + 7 * DAY);
  const completed = new Date(at.getTime() + (1 + draw.below(8)) * DAY);
  const number = reached("registered")
    ? workshop.number(body.id, secret ? "incoming-secret" : "incoming", year)
    : null;
  const directive = draw.pick(DIRECTIVES);
  const codeNumber = formatCodeNumber(1 + draw.below(4_000));
  rows.incoming.push({
    id,
    organisation_id: body.id,
    state: refused ? "refused" : stage,
    // What is secret never comes over the axis (QĐ 28/2018 Art. 1.2).
    source: secret ? "paper" : "axis",
    wire_id: secret ? "" : `${sender.code},${dayOf(issued).replaceAll("-", "/")},${codeNumber}/${index}`,
    from_organisation_id: sender.id,
    from_code: secret ? "" : sender.code,
    from_name: sender.name,
    code_number: codeNumber,
    code_notation:
      subject.type === "" ? `${sender.shortName}-${sender.unit}` : `${subject.type}-${sender.shortName}`,
    issued_date: dayOf(issued),
    type_name: type?.name ?? "",
    abstract: subject.abstract,
    summary: "",
    signer_name: sender.signer.name,
    signer_position: sender.signer.title,
    urgency: draw.onceIn(12) ? 1 + draw.below(3) : 0,
    confidentiality: secret ? 1 : 0,
    paper: secret,
    to_places: [],
    steering: 0,
    frozen: false,
    version: 1 + STAGES.indexOf(stage),
    arrived_at: at,
    arrival_number: number,
    arrival_year: number === null ? null : year,
    registered_at: number === null ? null : new Date(at.getTime() + HOUR / 2),
    registered_by_name: number === null ? null : clerk.name,
    presented_to: reached("presented") ? leader.appointmentId : null,
    presented_to_name: reached("presented") ? `${leader.title} ${leader.name}` : null,
    presented_at: reached("presented") ? new Date(at.getTime() + HOUR) : null,
    directed_by_name: reached("assigned") ? leader.name : null,
    directed_at: reached("assigned") ? directed : null,
    directive: reached("assigned") ? directive : "",
    deadline,
    completed_at: reached("completed") ? completed : null,
    refused_reason: refused ? "Văn bản gửi không đúng thẩm quyền giải quyết của cơ quan" : null,
    file_sha256: file?.sha256 ?? null,
    file_size: file?.size ?? null,
    file_name: file ? "van-ban.pdf" : null,
    verdict: secret ? null : "unsigned",
  });
  const tell = (kind: number, when: Date, who: Official | undefined, action: string, note = ""): void => {
    rows.history.push({
      id: idOf(when, kind, index),
      document_id: id,
      at: when,
      by_name: who?.name ?? "Hệ thống",
      by_position: who?.title ?? "",
      action,
      note,
    });
  };
  if (!secret) tell(1, at, undefined, "incoming.arrive");
  if (refused) tell(2, new Date(at.getTime() + HOUR), clerk, "incoming.refuse");
  if (number !== null)
    tell(
      3,
      new Date(at.getTime() + HOUR / 2),
      clerk,
      secret ? "incoming.register-paper" : "incoming.register",
      `Số đến ${number}`,
    );
  if (!reached("assigned")) return;
  const lead = draw.pick(body.units);
  tell(4, directed, leader, "incoming.direct", `${directive} — Chủ trì: ${lead.name}`);
  const person = lead.specialists.length > 0 ? draw.pick(lead.specialists) : lead.heads[0];
  const assigned = reached("processing") && person ? person : undefined;
  rows.assignments.push({
    id: idOf(at, 5, index),
    incoming_id: id,
    role: "lead",
    unit_id: lead.id,
    unit_name: lead.name,
    appointment_id: assigned?.appointmentId ?? null,
    person_name: assigned?.name ?? null,
    deadline,
    person_deadline: deadline && assigned ? new Date(deadline.getTime() - DAY) : null,
    state: reached("completed") ? "completed" : reached("processing") ? "processing" : "waiting",
    note: reached("completed") ? "Đã tham mưu văn bản trả lời" : "",
    assigned_at: directed,
    completed_at: reached("completed") ? completed : null,
  });
  if (reached("completed"))
    tell(6, completed, assigned ?? lead.heads[0], "incoming.complete", "Đã tham mưu văn bản trả lời");
  const other = draw.pick(body.units);
  if (other === lead || draw.below(3) > 0) return;
  rows.assignments.push({
    id: idOf(at, 7, index),
    incoming_id: id,
    role: "co-operating",
    unit_id: other.id,
    unit_name: other.name,
    appointment_id: null,
    person_name: null,
    deadline,
    person_deadline: null,
    state: "waiting",
    note: "",
    assigned_at: directed,
    completed_at: null,
  });
}

interface Sender {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  readonly unit: string;
  readonly signer: Official;
}

function senderTo({ draw, bodies }: Workshop, receiver: Body): Sender {
  let body = draw.pick(bodies);
  // Nobody writes to itself; the neighbour in the list does instead.
  if (body === receiver) body = bodies[(bodies.indexOf(body) + 1) % bodies.length] ?? body;
  const unit = draw.pick(body.units);
  return {
    id: body.id,
    code: body.code,
    name: body.name,
    shortName: body.shortName,
    unit: unit.shortName,
    signer: draw.pick(body.leaders),
  };
}

function stageOf({ draw }: Workshop, moment: Moment): Stage {
  if (!moment.recent) return draw.onceIn(1_500) ? "processing" : "completed";
  const drawn = draw.below(10);
  return STAGES[Math.min(STAGES.length - 1, Math.floor(drawn / 1.6))] ?? "completed";
}

/** The Vietnamese day of an instant. */
function dayOf(at: Date): string {
  return new Date(at.getTime() + 7 * HOUR).toISOString().slice(0, 10);
}
