import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../core/calendar/index.ts";
import { migrate } from "../../../core/database/index.ts";
import { holdersOf, unitsOf } from "../../../core/directory/index.ts";
import { eventJobs } from "../../../core/events/index.ts";
import { startJobs } from "../../../core/jobs/index.ts";
import { notifications } from "../../../core/notify/system.ts";
import { samplePdf } from "../../../core/signing/testing/sample-pdf.ts";
import { type PersonActor, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { formatDate } from "../../../core/ui/index.ts";
import { answerRequest } from "../incoming/answer-request.ts";
import { assignPerson } from "../incoming/assign-person.ts";
import { directIncomingDocument } from "../incoming/direct-incoming-document.ts";
import { noteRequest } from "../incoming/note-request.ts";
import { presentIncomingDocument } from "../incoming/present-incoming-document.ts";
import { type ReceivedDocument, receiveDocument } from "../incoming/receive-document.ts";
import { refuseIncomingDocument } from "../incoming/refuse-incoming-document.ts";
import { registerIncomingDocument } from "../incoming/register-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "../incoming/register-paper-document.ts";
import { documentNotifications } from "../notifications.ts";
import { DAK_HA, STTTT, type TestProvince, testProvince } from "../testing.ts";
import { homePages } from "../web/home/index.ts";
import { testPages } from "../web/testing.ts";
import { indexDocuments } from "./index-documents.ts";
import { pdfText } from "./pdf-text.ts";
import { readFileText } from "./read-file-text.ts";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let body: string;
let clerk: PersonActor;
let leader: PersonActor;
let head: PersonActor;
let specialist: PersonActor;
let colleague: PersonActor;
let stop: () => Promise<void>;
let unitId = "";

const subscriptions = [indexDocuments, ...documentNotifications];
const test_ = { kind: "system", name: "test" } as const;

beforeAll(async () => {
  world = await testProvince(subscriptions);
  if (notifications.migrations)
    await migrate(world.database, [{ room: "core/notify", folder: notifications.migrations }]);
  body = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", body);
  leader = await world.actor("leader", body);
  const today = localDateOf(new Date());
  const { queries } = world.database;
  for (const unit of await unitsOf(queries, body, today)) {
    const [first] = await holdersOf(queries, "head-of-unit", unit.id, today);
    const [one, two] = await holdersOf(queries, "specialist", unit.id, today);
    if (!first || !one || !two) continue;
    unitId = unit.id;
    [head, specialist, colleague] = [first, one, two].map(world.actorOf) as [
      PersonActor,
      PersonActor,
      PersonActor,
    ];
    break;
  }
  pages = testPages(world.house, (app) => homePages(app));
  const runner = await startJobs(world.house, [readFileText, ...eventJobs(subscriptions)], {
    soleInstance: true,
  });
  stop = () => runner.stop();
});
afterAll(async () => {
  await stop();
  await world.close();
});

async function arrived(change: Partial<ReceivedDocument> = {}, words?: string): Promise<string> {
  const pdf = words === undefined ? await samplePdf() : await samplePdf([[{ text: words, x: 80, y: 120 }]]);
  const file = await world.house.files.put(pdf);
  const made = await transact(world.house, { actor: test_ }, (tx) =>
    receiveDocument(tx, {
      organisationId: body,
      wireId: uuidv7(new Date()),
      fromOrganisationId: null,
      fromCode: STTTT,
      fromName: "Sở Thông tin và Truyền thông",
      codeNumber: "15",
      codeNotation: "STTTT-CNTT",
      issuedDate: "2026-03-04",
      typeName: "Công văn",
      abstract: "Về việc rà soát hạ tầng",
      summary: "",
      signerName: "",
      signerPosition: "",
      urgency: 0,
      dueDate: null,
      steering: 0,
      paper: false,
      pageAmount: 1,
      toPlaces: [],
      file: { name: "cv.pdf", description: "", ...file },
      attachments: [],
      verdict: "valid-both",
      verdictDetails: null,
      responseFor: [],
      ...change,
    }),
  );
  return made.incomingId;
}

async function finds(who: PersonActor, words: string, id: string): Promise<boolean> {
  const page = await pages.as(who).get(`/search?q=${encodeURIComponent(words)}`);
  expect(page.status).toBe(200);
  return page.text.includes(`/incoming/${id}"`);
}

/** Jobs run beside the test: asks again until it is so, at most 20 seconds. */
async function until(check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error("it did not become so");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function told(who: PersonActor, kind: string, href: string): Promise<number> {
  const { rows } = await world.database.pool.query<{ n: number }>(
    "select count(*)::int as n from notify.notification where person_id = $1 and kind = $2 and href = $3",
    [who.personId, kind, href],
  );
  return rows[0]?.n ?? 0;
}

describe("documents are found", () => {
  test("by fields with and without diacritics, by number, and by the words of the file, with the place marked", async () => {
    const id = await arrived(
      { abstract: "Về việc rà soát trạm thủy văn Đăk Bla", codeNumber: "4711" },
      "Nội dung: đập tràn Ya Ly cần được gia cố",
    );
    await until(() => finds(clerk, "tram thuy van dak bla", id));
    expect(await finds(clerk, "trạm thuỷ văn", id)).toBe(true);
    expect(await finds(clerk, "4711/STTTT", id)).toBe(true);
    await until(() => finds(clerk, "dap tran ya ly", id));
    const page = await pages.as(clerk).get(`/search?q=${encodeURIComponent("đập tràn")}`);
    expect(page.text).toContain("<mark>đập tràn</mark>");
    expect(page.text).toContain("Khớp nội dung văn bản");
    await until(async () => (await told(clerk, "documents.arrived", `/incoming/${id}`)) === 1);
  });

  test("narrowed by type, person and state; kept under a name; exported with their reasons", async () => {
    const id = await arrived(
      { abstract: "Về việc kiểm định cầu treo Kon Klor", signerName: "Y Vân", codeNumber: "4712" },
      "không có gì",
    );
    const asks = (query: string) => pages.as(clerk).get(`/search?${query}`);
    const q = `q=${encodeURIComponent("cau treo")}`;
    await until(() => finds(clerk, "cau treo", id));
    for (const [narrowed, found] of [
      [`${q}&state=arrived`, true],
      [`${q}&state=completed`, false],
      [`${q}&person=van`, true],
      [`${q}&person=${encodeURIComponent("Vân Y")}`, false],
      [`person=${encodeURIComponent("y vân")}&state=arrived`, true],
      [`from=${encodeURIComponent(formatDate(new Date()))}`, true],
      ["to=01/01/2001", false],
      [`q=${encodeURIComponent("?!—…")}&from=${encodeURIComponent(formatDate(new Date()))}`, false],
      [`q=${encodeURIComponent('"cầu treo Kon Klor"')}`, true],
      [`q=${encodeURIComponent('"treo cầu"')}`, false],
    ] as const)
      expect([narrowed, (await asks(narrowed)).text.includes(`/incoming/${id}"`)]).toEqual([narrowed, found]);
    expect((await asks(`q=${encodeURIComponent("Y Vân")}`)).text).toContain("<mark>Y Vân</mark>");

    const saved = await pages.as(clerk).post("/search/saved", { name: "Cầu treo", query: `${q}&after=x` });
    expect(saved.location).toBe("/search?q=cau+treo");
    expect((await asks("")).text).toContain('href="/search?q=cau+treo">Cầu treo</a>');
    expect((await pages.as(colleague).get("/search")).text).not.toContain("Cầu treo");

    for (const [kind, head] of [
      ["xlsx", "PK"],
      ["docx", "PK"],
      ["pdf", "%PDF"],
    ] as const) {
      const answer = await pages.as(clerk).get(`/search.${kind}?${q}`);
      expect([kind, answer.status, answer.text.startsWith(head)]).toEqual([kind, 200, true]);
    }
    const { rows } = await world.database.pool.query<{ n: number }>(
      "select count(*)::int as n from audit.record where action = 'documents.export-search'",
    );
    expect(rows[0]?.n).toBe(3);
  });

  test("whatever is typed is answered: another normal form, quotes left open, wildcards, pictures, NUL, 300 letters", async () => {
    const id = await arrived(
      { abstract: "Thuỷ lợi Đăk Uy: 100% hoà lưới", codeNumber: "4713" },
      "không có gì",
    );
    await until(() => finds(clerk, "dak uy", id));
    const answerTo = (typed: string) =>
      pages.as(clerk).get(`/search?q=${encodeURIComponent(typed.toWellFormed())}`);
    const found = async (typed: string) => (await answerTo(typed)).text.includes(`/incoming/${id}"`);
    for (const typed of [
      "THUỶ LỢI",
      "thủy lợi",
      "thuỷ lợi".normalize("NFD"),
      "hòa lưới",
      "đăk uy",
      "4713 / STTTT-CNTT",
      '"thuỷ lợi',
      "thuỷ lợi \u{1f33e}",
    ])
      expect([typed, await found(typed)]).toEqual([typed, true]);
    const odd = ["%", "_", "\\", "'", '"', "?!—…", "\u{1f33e}", "\0", "\ud800", "a".repeat(300), "()|&!:*"];
    for (const typed of odd)
      expect([typed, (await answerTo(typed)).status, await found(typed)]).toEqual([typed, 200, false]);
  });

  test("only by those who may read them: clerk and leader, then whoever works on it; a colleague not when it is secret", async () => {
    const { id } = await transact(world.house, { actor: clerk }, (tx) =>
      registerPaperDocument(tx, clerk, {
        fields: parsePaperFields(
          {
            fromName: "Công an tỉnh",
            codeNumber: "7",
            codeNotation: "CAT",
            issuedDate: "2026-03-04",
            abstract: "Về việc bảo vệ bí mật đặc biệt Sa Thầy",
            confidentiality: 1,
          },
          localDateOf(new Date()),
        ),
        file: null,
        verdict: null,
        verdictDetails: null,
      }),
    );
    const open = await arrived({ abstract: "Về việc mở cửa khẩu Bờ Y Sa Thầy" });
    for (const each of [id, open]) await until(() => finds(clerk, "sa thay", each));
    expect(await finds(leader, "sa thay", id)).toBe(true);
    for (const who of [head, specialist, colleague]) expect(await finds(who, "sa thay", open)).toBe(false);
    await transact(world.house, { actor: clerk }, (tx) => registerIncomingDocument(tx, clerk, open));
    for (const each of [id, open]) {
      await transact(world.house, { actor: clerk }, (tx) =>
        presentIncomingDocument(tx, clerk, each, leader.appointmentId),
      );
      await transact(world.house, { actor: leader }, (tx) =>
        directIncomingDocument(tx, leader, {
          id: each,
          directive: "Thực hiện",
          leadUnit: unitId,
          cooperatingUnits: [],
          deadline: null,
        }),
      );
      await until(() => finds(head, "sa thay", each));
      expect(await finds(specialist, "sa thay", each)).toBe(each === open);
      await transact(world.house, { actor: head }, (tx) =>
        assignPerson(tx, head, {
          incomingId: each,
          unitId,
          appointmentId: specialist.appointmentId,
          deadline: null,
        }),
      );
      await until(() => finds(specialist, "sa thay", each));
      expect(await finds(colleague, "sa thay", each)).toBe(each === open);
      await until(async () => (await told(leader, "documents.presented", `/incoming/${each}`)) === 1);
      await until(async () => (await told(head, "documents.directed", `/incoming/${each}`)) === 1);
      await until(async () => (await told(specialist, "documents.assigned", `/incoming/${each}`)) === 1);
    }
    const { rows } = await world.database.pool.query(
      "select 1 from notify.notification where title_vi like '%Sa Thầy%' and href = $1",
      [`/incoming/${id}`],
    );
    expect(rows).toHaveLength(0);
  });

  test("not any more when they were refused or recalled, and of a recalled one nothing is kept", async () => {
    const refused = await arrived({ abstract: "Về việc gửi nhầm địa chỉ Kon Plông" });
    const recalled = await arrived({ abstract: "Về việc thu hồi văn bản Kon Plông" });
    for (const id of [refused, recalled]) await until(() => finds(clerk, "kon plong", id));
    await transact(world.house, { actor: clerk }, (tx) =>
      refuseIncomingDocument(tx, clerk, refused, "Không thuộc thẩm quyền của huyện"),
    );
    await transact(world.house, { actor: test_ }, (tx) =>
      noteRequest(tx, recalled, { kind: "recall", reason: "Phát hành nhầm" }),
    );
    await until(async () => (await told(clerk, "documents.recall-asked", `/incoming/${recalled}`)) === 1);
    await transact(world.house, { actor: clerk }, (tx) =>
      answerRequest(tx, clerk, { id: recalled, agree: true, reason: "" }),
    );
    for (const id of [refused, recalled]) await until(async () => !(await finds(clerk, "kon plong", id)));
    const { rows } = await world.database.pool.query("select 1 from search.item where id = $1", [recalled]);
    expect(rows).toHaveLength(0);
  });
});

describe("the text of a PDF", () => {
  const words = "Kính gửi: Ủy ban nhân dân các huyện, thành phố";
  const stored = async (text: string) =>
    (await world.house.files.put(await samplePdf([[{ text, x: 80, y: 120 }]]))).sha256;
  test("is read by pdftotext, or without it by a worker", async () => {
    const { files } = world.house;
    const sha256 = await stored(words);
    expect((await pdfText(files, sha256)).normalize("NFC")).toContain(words);
    expect((await pdfText(files, sha256, undefined, "worker")).normalize("NFC")).toContain(words);
  });
  test("a broken file has none, by either way", async () => {
    const { files } = world.house;
    const { sha256 } = await files.put(Buffer.from("%PDF-1.7 broken"));
    expect(await pdfText(files, sha256)).toBe("");
    expect(await pdfText(files, sha256, undefined, "worker")).toBe("");
  });
  test("many at once are answered each with its own", async () => {
    const texts = Array.from({ length: 9 }, (_, n) => `Công văn số ${n} về phòng cháy rừng`);
    const read = await Promise.all(
      texts.map(async (text) => await pdfText(world.house.files, await stored(text))),
    );
    expect(read.map((text) => text.normalize("NFC").trim())).toEqual(texts);
  });
  test("one that is stopped takes no other with it", async () => {
    const stopped = new AbortController();
    const { files } = world.house;
    const sha256 = await stored(words);
    const reading = pdfText(files, sha256, stopped.signal);
    stopped.abort();
    await expect(reading).rejects.toThrow("stopped");
    expect((await pdfText(files, sha256)).normalize("NFC")).toContain(words);
  });
});
