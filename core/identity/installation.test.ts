import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAppointments, addPeople, addPositions } from "../directory/index.ts";
import { uuidv7 } from "../transaction/index.ts";
import { demoSignIn, seedDemoAccounts } from "./demo.ts";
import { createFirstAdministratorLink, redeemFirstAdministratorLink } from "./first-administrator.ts";
import { DEMO_PASSWORD } from "./password.ts";
import { resolveSession } from "./resolve-session.ts";
import { signIn } from "./sign-in.ts";
import { sweepIdentity } from "./sweep.ts";
import { type TestOffice, testOffice } from "./testing.ts";

const PASSWORD = "bò vàng gặm cỏ 7 giờ";
const from = { address: "10.0.0.1", userAgent: "test" };
const NOW = new Date("2022-03-04T02:00:00Z");

describe("the first administrator of a production installation", () => {
  let office: TestOffice;
  beforeAll(async () => {
    office = await testOffice();
  });
  afterAll(() => office.database.drop());

  const redeem = (token: string, change: object = {}, now = NOW) =>
    redeemFirstAdministratorLink(
      office.host("production"),
      {
        token,
        fullName: "Trần Văn Khôi",
        username: "quantri",
        next: PASSWORD,
        repeated: PASSWORD,
        organisation: { name: "Văn phòng UBND tỉnh", kind: "provincial-department" },
        ...from,
        ...change,
      },
      now,
    );
  const newToken = async (now = NOW) => {
    const link = await createFirstAdministratorLink(office.host("production"), now);
    return new URL(link?.url ?? "http://none").searchParams.get("token") ?? "";
  };

  test("is made through a link that works once, however many use it at the same time", async () => {
    expect(await createFirstAdministratorLink(office.host("demo"), NOW)).toBeUndefined();
    const superseded = await newToken();
    const token = await newToken();
    await expect(redeem(superseded)).rejects.toMatchObject({ code: "identity.link-expired" });
    await expect(redeem("made up")).rejects.toMatchObject({ code: "identity.link-expired" });
    await expect(redeem(token, {}, new Date(NOW.getTime() + 86_400_001))).rejects.toMatchObject({
      code: "identity.link-expired",
    });
    await expect(redeem(token, { next: DEMO_PASSWORD, repeated: DEMO_PASSWORD })).rejects.toMatchObject({
      problems: { next: expect.anything() },
    });
    await expect(
      redeem(token, { fullName: "", organisation: { name: "", kind: "other" } }),
    ).rejects.toMatchObject({ problems: { fullName: expect.anything(), organisation: expect.anything() } });
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, (_, n) => redeem(token, { username: `quantri${n}` })),
    );
    const made = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(made).toHaveLength(1);
    const session = await resolveSession(office.host("production"), made[0]?.token ?? "", "", NOW);
    expect(session).toMatchObject({ secondFactorMissing: true });
    expect(session?.actor.positionTitle).toBe("Quản trị viên hệ thống");
    expect(session?.actor.roles).toEqual([]);
    expect(await createFirstAdministratorLink(office.host("production"), NOW)).toBeUndefined();
    expect((await office.actions(session?.accountId ?? "")).sort()).toEqual([
      "identity.make-first-administrator",
      "identity.sign-in",
    ]);
  });
});

describe("demo accounts", () => {
  let office: TestOffice;
  const people = Array.from({ length: 5_553 }, (_, n) => ({ personId: uuidv7(NOW), username: `nguoi.${n}` }));
  beforeAll(async () => {
    office = await testOffice();
    const { queries } = office.database;
    await addPeople(
      queries,
      people.map(({ personId }, n) => ({ id: personId, fullName: `A ${n}` })),
    );
    const positionId = uuidv7(NOW);
    const { organisationId } = office;
    await addPositions(queries, [
      {
        id: positionId,
        unitId: organisationId,
        bodyId: organisationId,
        title: "Văn thư",
        rank: "clerk",
        roles: ["clerk"],
        validFrom: "2022-01-01",
      },
    ]);
    await addAppointments(
      queries,
      people.map(({ personId }) => ({
        id: uuidv7(NOW),
        personId,
        positionId,
        kind: "primary",
        validFrom: "2022-01-01",
      })),
    );
  });
  afterAll(() => office.database.drop());

  test("are seeded for the whole province once", async () => {
    expect(await seedDemoAccounts(office.host(), people, NOW)).toBe(5_553);
    expect(await seedDemoAccounts(office.host(), people, NOW)).toBe(0);
  });

  test("sign in by a button or by the public password in demo mode", async () => {
    const session = await demoSignIn(office.host(), { username: "nguoi.7", ...from }, NOW);
    expect((await resolveSession(office.host(), session?.token ?? "", "", NOW))?.actor.roles).toEqual([
      "clerk",
    ]);
    expect(
      (await signIn(office.host(), { username: "nguoi.8", password: DEMO_PASSWORD, ...from }, NOW)).kind,
    ).toBe("signed-in");
    expect(await demoSignIn(office.host(), { username: "khong.co", ...from }, NOW)).toBeUndefined();
  });

  test("are refused by production in every way: seed, button, password, session left over", async () => {
    const production = office.host("production");
    const session = await demoSignIn(office.host(), { username: "nguoi.9", ...from }, NOW);
    await expect(seedDemoAccounts(production, people, NOW)).rejects.toMatchObject({
      code: "identity.demo-refused",
    });
    await expect(demoSignIn(production, { username: "nguoi.9", ...from }, NOW)).rejects.toMatchObject({
      code: "identity.demo-refused",
    });
    expect(await signIn(production, { username: "nguoi.9", password: DEMO_PASSWORD, ...from }, NOW)).toEqual({
      kind: "refused",
    });
    expect(await resolveSession(production, session?.token ?? "", "", NOW)).toBeNull();
  });

  test("the sweeper removes what is over and nothing else", async () => {
    const count = async () =>
      (
        await sql<{ n: number }>`select count(*)::int as n from identity.session`.execute(
          office.database.queries,
        )
      ).rows[0]?.n ?? 0;
    const before = await count();
    await sweepIdentity(office.host(), NOW);
    expect(await count()).toBe(before);
    await sweepIdentity(office.host(), new Date(NOW.getTime() + 5 * 3_600_000));
    expect(await count()).toBe(0);
  });
});
