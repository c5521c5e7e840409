import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AccessDeniedError } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../core/directory/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { answerRound } from "../opinion-rounds/answer-round.ts";
import { closeRound } from "../opinion-rounds/close-round.ts";
import { openRound, USUAL_OPTIONS } from "../opinion-rounds/open-round.ts";
import { getRound } from "../opinion-rounds/rounds.ts";
import { checkDraft } from "../outgoing/check-draft.ts";
import { createDraft } from "../outgoing/create-draft.ts";
import { parseDraftFields } from "../outgoing/draft-fields.ts";
import { signDocument } from "../outgoing/sign-document.ts";
import { submitDraft } from "../outgoing/submit-draft.ts";
import { STTTT, TEST_PIN, type TestProvince, testProvince } from "../testing.ts";
import { outgoingPages } from "../web/outgoing/index.ts";
import { slipPages } from "../web/slips/slip-pages.tsx";
import { testPages } from "../web/testing.ts";
import { slipVersions } from "./slips.ts";
import { decideSlip, writeSlip } from "./write-slip.ts";

let world: TestProvince;
let author: PersonActor;
let head: PersonActor;
let signer: PersonActor;
let clerk: PersonActor;
let stranger: PersonActor;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ngoc-linh-slips-"));
  world = await testProvince();
  const { queries } = world.database;
  const today = localDateOf(new Date());
  const body = await world.organisation(STTTT);
  signer = await world.actor("leader", body);
  clerk = await world.actor("clerk", body);
  stranger = await world.actor("leader", await world.organisation("000.00.36.H34"));
  for (const unit of await unitsOf(queries, body, today)) {
    const [leads] = await holdersOf(queries, "head-of-unit", unit.id, today);
    const [works] = await holdersOf(queries, "specialist", unit.id, today);
    if (leads && works) {
      head = world.actorOf(leads);
      author = world.actorOf(works);
      break;
    }
  }
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const as = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  transact(world.house, { actor }, work);

async function draft(): Promise<string> {
  const file = await world.letter();
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v mua sắm thiết bị",
    summary: "Mua 20 máy tính cho các xã.",
    signer: signer.appointmentId,
    signingForm: "own",
    recipients: [],
    toPlaces: [],
    urgency: 0,
    confidentiality: 0,
    dueDate: null,
    businessType: 0,
    businessReason: "",
    affects: null,
    answers: null,
  });
  const { id } = await as(author, (tx) =>
    createDraft(tx, author, { fields, file, pageAmount: 1, attachments: [] }),
  );
  return id;
}

const FIELDS = {
  addressee: "Giám đốc Sở",
  matter: "Mua sắm thiết bị cho các xã",
  summary: "Mua 20 máy tính.\nKinh phí 300 triệu đồng.",
  opinions: "- Văn phòng Sở: Đồng ý",
  proposal: "Kính trình Giám đốc phê duyệt.",
};
const write = (actor: PersonActor, id: string, changes: Partial<typeof FIELDS> = {}) =>
  writeSlip(world.house, actor, { id, ...FIELDS, ...changes });
const decide = (actor: PersonActor, id: string, seen: number, decision = "agree", text = "") =>
  decideSlip(world.house, actor, { id, seen, decision, text });
const textOf = async (sha256: string): Promise<string> => {
  const path = join(folder, `${sha256}.pdf`);
  writeFileSync(path, await world.house.files.bytes(sha256));
  execFileSync("qpdf", ["--check", path]);
  return execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
};

test("written by the author or the head, decided by the signer or a leader, only while there is something to decide", async () => {
  const id = await draft();
  for (const actor of [signer, clerk, stranger])
    await expect(write(actor, id)).rejects.toBeInstanceOf(AccessDeniedError);
  await write(author, id);
  await write(head, id, { proposal: "Kính trình Giám đốc ký." });
  await expect(decide(signer, id, 2)).rejects.toMatchObject({ code: "documents.slip-closed" });
  await as(author, (tx) => submitDraft(tx, author, id));
  for (const actor of [author, head, clerk, stranger])
    await expect(decide(actor, id, 2)).rejects.toBeInstanceOf(AccessDeniedError);
  await decide(signer, id, 2);
  await as(head, (tx) => checkDraft(tx, head, id));
  await signDocument(world.house, signer, { id, pin: TEST_PIN, level: "B-B" });
  await expect(write(author, id)).rejects.toMatchObject({ code: "documents.slip-closed" });
  await expect(decide(signer, id, 3)).rejects.toMatchObject({ code: "documents.slip-closed" });
});

test("a delegate of the signer decides in the signer's place, and both are named; another's delegate does not", async () => {
  const id = await draft();
  await write(author, id);
  await as(author, (tx) => submitDraft(tx, author, id));
  const holding = (from: string, kinds: readonly ("sign" | "check" | "direct")[]): PersonActor => ({
    ...head,
    delegations: [
      {
        id: "0197f1de-0000-7000-8000-000000000001",
        from,
        fromName: signer.fullName,
        fromTitle: signer.positionTitle,
        fromUnitId: signer.unitId,
        fromOrganisationId: signer.organisationId,
        fromRoles: signer.roles,
        kinds,
        documentTypes: [],
        documentTypeNames: [],
        units: [],
      },
    ],
  });
  for (const actor of [holding(clerk.appointmentId, ["sign"]), holding(signer.appointmentId, ["direct"])])
    await expect(decide(actor, id, 1)).rejects.toBeInstanceOf(AccessDeniedError);
  await decide(holding(signer.appointmentId, ["sign"]), id, 1, "other", "Giảm còn 10 máy");
  const last = (await slipVersions(world.database.queries, id)).at(-1);
  const printed = await textOf(last?.file_sha256 ?? "");
  for (const said of ["Giảm còn 10 máy", head.fullName, `theo ủy quyền của ${signer.fullName}`])
    expect(printed).toContain(said);
});

test("says beside each field what is wrong; a decision that is no plain yes needs words; an older version is not decided", async () => {
  const id = await draft();
  const refused: unknown = await write(author, id, { matter: "", proposal: "ẤM 例" }).catch((error) => error);
  if (!(refused instanceof FormRefusal)) throw refused;
  expect(Object.keys(refused.problems).sort()).toEqual(["matter", "proposal"]);
  await write(author, id);
  await write(author, id, { summary: "Mua 25 máy tính." });
  await as(author, (tx) => submitDraft(tx, author, id));
  await expect(decide(signer, id, 1)).rejects.toMatchObject({ code: "conflict" });
  await expect(decide(signer, id, 2, "disagree")).rejects.toBeInstanceOf(FormRefusal);
  await expect(decide(signer, id, 2, "maybe")).rejects.toBeInstanceOf(FormRefusal);
});

test("is a PDF with everything on it; the last version shows what was decided, on which draft", async () => {
  const id = await draft();
  await write(author, id);
  await as(author, (tx) => submitDraft(tx, author, id));
  await decide(signer, id, 1, "other", "Giảm còn 15 máy");
  const [first, last] = await slipVersions(world.database.queries, id);
  const before = await textOf(first?.file_sha256 ?? "");
  for (const said of ["PHIẾU TRÌNH", "Kính gửi", "300 triệu", "Văn phòng Sở: Đồng ý", author.fullName])
    expect(before).toContain(said);
  expect(before).not.toContain("Giảm còn 15 máy");
  const after = await textOf(last?.file_sha256 ?? "");
  for (const said of ["Ý kiến khác", "Giảm còn 15 máy", signer.fullName, author.fullName])
    expect(after).toContain(said);
  expect(last).toMatchObject({ number: 2, decision: "other" });
  expect(last?.decided_file).toMatch(/^[0-9a-f]{64}$/);
});

test("the page begins with what the draft and its opinion rounds say, keeps what was typed, and shows the way to decide", async () => {
  const id = await draft();
  const { id: roundId } = await as(author, (tx) =>
    openRound(tx, author, {
      kind: "outgoing",
      documentId: id,
      question: "Cho ý kiến về việc mua sắm",
      options: USUAL_OPTIONS,
      openAnswers: false,
      deadline: new Date(Date.now() + 86_400_000),
      people: [clerk.appointmentId],
      units: [],
      files: [],
    }),
  );
  const [asked] = (await getRound(world.database.queries, roundId)).asked;
  await as(clerk, (tx) =>
    answerRound(tx, clerk, {
      roundId,
      askedId: asked?.id ?? "",
      choice: 1,
      content: "Nên thuê thay vì mua",
      files: [],
      keptFiles: [],
    }),
  );
  await as(author, (tx) => closeRound(tx, author, { roundId, reason: "" }));
  const pages = testPages(world.house, (app, house) => {
    slipPages(app);
    outgoingPages(app, house);
  });
  const writer = pages.as(author);
  expect((await writer.get(`/outgoing/${id}`)).text).toContain(`/outgoing/${id}/slip`);
  const empty = await writer.get(`/outgoing/${id}/slip`);
  for (const said of ["V/v mua sắm thiết bị", "Mua 20 máy tính", "Nên thuê thay vì mua"])
    expect(empty.text).toContain(said);
  const refused = await writer.post(`/outgoing/${id}/slip`, { ...FIELDS, proposal: "" });
  expect([refused.status, refused.text.includes("300 triệu")]).toEqual([422, true]);
  expect((await writer.post(`/outgoing/${id}/slip`, FIELDS)).status).toBe(303);
  await as(author, (tx) => submitDraft(tx, author, id));
  const leader = pages.as(signer);
  expect((await leader.get(`/outgoing/${id}`)).text).toContain("Cho ý kiến phiếu trình");
  const short = await leader.post(`/outgoing/${id}/slip/decision`, {
    seen: "1",
    decision: "disagree",
    text: "",
  });
  expect(short.status).toBe(422);
  const done = await leader.post(`/outgoing/${id}/slip/decision`, { seen: "1", decision: "agree", text: "" });
  expect(done.status).toBe(303);
  const file = await leader.get(`/outgoing/${id}/slip/2`);
  expect(file.headers.get("content-type")).toBe("application/pdf");
  expect((await pages.as(stranger).get(`/outgoing/${id}/slip/2`)).status).toBe(403);
  expect((await leader.get(`/outgoing/${id}`)).text).toContain("Đồng ý");
});
