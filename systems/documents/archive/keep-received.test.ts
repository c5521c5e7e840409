import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { archiveFile } from "../../../core/signing/archive/index.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { issuedDocument, receivedDocument, receivedFile } from "../copies/testing.ts";
import { answerRequest } from "../incoming/answer-request.ts";
import { getIncoming } from "../incoming/incoming.ts";
import { noteRequest } from "../incoming/note-request.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { attachmentsOf } from "../outgoing/read-outgoing.ts";
import { documents } from "../system.ts";
import { DAK_HA, STTTT, type TestProvince, testProvince } from "../testing.ts";
import { testPages } from "../web/testing.ts";
import { archiveIssued } from "./archive-issued.ts";
import { keepDue } from "./keep-received.ts";
import { pointAtArchived } from "./point-at-archived.ts";
import { type KeptFile, keptFilesOf } from "./read-kept.ts";

const DAY = 86_400_000;
let world: TestProvince;
let house: House;
let receiver: string;
let clerk: PersonActor;
let issued: Outgoing;
let signedOnce: { sha256: string; size: number };
let pages: ReturnType<typeof testPages>;

beforeAll(async () => {
  world = await testProvince();
  house = world.house;
  const sender = await world.organisation(STTTT);
  receiver = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", receiver);
  const unsigned = {
    ...(await world.letter()),
    name: "phu-luc.pdf",
    type: "application/pdf",
    description: "",
  } as const;
  issued = await issuedDocument(world, { from: sender, to: receiver, attachments: [unsigned] });
  const revision = await world.database.queries
    .selectFrom("documents.revision")
    .select(["file_sha256 as sha256", "file_size as size"])
    .where("outgoing_id", "=", issued.id)
    .where("kind", "=", "signed")
    .executeTakeFirstOrThrow();
  signedOnce = revision;
  pages = testPages(house, (app, opened) => documents.pages?.(app, opened));
});
afterAll(() => world.close());

const sealed = () => ({ sha256: issued.file_sha256, size: issued.file_size });
const later = (days = 2): Date => new Date(Date.now() + days * DAY);
const kept = (id: string): Promise<KeptFile[]> => keptFilesOf(world.database.queries, id);
const dueOf = async (id: string): Promise<Date | null> =>
  (await getIncoming(world.database.queries, id)).keep_due;

/** Runs the archive's jobs, then lets the documents hear of what they did. */
async function runArchive(): Promise<void> {
  const rows = await sql<{
    id: string;
  }>`select id from signing.archived_file where state = 'waiting'`.execute(world.database.queries);
  for (const { id } of rows.rows)
    await archiveFile.run(
      house,
      { id },
      { attempt: 1, maxAttempts: 12, signal: new AbortController().signal },
    );
  const { rows: events } = await sql<{
    id: string;
    at: Date;
    subject_id: string;
    data: { from: string; to: string };
  }>`
    delete from events.event where type = 'signing.file-archived' returning id, at, subject_id, data`.execute(
    world.database.queries,
  );
  for (const { id, at, subject_id, data } of events)
    await transact(house, { actor: { kind: "system", name: "test" } }, (tx) =>
      pointAtArchived.handle(
        tx,
        {
          id,
          at,
          subjectId: subject_id,
          type: "signing.file-archived",
          data,
          organisations: [],
          actor: {},
        },
        house,
      ),
    );
}

describe("a received document that verifies", () => {
  test("is due a day after it was registered, not before and not when it arrives", async () => {
    const arrived = await receivedDocument(world, receiver, sealed(), { registered: false });
    expect(await dueOf(arrived)).toBeNull();
    const id = await receivedDocument(world, receiver, sealed());
    const due = await dueOf(id);
    expect(due && due.getTime() - Date.now()).toBeGreaterThan(DAY - 60_000);
    await keepDue(house, new Date());
    expect(await kept(id)).toEqual([]);
    await keepDue(house, later());
    expect(await kept(id)).toMatchObject([{ state: "waiting", states: [issued.file_sha256] }]);
    expect(await dueOf(id)).toBeNull();
  });

  test("gets its proof; the card shows the archived file, and the file as it came stays", async () => {
    const id = await receivedDocument(world, receiver, signedOnce);
    await keepDue(house, later());
    await runArchive();
    const document = await getIncoming(world.database.queries, id);
    expect(document.file_sha256).not.toBe(signedOnce.sha256);
    const [file] = await kept(id);
    expect(file).toMatchObject({
      state: "archived",
      received_sha256: signedOnce.sha256,
      states: [signedOnce.sha256, document.file_sha256],
    });
    const [before, after] = await Promise.all(
      [signedOnce.sha256, document.file_sha256 ?? ""].map((sha256) => house.files.bytes(sha256)),
    );
    expect(before && after?.subarray(0, before.length).equals(before)).toBe(true);
    expect(after?.length).toBe(Number(document.file_size));
    const verdict = await house.services.signatures?.verifyStored(document.file_sha256 ?? "");
    expect(verdict?.signatures[0]).toMatchObject({ counts: true, level: "B-LTA" });

    const browser = pages.as(clerk);
    const card = await browser.get(`/incoming/${id}`);
    expect(card.text).toContain("Đã lưu trữ");
    const earlier = `/incoming/${id}/kept/${signedOnce.sha256}`;
    expect(card.text).toContain(`href="${earlier}"`);
    const answer = await browser.get(earlier);
    expect([answer.status, answer.headers.get("content-length")]).toEqual([200, String(before?.length)]);
    expect((await browser.get(`/incoming/${id}/kept/${"0".repeat(64)}`)).status).toBe(404);
    const stranger = await world.actor("clerk", issued.organisation_id);
    expect((await pages.as(stranger).get(earlier)).status).toBe(403);
  });

  test("whose content is archived already points at that at once; a renewal reaches every document", async () => {
    const first = await receivedDocument(world, receiver, sealed());
    await keepDue(house, later());
    await runArchive();
    const archived = (await getIncoming(world.database.queries, first)).file_sha256;
    expect(archived).not.toBe(issued.file_sha256);
    const second = await receivedDocument(world, receiver, sealed());
    await keepDue(house, later());
    expect((await getIncoming(world.database.queries, second)).file_sha256).toBe(archived);
    expect(await kept(second)).toMatchObject([{ state: "archived", states: [issued.file_sha256, archived] }]);
    await sql`update signing.archived_file set state = 'waiting' where current_sha256 = ${archived}`.execute(
      world.database.queries,
    );
    await runArchive();
    for (const id of [first, second]) {
      const [file] = await kept(id);
      expect(file?.states).toHaveLength(3);
      expect((await getIncoming(world.database.queries, id)).file_sha256).toBe(file?.states.at(-1));
    }
  });

  test("done twice, or by two processes at once, it has one effect", async () => {
    const id = await receivedDocument(world, receiver, signedOnce);
    await Promise.all([keepDue(house, later()), keepDue(house, later())]);
    await keepDue(house, later(3));
    const files = await kept(id);
    expect(files).toHaveLength(1);
    expect(files[0]?.tries).toBe(1);
  });

  test("signed attachments are archived too, unsigned ones say that there is nothing to prove", async () => {
    const unsigned = await world.letter();
    const id = await receivedDocument(world, receiver, sealed(), {
      change: {
        attachments: [receivedFile("phu-luc-1.pdf", signedOnce), receivedFile("phu-luc-2.pdf", unsigned)],
      },
    });
    await keepDue(house, later());
    await runArchive();
    const [signed, plain] = await attachmentsOf(world.database.queries, id);
    expect(signed?.sha256).not.toBe(signedOnce.sha256);
    expect(plain?.sha256).toBe(unsigned.sha256);
    const states = (await kept(id)).map(({ received_sha256, state }) => [received_sha256, state]);
    expect(Object.fromEntries(states)).toMatchObject({
      [signedOnce.sha256]: "archived",
      [unsigned.sha256]: "unsigned",
    });
  });
});

describe("what does not verify is never archived as valid, and says so", () => {
  test("a broken file stays as it came, with the reason on the card and in the audit log", async () => {
    const bytes = Buffer.from(await house.files.bytes(issued.file_sha256));
    const at = bytes.indexOf("stream", 2000) + 40;
    bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
    const broken = await house.files.put(bytes);
    const id = await receivedDocument(world, receiver, broken);
    await keepDue(house, later());
    const { rows } =
      await sql`select id from signing.archived_file where contents @> array[${broken.sha256}]`.execute(
        world.database.queries,
      );
    expect(rows).toEqual([]);
    expect(await kept(id)).toMatchObject([{ state: "not-valid", current_sha256: broken.sha256 }]);
    expect((await pages.as(clerk).get(`/incoming/${id}`)).text).toContain("không lưu trữ như văn bản hợp lệ");
    const audit =
      await sql`select action from audit.record where object_id = ${id} and action = 'documents.not-archived'`.execute(
        world.database.queries,
      );
    expect(audit.rows).toHaveLength(1);
  });

  test("what cannot be decided is asked again a day later, at most thirty times", async () => {
    const id = await receivedDocument(world, receiver, signedOnce, { change: { codeNumber: "77" } });
    const { signatures } = house.services;
    if (!signatures) throw new Error("no signing service");
    const offline: House = {
      ...house,
      services: {
        ...house.services,
        signatures: {
          ...signatures,
          verifyStored: async (sha256, at) => ({
            ...(await signatures.verifyStored(sha256, at)),
            status: "unknown",
          }),
        },
      },
    };
    let now = later();
    for (let day = 1; day <= 30; day += 1) {
      await keepDue(offline, now);
      expect(await kept(id)).toMatchObject([{ state: "unknown", tries: day }]);
      now = new Date(now.getTime() + DAY + 1000);
    }
    expect(await dueOf(id)).toBeNull();
  });

  test("a fault with one document does not hold up the others", async () => {
    const lost = await receivedDocument(world, receiver, { sha256: "f".repeat(64), size: 10 });
    const fine = await receivedDocument(world, receiver, sealed());
    await keepDue(house, later());
    expect(await kept(fine)).toHaveLength(1);
    expect((await dueOf(lost))?.getTime()).toBeGreaterThan(later().getTime());
  });
});

test("a recalled document leaves nothing to be kept", async () => {
  const id = await receivedDocument(world, receiver, sealed());
  await keepDue(house, later());
  await transact(house, { actor: { kind: "system", name: "test" } }, (tx) =>
    noteRequest(tx, id, { kind: "recall", reason: "Gửi nhầm văn bản" }),
  );
  await transact(house, { actor: clerk }, (tx) => answerRequest(tx, clerk, { id, agree: true, reason: "" }));
  expect(await kept(id)).toEqual([]);
  expect(await dueOf(id)).toBeNull();
});

test("attachments of an issued document come into the same care", async () => {
  const { id } = issued;
  const moved = { outgoingId: id, action: "issue", state: "issued" };
  const event = { id: "0", at: new Date(), subjectId: id, organisations: [], actor: {} };
  await transact(house, { actor: { kind: "system", name: "test" } }, (tx) =>
    archiveIssued.handle(tx, { ...event, type: "documents.outgoing-moved", data: moved }, house),
  );
  await keepDue(house, later());
  const [attachment] = await attachmentsOf(world.database.queries, id);
  expect(await kept(id)).toMatchObject([{ state: "unsigned", received_sha256: attachment?.sha256 }]);
});
