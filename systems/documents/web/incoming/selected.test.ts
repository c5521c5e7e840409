import exceljs from "exceljs";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { migrate } from "../../../../core/database/index.ts";
import { unitsOf } from "../../../../core/directory/index.ts";
import { notify } from "../../../../core/notify/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { directIncomingDocument } from "../../incoming/direct-incoming-document.ts";
import { presentIncomingDocument } from "../../incoming/present-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "../../incoming/register-paper-document.ts";
import { createDraft } from "../../outgoing/create-draft.ts";
import { parseDraftFields } from "../../outgoing/draft-fields.ts";
import { DAK_HA, type TestProvince, testProvince } from "../../testing.ts";
import { outgoingPages } from "../outgoing/index.ts";
import { testPages } from "../testing.ts";
import { incomingPages } from "./index.ts";

let world: TestProvince;
let body: string;
let clerk: PersonActor;
let leader: PersonActor;
let head: PersonActor;
let specialist: PersonActor;
let unit: string;
let pages: ReturnType<typeof testPages>;
const today = localDateOf(new Date());
let number = 0;

beforeAll(async () => {
  world = await testProvince();
  await migrate(world.database, [
    { room: "core/notify", folder: new URL("../../../../core/notify/migrations/", import.meta.url) },
  ]);
  body = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", body);
  leader = await world.actor("leader", body);
  for (const each of await unitsOf(world.database.queries, body, today)) {
    try {
      head = await world.actor("head-of-unit", each.id);
      specialist = await world.actor("specialist", each.id);
      unit = each.id;
      break;
    } catch {
      // A unit without both is not the one this story is played in.
    }
  }
  pages = testPages(world.house, (app, house) => {
    incomingPages(app);
    outgoingPages(app, house);
  });
});
afterAll(() => world.close());

type Stage = "registered" | "presented" | "assigned";

async function paper(stage: Stage = "registered", confidentiality = 0): Promise<string> {
  number += 1;
  const fields = parsePaperFields(
    {
      fromName: "Bộ Y tế",
      codeNumber: String(number),
      codeNotation: "BYT",
      issuedDate: today,
      abstract: `Về việc phòng dịch ${number}`,
      confidentiality,
    },
    today,
  );
  const { id } = await transact(world.house, { actor: clerk }, (tx) =>
    registerPaperDocument(tx, clerk, { fields, file: null, verdict: null, verdictDetails: null }),
  );
  if (stage === "registered") return id;
  await transact(world.house, { actor: clerk }, (tx) =>
    presentIncomingDocument(tx, clerk, id, leader.appointmentId),
  );
  if (stage === "presented") return id;
  await transact(world.house, { actor: leader }, (tx) =>
    directIncomingDocument(tx, leader, {
      id,
      directive: "Thực hiện",
      leadUnit: unit,
      cooperatingUnits: [],
      deadline: null,
    }),
  );
  return id;
}

async function states(ids: readonly string[]): Promise<string[]> {
  const rows = await world.database.queries
    .selectFrom("documents.incoming")
    .select(["id", "state"])
    .where("id", "in", [...ids])
    .execute();
  return ids.map((id) => rows.find((row) => row.id === id)?.state ?? "");
}

describe("several incoming documents at once", () => {
  test("a leader directs many with one answer; one that is already directed keeps its own outcome", async () => {
    const [first, second] = [await paper("presented"), await paper("presented")];
    const late = await paper("assigned");
    const selected = [first, second, late];
    const question = await pages
      .as(leader)
      .post("/incoming/selected", { do: "direct", view: "for-me", selected });
    expect(question.status).toBe(200);
    expect(question.text).toContain("Áp dụng cho 3 văn bản");
    const wrong = await pages
      .as(leader)
      .post("/incoming/selected", { do: "direct", asked: "1", selected, directive: "", leadUnit: unit });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Nhập ý kiến chỉ đạo");
    expect(await states([first, second])).toEqual(["presented", "presented"]);
    const answer = {
      do: "direct",
      asked: "1",
      view: "for-me",
      selected,
      directive: "Chủ trì tham mưu",
      leadUnit: unit,
      deadline: "d3",
      transactionId: uuidv7(new Date()),
    };
    const done = await pages.as(leader).post("/incoming/selected", answer);
    expect(done.status).toBe(422);
    expect(done.text).toContain("Đã xong 2 văn bản, 1 văn bản chưa làm được");
    expect(await states(selected)).toEqual(["assigned", "assigned", "assigned"]);
    // Sent twice: the same outcome, nothing done twice.
    const again = await pages.as(leader).post("/incoming/selected", answer);
    expect(again.text).toContain("Đã xong 2 văn bản, 1 văn bản chưa làm được");
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from documents.assignment
      where incoming_id = any(${[first, second]}::uuid[])`.execute(world.database.queries);
    expect(rows[0]?.n).toBe(2);
  });

  test("a head assigns many to one person; the person starts them together", async () => {
    const selected = [await paper("assigned"), await paper("assigned")];
    const assigned = await pages.as(head).post("/incoming/selected", {
      do: "assign-person",
      asked: "1",
      view: "unit-new",
      selected,
      unit,
      person: specialist.appointmentId,
    });
    expect(assigned.location).toBe("/incoming?view=unit-new");
    const started = await pages
      .as(specialist)
      .post("/incoming/selected", { do: "start", view: "mine", selected });
    expect(started.location).toBe("/incoming?view=mine");
    expect(await states(selected)).toEqual(["processing", "processing"]);
  });

  test("every action × every role: only who may do it on the card does it here; the others find everything as it was", async () => {
    const forms = {
      present: { leader: leader.appointmentId, asked: "1" },
      direct: { directive: "Thực hiện", leadUnit: unit, asked: "1" },
      "assign-person": { unit, person: specialist.appointmentId, asked: "1" },
    };
    const stage = { present: "registered", direct: "presented", "assign-person": "assigned" } as const;
    const may = { present: ["clerk"], direct: ["leader"], "assign-person": ["head"] };
    for (const action of ["present", "direct", "assign-person"] as const) {
      for (const [role, actor] of Object.entries({ clerk, leader, head, specialist })) {
        const id = await paper(stage[action]);
        const before = await states([id]);
        const answer = await pages
          .as(actor)
          .post("/incoming/selected", { do: action, selected: [id], ...forms[action] });
        const allowed = may[action].includes(role);
        const succeeded = answer.status === 303 && !/Nothing|Chưa chọn/.test(answer.text);
        const history = await world.database.queries
          .selectFrom("documents.history")
          .select("id")
          .where("document_id", "=", id)
          .where("action", "=", `incoming.${action}`)
          .execute();
        expect([action, role, history.length]).toEqual([action, role, allowed ? 1 : 0]);
        if (!allowed) expect(await states([id])).toEqual(before);
        else expect(succeeded).toBe(true);
      }
    }
  });

  test("marked as read, what the person was told of them no longer counts as new", async () => {
    const id = await paper();
    await transact(world.house, { actor: clerk }, (tx) =>
      notify(tx, {
        to: { people: [clerk.personId, leader.personId] },
        kind: "documents.arrived",
        title: { vi: "Đến", en: "Arrived" },
        href: `/incoming/${id}`,
      }),
    );
    await pages.as(clerk).post("/incoming/selected", { do: "read", selected: [id] });
    const { rows } = await sql<{ person_id: string; read: boolean }>`
      select person_id, read_at is not null as read from notify.notification where href = ${`/incoming/${id}`}`.execute(
      world.database.queries,
    );
    expect(new Map(rows.map((row) => [row.person_id, row.read]))).toEqual(
      new Map([
        [clerk.personId, true],
        [leader.personId, false],
      ]),
    );
  });

  test("exported: those one may read, in XLSX, without secret ones; the audit log says which", async () => {
    const [open, secret] = [await paper(), await paper("registered", 1)];
    const body_ = new URLSearchParams([
      ["do", "export"],
      ["selected", open],
      ["selected", secret],
    ]);
    pages.as(clerk);
    const answer = await pages.app.request("/incoming/selected", {
      method: "POST",
      body: body_.toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-person": clerk.appointmentId,
        "sec-fetch-site": "same-origin",
      },
    });
    const book = new exceljs.Workbook();
    await book.xlsx.load(await answer.arrayBuffer());
    const [sheet] = book.worksheets;
    expect(sheet?.rowCount).toBe(6);
    expect(JSON.stringify(sheet?.getRow(6).values)).toContain(`${number - 1}/BYT`);
    expect(JSON.stringify(sheet?.getRow(3).values)).toContain("không kể 1 văn bản mật");
    const { rows } = await sql<{ data: { documents: string[] } }>`select data from audit.record
      where action = 'documents.export' and object_kind = 'incoming-document'`.execute(
      world.database.queries,
    );
    expect(rows[0]?.data.documents).toEqual([open]);
    // A specialist may read neither of them.
    const none = await pages
      .as(specialist)
      .post("/incoming/selected", { do: "export", selected: [open, secret] });
    expect(none.status).toBe(303);
  });
});

describe("several outgoing documents at once", () => {
  test("the author's drafts are put forward; another's is not touched", async () => {
    const drafted = async (by: PersonActor) => {
      const file = await world.letter();
      const fields = parseDraftFields({
        documentType: "CV",
        abstract: `V/v báo cáo ${uuidv7(new Date())}`,
        signer: leader.appointmentId,
        recipients: [],
        toPlaces: ["Lưu: VT"],
      });
      const made = await transact(world.house, { actor: by }, (tx) =>
        createDraft(tx, by, { fields, file, pageAmount: 1, attachments: [] }),
      );
      return made.id;
    };
    const mine = [await drafted(specialist), await drafted(specialist)];
    const other = await drafted(head);
    const answer = await pages
      .as(specialist)
      .post("/outgoing/selected", { do: "submit", selected: [...mine, other] });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("Đã xong 2 văn bản, 1 văn bản chưa làm được");
    const rows = await world.database.queries
      .selectFrom("documents.outgoing")
      .select(["id", "state"])
      .where("id", "in", [...mine, other])
      .execute();
    const state = (id: string) => rows.find((row) => row.id === id)?.state;
    expect([...mine, other].map(state)).toEqual(["submitted", "submitted", "draft"]);
    const list = (await pages.as(specialist).get("/outgoing?tab=mine")).text;
    expect(list).toContain('value="submit"');
    expect((await pages.as(specialist).get("/outgoing?tab=unit")).text).not.toContain('value="submit"');
  });
});
