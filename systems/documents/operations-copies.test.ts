import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PersonActor, uuidv7 } from "../../core/transaction/index.ts";
import { issuedDocument, receivedDocument } from "./copies/testing.ts";
import { copyOperations } from "./operations-copies.ts";
import { READ, SIGN, WRITE } from "./permissions.ts";
import { DAK_HA, STTTT, TEST_PIN, type TestProvince, testProvince } from "./testing.ts";
import { sessionOf, testPages } from "./web/testing.ts";

let world: TestProvince;
let clerk: PersonActor;
let leader: PersonActor;
let stranger: PersonActor;
let incoming: string;
let source: string;
let app: ReturnType<typeof testPages>["app"];
const tokens = new Map<string, PersonActor>();

beforeAll(async () => {
  world = await testProvince();
  app = testPages(world.house, () => undefined, {
    systems: [{ name: "documents", operations: copyOperations }],
    resolveToken: async (token) => {
      const actor = tokens.get(token);
      return actor ? sessionOf(actor) : null;
    },
  }).app;
  const sender = await world.organisation(STTTT);
  const receiver = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", receiver);
  leader = await world.actor("leader", receiver);
  stranger = await world.actor("clerk", sender);
  const issued = await issuedDocument(world, { from: sender, to: receiver });
  source = issued.file_sha256;
  incoming = await receivedDocument(world, receiver, { sha256: source, size: issued.file_size });
});
afterAll(() => world.close());

async function call(
  actor: PersonActor,
  path: string,
  ask: { readonly body?: unknown; readonly key?: string; readonly scopes?: readonly string[] } = {},
) {
  const scopes = ask.scopes ?? [READ, WRITE, SIGN];
  const token = uuidv7(new Date());
  tokens.set(token, { ...actor, scopes: [...scopes] });
  const headers = new Headers({ authorization: `Bearer ${token}`, "content-type": "application/json" });
  if (ask.key) headers.set("idempotency-key", ask.key);
  const init =
    ask.body === undefined ? { headers } : { headers, method: "POST", body: JSON.stringify(ask.body) };
  const answer = await app.request(`/api/v1${path}`, init, {});
  const bytes = Buffer.from(await answer.arrayBuffer());
  const json: unknown = answer.headers.get("content-type")?.includes("json")
    ? JSON.parse(bytes.toString())
    : {};
  const body: Record<string, unknown> = typeof json === "object" && json !== null ? { ...json } : {};
  return { status: answer.status, body, bytes };
}

const wanted = (change: object = {}) => ({
  form: "sao-y",
  decidedBy: leader.appointmentId,
  recipients: ["Phòng Nội vụ"],
  pin: TEST_PIN,
  ...change,
});

describe("certified copies for programs", () => {
  test("one is made, read, listed and fetched", async () => {
    const made = await call(clerk, `/incoming/${incoming}/copies`, { body: wanted() });
    expect([made.status, made.body.symbol]).toEqual([201, "01/SY-UBND"]);
    const at = `/copies/${String(made.body.id)}`;
    const copy = await call(leader, at);
    expect(copy.body).toMatchObject({
      form: "sao-y",
      pages: null,
      recipients: ["Phòng Nội vụ"],
      source: { kind: "incoming", id: incoming, sha256: source, medium: "electronic" },
      file: { name: "01-SY-UBND.pdf" },
      withdrawn: false,
    });
    const file = await call(clerk, `${at}/file`);
    expect(file.bytes.subarray(0, 5).toString()).toBe("%PDF-");
    const part = await call(clerk, `/incoming/${incoming}/copies`, {
      body: wanted({ form: "trich-sao", pages: "1" }),
    });
    expect(part.body.symbol).toBe("02/TrS-UBND");
    const first = await call(clerk, "/copies?limit=1");
    expect(first.body).toMatchObject({
      copies: [{ symbol: "02/TrS-UBND", pages: [1] }],
      next: expect.any(String),
    });
    const second = await call(clerk, `/copies?limit=1&after=${String(first.body.next)}`);
    expect(second.body).toMatchObject({ copies: [{ symbol: "01/SY-UBND" }], next: null });
    expect((await call(clerk, "/copies?form=sao-luc")).body.copies).toEqual([]);
  });

  test("the same Idempotency-Key makes one copy", async () => {
    const key = uuidv7(new Date());
    const [first, second] = [
      await call(clerk, `/incoming/${incoming}/copies`, { body: wanted(), key }),
      await call(clerk, `/incoming/${incoming}/copies`, { body: wanted(), key }),
    ];
    expect(second.body).toEqual(first.body);
  });

  test("refusals carry their code; rights and scopes are those of the pages", async () => {
    const at = `/incoming/${incoming}/copies`;
    const pin = await call(clerk, at, { body: wanted({ pin: "1" }) });
    expect([pin.status, pin.body.code]).toEqual([422, "signing.wrong-pin"]);
    const pages = await call(clerk, at, { body: wanted({ form: "trich-sao", pages: "9" }) });
    expect([pages.status, pages.body.code]).toEqual([422, "form.invalid"]);
    expect((await call(leader, at, { body: wanted() })).status).toBe(403);
    expect((await call(stranger, at, { body: wanted() })).status).toBe(403);
    expect((await call(clerk, at, { body: wanted(), scopes: [READ, WRITE] })).status).toBe(403);
    const made = await call(clerk, at, { body: wanted() });
    for (const path of [`/copies/${String(made.body.id)}`, `/copies/${String(made.body.id)}/file`])
      expect((await call(stranger, path)).status).toBe(403);
    expect(JSON.stringify((await call(stranger, "/copies")).body)).not.toContain("UBND");
  });
});
