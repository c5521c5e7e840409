import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scope } from "../access/index.ts";
import { addPeople } from "../directory/index.ts";
import type { PersonActor } from "../transaction/index.ts";
import { uuidv7 } from "../transaction/index.ts";
import { createAccessToken, listAccessTokens, revokeAccessToken } from "./access-tokens.ts";
import { createAccount, lockAccount, resetPassword, unlockAccount } from "./accounts.ts";
import { changePassword } from "./change-password.ts";
import { resolveAccessToken } from "./resolve-access-token.ts";
import { resolveSession } from "./resolve-session.ts";
import type { Session } from "./session.ts";
import { setPassword } from "./set-password.ts";
import { signIn } from "./sign-in.ts";
import { GOOD_PASSWORD, type TestOffice, type TestPerson, testOffice } from "./testing.ts";

const NEW_PASSWORD = "bò vàng gặm cỏ 7 giờ";
const from = { address: "10.0.0.1", userAgent: "test" };
const NOW = new Date("2022-03-04T02:00:00Z");
const days = (n: number) => new Date(NOW.getTime() + n * 86_400_000);

let office: TestOffice;
let admin: PersonActor;
beforeAll(async () => {
  office = await testOffice();
  scope("test:read", { vi: "Đọc thử", en: "Test reading" });
  scope("test:write", { vi: "Ghi thử", en: "Test writing" });
  admin = (await enter(await office.person("admin", [["administrator"]]))).actor;
});
afterAll(() => office.database.drop());

async function enter(person: TestPerson, password = GOOD_PASSWORD): Promise<Session> {
  const result = await signIn(office.host(), { username: person.username, password, ...from }, NOW);
  if (result.kind !== "signed-in") throw new Error(`expected a session, got ${result.kind}`);
  const session = await resolveSession(office.host(), result.session.token, "", NOW);
  if (!session) throw new Error("the session should be good");
  return session;
}

const stillGood = async (session: Session) =>
  (
    await sql`select 1 from identity.session s join identity.account a on a.id = s.account_id
    where s.id = ${session.id} and s.epoch = a.session_epoch and a.status = 'active'`.execute(
      office.database.queries,
    )
  ).rows.length === 1;

function tokenOf(link: { url: string } | null): string {
  return new URL(link?.url ?? "").searchParams.get("token") ?? "";
}

describe("passwords", () => {
  test("changing one's own ends all other sessions and keeps this one", async () => {
    const person = await office.person("changes", [["specialist"]]);
    const [here, there] = [await enter(person), await enter(person)];
    const input = {
      actor: here.actor,
      sessionId: here.id,
      current: GOOD_PASSWORD,
      next: NEW_PASSWORD,
      repeated: NEW_PASSWORD,
    };
    await expect(
      changePassword(office.host(), { ...input, next: "ngắn", repeated: "ngắn" }, NOW),
    ).rejects.toMatchObject({ problems: { next: expect.anything() } });
    await expect(changePassword(office.host(), { ...input, repeated: "khác" }, NOW)).rejects.toMatchObject({
      problems: { repeated: expect.anything() },
    });
    await expect(
      changePassword(office.host(), { ...input, current: "không đúng" }, NOW),
    ).rejects.toMatchObject({ field: "current" });
    await changePassword(office.host(), input, NOW);
    expect([await stillGood(here), await stillGood(there)]).toEqual([true, false]);
    expect(
      (await signIn(office.host(), { username: person.username, password: GOOD_PASSWORD, ...from }, NOW))
        .kind,
    ).toBe("refused");
    await enter(person, NEW_PASSWORD);
    expect(await office.actions(person.accountId)).toContain("identity.change-password");
  });
});

describe("accounts", () => {
  test("an administrator makes one; its owner sets the first password through a link that works once", async () => {
    const personId = uuidv7(NOW);
    await addPeople(office.database.queries, [{ id: personId, fullName: "Y Blưih" }]);
    const { accountId, link } = await createAccount(
      office.host(),
      { actor: admin, personId, username: "Y.Bluih" },
      NOW,
    );
    const token = tokenOf(link);
    expect(link?.url).toMatch(/^http:\/\/127\.0\.0\.1:8034\/set-password\?token=/);
    await expect(
      setPassword(office.host(), { token, next: "ngắn", repeated: "ngắn" }, NOW),
    ).rejects.toMatchObject({ problems: { next: expect.anything() } });
    expect(await setPassword(office.host(), { token, next: NEW_PASSWORD, repeated: NEW_PASSWORD }, NOW)).toBe(
      "y.bluih",
    );
    await expect(
      setPassword(office.host(), { token, next: NEW_PASSWORD, repeated: NEW_PASSWORD }, NOW),
    ).rejects.toMatchObject({ code: "identity.link-expired", status: 410 });
    expect((await office.actions(accountId)).sort()).toEqual([
      "identity.create-account",
      "identity.set-password",
    ]);
    await expect(
      createAccount(office.host(), { actor: admin, personId, username: "another" }, NOW),
    ).rejects.toMatchObject({ code: "identity.username-taken" });
    await expect(
      createAccount(office.host(), { actor: admin, personId, username: "có dấu" }, NOW),
    ).rejects.toMatchObject({ code: "identity.username-invalid", field: "username" });
  });

  test("the same request twice makes one account and hides the link from the record of requests", async () => {
    const personId = uuidv7(NOW);
    await addPeople(office.database.queries, [{ id: personId, fullName: "A Thôn" }]);
    const input = { actor: admin, personId, username: "a.thon", requestId: "make-a-thon" };
    const [first, second] = [
      await createAccount(office.host(), input, NOW),
      await createAccount(office.host(), input, NOW),
    ];
    expect(second.accountId).toBe(first.accountId);
    expect([first.link === null, second.link === null]).toEqual([false, true]);
    const kept = await sql<{
      result: unknown;
    }>`select result from platform.request where id = 'make-a-thon'`.execute(office.database.queries);
    expect(JSON.stringify(kept.rows)).not.toContain(tokenOf(first.link));
  });

  test("only administrators manage accounts, and nobody their own", async () => {
    const person = await office.person("ordinary", [["clerk", "leader", "specialist", "head-of-unit"]]);
    const { actor } = await enter(person);
    for (const act of [lockAccount, unlockAccount, resetPassword]) {
      await expect(act(office.host(), { actor, accountId: person.accountId }, NOW)).rejects.toMatchObject({
        code: "access.denied",
      });
    }
    const own = await sql<{
      id: string;
    }>`select id from identity.account where person_id = ${admin.personId}`.execute(office.database.queries);
    const accountId = own.rows[0]?.id ?? "";
    await expect(lockAccount(office.host(), { actor: admin, accountId }, NOW)).rejects.toMatchObject({
      code: "identity.own-account",
    });
    await expect(resetPassword(office.host(), { actor: admin, accountId }, NOW)).rejects.toMatchObject({
      code: "identity.own-account",
    });
    await expect(
      lockAccount(office.host(), { actor: admin, accountId: uuidv7(NOW) }, NOW),
    ).rejects.toMatchObject({ code: "identity.account-unknown" });
  });

  test("locking and resetting stop sessions and tokens at once", async () => {
    for (const stop of [lockAccount, resetPassword]) {
      const person = await office.person(`stopped.${stop.name.toLowerCase()}`, [["clerk"]]);
      const session = await enter(person);
      const { token } = await createAccessToken(
        office.host(),
        { session, name: "Máy quét", scopes: ["test:read"], days: 30 },
        NOW,
      );
      expect(await resolveAccessToken(office.host(), token ?? "", "", NOW)).not.toBeNull();
      await stop(office.host(), { actor: admin, accountId: person.accountId }, NOW);
      expect(await stillGood(session)).toBe(false);
      expect(await resolveAccessToken(office.host(), token ?? "", "", NOW)).toBeNull();
      expect(
        (await signIn(office.host(), { username: person.username, password: GOOD_PASSWORD, ...from }, NOW))
          .kind,
      ).toBe("refused");
      await unlockAccount(office.host(), { actor: admin, accountId: person.accountId }, NOW);
      expect(await resolveAccessToken(office.host(), token ?? "", "", NOW)).toBeNull();
    }
  });
});

describe("access tokens", () => {
  test("act as their owner in the position they were made in, narrowed to their scopes", async () => {
    const person = await office.person("owner", [["clerk"], ["specialist"]]);
    const session = await enter(person);
    const made = await createAccessToken(
      office.host(),
      { session, name: " Phần mềm kế toán ", scopes: ["test:write", "test:read"], days: 90 },
      NOW,
    );
    expect(made.token).toMatch(/^nlp_[\w-]{43}$/);
    const acting = await resolveAccessToken(office.host(), made.token ?? "", "10.2.3.4", NOW);
    expect(acting?.actor).toEqual({
      ...session.actor,
      address: "10.2.3.4",
      scopes: ["test:read", "test:write"],
    });
    const [listed] = await listAccessTokens(office.database.queries, person.accountId);
    expect(listed).toMatchObject({
      name: "Phần mềm kế toán",
      lastUsedAddress: "10.2.3.4",
      lastUsedAt: NOW,
      revokedAt: null,
    });
    expect(made.token?.startsWith(listed?.prefix ?? "-")).toBe(true);
    const stored = await sql<{ row: string }>`select t::text as row from identity.access_token t`.execute(
      office.database.queries,
    );
    expect(stored.rows.some((each) => each.row.includes(made.token?.slice(12) ?? "-"))).toBe(false);
    expect(await office.actions(made.id)).toEqual(["identity.make-token"]);
  });

  test("end with their date, when revoked by their owner, and when the position ends", async () => {
    const person = await office.person("token.ends", [["clerk"], ["specialist"]]);
    const stranger = await enter(await office.person("token.stranger", [["clerk"]]));
    const session = await enter(person);
    const input = { session, name: "x", scopes: ["test:read"], days: 1 };
    const [a, b] = [
      await createAccessToken(office.host(), input, NOW),
      await createAccessToken(office.host(), input, NOW),
    ];
    expect(await resolveAccessToken(office.host(), a.token ?? "", "", days(1))).toBeNull();
    await revokeAccessToken(office.host(), { actor: stranger.actor, tokenId: a.id }, NOW);
    expect(await resolveAccessToken(office.host(), a.token ?? "", "", NOW)).not.toBeNull();
    await revokeAccessToken(office.host(), { actor: session.actor, tokenId: a.id }, NOW);
    expect(await resolveAccessToken(office.host(), a.token ?? "", "", NOW)).toBeNull();
    await sql`update directory.appointment set valid = daterange('2022-01-01', '2022-03-04')
      where id = ${person.appointmentIds[0]}`.execute(office.database.queries);
    expect(await resolveAccessToken(office.host(), b.token ?? "", "", NOW)).toBeNull();
    for (const token of ["", "nlp_", "nlp_x", `nlp_${"a".repeat(43)}`]) {
      expect(await resolveAccessToken(office.host(), token, "", NOW)).toBeNull();
    }
  });

  test("bad input is answered by field; in production a clerk without a second factor makes none", async () => {
    const session = await enter(await office.person("token.bad", [["clerk"]]));
    const attempt = createAccessToken(
      office.host(),
      { session, name: " ", scopes: ["no:such"], days: 400 },
      NOW,
    );
    await expect(attempt).rejects.toMatchObject({
      problems: { name: expect.anything(), scopes: expect.anything(), days: expect.anything() },
    });
    const missing = { ...session, secondFactorMissing: true };
    await expect(
      createAccessToken(
        office.host("production"),
        { session: missing, name: "x", scopes: ["test:read"], days: 1 },
        NOW,
      ),
    ).rejects.toMatchObject({ code: "identity.second-factor-needed" });
  });
});
