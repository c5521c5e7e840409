import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../../core/directory/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import {
  INCOMING_STATES,
  INCOMING_TRANSITIONS,
  type IncomingAction,
  type IncomingState,
} from "../../incoming/incoming-states.ts";
import { noteRequest } from "../../incoming/note-request.ts";
import { type ReceivedDocument, receiveDocument } from "../../incoming/receive-document.ts";
import { DAK_HA, STTTT, type TestProvince, testProvince } from "../../testing.ts";
import { homePages } from "../home/index.ts";
import { registerPages } from "../registers/index.ts";
import { testPages } from "../testing.ts";
import { incomingPages } from "./index.ts";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let receiver: string;
let unitId: string;
let clerk: PersonActor;
let leader: PersonActor;
let head: PersonActor;
let specialist: PersonActor;
let outsider: PersonActor;

beforeAll(async () => {
  world = await testProvince();
  receiver = await world.organisation(DAK_HA);
  const today = localDateOf(new Date());
  const { queries } = world.database;
  for (const unit of await unitsOf(queries, receiver, today)) {
    const [first] = await holdersOf(queries, "head-of-unit", unit.id, today);
    const [officer] = await holdersOf(queries, "specialist", unit.id, today);
    if (!first || !officer) continue;
    unitId = unit.id;
    head = world.actorOf(first);
    specialist = world.actorOf(officer);
    break;
  }
  clerk = await world.actor("clerk", receiver);
  leader = await world.actor("leader", receiver);
  outsider = await world.actor("clerk", await world.organisation(STTTT));
  pages = testPages(world.house, (app) => {
    homePages(app);
    incomingPages(app);
    registerPages(app);
  });
});
afterAll(() => world.close());

let serial = 100;
async function arrived(change: Partial<ReceivedDocument> = {}): Promise<string> {
  serial += 1;
  const stored = await world.letter();
  const received: ReceivedDocument = {
    organisationId: receiver,
    wireId: uuidv7(new Date()),
    fromOrganisationId: null,
    fromCode: STTTT,
    fromName: "Sở Thông tin và Truyền thông",
    codeNumber: String(serial),
    codeNotation: "STTTT-CNTT",
    issuedDate: "2026-03-04",
    typeName: "Công văn",
    abstract: `Về việc rà soát chữ ký số lần ${serial}`,
    summary: "",
    signerName: "Trần Văn Thu",
    signerPosition: "Giám đốc",
    urgency: 0,
    dueDate: null,
    steering: 0,
    paper: false,
    pageAmount: 1,
    toPlaces: [],
    file: {
      name: "cv.pdf",
      description: "",
      sha256: stored.sha256,
      size: stored.size,
      type: "application/pdf",
    },
    attachments: [],
    verdict: "valid-both",
    verdictDetails: null,
    responseFor: [],
    ...change,
  };
  const taken = await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
    receiveDocument(tx, received),
  );
  return taken.incomingId;
}

async function stateOf(id: string): Promise<string> {
  const row = await world.database.queries
    .selectFrom("documents.incoming")
    .select("state")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return row.state;
}

describe("an incoming document goes its whole way without a line of script", () => {
  test("clerk registers and presents, leader directs, head assigns, specialist starts and completes", async () => {
    const id = await arrived({ urgency: 1 });
    const [asClerk, asLeader, asHead, asSpecialist] = [clerk, leader, head, specialist].map((each) =>
      pages.as(each),
    );
    if (!asClerk || !asLeader || !asHead || !asSpecialist) throw new Error("nobody");
    const list = await asClerk.get("/incoming");
    expect(list.status).toBe(200);
    expect(list.text).toContain(`/incoming/${id}`);
    const card = await asClerk.get(`/incoming/${id}`);
    expect(card.status).toBe(200);
    expect(card.text).toContain("Tiếp nhận, vào sổ");
    // The message claimed valid signatures; the file has none, and the clerk is told what that means.
    expect(card.text).toContain("không có chữ ký số thì không có giá trị như bản gốc");

    const registered = await asClerk.post(`/incoming/${id}/register`, {});
    expect([registered.status, registered.location]).toEqual([303, `/incoming/${id}`]);
    const nobody = await asClerk.post(`/incoming/${id}/present`, {});
    expect(nobody.status).toBe(422);
    expect(nobody.text).toContain("Chọn lãnh đạo để trình.");
    await asClerk.post(`/incoming/${id}/present`, { leader: leader.appointmentId });
    expect(await stateOf(id)).toBe("presented");
    expect((await asLeader.get("/incoming")).text).toContain(`/incoming/${id}`);

    const wrong = await asLeader.post(`/incoming/${id}/direct`, {
      directive: "Giao phòng tham mưu, báo cáo trước hạn",
      deadlineDate: "31/02/2027",
      leadUnit: unitId,
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Nhập ngày theo dạng ngày/tháng/năm");
    expect(wrong.text).toContain("Giao phòng tham mưu, báo cáo trước hạn");
    expect(wrong.text).toContain("31/02/2027");
    const directed = await asLeader.post(`/incoming/${id}/direct`, {
      directive: "Giao phòng tham mưu, báo cáo trước hạn",
      leadUnit: unitId,
      deadline: "d5",
    });
    expect(directed.status).toBe(303);
    expect((await asHead.get("/incoming")).text).toContain(`/incoming/${id}`);
    await asHead.post(`/incoming/${id}/assign-person`, { unit: unitId, person: specialist.appointmentId });
    expect((await asSpecialist.get("/incoming")).text).toContain(`/incoming/${id}`);
    expect((await asSpecialist.get(`/incoming/${id}`)).text).toContain(`/outgoing/new?answers=${id}`);
    await asSpecialist.post(`/incoming/${id}/start`, {});
    const empty = await asSpecialist.post(`/incoming/${id}/complete`, { result: " " });
    expect(empty.status).toBe(422);
    await asSpecialist.post(`/incoming/${id}/complete`, { result: "Đã tham mưu trả lời" });
    expect(await stateOf(id)).toBe("completed");
    const end = await asLeader.get(`/incoming/${id}`);
    expect(end.text).toContain("Đã tham mưu trả lời");
    expect(end.text).toContain("còn nguyên");
  });

  test("home, registers and search answer", async () => {
    const browser = pages.as(clerk);
    for (const path of [
      "/",
      "/registers/incoming",
      "/registers/outgoing",
      "/registers/handling",
      "/search?q=chu+ky+so",
      "/incoming/new-paper",
    ]) {
      const answer = await browser.get(path);
      expect([path, answer.status]).toEqual([path, 200]);
    }
    expect((await pages.as(specialist).get("/registers/incoming")).status).toBe(403);
    expect((await pages.as(outsider).get("/incoming")).status).toBe(200);
  });

  test("a request of the sender", async () => {
    const id = await arrived();
    await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
      noteRequest(tx, id, { kind: "recall", reason: "Phát hành nhầm nội dung" }),
    );
    const browser = pages.as(clerk);
    const card = await browser.get(`/incoming/${id}`);
    expect(card.text).toContain("yêu cầu thu hồi văn bản này");
    const none = await browser.post(`/incoming/${id}/answer-request`, { agree: "no", reason: "sai" });
    expect(none.status).toBe(422);
    const sent = await browser.post(`/incoming/${id}/answer-request`, { agree: "yes" });
    expect(sent.status).toBe(303);
    expect(await stateOf(id)).toBe("recalled");
    expect((await browser.get(`/incoming/${id}`)).text).toContain("Tệp đã bị hủy");
  });
});

/** A document as it stands in a state, with leader, lead unit and officer named. */
async function documentIn(state: IncomingState): Promise<string> {
  const id = await arrived();
  const numbered = state !== "arrived" && state !== "refused";
  await world.database.queries
    .updateTable("documents.incoming")
    .set({
      state,
      presented_to: leader.appointmentId,
      presented_to_name: leader.fullName,
      ...(numbered ? { arrival_number: 100_000 + serial, arrival_year: 2026 } : {}),
    })
    .where("id", "=", id)
    .execute();
  if (["assigned", "processing", "completed"].includes(state)) {
    await world.database.queries
      .insertInto("documents.assignment")
      .values({
        id: uuidv7(new Date()),
        incoming_id: id,
        role: "lead",
        unit_id: unitId,
        unit_name: "Phòng",
        appointment_id: specialist.appointmentId,
        person_name: specialist.fullName,
        assigned_at: new Date(),
      })
      .execute();
  }
  return id;
}

describe("every role in every state can do exactly what the law gives it", () => {
  const WHO: Readonly<
    Record<string, { action: IncomingAction; roles: readonly string[]; body: () => Record<string, string> }>
  > = {
    register: { action: "register", roles: ["clerk"], body: () => ({}) },
    refuse: { action: "refuse", roles: ["clerk"], body: () => ({ reason: "Không thuộc thẩm quyền" }) },
    present: { action: "present", roles: ["clerk"], body: () => ({ leader: leader.appointmentId }) },
    direct: {
      action: "direct",
      roles: ["leader"],
      body: () => ({ directive: "Thực hiện", leadUnit: unitId, deadline: "d3" }),
    },
    "give-back": {
      action: "give-back",
      roles: ["leader"],
      body: () => ({ reason: "Đề nghị trình lại cho đúng" }),
    },
    "assign-person": {
      action: "assign-person",
      roles: ["head"],
      body: () => ({ unit: unitId, person: specialist.appointmentId }),
    },
    start: { action: "start", roles: ["head", "specialist"], body: () => ({}) },
    complete: { action: "complete", roles: ["head", "specialist"], body: () => ({ result: "Đã xong" }) },
  };

  test.each(INCOMING_STATES.map((state) => [state]))("%s", async (state) => {
    const actors = { clerk, leader, head, specialist, outsider };
    let id = await documentIn(state);
    const working = ["assigned", "processing", "completed"].includes(state);
    for (const [name, { action, roles, body }] of Object.entries(WHO)) {
      for (const [role, actor] of Object.entries(actors)) {
        const answer = await pages.as(actor).post(`/incoming/${id}/${name}`, body());
        // Without an assignment nobody is its officer, and a unit has nothing to assign in.
        const inCharge = !["assign-person", "start", "complete"].includes(name) || working;
        const mine = roles.includes(role) && (inCharge || name === "assign-person");
        const expected = !mine
          ? [403]
          : INCOMING_TRANSITIONS[state][action]
            ? [303]
            : working || name !== "assign-person"
              ? [409]
              : [404, 403];
        expect([state, name, role, answer.status]).toEqual([
          state,
          name,
          role,
          expect.toSatisfy((status) => expected.includes(status)),
        ]);
        if (answer.status === 303) id = await documentIn(state);
      }
    }
  });

  test("the card offers exactly what the person may do in this state", async () => {
    for (const state of INCOMING_STATES) {
      const id = await documentIn(state);
      const offered = (text: string) =>
        [...text.matchAll(new RegExp(`(?:action|href)="/incoming/${id}/([a-z-]+)"`, "g"))]
          .map((match) => match[1] ?? "")
          .filter((name) => name in WHO);
      for (const [role, actor] of Object.entries({ clerk, leader, head, specialist })) {
        const page = await pages.as(actor).get(`/incoming/${id}`);
        if (page.status !== 200) continue;
        const may = Object.entries(WHO)
          .filter(([, { action, roles }]) => roles.includes(role) && INCOMING_TRANSITIONS[state][action])
          .map(([name]) => name);
        expect([state, role, [...new Set(offered(page.text))].sort()]).toEqual([state, role, may.sort()]);
      }
    }
  });

  test("who may not read a document sees nothing of it, and reading a secret one is in the audit log", async () => {
    const id = await documentIn("assigned");
    expect((await pages.as(outsider).get(`/incoming/${id}`)).status).toBe(403);
    expect((await pages.as(outsider).get(`/incoming/${id}/file`)).status).toBe(403);
    await world.database.queries
      .updateTable("documents.incoming")
      .set({ confidentiality: 1 })
      .where("id", "=", id)
      .execute();
    expect((await pages.as(specialist).get(`/incoming/${id}`)).status).toBe(200);
    expect((await pages.as(head).get(`/incoming/${id}/file`)).status).toBe(200);
    const { rows } = await sql<{ what: string }>`select data->>'what' as what from audit.record
      where object_id = ${id} and action = 'documents.read' order by at, id`.execute(world.database.queries);
    expect(rows.map((row) => row.what)).toEqual(["card", "file"]);
  });
});

describe("lists", () => {
  test("filter by words with and without diacritics, state, days and urgency", async () => {
    const wanted = await arrived({ abstract: "Về việc phòng chống cháy rừng Măng Đen", urgency: 2 });
    const browser = pages.as(clerk);
    const today = localDateOf(new Date());
    const found = async (query: string) =>
      (await browser.get(`/incoming?view=all&${encodeURI(query)}`)).text.includes(`/incoming/${wanted}`);
    for (const query of [
      "q=chay rung mang den",
      "q=Măng Đen",
      "q=STTTT-CNTT&urgency=2",
      `from=${today}&to=${today}`,
      "state=arrived&q=măng",
    ])
      expect([query, await found(query)]).toEqual([query, true]);
    for (const query of [
      "q=mang xanh",
      "urgency=3&q=mang den",
      "to=2020-01-01",
      "state=completed&q=mang den",
      "overdue=1&q=mang den",
    ])
      expect([query, await found(query)]).toEqual([query, false]);
  });

  test("many are registered at once, in the order in which they came, and presented at once", async () => {
    const [first, second] = [await arrived(), await arrived()];
    const browser = pages.as(clerk);
    await browser.post("/incoming/selected", { do: "register", selected: [second, first] });
    const { rows } = await sql<{
      id: string;
      arrival_number: number;
    }>`select id, arrival_number from documents.incoming
      where id = any(${[first, second]}::uuid[]) order by arrival_number`.execute(world.database.queries);
    expect(rows.map((row) => row.id)).toEqual([first, second]);
    const ask = await browser.post("/incoming/selected", { do: "present", selected: [first, second] });
    expect(ask.text).toContain("Áp dụng cho 2 văn bản");
    const done = await browser.post("/incoming/selected", {
      do: "present",
      selected: [first, second],
      leader: leader.appointmentId,
    });
    expect(done.status).toBe(303);
    for (const id of [first, second]) expect(await stateOf(id)).toBe("presented");
    const none = await browser.post("/incoming/selected", { do: "register" });
    expect(none.location).toBe("/incoming?view=intake");
  });

  test("page forwards and back by cursor", async () => {
    for (let n = 0; n < 60; n += 1) await arrived({ abstract: `Về việc trang thứ ${n}` });
    const browser = pages.as(clerk);
    const idsOf = (text: string) =>
      [...text.matchAll(/name="selected" value="([0-9a-f-]{36})"/g)].map((match) => match[1]);
    const first = await browser.get("/incoming");
    const next = /href="([^"]*after=[^"]*)"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const second = await browser.get(next);
    const back = /href="([^"]*before=[^"]*)"/.exec(second.text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(idsOf(first.text)).toHaveLength(50);
    expect(idsOf(second.text).filter((id) => idsOf(first.text).includes(id))).toEqual([]);
    expect(idsOf((await browser.get(back)).text)).toEqual(idsOf(first.text));
  });
});

describe("a document on paper", () => {
  test("gets its number at once; wrong fields come back beside what was typed", async () => {
    const browser = pages.as(clerk);
    const fields = {
      fromName: "Tỉnh ủy Kon Tum",
      codeNumber: "12",
      codeNotation: "CV/TU",
      issuedDate: "30/02/2026",
      abstract: "Về việc giới thiệu cán bộ",
    };
    const wrong = await browser.post("/incoming/new-paper", fields);
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="30/02/2026"');
    expect(wrong.text).toContain("Nhập ngày văn bản theo dạng ngày/tháng/năm");
    const form = new FormData();
    for (const [name, text] of Object.entries({ ...fields, issuedDate: "04/03/2026" }))
      form.append(name, text);
    form.append("scan", new File(["không phải PDF"], "quét.pdf"));
    const notPdf = await browser.send("/incoming/new-paper", form);
    expect(notPdf.text).toContain("không phải tệp PDF");
    const done = await browser.post("/incoming/new-paper", { ...fields, issuedDate: "04/03/2026" });
    expect(done.status).toBe(303);
    expect((await browser.get(done.location)).text).toContain("Tỉnh ủy Kon Tum");
    const twin = await browser.post("/incoming/new-paper", { ...fields, issuedDate: "04/03/2026" });
    expect((await browser.get(twin.location)).text).toContain("Có thể trùng");
    expect((await pages.as(leader).get("/incoming/new-paper")).status).toBe(403);
  });

  test("sent twice by the same form it is registered once", async () => {
    const browser = pages.as(clerk);
    const fields = {
      fromName: "Ban Dân tộc",
      codeNumber: "3",
      codeNotation: "BDT",
      issuedDate: "04/03/2026",
      abstract: "Về việc một",
      transactionId: uuidv7(new Date()),
    };
    const [first, second] = [
      await browser.post("/incoming/new-paper", fields),
      await browser.post("/incoming/new-paper", fields),
    ];
    expect(first.location).toBe(second.location);
  });
});
