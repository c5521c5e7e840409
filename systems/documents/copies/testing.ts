import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../core/directory/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { type ReceivedDocument, type ReceivedFile, receiveDocument } from "../incoming/receive-document.ts";
import { registerIncomingDocument } from "../incoming/register-incoming-document.ts";
import { checkDraft } from "../outgoing/check-draft.ts";
import { createDraft, type NamedFile } from "../outgoing/create-draft.ts";
import { parseDraftFields } from "../outgoing/draft-fields.ts";
import { issueDocument } from "../outgoing/issue-document.ts";
import { numberDocument } from "../outgoing/number-document.ts";
import { getOutgoing, type Outgoing } from "../outgoing/outgoing.ts";
import { sealDocument } from "../outgoing/seal-document.ts";
import { signDocument } from "../outgoing/sign-document.ts";
import { submitDraft } from "../outgoing/submit-draft.ts";
import { STTTT, TEST_PIN, type TestProvince } from "../testing.ts";

/** Drafts, checks, signs, numbers, seals and issues one document, as the people of its office do. */
export async function issuedDocument(
  world: TestProvince,
  options: {
    readonly from: string;
    readonly to: string;
    readonly file?: NamedFile & { readonly pageAmount: number };
    readonly attachments?: readonly NamedFile[];
  },
): Promise<Outgoing> {
  const { queries } = world.database;
  const today = localDateOf(new Date());
  const clerk = await world.actor("clerk", options.from);
  const leader = await world.actor("leader", options.from);
  const { author, head } = await staffOf(world, options.from, today);
  const file = options.file ?? (await world.letter());
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v rà soát chứng thư số",
    signer: leader.appointmentId,
    recipients: [options.to],
  });
  const { id } = await transact(world.house, { actor: author }, (tx) =>
    createDraft(tx, author, {
      fields,
      file,
      pageAmount: file.pageAmount,
      attachments: options.attachments ?? [],
    }),
  );
  await transact(world.house, { actor: author }, (tx) => submitDraft(tx, author, id));
  await transact(world.house, { actor: head }, (tx) => checkDraft(tx, head, id));
  await signDocument(world.house, leader, { id, pin: TEST_PIN });
  await numberDocument(world.house, clerk, { id });
  await sealDocument(world.house, clerk, { id, pin: TEST_PIN });
  await transact(world.house, { actor: clerk }, (tx) => issueDocument(tx, clerk, id));
  return await getOutgoing(queries, id);
}

async function staffOf(
  world: TestProvince,
  organisationId: string,
  today: string,
): Promise<{ author: PersonActor; head: PersonActor }> {
  const { queries } = world.database;
  for (const unit of await unitsOf(queries, organisationId, today)) {
    const [author] = await holdersOf(queries, "specialist", unit.id, today);
    const [head] = await holdersOf(queries, "head-of-unit", unit.id, today);
    if (author && head) return { author: world.actorOf(author), head: world.actorOf(head) };
  }
  throw new Error("the office has too few people");
}

/** Lets a document arrive; registered at once unless `registered` is false. @returns its id */
export async function receivedDocument(
  world: TestProvince,
  organisationId: string,
  file: { readonly sha256: string; readonly size: number } | null,
  options: {
    readonly change?: Partial<ReceivedDocument>;
    readonly registered?: boolean;
    readonly now?: Date;
  } = {},
): Promise<string> {
  const wireId = uuidv7(new Date());
  const now = options.now ?? new Date();
  const { incomingId } = await transact(world.house, { actor: { kind: "system", name: "test" }, now }, (tx) =>
    receiveDocument(tx, {
      organisationId,
      wireId,
      fromOrganisationId: null,
      fromCode: STTTT,
      fromName: "Sở Thông tin và Truyền thông",
      codeNumber: wireId.slice(-6),
      codeNotation: "STTTT-CNTT",
      issuedDate: "2026-03-04",
      typeName: "Công văn",
      abstract: "Về việc rà soát chứng thư số",
      summary: "",
      signerName: "Trần Văn Thu",
      signerPosition: "Giám đốc",
      urgency: 0,
      dueDate: null,
      steering: 0,
      paper: false,
      pageAmount: 1,
      toPlaces: [],
      file: file && receivedFile("cv.pdf", file),
      attachments: [],
      verdict: file ? "valid-both" : "unsigned",
      verdictDetails: null,
      responseFor: [],
      ...options.change,
    }),
  );
  if (options.registered !== false) {
    const clerk = await world.actor("clerk", organisationId);
    await transact(world.house, { actor: clerk, now }, (tx) =>
      registerIncomingDocument(tx, clerk, incomingId),
    );
  }
  return incomingId;
}

export function receivedFile(
  name: string,
  { sha256, size }: { readonly sha256: string; readonly size: number },
): ReceivedFile {
  return { name, description: "", sha256, size, type: "application/pdf" };
}
