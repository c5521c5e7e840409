import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { uuidv7 } from "../../../../core/transaction/index.ts";
import { STTTT, type TestProvince, testProvince } from "../../testing.ts";
import { testPages } from "../testing.ts";
import { importPages } from "./index.ts";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let clerk: PersonActor;
let administrator: PersonActor;

beforeAll(async () => {
  world = await testProvince();
  clerk = await world.actor("clerk", await world.organisation(STTTT));
  administrator = { ...clerk, appointmentId: uuidv7(new Date()), roles: ["administrator"] };
  pages = testPages(world.house, importPages);
});
afterAll(() => world.close());

test("administrators see runs, the refused lines with their reasons, and export them; others do not", async () => {
  const id = uuidv7(new Date());
  await world.database.pool.query(
    `insert into documents.bulk_run (id, kind, source, parameters, documents, refused, started_by_name, started_at)
     values ($1, 'import', 'x', '{"system": "ioffice cũ"}', 1234, 1, 'Hệ thống', now())`,
    [id],
  );
  await world.database.pool.query(
    "insert into documents.import_refusal values ($1, 'documents.csv', 7, 'd<7>', 'abstract', ''), ($1, 'documents.csv', 7, 'd<7>', 'later-release', '')",
    [id],
  );
  const list = await pages.as(administrator).get("/administration/imports");
  expect(list.text).toContain("ioffice cũ");
  expect(list.text).toContain("1.234 văn bản");
  const one = await pages.as(administrator).get(`/administration/imports/${id}`);
  expect(one.text).toContain("documents.csv, dòng 7 (d&lt;7>)");
  expect(one.text).toContain("Trích yếu thiếu hoặc dài quá 500 ký tự");
  const file = await pages.as(administrator).get(`/administration/imports/${id}/refused.xlsx`);
  expect([file.status, file.text.slice(0, 2)]).toEqual([200, "PK"]);
  for (const path of ["", `/${id}`, `/${id}/refused.xlsx`])
    expect((await pages.as(clerk).get(`/administration/imports${path}`)).status).toBe(403);
  expect((await pages.as(administrator).get("/administration/imports/nothing")).status).toBe(404);
});
