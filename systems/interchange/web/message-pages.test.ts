import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordsOf } from "../../../core/audit/index.ts";
import { uuidv7 } from "../../../core/transaction/index.ts";
import { DAK_HA, STTTT } from "../../documents/testing.ts";
import { type TestBrowser, testPages } from "../../documents/web/testing.ts";
import { type InterchangeWorld, interchangeWorld } from "../testing.ts";
import { messagePages } from "./message-pages.tsx";

let world: InterchangeWorld;
let clerk: TestBrowser;
let stranger: TestBrowser;
let specialist: TestBrowser;
let administrator: TestBrowser;
let sentId: string;

beforeAll(async () => {
  world = await interchangeWorld();
  const [sender, receiver] = [
    await world.province.organisation(STTTT),
    await world.province.organisation(DAK_HA),
  ];
  const pages = testPages(world.house, messagePages);
  const actor = await world.province.actor("clerk", sender);
  clerk = pages.as(actor);
  stranger = pages.as(await world.province.actor("clerk", receiver));
  specialist = pages.as({ ...actor, appointmentId: uuidv7(new Date()), roles: ["specialist"] });
  administrator = pages.as({
    ...actor,
    appointmentId: uuidv7(new Date()),
    organisationId: uuidv7(new Date()),
    roles: ["administrator"],
  });
  const id = await world.issue(sender, [receiver]);
  await world.workUntil(async () => {
    const { rows } = await sql<{ id: string }>`select id from interchange.outgoing_message
      where outgoing_id = ${id} and state = 'sent'`.execute(world.house.database.queries);
    sentId = rows[0]?.id ?? "";
    return sentId !== "";
  });
});
afterAll(() => world?.close());

/** As if the axis had refused it. */
async function breakMessage(): Promise<void> {
  await sql`update interchange.outgoing_message set state = 'failed', alert = true, problem_code = 'axis.business.22',
    problem_vi = 'Trục liên thông báo thông điệp không đúng quy chuẩn edXML.', problem_en = 'Not to standard.'
    where id = ${sentId}`.execute(world.house.database.queries);
}

describe("messages in pages", () => {
  test("a clerk sees what the own organisation sent, in plain words, and downloads the original", async () => {
    const list = await clerk.get("/interchange");
    expect(list.text).toContain("Đã gửi lên trục");
    expect(list.text).toContain(`/interchange/sent/${sentId}`);
    const page = await clerk.get(`/interchange/sent/${sentId}`);
    expect(page.text).toContain("Trục liên thông đã nhận thông điệp");
    const file = await clerk.get(`/interchange/sent/${sentId}/edxml`);
    expect(file.text).toContain("<edXML ");
    expect(file.headers.get("content-disposition")).toContain("attachment");
  });

  test("the downloaded original is byte for byte what left, and other bytes are never passed off as it", async () => {
    const { queries } = world.house.database;
    const { rows } = await sql<{
      sha256: string;
      size: number;
    }>`select edxml_sha256 as sha256, edxml_size as size
      from interchange.outgoing_message where id = ${sentId}`.execute(queries);
    const path = `/interchange/sent/${sentId}/edxml`;
    const file = Buffer.from((await clerk.get(path)).text, "utf8");
    expect(createHash("sha256").update(file).digest("hex")).toBe(rows[0]?.sha256);
    expect(file.length).toBe(Number(rows[0]?.size));
    await sql`update interchange.outgoing_message set edxml_sha256 = repeat('0', 64) where id = ${sentId}`.execute(
      queries,
    );
    expect((await clerk.get(path)).status).toBe(409);
    await sql`update interchange.outgoing_message set edxml_sha256 = ${rows[0]?.sha256} where id = ${sentId}`.execute(
      queries,
    );
  });

  test("that an administrator read another organisation's message is on record; a clerk's own reading is not", async () => {
    await clerk.get(`/interchange/sent/${sentId}/edxml`);
    expect(await recordsOf(world.house.database.queries, "outgoing-message", sentId)).not.toContainEqual(
      expect.objectContaining({ action: "interchange.read-message" }),
    );
    await administrator.get(`/interchange/sent/${sentId}/edxml`);
    expect(await recordsOf(world.house.database.queries, "outgoing-message", sentId)).toContainEqual(
      expect.objectContaining({ action: "interchange.read-message" }),
    );
  });

  test("clerks of others and people without the role see nothing of it; administrators see all", async () => {
    expect((await stranger.get(`/interchange/sent/${sentId}`)).status).toBe(403);
    expect((await stranger.get(`/interchange/sent/${sentId}/edxml`)).status).toBe(403);
    expect((await stranger.get("/interchange")).text).not.toContain(sentId);
    expect((await specialist.get("/interchange")).status).toBe(403);
    expect((await administrator.get("/interchange")).text).toContain(sentId);
    expect((await clerk.get("/interchange/sent/x")).status).toBe(404);
  });

  test("words find a message with or without diacritics; filters narrow the list", async () => {
    expect((await clerk.get("/interchange?words=bao+cao+ket+qua")).text).toContain(sentId);
    expect((await clerk.get("/interchange?words=khong+co+gi")).text).toContain("Không có thông điệp phù hợp");
    expect((await clerk.get("/interchange?direction=received")).text).not.toContain(sentId);
    expect((await clerk.get("/interchange?standing=failed")).text).not.toContain(sentId);
  });

  test("a failed message says why and what to do; sending again has one effect and ends the alert", async () => {
    await breakMessage();
    expect((await clerk.get("/interchange?view=alerts")).text).toContain(sentId);
    const page = await clerk.get(`/interchange/sent/${sentId}`);
    expect(page.text).toContain("không đúng quy chuẩn edXML");
    expect(page.text).toContain("Gửi lại");
    const transactionId = /name="transactionId" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    for (let press = 0; press < 2; press += 1) {
      const done = await clerk.post(`/interchange/sent/${sentId}`, { do: "retry", transactionId });
      expect(done.status).toBe(303);
    }
    await world.workUntil(async () =>
      (await clerk.get(`/interchange/sent/${sentId}`)).text.includes("Trục liên thông đã nhận"),
    );
    expect((await clerk.get("/interchange?view=alerts")).text).toContain("Không có thông điệp nào cần xử lý");
    const again = await clerk.post(`/interchange/sent/${sentId}`, { do: "retry" });
    expect(again.status).toBe(409);
  });

  test("an alert can be ended without sending; who did it stays visible", async () => {
    await breakMessage();
    expect((await stranger.post(`/interchange/sent/${sentId}`, { do: "settle" })).status).toBe(403);
    expect((await clerk.post(`/interchange/sent/${sentId}`, { do: "settle" })).status).toBe(303);
    const page = await clerk.get(`/interchange/sent/${sentId}`);
    expect(page.text).toContain("Người xử lý cảnh báo");
    expect((await clerk.get("/interchange?view=alerts")).text).not.toContain(sentId);
  });
});
