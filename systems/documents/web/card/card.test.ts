import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { holdersOf } from "../../../../core/directory/index.ts";
import { samplePdf } from "../../../../core/signing/testing/sample-pdf.ts";
import { transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { readersOf } from "../../card/read-story.ts";
import { tell } from "../../history.ts";
import { markReading } from "../../reading/mark-reading.ts";
import { directedDocument, type TaskPeople, taskPeople } from "../../tasks/testing.ts";
import { STTTT, type TestProvince, testProvince } from "../../testing.ts";
import { incomingPages } from "../incoming/index.ts";
import { outgoingPages } from "../outgoing/index.ts";
import { testPages } from "../testing.ts";
import { cardPages } from "./index.ts";

let world: TestProvince;
let people: TaskPeople;
let pages: ReturnType<typeof testPages>;
let folder: string;

beforeAll(async () => {
  world = await testProvince();
  people = await taskPeople(world);
  folder = mkdtempSync(join(tmpdir(), "card-"));
  pages = testPages(world.house, (app, house) => {
    cardPages(app);
    incomingPages(app);
    outgoingPages(app, house);
  });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The words of a PDF, as an independent program reads them. */
function wordsOf(pdf: Uint8Array): string {
  const file = join(folder, "card.pdf");
  writeFileSync(file, pdf);
  return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
}

describe("the card of an incoming document tells the whole story", () => {
  test("steps, reminders, who works on it and who has opened it stand on one page", async () => {
    const { id, lead } = await directedDocument(world, people);
    await transact(world.house, { actor: people.leader }, (tx) =>
      tell(tx, id, "incoming.direct", "Tham mưu trả lời"),
    );
    const reminder = uuidv7(new Date());
    const { queries } = world.database;
    await queries
      .insertInto("documents.reminder")
      .values({
        id: reminder,
        assignment_id: lead,
        kind: "overdue",
        once_key: "d",
        number: 2,
        tone: null,
        by_name: "Hệ thống",
        at: new Date(),
      })
      .execute();
    await queries
      .insertInto("documents.reminder_recipient")
      .values({
        reminder_id: reminder,
        appointment_id: people.person.appointmentId,
        person_id: people.person.personId,
        full_name: people.person.fullName,
      })
      .execute();
    await pages.as(people.head).get(`/incoming/${id}`);
    const card = await pages.as(people.leader).get(`/incoming/${id}/story`);
    expect(card.status).toBe(200);
    for (const words of [
      "Bút phê, phân công",
      "Tham mưu trả lời",
      "Nhắc quá hạn, lần 2",
      `Phòng chủ trì: ${people.person.fullName}`,
      `Phòng phối hợp – ${people.otherPerson.fullName}`,
      "Mở xem lần đầu",
      people.head.fullName,
    ])
      expect(card.text).toContain(words);
  });

  test("the card leads from the document, is refused to strangers and never found for nobody's document", async () => {
    const { id } = await directedDocument(world, people);
    expect((await pages.as(people.head).get(`/incoming/${id}`)).text).toContain(
      `href="/incoming/${id}/story"`,
    );
    const stranger = pages.as(await world.actor("clerk", await world.organisation(STTTT)));
    expect((await stranger.get(`/incoming/${id}/story`)).status).toBe(403);
    expect((await stranger.get(`/incoming/${id}/story.pdf`)).status).toBe(403);
    expect((await pages.as(people.clerk).get(`/incoming/${uuidv7(new Date())}/story`)).status).toBe(404);
    expect((await readersOf(world.database.queries, id)).map((reader) => reader.by_name)).toEqual([
      people.head.fullName,
    ]);
  });

  test("a secret document: only those it is for see the card, and every opening is in the audit", async () => {
    const { id } = await directedDocument(world, people);
    const { queries } = world.database;
    await queries
      .updateTable("documents.incoming")
      .set({ confidentiality: 1 })
      .where("id", "=", id)
      .execute();
    expect((await pages.as(people.otherHead).get(`/incoming/${id}/story`)).status).toBe(200);
    const holders = await holdersOf(queries, "specialist", people.person.unitId, localDateOf(new Date()));
    const colleague = holders.find((holder) => holder.id !== people.person.appointmentId);
    if (!colleague) throw new Error("a second specialist is needed");
    expect((await pages.as(world.actorOf(colleague)).get(`/incoming/${id}/story`)).status).toBe(403);
    expect((await pages.as(people.person).get(`/incoming/${id}/story`)).status).toBe(200);
    await pages.as(people.person).get(`/incoming/${id}/story.pdf`);
    const { rows } = await world.database.pool.query<{ what: string }>(
      "select data->>'what' as what from audit.record where object_id = $1 and action = 'documents.read' order by id",
      [id],
    );
    expect(rows.map(({ what }) => what)).toEqual(["card", "card", "card as PDF"]);
  });
});

describe("the card of an outgoing document", () => {
  test("each state of the file stands with the step that made it; the PDF says the same", async () => {
    const drafter = pages.as(people.person);
    const form = new FormData();
    for (const [name, value] of Object.entries({
      transactionId: uuidv7(new Date()),
      do: "submit",
      documentType: "CV",
      abstract: "V/v phòng cháy rừng mùa khô",
      signer: people.leader.appointmentId,
      recipients: await world.organisation(STTTT),
    }))
      form.append(name, value);
    form.append("file", new File([new Uint8Array(await samplePdf())], "cv.pdf", { type: "application/pdf" }));
    const made = await drafter.send("/outgoing/new", form);
    expect(made.status).toBe(303);
    const id = made.location.replace("/outgoing/", "");
    const card = await pages.as(people.head).get(`/outgoing/${id}/story`);
    expect(card.status).toBe(200);
    for (const words of [
      "Tạo dự thảo",
      "Bản 1: Dự thảo",
      `/outgoing/${id}/file/1`,
      "Trình kiểm tra",
      people.leader.fullName,
    ])
      expect(card.text).toContain(words);
    // The state stands inside the step, not as a step of its own.
    expect(card.text).not.toContain("Tệp văn bản: bản");
    const pdf = await pages.app.request(
      `/outgoing/${id}/story.pdf`,
      { headers: { "x-person": people.head.appointmentId } },
      {},
    );
    const words = wordsOf(new Uint8Array(await pdf.arrayBuffer()));
    for (const part of [
      "V/v phòng cháy rừng mùa khô",
      "Tạo dự thảo",
      "Bản 1 của tệp: Dự thảo",
      people.head.fullName,
    ])
      expect(words).toContain(part);
    const stranger = pages.as(await world.actor("clerk", await world.organisation(STTTT)));
    expect((await stranger.get(`/outgoing/${id}/story`)).status).toBe(403);
  });
});

describe("reading marks", () => {
  test("openings within a quarter of an hour are one visit, and marks never move backwards", async () => {
    const { queries } = world.database;
    const start = Date.parse("2026-03-04T01:00:00Z");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 180 }), { minLength: 1, maxLength: 8 }),
        async (minutes) => {
          const id = uuidv7(new Date());
          let [visits, last] = [0, Number.NEGATIVE_INFINITY];
          for (const minute of minutes) {
            await markReading(queries, people.head, id, new Date(start + minute * 60_000));
            if (minute - last >= 15) [visits, last] = [visits + 1, minute];
          }
          const [mark] = await readersOf(queries, id);
          expect(mark).toMatchObject({
            visits,
            first_at: new Date(start + (minutes[0] ?? 0) * 60_000),
            last_at: new Date(start + last * 60_000),
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  test("two pages opened at the same moment are one visit", async () => {
    const { queries } = world.database;
    const id = uuidv7(new Date());
    const now = new Date();
    await Promise.all(Array.from({ length: 6 }, () => markReading(queries, people.head, id, now)));
    expect(await readersOf(queries, id)).toMatchObject([{ visits: 1 }]);
  });
});
