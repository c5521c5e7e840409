import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { may } from "../../../core/access/index.ts";
import { localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { migrate } from "../../../core/database/index.ts";
import { endAppointment } from "../../../core/directory/end-appointment.ts";
import { type Appointment, holdersOf } from "../../../core/directory/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { addApprovalStep } from "../approving/choose-approvers.ts";
import { assignPerson } from "../incoming/assign-person.ts";
import { directIncomingDocument } from "../incoming/direct-incoming-document.ts";
import { presentIncomingDocument } from "../incoming/present-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "../incoming/register-paper-document.ts";
import { openRound, USUAL_OPTIONS } from "../opinion-rounds/open-round.ts";
import { getRound } from "../opinion-rounds/rounds.ts";
import { createDraft } from "../outgoing/create-draft.ts";
import { parseDraftFields } from "../outgoing/draft-fields.ts";
import { getOutgoing } from "../outgoing/outgoing.ts";
import { enterEvent } from "../schedule/enter-event.ts";
import { getEvent } from "../schedule/read-events.ts";
import { STTTT, TEST_PIN, type TestProvince, testProvince } from "../testing.ts";
import { handoverPages } from "../web/handover/index.ts";
import { testPages } from "../web/testing.ts";
import { type BeginHandover, beginHandover } from "./begin-handover.ts";
import { getHandover, leaversWithOpenWork } from "./handovers.ts";
import { openWorkOf } from "./open-work.ts";
import { mayConfirmHandover, mayHandOver, mayReadHandover, mayReadOpenWork } from "./permissions.ts";
import { handOver, movePart } from "./run-handover.ts";

let world: TestProvince;
let director: PersonActor;
let clerk: PersonActor;
let head: PersonActor;
let leaver: PersonActor;
let colleague: PersonActor;
let stranger: PersonActor;
let pages: ReturnType<typeof testPages>;
const today = localDateOf(new Date());

beforeAll(async () => {
  world = await testProvince();
  await migrate(world.database, [
    { room: "core/notify", folder: new URL("../../../core/notify/migrations/", import.meta.url) },
  ]);
  const { queries } = world.database;
  const body = await world.organisation(STTTT);
  director = await world.actor("leader", body);
  clerk = await world.actor("clerk", body);
  const heads = (await holdersOf(queries, "head-of-unit", body, today)).filter(
    ({ rank }) => rank === "unit-head",
  );
  const staffed: { head: Appointment; people: readonly Appointment[] }[] = [];
  for (const each of heads)
    staffed.push({ head: each, people: await holdersOf(queries, "specialist", each.unitId, today) });
  const [unit, other] = staffed.filter(({ people }) => people.length >= 2);
  const [first, second] = unit?.people ?? [];
  const [far] = other?.people ?? [];
  if (!unit || !first || !second || !far) throw new Error("too few people");
  head = world.actorOf(unit.head);
  leaver = world.actorOf(first);
  colleague = world.actorOf(second);
  stranger = world.actorOf(far);
  pages = testPages(world.house, handoverPages);
});
afterAll(() => world.close());

const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>) =>
  transact(world.house, { actor }, work);

let paper = 0;
async function task(confidentiality = 0, person = leaver): Promise<string> {
  paper += 1;
  const deadline = new Date(Date.now() + 5 * 86_400_000);
  const fields = parsePaperFields(
    {
      fromName: "UBND huyện Đăk Hà",
      codeNumber: String(paper),
      codeNotation: "UBND-VX",
      issuedDate: today,
      abstract: "Kế hoạch rà soát",
      confidentiality,
    },
    today,
  );
  const { id } = await run(clerk, (tx) =>
    registerPaperDocument(tx, clerk, { fields, file: null, verdict: null, verdictDetails: null }),
  );
  await run(clerk, (tx) => presentIncomingDocument(tx, clerk, id, director.appointmentId));
  await run(director, (tx) =>
    directIncomingDocument(tx, director, {
      id,
      directive: "Tham mưu",
      leadUnit: head.unitId,
      cooperatingUnits: [],
      deadline,
    }),
  );
  await run(head, (tx) =>
    assignPerson(tx, head, {
      incomingId: id,
      unitId: head.unitId,
      appointmentId: person.appointmentId,
      deadline: null,
    }),
  );
  return id;
}

async function draft(): Promise<string> {
  const file = await world.letter();
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v báo cáo",
    signer: director.appointmentId,
  });
  const { id } = await run(leaver, (tx) =>
    createDraft(tx, leaver, { fields, file, pageAmount: 1, attachments: [] }),
  );
  return id;
}

const plan = (changed: Partial<BeginHandover> = {}): BeginHandover => ({
  appointmentId: leaver.appointmentId,
  basis: "Quyết định số 21/QĐ-STTTT",
  everything: colleague.appointmentId,
  kinds: {},
  items: [],
  itemsTo: "",
  ...changed,
});
const begin = async (input = plan(), actor = head) =>
  (await run(actor, (tx) => beginHandover(tx, world.house, actor, input))).id;
const carryOut = (handoverId: string) =>
  handOver.run(
    world.house,
    { handoverId },
    { attempt: 1, maxAttempts: 1, signal: new AbortController().signal },
  );
const states = async (id: string) =>
  (await getHandover(world.database.queries, id)).items.map(({ kind, state }) => `${kind} ${state}`).sort();
const personOf = async (incomingId: string) =>
  await world.database.queries
    .selectFrom("documents.assignment")
    .select(["appointment_id", "deadline", "person_deadline"])
    .where("incoming_id", "=", incomingId)
    .executeTakeFirstOrThrow();

describe("handing open work over", () => {
  test("everything goes to the receiver, deadlines stay, the story says from whom; interrupted it goes on and moves nothing twice", async () => {
    const [first, second] = [await task(), await task()];
    const letter = await draft();
    const before = await personOf(first);
    const id = await begin();
    // One part, then the process dies: the job is run again.
    expect(await movePart(world.house, id, 1)).toBe(true);
    expect((await states(id)).filter((state) => state.endsWith("waiting"))).toHaveLength(2);
    await carryOut(id);
    await carryOut(id);
    expect(await states(id)).toEqual(["draft moved", "task moved", "task moved"]);
    for (const each of [first, second]) {
      expect(await personOf(each)).toEqual({
        ...before,
        deadline: expect.any(Date),
        person_deadline: expect.any(Date),
        appointment_id: colleague.appointmentId,
      });
      const story = await world.database.queries
        .selectFrom("documents.history")
        .select("note")
        .where("document_id", "=", each)
        .where("action", "=", "incoming.hand-over")
        .execute();
      expect(story.map(({ note }) => note)).toEqual([
        expect.stringContaining(`nhận bàn giao từ ${leaver.fullName}`),
      ]);
    }
    expect((await personOf(first)).person_deadline).toEqual(before.person_deadline);
    expect((await getOutgoing(world.database.queries, letter)).drafted_by).toBe(colleague.appointmentId);
    const { handover, receivers } = await getHandover(world.database.queries, id);
    expect([handover.state, receivers.length]).toEqual(["to-confirm", 1]);
    expect(handover.minutes_sha256).not.toBeNull();
    expect(await openWorkOf(world.database.queries, world.house, leaver.appointmentId, new Date())).toEqual(
      [],
    );
  });

  test("what the leaver was asked for and keeps for others goes over: approvals, opinions with the reading, events to come", async () => {
    const fields = parseDraftFields({
      documentType: "CV",
      abstract: "V/v kế hoạch",
      signer: director.appointmentId,
    });
    const file = await world.letter();
    const { id: letter } = await run(stranger, (tx) =>
      createDraft(tx, stranger, { fields, file, pageAmount: 1, attachments: [] }),
    );
    await run(stranger, (tx) =>
      addApprovalStep(tx, stranger, { id: letter, people: [leaver.appointmentId], anyOne: false }),
    );
    const { id: roundId } = await run(stranger, (tx) =>
      openRound(tx, stranger, {
        kind: "outgoing",
        documentId: letter,
        question: "Đề nghị cho ý kiến về dự thảo",
        options: USUAL_OPTIONS,
        openAnswers: false,
        deadline: new Date(Date.now() + 5 * 86_400_000),
        people: [leaver.appointmentId],
        units: [],
        files: [],
      }),
    );
    const event = await run(leaver, (tx) =>
      enterEvent(
        tx,
        leaver,
        {
          title: "Họp tổ công tác",
          day: plusDays(today, 2),
          from: "08:00",
          to: "09:00",
          place: "",
          chair: leaver.appointmentId,
          guests: [head.appointmentId],
          others: "",
          note: "",
          scope: "invited",
          document: "",
        },
        { repeatUntil: undefined, accepted: true },
      ),
    );
    const kinds = async (who: PersonActor) =>
      (await openWorkOf(world.database.queries, world.house, who.appointmentId, new Date()))
        .map(({ kind }) => kind)
        .filter((kind) => ["approval", "opinion", "event"].includes(kind));
    expect(await kinds(leaver)).toEqual(["approval", "opinion", "event"]);
    await carryOut(await begin());
    expect(await kinds(leaver)).toEqual([]);
    expect(await kinds(colleague)).toEqual(["approval", "opinion", "event"]);
    expect((await getOutgoing(world.database.queries, letter)).readers).toEqual([colleague.appointmentId]);
    const { asked } = await getRound(world.database.queries, roundId);
    expect(asked.map((each) => each.appointment_id)).toEqual([colleague.appointmentId]);
    const { event: passed, guests } = await getEvent(world.database.queries, colleague, event);
    expect([passed.entered_by, passed.chair_name]).toEqual([colleague.appointmentId, colleague.fullName]);
    expect(guests.map((guest) => guest.appointment_id)).not.toContain(leaver.appointmentId);
  });

  test("what is above the receiver's clearance is refused with the reason, and one item alone can be given", async () => {
    const [secret, open, left] = [await task(1), await task(), await task()];
    await sql`insert into directory.clearance (id, appointment_id, level, valid, basis, decided_by_name, decided_at)
      values (gen_random_uuid(), ${colleague.appointmentId}, 0, daterange(${today}::date, null), 'QĐ', 'X', now())`.execute(
      world.database.queries,
    );
    const all = await openWorkOf(world.database.queries, world.house, leaver.appointmentId, new Date());
    const keyOf = (incoming: string) =>
      all.filter(({ href }) => href.endsWith(incoming)).map(({ id }) => `task/${id}`);
    const id = await begin(
      plan({ everything: "", items: [...keyOf(secret), ...keyOf(open)], itemsTo: colleague.appointmentId }),
    );
    await carryOut(id);
    const { items } = await getHandover(world.database.queries, id);
    const refused = items.find(({ state }) => state === "refused");
    expect([items.length, refused?.confidentiality, refused?.abstract]).toEqual([2, 1, ""]);
    expect(refused?.reason_vi).toContain("chưa được tiếp cận văn bản Mật");
    expect((await personOf(secret)).appointment_id).toBe(leaver.appointmentId);
    expect((await personOf(left)).appointment_id).toBe(leaver.appointmentId);
    expect((await personOf(open)).appointment_id).toBe(colleague.appointmentId);
  });

  test("a part stays in its unit: somebody of another unit gets none", async () => {
    const id = await begin(plan({ everything: stranger.appointmentId }));
    await carryOut(id);
    expect(new Set((await states(id)).map((state) => state.split(" ")[1]))).toEqual(new Set(["refused"]));
  });

  test("the receiver confirms, whoever ordered it signs; the page works without script", async () => {
    const id = await begin(plan({ everything: colleague.appointmentId }));
    await carryOut(id);
    const page = pages.as(colleague);
    expect((await page.get(`/handovers/${id}`)).text).toContain("Xác nhận đã nhận");
    expect((await page.post(`/handovers/${id}/confirm`, {})).status).toBe(303);
    expect((await page.post(`/handovers/${id}/confirm`, {})).status).toBe(303);
    expect((await pages.as(head).post(`/handovers/${id}/sign`, { pin: "000000" })).status).toBe(422);
    expect((await pages.as(head).post(`/handovers/${id}/sign`, { pin: TEST_PIN })).status).toBe(303);
    const pdf = await pages.as(head).get(`/handovers/${id}/minutes.pdf`);
    expect([pdf.status, pdf.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    expect((await pages.as(stranger).get(`/handovers/${id}`)).status).toBe(403);
    const { handover } = await getHandover(world.database.queries, id);
    expect(handover.state).toBe("confirmed");
    expect(handover.signed_at).not.toBeNull();
  });

  test("a wrong form comes back with what was typed", async () => {
    await task();
    const wrong = await pages
      .as(head)
      .post(`/handovers/people/${leaver.appointmentId}`, { everything: "", basis: "QĐ" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Ghi căn cứ hoặc lý do bàn giao");
    expect(wrong.text).toContain("Chọn người nhận cho ít nhất một việc còn mở");
  });
});

test("whoever was ended in the directory with open work is pointed at until it is handed over", async () => {
  await task();
  const { queries } = world.database;
  const administrator: PersonActor = { ...stranger, roles: ["administrator"] };
  const names = async (actor: PersonActor) =>
    (await leaversWithOpenWork(queries, world.house, actor, new Date())).map(
      ({ appointmentId }) => appointmentId,
    );
  expect(await names(head)).not.toContain(leaver.appointmentId);
  await run(administrator, (tx) =>
    endAppointment(tx, administrator, {
      appointmentId: leaver.appointmentId,
      lastDay: plusDays(today, -1),
      basis: "Quyết định số 30/QĐ-STTTT",
    }),
  );
  for (const actor of [head, director, administrator])
    expect(await names(actor)).toContain(leaver.appointmentId);
  for (const actor of [colleague, stranger, clerk]) expect(await names(actor)).toEqual([]);
  expect((await pages.as(head).get("/handovers")).text).toContain(leaver.fullName);
  await sql`delete from directory.clearance where appointment_id = ${colleague.appointmentId}`.execute(
    queries,
  );
  await carryOut(await begin());
  expect(await names(head)).not.toContain(leaver.appointmentId);
});

test("who may do what with it, by role", () => {
  const post = {
    organisationId: head.organisationId,
    unitId: head.unitId,
    appointmentId: leaver.appointmentId,
  };
  const whole = { ...post, askedBy: head.appointmentId, receivers: [colleague.appointmentId] };
  const people = {
    head,
    director,
    clerk,
    leaver,
    colleague,
    stranger,
    administrator: { ...stranger, roles: ["administrator"] },
  };
  const who = (test: (actor: PersonActor) => boolean) =>
    Object.entries(people)
      .filter(([, actor]) => test(actor))
      .map(([name]) => name);
  expect(who((actor) => may(actor, mayHandOver, post))).toEqual(["head", "director", "administrator"]);
  expect(who((actor) => may(actor, mayReadOpenWork, post))).toEqual([
    "head",
    "director",
    "leaver",
    "administrator",
  ]);
  expect(who((actor) => may(actor, mayReadHandover, whole))).toEqual([
    "head",
    "director",
    "leaver",
    "colleague",
    "administrator",
  ]);
  expect(who((actor) => may(actor, mayConfirmHandover, whole))).toEqual(["colleague"]);
});
