import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../core/directory/index.ts";
import { Refusal } from "../../../core/errors.ts";
import { pageBoxes, signPdf } from "../../../core/signing/index.ts";
import { pdfToText } from "../../../core/signing/testing/judges.ts";
import { LETTER, samplePdf } from "../../../core/signing/testing/sample-pdf.ts";
import { createTestPki } from "../../../core/signing/testing/test-pki.ts";
import { type PersonActor, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { answerRequest } from "../incoming/answer-request.ts";
import { getIncoming } from "../incoming/incoming.ts";
import { INCOMING_STATES } from "../incoming/incoming-states.ts";
import { noteRequest } from "../incoming/note-request.ts";
import { getOutgoing, type Outgoing } from "../outgoing/outgoing.ts";
import { OUTGOING_STATES } from "../outgoing/outgoing-states.ts";
import { DAK_HA, STTTT, TEST_PIN, type TestProvince, testProvince } from "../testing.ts";
import { type CertifyCopy, certifyCopy } from "./certify-copy.ts";
import type { CopyForm } from "./copy-forms.ts";
import { copiesOf, readCopy } from "./read-copy.ts";
import { issuedDocument, receivedDocument } from "./testing.ts";

let world: TestProvince;
let sender: string;
let receiver: string;
let clerk: PersonActor;
let clerkOfSender: PersonActor;
let leader: PersonActor;
let leaderOfSender: PersonActor;
/** Of three pages, signed by leader and organisation. */
let issued: Outgoing;
let incoming: string;

beforeAll(async () => {
  world = await testProvince();
  sender = await world.organisation(STTTT);
  receiver = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", receiver);
  clerkOfSender = await world.actor("clerk", sender);
  leader = await world.actor("leader", receiver);
  leaderOfSender = await world.actor("leader", sender);
  const page = (text: string) => [{ text, x: 90, y: 90 }];
  const stored = await world.house.files.put(
    await samplePdf([LETTER, page("Nội dung trang hai"), page("Nội dung trang ba")]),
  );
  issued = await issuedDocument(world, {
    from: sender,
    to: receiver,
    file: { ...stored, name: "cong-van.pdf", pageAmount: 3 },
  });
  incoming = await receivedDocument(world, receiver, { sha256: issued.file_sha256, size: issued.file_size });
});
afterAll(() => world.close());

const ofIncoming = (
  form: CopyForm,
  fields: Record<string, unknown> = {},
  more: Partial<CertifyCopy> = {},
): CertifyCopy => ({
  source: { kind: "incoming", id: incoming },
  pin: TEST_PIN,
  ...more,
  fields: { form, decidedBy: leader.appointmentId, ...fields },
});
const ofOutgoing = (form: CopyForm, fields: Record<string, unknown> = {}): CertifyCopy => ({
  source: { kind: "outgoing", id: issued.id },
  pin: TEST_PIN,
  fields: { form, decidedBy: leaderOfSender.appointmentId, ...fields },
});
const certify = (input: CertifyCopy, actor = clerk) => certifyCopy(world.house, actor, input);
const bytesOf = async (id: string): Promise<Buffer> => {
  const copy = await readCopy(world.database.queries, clerk, id);
  return await world.house.files.bytes(copy.file_sha256 ?? "");
};
const counted = async (): Promise<number> =>
  (await world.database.queries.selectFrom("documents.copy").select("id").execute()).length;

/** What a refused copy is refused with. */
async function refusal(attempt: Promise<unknown>): Promise<Refusal> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("a certified copy (NĐ 30/2020 Art. 25–27)", () => {
  test("of the whole original: earlier signatures stay valid, the organisation signs at the top of page 1", async () => {
    const before = await certify(ofIncoming("sao-y"));
    const { id, symbol } = await certify(
      ofIncoming("sao-y", { recipients: ["Phòng Nội vụ", " "], note: "Gửi kèm tờ trình" }),
    );
    expect(before.symbol).toBe("01/SY-UBND");
    expect(symbol).toBe("02/SY-UBND");
    const copy = await readCopy(world.database.queries, clerk, id);
    expect(copy).toMatchObject({
      source_sha256: issued.file_sha256,
      source_medium: "electronic",
      page_amount: 3,
      pages: null,
      recipients: ["Phòng Nội vụ"],
      note: "Gửi kèm tờ trình",
      made_by_name: clerk.fullName,
    });
    expect(copy.decided_by_name).toContain(leader.fullName);
    const [original, bytes] = await Promise.all([world.house.files.bytes(issued.file_sha256), bytesOf(id)]);
    expect(bytes.subarray(0, original.length).equals(original)).toBe(true);
    const verdict = await world.house.services.signatures?.verifyStored(copy.file_sha256 ?? "");
    expect(verdict?.status).toBe("valid-both");
    expect(verdict?.signatures.map((one) => one.counts)).toEqual([true, true, true]);
    expect(pdfToText(bytes).replace(/\s+/g, " ")).toContain("SAO Y; UBND huyện Đắk Hà");
  });

  test("an extract holds the pages asked for, in their order", async () => {
    const { id, symbol } = await certify(ofOutgoing("trich-sao", { pages: "3, 1-2" }), clerkOfSender);
    expect(symbol).toBe("01/TrS-STTTT");
    const copy = await readCopy(world.database.queries, clerkOfSender, id);
    expect(copy.pages).toEqual([3, 1, 2]);
    const bytes = await world.house.files.bytes(copy.file_sha256 ?? "");
    expect(pageBoxes(bytes)).toHaveLength(3);
    const text = pdfToText(bytes);
    expect(text.indexOf("trang ba")).toBeLessThan(text.indexOf("trang hai"));
  });

  test("all forms of an organisation share one series without gaps", async () => {
    const start = await counted();
    const refusedFirst = await refusal(certify(ofIncoming("sao-y", {}, { pin: "000000" })));
    expect([refusedFirst.code, refusedFirst.field]).toEqual(["signing.wrong-pin", "pin"]);
    const whole = await certify(ofIncoming("sao-y"));
    const copied = await certify(ofIncoming("sao-luc", { fromCopy: true }));
    const part = await certify(ofIncoming("trich-sao", { pages: "2" }));
    const numbers = [whole, copied, part].map(({ symbol }) => Number(symbol.split("/")[0]));
    expect(numbers).toEqual([numbers[0], (numbers[0] ?? 0) + 1, (numbers[0] ?? 0) + 2]);
    expect(copied.symbol).toMatch(/^\d\d\/SL-UBND$/);
    expect(part.symbol).toMatch(/^\d\d\/TrS-UBND$/);
    expect(await counted()).toBe(start + 3);
  });

  test("of a scan: the paper is the original, so the unsigned scan is certified", async () => {
    const scan = await world.letter();
    const id = await receivedDocument(world, receiver, scan, { change: { verdict: "unsigned" } });
    await world.database.queries
      .updateTable("documents.incoming")
      .set({ source: "paper" })
      .where("id", "=", id)
      .execute();
    const made = await certify({ ...ofIncoming("sao-y"), source: { kind: "incoming", id } });
    const copy = await readCopy(world.database.queries, clerk, made.id);
    expect(copy.source_medium).toBe("paper");
    expect((await world.house.services.signatures?.verifyStored(copy.file_sha256 ?? ""))?.status).toBe(
      "valid-one",
    );
  });

  test("the same request has one effect, also when both come at once", async () => {
    const start = await counted();
    const requestId = uuidv7(new Date());
    const twins = await Promise.all([1, 2].map(() => certify(ofIncoming("sao-y", {}, { requestId }))));
    const later = await certify(ofIncoming("sao-y", {}, { requestId, pin: "000000" }));
    expect(new Set([...twins, later].map(({ id }) => id)).size).toBe(1);
    expect(await counted()).toBe(start + 1);
  });

  test("it stands beside its source, in the history, the audit log and the events", async () => {
    const { id, symbol } = await certify(ofIncoming("sao-y"));
    const { queries } = world.database;
    expect((await copiesOf(queries, incoming)).map((copy) => copy.id)).toContain(id);
    const history = await queries
      .selectFrom("documents.history")
      .select("note")
      .where("document_id", "=", incoming)
      .where("action", "=", "document.copy")
      .execute();
    expect(history.map(({ note }) => note)).toContain(`Sao y số ${symbol}`);
    const audit = await sql`select action, object_kind from audit.record where object_id = ${id}`.execute(
      queries,
    );
    expect(audit.rows).toEqual([{ action: "documents.certify-copy", object_kind: "copy" }]);
    const events = await sql`select type from events.event where subject_id = ${id}`.execute(queries);
    expect(events.rows).toEqual([{ type: "documents.copy-certified" }]);
  });
});

describe("what is not copied, in plain words", () => {
  test.each([
    ["", "Nhập các trang cần trích"],
    ["4", "Không có trang 4: văn bản có 3 trang"],
    ["0", "Không có trang 0"],
    ["3-1", 'Không hiểu "3-1"'],
    ["2,2", "Trang 2 được nhập hai lần"],
    ["hai", 'Không hiểu "hai"'],
    ["1-99999", "Không có trang 99999"],
  ])("an extract of the pages %j", async (pages, words) => {
    await expect(certify(ofIncoming("trich-sao", { pages }))).rejects.toMatchObject({
      problems: { pages: { vi: expect.stringContaining(words) } },
    });
  });

  test("an own document by sao lục, a received one without the word that it is a copy", async () => {
    const own = await refusal(certify(ofOutgoing("sao-luc", { fromCopy: true }), clerkOfSender));
    expect([own.code, own.field]).toEqual(["documents.copy-of-own", "form"]);
    await expect(certify(ofIncoming("sao-luc"))).rejects.toMatchObject({
      problems: { fromCopy: { vi: expect.stringContaining("chỉ được thực hiện từ bản sao y") } },
    });
  });

  test("without a leader of this organisation who decided it", async () => {
    await expect(
      certify(ofIncoming("sao-y", { decidedBy: leaderOfSender.appointmentId })),
    ).rejects.toMatchObject({ problems: { decidedBy: { vi: expect.stringContaining("Chọn lãnh đạo") } } });
  });

  test("a secret document, whoever asks", async () => {
    const file = { sha256: issued.file_sha256, size: issued.file_size };
    const id = await receivedDocument(world, receiver, file);
    await world.database.queries
      .updateTable("documents.incoming")
      .set({ confidentiality: 1 })
      .where("id", "=", id)
      .execute();
    const refused = await refusal(certify({ ...ofIncoming("sao-y"), source: { kind: "incoming", id } }));
    expect(refused.code).toBe("documents.copy-secret");
    expect(refused.sentence.vi).toContain("bảo vệ bí mật nhà nước");
  });

  test("an electronic document that is broken, unsigned, or has one signature of two", async () => {
    const { files } = world.house;
    const whole = await files.bytes(issued.file_sha256);
    const broken = Buffer.from(whole);
    const at = broken.indexOf("stream", 2000) + 40;
    broken.writeUInt8((broken[at] ?? 0) ^ 1, at);
    const revisions = await world.database.queries
      .selectFrom("documents.revision")
      .select(["kind", "file_sha256"])
      .where("outgoing_id", "=", issued.id)
      .execute();
    const signedOnce = revisions.find(({ kind }) => kind === "signed")?.file_sha256 ?? "";
    const cases = [
      [await files.put(broken), "sao-y", "documents.copy-source-broken"],
      [await world.letter(), "sao-y", "documents.copy-source-unsigned"],
      [{ sha256: signedOnce, size: 1 }, "sao-y", "documents.copy-source-not-original"],
      [{ sha256: signedOnce, size: 1 }, "trich-sao", "documents.copy-source-not-original"],
    ] as const;
    for (const [file, form, code] of cases) {
      const id = await receivedDocument(world, receiver, file);
      const input = ofIncoming(form, { pages: "1" });
      const refused = await refusal(certify({ ...input, source: { kind: "incoming", id } }));
      expect([refused.code, refused.status]).toEqual([code, 422]);
    }
    const id = await receivedDocument(world, receiver, { sha256: signedOnce, size: 1 });
    const copied = await certify({
      ...ofIncoming("sao-luc", { fromCopy: true }),
      source: { kind: "incoming", id },
    });
    expect(copied.symbol).toMatch(/SL-UBND$/);
  });

  test("one signed by strangers, and nobody is told to try again", async () => {
    const { signer } = createTestPki().issue({ commonName: "Người Lạ Mặt", key: "ec" });
    const strange = await signPdf(await samplePdf(), { signer, level: "B-B", signedAt: new Date() });
    const file = await world.house.files.put(strange);
    const id = await receivedDocument(world, receiver, file, { change: { verdict: "unknown" } });
    const refused = await refusal(certify({ ...ofIncoming("sao-y"), source: { kind: "incoming", id } }));
    expect([refused.code, refused.status]).toEqual(["documents.copy-source-not-accepted", 422]);
    expect(refused.sentence.vi).not.toContain("Thử lại");
  });

  test("nothing happens to number and register when the source is frozen while it is being signed", async () => {
    const id = await receivedDocument(world, receiver, {
      sha256: issued.file_sha256,
      size: issued.file_size,
    });
    const start = await counted();
    const { signatures } = world.house.services;
    if (!signatures) throw new Error("no signing service");
    const openKey: typeof signatures.openKey = async (...asked) => {
      await world.database.queries
        .updateTable("documents.incoming")
        .set({ frozen: true })
        .where("id", "=", id)
        .execute();
      return await signatures.openKey(...asked);
    };
    const house = {
      ...world.house,
      services: { ...world.house.services, signatures: { ...signatures, openKey } },
    };
    const input = { ...ofIncoming("sao-y"), source: { kind: "incoming", id } } as const;
    const refused = await refusal(certifyCopy(house, clerk, input));
    expect(refused.code).toBe("documents.frozen");
    expect(await counted()).toBe(start);
  });
});

describe("person × state", () => {
  test("a copy is made by the clerk of the holder, at the steps the rule names, and by nobody else", async () => {
    const { queries } = world.database;
    const today = localDateOf(new Date());
    const [unit] = await unitsOf(queries, receiver, today);
    const [head] = await holdersOf(queries, "head-of-unit", unit?.id ?? "", today);
    const [officer] = await holdersOf(queries, "specialist", unit?.id ?? "", today);
    if (!head || !officer) throw new Error("nobody");
    const people = {
      clerk,
      leader,
      head: world.actorOf(head),
      officer: world.actorOf(officer),
      clerkOfSender,
    };
    const wrong: string[] = [];
    const attempt = async (actor: PersonActor, input: CertifyCopy): Promise<string> => {
      try {
        // A wrong PIN means that every check before it was passed.
        await certifyCopy(world.house, actor, { ...input, pin: "000000" });
        return "done";
      } catch (error) {
        if (error instanceof AccessDeniedError) return "forbidden";
        if (error instanceof Refusal && error.code === "signing.wrong-pin") return "done";
        if (error instanceof Refusal && error.code === "documents.wrong-state") return "wrong state";
        throw error;
      }
    };
    const id = await receivedDocument(world, receiver, {
      sha256: issued.file_sha256,
      size: issued.file_size,
    });
    const copied = ["registered", "presented", "assigned", "processing", "completed", "replaced"];
    for (const state of INCOMING_STATES) {
      await queries.updateTable("documents.incoming").set({ state }).where("id", "=", id).execute();
      for (const [name, actor] of Object.entries(people)) {
        const found = await attempt(actor, { ...ofIncoming("sao-y"), source: { kind: "incoming", id } });
        const expected = name !== "clerk" ? "forbidden" : copied.includes(state) ? "done" : "wrong state";
        if (found !== expected) wrong.push(`${state} by ${name}: ${found}, should be ${expected}`);
      }
    }
    for (const state of OUTGOING_STATES) {
      await queries.updateTable("documents.outgoing").set({ state }).where("id", "=", issued.id).execute();
      for (const actor of [clerkOfSender, leaderOfSender, clerk]) {
        const found = await attempt(actor, ofOutgoing("sao-y"));
        const may = actor === clerkOfSender;
        const expected = !may ? "forbidden" : state === "issued" ? "done" : "wrong state";
        if (found !== expected) wrong.push(`${state} by ${actor.fullName}: ${found}, should be ${expected}`);
      }
    }
    await queries
      .updateTable("documents.outgoing")
      .set({ state: "issued" })
      .where("id", "=", issued.id)
      .execute();
    expect((await getOutgoing(queries, issued.id)).state).toBe("issued");
    expect(wrong).toEqual([]);
  });

  test("a copy is read by those who read its source, and by nobody else", async () => {
    const { id } = await certify(ofIncoming("sao-y"));
    await expect(readCopy(world.database.queries, leader, id)).resolves.toMatchObject({ id });
    await expect(readCopy(world.database.queries, clerkOfSender, id)).rejects.toBeInstanceOf(
      AccessDeniedError,
    );
    await expect(readCopy(world.database.queries, clerk, "nonsense")).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

test("a recall destroys the copies with the document; their numbers stay", async () => {
  const id = await receivedDocument(world, receiver, { sha256: issued.file_sha256, size: issued.file_size });
  const made = await certify({ ...ofIncoming("sao-y"), source: { kind: "incoming", id } });
  await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
    noteRequest(tx, id, { kind: "recall", reason: "Gửi nhầm văn bản" }),
  );
  await transact(world.house, { actor: clerk }, (tx) =>
    answerRequest(tx, clerk, { id, agree: true, reason: "" }),
  );
  expect((await getIncoming(world.database.queries, id)).file_sha256).toBeNull();
  expect(await readCopy(world.database.queries, clerk, made.id)).toMatchObject({
    symbol: made.symbol,
    file_sha256: null,
    source_abstract: "(Văn bản đã được nơi gửi thu hồi)",
  });
});
