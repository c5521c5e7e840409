import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { may } from "../../../core/access/index.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
// The command of the operator opens the documents room's import the same way.
import { importDocuments } from "../../documents/import/import-documents.ts";
import { reasonOf } from "../../documents/import/refusals.ts";
import { DAK_HA, type TestProvince } from "../../documents/testing.ts";
import { giveNotice } from "../deposit/give-notice.ts";
import { listDeposits } from "../deposit/read-deposits.ts";
import { mayReadFile, mayWorkInFile } from "../permissions.ts";
import { STTTT, testRecords } from "../testing.ts";
import { freezeWorkFile } from "../work-files/freeze-work-file.ts";
import { itemsOf } from "../work-files/items.ts";
import { getWorkFile, subjectOfFile } from "../work-files/work-file.ts";
import { workFileParts } from "./index.ts";
import { FILE_REFUSALS } from "./refusals.ts";

let world: TestProvince;
let keeper: PersonActor;
let colleague: PersonActor;
let leader: PersonActor;
let unit: string;
const folders: string[] = [];

beforeAll(async () => {
  world = await testRecords();
  const body = await world.organisation(STTTT);
  leader = await world.actor("leader", body);
  const { rows } = await sql<{ id: string; name: string }>`
    select organisation_id as id, name from directory.organisation_version
     where body_id = ${body}::uuid and kind = 'unit' order by ordinal`.execute(world.database.queries);
  unit = rows[0]?.name ?? "";
  keeper = await world.actor("specialist", rows[0]?.id ?? "");
  colleague = await world.actor("specialist", rows[1]?.id ?? "");
});
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await world.close();
});

const DOCUMENTS =
  "key;direction;organisation;number;notation;date;type;abstract;issuer;signer;arrival_number;state;unit;person;deadline";
const FILES =
  "key;organisation;year;notation;title;retention;person;unit;state;opened;closed;access;kind;keywords";
const OF_FILE = "file;document";
const RIGHTS = "file;organisation;unit;person;level";

function csv(
  head: string,
  right: Readonly<Record<string, string>>,
  lines: readonly Readonly<Record<string, string>>[],
) {
  const names = head.split(";");
  const rows = lines.map((line) =>
    names.map((name) => `"${(line[name] ?? right[name] ?? "").replaceAll('"', '""')}"`).join(";"),
  );
  return `${[head, ...rows].join("\n")}\n`;
}

type Lines = readonly Readonly<Record<string, string>>[];

function folderOf(given: { documents?: Lines; files?: Lines; filed?: Lines; rights?: Lines }): string {
  const folder = mkdtempSync(join(tmpdir(), "import-files-"));
  folders.push(folder);
  const document = {
    direction: "incoming",
    organisation: STTTT,
    number: "12",
    notation: "UBND-VX",
    date: "2019-05-06",
    type: "Công văn",
    abstract: "V/v chuyển đổi số",
    issuer: "UBND xã Đăk Long",
    state: "completed",
  };
  const file = {
    organisation: STTTT,
    year: "2019",
    title: "Hồ sơ về chuyển đổi số",
    retention: "20 năm",
    person: keeper.fullName,
    state: "closed",
    closed: "2019-12-20",
  };
  if (given.documents)
    writeFileSync(join(folder, "documents.csv"), csv(DOCUMENTS, document, given.documents));
  if (given.files) writeFileSync(join(folder, "work-files.csv"), csv(FILES, file, given.files));
  if (given.filed) writeFileSync(join(folder, "work-file-documents.csv"), csv(OF_FILE, {}, given.filed));
  if (given.rights)
    writeFileSync(join(folder, "work-file-rights.csv"), csv(RIGHTS, { organisation: STTTT }, given.rights));
  return folder;
}

async function importing(folder: string, system: string, onProgress?: () => void) {
  return await importDocuments(world.house, {
    folder,
    system,
    parts: workFileParts,
    ...(onProgress ? { onProgress } : {}),
  });
}

async function refusalsOf(runId: string): Promise<string[]> {
  const { rows } = await sql<{ at: string }>`
    select file || ':' || line || ':' || code as at from documents.import_refusal
     where run_id = ${runId} order by file, line, code`.execute(world.database.queries);
  return rows.map((row) => row.at);
}

async function fileOf(system: string, key: string) {
  const { rows } = await sql<{ id: string }>`
    select file_id as id from records.import_key where system = ${system} and key = ${key}`.execute(
    world.database.queries,
  );
  return await getWorkFile(world.database.queries, rows[0]?.id ?? "");
}

test("files come with retention, person, state, their documents in order and who may see them; one document in two files", async () => {
  const folder = folderOf({
    documents: [
      { key: "d1", arrival_number: "1" },
      { key: "d2", arrival_number: "2", abstract: "V/v chữ ký số" },
      {
        key: "d3",
        arrival_number: "3",
        state: "processing",
        unit,
        person: keeper.fullName,
        deadline: "2031-01-15",
      },
    ],
    files: [
      { key: "f1", notation: "01-STTTT", keywords: "chữ ký số" },
      {
        key: "f2",
        notation: "02-STTTT",
        retention: "vĩnh viễn",
        state: "open",
        closed: "",
        opened: "2019-03-01",
        access: "named",
      },
      { key: "f3", notation: "03-STTTT", retention: "5", person: "Người Đã Nghỉ Hưu", state: "deposited" },
    ],
    filed: [
      { file: "f1", document: "d2" },
      { file: "f1", document: "d1" },
      { file: "f2", document: "d1" },
      { file: "f2", document: "d3" },
    ],
    rights: [
      { file: "f2", person: colleague.fullName, level: "work" },
      { file: "f1", unit },
    ],
  });
  const report = await importing(folder, "ioffice");
  expect(await refusalsOf(report.runId)).toEqual([]);
  expect(report).toMatchObject({ documents: 3, refused: 0 });
  const { queries } = world.database;

  const closed = await fileOf("ioffice", "f1");
  expect(closed).toMatchObject({
    notation: "01-STTTT",
    permanent: false,
    years: 20,
    state: "closed",
    opened_on: "2019-01-01",
    closed_on: "2019-12-20",
    // A year after the work ended (NĐ 30/2020 Art. 30).
    deposit_due: "2020-12-20",
    keeper: keeper.appointmentId,
    keeper_name: keeper.fullName,
    unit_id: keeper.unitId,
    access: "unit",
  });
  const items = await itemsOf(queries, closed.id);
  expect(items.map(({ item, document }) => [item.position, document?.abstract])).toEqual([
    [1, "V/v chữ ký số"],
    [2, "V/v chuyển đổi số"],
  ]);
  const open = await fileOf("ioffice", "f2");
  expect(open).toMatchObject({
    permanent: true,
    years: null,
    state: "open",
    closed_on: null,
    deposit_due: null,
  });
  const inOpen = await itemsOf(queries, open.id);
  expect(inOpen.map(({ item }) => item.document_id)[0]).toBe(items[1]?.item.document_id);
  const subject = await subjectOfFile(queries, open);
  // The right held in the old system; it counts at once.
  expect(may(colleague, mayWorkInFile, subject)).toBe(true);
  expect(may({ ...colleague, appointmentId: crypto.randomUUID() }, mayReadFile, subject)).toBe(false);
  const deposited = await fileOf("ioffice", "f3");
  const archivist = await world.actor("clerk", deposited.organisation_id);
  const [deposit] = await listDeposits(queries, archivist, {});
  expect(deposit).toMatchObject({ id: deposited.deposit_id, files: 1, accepted: 1, waiting: 0 });
  expect(deposited).toMatchObject({
    state: "deposited",
    keeper_name: "Người Đã Nghỉ Hưu",
    deposit_due: null,
  });

  // The open document is somebody's, with its deadline at the end of that day's office hours.
  const { rows: parts } = await sql<{ appointment_id: string; state: string; deadline: Date }>`
    select a.appointment_id, a.state, a.deadline from documents.assignment a
      join documents.import_key k on k.document_id = a.incoming_id where k.system = 'ioffice' and k.key = 'd3'`.execute(
    queries,
  );
  expect(parts).toEqual([
    { appointment_id: keeper.appointmentId, state: "processing", deadline: new Date("2031-01-15T10:00:00Z") },
  ]);
  // What each file took is in the report; the same folder again changes nothing.
  const { rows: runs } = await sql<{ taken: object }>`
    select taken from documents.bulk_run where id = ${report.runId}`.execute(queries);
  expect(runs[0]?.taken).toEqual({
    "documents.csv": 3,
    "work-files.csv": 3,
    "work-file-documents.csv": 4,
    "work-file-rights.csv": 2,
  });
  expect(await importing(folder, "ioffice")).toEqual(report);
  expect((await itemsOf(queries, open.id)).length).toBe(2);
  // A closed file that is late is told of like any other.
  await transact(world.house, { actor: { kind: "system", name: "test" } }, async (tx) => {
    expect(await giveNotice(tx)).toBe(1);
  });
});

test("a line that cannot be taken is named with every reason; the lines around it go in", async () => {
  const folder = folderOf({
    documents: [
      { key: "e1", arrival_number: "41" },
      { key: "e2", arrival_number: "42", state: "registered" },
      { key: "e3", arrival_number: "1", organisation: DAK_HA },
    ],
    files: [
      { key: "g1", notation: "11-STTTT" },
      { key: "g1", notation: "12-STTTT" },
      { key: "g3", notation: "11-STTTT" },
      { key: "", notation: "13 STTTT", title: "", retention: "lâu dài", year: "19" },
      { key: "g5", notation: "15-STTTT", organisation: "000.00.99.H34" },
      { key: "g6", notation: "16-STTTT", person: "Không Ai", state: "open", closed: "" },
      { key: "g7", notation: "17-STTTT", closed: "2018-12-20" },
      { key: "g8", notation: "18-STTTT", state: "returned", access: "all", kind: "x", unit: "Không có" },
      { key: "g9", notation: "19-STTTT", keywords: "x".repeat(201), retention: "101" },
    ],
    filed: [
      { file: "g1", document: "e1" },
      { file: "g1", document: "e1" },
      { file: "g1", document: "e2" },
      { file: "g1", document: "e3" },
      { file: "none", document: "e1" },
      { file: "g1", document: "none" },
    ],
    rights: [
      { file: "g1", unit, level: "work" },
      { file: "g1", unit: "Không có" },
      { file: "g1", person: "Không Ai" },
      { file: "g1", organisation: DAK_HA, unit },
      { file: "none", unit },
    ],
  });
  const report = await importing(folder, "old");
  expect(await refusalsOf(report.runId)).toEqual(
    [
      "work-file-documents.csv:3:filed-already",
      "work-file-documents.csv:4:open-document",
      "work-file-documents.csv:5:other-organisation",
      "work-file-documents.csv:6:unknown-file",
      "work-file-documents.csv:7:unknown-key",
      "work-file-rights.csv:2:level",
      "work-file-rights.csv:3:unit",
      "work-file-rights.csv:4:person",
      "work-file-rights.csv:5:organisation",
      "work-file-rights.csv:6:unknown-file",
      "work-files.csv:10:file-text",
      "work-files.csv:10:retention",
      "work-files.csv:3:repeated-key",
      "work-files.csv:4:notation-taken",
      "work-files.csv:5:file-day",
      "work-files.csv:5:file-notation",
      "work-files.csv:5:file-title",
      "work-files.csv:5:file-year",
      "work-files.csv:5:missing-key",
      "work-files.csv:5:retention",
      "work-files.csv:6:organisation",
      "work-files.csv:7:person",
      "work-files.csv:8:file-day",
      "work-files.csv:9:file-access",
      "work-files.csv:9:file-kind",
      "work-files.csv:9:file-state",
      "work-files.csv:9:unit",
    ].sort((a, b) => order(a) - order(b)),
  );
  expect(await fileOf("old", "g1")).toMatchObject({ notation: "11-STTTT" });
  // The report says each in words, wherever the code comes from.
  for (const [code, words] of Object.entries(FILE_REFUSALS)) expect(reasonOf(code)).toEqual(words);
});

const PARTS = ["work-file-documents.csv", "work-file-rights.csv", "work-files.csv"];

/** By file, line and code, as the report has them. */
function order(at: string): number {
  const [file = "", line] = at.split(":");
  return PARTS.indexOf(file) * 1_000 + Number(line);
}

test("work files may come later than their documents; a file that was worked on here is left alone", async () => {
  await importing(folderOf({ documents: [{ key: "l1", arrival_number: "51" }] }), "later");
  await importing(folderOf({ files: [{ key: "l1", notation: "21-STTTT" }] }), "later");
  const file = await fileOf("later", "l1");
  const added = await importing(folderOf({ filed: [{ file: "l1", document: "l1" }] }), "later");
  expect(added.refused).toBe(0);
  await transact(world.house, { actor: leader }, (tx) =>
    freezeWorkFile(tx, leader, file.id, "Phục vụ thanh tra công tác văn thư"),
  );
  const late = await importing(
    folderOf({
      filed: [
        { file: "l1", document: "l1" },
        { file: "l1", document: "" },
      ],
      rights: [{ file: "l1", unit }],
    }),
    "later",
  );
  expect(await refusalsOf(late.runId)).toEqual([
    "work-file-documents.csv:2:file-moved-on",
    "work-file-documents.csv:3:unknown-key",
    "work-file-rights.csv:2:file-moved-on",
  ]);
  await expect(importing(folderOf({}), "later")).rejects.toMatchObject({ code: "import.no-documents" });
});

test("a run that stopped goes on behind its last batch: every file once, every document once in it", async () => {
  const amount = 1_200;
  const folder = folderOf({
    documents: Array.from({ length: 10 }, (_, n) => ({ key: `s${n}`, arrival_number: String(100 + n) })),
    files: Array.from({ length: amount }, (_, n) => ({ key: `s${n}`, notation: `${n + 1}-S` })),
    filed: Array.from({ length: amount }, (_, n) => ({ file: `s${n}`, document: `s${n % 10}` })),
  });
  let stops = 0;
  let done: Awaited<ReturnType<typeof importing>> | undefined;
  while (!done) {
    try {
      done = await importing(folder, "stopped", () => {
        stops += 1;
        // After every batch but the last ones: each run gets one batch further.
        if (stops <= 4) throw new Error("power cut");
      });
    } catch (error) {
      expect(String(error)).toContain("power cut");
    }
  }
  expect(done).toMatchObject({ documents: 10, refused: 0 });
  const { rows } = await sql<{ files: number; items: number; places: number }>`
    select count(distinct k.file_id)::int as files, count(i.id)::int as items,
           count(distinct (i.file_id, i.document_id))::int as places
      from records.import_key k left join records.item i on i.file_id = k.file_id where k.system = 'stopped'`.execute(
    world.database.queries,
  );
  expect(rows[0]).toEqual({ files: amount, items: amount, places: amount });
});
