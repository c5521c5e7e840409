import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type TestDatabase, testDatabase } from "../../database/testing.ts";
import { type TestSite, testSite } from "../../http/testing.ts";
import type { PersonActor } from "../../transaction/index.ts";
import { addAppointments, addOrganisations, addPeople, addPositions, reorganise } from "../index.ts";
import { DIRECTORY_READ } from "../permissions.ts";
import { directory } from "../system.ts";

const FROM = "2021-01-01";
const ids = {
  province: randomUUID(),
  department: randomUUID(),
  unit: randomUUID(),
  district: randomUUID(),
  commune: randomUUID(),
  merged: randomUUID(),
  clerk: randomUUID(),
  leader: randomUUID(),
};
const actor: PersonActor = {
  kind: "person",
  personId: randomUUID(),
  appointmentId: randomUUID(),
  organisationId: ids.department,
  unitId: ids.unit,
  fullName: "Y Vân",
  positionTitle: "Chuyên viên",
  roles: ["specialist"],
};
let database: TestDatabase;
let site: TestSite;

beforeAll(async () => {
  database = await testDatabase(
    ["search", "calendar", "directory"].map((room) => ({
      room: `core/${room}`,
      folder: new URL(`../../${room}/migrations/`, import.meta.url),
    })),
  );
  site = await testSite(database, [directory]);
  const { queries } = database;
  const common = { validFrom: FROM, demoCode: true };
  await addOrganisations(queries, [
    {
      ...common,
      id: ids.province,
      kind: "province",
      name: "UBND tỉnh Kon Tum",
      code: "H34",
      code102: "000.00.00.H34",
      gsoCode: "62",
    },
    {
      ...common,
      id: ids.department,
      kind: "provincial-department",
      name: "Sở Thông tin và Truyền thông",
      shortName: "STTTT",
      parentId: ids.province,
      code: "H34.13",
      code102: "000.00.13.H34",
      email: "stttt@kontum.example.vn",
    },
    {
      ...common,
      id: ids.unit,
      kind: "unit",
      name: "Phòng Công nghệ thông tin",
      parentId: ids.department,
      bodyId: ids.department,
    },
    {
      ...common,
      id: ids.district,
      kind: "district",
      name: "UBND huyện Đăk Hà",
      parentId: ids.province,
      code: "H34.31",
    },
    {
      ...common,
      id: ids.commune,
      kind: "commune",
      name: "UBND xã Đăk Mar",
      parentId: ids.district,
      code: "H34.31.20",
    },
  ]);
  await addPeople(queries, [
    { id: ids.clerk, fullName: "Rơ Châm H'Yến", email: "hyen@kontum.example.vn", mobile: "0905000111" },
    { id: ids.leader, fullName: "Nguyễn Văn Lân" },
  ]);
  const [clerkPost, leaderPost] = [randomUUID(), randomUUID()];
  await addPositions(queries, [
    {
      id: clerkPost,
      unitId: ids.unit,
      bodyId: ids.department,
      title: "Văn thư",
      rank: "clerk",
      roles: ["clerk"],
      ordinal: 2,
      validFrom: FROM,
    },
    {
      id: leaderPost,
      unitId: ids.department,
      bodyId: ids.department,
      title: "Giám đốc",
      rank: "head",
      roles: ["leader"],
      ordinal: 1,
      validFrom: FROM,
    },
  ]);
  await addAppointments(queries, [
    { id: randomUUID(), personId: ids.clerk, positionId: clerkPost, kind: "primary", validFrom: FROM },
    { id: randomUUID(), personId: ids.leader, positionId: leaderPost, kind: "primary", validFrom: FROM },
  ]);
  await reorganise(queries, {
    id: randomUUID(),
    legalBasis: "Nghị quyết số 1677/NQ-UBTVQH15",
    effective: "2025-07-01",
    establish: [{ id: ids.merged, kind: "commune", name: "UBND xã Đăk Mar mới", parentId: ids.district }],
    change: [],
    close: [{ id: ids.commune, kind: "merge", successors: [ids.merged] }],
  });
});
afterAll(async () => {
  site.close();
  await database.drop();
});

const ask = (path: string, who: PersonActor | null = actor) => site.ask(who, path);

describe("the directory", () => {
  test("is for signed-in people only", async () => {
    for (const path of [
      "/directory",
      "/directory/people",
      `/directory/organisations/${ids.province}`,
      "/directory/export.xlsx",
      "/directory/search.json?q=a",
    ]) {
      const answer = await ask(path, null);
      expect([answer.status, answer.location.startsWith("/sign-in?back=%2Fdirectory")], path).toEqual([
        303,
        true,
      ]);
    }
  });

  test("shows the tree of the province as it is on the day", async () => {
    const before = await ask("/directory?asOf=04/03/2022");
    expect(before.text).toContain("UBND xã Đăk Mar");
    expect(before.text).not.toContain("UBND xã Đăk Mar mới");
    expect(before.text).toContain("Đang xem danh bạ theo ngày 04/03/2022");
    expect(before.text).toContain(`/directory/organisations/${ids.commune}?asOf=2022-03-04`);
    expect((await ask("/directory?asOf=2026-01-01")).text).toContain("UBND xã Đăk Mar mới");
  });

  test.each(["31/02/2022", "hôm qua", "01/01/0001", "01/01/9999", "2022-13-01", "'; drop table x"])(
    "a day that is none (%s) is said beside the field, with today shown",
    async (typed) => {
      const { status, text } = await ask(`/directory?asOf=${encodeURIComponent(typed)}`);
      expect(status).toBe(200);
      expect(text).toContain("Nhập một ngày có thật");
      expect(text).toContain("UBND tỉnh Kon Tum");
    },
  );

  test.each([
    ["dak ha", "UBND huyện Đăk Hà"],
    ["Đăk Hà", "UBND huyện Đăk Hà"],
    ["so thong tin", "Sở Thông tin và Truyền thông"],
    ["H34.13", "Sở Thông tin và Truyền thông"],
    ["000.00.13.H34", "Sở Thông tin và Truyền thông"],
    ["cong nghe", "Phòng Công nghệ thông tin"],
  ])("finds by %s", async (typed, name) => {
    const { text } = await ask(`/directory?q=${encodeURIComponent(typed)}&asOf=2022-03-04`);
    expect(text).toContain(`>${name}</a>`);
  });

  test("says when nothing fits, and keeps what was typed", async () => {
    const { text } = await ask(`/directory?q=${encodeURIComponent("<script>zz")}`);
    expect(text).toContain("Không có mục nào khớp “&lt;script>zz”");
    expect(text).not.toContain("<script>zz");
  });

  test("answers a picker as JSON, fresh as typed", async () => {
    const { text, type } = await ask("/directory/search.json?q=dak+ha");
    expect(type).toContain("application/json");
    expect(JSON.parse(text)).toEqual({
      organisations: [
        expect.objectContaining({
          id: ids.district,
          name: "UBND huyện Đăk Hà",
          code: "H34.31",
          demoCode: true,
          parentName: "UBND tỉnh Kon Tum",
        }),
      ],
    });
    expect(JSON.parse((await ask("/directory/search.json")).text)).toEqual({ organisations: [] });
  });
});

describe("the page of an organisation", () => {
  test("shows both codes with the mark of the demonstration, units, and officials by role", async () => {
    const { text } = await ask(`/directory/organisations/${ids.department}?asOf=2022-03-04`);
    for (const part of [
      "H34.13",
      "000.00.13.H34",
      "mã thử nghiệm",
      "STTTT",
      "Phòng Công nghệ thông tin",
      "Giám đốc",
      "Lãnh đạo",
      "Rơ Châm H&#39;Yến",
      "Văn thư",
      "từ 01/01/2021 đến nay",
    ])
      expect(text.replaceAll("'", "&#39;"), part).toContain(part);
  });

  test("shows work data only: no private telephone anywhere", async () => {
    for (const path of [
      `/directory/organisations/${ids.department}`,
      `/directory/people/${ids.clerk}`,
      "/directory/people?q=yen",
    ]) {
      const { status, text } = await ask(path);
      expect(status).toBe(200);
      expect(text, path).not.toContain("0905000111");
    }
    expect((await ask(`/directory/people/${ids.clerk}`)).text).toContain("hyen@kontum.example.vn");
  });

  test("that has ended names who took over and by which act", async () => {
    const { text } = await ask(`/directory/organisations/${ids.commune}?asOf=2025-08-01`);
    expect(text).toContain("đã kết thúc hoạt động");
    expect(text).toContain(`/directory/organisations/${ids.merged}?asOf=2025-08-01`);
    expect(text).toContain("Nghị quyết số 1677/NQ-UBTVQH15");
    const successor = await ask(`/directory/organisations/${ids.merged}?asOf=2025-08-01`);
    expect(successor.text).toContain("Kế thừa từ");
    expect((await ask(`/directory/organisations/${ids.merged}?asOf=2022-03-04`)).text).toContain("chưa có");
  });

  test("that never was is not found", async () => {
    for (const id of [randomUUID(), "abc", "%00"])
      expect((await ask(`/directory/organisations/${id}`)).status).toBe(404);
    for (const id of [randomUUID(), "abc"]) expect((await ask(`/directory/people/${id}`)).status).toBe(404);
  });
});

describe("people", () => {
  test.each(["yến", "h'yen", "ro cham", "CHÂM YẾN", "Rơ Châm H'Yến"])("are found by %s", async (typed) => {
    expect((await ask(`/directory/people?q=${encodeURIComponent(typed)}`)).text).toContain(ids.clerk);
  });
  test("what is typed with marks is met with its marks", async () => {
    expect((await ask(`/directory/people?q=${encodeURIComponent("lân")}`)).text).toContain(ids.leader);
    expect((await ask(`/directory/people?q=${encodeURIComponent("lan")}`)).text).toContain(ids.leader);
    expect((await ask(`/directory/people?q=${encodeURIComponent("lấn")}`)).text).not.toContain(ids.leader);
    expect((await ask(`/directory/people?q=${encodeURIComponent("%_\\")}`)).status).toBe(200);
  });
  test("nobody is in office before the first appointment", async () => {
    expect((await ask("/directory/people?q=yen&asOf=2020-01-01")).text).toContain("Không có cán bộ nào khớp");
    expect((await ask(`/directory/people/${ids.clerk}?asOf=2020-01-01`)).text).toContain(
      "không giữ chức vụ nào",
    );
  });
});

describe("exports", () => {
  const sheet = async (bytes: Uint8Array) => {
    const { default: excel } = await import("exceljs");
    const book = new excel.Workbook();
    await book.xlsx.load(Buffer.from(bytes).buffer);
    const rows: string[] = [];
    book.worksheets[0]?.eachRow((row) => rows.push(row.values?.toString() ?? ""));
    return rows;
  };

  test("hold the tree with both codes, and the export is on record", async () => {
    const answer = await ask("/directory/export.xlsx?asOf=2022-03-04");
    expect(answer.status).toBe(200);
    const rows = await sheet(answer.bytes);
    expect(rows).toHaveLength(6);
    expect(rows.find((row) => row.includes("Sở Thông tin"))).toContain("H34.13,000.00.13.H34,x");
    const { rows: records } = await sql<{
      data: unknown;
    }>`select data from audit.record where action = 'directory.export'`.execute(database.queries);
    expect(records.at(-1)?.data).toEqual({ day: "2022-03-04", rows: 5 });
  });

  test("of officials hold work data only", async () => {
    const answer = await ask(`/directory/organisations/${ids.department}/people.xlsx`);
    const rows = await sheet(answer.bytes);
    expect(rows.slice(1)).toEqual([
      ",Nguyễn Văn Lân,Giám đốc,Sở Thông tin và Truyền thông,Sở Thông tin và Truyền thông,Lãnh đạo,",
      ",Rơ Châm H'Yến,Văn thư,Phòng Công nghệ thông tin,Sở Thông tin và Truyền thông,Văn thư,hyen@kontum.example.vn",
    ]);
  });
});

describe("programs", () => {
  const program = { ...actor, scopes: [DIRECTORY_READ.name] };
  const found = z.object({ organisations: z.array(z.object({ id: z.string(), name: z.string() })) });

  test("search, read one organisation, and find people with the same rights as the page", async () => {
    const search = found.parse(
      JSON.parse((await ask("/api/v1/directory/organisations?q=dak+ha", program)).text),
    );
    expect(search.organisations.map(({ id }) => id)).toEqual([ids.district]);
    const tree = found.parse(
      JSON.parse((await ask("/api/v1/directory/organisations?asOf=2022-03-04", program)).text),
    );
    expect(tree.organisations.map(({ name }) => name)).toEqual([
      "UBND tỉnh Kon Tum",
      "Sở Thông tin và Truyền thông",
      "UBND huyện Đăk Hà",
      "UBND xã Đăk Mar",
    ]);
    const one = await ask(`/api/v1/directory/organisations/${ids.department}`, program);
    expect(one.text).toContain("Phòng Công nghệ thông tin");
    expect(one.text).not.toContain("0905000111");
    expect((await ask(`/api/v1/directory/organisations/${randomUUID()}`, program)).status).toBe(404);
    expect((await ask("/api/v1/directory/people?q=yen", program)).text).toContain("Rơ Châm H'Yến");
    expect((await ask("/api/v1/directory/people?q=yen", { ...program, scopes: ["other:read"] })).status).toBe(
      403,
    );
    expect((await ask("/api/v1/directory/organisations?asOf=2022-02-31", program)).status).toBe(422);
  });
});
