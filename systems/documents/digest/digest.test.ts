import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openSmtpMailer } from "../../../core/notify/mail/smtp-mailer.ts";
import { startMailServer, type TestMailServer } from "../../../core/notify/testing/mail-server.ts";
import type { JobRun } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { endOfDay } from "../tasks/list-tasks.ts";
import { directedDocument, type TaskPeople, taskPeople } from "../tasks/testing.ts";
import { type TestProvince, testProvince } from "../testing.ts";
import { digestPages } from "../web/digest/index.ts";
import { testPages } from "../web/testing.ts";
import { buildDigests } from "./build-digests.ts";
import { chooseDigest } from "./choose-digest.ts";
import { sendDigest } from "./send-digest.ts";

let world: TestProvince;
let people: TaskPeople;
let mail: TestMailServer;

/** A working morning (Tuesday) and a Sunday, 07:00 in Vietnam. */
const MORNING = new Date("2026-03-10T00:00:00Z");
const SUNDAY = new Date("2026-03-08T00:00:00Z");
const FIRST_TRY: JobRun = { attempt: 1, maxAttempts: 6, signal: new AbortController().signal };

beforeAll(async () => {
  world = await testProvince();
  people = await taskPeople(world);
  mail = await startMailServer();
  await directedDocument(world, people, { deadline: new Date(MORNING.getTime() - 2 * 86_400_000) });
  await directedDocument(world, people, { deadline: new Date(endOfDay(MORNING).getTime() - 60_000) });
  const secret = await directedDocument(world, people, { deadline: new Date(MORNING.getTime() - 3_600_000) });
  await world.database.queries
    .updateTable("documents.incoming")
    .set({ confidentiality: 1, abstract: "Phương án bảo vệ mục tiêu" })
    .where("id", "=", secret.id)
    .execute();
  // Only these people are of interest here: everybody else of the province has no post.
  const kept = [people.person.personId, people.otherPerson.personId, people.leader.personId];
  await sql`delete from directory.appointment where not (person_id = any(${kept}::uuid[]))`.execute(
    world.database.queries,
  );
  await sql`update directory.person set email = null`.execute(world.database.queries);
  await sql`update directory.person set email = 'can.bo@kontum.test' where id = ${people.person.personId}::uuid`.execute(
    world.database.queries,
  );
});
afterAll(async () => {
  await mail.close();
  await world.close();
});
beforeEach(async () => {
  await world.database.pool.query("truncate documents.digest, documents.digest_choice");
  await world.database.pool.query("truncate graphile_worker._private_jobs");
  mail.answer(undefined);
  world.house.services.mailer = openSmtpMailer({ url: mail.url, from: "van.ban@kontum.test" });
});

async function rowOf(personId: string) {
  return await world.database.queries
    .selectFrom("documents.digest")
    .selectAll()
    .where("person_id", "=", personId)
    .executeTakeFirst();
}

async function jobs(): Promise<unknown[]> {
  const { rows } = await world.database.pool.query<{ payload: unknown }>(
    `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'documents.send-digest'`,
  );
  return rows.map(({ payload }) => payload);
}

async function buildAll(now: Date): Promise<void> {
  while ((await buildDigests(world.house, now, 2)) > 0);
}

describe("a letter is written once per working morning and person", () => {
  test("by however many workers, and says what waits in the order of the start page", async () => {
    await Promise.all([buildAll(MORNING), buildAll(MORNING), buildAll(MORNING)]);
    await buildAll(MORNING);
    expect(await jobs()).toEqual([{ personId: people.person.personId, day: "2026-03-10" }]);
    const row = await rowOf(people.person.personId);
    expect(row).toMatchObject({ state: "waiting", email: "can.bo@kontum.test", day: "2026-03-10" });
    expect(row?.subject).toBe("Việc hôm nay 10/03/2026: 2 việc quá hạn");
    expect(row?.body).toContain(`Kính gửi ${people.person.fullName},`);
    expect(row?.body.indexOf("Việc quá hạn: 2 phần việc")).toBeGreaterThan(0);
    expect(row?.body.indexOf("Việc quá hạn")).toBeLessThan(row?.body.indexOf("Việc đến hạn hôm nay") ?? 0);
    expect(row?.body).toContain("Về việc phòng chống cháy rừng");
  });

  test("nothing of a secret document leaves the house but that it counts", async () => {
    await buildAll(MORNING);
    const row = await rowOf(people.person.personId);
    expect(row?.body).not.toContain("Phương án bảo vệ mục tiêu");
    expect((row?.body.match(/\/incoming\/[0-9a-f-]{36}/g) ?? []).length).toBe(2);
  });

  test("not on a day off, not to whoever stopped it, not without an address or a mail server: each said", async () => {
    await buildAll(SUNDAY);
    expect(await rowOf(people.person.personId)).toMatchObject({ state: "day-off", body: "" });
    await transact(world.house, { actor: people.person }, (tx) => chooseDigest(tx, people.person, false));
    await buildAll(MORNING);
    const states = async () =>
      new Map(
        (
          await world.database.queries
            .selectFrom("documents.digest")
            .selectAll()
            .where("day", "=", "2026-03-10")
            .execute()
        ).map((row) => [row.person_id, row.state]),
      );
    expect(await states()).toEqual(
      new Map([
        [people.person.personId, "stopped"],
        [people.otherPerson.personId, "no-address"],
        [people.leader.personId, "no-address"],
      ]),
    );
    expect(await jobs()).toEqual([]);
    await world.database.pool.query("truncate documents.digest, documents.digest_choice");
    delete world.house.services.mailer;
    await buildAll(MORNING);
    expect((await states()).get(people.person.personId)).toBe("no-mail-server");
  });
});

describe("sending", () => {
  /** A letter of today, because yesterday's are not sent. */
  async function waitingToday(): Promise<{ personId: string; day: string }> {
    await buildAll(MORNING);
    const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    await world.database.pool.query("update documents.digest set day = $1 where state = 'waiting'", [day]);
    return { personId: people.person.personId, day };
  }

  test("the mail server gets one letter, words and all, and the row says when", async () => {
    const payload = await waitingToday();
    const before = mail.letters.length;
    await sendDigest.run(world.house, payload, FIRST_TRY);
    await sendDigest.run(world.house, payload, FIRST_TRY);
    expect(mail.letters).toHaveLength(before + 1);
    const letter = mail.letters.at(-1);
    expect(letter).toMatchObject({ from: "van.ban@kontum.test", to: "can.bo@kontum.test" });
    expect(letter?.content.replaceAll("\n ", " ")).toContain(
      `Message-ID: <digest.${payload.day}.${payload.personId}@localhost>`,
    );
    expect(letter?.content).toMatch(/^Auto-Submitted: auto-generated$/m);
    const row = await rowOf(payload.personId);
    expect(row?.state).toBe("sent");
    expect(row?.sent_at).toBeInstanceOf(Date);
  });

  test("what the server will never take is noted with its words; what may pass is tried again", async () => {
    const payload = await waitingToday();
    mail.answer("451 try later");
    await expect(sendDigest.run(world.house, payload, FIRST_TRY)).rejects.toThrow();
    expect((await rowOf(payload.personId))?.state).toBe("waiting");
    mail.answer("550 5.1.1 no such user");
    await sendDigest.run(world.house, payload, FIRST_TRY);
    expect(await rowOf(payload.personId)).toMatchObject({
      state: "failed",
      failure: expect.stringContaining("no such user"),
    });
  });

  test("yesterday's news is not sent", async () => {
    await buildAll(MORNING);
    const before = mail.letters.length;
    await sendDigest.run(world.house, { personId: people.person.personId, day: "2026-03-10" }, FIRST_TRY);
    expect(mail.letters).toHaveLength(before);
    expect((await rowOf(people.person.personId))?.state).toBe("failed");
  });
});

describe("the person's own switch", () => {
  test("stops and resumes, shows every letter and what became of it, to nobody else", async () => {
    await buildAll(MORNING);
    const pages = testPages(world.house, digestPages);
    const mine = pages.as(people.person);
    expect((await mine.get("/digest")).text).toContain("Việc quá hạn: 2 phần việc");
    expect((await mine.post("/digest", { byMail: "0" })).status).toBe(303);
    expect((await mine.get("/digest")).text).toContain("Nhận lại thư");
    expect((await mine.post("/digest", { byMail: "1" })).status).toBe(303);
    expect((await mine.get("/digest")).text).toContain("Dừng gửi thư cho tôi");
    expect((await pages.as(people.otherPerson).get("/digest")).text).not.toContain("Đang gửi");
    const { rows } = await world.database.pool.query(
      "select 1 from audit.record where action = 'documents.choose-digest'",
    );
    expect(rows.length).toBeGreaterThanOrEqual(2);
  });
});
