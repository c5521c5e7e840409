import { sql } from "kysely";
import { localDateOf } from "../../core/calendar/index.ts";
import { findOrganisationsByCode } from "../../core/directory/index.ts";
import { Refusal } from "../../core/errors.ts";
import { DEMO_PIN } from "../../core/signing/demo/demo-pin.ts";
import { samplePdf } from "../../core/signing/testing/sample-pdf.ts";
import type { House } from "../../core/system.ts";
import { type PersonActor, transact } from "../../core/transaction/index.ts";
import { answerRequest } from "../../systems/documents/incoming/answer-request.ts";
import { registerIncomingDocument } from "../../systems/documents/incoming/register-incoming-document.ts";
import { askRecall } from "../../systems/documents/outgoing/ask-recall.ts";
import { checkDraft } from "../../systems/documents/outgoing/check-draft.ts";
import { createDraft } from "../../systems/documents/outgoing/create-draft.ts";
import { parseDraftFields } from "../../systems/documents/outgoing/draft-fields.ts";
import { issueDocument } from "../../systems/documents/outgoing/issue-document.ts";
import { numberDocument } from "../../systems/documents/outgoing/number-document.ts";
import type { OutgoingState } from "../../systems/documents/outgoing/outgoing-states.ts";
import { sealDocument } from "../../systems/documents/outgoing/seal-document.ts";
import { signDocument } from "../../systems/documents/outgoing/sign-document.ts";
import { submitDraft } from "../../systems/documents/outgoing/submit-draft.ts";
import { choosePath, officialsAtWork } from "./officials.ts";
import { holder, pick } from "./posts.ts";

/** Who writes, and who is written to: province, department, districts, communes and a ministry. */
const SENDERS = ["000.00.13.H34", "000.00.00.H34"];
const RECEIVERS = ["000.00.13.H34", "000.00.00.H34", "000.00.36.H34", "000.00.00.G14", "000.00.00.G09"];
/** Documents begun and not yet issued. */
const DESK = 10;
const [RECALLED, APPROVED] = [0.04, 0.3];

interface Office {
  readonly id: string;
  readonly clerk: PersonActor;
  readonly leader: PersonActor;
}

/** Works on whatever lies on the desks, for ever: every step is the use case that a page calls. */
export async function workAsClerks(
  house: House,
  options: { readonly draining: boolean; readonly atOnce: number },
): Promise<void> {
  const offices = await Promise.all(SENDERS.map((code) => officeOf(house, code)));
  const pdf = await samplePdf();
  const officials = officialsAtWork(house, options.draining);
  const side = async (): Promise<void> => {
    for (;;) {
      const steps = [() => advance(house, offices), () => register(house), () => answer(house), ...officials];
      if (!options.draining)
        steps.push(
          () => begin(house, offices, pdf),
          () => recall(house, offices),
        );
      let worked = false;
      for (const step of steps) worked = (await tolerate(step)) || worked;
      if (!worked) await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, side));
}

/** Two clerks reach for the same document, or it is frozen meanwhile: the second is refused and goes on. */
async function tolerate(step: () => Promise<boolean>): Promise<boolean> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function begin(house: House, offices: readonly Office[], pdf: Buffer): Promise<boolean> {
  const open = await sql<{ n: number }>`select count(*)::int as n from documents.outgoing
    where state not in ('issued', 'cancelled')`.execute(house.database.queries);
  if ((open.rows[0]?.n ?? 0) >= DESK) return false;
  const office = pick(offices);
  const today = localDateOf(new Date());
  const receivers: string[] = [];
  for (const code of RECEIVERS) {
    const [found] = await findOrganisationsByCode(house.database.queries, code, today);
    if (found && found.id !== office.id && Math.random() < 0.6) receivers.push(found.id);
  }
  if (receivers.length === 0) return false;
  const stored = await house.files.put(pdf);
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v kiểm tra khả năng phục hồi sau sự cố",
    signer: office.leader.appointmentId,
    recipients: receivers,
    toPlaces: ["Như trên", "Lưu: VT"],
  });
  const file = { ...stored, name: "cong-van.pdf" };
  const { id } = await transact(house, { actor: office.clerk }, (tx) =>
    createDraft(tx, office.clerk, { fields, file, pageAmount: 1, attachments: [] }),
  );
  if (Math.random() < APPROVED) await choosePath(house, id);
  return true;
}

async function advance(house: House, offices: readonly Office[]): Promise<boolean> {
  const { rows } = await sql<{ id: string; state: OutgoingState; organisation_id: string }>`
    select id, state, organisation_id from documents.outgoing where state not in ('issued', 'cancelled')
     order by random() limit 1`.execute(house.database.queries);
  const [row] = rows;
  const office = offices.find(({ id }) => id === row?.organisation_id);
  if (!row || !office) return false;
  const { id } = row;
  const { clerk, leader } = office;
  switch (row.state) {
    case "draft":
      await transact(house, { actor: clerk }, (tx) => submitDraft(tx, clerk, id));
      break;
    case "submitted":
      await transact(house, { actor: leader }, (tx) => checkDraft(tx, leader, id));
      break;
    case "checked":
      await signDocument(house, leader, { id, pin: DEMO_PIN });
      break;
    case "signed":
      await numberDocument(house, clerk, { id });
      break;
    case "numbered":
      await sealDocument(house, clerk, { id, pin: DEMO_PIN });
      break;
    case "sealed":
      await transact(house, { actor: clerk }, (tx) => issueDocument(tx, clerk, id));
      break;
    case "issued":
    case "cancelled":
      return false;
  }
  return true;
}

async function register(house: House): Promise<boolean> {
  const { rows } = await sql<{ id: string; organisation_id: string }>`select id, organisation_id
    from documents.incoming where state = 'arrived' and not frozen order by random() limit 1`.execute(
    house.database.queries,
  );
  const [row] = rows;
  if (!row) return false;
  const clerk = await holder(house, "clerk", row.organisation_id);
  await transact(house, { actor: clerk }, (tx) => registerIncomingDocument(tx, clerk, row.id));
  return true;
}

async function recall(house: House, offices: readonly Office[]): Promise<boolean> {
  if (Math.random() > RECALLED) return false;
  const { rows } = await sql<{ id: string; organisation_id: string }>`select id, organisation_id
    from documents.outgoing where state = 'issued' order by random() limit 1`.execute(house.database.queries);
  const office = offices.find(({ id }) => id === rows[0]?.organisation_id);
  const [row] = rows;
  if (!row || !office) return false;
  await transact(house, { actor: office.clerk }, (tx) =>
    askRecall(tx, office.clerk, { id: row.id, organisations: [], reason: "Phát hành nhầm nội dung" }),
  );
  return true;
}

async function answer(house: House): Promise<boolean> {
  const { rows } = await sql<{ id: string; organisation_id: string }>`select id, organisation_id
    from documents.incoming where request is not null order by random() limit 1`.execute(
    house.database.queries,
  );
  const [row] = rows;
  if (!row) return false;
  const clerk = await holder(house, "clerk", row.organisation_id);
  await transact(house, { actor: clerk }, (tx) =>
    answerRequest(tx, clerk, {
      id: row.id,
      agree: Math.random() < 0.5,
      reason: "Văn bản đã được xử lý xong",
    }),
  );
  return true;
}

async function officeOf(house: House, code: string): Promise<Office> {
  const [found] = await findOrganisationsByCode(house.database.queries, code, localDateOf(new Date()));
  if (!found) throw new Error(`no organisation ${code}`);
  const { id } = found;
  return { id, clerk: await holder(house, "clerk", id), leader: await holder(house, "leader", id) };
}
