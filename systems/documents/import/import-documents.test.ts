import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { may } from "../../../core/access/index.ts";
import { migrate } from "../../../core/database/index.ts";
import { parseQuery, searchItems } from "../../../core/search/index.ts";
import { samplePdf } from "../../../core/signing/testing/sample-pdf.ts";
import { transact } from "../../../core/transaction/index.ts";
import { askClosing } from "../closing/ask-closing.ts";
import { getIncoming, subjectOfIncoming } from "../incoming/incoming.ts";
import { mayReadIncoming } from "../permissions.ts";
import { readerOf } from "../search/readers.ts";
import { STTTT, type TestProvince, testProvince } from "../testing.ts";
import { importDocuments } from "./import-documents.ts";
import { REFUSALS } from "./refusals.ts";

let world: TestProvince;
const folders: string[] = [];

beforeAll(async () => {
  world = await testProvince();
  await migrate(world.database, [
    { room: "core/identity", folder: new URL("../../../core/identity/migrations/", import.meta.url) },
  ]);
});
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await world.close();
});

const HEAD =
  "key;direction;organisation;number;notation;date;type;abstract;issuer;signer;arrival_number;state;unit;person;secrecy;recipients;file";

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "import-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A line of documents.csv, right unless told otherwise. */
function line(cells: Readonly<Record<string, string>>): string {
  const right: Record<string, string> = {
    direction: "incoming",
    organisation: STTTT,
    number: "12",
    notation: "UBND-VX",
    date: "2020-05-06",
    type: "Công văn",
    abstract: "V/v bảo tồn cồng chiêng",
    issuer: "UBND xã Đăk Long",
    signer: "A Thăng",
    state: "completed",
  };
  return HEAD.split(";")
    .map((name) => `"${(cells[name] ?? right[name] ?? "").replaceAll('"', '""')}"`)
    .join(";");
}

async function refusalsOf(runId: string): Promise<string[]> {
  const { rows } = await sql<{ at: string }>`
    select file || ':' || line || ':' || code as at from documents.import_refusal
     where run_id = ${runId} order by file, line, code`.execute(world.database.queries);
  return rows.map((row) => row.at);
}

test("documents, files, rights and registers of another system are taken over, and taken once", async () => {
  const pdf = await samplePdf();
  const { queries } = world.database;
  const body = await world.organisation(STTTT);
  const { rows: units } = await sql<{ id: string; name: string }>`
    select organisation_id as id, name from directory.organisation_version
     where body_id = ${body}::uuid and kind = 'unit' order by ordinal`.execute(queries);
  const unit = units[0]?.name ?? "";
  const specialist = await world.actor("specialist", units[0]?.id ?? "");
  const folder = folderWith({
    "documents.csv": `\ufeff${HEAD}\r\n${[
      line({ key: "d1", arrival_number: "7", abstract: 'V/v "cồng chiêng";\nhai dòng', file: "a.pdf" }),
      line({
        key: "d2",
        direction: "outgoing",
        number: "3",
        notation: "STTTT-VP",
        state: "",
        file: "a.pdf",
        recipients: "000.00.36.H34",
      }),
    ].join("\r\n")}\r\n`,
    "a.pdf": pdf,
    "b.txt": "phụ lục",
    "files.csv": "key,path,name\nd1,b.txt,Phụ lục.txt\nd1,a.pdf,Bản scan.pdf\nnobody,b.txt,x\n",
    "rights.csv": `key,organisation,unit\nd1,${STTTT},${unit}\n`,
    "registers.csv": `organisation,series,year,last\n${STTTT},incoming,2020,90\n${STTTT},outgoing,2020,1\n`,
  });
  const options = { folder, system: "ioffice" };
  const report = await importDocuments(world.house, options);
  expect(report).toMatchObject({ documents: 2, refused: 2 });
  expect(await refusalsOf(report.runId)).toEqual([
    "files.csv:4:unknown-key",
    "registers.csv:3:register-behind",
  ]);
  const { rows } = await sql<{ id: string; direction: string }>`
    select document_id as id, direction from documents.import_key where key in ('d1', 'd2') order by key`.execute(
    queries,
  );
  const document = await getIncoming(queries, rows[0]?.id ?? "");
  expect(document).toMatchObject({
    arrival_number: 7,
    arrival_year: 2020,
    state: "completed",
    abstract: 'V/v "cồng chiêng";\nhai dòng',
  });
  const { rows: attached } = await sql<{ name: string; position: number }>`
    select name, position from documents.attachment where document_id = ${document.id} order by position`.execute(
    queries,
  );
  expect(attached).toEqual([
    { name: "Phụ lục.txt", position: 0 },
    { name: "Bản scan.pdf", position: 1 },
  ]);
  const { rows: counters } = await sql<{ last: number }>`
    select last from numbering.counter where organisation_id = ${body}::uuid and year = 2020 order by series`.execute(
    queries,
  );
  expect(counters.map((row) => row.last)).toEqual([90, 3]);
  // The right that was imported holds on the page and in the search alike.
  expect(may(specialist, mayReadIncoming, await subjectOfIncoming(queries, document))).toBe(true);
  const found = await searchItems(queries, {
    query: parseQuery("cong chieng"),
    reader: readerOf(specialist),
  });
  expect(found.hits.map((hit) => hit.id)).toEqual([document.id]);

  expect(await importDocuments(world.house, options)).toEqual(report);
  const other = await importDocuments(world.house, {
    ...options,
    folder: folderWith({ "documents.csv": `${HEAD}\n${line({ key: "d1", arrival_number: "8" })}\n` }),
  });
  expect(await refusalsOf(other.runId)).toEqual(["documents.csv:2:known-key"]);
});

test("a line that cannot be taken is named with every reason; the lines around it go in", async () => {
  const folder = folderWith({
    "documents.csv": `${HEAD}\n${[
      line({ key: "r1", arrival_number: "11", date: "2020-13-01", organisation: "000.00.99.H34" }),
      line({ key: "r2", arrival_number: "12", file: "../../etc/passwd" }),
      line({ key: "r3", arrival_number: "13", file: "out.pdf" }),
      line({ key: "r4", arrival_number: "14", file: "text.pdf" }),
      line({ key: "r5", arrival_number: "15" }),
      line({ key: "r6", arrival_number: "15" }),
      line({ key: "r5", arrival_number: "16" }),
      line({ key: "r7", direction: "outgoing", secrecy: "1", recipients: "000.00.36.H34", state: "" }),
      line({ key: "r8", state: "processing", arrival_number: "18", person: "Không Ai" }),
    ].join("\n")}\n`,
    "text.pdf": "không phải PDF",
  });
  symlinkSync("/etc/hostname", join(folder, "out.pdf"));
  const report = await importDocuments(world.house, { folder, system: "old" });
  expect(report).toMatchObject({ documents: 1, refused: 8 });
  expect(await refusalsOf(report.runId)).toEqual(
    [
      "documents.csv:2:date",
      "documents.csv:2:organisation",
      "documents.csv:3:file",
      "documents.csv:4:file",
      "documents.csv:5:file-type",
      "documents.csv:7:number-taken",
      "documents.csv:8:repeated-key",
      "documents.csv:9:file-missing",
      "documents.csv:9:secret-recipients",
      "documents.csv:10:person",
      "documents.csv:10:unit",
    ].sort((a, b) => Number(a.split(":")[1]) - Number(b.split(":")[1])),
  );
  for (const words of Object.values(REFUSALS)) expect(words.vi && words.en).toBeTruthy();
});

test("open documents arrive open: with leader, directive, lead and co-operating units, person and both deadlines", async () => {
  const { queries } = world.database;
  const body = await world.organisation(STTTT);
  const leader = await world.actor("leader", body);
  const { rows: units } = await sql<{ id: string; name: string }>`
    select organisation_id as id, name from directory.organisation_version
     where body_id = ${body}::uuid and kind = 'unit' order by ordinal limit 3`.execute(queries);
  const [lead, second, third] = units.map(({ name }) => name);
  const specialist = await world.actor("specialist", units[0]?.id ?? "");
  const head = `${HEAD};leader;directive;cooperating;deadline;person_deadline`;
  const open = (key: string, arrival: string, more: readonly string[], state: string, cells = {}) =>
    `${line({ key, arrival_number: arrival, state, ...cells })};${more.map((cell) => `"${cell}"`).join(";")}`;
  const work = { unit: lead ?? "", person: specialist.fullName };
  const folder = folderWith({
    "documents.csv": `${head}\n${[
      open(
        "w1",
        "301",
        [leader.fullName, "Giao tham mưu trả lời", `${second}|${third}`, "2031-02-10", "2031-02-05"],
        "processing",
        work,
      ),
      open("w2", "302", [leader.fullName, "", "", "2031-02-10", ""], "presented"),
      open("w3", "303", ["Không Ai", "", "", "", ""], "presented"),
      open("w4", "304", ["", "x".repeat(1_001), `${lead}`, "2031-02-10", "2031-02-11"], "assigned", work),
      open("w5", "305", ["", "", `${second}`, "mai", "2031-02-01"], "registered"),
      open("w6", "306", ["Người Đã Nghỉ", "", "", "", ""], "assigned", work),
    ].join("\n")}\n`,
  });
  const report = await importDocuments(world.house, { folder, system: "work" });
  expect(await refusalsOf(report.runId)).toEqual([
    "documents.csv:4:leader",
    "documents.csv:5:cooperating",
    "documents.csv:5:directive",
    "documents.csv:5:person-deadline",
    "documents.csv:6:cooperating",
    "documents.csv:6:deadline",
    "documents.csv:6:person-deadline",
  ]);
  const { rows } = await sql<Record<string, unknown>>`
    select k.key, i.state, i.directive, i.presented_to, a.role, a.unit_name, a.appointment_id, a.state as part,
           to_char(a.deadline at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI') as deadline,
           to_char(a.person_deadline at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') as person_deadline
      from documents.import_key k join documents.incoming i on i.id = k.document_id
      left join documents.assignment a on a.incoming_id = i.id
     where k.system = 'work' order by k.key, a.role desc, a.unit_name = ${third ?? ""}`.execute(queries);
  const common = {
    key: "w1",
    state: "processing",
    directive: "Giao tham mưu trả lời",
    presented_to: leader.appointmentId,
  };
  const due = "2031-02-10 17:00";
  expect(rows).toEqual([
    {
      ...common,
      role: "lead",
      unit_name: lead,
      appointment_id: specialist.appointmentId,
      part: "processing",
      deadline: due,
      person_deadline: "2031-02-05",
    },
    {
      ...common,
      role: "co-operating",
      unit_name: second,
      appointment_id: null,
      part: "waiting",
      deadline: due,
      person_deadline: null,
    },
    {
      ...common,
      role: "co-operating",
      unit_name: third,
      appointment_id: null,
      part: "waiting",
      deadline: due,
      person_deadline: null,
    },
    {
      key: "w2",
      state: "presented",
      directive: "",
      presented_to: leader.appointmentId,
      role: null,
      unit_name: null,
      appointment_id: null,
      part: null,
      deadline: null,
      person_deadline: null,
    },
    // Who presented it to whom long ago is kept by name; nobody acts as one who has left. No deadline given: none.
    {
      key: "w6",
      state: "assigned",
      directive: "",
      presented_to: null,
      role: "lead",
      unit_name: lead,
      appointment_id: specialist.appointmentId,
      part: "waiting",
      deadline: null,
      person_deadline: null,
    },
  ]);
});

test("a run that stopped goes on behind its last batch", async () => {
  const lines = Array.from({ length: 2_500 }, (_, n) =>
    line({ key: `s${n}`, arrival_number: String(1_000 + n) }),
  );
  const folder = folderWith({ "documents.csv": `${HEAD}\n${lines.join("\n")}\n` });
  const options = { folder, system: "stopped" };
  const stop = new Error("power cut");
  await expect(
    importDocuments(world.house, {
      ...options,
      onProgress() {
        throw stop;
      },
    }),
  ).rejects.toBe(stop);
  const report = await importDocuments(world.house, options);
  expect(report).toMatchObject({ documents: 2_500, refused: 0 });
  const { rows } = await sql<{ n: number; numbers: number }>`
    select count(*)::int as n, count(distinct arrival_number)::int as numbers from documents.incoming
     where arrival_number >= 1000`.execute(world.database.queries);
  expect(rows[0]).toEqual({ n: 2_500, numbers: 2_500 });
});

test("a register that was closed takes nothing from an import; the year beside it does", async () => {
  const clerk = await world.actor("clerk", await world.organisation(STTTT));
  const importing = async (system: string, dates: readonly string[]) => {
    const lines = dates.map((date, n) =>
      line({ key: `${system}${n}`, date, arrival_number: String(1 + n), number: String(70 + n) }),
    );
    const folder = folderWith({ "documents.csv": `${HEAD}\n${lines.join("\n")}\n` });
    return await importDocuments(world.house, { folder, system });
  };
  expect(await importing("open", ["2011-05-06"])).toMatchObject({ documents: 1, refused: 0 });
  await transact(world.house, { actor: clerk }, (tx) =>
    askClosing(tx, clerk, { book: "incoming", secret: false, year: 2011 }),
  );
  const report = await importing("closed", ["2012-05-06", "2011-05-06"]);
  expect(report).toMatchObject({ documents: 1, refused: 1 });
  expect(await refusalsOf(report.runId)).toEqual(["documents.csv:3:book-closed"]);
});
