import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { convertCode, findOrganisation, findOrganisationsByCode, versionsOf } from "./find-organisations.ts";
import { InvalidOrganCode, parseOrganCode } from "./organ-code.ts";
import { AppointmentNotFound, appointmentsOf, getAppointment, sortName } from "./people.ts";
import { InvalidReorganisation, reorganise, successorsOf } from "./reorganise.ts";
import { searchOrganisations } from "./search-organisations.ts";
import { addAppointments, addOrganisations, addPeople, addPositions } from "./seed-directory.ts";
import { type AxisAgency, upsertAgencies } from "./upsert-agencies.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([
    { room: "core/search", folder: new URL("../search/migrations/", import.meta.url) },
    { room: "core/directory", folder: new URL("migrations/", import.meta.url) },
  ]);
});
afterAll(() => database.drop());

const DAY = "2022-03-05";
const FROM = "2021-01-01";

async function body(name: string, more: object = {}): Promise<string> {
  const id = randomUUID();
  await addOrganisations(database.queries, [
    { id, kind: "provincial-department", name, validFrom: FROM, ...more },
  ]);
  return id;
}

describe("codes", () => {
  it.each([
    ["000.00.00.H34", "qcvn102", 1, undefined],
    ["000.00.13.H34", "qcvn102", 2, "000.00.00.H34"],
    ["000.21.31.H53", "qcvn102", 3, "000.00.31.H53"],
    ["001.21.31.H53", "qcvn102", 4, "000.21.31.H53"],
    ["H34", "qd20", 1, undefined],
    ["H55.242", "qd20", 2, "H55"],
    ["H34.31.20", "qd20", 3, "H34.31"],
    ["G09.20", "qd20", 2, "G09"],
  ])("%s is %s, level %i, below %s", (text, style, level, parent) => {
    expect(parseOrganCode(text)).toEqual({ style, text, level, ...(parent === undefined ? {} : { parent }) });
  });
  it.each([
    ["", "empty"],
    ["000.1137.H53", "pattern"],
    ["h34.13", "pattern"],
    ["H34..13", "pattern"],
    ["H34.13.", "pattern"],
    ["00.00.13.H34", "pattern"],
    ["000.05.00.H53", "unused-level-between"],
    ["001.00.31.H53", "unused-level-between"],
    [`H34${".1".repeat(17)}`, "too-long"],
  ])("%s is refused: %s", (text, reason) => {
    expect(() => parseOrganCode(text)).toThrow(expect.objectContaining({ name: "Error", reason }));
  });
  it("any text is read or refused, never a crash", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        try {
          expect(parseOrganCode(text).level).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidOrganCode);
        }
      }),
    );
  });
  it("are converted by the table", async () => {
    await body("Sở Thử nghiệm", { code: "H99.13", code102: "000.00.13.H99" });
    expect(await convertCode(database.queries, "000.00.13.H99", DAY)).toEqual({
      code: "H99.13",
      code102: "000.00.13.H99",
    });
    expect(await convertCode(database.queries, "H99.77", DAY)).toBeUndefined();
  });
  it("stand once among the active bodies of a kind", async () => {
    await expect(body("Sở khác", { code: "H99.13" })).rejects.toThrow(/code_once/);
    await expect(body("Trùng mã", { code: "H99.13", kind: "other" })).resolves.toBeDefined();
  });
});

describe("an organisation over time", () => {
  it("keeps its identity through a change, and shows what was true on a date", async () => {
    const parent = await body("Cơ quan trên");
    const id = await body("Sở Bưu chính, Viễn thông");
    await reorganise(database.queries, {
      id: randomUUID(),
      legalBasis: "Quyết định đổi tên",
      effective: "2021-06-01",
      establish: [],
      change: [{ id, name: "Sở Truyền thông số", parentId: parent }],
      close: [],
    });
    expect((await findOrganisation(database.queries, id, "2021-05-31"))?.name).toBe(
      "Sở Bưu chính, Viễn thông",
    );
    expect(await findOrganisation(database.queries, id, "2021-06-01")).toMatchObject({
      name: "Sở Truyền thông số",
      parentId: parent,
    });
    expect(await findOrganisation(database.queries, id, "2020-12-31")).toBeUndefined();
    // An instant counts for its local day: 17:00 UTC is the next day in Vietnam.
    expect((await findOrganisation(database.queries, id, new Date("2021-05-31T17:00:00Z")))?.name).toBe(
      "Sở Truyền thông số",
    );
    const [found] = await searchOrganisations(database.queries, "truyen thong so", { asOf: DAY });
    expect(found?.id).toBe(id);
    expect(await searchOrganisations(database.queries, "buu chinh vien thong", { asOf: DAY })).toEqual([]);
  });

  it("two versions never overlap", async () => {
    const id = await body("Một cơ quan");
    await expect(
      sql`insert into directory.organisation_version (organisation_id, valid, kind, name, body_id, name_folded, words, weight)
        values (${id}::uuid, daterange('2022-01-01', null), 'other', 'x', ${id}::uuid, 'x', '', 1)`.execute(
        database.queries,
      ),
    ).rejects.toThrow(/organisation_version_pkey/);
  });

  it("a reorganisation follows succession through several steps, and refuses to leave anybody behind", async () => {
    const [a, b, c, child] = [await body("A cũ"), await body("B mới"), await body("C sau"), ""];
    const plan = (effective: string, id: string, successors: string[]) => ({
      id: randomUUID(),
      legalBasis: "NQ",
      effective,
      establish: [],
      change: [],
      close: [{ id, kind: "merge" as const, successors }],
    });
    await reorganise(database.queries, plan("2023-01-01", a, [b]));
    await reorganise(database.queries, plan("2024-01-01", b, [c]));
    const names = async (asOf: string) => (await successorsOf(database.queries, a, asOf)).map((o) => o.name);
    expect(await names("2022-12-31")).toEqual(["A cũ"]);
    expect(await names("2023-06-01")).toEqual(["B mới"]);
    expect(await names("2024-01-01")).toEqual(["C sau"]);
    expect(child).toBe("");
    await expect(reorganise(database.queries, plan("2025-01-01", c, []))).rejects.toThrow(
      InvalidReorganisation,
    );
    const under = await body("Dưới C", { parentId: c });
    await expect(
      database.queries.transaction().execute((tx) => reorganise(tx, plan("2025-01-01", c, [a]))),
    ).rejects.toThrow(InvalidReorganisation);
    expect((await findOrganisation(database.queries, under, "2025-02-01"))?.parentId).toBe(c);
    expect((await findOrganisation(database.queries, c, "2025-02-01"))?.name).toBe("C sau");
  });
});

describe("people and posts", () => {
  it("a person has one main post at a time; the database refuses a second", async () => {
    const unitId = await body("Phòng thử");
    const position = (title: string) => ({
      id: randomUUID(),
      unitId,
      bodyId: unitId,
      title,
      rank: "specialist" as const,
      roles: ["specialist" as const],
      validFrom: FROM,
    });
    const posts = [position("Chuyên viên"), position("Văn thư")];
    await addPositions(database.queries, posts);
    const personId = randomUUID();
    await addPeople(database.queries, [{ id: personId, fullName: "Y Vân" }]);
    const appointment = (index: number, kind: "primary" | "concurrent") => ({
      id: randomUUID(),
      personId,
      positionId: posts[index]?.id ?? "",
      kind,
      validFrom: FROM,
    });
    const first = appointment(0, "primary");
    await addAppointments(database.queries, [appointment(1, "concurrent"), first]);
    await expect(addAppointments(database.queries, [appointment(1, "primary")])).rejects.toThrow(
      /one_primary/,
    );
    const held = await appointmentsOf(database.queries, personId, DAY);
    expect(held.map((post) => [post.kind, post.title])).toEqual([
      ["primary", "Chuyên viên"],
      ["concurrent", "Văn thư"],
    ]);
    expect((await getAppointment(database.queries, first.id, DAY)).fullName).toBe("Y Vân");
    await expect(getAppointment(database.queries, first.id, "2020-01-01")).rejects.toThrow(
      AppointmentNotFound,
    );
    expect(await appointmentsOf(database.queries, personId, "2020-12-31")).toEqual([]);
  });
  it("names are sorted by the given name", () => {
    expect(sortName("Nguyễn Thị Ánh")).toBe("Ánh Nguyễn Thị");
    expect(sortName("A Thôn")).toBe("Thôn A");
  });
});

describe("the list of the axis", () => {
  const TODAY = "2022-03-05";
  const TOMORROW = "2022-03-06";
  const agency = (id: string, code: string, name: string, more: Partial<AxisAgency> = {}): AxisAgency => ({
    id,
    code,
    name,
    ...more,
  });

  it("is taken over with its tree; malformed entries are reported and nothing stops", async () => {
    const report = await upsertAgencies(
      database.queries,
      [
        agency("t-3", "H53.31.21", "UBND xã An Thạnh", { parentId: "t-2", code102: "000.21.31.H53" }),
        agency("t-2", "H53.31", "UBND huyện Bến Cầu", { parentId: "t-1" }),
        agency("t-1", "H53", "UBND tỉnh Tây Ninh"),
        agency("t-4", "000.1137.H53", "Trạm hỏng mã", { parentId: "t-1" }),
        agency("t-5", "H53.99", "Mồ côi", { parentId: "nobody" }),
        agency("t-5", "H53.98", "Trùng id"),
        agency("t-6", "G15", "Bộ Tư pháp"),
        agency("t-7", "G15", "Bộ Tư pháp - CQCP"),
        agency("t-8", "000.00.77.H53", "Kiểu cũ"),
      ],
      TODAY,
    );
    expect(report).toMatchObject({ added: 7, changed: 0, removed: 0 });
    expect(report.problems.map((p) => [p.axisId, p.problem])).toEqual([
      ["t-4", "malformed-code"],
      ["t-5", "duplicate-id"],
      ["t-5", "unknown-parent"],
      ["t-7", "shared-code"],
    ]);
    const [commune] = await findOrganisationsByCode(database.queries, "000.21.31.H53", TODAY);
    expect(commune).toMatchObject({ kind: "commune", source: "axis", code: "H53.31.21" });
    const district = await findOrganisation(database.queries, commune?.parentId ?? "", TODAY);
    expect(district).toMatchObject({ kind: "district", name: "UBND huyện Bến Cầu" });
    expect((await findOrganisationsByCode(database.queries, "G15", TODAY)).length).toBe(2);
  });

  it("the same list again changes nothing; a delta changes what differs and ends what is deleted", async () => {
    const again = await upsertAgencies(
      database.queries,
      [agency("t-1", "H53", "UBND tỉnh Tây Ninh")],
      TOMORROW,
    );
    expect(again).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 1 });
    const delta = await upsertAgencies(
      database.queries,
      [
        agency("t-1", "H53", "Ủy ban nhân dân tỉnh Tây Ninh"),
        agency("t-8", "000.00.77.H53", "Kiểu cũ", { deleted: true }),
      ],
      TOMORROW,
    );
    expect(delta).toMatchObject({ added: 0, changed: 1, removed: 1 });
    const [province] = await findOrganisationsByCode(database.queries, "H53", TOMORROW);
    expect(province?.name).toBe("Ủy ban nhân dân tỉnh Tây Ninh");
    expect((await versionsOf(database.queries, province?.id ?? "")).length).toBe(2);
    expect((await findOrganisationsByCode(database.queries, "H53", TODAY))[0]?.name).toBe(
      "UBND tỉnh Tây Ninh",
    );
    expect(await findOrganisationsByCode(database.queries, "000.00.77.H53", TOMORROW)).toEqual([]);
  });

  it("never changes an own organisation, only links it and says what differs", async () => {
    const own = await body("Sở Của Ta", { code: "H98.01", code102: "000.00.01.H98" });
    const report = await upsertAgencies(
      database.queries,
      [agency("own-1", "000.00.01.H98", "Sở Của Người Khác")],
      TODAY,
    );
    expect(report).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    expect(report.problems.map((p) => p.problem)).toEqual(["differs-from-own"]);
    expect((await findOrganisation(database.queries, own, TODAY))?.name).toBe("Sở Của Ta");
  });

  it("a seeded ministry is recognised by code and name and kept up to date", async () => {
    const id = randomUUID();
    await addOrganisations(database.queries, [
      { id, source: "axis", kind: "ministry", name: "Bộ Y tế", code: "G18", validFrom: FROM },
    ]);
    await upsertAgencies(
      database.queries,
      [agency("m-18", "G18", "Bộ Y tế", { mail: "vanthu@g18.example" })],
      TODAY,
    );
    expect((await findOrganisation(database.queries, id, TODAY))?.email).toBe("vanthu@g18.example");
  });
});

describe("looking up among many organisations", () => {
  // bench/directory.ts measures the same with 120,000.
  it("answers rare, common and begun words, and codes, with at most one page", async () => {
    const places = [
      "An",
      "Bình",
      "Cường",
      "Đông",
      "Hòa",
      "Khánh",
      "Lạc",
      "Minh",
      "Ngọc",
      "Phú",
      "Quảng",
      "Sơn",
      "Tân",
      "Vĩnh",
      "Xuân",
    ];
    const kinds = [
      "UBND xã",
      "UBND phường",
      "Trường Tiểu học",
      "Trường Trung học cơ sở",
      "Trạm Y tế xã",
      "Phòng Giáo dục và Đào tạo huyện",
      "Chi cục Thuế huyện",
    ];
    const agencies: AxisAgency[] = [];
    for (let i = 0; i < 20_000; i++) {
      const place = [places[i % 15], places[Math.floor(i / 15) % 15], places[Math.floor(i / 225) % 15]].join(
        " ",
      );
      const province = `H${String(1 + (i % 63)).padStart(2, "0")}`;
      agencies.push({
        id: `n-${i}`,
        code: `${province}.${100 + (i % 900)}.${i}`,
        name: `${kinds[i % 7]} ${place} ${i % 97}`,
      });
    }
    const report = await database.queries.transaction().execute((tx) => upsertAgencies(tx, agencies, DAY));
    expect(report.added).toBe(20_000);
    await sql`analyze directory.organisation_version`.execute(database.queries);
    const asked = [
      "ubnd xa",
      "UBND xã Hòa Bình Phú 12",
      "truong tieu hoc",
      "truong",
      "an",
      "x",
      "tram y te xa ngoc son",
      "H14.1",
      "hoa binh 5",
      "khong co gi",
      "Chi cục Thuế huyện Xuân Vĩnh Xuân 96",
    ];
    for (const typed of asked) {
      const limited = await searchOrganisations(database.queries, typed, { asOf: DAY });
      expect(limited.length).toBeLessThanOrEqual(20);
    }
    const found = await searchOrganisations(database.queries, "chi cuc thue huyen xuan", { asOf: DAY });
    expect(found.length).toBe(20);
  }, 120_000);
});
