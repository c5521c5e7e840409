import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../../core/directory/index.ts";
import { samplePdf } from "../../../../core/signing/testing/sample-pdf.ts";
import { type PersonActor, uuidv7 } from "../../../../core/transaction/index.ts";
import { getOutgoing } from "../../outgoing/outgoing.ts";
import { DAK_HA, PROVINCE, STTTT, TEST_PIN, type TestProvince, testProvince } from "../../testing.ts";
import { type TestBrowser, testPages } from "../testing.ts";
import { outgoingPages } from "./index.ts";

let world: TestProvince;
let sender: string;
let district: string;
let province: string;
let drafter: TestBrowser;
let head: TestBrowser;
let director: TestBrowser;
let clerk: TestBrowser;
let stranger: TestBrowser;
let colleague: TestBrowser;
let signer: PersonActor;
let author: PersonActor;
let pdf: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  world = await testProvince();
  const pages = testPages(world.house, outgoingPages);
  sender = await world.organisation(STTTT);
  district = await world.organisation(DAK_HA);
  province = await world.organisation(PROVINCE);
  const today = localDateOf(new Date());
  for (const unit of await unitsOf(world.database.queries, sender, today)) {
    const [specialist, second] = await holdersOf(world.database.queries, "specialist", unit.id, today);
    const [chief] = await holdersOf(world.database.queries, "head-of-unit", unit.id, today);
    if (!specialist || !second || !chief) continue;
    author = world.actorOf(specialist);
    drafter = pages.as(author);
    colleague = pages.as(world.actorOf(second));
    head = pages.as(world.actorOf(chief));
    break;
  }
  signer = await world.actor("leader", sender);
  director = pages.as(signer);
  clerk = pages.as(await world.actor("clerk", sender));
  stranger = pages.as(await world.actor("clerk", district));
  pdf = new Uint8Array(await samplePdf());
});
afterAll(() => world.close());

function draftForm(
  change: Record<string, string | readonly string[]> = {},
  file: Uint8Array<ArrayBuffer> | null = pdf,
): FormData {
  const form = new FormData();
  const fields: Record<string, string | readonly string[]> = {
    transactionId: uuidv7(new Date()),
    do: "save",
    documentType: "CV",
    abstract: "V/v báo cáo kết quả gửi, nhận văn bản điện tử",
    signer: signer.appointmentId,
    recipients: [district],
    urgency: "1",
    dueDate: "31/12/2026",
    toPlaces: "- Như trên;\n- Lưu: VT, CNTT.",
    ...change,
  };
  for (const [name, given] of Object.entries(fields))
    for (const each of typeof given === "string" ? [given] : given) form.append(name, each);
  if (file) form.append("file", new File([file], "công văn.pdf", { type: "application/pdf" }));
  return form;
}

async function drafted(change: Record<string, string | readonly string[]> = {}): Promise<string> {
  const answer = await drafter.send("/outgoing/new", draftForm(change));
  expect(answer.status).toBe(303);
  return answer.location.replace("/outgoing/", "");
}

/** The hidden transaction id of the form on a page. */
function transactionOf(html: string): string {
  const id = /name="transactionId" value="([^"]+)"/.exec(html)?.[1];
  if (!id) throw new Error("the page has no form");
  return id;
}

async function press(
  who: TestBrowser,
  path: string,
  fields: Record<string, string | readonly string[]> = {},
): Promise<void> {
  const page = await who.get(path);
  expect(page.status).toBe(200);
  const answer = await who.post(path, { transactionId: transactionOf(page.text), ...fields });
  expect([answer.status, answer.text]).toEqual([303, ""]);
}

async function issued(change: Record<string, string | readonly string[]> = {}): Promise<string> {
  const id = await drafted({ do: "submit", ...change });
  await press(head, `/outgoing/${id}/check`, { opinion: "Nội dung đúng" });
  await press(director, `/outgoing/${id}/sign`, { pin: TEST_PIN });
  await press(clerk, `/outgoing/${id}/dispatch`, { pin: TEST_PIN });
  await press(clerk, `/outgoing/${id}/issue`);
  return id;
}

describe("from draft to issue without script", () => {
  test("every person finds the document in their work list, takes their step, and the receivers are shown", async () => {
    const id = await drafted();
    expect((await drafter.get("/outgoing")).text).toContain(`/outgoing/${id}`);
    await press(drafter, `/outgoing/${id}/submit`);
    expect((await head.get("/outgoing")).text).toContain(`/outgoing/${id}`);
    await press(head, `/outgoing/${id}/check`, { opinion: "Nội dung đúng" });
    expect((await director.get("/outgoing")).text).toContain(`/outgoing/${id}`);
    await press(director, `/outgoing/${id}/sign`, { pin: TEST_PIN });
    expect((await clerk.get("/outgoing")).text).toContain(`/outgoing/${id}`);
    await press(clerk, `/outgoing/${id}/dispatch`, { pin: TEST_PIN });
    const leaving = await clerk.get(`/outgoing/${id}/issue`);
    expect(leaving.text).toContain("gửi ngay qua trục liên thông đến 1 nơi nhận");
    await press(clerk, `/outgoing/${id}/issue`);
    const card = await drafter.get(`/outgoing/${id}`);
    expect(card.text).toContain("Đã phát hành");
    expect(card.text).toContain("Chờ gửi");
    expect(card.text).toContain("Chữ ký cá nhân");
    expect(card.text).toContain("Chữ ký cơ quan");
    expect((await getOutgoing(world.database.queries, id)).to_places).toEqual(["Như trên", "Lưu: VT, CNTT"]);
    const file = await drafter.get(`/outgoing/${id}/file`);
    expect(file.headers.get("content-type")).toBe("application/pdf");
    expect(file.headers.get("content-disposition")).toMatch(/^inline; filename="\d+-STTTT/);
    const range = await drafter.get(`/outgoing/${id}/file`, { range: "bytes=0-3" });
    expect([range.status, range.text]).toEqual([206, "%PDF"]);
  });
});
