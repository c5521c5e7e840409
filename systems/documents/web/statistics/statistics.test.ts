import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { unitsOf } from "../../../../core/directory/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { assignPerson } from "../../incoming/assign-person.ts";
import { completeHandling } from "../../incoming/complete-handling.ts";
import { directIncomingDocument } from "../../incoming/direct-incoming-document.ts";
import { presentIncomingDocument } from "../../incoming/present-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "../../incoming/register-paper-document.ts";
import { startHandling } from "../../incoming/start-handling.ts";
import { createDraft } from "../../outgoing/create-draft.ts";
import { parseDraftFields } from "../../outgoing/draft-fields.ts";
import { type Counted, DIMENSIONS, FIGURES, isFigure } from "../../statistics/figures.ts";
import { listCounted, readStatistics, totalOf } from "../../statistics/read-statistics.ts";
import { DAK_HA, type TestProvince, testProvince } from "../../testing.ts";
import { testPages } from "../testing.ts";
import { statisticsPages } from "./index.ts";

let world: TestProvince;
let body: string;
let clerk: PersonActor;
let leader: PersonActor;
let head: PersonActor;
let specialist: PersonActor;
let unit: string;
let otherUnit: string;
let pages: ReturnType<typeof testPages>;
const today = localDateOf(new Date());
const NAMES = Object.keys(FIGURES).filter(isFigure);
let number = 0;

beforeAll(async () => {
  world = await testProvince();
  body = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", body);
  leader = await world.actor("leader", body);
  const units = await unitsOf(world.database.queries, body, today);
  for (const each of units) {
    try {
      head = await world.actor("head-of-unit", each.id);
      specialist = await world.actor("specialist", each.id);
      unit = each.id;
      break;
    } catch {
      // A unit without both is not the one this story is played in.
    }
  }
  otherUnit = units.find((each) => each.id !== unit)?.id ?? "";
  pages = testPages(world.house, (app) => statisticsPages(app));
  await play();
});
afterAll(() => world.close());

const soon = () => new Date(Date.now() + 3 * 86_400_000);

async function paper(change: Record<string, unknown> = {}): Promise<string> {
  number += 1;
  const fields = parsePaperFields(
    {
      fromName: "Bộ Y tế",
      codeNumber: String(number),
      codeNotation: "BYT",
      issuedDate: today,
      abstract: `Về việc phòng dịch ${number}`,
      ...change,
    },
    today,
  );
  const { id } = await transact(world.house, { actor: clerk }, (tx) =>
    registerPaperDocument(tx, clerk, { fields, file: null, verdict: null, verdictDetails: null }),
  );
  return id;
}

async function directed(id: string, leadUnit: string): Promise<string> {
  await transact(world.house, { actor: clerk }, (tx) =>
    presentIncomingDocument(tx, clerk, id, leader.appointmentId),
  );
  await transact(world.house, { actor: leader }, (tx) =>
    directIncomingDocument(tx, leader, {
      id,
      directive: "Thực hiện",
      leadUnit,
      cooperatingUnits: [],
      deadline: soon(),
    }),
  );
  return id;
}

async function completed(id: string): Promise<string> {
  await directed(id, unit);
  await transact(world.house, { actor: head }, (tx) =>
    assignPerson(tx, head, {
      incomingId: id,
      unitId: unit,
      appointmentId: specialist.appointmentId,
      deadline: null,
    }),
  );
  await transact(world.house, { actor: specialist }, (tx) => startHandling(tx, specialist, id));
  await transact(world.house, { actor: specialist }, (tx) => completeHandling(tx, specialist, id, "Đã xong"));
  return id;
}

/** The deadline lies in the past, as it will when time has gone by. */
async function longAgo(id: string): Promise<void> {
  await sql`update documents.incoming set deadline = now() - interval '2 days' where id = ${id}`.execute(
    world.database.queries,
  );
}

/** A numbered document, as its columns look after the steps of signing. */
async function numbered(by: PersonActor, signed: boolean, confidentiality = 0): Promise<void> {
  number += 1;
  const file = await world.letter();
  const fields = parseDraftFields({
    documentType: number % 2 === 0 ? "CV" : "QĐ",
    abstract: `V/v trả lời ${number}`,
    signer: leader.appointmentId,
    recipients: [],
    toPlaces: ["Lưu: VT"],
    confidentiality,
  });
  const { id } = await transact(world.house, { actor: by }, (tx) =>
    createDraft(tx, by, { fields, file, pageAmount: 1, attachments: [] }),
  );
  await sql`update documents.outgoing set state = 'sealed', code_number = ${number}, code_number_text = ${String(number)},
      code_notation = 'UBND', issued_date = ${today}::date, numbered_at = now(),
      signed_at = ${signed ? new Date() : null}, sealed_at = ${signed ? new Date() : null}
    where id = ${id}`.execute(world.database.queries);
}

async function play(): Promise<void> {
  for (let n = 0; n < 3; n += 1) await paper({ typeName: "Công văn" });
  await paper({ confidentiality: 2 });
  for (let n = 0; n < 2; n += 1) await completed(await paper({ typeName: "Quyết định" }));
  await longAgo(await completed(await paper()));
  const overdue = await directed(await paper(), unit);
  await longAgo(overdue);
  await directed(await paper(), otherUnit);
  await sql`insert into documents.reminder (id, assignment_id, kind, once_key, number, by_name, at)
    select ${uuidv7(new Date())}::uuid, id, 'overdue', '1', 1, 'hệ thống', now() from documents.assignment
     where incoming_id = ${overdue}`.execute(world.database.queries);
  await numbered(specialist, true);
  await numbered(specialist, false);
  await numbered(head, true);
  await numbered(specialist, true, 1);
}

const counted = (change: Partial<Counted> = {}): Counted => ({
  organisationId: body,
  unitId: undefined,
  from: today,
  to: today,
  incomingClearance: 3,
  outgoingClearance: 3,
  now: new Date(),
  ...change,
});

describe("every figure opens its list with exactly that many rows", () => {
  test("by every dimension, row and figure, over pages, whatever the reader may see", async () => {
    const { queries } = world.database;
    let lists = 0;
    for (const of of [
      counted(),
      counted({ incomingClearance: 0, outgoingClearance: 0 }),
      counted({ unitId: unit }),
    ]) {
      for (const dimension of DIMENSIONS) {
        for (const { key, label, figures } of await readStatistics(queries, of, dimension)) {
          for (const figure of NAMES) {
            const ids = new Set<string>();
            let after: string | undefined;
            do {
              const page = await listCounted(
                queries,
                of,
                { figure, dimension, key },
                { limit: 2, ...(after === undefined ? {} : { after }) },
              );
              for (const row of page.rows) ids.add(row.id);
              after = page.next;
            } while (after !== undefined);
            expect(`${dimension} ${label} ${figure} ${ids.size}`).toBe(
              `${dimension} ${label} ${figure} ${figures[figure]}`,
            );
            lists += 1;
          }
        }
      }
    }
    expect(lists).toBeGreaterThan(100);
  });

  test("the figures are what happened, and every dimension adds up to the same", async () => {
    for (const dimension of DIMENSIONS) {
      const total = totalOf(await readStatistics(world.database.queries, counted(), dimension));
      expect(total).toEqual({
        in: 9,
        "on-time": 2,
        late: 1,
        overdue: 1,
        reminded: 1,
        out: 4,
        signed: 3,
      });
    }
    const rows = await readStatistics(world.database.queries, counted(), "unit");
    expect(rows.find((row) => row.key === unit)?.figures).toMatchObject({ in: 4, overdue: 1 });
    expect(rows.find((row) => row.key === "")?.figures).toMatchObject({ in: 4, out: 0 });
    const people = await readStatistics(world.database.queries, counted(), "person");
    const own = people.find((row) => row.key === specialist.appointmentId);
    expect(own).toMatchObject({
      label: specialist.fullName,
      figures: { in: 3, "on-time": 2, out: 3, signed: 2 },
    });
  });

  test("on the page: each link leads to a list with as many rows as the figure says", async () => {
    const page = (await pages.as(leader).get("/statistics?by=type")).text;
    const links = [...page.matchAll(/<a href="(\/statistics\/list\?[^"]+)">([\d.]+)<\/a>/g)];
    expect(links.length).toBeGreaterThan(8);
    for (const [, href = "", amount = ""] of links) {
      const list = await pages.as(leader).get(href.replaceAll("&amp;", "&"));
      const rows = [...list.text.matchAll(/<td class="cell-title"/g)].length;
      expect(`${href} ${rows}`).toBe(`${href} ${amount}`);
    }
  });
});

describe("who counts what", () => {
  test("leaders and clerks the organisation, heads their unit, nobody else", async () => {
    const total = async (actor: PersonActor) => {
      const page = await pages.as(actor).get("/statistics?by=month");
      expect(page.status).toBe(200);
      return /figure=in&amp;from[^"]*">(\d+)</.exec(page.text)?.[1];
    };
    expect(await total(leader)).toBe("9");
    expect(await total(clerk)).toBe("9");
    expect(await total(head)).toBe("4");
    expect(await total({ ...clerk, clearance: 0, appointmentId: uuidv7(new Date()) })).toBe("8");
    expect((await pages.as(specialist).get("/statistics")).status).toBe(403);
    expect((await pages.as(specialist).get("/statistics/list?figure=in")).status).toBe(403);
    expect((await pages.as(leader).get("/statistics/list?figure=nothing")).status).toBe(404);
  });

  test("what a secret document is about stands in no list", async () => {
    await sql`update documents.incoming set abstract = 'Kế hoạch kín' where confidentiality > 0`.execute(
      world.database.queries,
    );
    const list = (await pages.as(leader).get("/statistics/list?figure=in")).text;
    expect(list).toContain("Văn bản mật, mở để đọc");
    expect(list).not.toContain("Kế hoạch kín");
  });

  test("goes out as XLSX and PDF, and the audit log knows", async () => {
    const xlsx = await pages.as(leader).get("/statistics.xlsx?by=unit");
    const pdf = await pages.as(leader).get("/statistics.pdf?by=month");
    expect([xlsx.status, pdf.status]).toEqual([200, 200]);
    expect(xlsx.text.startsWith("PK")).toBe(true);
    expect(pdf.text.startsWith("%PDF")).toBe(true);
    const { rows } = await sql`select 1 from audit.record
      where action = 'documents.export' and object_kind = 'statistics'`.execute(world.database.queries);
    expect(rows.length).toBe(2);
  });
});
