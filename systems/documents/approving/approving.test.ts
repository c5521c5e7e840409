import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { peopleOf } from "../../../core/directory/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { samplePdf } from "../../../core/signing/testing/sample-pdf.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { receiversFor } from "../delegating/receivers.ts";
import { cancelDocument } from "../outgoing/cancel-document.ts";
import { checkDraft } from "../outgoing/check-draft.ts";
import { createDraft } from "../outgoing/create-draft.ts";
import { parseDraftFields } from "../outgoing/draft-fields.ts";
import { editDraft } from "../outgoing/edit-draft.ts";
import { countOutgoingWork, listOutgoingWork } from "../outgoing/list-outgoing-work.ts";
import { numberDocument } from "../outgoing/number-document.ts";
import { getOutgoing } from "../outgoing/outgoing.ts";
import { returnDraft } from "../outgoing/return-draft.ts";
import { sealDocument } from "../outgoing/seal-document.ts";
import { beginSigningByPlugIn } from "../outgoing/sign-by-plug-in.ts";
import { signDocument } from "../outgoing/sign-document.ts";
import { sealStep, signStep, storeSignature } from "../outgoing/signing-steps.ts";
import { submitDraft } from "../outgoing/submit-draft.ts";
import { STTTT, TEST_PIN, type TestProvince, testProvince } from "../testing.ts";
import { approvalPages } from "../web/approving/approval-pages.tsx";
import { outgoingPages } from "../web/outgoing/index.ts";
import { testPages } from "../web/testing.ts";
import { approvalPath } from "./approvals.ts";
import { approveDraft, returnForApproval } from "./approve-draft.ts";
import { addApprovalStep, removeApprovalStep, replaceApprover } from "./choose-approvers.ts";

let world: TestProvince;
let author: PersonActor;
let head: PersonActor;
let signer: PersonActor;
let clerk: PersonActor;
let stranger: PersonActor;
/** Other officials of the organisation. */
let others: PersonActor[];

beforeAll(async () => {
  world = await testProvince();
  const { queries } = world.database;
  const body = await world.organisation(STTTT);
  signer = await world.actor("leader", body);
  clerk = await world.actor("clerk", body);
  stranger = await world.actor("leader", await world.organisation("000.00.36.H34"));
  const people = (await peopleOf(queries, body, localDateOf(new Date()))).map(world.actorOf);
  const heads = people.filter((each) => each.roles.includes("head-of-unit"));
  const pair = heads.flatMap((each) => {
    const own = people.find((other) => other.unitId === each.unitId && other.roles.includes("specialist"));
    return own ? [{ head: each, author: own }] : [];
  })[0];
  if (!pair) throw new Error("a unit with a head and a specialist is needed");
  ({ head, author } = pair);
  const used = new Set([author, head, signer, clerk].map((each) => each.appointmentId));
  const persons = new Set([author, head, signer, clerk].map((each) => each.personId));
  others = people.filter((each) => !used.has(each.appointmentId) && !persons.has(each.personId));
});
afterAll(() => world.close());

const as = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  transact(world.house, { actor }, work);
const doc = (id: string) => getOutgoing(world.database.queries, id);
const other = (index: number): PersonActor => {
  const found = others[index];
  if (!found) throw new Error("more officials are needed");
  return found;
};

const fieldsOf = (abstract: string) =>
  parseDraftFields({
    documentType: "CV",
    abstract,
    summary: "",
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

/** A draft with its path, in the state before its approval. */
async function draft(steps: readonly (readonly number[])[], anyOne = false): Promise<string> {
  const file = await world.letter();
  const { id } = await as(author, (tx) =>
    createDraft(tx, author, { fields: fieldsOf("V/v phê duyệt"), file, pageAmount: 1, attachments: [] }),
  );
  for (const people of steps)
    await as(author, (tx) =>
      addApprovalStep(tx, author, { id, people: people.map((n) => other(n).appointmentId), anyOne }),
    );
  return id;
}
const putForward = async (id: string): Promise<void> => {
  await as(author, (tx) => submitDraft(tx, author, id));
  await as(head, (tx) => checkDraft(tx, head, id));
};
const approve = async (actor: PersonActor, id: string, seen?: string) => {
  const file = seen ?? (await doc(id)).file_sha256;
  return await as(actor, (tx) => approveDraft(tx, actor, { id, seen: file, note: "Nhất trí" }));
};
const sign = (id: string) => signDocument(world.house, signer, { id, pin: TEST_PIN, level: "B-B" });
const waitsFor = async (actor: PersonActor, id: string): Promise<boolean> =>
  (await listOutgoingWork(world.database.queries, actor, "todo", {}, { limit: 100 })).rows.some(
    (row) => row.id === id,
  );

describe("the path", () => {
  test("is chosen by the author or the head of the unit, of people of the organisation, never author or signer", async () => {
    const id = await draft([[0]]);
    const add = (actor: PersonActor, person: PersonActor) =>
      as(actor, (tx) => addApprovalStep(tx, actor, { id, people: [person.appointmentId], anyOne: false }));
    await add(head, other(1));
    for (const actor of [signer, clerk, other(2), stranger])
      await expect(add(actor, other(2))).rejects.toBeInstanceOf(AccessDeniedError);
    for (const person of [author, signer, stranger, other(0)])
      await expect(add(author, person)).rejects.toBeInstanceOf(FormRefusal);
    const path = await approvalPath(world.database.queries, id);
    expect(path.map((step) => step.approvers.map((each) => each.full_name))).toEqual([
      [other(0).fullName],
      [other(1).fullName],
    ]);
  });

  test("changes only before the signature; a step somebody approved stays, an absent approver is replaced", async () => {
    const id = await draft([[0], [1]]);
    await putForward(id);
    await approve(other(0), id);
    const [first, second] = await approvalPath(world.database.queries, id);
    const remove = (stepId: string) => as(author, (tx) => removeApprovalStep(tx, author, { id, stepId }));
    const replace = (approverId: string, person: PersonActor) =>
      as(author, (tx) =>
        replaceApprover(tx, author, { id, approverId, appointmentId: person.appointmentId }),
      );
    await expect(remove(first?.id ?? "")).rejects.toMatchObject({ code: "documents.step-begun" });
    await expect(replace(first?.approvers[0]?.id ?? "", other(2))).rejects.toMatchObject({
      code: "documents.step-begun",
    });
    await expect(replace(second?.approvers[0]?.id ?? "", other(0))).rejects.toBeInstanceOf(FormRefusal);
    await replace(second?.approvers[0]?.id ?? "", other(2));
    expect(await waitsFor(other(1), id)).toBe(false);
    expect(await waitsFor(other(2), id)).toBe(true);
    await approve(other(2), id);
    await sign(id);
    const add = (document: string) =>
      as(author, (tx) =>
        addApprovalStep(tx, author, { id: document, people: [other(3).appointmentId], anyOne: false }),
      );
    await expect(add(id)).rejects.toMatchObject({ code: "documents.path-closed" });
    const cancelled = await draft([]);
    await as(author, (tx) => cancelDocument(tx, author, cancelled, "Không ban hành văn bản này nữa"));
    await expect(add(cancelled)).rejects.toMatchObject({ code: "documents.path-closed" });
  });
});

describe("approval", () => {
  test("goes step by step, inside a step side by side; each sees it in the list when it is their turn", async () => {
    const id = await draft([[0, 1], [2]]);
    expect(await waitsFor(other(0), id)).toBe(false);
    await putForward(id);
    expect([
      await waitsFor(other(0), id),
      await waitsFor(other(1), id),
      await waitsFor(other(2), id),
    ]).toEqual([true, true, false]);
    expect(await waitsFor(signer, id)).toBe(false);
    const listed = async (actor: PersonActor) =>
      (await listOutgoingWork(world.database.queries, actor, "approve", {}, { limit: 50 })).rows.some(
        (each) => each.id === id,
      );
    expect([await listed(other(0)), await listed(other(2)), await listed(signer)]).toEqual([
      true,
      false,
      false,
    ]);
    await expect(approve(other(2), id)).rejects.toMatchObject({ code: "documents.not-your-turn" });
    await approve(other(1), id);
    await expect(approve(other(1), id)).rejects.toMatchObject({ code: "documents.not-your-turn" });
    expect(await waitsFor(other(2), id)).toBe(false);
    await approve(other(0), id);
    await approve(other(2), id);
    expect(await waitsFor(signer, id)).toBe(true);
    expect(await countOutgoingWork(world.database.queries, signer)).toBeGreaterThan(0);
    expect((await sign(id)).state).toBe("signed");
  });

  test("of anybody in the step is enough where it was chosen so", async () => {
    const id = await draft([[0, 1]], true);
    await putForward(id);
    await approve(other(1), id);
    expect((await sign(id)).state).toBe("signed");
  });

  test("is given by the approver or a delegate of checking, by nobody else in any state", async () => {
    const id = await draft([[0]]);
    const tries = [author, head, signer, clerk, other(1), stranger];
    for (const step of ["draft", "submitted", "checked"] as const) {
      for (const actor of tries) await expect(approve(actor, id)).rejects.toBeInstanceOf(AccessDeniedError);
      if (step !== "checked")
        await expect(approve(other(0), id)).rejects.toMatchObject({ code: "documents.not-your-turn" });
      if (step === "draft") await as(author, (tx) => submitDraft(tx, author, id));
      if (step === "submitted") await as(head, (tx) => checkDraft(tx, head, id));
    }
    const { queries } = world.database;
    const pairs = await Promise.all(
      others
        .filter((each) => each.roles.includes("head-of-unit") || each.roles.includes("leader"))
        .map(async (giver) => ({ giver, receivers: await receiversFor(queries, giver) })),
    );
    const found = pairs.find(({ giver, receivers }) => giver !== other(0) && receivers.length > 0);
    const [receiver] = found?.receivers ?? [];
    if (!found || !receiver) return expect.unreachable("somebody with a receiver is needed");
    const { giver } = found;
    const delegated = await draft([[others.indexOf(giver)]]);
    await putForward(delegated);
    const plain = world.actorOf(receiver);
    await expect(approve(plain, delegated)).rejects.toBeInstanceOf(AccessDeniedError);
    const delegate = await world.delegateOf(giver, plain, ["check"]);
    expect(await waitsFor(delegate, delegated)).toBe(true);
    await approve(delegate, delegated);
    const [step] = await approvalPath(queries, delegated);
    expect(step?.approvers[0]?.by_name).toBe(`${delegate.fullName} (theo ủy quyền của ${giver.fullName})`);
  });

  test("a draft is returned by an approver with a reason and goes through everything again", async () => {
    const id = await draft([[0], [1]]);
    await putForward(id);
    await approve(other(0), id);
    const giveBack = (reason: string) =>
      as(other(1), (tx) => returnForApproval(tx, other(1), { id, reason }));
    await expect(giveBack("sai")).rejects.toBeInstanceOf(FormRefusal);
    expect((await giveBack("Bổ sung căn cứ pháp lý")).state).toBe("draft");
    await putForward(id);
    // Nothing changed: who approved is not asked again, who returned it is.
    expect(await waitsFor(other(0), id)).toBe(false);
    expect(await waitsFor(other(1), id)).toBe(true);
  });
});

describe("what changed after an approval", () => {
  test("file or fields: the approval falls, the approver is asked anew with what was approved before", async () => {
    for (const change of ["file", "abstract"] as const) {
      const id = await draft([[0]]);
      await putForward(id);
      const before = (await doc(id)).file_sha256;
      await approve(other(0), id);
      await as(signer, (tx) => returnDraft(tx, signer, id, "Sửa lại nội dung cho đúng"));
      const version = (await doc(id)).version;
      const changed = new Uint8Array([...(await world.house.files.bytes(before)), 10]);
      const file = { ...(await world.house.files.put(changed)), name: "moi.pdf", pageAmount: 1 };
      await as(author, (tx) =>
        editDraft(tx, author, {
          id,
          version,
          fields: fieldsOf(change === "abstract" ? "V/v trích yếu khác" : "V/v phê duyệt"),
          ...(change === "file" ? { file } : {}),
        }),
      );
      await putForward(id);
      const [step] = await approvalPath(world.database.queries, id);
      expect(step?.approvers[0]).toMatchObject({ approved_at: null, earlier_file: before });
      expect(await waitsFor(other(0), id)).toBe(true);
      // Which part changed is told, and only that one.
      const { rows: told } = await sql<{ note: string }>`select note from documents.history
        where document_id = ${id}::uuid and action = 'outgoing.drop-approvals'`.execute(
        world.database.queries,
      );
      expect(told[0]?.note.split("Thay đổi: ")[1]).toBe(
        change === "file" ? "tệp văn bản" : "trích yếu, tóm tắt",
      );
      await expect(sign(id)).rejects.toMatchObject({ code: "documents.not-approved" });
      if (change === "file")
        await expect(approve(other(0), id, before)).rejects.toMatchObject({
          code: "documents.changed-since-shown",
        });
      await approve(other(0), id);
      expect((await sign(id)).state).toBe("signed");
    }
  });

  test.each([true, false])(
    "nor is it signed, numbered or sealed when file or fields differ from what was checked (with a path: %s)",
    async (withPath) => {
      const id = await draft(withPath ? [[0]] : []);
      await putForward(id);
      if (withPath) await approve(other(0), id);
      const refused = { code: "documents.not-approved" };
      const set = (columns: Partial<{ abstract: string; file_sha256: string; signer_name: string }>) =>
        world.database.queries.updateTable("documents.outgoing").set(columns).where("id", "=", id).execute();
      /** Behind everybody's back: first a field, then the file. */
      const refusesEvery = async (act: () => Promise<unknown>): Promise<void> => {
        const { abstract, file_sha256, signer_name } = await doc(id);
        const strange = await world.house.files.put(await samplePdf([[{ text: "Khác", x: 99, y: 99 }]]));
        for (const change of [
          { abstract: "V/v khác" },
          { file_sha256: strange.sha256 },
          { signer_name: "Người khác" },
        ]) {
          await set(change);
          await expect(act()).rejects.toMatchObject(refused);
          await set({ abstract, file_sha256, signer_name });
        }
      };
      await refusesEvery(() => sign(id));
      await sign(id);
      await refusesEvery(() => numberDocument(world.house, clerk, { id }));
      await numberDocument(world.house, clerk, { id });
      await refusesEvery(() => sealDocument(world.house, clerk, { id, pin: TEST_PIN, level: "B-B" }));
      await refusesEvery(() => beginSigningByPlugIn(world.house, clerk, sealStep, id));
      expect((await sealDocument(world.house, clerk, { id, pin: TEST_PIN, level: "B-B" })).state).toBe(
        "sealed",
      );
    },
  );

  test("no door signs what was not approved: key here, plug-in, the storing of any signature, the page", async () => {
    const id = await draft([[0]]);
    await putForward(id);
    const refused = { code: "documents.not-approved" };
    await expect(sign(id)).rejects.toMatchObject(refused);
    await expect(beginSigningByPlugIn(world.house, signer, signStep, id)).rejects.toMatchObject(refused);
    const { version, file_sha256: sha256, file_size: size } = await doc(id);
    await expect(
      as(signer, (tx) =>
        storeSignature(tx, signer, signStep, {
          id,
          version,
          file: { sha256, size: Number(size) },
          fingerprint: undefined,
        }),
      ),
    ).rejects.toMatchObject(refused);
    // Changed behind every use case: still not signed.
    await approve(other(0), id);
    await sql`update documents.outgoing set abstract = 'V/v khác hẳn' where id = ${id}`.execute(
      world.database.queries,
    );
    await expect(sign(id)).rejects.toMatchObject(refused);
    expect((await doc(id)).state).toBe("checked");
  });
});

test("the pages: path, approval with what is shown, return with its reason kept, card and next step", async () => {
  const pages = testPages(world.house, (app, house) => {
    approvalPages(app);
    outgoingPages(app, house);
  });
  const id = await draft([]);
  const writer = pages.as(author);
  const wrong = await writer.post(`/outgoing/${id}/approval`, { do: "add" });
  expect(wrong.status).toBe(422);
  const added = await writer.post(`/outgoing/${id}/approval`, {
    do: "add",
    people: [other(0).appointmentId],
    need: "all",
  });
  expect(added.status).toBe(303);
  await putForward(id);
  const card = await pages.as(signer).get(`/outgoing/${id}`);
  expect(card.text).toContain(`${other(0).fullName} phê duyệt (ký nháy)`);
  expect(card.text).not.toContain(`/outgoing/${id}/sign"`);
  expect((await pages.as(signer).get(`/outgoing/${id}/sign`)).status).toBe(409);
  const approver = pages.as(other(0));
  expect((await approver.get(`/outgoing/${id}`)).text).toContain(`/outgoing/${id}/approve`);
  const page = await approver.get(`/outgoing/${id}/approve`);
  const seen = /name="seen" value="([0-9a-f]{64})"/.exec(page.text)?.[1] ?? "";
  const short = await approver.post(`/outgoing/${id}/approve`, { do: "return", reason: "ngắn" });
  expect([short.status, short.text.includes("ngắn")]).toEqual([422, true]);
  expect(
    (await approver.post(`/outgoing/${id}/approve`, { do: "approve", seen: "0".repeat(64) })).status,
  ).toBe(409);
  expect((await approver.post(`/outgoing/${id}/approve`, { do: "approve", seen })).status).toBe(303);
  const done = await pages.as(signer).get(`/outgoing/${id}`);
  expect(done.text).toContain("Đã ký nháy");
  expect(done.text).toContain(`/outgoing/${id}/sign"`);
  expect((await pages.as(other(5)).get(`/outgoing/${id}/approve`)).status).toBe(403);
});
