import { hash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Refusal } from "../../errors.ts";
import type { House } from "../../system.ts";
import { type Transaction, transact, uuidv7 } from "../../transaction/index.ts";
import { openSigningHouse, type SigningHouse } from "../testing/signing-house.ts";
import {
  actBySecret,
  authoriseAct,
  beginAct,
  cancelAct,
  completeAct,
  expireActs,
  findAct,
  openActOf,
  refuseAct,
  spendSecret,
} from "./index.ts";

let world: SigningHouse;
let house: House;

beforeAll(async () => {
  world = await openSigningHouse();
  house = await world.open();
});
afterAll(() => world.close());

const base = hash("sha256", "the file as it stood");
const result = hash("sha256", "the signed file");
const start = new Date();
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const newId = (): string => uuidv7(new Date());

function at<T>(now: Date, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return transact(house, { actor: { kind: "system", name: "test" }, now }, work);
}

function begin(subjectId: string, startedBy: string, now = start) {
  return at(now, (tx) =>
    beginAct(tx, {
      kind: "remote",
      subject: { room: "core/signing", id: subjectId, action: "sign" },
      owner: { kind: "person", id: startedBy },
      startedBy,
      baseSha256: base,
      details: { page: 1 },
      secrets: ["upload", "download"],
    }),
  );
}

const refused = async (work: Promise<unknown>): Promise<string> => {
  const problem: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(problem instanceof Refusal)) throw new Error("nothing was refused", { cause: problem });
  return problem.code;
};

describe("a signing act", () => {
  test("is completed once; the same answer twice has one effect, another answer is refused", async () => {
    const { act } = await begin(newId(), newId());
    const complete = (sha256: string) =>
      at(later(10), (tx) => completeAct(tx, act.id, { baseSha256: base, sha256 }));
    const twice = await Promise.all([complete(result), complete(result)]);
    expect(twice.map(({ completed }) => completed).sort()).toEqual([false, true]);
    expect(await refused(complete(hash("sha256", "another")))).toBe("signing.act-ended");
    expect(await findAct(house.database.queries, act.id)).toMatchObject({
      state: "completed",
      resultSha256: result,
    });
  });

  test("accepts no answer for a file that has changed meanwhile", async () => {
    const { act } = await begin(newId(), newId());
    const complete = at(later(1), (tx) => completeAct(tx, act.id, { baseSha256: result, sha256: result }));
    expect(await refused(complete)).toBe("signing.act-base-changed");
  });

  test("ends after 180 seconds, whether the loop has run or not", async () => {
    const { act } = await begin(newId(), newId());
    const complete = (now: Date) =>
      refused(at(now, (tx) => completeAct(tx, act.id, { baseSha256: base, sha256: result })));
    expect(await complete(later(180))).toBe("signing.act-expired");
    expect(await at(later(180), expireActs)).toBeGreaterThanOrEqual(1);
    expect((await findAct(house.database.queries, act.id)).state).toBe("expired");
    expect(await complete(later(1))).toBe("signing.act-expired");
  });

  test("stands alone for its document: mine gives way to mine, somebody else waits until it is over", async () => {
    const [subject, me] = [newId(), newId()];
    const first = await begin(subject, me);
    const second = await begin(subject, me, later(5));
    expect(await findAct(house.database.queries, first.act.id)).toMatchObject({
      state: "cancelled",
      reason: "signing.act-superseded",
    });
    expect(await refused(begin(subject, newId(), later(10)))).toBe("signing.act-open");
    const open = await openActOf(house.database.queries, second.act.subject, later(10));
    expect(open?.id).toBe(second.act.id);
    expect((await begin(subject, newId(), later(200))).act.state).toBe("waiting");
  });

  test("is cancelled by its person alone, and then accepts nothing", async () => {
    const me = newId();
    const { act } = await begin(newId(), me);
    expect(await refused(at(later(1), (tx) => cancelAct(tx, act.id, newId())))).toBe("signing.not-your-act");
    expect((await at(later(1), (tx) => cancelAct(tx, act.id, me))).state).toBe("cancelled");
    const complete = at(later(2), (tx) => completeAct(tx, act.id, { baseSha256: base, sha256: result }));
    expect(await refused(complete)).toBe("signing.act-cancelled");
    expect((await at(later(2), (tx) => refuseAct(tx, act.id, "any"))).state).toBe("cancelled");
  });

  test("that was agreed to in time waits ten minutes for its value and timestamp", async () => {
    const { act } = await begin(newId(), newId());
    await at(later(179), (tx) => authoriseAct(tx, act.id));
    await at(later(400), expireActs);
    const done = await at(later(700), (tx) => completeAct(tx, act.id, { baseSha256: base, sha256: result }));
    expect(done.completed).toBe(true);
  });

  test("keeps what completing needs over a restart", async () => {
    const { act } = await begin(newId(), newId());
    await at(later(2), (tx) => authoriseAct(tx, act.id, { page: 1, responseId: "r-1" }));
    const again = await findAct((await world.open()).database.queries, act.id);
    expect(again).toMatchObject({ state: "authorised", details: { page: 1, responseId: "r-1" } });
  });
});

describe("one-time secrets", () => {
  test("open their act only, are stored as hashes only, and open nothing once spent or ended", async () => {
    const { act, secrets } = await begin(newId(), newId());
    const { upload = "", download = "" } = secrets;
    const open = (name: string, secret: string, now = later(1), id = act.id) =>
      actBySecret(house.database.queries, id, name, secret, now);
    expect((await open("upload", upload)).id).toBe(act.id);
    expect(await refused(open("upload", download))).toBe("signing.act-secret");
    expect(await refused(open("toString", upload))).toBe("signing.act-secret");
    expect(await refused(open("upload", upload, later(1), newId()))).toBe("signing.act-secret");
    expect(await refused(open("upload", upload, later(181)))).toBe("signing.act-expired");
    const row = await house.database.queries
      .selectFrom("signing.act")
      .selectAll()
      .where("id", "=", act.id)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(upload);
    await at(later(2), (tx) => spendSecret(tx, act.id, "download"));
    expect(await refused(open("download", download))).toBe("signing.act-secret");
    await at(later(3), (tx) => completeAct(tx, act.id, { baseSha256: base, sha256: result }));
    expect(await refused(open("upload", upload))).toBe("signing.act-secret");
  });
});
