import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addWorkingDays, loadCalendar } from "../../core/calendar/index.ts";
import { type TestDatabase, testDatabase } from "../../core/database/testing.ts";
import {
  appointmentsOf,
  findOrganisation,
  findOrganisationByGsoCode,
  holdersOf,
  type OrganisationNode,
  organisationTree,
  parseOrganCode,
  predecessorsOf,
  ROLES,
  searchOrganisations,
  successorsOf,
  unitsOf,
  versionsOf,
} from "../../core/directory/index.ts";
import { loadAliases } from "../../core/search/index.ts";
import {
  DEMO_ACCOUNTS,
  demoSignIns,
  demoStaff,
  documentTypes,
  idOfCommune2025,
  idOfGsoCode,
  idOfProvincialUnit,
  loadReorganisation2025,
  NEW_PROVINCE_ID,
  PROVINCE_ID,
  provinceBodies,
  seedKonTum,
} from "./index.ts";

const room = (name: string) => ({
  room: `core/${name}`,
  folder: new URL(`../../core/${name}/migrations/`, import.meta.url),
});
const MARCH_2022 = "2022-03-05";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([room("calendar"), room("search"), room("directory")]);
  await database.queries.transaction().execute(async (tx) => {
    await seedKonTum(tx);
  });
});
afterAll(() => database.drop());

const bodies = provinceBodies();
const ofKind = (kind: string) => bodies.filter((body) => body.organisation.kind === kind);

describe("Kon Tum as of March 2022", () => {
  it("has 22 provincial units, 10 districts and 102 communes", () => {
    expect(ofKind("provincial-department").length).toBe(22);
    expect(ofKind("district").length).toBe(10);
    expect(ofKind("commune").length).toBe(102);
  });

  it("has demo codes that follow the rules, with every parent, and are marked as demo", () => {
    const organisations = bodies.flatMap((body) => [
      body.organisation,
      ...body.units.map((u) => u.organisation),
    ]);
    const codes = new Set(organisations.flatMap((o) => [o.code, o.code102]));
    for (const { code, code102, demoCode } of organisations) {
      expect(demoCode).toBe(true);
      for (const text of [code, code102]) {
        if (text === undefined) continue;
        const { parent } = parseOrganCode(text);
        if (parent !== undefined) expect(codes).toContain(parent);
      }
    }
    const coded = organisations.filter((o) => o.code !== undefined);
    expect(new Set(coded.map((o) => o.code)).size).toBe(coded.length);
    expect(new Set(coded.map((o) => o.code102)).size).toBe(coded.length);
  });

  it.each([
    ["62", "UBND tỉnh Kon Tum", "H34", "000.00.00.H34"],
    ["608", "UBND thành phố Kon Tum", "H34.30", "000.00.30.H34"],
    ["615", "UBND huyện Đắk Hà", "H34.36", "000.00.36.H34"],
    ["23500", "UBND thị trấn Đắk Hà", "H34.36.20", "000.20.36.H34"],
    ["618", "UBND huyện Ia H' Drai", "H34.39", "000.00.39.H34"],
  ])("%s is %s, %s", async (gsoCode, name, code, code102) => {
    expect(await findOrganisationByGsoCode(database.queries, gsoCode, MARCH_2022)).toMatchObject({
      name,
      code,
      code102,
    });
  });

  it("is a tree: province, then units and districts, then communes; inner units below each", async () => {
    const [province, ...others] = await organisationTree(database.queries, MARCH_2022, { units: true });
    expect(others).toEqual([]);
    const count = (node: OrganisationNode): number => 1 + node.children.reduce((sum, c) => sum + count(c), 0);
    expect(province && count(province)).toBe(bodies.reduce((sum, body) => sum + 1 + body.units.length, 0));
    const rooms = await unitsOf(database.queries, idOfGsoCode("615"), MARCH_2022);
    expect(rooms.length).toBe(12);
    expect(rooms[0]?.name).toBe("Văn phòng HĐND và UBND huyện");
  });

  it("is seeded in less than 6 seconds", () => {});

  it("knows 29 document types, 27 with an abbreviation", () => {
    expect(documentTypes().length).toBe(29);
    expect(documentTypes().filter((type) => type.abbreviation !== null).length).toBe(27);
    expect(new Set(documentTypes().map((type) => type.name)).size).toBe(29);
  });

  it("counts deadlines with the holidays of the table", async () => {
    const calendar = await loadCalendar(database.queries);
    const due = addWorkingDays(new Date("2022-01-28T09:30:00+07:00"), 5, calendar);
    expect(due).toEqual(new Date("2022-02-11T09:30:00+07:00"));
  });
});

describe("the demo accounts", () => {
  const staff = demoStaff(bodies);
  it("are 5,553, the same every time, each with its own username", () => {
    expect(staff.people.length).toBe(DEMO_ACCOUNTS);
    expect(new Set(staff.people.map((person) => person.username)).size).toBe(DEMO_ACCOUNTS);
    expect(new Set(staff.people.map((person) => person.id)).size).toBe(DEMO_ACCOUNTS);
    expect(demoStaff(bodies)).toEqual(staff);
    for (const { username } of staff.people) expect(username).toMatch(/^[a-z]+\d*\.[a-z.]+$/);
  });

  it("give every body a clerk, a leader, a head of unit and a specialist", () => {
    const positions = new Map(staff.positions.map((position) => [position.id, position]));
    const rolesOf = new Map<string, Set<string>>();
    for (const { positionId } of staff.appointments) {
      const position = positions.get(positionId);
      const roles = rolesOf.get(position?.bodyId ?? "") ?? new Set();
      for (const role of position?.roles ?? []) roles.add(role);
      rolesOf.set(position?.bodyId ?? "", roles);
    }
    for (const { organisation } of bodies)
      expect([...(rolesOf.get(organisation.id) ?? [])], organisation.name).toEqual(
        expect.arrayContaining(["clerk", "leader", "head-of-unit", "specialist"]),
      );
  });

  it("include those of the tour and of the start page", async () => {
    const usernames = new Set(staff.people.map((person) => person.username));
    for (const { username } of demoSignIns()) expect(usernames).toContain(username);
    const clerk = staff.people.find((person) => person.username === "vanthu.stttt");
    const [post] = await appointmentsOf(database.queries, clerk?.id ?? "", MARCH_2022);
    expect(post).toMatchObject({
      title: "Văn thư",
      roles: ["clerk"],
      unitName: "Văn phòng Sở",
      organisationId: idOfProvincialUnit("stttt"),
      organisationName: "Sở Thông tin và Truyền thông",
    });
    const unitOf = async (username: string) => {
      const person = staff.people.find((candidate) => candidate.username === username);
      return (await appointmentsOf(database.queries, person?.id ?? "", MARCH_2022))[0]?.unitName;
    };
    expect(await unitOf("truongphong.stttt")).toBe("Phòng Công nghệ thông tin");
    expect(await unitOf("chuyenvien.stttt")).toBe("Phòng Công nghệ thông tin");
  });

  it("include people with two posts, the main one first", async () => {
    const counts = new Map<string, number>();
    for (const { personId } of staff.appointments) counts.set(personId, (counts.get(personId) ?? 0) + 1);
    const two = [...counts].filter(([, count]) => count > 1).map(([id]) => id);
    expect(two.length).toBeGreaterThan(20);
    for (const id of two.slice(0, 3)) {
      const posts = await appointmentsOf(database.queries, id, MARCH_2022);
      expect(posts.map((post) => post.kind)[0]).toBe("primary");
      expect(posts.length).toBe(2);
    }
  });

  it("no unit's head post stands without a holder", async () => {
    const heads = staff.positions.filter(
      (position) => position.rank === "unit-head" || position.rank === "head",
    );
    const held = new Set(staff.appointments.map((appointment) => appointment.positionId));
    expect(heads.filter((position) => !held.has(position.id))).toEqual([]);
  });

  it("carry names of the region where they work", () => {
    const inTuMoRong = staff.people.filter((person) => person.username.endsWith(".tumorong"));
    const local = inTuMoRong.filter((person) => /^[AY] \p{Lu}/u.test(person.fullName));
    expect(local.length / inTuMoRong.length).toBeGreaterThan(0.7);
  });

  it("are found by what they do", async () => {
    for (const role of ROLES) {
      const holders = await holdersOf(database.queries, role, idOfProvincialUnit("stttt"), MARCH_2022);
      expect(holders.length, role).toBeGreaterThan(0);
      expect(holders.every((holder) => holder.roles.includes(role))).toBe(true);
    }
    const [leader] = await holdersOf(database.queries, "leader", idOfGsoCode("615"), MARCH_2022);
    expect(leader).toMatchObject({ title: "Chủ tịch", rank: "head" });
  });
});

describe("looking up", () => {
  it.each([
    ["UBND huyện Đăk Hà", "UBND huyện Đắk Hà"],
    ["ubnd huyen dak ha", "UBND huyện Đắk Hà"],
    ["Ủy ban nhân dân huyện Đắk Hà", "UBND huyện Đắk Hà"],
    ["so thong tin", "Sở Thông tin và Truyền thông"],
    ["sở thông tin & tr", "Sở Thông tin và Truyền thông"],
    ["000.00.13.H34", "Sở Thông tin và Truyền thông"],
    ["h34.13", "Sở Thông tin và Truyền thông"],
    ["xa po y", "UBND xã Bờ Y"],
    ["Ro koi", "UBND xã Rơ Kơi"],
    ["bo thong tin", "Bộ Thông tin và Truyền thông"],
    ["Ia H'Drai", "UBND huyện Ia H' Drai"],
  ])("%s finds %s first", async (typed, name) => {
    const aliases = await loadAliases(database.queries);
    const [first] = await searchOrganisations(database.queries, typed, { asOf: MARCH_2022, aliases });
    expect(first?.name).toBe(name);
  });

  it("tells two communes of one name apart by the organisation above", async () => {
    const found = await searchOrganisations(database.queries, "xa dak long", {
      asOf: MARCH_2022,
      kinds: ["commune"],
    });
    expect(
      found
        .slice(0, 2)
        .map((o) => o.parentName)
        .sort(),
    ).toEqual(["UBND huyện Đắk Glei", "UBND huyện Đắk Hà"]);
  });
});

describe("the change of 1 July 2025", () => {
  const BEFORE = "2025-06-30";
  const AFTER = "2025-07-01";
  beforeAll(async () => {
    await database.queries.transaction().execute(loadReorganisation2025);
  });

  it("leaves the tree of every earlier date as it was", async () => {
    const [province] = await organisationTree(database.queries, BEFORE);
    expect(province?.name).toBe("UBND tỉnh Kon Tum");
    expect(province?.children.length).toBe(32);
    expect((await findOrganisation(database.queries, idOfGsoCode("23281"), BEFORE))?.name).toBe(
      "UBND phường Quang Trung",
    );
  });

  it("gives 40 communes directly under the new province and no districts", async () => {
    const [province, ...others] = await organisationTree(database.queries, AFTER);
    expect(others).toEqual([]);
    expect(province?.id).toBe(NEW_PROVINCE_ID);
    expect(province?.children.length).toBe(40);
    expect(province?.children.every((child) => child.kind === "commune")).toBe(true);
  });

  it("names the successor of every closed body, and leads back", async () => {
    const names = async (id: string, asOf: string) =>
      (await successorsOf(database.queries, id, asOf)).map((organisation) => organisation.name);
    expect(await names(idOfGsoCode("23521"), AFTER)).toEqual(["UBND xã Đăk Hà"]);
    expect(await names(idOfGsoCode("23281"), AFTER)).toEqual(["UBND phường Kon Tum"]);
    expect(await names(idOfGsoCode("23281"), BEFORE)).toEqual(["UBND phường Quang Trung"]);
    expect(await names(PROVINCE_ID, AFTER)).toEqual(["Ủy ban nhân dân tỉnh Quảng Ngãi"]);
    expect((await names(idOfGsoCode("615"), AFTER)).length).toBeGreaterThan(3);
    for (const { organisation } of bodies)
      expect(
        (await successorsOf(database.queries, organisation.id, AFTER)).length,
        organisation.name,
      ).toBeGreaterThan(0);
    const old = await predecessorsOf(database.queries, idOfCommune2025("23293"));
    expect(old.map((organisation) => organisation.name)).toContain("UBND phường Quang Trung");
  });

  it("lets the four unchanged communes go on with their identity", async () => {
    for (const gsoCode of ["23368", "23530", "23535", "23536"]) {
      const versions = await versionsOf(database.queries, idOfGsoCode(gsoCode));
      expect(versions.map((version) => version.validFrom)).toEqual(["2021-01-01", AFTER]);
      expect(versions[1]?.parentId).toBe(NEW_PROVINCE_ID);
      expect((await successorsOf(database.queries, idOfGsoCode(gsoCode), AFTER)).map((o) => o.id)).toEqual([
        idOfGsoCode(gsoCode),
      ]);
    }
  });

  it("ends the posts of closed bodies with them", async () => {
    expect(await holdersOf(database.queries, "clerk", idOfGsoCode("615"), AFTER)).toEqual([]);
    expect((await holdersOf(database.queries, "clerk", idOfGsoCode("615"), BEFORE)).length).toBeGreaterThan(
      0,
    );
    expect((await holdersOf(database.queries, "clerk", idOfGsoCode("23536"), AFTER)).length).toBeGreaterThan(
      0,
    );
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from directory.appointment a join directory.position p on p.id = a.position_id
       where not a.valid <@ p.valid`.execute(database.queries);
    expect(rows[0]?.n).toBe(0);
  });
});
