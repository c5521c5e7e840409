import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { issuedDocument, receivedDocument } from "../../copies/testing.ts";
import { answerRequest } from "../../incoming/answer-request.ts";
import { noteRequest } from "../../incoming/note-request.ts";
import type { Outgoing } from "../../outgoing/outgoing.ts";
import { documents } from "../../system.ts";
import { DAK_HA, STTTT, TEST_PIN, type TestProvince, testProvince } from "../../testing.ts";
import { testPages } from "../testing.ts";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let receiver: string;
let clerk: PersonActor;
let leader: PersonActor;
let clerkOfSender: PersonActor;
let issued: Outgoing;
let incoming: string;

beforeAll(async () => {
  world = await testProvince();
  const sender = await world.organisation(STTTT);
  receiver = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", receiver);
  leader = await world.actor("leader", receiver);
  clerkOfSender = await world.actor("clerk", sender);
  issued = await issuedDocument(world, { from: sender, to: receiver });
  incoming = await receivedDocument(world, receiver, { sha256: issued.file_sha256, size: issued.file_size });
  // As the room mounts them: the pages of incoming documents take actions of any name.
  pages = testPages(world.house, (app, house) => documents.pages?.(app, house));
});
afterAll(() => world.close());

const typed = (change: Record<string, string> = {}) => ({
  form: "sao-y",
  decidedBy: leader.appointmentId,
  recipients: "Phòng Nội vụ\nPhòng Tài chính",
  note: "Gửi kèm tờ trình số 5",
  pin: TEST_PIN,
  ...change,
});

async function certified(change: Record<string, string> = {}): Promise<string> {
  const answer = await pages.as(clerk).post(`/incoming/${incoming}/copy`, typed(change));
  expect([answer.status, answer.location]).toEqual([303, expect.stringMatching(/^\/copies\/[0-9a-f-]{36}$/)]);
  return answer.location;
}

test("from the card to the form, the copy, its file and back to the card, without a line of script", async () => {
  const browser = pages.as(clerk);
  expect((await browser.get(`/incoming/${incoming}`)).text).toContain(`href="/incoming/${incoming}/copy"`);
  const form = await browser.get(`/incoming/${incoming}/copy`);
  expect(form.status).toBe(200);
  for (const words of ["Sao y", "Sao lục", "Trích sao", "Văn bản có 1 trang", leader.fullName])
    expect(form.text).toContain(words);
  const copy = await certified();
  const page = await browser.get(copy);
  expect(page.status).toBe(200);
  expect(page.text).toMatch(/Sao y số \d\d\/SY-UBND/);
  expect(page.text).toContain("Phòng Nội vụ; Phòng Tài chính");
  expect(page.text).toContain(issued.file_sha256);
  expect(page.text.match(/Chữ ký cơ quan/g)).toHaveLength(2);
  const file = await browser.get(`${copy}/file`);
  expect([file.status, file.headers.get("content-type")]).toEqual([200, "application/pdf"]);
  expect(file.headers.get("content-disposition")).toContain("SY-UBND.pdf");
  const card = await browser.get(`/incoming/${incoming}`);
  expect(card.text).toContain(`href="${copy}"`);
  expect(card.text).toContain("Đã cấp bản sao");
});

test("an own document: no sao lục, and the copy stands on its card", async () => {
  const browser = pages.as(clerkOfSender);
  const card = await browser.get(`/outgoing/${issued.id}`);
  expect(card.text).toContain(`href="/outgoing/${issued.id}/copy"`);
  const form = await browser.get(`/outgoing/${issued.id}/copy`);
  expect(form.text).not.toContain('value="sao-luc"');
  const director = await world.actor("leader", issued.organisation_id);
  const made = await browser.post(
    `/outgoing/${issued.id}/copy`,
    typed({ form: "trich-sao", pages: "1", decidedBy: director.appointmentId }),
  );
  expect(made.status).toBe(303);
  expect((await browser.get(made.location)).text).toContain("Trang 1");
  expect((await browser.get(`/outgoing/${issued.id}`)).text).toContain(`href="${made.location}"`);
});

describe("what is refused comes back beside the field, with what was typed but never the PIN", () => {
  test.each([
    [{ pin: "111111" }, "pin", "Mã PIN không đúng"],
    [{ form: "trich-sao", pages: "2" }, "pages", "Không có trang 2: văn bản có 1 trang"],
    [{ form: "sao-luc" }, "fromCopy", "chỉ được thực hiện từ bản sao y"],
    [{ decidedBy: "" }, "decidedBy", "Chọn lãnh đạo quyết định việc sao"],
    [{ form: "giay" }, "form", "Chọn hình thức sao"],
  ] as const)("%j", async (change, field, words) => {
    const answer = await pages.as(clerk).post(`/incoming/${incoming}/copy`, typed(change));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
    expect(answer.text).toContain(`href="#field-${field}`);
    expect(answer.text).toContain("Gửi kèm tờ trình số 5");
    expect(answer.text).toContain("Phòng Tài chính");
    expect(answer.text).not.toContain(TEST_PIN);
    expect(answer.text).not.toContain("111111");
  });

  test("a source that may not be copied says why on the form's address too", async () => {
    const unsigned = await receivedDocument(world, receiver, await world.letter());
    const answer = await pages.as(clerk).post(`/incoming/${unsigned}/copy`, typed());
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("không có chữ ký số nên không phải bản gốc");
    const arrived = await receivedDocument(world, receiver, await world.letter(), { registered: false });
    const early = await pages.as(clerk).get(`/incoming/${arrived}/copy`);
    expect(early.status).toBe(409);
    expect(early.text).toContain("văn bản đến sau khi vào sổ");
    expect((await pages.as(clerk).get(`/incoming/${arrived}`)).text).not.toContain("Cấp bản sao");
  });
});

describe("who", () => {
  test("only the clerk of the holder is offered and may open the form", async () => {
    expect((await pages.as(leader).get(`/incoming/${incoming}`)).text).not.toContain("Cấp bản sao");
    expect((await pages.as(leader).get(`/incoming/${incoming}/copy`)).status).toBe(403);
    expect((await pages.as(leader).post(`/incoming/${incoming}/copy`, typed())).status).toBe(403);
    expect((await pages.as(clerkOfSender).get(`/incoming/${incoming}/copy`)).status).toBe(403);
  });

  test("a copy and its file open for the readers of the source alone", async () => {
    const copy = await certified();
    for (const path of [copy, `${copy}/file`]) {
      expect((await pages.as(leader).get(path)).status).toBe(200);
      expect((await pages.as(clerkOfSender).get(path)).status).toBe(403);
    }
    expect((await pages.as(clerk).get("/copies/abc")).status).toBe(404);
  });
});

test("after a recall the copy says that it was destroyed, and its file is gone", async () => {
  const id = await receivedDocument(world, receiver, { sha256: issued.file_sha256, size: issued.file_size });
  const made = await pages.as(clerk).post(`/incoming/${id}/copy`, typed());
  await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
    noteRequest(tx, id, { kind: "recall", reason: "Gửi nhầm văn bản" }),
  );
  const frozen = await pages.as(clerk).post(`/incoming/${id}/copy`, typed());
  expect(frozen.status).toBe(423);
  await transact(world.house, { actor: clerk }, (tx) =>
    answerRequest(tx, clerk, { id, agree: true, reason: "" }),
  );
  const page = await pages.as(clerk).get(made.location);
  expect(page.status).toBe(200);
  expect(page.text).toContain("đã bị hủy vì nơi gửi thu hồi");
  expect(page.text).not.toContain("rà soát chứng thư số");
  expect((await pages.as(clerk).get(`${made.location}/file`)).status).toBe(410);
});

describe("the register of copies", () => {
  test("lists, searches without marks, filters by form, sorts and goes out as XLSX and PDF", async () => {
    await certified({ form: "trich-sao", pages: "1" });
    const browser = pages.as(clerk);
    const all = await browser.get("/registers/copies");
    expect(all.text).toContain("Sổ đăng ký bản sao");
    expect(all.text).toMatch(/\d\d\/TrS-UBND/);
    expect(all.text).toMatch(/\d\d\/SY-UBND/);
    const extracts = await browser.get("/registers/copies?state=trich-sao&q=ra+soat+chung+thu");
    expect(extracts.text).toMatch(/\d\d\/TrS-UBND/);
    expect(extracts.text).not.toMatch(/\d\d\/SY-UBND/);
    expect((await browser.get("/registers/copies?q=khong+co+gi+nhu+the")).text).toContain(
      "Không có dòng nào khớp",
    );
    const down = all.text.match(/\d\d\/(?:SY|TrS)-UBND/g) ?? [];
    const up =
      (await browser.get("/registers/copies?sort=number")).text.match(/\d\d\/(?:SY|TrS)-UBND/g) ?? [];
    expect(up).toEqual(down.toReversed());
    expect(up[0]).toMatch(/^01/);
    for (const kind of ["xlsx", "pdf"]) {
      const file = await browser.get(`/registers/copies.${kind}?year=${localDateOf(new Date()).slice(0, 4)}`);
      expect(file.status).toBe(200);
      expect(file.text.slice(0, 2)).toBe(kind === "pdf" ? "%P" : "PK");
    }
    expect((await pages.as(clerkOfSender).get("/registers/copies")).text).not.toMatch(/\d\d\/SY-UBND/);
  });

  test("has no book of secret copies", async () => {
    expect((await pages.as(clerk).get("/registers/copies?book=secret")).text).not.toMatch(/\d\d\/SY-UBND/);
  });
});
