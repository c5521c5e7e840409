import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../config/index.ts";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { seedDirectory } from "../directory/index.ts";
import { openFileStore } from "../files/index.ts";
import type { HttpEnv, Session } from "../http/index.ts";
import { createLog } from "../log.ts";
import type { House } from "../system.ts";
import { type EventEntry, transact, uuidv7 } from "../transaction/index.ts";
import { findNotification, listNotifications, liveHub, markRead, notify, unreadCount } from "./index.ts";
import { MOST_PER_SESSION, missedSince } from "./live-hub.ts";
import { answerLive } from "./web/live.ts";

declare module "../transaction/transact.ts" {
  interface EventTypes {
    "notify-test.happened": { readonly n: number };
  }
}

const room = (name: string) => ({
  room: `core/${name}`,
  folder: new URL(`../${name}/migrations/`, import.meta.url),
});
const actor = { kind: "system", name: "test" } as const;
const id = (): string => uuidv7(new Date());
const bodies = Array.from({ length: 134 }, id);
const clerks: string[] = [];
const leaders: string[] = [];
let folder: string;
let database: TestDatabase;
let house: House;

beforeAll(async () => {
  database = await testDatabase(["search", "directory", "identity", "notify"].map(room));
  folder = mkdtempSync(join(tmpdir(), "notify-"));
  const config = readConfig({ DATA_DIR: folder });
  const files = await openFileStore(join(folder, "files"));
  house = { config, database, subscriptions: new Map(), files, log: createLog("silent"), services: {} };
  const validFrom = "2020-01-01";
  const staff = bodies.flatMap((body, n) => [
    { body, role: "clerk" as const, rank: "clerk" as const, person: id(), name: `Văn thư ${n}` },
    { body, role: "clerk" as const, rank: "clerk" as const, person: id(), name: `Văn thư thứ hai ${n}` },
    { body, role: "leader" as const, rank: "head" as const, person: id(), name: `Lãnh đạo ${n}` },
  ]);
  clerks.push(...staff.filter((one) => one.role === "clerk").map((one) => one.person));
  leaders.push(...staff.filter((one) => one.role === "leader").map((one) => one.person));
  const posts = staff.map((one) => ({ ...one, position: id() }));
  await seedDirectory(database.queries, {
    organisations: bodies.map((body, n) => ({ id: body, kind: "commune", name: `UBND xã ${n}`, validFrom })),
    positions: posts.map(({ position, body, role, rank, name }) => ({
      id: position,
      unitId: body,
      bodyId: body,
      title: name,
      rank,
      roles: [role],
      validFrom,
    })),
    people: staff.map(({ person, name }) => ({ id: person, fullName: name })),
    appointments: posts.map(({ position, person }) => ({
      id: id(),
      personId: person,
      positionId: position,
      kind: "primary",
      validFrom,
    })),
  });
});
afterAll(async () => {
  liveHub(house).close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => database.pool.query("truncate notify.notification"));

const arrived = {
  kind: "documents.arrived",
  title: { vi: "Công văn 15/UBND-VX đã đến", en: "Letter 15/UBND-VX has arrived" },
  href: "/documents/incoming/1",
};

async function tell(to: Parameters<typeof notify>[1]["to"], dedupeKey?: string): Promise<number> {
  const key = dedupeKey === undefined ? {} : { dedupeKey };
  return await transact(house, { actor }, (tx) => notify(tx, { ...arrived, to, ...key }));
}

describe("telling people", () => {
  test("a circular tells the 268 clerks of 134 units in one statement", async () => {
    await tell({ organisations: bodies.slice(0, 1), roles: ["clerk"] });
    await database.pool.query("truncate notify.notification");
    await transact(house, { actor }, async (tx) => {
      for (let round = 0; round < 3; round += 1) {
        const told = await notify(tx, { ...arrived, to: { organisations: bodies, roles: ["clerk"] } });
        expect(told).toBe(268);
      }
    });
    expect(await unreadCount(database.queries, clerks[0] ?? "")).toBe(3);
    expect(await unreadCount(database.queries, leaders[0] ?? "")).toBe(0);
  });

  test("a person named twice is told once; the same key tells once however often the work is repeated", async () => {
    const [clerk = ""] = clerks;
    expect(
      await tell(
        { people: [clerk, clerk], organisations: bodies.slice(0, 1), roles: ["clerk", "leader"] },
        "k1",
      ),
    ).toBe(3);
    expect(await tell({ people: [clerk], organisations: bodies.slice(0, 1), roles: ["clerk"] }, "k1")).toBe(
      0,
    );
    expect(await unreadCount(database.queries, clerk)).toBe(1);
  });

  test("nobody is told of what was rolled back", async () => {
    const [clerk = ""] = clerks;
    const failing = transact(house, { actor }, async (tx) => {
      await notify(tx, { ...arrived, to: { people: [clerk] } });
      throw new Error("killed before commit");
    });
    await expect(failing).rejects.toThrow("killed");
    expect(await unreadCount(database.queries, clerk)).toBe(0);
  });

  test("lists newest first, filters with and without diacritics, continues, and marks only one's own as read", async () => {
    const [clerk = "", other = ""] = clerks;
    for (let n = 0; n < 5; n += 1) {
      const title = { vi: `Hồ sơ số ${n} 100%`, en: `File ${n}` };
      await transact(house, { actor }, (tx) =>
        notify(tx, { ...arrived, title, to: { people: [clerk, other] } }),
      );
    }
    const queries = database.queries;
    const first = await listNotifications(queries, clerk, {}, 3);
    expect(first.map((row) => row.title.vi.slice(0, 10))).toEqual(["Hồ sơ số 4", "Hồ sơ số 3", "Hồ sơ số 2"]);
    const rest = await listNotifications(queries, clerk, { after: first[2]?.id ?? "" });
    expect(rest.map((row) => row.title.en)).toEqual(["File 1", "File 0"]);
    expect(await listNotifications(queries, clerk, { words: "ho so so 3" })).toHaveLength(1);
    expect(await listNotifications(queries, clerk, { words: "100%" })).toHaveLength(5);
    expect(await listNotifications(queries, clerk, { words: "1_0" })).toHaveLength(0);
    const mine = first[0]?.id ?? "";
    expect(await findNotification(queries, other, mine)).toBeUndefined();
    expect(await markRead(queries, other, [mine])).toBe(0);
    expect(await markRead(queries, clerk, [mine])).toBe(1);
    expect(await listNotifications(queries, clerk, { unread: true })).toHaveLength(4);
    expect(await markRead(queries, clerk)).toBe(4);
    expect(await unreadCount(queries, other)).toBe(5);
  });
});

/** A signed-in page that listens; gives the events it has had. */
async function listen(personId: string, organisationId: string, sessionId = id(), lastEventId?: string) {
  const app = new Hono<HttpEnv>();
  const person = {
    kind: "person",
    personId,
    appointmentId: id(),
    organisationId,
    unitId: organisationId,
  } as const;
  const session: Session = {
    id: sessionId,
    personId,
    accountId: id(),
    actor: { ...person, fullName: "Y Vân", positionTitle: "Văn thư", roles: ["clerk"] },
    language: "vi",
    appointments: [],
    secondFactor: false,
    secondFactorMissing: false,
    expiresAt: new Date(Date.now() + 60_000),
  };
  app.use(async (c, next) => {
    c.set("house", house);
    c.set("session", session);
    await next();
  });
  app.get("/live", (c) => answerLive(c));
  const response = await app.request(
    "/live",
    lastEventId === undefined ? {} : { headers: { "Last-Event-ID": lastEventId } },
  );
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error("no stream");
  let text = "";
  let ended = false;
  const reading = (async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      text += value;
    }
    ended = true;
  })();
  return {
    text: () => text,
    ended: () => ended,
    lastId: () => [...text.matchAll(/^id: ([\d:,]+)$/gm)].at(-1)?.[1],
    async until(pattern: RegExp): Promise<void> {
      await expect.poll(() => text, { timeout: 5_000, interval: 20 }).toMatch(pattern);
    },
    async leave(): Promise<void> {
      await reader.cancel();
      await reading;
    },
  };
}

async function happen(organisations: string[], n: number): Promise<void> {
  const event: EventEntry<"notify-test.happened"> = {
    type: "notify-test.happened",
    subjectId: `subject-${n}`,
    organisations,
    data: { n },
  };
  await transact(house, { actor }, async (tx) => tx.emit(event));
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 900));

describe("live updates", () => {
  test("a page hears of its own organisation and its own notifications, and of nothing else", async () => {
    const [ours = "", theirs = ""] = bodies;
    const [clerk = "", , stranger = ""] = clerks;
    const page = await listen(clerk, ours);
    await settle();
    await happen([theirs], 1);
    await happen([ours, theirs], 2);
    await tell({ people: [stranger] });
    await tell({ people: [clerk] });
    await page.until(/event: unread\nid: [\d:,]+\ndata: 1\n/);
    await page.until(
      /event: change\nid: [\d:,]+\ndata: \{"type":"notify-test.happened","subjectId":"subject-2"\}\n/,
    );
    expect(page.text()).not.toContain("subject-1");
    // An empty data line must be there, or browsers drop the event.
    expect(page.text()).toMatch(/event: refresh\nid: [\d:,]+\ndata: \n\n/);
    await page.leave();
    expect(liveHub(house).listening).toBe(0);
  });

  test("an event committed late, after younger ones, is still sent, and every event once", async () => {
    const [ours = ""] = bodies;
    const page = await listen(clerks[0] ?? "", ours);
    await settle();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = transact(house, { actor }, async (tx) => {
      tx.emit({ type: "notify-test.happened", subjectId: "late", organisations: [ours], data: { n: 0 } });
      await tx.queries.selectNoFrom((eb) => eb.fn("pg_current_xact_id").as("xid")).execute();
      await gate;
    });
    for (let n = 10; n < 15; n += 1) await happen([ours], n);
    await page.until(/subject-14/);
    await settle();
    release();
    await slow;
    await page.until(/"late"/);
    await settle();
    for (const name of ["subject-10", "subject-14", "late"])
      expect(page.text().split(`"${name}"`)).toHaveLength(2);
    await page.leave();
  });

  test("a page that was cut off catches up when it comes again", async () => {
    const [ours = "", theirs = ""] = bodies;
    const [clerk = ""] = clerks;
    const page = await listen(clerk, ours);
    await settle();
    await happen([ours], 20);
    await page.until(/subject-20/);
    const last = page.lastId();
    await page.leave();
    await settle();
    await happen([theirs], 21);
    await happen([ours], 22);
    const again = await listen(clerk, ours, id(), last);
    await again.until(/event: refresh/);
    await again.until(/event: unread/);
    await again.leave();
  });

  test("what was committed between the making of a page and its listening is told", async () => {
    const [ours = "", theirs = ""] = bodies;
    const [clerk = ""] = clerks;
    const snapshot = async (): Promise<string> =>
      (await database.pool.query<{ s: string }>("select pg_current_snapshot()::text as s")).rows[0]?.s ?? "";
    const beside = transact(house, { actor }, async (tx) => {
      // A transaction that is older and still runs hides nothing and repeats nothing.
      await tx.queries.selectNoFrom((eb) => eb.fn("pg_current_xact_id").as("xid")).execute();
      await happen([ours], 40);
      const made = await snapshot();
      const quiet = await listen(clerk, ours, id(), made);
      await quiet.until(/event: unread/);
      expect(quiet.text()).not.toContain("event: refresh");
      await quiet.leave();
      await happen([theirs], 41);
      await happen([ours], 42);
      const page = await listen(clerk, ours, id(), made);
      await page.until(/event: refresh/);
      await page.leave();
      const person = { personId: clerk, organisationId: ours };
      expect(await missedSince(house, person, made)).toMatchObject({ missed: true });
      expect(await missedSince(house, person, await snapshot())).toMatchObject({ missed: false });
      expect(await missedSince(house, person, "9:1:")).toBeUndefined();
      expect(await missedSince(house, person, "' or 1=1")).toBeUndefined();
    });
    await beside;
  });

  test("a page hears again after its line to the database was cut", async () => {
    const [ours = ""] = bodies;
    const page = await listen(clerks[0] ?? "", ours);
    const lines = (): Promise<{ rows: { pid: number }[] }> =>
      database.pool.query(
        "select pid from pg_stat_activity where application_name like 'ngoc-linh listens%' and datname = current_database()",
      );
    await expect.poll(async () => (await lines()).rows.length).toBe(1);
    await settle();
    await happen([ours], 30);
    await page.until(/subject-30/);
    const [line] = (await lines()).rows;
    await database.pool.query("select pg_terminate_backend($1)", [line?.pid]);
    await happen([ours], 31);
    await page.until(/subject-31/);
    await expect.poll(async () => (await lines()).rows.length, { timeout: 10_000 }).toBe(1);
    await happen([ours], 32);
    await page.until(/subject-32/);
    await page.leave();
    await expect.poll(async () => (await lines()).rows.length).toBe(0);
  });

  test("watching holds no transaction open", async () => {
    const page = await listen(clerks[0] ?? "", bodies[0] ?? "");
    await settle();
    const { rows } = await database.pool.query<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
    );
    expect(rows[0]?.n).toBe(0);
    await page.leave();
  });

  test("a page is told when its session is over, and only that one", async () => {
    const [person = ""] = clerks;
    const [account, good, over] = [id(), id(), id()];
    await database.pool.query(
      `insert into identity.account (id, person_id, username, username_folded, created_at)
       values ($1, $2, 'vanthu.thu', 'vanthu.thu', now())`,
      [account, person],
    );
    await database.pool.query(
      `insert into identity.session (id, token_hash, account_id, epoch, appointment_id, second_factor, address,
         user_agent, created_at, last_seen_at, expires_at, ends_at)
       select s.id, decode(md5(s.id::text), 'hex'), $1, a.session_epoch, $1, false, '', '', now(), now(), s.until, s.until
         from identity.account a,
              (values ($2::uuid, now() + interval '1 hour'), ($3::uuid, now() - interval '1 second')) s (id, until)
        where a.id = $1`,
      [account, good, over],
    );
    const [stays, goes] = [
      await listen(person, bodies[0] ?? "", good),
      await listen(person, bodies[0] ?? "", over),
    ];
    expect(await liveHub(house).endOver()).toBe(1);
    await goes.until(/event: end\ndata: \n\n/);
    await expect.poll(() => goes.ended()).toBe(true);
    expect(stays.ended()).toBe(false);
    expect(await liveHub(house).endOver()).toBe(0);
    await database.pool.query("delete from identity.session where id = $1", [good]);
    expect(await liveHub(house).endOver()).toBe(1);
    await stays.until(/event: end/);
  });

  test("a session keeps a bounded number of connections: the oldest is let go", async () => {
    const session = id();
    const pages: Awaited<ReturnType<typeof listen>>[] = [];
    for (let n = 0; n <= MOST_PER_SESSION; n += 1)
      pages.push(await listen(clerks[0] ?? "", bodies[0] ?? "", session));
    await expect.poll(() => pages[0]?.ended()).toBe(true);
    expect(pages.slice(1).some((page) => page.ended())).toBe(false);
    expect(liveHub(house).listening).toBe(MOST_PER_SESSION);
    liveHub(house).close();
    await expect.poll(() => pages.every((page) => page.ended())).toBe(true);
  });
});
