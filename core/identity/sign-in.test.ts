import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endAllOtherSessions, endSession } from "./end-session.ts";
import type { NewSession } from "./open-session.ts";
import { resolveSession } from "./resolve-session.ts";
import { listSessions } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { switchAppointment } from "./switch-appointment.ts";
import { GOOD_PASSWORD, type TestOffice, type TestPerson, testOffice } from "./testing.ts";

let office: TestOffice;
beforeAll(async () => {
  office = await testOffice();
});
afterAll(() => office.database.drop());

let lastAddress = 0;
const origin = () => {
  lastAddress += 1;
  return { address: `10.0.0.${lastAddress}`, userAgent: "test" };
};
const NOW = new Date("2022-03-04T02:00:00Z");
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

async function enter(person: TestPerson, now = NOW): Promise<NewSession> {
  const result = await signIn(
    office.host(),
    { username: person.username, password: GOOD_PASSWORD, ...origin() },
    now,
  );
  if (result.kind !== "signed-in") throw new Error(`expected a session, got ${result.kind}`);
  return result.session;
}

describe("signing in", () => {
  test("the right name in any case and the right password open a session in the primary position", async () => {
    const person = await office.person("y.van", [["specialist"], ["clerk"]]);
    const result = await signIn(
      office.host(),
      { username: " Y.VAN ", password: GOOD_PASSWORD, ...origin() },
      NOW,
    );
    expect(result.kind).toBe("signed-in");
    const session = await resolveSession(office.host(), (await enter(person)).token, "10.1.1.1", NOW);
    expect(session?.actor).toMatchObject({
      kind: "person",
      personId: person.personId,
      appointmentId: person.appointmentIds[0],
      organisationId: office.organisationId,
      unitId: office.organisationId,
      positionTitle: "Chức vụ 1",
      roles: ["specialist"],
      address: "10.1.1.1",
    });
    expect(session?.appointments.map((held) => held.id)).toEqual(person.appointmentIds);
    expect(session?.appointments[1]?.organisation).toBe(
      "Phòng Công nghệ thông tin, Sở Thông tin và Truyền thông",
    );
    expect(await office.actions(person.accountId)).toEqual(["identity.sign-in", "identity.sign-in"]);
  });

  test("wrong password, unknown name, locked account and account without password get the very same answer", async () => {
    const known = await office.person("known", [["clerk"]]);
    const locked = await office.person("locked", [["clerk"]]);
    const fresh = await office.person("fresh", [["clerk"]]);
    await sql`update identity.account set status = 'locked' where id = ${locked.accountId}`.execute(
      office.database.queries,
    );
    await sql`update identity.account set password_hash = null where id = ${fresh.accountId}`.execute(
      office.database.queries,
    );
    const answers = [
      await signIn(office.host(), { username: known.username, password: "không đúng", ...origin() }, NOW),
      await signIn(office.host(), { username: "nobody", password: "không đúng", ...origin() }, NOW),
      await signIn(office.host(), { username: locked.username, password: GOOD_PASSWORD, ...origin() }, NOW),
      await signIn(office.host(), { username: fresh.username, password: "", ...origin() }, NOW),
    ];
    for (const answer of answers) expect(answer).toEqual({ kind: "refused" });
    expect(await office.actions(known.accountId)).toEqual(["identity.sign-in-refused"]);
    const reasons = await sql<{ reason: string }>`select distinct data->>'reason' as reason from audit.record
      where action = 'identity.sign-in-refused' order by 1`.execute(office.database.queries);
    expect(reasons.rows.map((row) => row.reason)).toEqual(["locked", "password", "unknown-name"]);
  });

  test("names that do not exist are slowed exactly as names that do", async () => {
    const person = await office.person("slow", [["clerk"]]);
    const outcome = async (username: string) => {
      const kinds: string[] = [];
      for (let attempt = 0; attempt < 8; attempt += 1) {
        const result = await signIn(office.host(), { username, password: "không đúng", ...origin() }, NOW);
        kinds.push(result.kind === "throttled" ? `until ${result.until.toISOString()}` : result.kind);
      }
      return kinds;
    };
    expect(await outcome(person.username)).toEqual(await outcome("no.such.person"));
  });

  test("after five failures each further one doubles the wait, up to a quarter of an hour", async () => {
    await office.person("guessed", [["clerk"]]);
    const attempt = (at: Date) =>
      signIn(office.host(), { username: "guessed", password: "không đúng", ...origin() }, at);
    for (let n = 0; n < 5; n += 1) expect((await attempt(NOW)).kind).toBe("refused");
    let at = NOW;
    const waits: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const result = await attempt(at);
      if (result.kind !== "throttled") throw new Error(`expected a wait, got ${result.kind}`);
      waits.push((result.until.getTime() - at.getTime()) / 1000);
      at = result.until;
      expect((await attempt(at)).kind).toBe("refused");
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    const during = await signIn(
      office.host(),
      { username: "guessed", password: GOOD_PASSWORD, ...origin() },
      at,
    );
    expect(during.kind).toBe("throttled");
    const result = await attempt(at);
    if (result.kind !== "throttled") throw new Error("expected a wait");
    const good = await signIn(
      office.host(),
      { username: "guessed", password: GOOD_PASSWORD, ...origin() },
      result.until,
    );
    expect(good.kind).toBe("signed-in");
    expect((await attempt(result.until)).kind).toBe("refused");
  });

  test("forty guesses at once are forty guesses: no more than five are judged", async () => {
    await office.person("parallel", [["clerk"]]);
    const results = await Promise.all(
      Array.from({ length: 40 }, () =>
        signIn(office.host(), { username: "parallel", password: "không đúng", ...origin() }, NOW),
      ),
    );
    expect(results.filter((result) => result.kind === "refused")).toHaveLength(5);
    expect(results.filter((result) => result.kind === "throttled")).toHaveLength(35);
  });

  test("one address that tries many names is slowed, and a success of its own does not clear it", async () => {
    const person = await office.person("honest", [["clerk"]]);
    const from = { address: "203.0.113.9", userAgent: "test" };
    for (let n = 0; n < 49; n += 1) {
      await signIn(office.host(), { username: `victim-${n}`, password: "không đúng", ...from }, NOW);
    }
    const own = await signIn(
      office.host(),
      { username: person.username, password: GOOD_PASSWORD, ...from },
      NOW,
    );
    expect(own.kind).toBe("signed-in");
    await signIn(office.host(), { username: "victim-x", password: "không đúng", ...from }, NOW);
    const next = await signIn(
      office.host(),
      { username: person.username, password: GOOD_PASSWORD, ...from },
      NOW,
    );
    expect(next.kind).toBe("throttled");
  });

  test("somebody without a position today is told so, and only after the right password", async () => {
    const person = await office.person("retired", [["specialist"]]);
    await sql`update directory.appointment set valid = daterange('2022-01-01', '2022-02-01')
      where person_id = ${person.personId}`.execute(office.database.queries);
    const input = { username: person.username, ...origin() };
    expect(await signIn(office.host(), { ...input, password: "không đúng" }, NOW)).toEqual({
      kind: "refused",
    });
    expect(await signIn(office.host(), { ...input, password: GOOD_PASSWORD }, NOW)).toEqual({
      kind: "no-position",
    });
  });
});

describe("sessions", () => {
  test("ending a session is effective with its next request; one cannot end another person's", async () => {
    const person = await office.person("ends", [["specialist"]]);
    const stranger = await office.person("stranger", [["specialist"]]);
    const [desk, phone] = [await enter(person), await enter(person)];
    const session = await resolveSession(office.host(), desk.token, "", NOW);
    const other = await resolveSession(office.host(), (await enter(stranger)).token, "", NOW);
    if (!session || !other) throw new Error("both sessions should be good");
    expect(
      (await listSessions(office.database.queries, person.accountId, NOW)).map((each) => each.id).sort(),
    ).toEqual([desk.id, phone.id].sort());
    await endSession(
      office.host(),
      { actor: other.actor, accountId: person.accountId, sessionId: phone.id },
      NOW,
    );
    expect(await resolveSession(office.host(), phone.token, "", NOW)).not.toBeNull();
    await endSession(
      office.host(),
      { actor: session.actor, accountId: person.accountId, sessionId: phone.id },
      NOW,
    );
    expect(await resolveSession(office.host(), phone.token, "", NOW)).toBeNull();
    const third = await enter(person);
    expect(
      await endAllOtherSessions(
        office.host(),
        { actor: session.actor, accountId: person.accountId, sessionId: desk.id },
        NOW,
      ),
    ).toBe(1);
    expect(await resolveSession(office.host(), third.token, "", NOW)).toBeNull();
    expect(await resolveSession(office.host(), desk.token, "", NOW)).not.toBeNull();
    expect(await office.actions(person.accountId)).toContain("identity.sign-out");
  });

  test("a session ends four hours after its last request and fourteen hours after it began", async () => {
    const person = await office.person("slides", [["specialist"]]);
    const { token } = await enter(person);
    expect(await resolveSession(office.host(), token, "", later(4 * 3600 + 1))).toBeNull();
    for (let at = 0; at < 14 * 3600; at += 3 * 3600) {
      expect(await resolveSession(office.host(), token, "", later(at))).not.toBeNull();
    }
    expect(await resolveSession(office.host(), token, "", later(14 * 3600 - 1))).not.toBeNull();
    expect(await resolveSession(office.host(), token, "", later(14 * 3600))).toBeNull();
  });

  test("the time of the last request is written at most once a minute", async () => {
    const person = await office.person("writes", [["specialist"]]);
    const { id, token } = await enter(person);
    const seen = async () =>
      (
        await sql<{ at: Date }>`select last_seen_at as at from identity.session where id = ${id}`.execute(
          office.database.queries,
        )
      ).rows[0]?.at;
    await resolveSession(office.host(), token, "", later(59));
    expect(await seen()).toEqual(NOW);
    await resolveSession(office.host(), token, "", later(60));
    expect(await seen()).toEqual(later(60));
  });

  test("a session acts in the appointment chosen, only in one that is held, and begins there next time", async () => {
    const person = await office.person("switches", [["specialist"], ["clerk"]]);
    const stranger = await office.person("switches.not", [["leader"]]);
    const { token } = await enter(person);
    const session = await resolveSession(office.host(), token, "", NOW);
    if (!session) throw new Error("the session should be good");
    await switchAppointment(office.host(), session, person.appointmentIds[1] ?? "", NOW);
    const switched = await resolveSession(office.host(), token, "", NOW);
    expect(switched?.actor).toMatchObject({ roles: ["clerk"], unitId: office.unitId });
    await expect(
      switchAppointment(office.host(), session, stranger.appointmentIds[0] ?? "", NOW),
    ).rejects.toMatchObject({ code: "not-found" });
    const again = await resolveSession(office.host(), (await enter(person)).token, "", NOW);
    expect(again?.actor.appointmentId).toBe(person.appointmentIds[1]);
  });

  test("a post taken away is gone with the next request", async () => {
    const person = await office.person("moves", [["specialist"], ["clerk"]]);
    const { token } = await enter(person);
    const session = await resolveSession(office.host(), token, "", NOW);
    if (!session) throw new Error("the session should be good");
    await switchAppointment(office.host(), session, person.appointmentIds[1] ?? "", NOW);
    await sql`update directory.appointment set valid = daterange('2022-01-01', '2022-03-04')
      where id = ${person.appointmentIds[1]}`.execute(office.database.queries);
    const after = await resolveSession(office.host(), token, "", NOW);
    expect(after?.actor.roles).toEqual(["specialist"]);
    await sql`update directory.appointment set valid = daterange('2022-01-01', '2022-03-04')
      where person_id = ${person.personId}`.execute(office.database.queries);
    expect(await resolveSession(office.host(), token, "", NOW)).toBeNull();
  });

  test("anything that is not a token of ours resolves to nobody", async () => {
    for (const token of ["", "x", "a".repeat(43), "' or true --", "\u0000".repeat(43)]) {
      expect(await resolveSession(office.host(), token, "", NOW)).toBeNull();
    }
  });
});
