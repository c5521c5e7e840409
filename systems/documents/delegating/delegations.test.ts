import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError } from "../../../core/access/index.ts";
import { localDateOf, plusDays } from "../../../core/calendar/index.ts";
import {
  type Appointment,
  endDelegation,
  type GiveDelegation,
  giveDelegation,
  holdersOf,
  unitsOf,
} from "../../../core/directory/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { directIncomingDocument } from "../incoming/direct-incoming-document.ts";
import { presentIncomingDocument } from "../incoming/present-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "../incoming/register-paper-document.ts";
import { checkDraft } from "../outgoing/check-draft.ts";
import { createDraft } from "../outgoing/create-draft.ts";
import { parseDraftFields } from "../outgoing/draft-fields.ts";
import { listOutgoingWork } from "../outgoing/list-outgoing-work.ts";
import { getOutgoing } from "../outgoing/outgoing.ts";
import { signDocument } from "../outgoing/sign-document.ts";
import { submitDraft } from "../outgoing/submit-draft.ts";
import { takeSignature } from "../outgoing/take-signature.ts";
import { STTTT, TEST_PIN, type TestProvince, testProvince, withDelegations } from "../testing.ts";
import { delegationPages } from "../web/delegations/index.ts";
import { workViews } from "../web/incoming/work-views.ts";
import { testPages } from "../web/testing.ts";

let world: TestProvince;
let director: PersonActor;
let deputy: PersonActor;
let head: PersonActor;
let otherHead: PersonActor;
let author: PersonActor;
let clerk: PersonActor;
let post: Record<"director" | "deputy" | "head", Appointment>;
const today = localDateOf(new Date());

beforeAll(async () => {
  world = await testProvince();
  const { queries } = world.database;
  const sttt = await world.organisation(STTTT);
  const leaders = await holdersOf(queries, "leader", sttt, today);
  const units = await unitsOf(queries, sttt, today);
  const heads = await holdersOf(queries, "head-of-unit", sttt, today);
  const [first, second] = [
    leaders.find(({ rank }) => rank === "head"),
    leaders.find(({ rank }) => rank === "deputy"),
  ];
  const unitHeads = heads.filter(({ rank }) => rank === "unit-head");
  const [third, fourth] = unitHeads;
  if (!first || !second || !third || !fourth || units.length < 2) throw new Error("too few people");
  post = { director: first, deputy: second, head: third };
  director = world.actorOf(first);
  deputy = world.actorOf(second);
  head = world.actorOf(third);
  otherHead = world.actorOf(fourth);
  const [specialist] = await holdersOf(queries, "specialist", third.unitId, today);
  if (!specialist) throw new Error("no specialist");
  author = world.actorOf(specialist);
  clerk = await world.actor("clerk", sttt);
});
afterAll(() => world.close());

const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>) =>
  transact(world.house, { actor }, work);

const plan = (to: PersonActor, changed: Partial<GiveDelegation> = {}): GiveDelegation => ({
  to: to.appointmentId,
  kinds: ["sign"],
  documentTypes: [],
  units: [],
  begins: today,
  ends: plusDays(today, 5),
  basis: "Giấy ủy quyền số 05/GUQ-STTTT ngày 10/3/2022",
  ...changed,
});
const give = (actor: PersonActor, input: GiveDelegation) =>
  run(actor, (tx) => giveDelegation(tx, actor, input));
const fresh = (actor: PersonActor) => withDelegations(world.database.queries, actor);
const end = (id: string, by = director) =>
  run(by, (tx) => endDelegation(tx, by, { id, reason: "Đã về cơ quan làm việc" }));

async function draft(changed: Record<string, unknown> = {}): Promise<string> {
  const file = await world.letter();
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v báo cáo tình hình",
    signer: director.appointmentId,
    ...changed,
  });
  const { id } = await run(author, (tx) =>
    createDraft(tx, author, { fields, file, pageAmount: 1, attachments: [] }),
  );
  return id;
}

async function checked(id: string): Promise<void> {
  await run(author, (tx) => submitDraft(tx, author, id));
  await run(head, (tx) => checkDraft(tx, head, id));
}

let paper = 0;
async function presented(typeName = "Công văn", confidentiality = 0): Promise<string> {
  paper += 1;
  const fields = parsePaperFields(
    {
      fromName: "UBND huyện Đăk Hà",
      codeNumber: String(paper),
      codeNotation: "UBND-VX",
      issuedDate: today,
      typeName,
      abstract: "V/v hỏi ý kiến",
      confidentiality,
    },
    today,
  );
  const { id } = await run(clerk, (tx) =>
    registerPaperDocument(tx, clerk, { fields, file: null, verdict: null, verdictDetails: null }),
  );
  await run(clerk, (tx) => presentIncomingDocument(tx, clerk, id, director.appointmentId));
  return id;
}

const direct = (actor: PersonActor, id: string, leadUnit = head.unitId) =>
  run(actor, (tx) =>
    directIncomingDocument(tx, actor, {
      id,
      directive: "Chủ trì tham mưu trả lời",
      leadUnit,
      cooperatingUnits: [],
      deadline: null,
    }),
  );

async function audited(action: string, objectId: string): Promise<string> {
  const { rows } = await sql<{ entry: string }>`
    select row_to_json(r)::text as entry from audit.record r
     where r.action = ${action} and r.object_id = ${objectId}`.execute(world.database.queries);
  return rows.map(({ entry }) => entry).join("\n");
}

// One rule must not stand on what another left behind.
afterEach(async () => {
  await sql`update directory.delegation set ended_at = now(), end_reason = 'test' where ended_at is null`.execute(
    world.database.queries,
  );
});

describe("giving a delegation", () => {
  test("a leader hands on to a deputy or to the head of a unit, never to oneself or to a specialist", async () => {
    for (const to of [director, author, clerk])
      await expect(give(director, plan(to))).rejects.toMatchObject({ code: "form.invalid" });
    for (const to of [deputy, head]) await end((await give(director, plan(to))).id);
  });

  test("it begins today or later, ends at most a year later, and never after the giver's appointment", async () => {
    const late = plan(deputy, { ends: plusDays(today, 366) });
    await expect(give(director, late)).rejects.toMatchObject({ problems: { ends: expect.anything() } });
    const past = plan(deputy, { begins: plusDays(today, -1) });
    await expect(give(director, past)).rejects.toMatchObject({ problems: { begins: expect.anything() } });
    const backwards = plan(deputy, { ends: plusDays(today, -1) });
    await expect(give(director, backwards)).rejects.toMatchObject({ problems: { ends: expect.anything() } });
    const { queries } = world.database;
    await sql`update directory.appointment set valid = daterange(lower(valid), ${plusDays(today, 3)}::date)
      where id = ${post.director.id}::uuid`.execute(queries);
    await expect(give(director, plan(deputy, { ends: plusDays(today, 3) }))).rejects.toMatchObject({
      problems: { ends: expect.anything() },
    });
    await end((await give(director, plan(deputy, { ends: plusDays(today, 2) }))).id);
    await sql`update directory.appointment set valid = daterange(lower(valid), null)
      where id = ${post.director.id}::uuid`.execute(queries);
  });

  test("it names the document it rests on, and only units of the organisation", async () => {
    await expect(give(director, plan(deputy, { basis: "miệng" }))).rejects.toMatchObject({
      problems: { basis: expect.anything() },
    });
    const elsewhere = await world.organisation("000.00.36.H34");
    await expect(give(director, plan(deputy, { units: [elsewhere] }))).rejects.toMatchObject({
      problems: { units: expect.anything() },
    });
    await expect(give(director, plan(deputy, { kinds: [] }))).rejects.toMatchObject({
      problems: { kinds: expect.anything() },
    });
  });

  test("specialists and clerks have nothing to delegate; a deputy cannot let the head of a unit sign", async () => {
    for (const actor of [author, clerk])
      await expect(give(actor, plan(deputy))).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(give(deputy, plan(head))).rejects.toMatchObject({ problems: { kinds: expect.anything() } });
  });

  test("a program needs the scope of delegations", async () => {
    const program = { ...director, scopes: ["documents:sign"] };
    await expect(give(program, plan(deputy))).rejects.toMatchObject({ reason: "scope" });
  });
});

describe("directing under a delegation", () => {
  test("the head of a unit directs for the director, and card, register and audit name both", async () => {
    const { id: held } = await give(director, plan(head, { kinds: ["direct"] }));
    const acting = await fresh(head);
    const id = await presented();
    expect(workViews(acting).map(({ key }) => key)).toContain("delegated");
    expect(workViews(head).map(({ key }) => key)).not.toContain("delegated");
    await expect(direct(await fresh(otherHead), id)).rejects.toBeInstanceOf(AccessDeniedError);
    const done = await direct(acting, id);
    expect(done.directed_by_name).toContain(head.fullName);
    expect(done.directed_by_name).toContain(director.fullName);
    const line = await world.database.queries
      .selectFrom("documents.history")
      .selectAll()
      .where("document_id", "=", id)
      .where("action", "=", "incoming.direct")
      .executeTakeFirstOrThrow();
    expect(line.by_name).toBe(head.fullName);
    expect(line.by_position).toContain(`theo ủy quyền của ${director.positionTitle} ${director.fullName}`);
    const entry = await audited("documents.direct", id);
    expect(entry).toContain(held);
    expect(entry).toContain(director.appointmentId);
    await end(held);
  });

  test("what was delegated goes no further", async () => {
    const { id: first } = await give(director, plan(head, { kinds: ["direct"] }));
    const acting = await fresh(head);
    await expect(give(acting, plan(otherHead, { kinds: ["direct"] }))).rejects.toMatchObject({
      problems: { to: expect.anything() },
    });
    const { id: second } = await give(deputy, plan(otherHead, { kinds: ["direct"] }));
    await expect(direct(await fresh(otherHead), await presented())).rejects.toBeInstanceOf(AccessDeniedError);
    await end(first);
    await end(second, deputy);
  });

  test("limits of type and unit hold, and secret documents stay with leaders", async () => {
    const { id: held } = await give(
      director,
      plan(head, {
        kinds: ["direct"],
        documentTypes: [{ code: "CV", name: "Công văn" }],
        units: [head.unitId],
      }),
    );
    const acting = await fresh(head);
    await expect(direct(acting, await presented("Quyết định"))).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(direct(acting, await presented("Công văn", 1))).rejects.toBeInstanceOf(AccessDeniedError);
    const id = await presented("công văn");
    await expect(direct(acting, id, otherHead.unitId)).rejects.toMatchObject({
      problems: { leadUnit: expect.anything() },
    });
    await expect(direct(acting, id)).resolves.toMatchObject({ state: "assigned" });
    await end(held);
  });

  test("a right of another kind, not begun yet, or ended is no right", async () => {
    const { id: signing } = await give(director, plan(head, { kinds: ["sign"] }));
    const { id: later } = await give(director, plan(head, { kinds: ["direct"], begins: plusDays(today, 1) }));
    const id = await presented();
    await expect(direct(await fresh(head), id)).rejects.toBeInstanceOf(AccessDeniedError);
    const { id: now } = await give(director, plan(head, { kinds: ["direct"] }));
    await end(now, head);
    await expect(direct(await fresh(head), id)).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(end(now)).rejects.toMatchObject({ code: "directory.delegation-over" });
    await end(signing);
    await end(later);
  });

  test("it ends with the giver's post", async () => {
    const { id: held } = await give(director, plan(head, { kinds: ["direct"] }));
    const id = await presented();
    const { queries } = world.database;
    await sql`update directory.appointment set valid = daterange(lower(valid), ${today}::date)
      where id = ${post.director.id}::uuid`.execute(queries);
    await expect(direct(await fresh(head), id)).rejects.toBeInstanceOf(AccessDeniedError);
    await sql`update directory.appointment set valid = daterange(lower(valid), null)
      where id = ${post.director.id}::uuid`.execute(queries);
    await end(held);
  });
});

describe("signing under a delegation", () => {
  test("the deputy takes the director's document over and signs KT.; both are named", async () => {
    const { id: held } = await give(director, plan(deputy));
    const id = await draft();
    await checked(id);
    const acting = await fresh(deputy);
    const waiting = await listOutgoingWork(world.database.queries, acting, "todo", {}, { limit: 20 });
    expect(waiting.rows.map((row) => row.id)).toContain(id);
    const taken = await run(acting, (tx) => takeSignature(tx, acting, id));
    expect(taken).toMatchObject({
      state: "draft",
      signer_appointment: deputy.appointmentId,
      signer_name: deputy.fullName,
    });
    expect(taken.signer_authority).toMatch(/^KT\. GIÁM ĐỐC/);
    await checked(id);
    await expect(signDocument(world.house, director, { id, pin: TEST_PIN })).rejects.toBeInstanceOf(
      AccessDeniedError,
    );
    await signDocument(world.house, acting, { id, pin: TEST_PIN });
    const line = await world.database.queries
      .selectFrom("documents.history")
      .selectAll()
      .where("document_id", "=", id)
      .where("action", "=", "outgoing.sign")
      .executeTakeFirstOrThrow();
    expect(line.by_position).toContain(`theo ủy quyền của ${director.positionTitle} ${director.fullName}`);
    expect(await audited("documents.sign", id)).toContain(held);
    await end(held);
  });

  test("the head of a unit is named for TUQ. only with a delegation of the head of the body, and signs only while it holds", async () => {
    const byAuthority = { signer: head.appointmentId, signingForm: "by-authority" };
    await expect(draft(byAuthority)).rejects.toMatchObject({ problems: { signer: expect.anything() } });
    const { id: held } = await give(
      director,
      plan(head, { documentTypes: [{ code: "CV", name: "Công văn" }] }),
    );
    await expect(draft({ ...byAuthority, documentType: "BC" })).rejects.toMatchObject({
      problems: { signer: expect.anything() },
    });
    const [kept, late] = [await draft(byAuthority), await draft(byAuthority)];
    await checked(kept);
    await checked(late);
    const signed = await signDocument(world.house, head, { id: kept, pin: TEST_PIN });
    expect(signed.signer_authority).toBe("TUQ. GIÁM ĐỐC");
    await end(held);
    await expect(signDocument(world.house, head, { id: late, pin: TEST_PIN })).rejects.toMatchObject({
      code: "documents.delegation-ended",
    });
    expect((await getOutgoing(world.database.queries, late)).state).toBe("checked");
  });

  test("what is to be signed TUQ. is not taken over by anybody else", async () => {
    const { id: held } = await give(director, plan(head));
    const id = await draft({ signer: head.appointmentId, signingForm: "by-authority" });
    const acting = {
      ...deputy,
      delegations: [
        {
          id: held,
          from: head.appointmentId,
          fromName: head.fullName,
          fromTitle: head.positionTitle,
          fromUnitId: head.unitId,
          fromOrganisationId: head.organisationId,
          fromRoles: head.roles,
          kinds: ["sign" as const],
          documentTypes: [],
          documentTypeNames: [],
          units: [],
        },
      ],
    };
    await expect(run(acting, (tx) => takeSignature(tx, acting, id))).rejects.toBeInstanceOf(
      AccessDeniedError,
    );
    await end(held);
  });
});

describe("pages of delegations", () => {
  test("the director gives one, the receiver and the clerk see it, a specialist does not, the receiver gives it back", async () => {
    const pages = testPages(world.house, delegationPages);
    const form = await pages.as(director).get("/delegations/new");
    expect(form.text).toContain(deputy.fullName);
    const refused = await pages
      .as(director)
      .post("/delegations/new", { to: "", units: "x", begins: "x", ends: "" });
    expect(refused.status).toBe(422);
    // Everything that is wrong is said at once.
    for (const said of ["Chọn ít nhất một việc", "Nhập ngày/tháng/năm", "Ghi văn bản làm căn cứ"])
      expect(refused.text).toContain(said);
    const [year, month, day] = today.split("-");
    const given = await pages.as(director).post("/delegations/new", {
      to: deputy.appointmentId,
      kinds: ["direct", "sign"],
      documentTypes: "CV",
      begins: `${day}/${month}/${year}`,
      ends: `${day}/${month}/${year}`,
      basis: "Giấy ủy quyền số 06/GUQ-STTTT",
      transactionId: "delegation-1",
    });
    expect(given.status).toBe(303);
    for (const actor of [director, deputy, clerk]) {
      const page = await pages.as(actor).get(given.location);
      expect(page.text).toContain("Giấy ủy quyền số 06/GUQ-STTTT");
    }
    expect((await pages.as(author).get(given.location)).status).toBe(403);
    expect((await pages.as(author).get("/delegations")).text).not.toContain(deputy.fullName);
    expect((await pages.as(clerk).post(given.location, { reason: "Không cần nữa nhé" })).status).toBe(403);
    expect((await pages.as(deputy).post(given.location, { reason: "Không cần nữa nhé" })).status).toBe(303);
    expect((await pages.as(clerk).get(given.location)).text).toContain("Không cần nữa nhé");
  });
});
