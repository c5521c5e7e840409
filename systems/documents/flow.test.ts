import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError } from "../../core/access/index.ts";
import { localDateOf } from "../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../core/directory/index.ts";
import { type PersonActor, transact } from "../../core/transaction/index.ts";
import { archiveIssued } from "./archive/archive-issued.ts";
import { pointAtArchived } from "./archive/point-at-archived.ts";
import { answerRequest } from "./incoming/answer-request.ts";
import { assignPerson } from "./incoming/assign-person.ts";
import { completeHandling } from "./incoming/complete-handling.ts";
import { directIncomingDocument } from "./incoming/direct-incoming-document.ts";
import { noteRequest } from "./incoming/note-request.ts";
import { presentIncomingDocument } from "./incoming/present-incoming-document.ts";
import { type ReceivedDocument, receiveDocument } from "./incoming/receive-document.ts";
import { refuseIncomingDocument } from "./incoming/refuse-incoming-document.ts";
import { registerIncomingDocument } from "./incoming/register-incoming-document.ts";
import { startHandling } from "./incoming/start-handling.ts";
import { askRecall } from "./outgoing/ask-recall.ts";
import { checkDraft } from "./outgoing/check-draft.ts";
import { createDraft } from "./outgoing/create-draft.ts";
import { parseDraftFields } from "./outgoing/draft-fields.ts";
import { issueDocument } from "./outgoing/issue-document.ts";
import { numberDocument } from "./outgoing/number-document.ts";
import { getOutgoing } from "./outgoing/outgoing.ts";
import { recordReceiverStatus } from "./outgoing/record-receiver-status.ts";
import { sealDocument } from "./outgoing/seal-document.ts";
import { signDocument } from "./outgoing/sign-document.ts";
import { submitDraft } from "./outgoing/submit-draft.ts";
import { listIncoming, listOutgoing } from "./registers.ts";
import { DAK_HA, STTTT, TEST_PIN, type TestProvince, testProvince } from "./testing.ts";

let world: TestProvince;
let sender: string;
let receiver: string;
let drafter: PersonActor;
let head: PersonActor;
let director: PersonActor;
let clerk: PersonActor;

beforeAll(async () => {
  world = await testProvince();
  sender = await world.organisation(STTTT);
  receiver = await world.organisation(DAK_HA);
  const today = localDateOf(new Date());
  const [unit] = (await unitsOf(world.database.queries, sender, today)).filter(
    (each) => each.shortName !== null,
  );
  if (!unit) throw new Error("no unit");
  for (const candidate of await unitsOf(world.database.queries, sender, today)) {
    const specialists = await holdersOf(world.database.queries, "specialist", candidate.id, today);
    const heads = await holdersOf(world.database.queries, "head-of-unit", candidate.id, today);
    const [specialist, first] = [specialists[0], heads[0]];
    if (!specialist || !first) continue;
    drafter = world.actorOf(specialist);
    head = world.actorOf(first);
    break;
  }
  director = await world.actor("leader", sender);
  clerk = await world.actor("clerk", sender);
});
afterAll(() => world.close());

async function draft(recipients: readonly string[] = [receiver], extra: object = {}): Promise<string> {
  const file = await world.letter();
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v báo cáo kết quả gửi, nhận văn bản điện tử",
    signer: director.appointmentId,
    recipients,
    toPlaces: ["Như trên", "Lưu: VT"],
    ...extra,
  });
  const made = await transact(world.house, { actor: drafter }, (tx) =>
    createDraft(tx, drafter, { fields, file, pageAmount: 1, attachments: [] }),
  );
  return made.id;
}

async function issued(recipients?: readonly string[]): Promise<string> {
  const id = await sealed(recipients);
  await transact(world.house, { actor: clerk }, (tx) => issueDocument(tx, clerk, id));
  return id;
}

async function sealed(recipients?: readonly string[]): Promise<string> {
  const id = await draft(recipients);
  await transact(world.house, { actor: drafter }, (tx) => submitDraft(tx, drafter, id));
  await transact(world.house, { actor: head }, (tx) => checkDraft(tx, head, id));
  await signDocument(world.house, director, { id, pin: TEST_PIN });
  await numberDocument(world.house, clerk, { id });
  await sealDocument(world.house, clerk, { id, pin: TEST_PIN });
  return id;
}

async function arrival(id: string, change: Partial<ReceivedDocument> = {}): Promise<string> {
  const document = await getOutgoing(world.database.queries, id);
  const received: ReceivedDocument = {
    organisationId: receiver,
    wireId: `${STTTT},${document.issued_date?.replaceAll("-", "/")},${document.code_number_text}/${document.code_notation}`,
    fromOrganisationId: sender,
    fromCode: STTTT,
    fromName: "Sở Thông tin và Truyền thông",
    codeNumber: document.code_number_text ?? "",
    codeNotation: document.code_notation ?? "",
    issuedDate: document.issued_date ?? "",
    typeName: "Công văn",
    abstract: document.abstract,
    summary: "",
    signerName: document.signer_name,
    signerPosition: document.signer_position,
    urgency: 0,
    dueDate: null,
    steering: 0,
    paper: false,
    pageAmount: 1,
    toPlaces: [],
    file: {
      name: "cv.pdf",
      description: "",
      sha256: document.file_sha256,
      size: document.file_size,
      type: "application/pdf",
    },
    attachments: [],
    verdict: "valid-both",
    verdictDetails: null,
    responseFor: [],
    ...change,
  };
  const reception = await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
    receiveDocument(tx, received),
  );
  return reception.incomingId;
}

async function statuses(incomingId: string): Promise<string[]> {
  const found = await sql<{ code: string }>`select data->>'code' as code from events.event
    where type = 'documents.status-due' and subject_id = ${incomingId} order by id`.execute(
    world.database.queries,
  );
  return found.rows.map((row) => row.code);
}

describe("a document on its way out", () => {
  test("drafted, checked, signed, numbered, sealed, issued: three revisions, both signatures valid", async () => {
    const id = await issued();
    const document = await getOutgoing(world.database.queries, id);
    expect(document.state).toBe("issued");
    expect(`${document.code_number_text}/${document.code_notation}`).toMatch(/^\d\d+\/STTTT(-\p{Lu}+)?$/u);
    const verdict = await world.house.services.signatures?.verifyStored(document.file_sha256);
    expect(verdict?.status).toBe("valid-both");
    expect(verdict?.signatures.map((signature) => signature.indication)).toEqual([
      "TOTAL_PASSED",
      "TOTAL_PASSED",
    ]);
    const revisions = await world.database.queries
      .selectFrom("documents.revision")
      .select("kind")
      .where("outgoing_id", "=", id)
      .orderBy("number")
      .execute();
    expect(revisions.map((row) => row.kind)).toEqual(["draft", "signed", "numbered", "sealed"]);
    const file = join(tmpdir(), `${id}.pdf`);
    writeFileSync(file, await world.house.files.bytes(document.file_sha256));
    const judged = execFileSync("pdfsig", ["-nocert", file], { encoding: "utf8" });
    expect(judged.match(/Signature is Valid/g)).toHaveLength(2);
    expect(execFileSync("qpdf", ["--check", file], { encoding: "utf8" })).toContain(
      "No syntax or stream encoding errors",
    );
  });

  test("issued, it goes into the archive's care a day later; its archived file takes the place of the sealed one", async () => {
    const id = await issued();
    const { house, database } = world;
    const sealed = await getOutgoing(database.queries, id);
    const system = { actor: { kind: "system", name: "test" } } as const;
    const event = { id, at: new Date(), subjectId: id, organisations: [], actor: {} };
    const moved = { outgoingId: id, action: "issue", state: "issued" };
    expect(archiveIssued.concerns?.({ ...moved, state: "sealed" })).toBe(false);
    expect(archiveIssued.concerns?.(moved)).toBe(true);
    await transact(house, system, (tx) =>
      archiveIssued.handle(tx, { ...event, type: "documents.outgoing-moved", data: moved }, house),
    );
    const jobs = await sql<{ wait: number }>`
      select extract(epoch from j.run_at - now())::int as wait from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'signing.archive-file'`.execute(database.queries);
    expect(jobs.rows[0]?.wait).toBeGreaterThan(86_000);
    await sql`insert into documents.file_text (file_sha256, content, read_at)
      values (${sealed.file_sha256}, 'nội dung', now()) on conflict do nothing`.execute(database.queries);
    const longer = Buffer.concat([await house.files.bytes(sealed.file_sha256), Buffer.from("\n")]);
    const { sha256: to } = await house.files.put(longer);
    const data = { from: sealed.file_sha256, to };
    await transact(house, system, (tx) =>
      pointAtArchived.handle(tx, { ...event, type: "signing.file-archived", data }, house),
    );
    const archived = await getOutgoing(database.queries, id);
    expect(archived).toMatchObject({ file_sha256: to, state: "issued" });
    expect(Number(archived.file_size)).toBe(longer.length);
    const kept = await sql<{ kind: string; file_sha256: string }>`
      select kind, file_sha256 from documents.revision where outgoing_id = ${id} order by number desc limit 2`.execute(
      database.queries,
    );
    expect(kept.rows).toEqual([
      { kind: "archived", file_sha256: to },
      { kind: "sealed", file_sha256: sealed.file_sha256 },
    ]);
    const words = await sql<{ content: string }>`
      select content from documents.file_text where file_sha256 = ${to}`.execute(database.queries);
    expect(words.rows).toEqual([{ content: "nội dung" }]);
  });

  test("numbers of one year follow each other without a gap, also when clerks number at once", async () => {
    const ids: string[] = [];
    for (let each = 0; each < 3; each += 1) {
      const id = await draft();
      await transact(world.house, { actor: drafter }, (tx) => submitDraft(tx, drafter, id));
      await transact(world.house, { actor: head }, (tx) => checkDraft(tx, head, id));
      await signDocument(world.house, director, { id, pin: TEST_PIN });
      ids.push(id);
    }
    const numbered = await Promise.all(ids.map((id) => numberDocument(world.house, clerk, { id })));
    const numbers = numbered.map((document) => document.code_number ?? 0).sort((a, b) => a - b);
    expect(numbers).toEqual([numbers[0], (numbers[0] ?? 0) + 1, (numbers[0] ?? 0) + 2]);
  });

  test("only the named signer signs, only with the right PIN, and only once", async () => {
    const id = await draft();
    await expect(signDocument(world.house, director, { id, pin: TEST_PIN })).rejects.toMatchObject({
      code: "documents.wrong-state",
    });
    await transact(world.house, { actor: drafter }, (tx) => submitDraft(tx, drafter, id));
    await transact(world.house, { actor: head }, (tx) => checkDraft(tx, head, id));
    await expect(signDocument(world.house, clerk, { id, pin: TEST_PIN })).rejects.toThrow(AccessDeniedError);
    await expect(signDocument(world.house, director, { id, pin: "000000" })).rejects.toMatchObject({
      field: "pin",
    });
    const twins = await Promise.allSettled([
      signDocument(world.house, director, { id, pin: TEST_PIN, requestId: "sign-request-1" }),
      signDocument(world.house, director, { id, pin: TEST_PIN, requestId: "sign-request-1" }),
    ]);
    expect(twins.every((twin) => twin.status === "fulfilled")).toBe(true);
    expect((await getOutgoing(world.database.queries, id)).state).toBe("signed");
    const signed = await world.database.queries
      .selectFrom("documents.revision")
      .select("number")
      .where("outgoing_id", "=", id)
      .where("kind", "=", "signed")
      .execute();
    expect(signed).toHaveLength(1);
  });

  test("a secret document with a receiver is not issued, however it came to have one", async () => {
    const id = await sealed();
    await sql`update documents.outgoing set confidentiality = 1 where id = ${id}`.execute(
      world.database.queries,
    );
    await expect(
      transact(world.house, { actor: clerk }, (tx) => issueDocument(tx, clerk, id)),
    ).rejects.toMatchObject({ code: "documents.secret" });
    expect((await getOutgoing(world.database.queries, id)).state).toBe("sealed");
    const { rows } = await sql`select 1 from events.event
      where type = 'documents.outgoing-issued' and subject_id = ${id}`.execute(world.database.queries);
    expect(rows).toEqual([]);
  });

  test("a secret document takes no electronic receiver", async () => {
    await expect(draft([receiver], { confidentiality: 1 })).rejects.toMatchObject({ code: "form.invalid" });
  });
});

describe("a document at its receiver", () => {
  test("arrives once, is registered, presented, directed, handled and completed; every step is told to the sender", async () => {
    const id = await arrival(await issued());
    const district = await world.actor("clerk", receiver);
    const leader = await world.actor("leader", receiver);
    const registered = await transact(world.house, { actor: district }, (tx) =>
      registerIncomingDocument(tx, district, id),
    );
    expect(registered.arrival_number).toBeGreaterThan(0);
    await transact(world.house, { actor: district }, (tx) =>
      presentIncomingDocument(tx, district, id, leader.appointmentId),
    );
    const today = localDateOf(new Date());
    const units = await unitsOf(world.database.queries, receiver, today);
    const staffed = [];
    for (const unit of units) {
      const [unitHead] = await holdersOf(world.database.queries, "head-of-unit", unit.id, today);
      const [specialist] = await holdersOf(world.database.queries, "specialist", unit.id, today);
      if (unitHead && specialist)
        staffed.push({ unit, unitHead: world.actorOf(unitHead), specialist: world.actorOf(specialist) });
    }
    const [lead, other] = staffed;
    if (!lead || !other) throw new Error("the district has too few units");
    const deadline = new Date(Date.now() + 5 * 86_400_000);
    await transact(world.house, { actor: leader }, (tx) =>
      directIncomingDocument(tx, leader, {
        id,
        directive: "Giao chủ trì tham mưu trả lời",
        leadUnit: lead.unit.id,
        cooperatingUnits: [other.unit.id],
        deadline,
      }),
    );
    await expect(
      transact(world.house, { actor: lead.unitHead }, (tx) =>
        assignPerson(tx, lead.unitHead, {
          incomingId: id,
          unitId: lead.unit.id,
          appointmentId: lead.specialist.appointmentId,
          deadline: new Date(deadline.getTime() + 60_000),
        }),
      ),
    ).rejects.toMatchObject({ problems: { deadline: expect.anything() } });
    await transact(world.house, { actor: lead.unitHead }, (tx) =>
      assignPerson(tx, lead.unitHead, {
        incomingId: id,
        unitId: lead.unit.id,
        appointmentId: lead.specialist.appointmentId,
        deadline: null,
      }),
    );
    await expect(
      transact(world.house, { actor: other.specialist }, (tx) => startHandling(tx, other.specialist, id)),
    ).rejects.toThrow(AccessDeniedError);
    await transact(world.house, { actor: lead.specialist }, (tx) => startHandling(tx, lead.specialist, id));
    await transact(world.house, { actor: lead.specialist }, (tx) =>
      completeHandling(tx, lead.specialist, id, "Đã báo cáo"),
    );
    expect(await statuses(id)).toEqual(["01", "03", "04", "05", "06"]);
    const page = await listIncoming(
      world.database.queries,
      { organisationId: receiver, text: "bao cao ket qua" },
      { limit: 50 },
    );
    expect(page.rows.map((row) => row.id)).toContain(id);
  });

  test("a second delivery changes nothing; another id with the same number and issuer raises the alert", async () => {
    const outgoing = await issued();
    const first = await arrival(outgoing);
    expect(await arrival(outgoing)).toBe(first);
    expect(await statuses(first)).toEqual(["01"]);
    const twin = await arrival(outgoing, { wireId: "another-id" });
    const row = await world.database.queries
      .selectFrom("documents.incoming")
      .select("duplicate_of")
      .where("id", "=", twin)
      .executeTakeFirstOrThrow();
    expect(row.duplicate_of).toBe(first);
  });

  test("a refusal needs a reason, and reaches the sender with it", async () => {
    const outgoing = await issued();
    const id = await arrival(outgoing);
    const district = await world.actor("clerk", receiver);
    const refuse = (reason: string) =>
      transact(world.house, { actor: district }, (tx) => refuseIncomingDocument(tx, district, id, reason));
    await expect(refuse("sai")).rejects.toMatchObject({ problems: { reason: expect.anything() } });
    await refuse("Gửi nhầm nơi nhận, đề nghị gửi UBND huyện Đăk Tô");
    expect(await statuses(id)).toEqual(["01", "02"]);
    const document = await getOutgoing(world.database.queries, outgoing);
    const known = await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
      recordReceiverStatus(tx, {
        fromCodes: [DAK_HA],
        wireId: "",
        senderOrganisationId: sender,
        symbol: `${document.code_number_text}/${document.code_notation}`,
        issuedDate: document.issued_date ?? undefined,
        code: "02",
        description: "Gửi nhầm nơi nhận",
        staff: "",
        statedAt: new Date(),
      }),
    );
    expect(known).toBe(true);
    const page = await listOutgoing(
      world.database.queries,
      { organisationId: sender, registered: true },
      { limit: 50 },
    );
    expect(page.rows.find((row) => row.id === outgoing)?.refused_count).toBe(1);
  });

  test("a recall freezes the work; agreeing destroys the document and answers 15, declining leaves it and answers 16", async () => {
    const outgoing = await issued();
    await transact(world.house, { actor: clerk }, (tx) =>
      askRecall(tx, clerk, { id: outgoing, organisations: [], reason: "Phát hành nhầm nội dung" }),
    );
    const district = await world.actor("clerk", receiver);
    const [agreed, declined] = [
      await arrival(outgoing),
      await arrival(outgoing, { wireId: "other", codeNumber: "999" }),
    ];
    for (const id of [agreed, declined]) {
      await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
        noteRequest(tx, id, { kind: "recall", reason: "Phát hành nhầm nội dung" }),
      );
      await expect(
        transact(world.house, { actor: district }, (tx) => registerIncomingDocument(tx, district, id)),
      ).rejects.toMatchObject({ code: "documents.frozen" });
    }
    await transact(world.house, { actor: district }, (tx) =>
      answerRequest(tx, district, { id: agreed, agree: true, reason: "" }),
    );
    await transact(world.house, { actor: district }, (tx) =>
      answerRequest(tx, district, { id: declined, agree: false, reason: "Đã xử lý xong văn bản này" }),
    );
    expect(await statuses(agreed)).toEqual(["01", "15"]);
    expect(await statuses(declined)).toEqual(["01", "16"]);
    const gone = await world.database.queries
      .selectFrom("documents.incoming")
      .select(["state", "abstract", "file_sha256"])
      .where("id", "=", agreed)
      .executeTakeFirstOrThrow();
    expect(gone).toEqual({
      state: "recalled",
      abstract: "(Văn bản đã được nơi gửi thu hồi)",
      file_sha256: null,
    });
    await transact(world.house, { actor: district }, (tx) =>
      registerIncomingDocument(tx, district, declined),
    );
  });
});
