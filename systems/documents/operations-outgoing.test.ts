import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../core/directory/index.ts";
import { samplePdf } from "../../core/signing/testing/sample-pdf.ts";
import { type PersonActor, uuidv7 } from "../../core/transaction/index.ts";
import { outgoingOperations } from "./operations-outgoing.ts";
import { READ, SIGN, WRITE } from "./permissions.ts";
import { DAK_HA, STTTT, TEST_PIN, type TestProvince, testProvince } from "./testing.ts";
import { sessionOf, testPages } from "./web/testing.ts";

let world: TestProvince;
let author: PersonActor;
let head: PersonActor;
let director: PersonActor;
let clerk: PersonActor;
let stranger: PersonActor;
let receiver: string;
let app: ReturnType<typeof testPages>["app"];
/** Whose token it is: the appointment's id stands for it. */
const tokens = new Map<string, PersonActor>();

beforeAll(async () => {
  world = await testProvince();
  app = testPages(world.house, () => undefined, {
    systems: [{ name: "documents", operations: outgoingOperations }],
    resolveToken: async (token) => {
      const actor = tokens.get(token);
      return actor ? sessionOf(actor) : null;
    },
  }).app;
  const queries = world.database.queries;
  const sender = await world.organisation(STTTT);
  receiver = await world.organisation(DAK_HA);
  const today = localDateOf(new Date());
  for (const unit of await unitsOf(queries, sender, today)) {
    const [specialist] = await holdersOf(queries, "specialist", unit.id, today);
    const [chief] = await holdersOf(queries, "head-of-unit", unit.id, today);
    if (!specialist || !chief) continue;
    author = world.actorOf(specialist);
    head = world.actorOf(chief);
    break;
  }
  director = await world.actor("leader", sender);
  clerk = await world.actor("clerk", sender);
  stranger = await world.actor("clerk", receiver);
});
afterAll(() => world.close());

interface ApiAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly bytes: Buffer;
  readonly headers: Headers;
}

interface Ask {
  readonly body?: unknown;
  readonly content?: Uint8Array<ArrayBuffer>;
  readonly key?: string;
  readonly scopes?: readonly string[];
  readonly method?: string;
}

async function call(actor: PersonActor, path: string, ask: Ask = {}): Promise<ApiAnswer> {
  const token = `${actor.appointmentId}-${(ask.scopes ?? ["all"]).join("-").replaceAll(":", "")}`;
  tokens.set(token, { ...actor, scopes: [...(ask.scopes ?? [READ, WRITE, SIGN])] });
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (ask.key) headers.set("idempotency-key", ask.key);
  if (ask.body !== undefined) headers.set("content-type", "application/json");
  const body = ask.content ?? (ask.body === undefined ? null : JSON.stringify(ask.body));
  const method = ask.method ?? (body === null ? "GET" : "POST");
  const answer = await app.request(`/api/v1${path}`, { method, headers, body }, {});
  const bytes = Buffer.from(await answer.arrayBuffer());
  const json = answer.headers.get("content-type")?.includes("json") ?? false;
  const parsed: unknown = json ? JSON.parse(bytes.toString("utf8")) : {};
  return {
    status: answer.status,
    body: typeof parsed === "object" && parsed !== null ? { ...parsed } : {},
    bytes,
    headers: answer.headers,
  };
}

async function upload(actor: PersonActor): Promise<string> {
  const answer = await call(actor, "/files?name=c%C3%B4ng%20v%C4%83n.pdf", {
    content: new Uint8Array(await samplePdf()),
  });
  expect([answer.status, answer.body.type]).toEqual([201, "application/pdf"]);
  return String(answer.body.file);
}

const draft = (file: string, change: object = {}) => ({
  documentType: "CV",
  abstract: "V/v báo cáo qua giao diện máy",
  signer: director.appointmentId,
  recipients: [receiver],
  file,
  ...change,
});

describe("outgoing documents for programs", () => {
  test("a program takes a document from upload to recall, with the rights of each person", async () => {
    const made = await call(author, "/outgoing", { body: draft(await upload(author)) });
    expect(made.status).toBe(201);
    const at = `/outgoing/${String(made.body.id)}`;
    const state = async () => (await call(clerk, at)).body.state;
    expect((await call(author, at)).body.actions).toEqual(["edit", "submit", "cancel"]);
    expect((await call(author, `${at}/submit`, { method: "POST" })).body.state).toBe("submitted");
    expect((await call(author, `${at}/check`, { body: {} })).status).toBe(403);
    expect((await call(head, `${at}/check`, { body: { opinion: "Đồng ý" } })).body.state).toBe("checked");
    const wrong = await call(director, `${at}/sign`, { body: { pin: "000000" } });
    expect([wrong.status, wrong.body.code]).toEqual([422, "signing.wrong-pin"]);
    expect((await call(director, `${at}/sign`, { body: { pin: TEST_PIN } })).body.state).toBe("signed");
    const numbered = await call(clerk, `${at}/number`, { method: "POST" });
    expect(numbered.body.symbol).toMatch(/^\d\d+\/STTTT/);
    expect((await call(clerk, `${at}/seal`, { body: { pin: TEST_PIN } })).body.state).toBe("sealed");
    expect((await call(clerk, `${at}/issue`, { method: "POST" })).body.state).toBe("issued");
    const detail = await call(clerk, at);
    expect(detail.body.verdict).toMatchObject({ status: "valid-both" });
    expect(detail.body.recipients).toMatchObject([{ code: DAK_HA, state: "waiting" }]);
    const file = await call(clerk, `${at}/file`);
    expect(file.bytes.subarray(0, 5).toString()).toBe("%PDF-");
    const short = await call(clerk, `${at}/recall`, { body: { reason: "sai" } });
    expect(short.status).toBe(422);
    const recalled = await call(clerk, `${at}/recall`, { body: { reason: "Phát hành nhầm nội dung" } });
    expect(recalled.status).toBe(200);
    expect((await call(clerk, at)).body.recipients).toMatchObject([{ state: "recall-asked" }]);
    expect(await state()).toBe("issued");
    expect((await call(clerk, `${at}/issue`, { method: "POST" })).status).toBe(409);
  });

  test("a token without the scope, another organisation and a visitor get nothing", async () => {
    const made = await call(author, "/outgoing", { body: draft(await upload(author)) });
    const at = `/outgoing/${String(made.body.id)}`;
    expect((await call(author, `${at}/submit`, { method: "POST", scopes: [READ] })).status).toBe(403);
    expect((await call(author, at, { scopes: [WRITE] })).status).toBe(403);
    for (const path of [at, `${at}/file`, `${at}/attachments/0`]) {
      expect([path, (await call(stranger, path)).status]).toEqual([path, 403]);
      expect([path, (await app.request(`/api/v1${path}`, {}, {})).status]).toEqual([path, 401]);
    }
    const listed = await call(stranger, "/outgoing?tab=all");
    expect(JSON.stringify(listed.body)).not.toContain(String(made.body.id));
    expect(JSON.stringify((await call(author, "/outgoing?tab=mine")).body)).toContain(String(made.body.id));
  });

  test("the same Idempotency-Key makes one draft; a file reference of somebody else is refused", async () => {
    const file = await upload(author);
    const key = uuidv7(new Date());
    const first = await call(author, "/outgoing", { body: draft(file), key });
    const second = await call(author, "/outgoing", { body: draft(file), key });
    expect([first.status, second.body.id]).toEqual([201, first.body.id]);
    expect((await call(head, "/outgoing", { body: draft(file) })).status).toBe(422);
    expect((await call(author, "/outgoing", { body: draft("forged.ticket") })).status).toBe(422);
  });

  test("a change names the version it was made from", async () => {
    const file = await upload(author);
    const made = await call(author, "/outgoing", { body: draft(file) });
    const at = `/outgoing/${String(made.body.id)}`;
    const { file: _file, ...fields } = draft(file, { abstract: "V/v sửa qua giao diện máy", version: 1 });
    expect((await call(author, at, { method: "PUT", body: fields })).status).toBe(200);
    expect((await call(author, at)).body).toMatchObject({
      abstract: "V/v sửa qua giao diện máy",
      version: 2,
    });
    expect((await call(author, at, { method: "PUT", body: fields })).status).toBe(409);
  });

  test("signers and receivers are found by programs too", async () => {
    const signers = await call(author, "/outgoing/signers");
    expect(JSON.stringify(signers.body)).toContain(director.appointmentId);
    const found = await call(author, "/organisations?q=bo%20thong%20tin");
    expect(JSON.stringify(found.body)).toContain("Bộ Thông tin và Truyền thông");
  });
});

describe("composing by a program", () => {
  const composed = (change: object = {}) => ({
    documentType: "BC",
    abstract: "Kết quả chuyển đổi số quý I",
    signer: director.appointmentId,
    body: "Sở báo cáo như sau:\n1. Hạ tầng số đạt **95%**.",
    addressees: ["Ủy ban nhân dân tỉnh Kon Tum"],
    ...change,
  });

  test("a text becomes a draft with its PDF; the same key again makes nothing more", async () => {
    const key = uuidv7(new Date());
    const first = await call(author, "/outgoing/composed", { body: composed(), key });
    expect(first.status).toBe(201);
    const again = await call(author, "/outgoing/composed", { body: composed(), key });
    expect([again.status, again.body]).toEqual([201, first.body]);
    const texts = await world.database.queries
      .selectFrom("documents.text")
      .select("outgoing_id")
      .where("author", "=", author.appointmentId)
      .execute();
    expect(texts).toEqual([{ outgoing_id: first.body.id }]);
    const file = await call(author, `/outgoing/${String(first.body.id)}/file`);
    expect(file.bytes.subarray(0, 5).toString()).toBe("%PDF-");
  });

  test("what is wrong is named field by field, and nothing is left behind", async () => {
    const textsNow = async (): Promise<number> =>
      (await world.database.queries.selectFrom("documents.text").select("id").execute()).length;
    const before = await textsNow();
    const key = uuidv7(new Date());
    const refused = await call(author, "/outgoing/composed", { body: composed({ body: "中" }), key });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain("“中”");
    expect(await textsNow()).toBe(before);
  });
});
