import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { may } from "../../core/access/index.ts";
import { localDateOf } from "../../core/calendar/index.ts";
import { holdersOf } from "../../core/directory/index.ts";
import { type PersonActor, transact } from "../../core/transaction/index.ts";
import {
  DEMO_CERTIFICATES,
  demoCertificates,
  demoCertificateUnit,
} from "../../province/kon-tum/demo-certificates.ts";
import { alertOfDay, isWorkingTime } from "./alerts.ts";
import type { RegisteredCertificate } from "./certificate.ts";
import { type CertificateFilter, countReports, listCertificates, nextTet } from "./list-certificates.ts";
import { itUnitsOn, subjectOf } from "./managers.ts";
import { mayReadCertificate } from "./permissions.ts";
import { sendReminders } from "./send-reminders.ts";
import { DAK_HA, type TestProvince, testRegister } from "./testing.ts";
import { actorsOf, whoMustAct } from "./who-must-act.ts";

/** A Monday morning in working time, 2026-11-23 09:00 in Vietnam. */
const NOW = new Date("2026-11-23T02:00:00Z");
const FIRST = { sort: "end", descending: false, limit: 3_000, offset: 0 } as const;

let world: TestProvince;
let manager: PersonActor;
let clerk: PersonActor;
let leader: PersonActor;
let head: PersonActor;
let specialist: PersonActor;
let administrator: PersonActor;

const filter = (change: Partial<CertificateFilter> = {}): CertificateFilter => ({
  now: NOW,
  unusedMonths: 6,
  ...change,
});
const units = () => itUnitsOn(world.database.queries, NOW);

beforeAll(async () => {
  world = await testRegister({ seeded: true, now: NOW });
  const { queries } = world.database;
  const dakHa = await world.organisation(DAK_HA);
  const today = localDateOf(NOW);
  clerk = await world.actor("clerk", dakHa);
  leader = await world.actor("leader", dakHa);
  const heads = await holdersOf(queries, "head-of-unit", dakHa, today);
  const [firstHead] = heads;
  if (!firstHead) throw new Error("no head of unit");
  head = world.actorOf(firstHead);
  specialist = await world.actor("specialist", dakHa);
  const [inCharge] = await holdersOf(queries, "specialist", demoCertificateUnit(), today);
  if (!inCharge) throw new Error("nobody manages");
  manager = world.actorOf(inCharge);
  administrator = { ...specialist, roles: ["administrator"] };
});
afterAll(() => world.close());

describe("the register of the demonstration", () => {
  test("holds exactly 1,979 certificates, the same on every machine, and a second start adds none", async () => {
    const { seedDemoCertificates } = await import("./seed-demo.ts");
    await seedDemoCertificates(world.house, NOW);
    const list = await listCertificates(world.database.queries, manager, await units(), filter(), FIRST);
    expect([list.total, list.rows.length]).toEqual([DEMO_CERTIFICATES, 1979]);
    const [one, two] = [demoCertificates(NOW), demoCertificates(NOW)];
    expect(one).toEqual(two);
    expect(new Set(one.certificates.map((each) => each.serial)).size).toBe(1979);
  });

  test("every report finds something to look at", async () => {
    const counts = await countReports(world.database.queries, manager, await units(), filter());
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(5);
    for (const [report, count] of Object.entries(counts)) {
      const named = report === "left" ? "left" : report === "moved" ? "moved" : undefined;
      if (!named) continue;
      const list = await listCertificates(
        world.database.queries,
        manager,
        await units(),
        filter({ report: named }),
        FIRST,
      );
      expect(list.total).toBe(count);
    }
  });
});

describe("who sees what", () => {
  test("the list holds a certificate exactly when the rule lets the person read it", async () => {
    const all = (await listCertificates(world.database.queries, manager, await units(), filter(), FIRST))
      .rows;
    const inUnits = await units();
    for (const actor of [manager, administrator, clerk, leader, head, specialist]) {
      const seen = await listCertificates(world.database.queries, actor, inUnits, filter(), FIRST);
      const ids = new Set(seen.rows.map((row) => row.id));
      for (const row of all) {
        expect(ids.has(row.id)).toBe(may(actor, mayReadCertificate, subjectOf(row, inUnits)));
      }
    }
  });

  test("a clerk sees the own organisation's, a holder only their own, the managers all", async () => {
    const inUnits = await units();
    const of = async (actor: PersonActor): Promise<readonly RegisteredCertificate[]> =>
      (await listCertificates(world.database.queries, actor, inUnits, filter(), FIRST)).rows;
    const own = await of(clerk);
    expect(own.length).toBeGreaterThan(3);
    expect(
      own.every((row) => row.organisation_id === clerk.organisationId || row.holder_id === clerk.personId),
    ).toBe(true);
    expect((await of(specialist)).every((row) => row.holder_id === specialist.personId)).toBe(true);
    expect((await of(manager)).length).toBe(1979);
  });
});

describe("which certificates end before Tết, and who must act", () => {
  test("Tết is the next lunar new year", () => {
    expect(nextTet(new Date("2026-11-23T02:00:00Z"))).toBe("2027-02-06");
    expect(nextTet(new Date("2026-02-16T02:00:00Z"))).toBe("2026-02-17");
    expect(nextTet(new Date("2026-02-17T02:00:00Z"))).toBe("2027-02-06");
  });

  test("every valid certificate ending before it is named once, soonest first, with somebody who must act", async () => {
    const tet = nextTet(NOW);
    const due = await whoMustAct(world.database.queries, manager, await units(), filter({ endsBefore: tet }));
    const expected = demoCertificates(NOW).certificates.filter(
      (each) =>
        each.state !== "revoked" && each.notAfter >= NOW && each.notAfter < new Date(`${tet}T00:00:00+07:00`),
    );
    expect(due.length).toBe(expected.length);
    expect(due.length).toBeGreaterThan(50);
    expect(due.map((row) => row.serial).sort()).toEqual(expected.map((each) => each.serial).sort());
    for (const [index, row] of due.entries()) {
      expect(row.daysLeft).toBeGreaterThanOrEqual(0);
      if (index > 0)
        expect(row.not_after.getTime()).toBeGreaterThanOrEqual(due[index - 1]?.not_after.getTime() ?? 0);
      expect(row.itName).not.toBeNull();
      expect(row.headId).not.toBe(row.holder_id);
    }
    const gone = due.find((row) => !row.holderInOffice);
    if (gone) expect(actorsOf(gone).vi).toContain("đã thôi giữ chức vụ");
  });

  test("reminders reach the people of the list once a day", async () => {
    const before = filter({ endsBefore: nextTet(NOW) });
    const remind = () =>
      transact(world.house, { actor: manager, now: NOW }, (tx) => sendReminders(tx, manager, before));
    const first = await remind();
    expect(first.certificates).toBeGreaterThan(50);
    expect(first.told).toBeGreaterThan(first.certificates);
    expect((await remind()).told).toBe(0);
  });
});

describe("alerts before the end", () => {
  const told = async (): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from notify.notification
      where kind = 'certificates.ends' and dedupe_key like 'certificates.ends:%'`.execute(
      world.database.queries,
    );
    return rows[0]?.n ?? 0;
  };
  const runOn = (now: Date) =>
    transact(world.house, { actor: { kind: "system", name: "certificates.alerts" }, now }, (tx) =>
      alertOfDay(tx),
    );

  test("each threshold is told once, however often the platform restarts", async () => {
    const first = await runOn(NOW);
    expect(first).toBeGreaterThan(20);
    const notes = await told();
    expect(notes).toBeGreaterThan(first);
    // A restart on the same day, and one where the mark of the day was lost.
    expect(await runOn(new Date(NOW.getTime() + 3_600_000))).toBe(0);
    await sql`delete from certificates.alert_day`.execute(world.database.queries);
    expect(await runOn(NOW)).toBe(0);
    expect(await told()).toBe(notes);
  });

  test("a certificate is told at 60, 30 and 7 days and never in between", async () => {
    const { rows } = await sql<{ id: string; not_after: Date; days: number }>`
      select c.id, c.not_after, extract(epoch from c.not_after - ${NOW}::timestamptz)::int / 86400 as days
        from certificates.certificate c where c.state = 'in-use' and c.holder_kind = 'organisation'
         and c.not_after > ${NOW}::timestamptz + interval '70 days' order by c.not_after limit 1`.execute(
      world.database.queries,
    );
    const [one] = rows;
    if (!one) throw new Error("no certificate");
    const told = async () =>
      (
        await sql<{
          days: number;
        }>`select days from certificates.alert_sent where certificate_id = ${one.id} order by days desc`.execute(
          world.database.queries,
        )
      ).rows.map((row) => row.days);
    for (const [left, expected] of [
      [61, []],
      [59, [60]],
      [45, [60]],
      [29, [60, 30]],
      [6, [60, 30, 7]],
      [5, [60, 30, 7]],
    ] as const) {
      await runOn(new Date(one.not_after.getTime() - left * 86_400_000));
      expect(await told()).toEqual(expected);
    }
  });

  test("nobody is told outside working time", async () => {
    const { queries } = world.database;
    expect(await isWorkingTime(queries, NOW)).toBe(true);
    for (const idle of ["2026-11-22T02:00:00Z", "2026-11-23T14:00:00Z", "2027-02-06T02:00:00Z"]) {
      expect(await isWorkingTime(queries, new Date(idle))).toBe(false);
    }
  });
});

test("20,000 certificates are listed, searched and narrowed in well under 100 ms", async () => {
  await sql`insert into certificates.certificate
    (id, serial, issuer, kind, holder_kind, holder_id, holder_name, organisation_id, organisation_name, unit_id, unit_name,
     not_before, not_after, device, device_serial, state, state_since, origin, search, sort_name, created_at)
    select gen_random_uuid(), md5(n::text), 'load', 'person', 'person', c.holder_id, c.holder_name, c.organisation_id,
           c.organisation_name, c.unit_id, c.unit_name, now(), now() + n * interval '1 hour', 'software', '', 'in-use', now(),
           'demo', c.search, c.sort_name, now()
      from (select *, row_number() over () as k from certificates.certificate) c
      join generate_series(1, 18021) n on n % 1979 = c.k - 1`.execute(world.database.queries);
  await sql`analyze certificates.certificate`.execute(world.database.queries);
  const inUnits = await units();
  for (const change of [
    {},
    { text: "vi the" },
    { state: "expired" as const },
    { endsBefore: "2027-02-06" },
  ]) {
    const times: number[] = [];
    for (let n = 0; n < 5; n++) {
      const begun = performance.now();
      await listCertificates(world.database.queries, manager, inUnits, filter(change), {
        ...FIRST,
        limit: 50,
      });
      times.push(performance.now() - begun);
    }
    expect(Math.min(...times)).toBeLessThan(100);
  }
});
