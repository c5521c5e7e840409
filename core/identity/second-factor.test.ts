import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { confirmTotp } from "./confirm-totp.ts";
import { enrolTotp } from "./enrol-totp.ts";
import type { NewSession } from "./open-session.ts";
import { removeOwnSecondFactor, removeSecondFactor } from "./remove-second-factor.ts";
import { resolveSession } from "./resolve-session.ts";
import { grantedRoles, secondFactorRequired } from "./second-factor-policy.ts";
import type { Session } from "./session.ts";
import { signIn } from "./sign-in.ts";
import { GOOD_PASSWORD, type TestOffice, type TestPerson, testOffice } from "./testing.ts";
import { totpCode, totpStep } from "./totp.ts";
import { verifySecondFactor } from "./verify-second-factor.ts";

let office: TestOffice;
beforeAll(async () => {
  office = await testOffice();
});
afterAll(() => office.database.drop());

const from = { address: "10.0.0.1", userAgent: "test" };
const NOW = new Date("2022-03-04T02:00:00Z");
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

async function resolved(token: string, now = NOW): Promise<Session> {
  const session = await resolveSession(office.host("production"), token, "", now);
  if (!session) throw new Error("the session should be good");
  return session;
}

async function enterWithPassword(person: TestPerson, now = NOW): Promise<Session> {
  const result = await signIn(
    office.host("production"),
    { username: person.username, password: GOOD_PASSWORD, ...from },
    now,
  );
  if (result.kind !== "signed-in") throw new Error(`expected a session, got ${result.kind}`);
  return await resolved(result.session.token, now);
}

async function challenge(person: TestPerson, now: Date): Promise<string> {
  const result = await signIn(
    office.host("production"),
    { username: person.username, password: GOOD_PASSWORD, ...from },
    now,
  );
  if (result.kind !== "second-factor-required") throw new Error(`expected a challenge, got ${result.kind}`);
  return result.challenge;
}

async function enrolled(
  username: string,
  roles: readonly ("clerk" | "leader" | "specialist" | "administrator")[],
) {
  const person = await office.person(username, [roles]);
  const session = await enterWithPassword(person);
  const { key } = await enrolTotp(
    office.host("production"),
    { actor: session.actor, accountId: person.accountId, issuer: "Tỉnh Kon Tum" },
    NOW,
  );
  const bytes = unbase32(key.replaceAll(" ", ""));
  const confirm = {
    actor: session.actor,
    accountId: person.accountId,
    sessionId: session.id,
    password: GOOD_PASSWORD,
    code: totpCode(bytes, totpStep(NOW)),
  };
  const codes = await confirmTotp(office.host("production"), confirm, NOW);
  return { person, session, bytes, codes };
}

function unbase32(text: string): Buffer {
  const bits = [...text]
    .map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

async function sessionOf(result: { kind: string; session?: NewSession }, now: Date): Promise<Session> {
  if (!result.session) throw new Error(`expected a session, got ${result.kind}`);
  return await resolved(result.session.token, now);
}

describe("the second factor", () => {
  test("is required of clerks, leaders and administrators in production, of nobody in demo mode", () => {
    for (const role of ["clerk", "leader", "administrator"]) {
      expect(secondFactorRequired([role, "specialist"], "production")).toBe(true);
      expect(secondFactorRequired([role], "demo")).toBe(false);
    }
    expect(secondFactorRequired(["specialist", "head-of-unit", "auditor"], "production")).toBe(false);
    expect(grantedRoles(["clerk", "specialist"], false, "production")).toEqual(["specialist"]);
    expect(grantedRoles(["clerk", "specialist"], true, "production")).toEqual(["clerk", "specialist"]);
    expect(grantedRoles(["clerk", "specialist"], false, "demo")).toEqual(["clerk", "specialist"]);
  });

  test("a clerk in production has no clerk's rights until it is turned on, then at once", async () => {
    const person = await office.person("clerk", [["clerk", "specialist"]]);
    const before = await enterWithPassword(person);
    expect(before).toMatchObject({ secondFactor: false, secondFactorMissing: true });
    expect(before.actor.roles).toEqual(["specialist"]);
    const { session } = await enrolled("clerk.two", ["clerk"]);
    const after = await sql<{ second_factor: boolean }>`select second_factor from identity.session
      where id = ${session.id}`.execute(office.database.queries);
    expect(after.rows[0]?.second_factor).toBe(true);
  });

  test("enrolment shows the same key until it is confirmed, as address and as square code", async () => {
    const person = await office.person("begins", [["specialist"]]);
    const { actor } = await enterWithPassword(person);
    const input = { actor, accountId: person.accountId, issuer: "Tỉnh Kon Tum" };
    const [first, second] = [
      await enrolTotp(office.host(), input, NOW),
      await enrolTotp(office.host(), input, NOW),
    ];
    expect(second).toEqual(first);
    expect(first.uri).toContain(`secret=${first.key.replaceAll(" ", "")}`);
    expect(first.square.size).toBeGreaterThan(40);
    expect(first.square.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
    const stored = await sql<{ box: Buffer }>`select secret_box as box from identity.second_factor
      where account_id = ${person.accountId}`.execute(office.database.queries);
    expect(stored.rows[0]?.box.includes(unbase32(first.key.replaceAll(" ", "")))).toBe(false);
    const wrong = { actor, accountId: person.accountId, sessionId: person.accountId, code: "000000" };
    await expect(confirmTotp(office.host(), { ...wrong, password: "không đúng" }, NOW)).rejects.toMatchObject(
      { field: "password" },
    );
    await expect(
      confirmTotp(office.host(), { ...wrong, password: GOOD_PASSWORD }, NOW),
    ).rejects.toMatchObject({ field: "code" });
  });

  test("sign-in asks for it; the code opens one session, the same code never a second", async () => {
    const { person, bytes } = await enrolled("uses", ["clerk"]);
    const at = later(60);
    const first = await challenge(person, at);
    const second = await challenge(person, at);
    const code = totpCode(bytes, totpStep(at));
    const [a, b] = await Promise.all(
      [first, second].map((each) =>
        verifySecondFactor(office.host("production"), { challenge: each, code, ...from }, at),
      ),
    );
    expect([a?.kind, b?.kind].sort()).toEqual(["refused", "signed-in"]);
    const opened = await sessionOf(a?.kind === "signed-in" ? a : (b ?? { kind: "none" }), at);
    expect(opened).toMatchObject({ secondFactor: true, secondFactorMissing: false });
    expect(opened.actor.roles).toEqual(["clerk"]);
    const used = a?.kind === "signed-in" ? first : second;
    const fresh = totpCode(bytes, totpStep(later(90)));
    const again = await verifySecondFactor(
      office.host("production"),
      { challenge: used, code: fresh, ...from },
      later(90),
    );
    expect(again.kind).toBe("expired");
  });

  test("the code that confirmed the enrolment cannot sign in", async () => {
    const { person, bytes } = await enrolled("replays", ["specialist"]);
    const code = totpCode(bytes, totpStep(NOW));
    const result = await verifySecondFactor(
      office.host("production"),
      { challenge: await challenge(person, NOW), code, ...from },
      NOW,
    );
    expect(result.kind).toBe("refused");
  });

  test("a challenge ends after five minutes and with a change of the account", async () => {
    const { person, bytes } = await enrolled("late", ["specialist"]);
    const first = await challenge(person, NOW);
    const at = later(301);
    expect(
      (
        await verifySecondFactor(
          office.host(),
          { challenge: first, code: totpCode(bytes, totpStep(at)), ...from },
          at,
        )
      ).kind,
    ).toBe("expired");
    const second = await challenge(person, at);
    await sql`update identity.account set session_epoch = session_epoch + 1 where id = ${person.accountId}`.execute(
      office.database.queries,
    );
    expect(
      (
        await verifySecondFactor(
          office.host(),
          { challenge: second, code: totpCode(bytes, totpStep(at)), ...from },
          at,
        )
      ).kind,
    ).toBe("expired");
    expect(
      (await verifySecondFactor(office.host(), { challenge: "made up", code: "123456", ...from }, at)).kind,
    ).toBe("expired");
  });

  test("a recovery code works once, however it is typed", async () => {
    const { person, codes } = await enrolled("recovers", ["clerk"]);
    expect(new Set(codes).size).toBe(10);
    const code = (codes[3] ?? "").toLowerCase().replaceAll("-", " ");
    const verify = async () =>
      await verifySecondFactor(
        office.host("production"),
        { challenge: await challenge(person, NOW), code, ...from },
        NOW,
      );
    expect((await verify()).kind).toBe("signed-in");
    expect((await verify()).kind).toBe("refused");
  });

  test("guessing codes is stopped after five, also with fresh challenges", async () => {
    const { person, bytes } = await enrolled("guessed", ["clerk"]);
    const at = later(120);
    const kinds: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      const input = {
        challenge: await challenge(person, at),
        code: "12345x",
        address: `10.9.9.${n}`,
        userAgent: "",
      };
      kinds.push((await verifySecondFactor(office.host("production"), input, at)).kind);
    }
    expect(kinds).toEqual([...Array(5).fill("refused"), "throttled", "throttled"]);
    const code = totpCode(bytes, totpStep(later(151)));
    const result = await verifySecondFactor(
      office.host("production"),
      { challenge: await challenge(person, later(151)), code, ...from },
      later(151),
    );
    expect(result.kind).toBe("signed-in");
    expect(await office.actions(person.accountId)).toContain("identity.sign-in-refused");
  });

  test("the owner turns it off with password and code; an administrator removes it and ends the sessions", async () => {
    const mine = await enrolled("owner", ["clerk"]);
    const input = { actor: mine.session.actor, accountId: mine.person.accountId, password: GOOD_PASSWORD };
    await expect(
      removeOwnSecondFactor(office.host(), { ...input, code: "000000" }, later(60)),
    ).rejects.toMatchObject({ field: "code" });
    await removeOwnSecondFactor(office.host(), { ...input, code: mine.codes[0] ?? "" }, later(60));
    expect((await enterWithPassword(mine.person, later(60))).secondFactorMissing).toBe(true);

    const theirs = await enrolled("lost.phone", ["clerk"]);
    const admin = await enrolled("admin", ["administrator"]);
    const actor = { ...admin.session.actor, roles: ["administrator"] };
    await expect(
      removeSecondFactor(
        office.host(),
        { actor: theirs.session.actor, accountId: admin.person.accountId },
        NOW,
      ),
    ).rejects.toMatchObject({ code: "access.denied" });
    await expect(
      removeSecondFactor(office.host(), { actor, accountId: admin.person.accountId }, NOW),
    ).rejects.toMatchObject({ code: "identity.own-account" });
    await removeSecondFactor(office.host(), { actor, accountId: theirs.person.accountId }, NOW);
    const left =
      await sql`select 1 from identity.recovery_code where account_id = ${theirs.person.accountId}`.execute(
        office.database.queries,
      );
    expect(left.rows).toEqual([]);
    expect((await enterWithPassword(theirs.person, later(60))).secondFactor).toBe(false);
  });
});
