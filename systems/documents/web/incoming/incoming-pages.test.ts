import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../../core/directory/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
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
    expect(card.text).toContain("có thể tiếp nhận");

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
