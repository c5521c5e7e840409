import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getRound } from "../../opinion-rounds/rounds.ts";
import { directedDocument, type TaskPeople, taskPeople } from "../../tasks/testing.ts";
import { type TestProvince, testProvince } from "../../testing.ts";
import { incomingPages } from "../incoming/index.ts";
import { testPages } from "../testing.ts";
import { opinionRoundPages } from "./index.ts";

let world: TestProvince;
let people: TaskPeople;
let pages: ReturnType<typeof testPages>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ngoc-linh-rounds-"));
  world = await testProvince();
  people = await taskPeople(world);
  pages = testPages(world.house, (app) => {
    opinionRoundPages(app);
    incomingPages(app);
  });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

/** A round opened on its page. @returns its address */
async function opened(): Promise<string> {
  const { id } = await directedDocument(world, people);
  const asker = pages.as(people.person);
  const card = await asker.get(`/incoming/${id}`);
  expect(card.text).toContain(`/opinion-rounds/new?incoming=${id}`);
  const form = new FormData();
  form.append("incoming", id);
  form.append("question", "Đề nghị cho ý kiến về số liệu cháy rừng");
  form.append("options", "Nhất trí\nKhông nhất trí *");
  form.append("people", people.otherPerson.appointmentId);
  form.append("units", people.otherHead.unitId);
  form.append("deadline", "d5");
  form.append("openAnswers", "no");
  form.append("files", new File(["số liệu"], "số liệu.txt"));
  const made = await asker.send("/opinion-rounds/new", form);
  expect(made.status).toBe(303);
  expect((await asker.get(`/incoming/${id}`)).text).toContain(made.location);
  return made.location;
}

test("what was typed is kept beside what is missing", async () => {
  const { id } = await directedDocument(world, people);
  const form = new FormData();
  form.append("incoming", id);
  form.append("question", "Sao?");
  form.append("options", "Nhất trí\nKhông nhất trí *");
  form.append("people", people.otherPerson.appointmentId);
  const refused = await pages.as(people.person).send("/opinion-rounds/new", form);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("Viết rõ nội dung cần cho ý kiến");
  expect(refused.text).toContain("Chọn hạn trả lời sau thời điểm này");
  expect(refused.text).toContain("Sao?");
  expect(refused.text).toContain("Không nhất trí *");
  expect(refused.text).toMatch(new RegExp(`value="${people.otherPerson.appointmentId}"[^>]*checked`));
  expect((await pages.as(people.otherPerson).get(`/opinion-rounds/new?incoming=${id}`)).status).toBe(403);
  expect((await pages.as(people.person).get("/opinion-rounds/new")).status).toBe(404);
});

test("asked, answered with a file, read by the asker, hidden from the others until the end, exported", async () => {
  const address = await opened();
  const id = address.split("/").at(-1) ?? "";
  const { asked } = await getRound(world.database.queries, id);
  const mine = asked.find((each) => each.unit_id === null)?.id ?? "";
  const answerer = pages.as(people.otherPerson);
  const page = await answerer.get(address);
  expect(page.text).toContain("Việc của bạn: trả lời");
  expect((await answerer.get("/opinion-rounds?view=to-answer")).text).toContain(address);
  const answer = (fields: Record<string, string>) => {
    const form = new FormData();
    form.append("asked", mine);
    for (const [name, typed] of Object.entries(fields)) form.append(name, typed);
    form.append("files", new File(["phụ lục"], "phụ lục.txt"));
    return answerer.send(`${address}/answer`, form);
  };
  const refused = await answer({ choice: "1", content: "" });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("cần ghi rõ ý kiến");
  expect((await answer({ choice: "1", content: "Thiếu số liệu xã Đăk Long" })).status).toBe(303);

  const asker = pages.as(people.person);
  const full = await asker.get(address);
  expect(full.text).toContain("Thiếu số liệu xã Đăk Long");
  const file = /href="([^"]+\/files\/[^"]+)"[^>]*>\s*phụ lục\.txt/.exec(full.text)?.[1] ?? "";
  expect((await asker.get(file)).status).toBe(200);
  const head = pages.as(people.otherHead);
  const hidden = await head.get(address);
  expect(hidden.text).not.toContain("Thiếu số liệu xã Đăk Long");
  expect((await head.get(file)).status).toBe(404);
  expect((await head.get(`${address}/summary.xlsx`)).status).toBe(404);

  const early = await asker.post(`${address}/close`, { closeReason: "đủ" });
  expect(early.status).toBe(422);
  expect(early.text).toMatch(/id="field-closeReason-error"|closeReason/);
  expect((await asker.post(`${address}/close`, { closeReason: "Đã đủ ý kiến cần thiết" })).status).toBe(303);
  expect((await head.get(address)).text).toContain("Thiếu số liệu xã Đăk Long");
  expect((await head.get(file)).status).toBe(200);
  for (const kind of ["pdf", "xlsx", "docx"]) {
    const answered = await pages.app.request(`${address}/summary.${kind}`, {
      headers: { "x-person": people.person.appointmentId },
    });
    expect(answered.status).toBe(200);
    const path = join(folder, `summary.${kind}`);
    writeFileSync(path, Buffer.from(await answered.arrayBuffer()));
    const text =
      kind === "pdf"
        ? execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" })
        : execFileSync("unzip", ["-p", path, kind === "docx" ? "word/document.xml" : "xl/*"], {
            encoding: "utf8",
          });
    expect(text.replace(/\s+/g, " ")).toContain(people.otherPerson.fullName);
  }
});

test("every form of the page does what its button says, and a closed round refuses it", async () => {
  const address = await opened();
  const id = address.split("/").at(-1) ?? "";
  const { asked } = await getRound(world.database.queries, id);
  const unit = asked.find((each) => each.unit_id !== null)?.id ?? "";
  const person = asked.find((each) => each.unit_id === null)?.id ?? "";
  const [asker, head, answerer] = [people.person, people.otherHead, people.otherPerson].map((each) =>
    pages.as(each),
  );
  const later = `15/06/${new Date().getFullYear() + 1}`;
  const day = await answerer?.post(`${address}/ask-time`, {
    asked: person,
    wanted: "31/02/2027",
    reason: "Chờ số liệu các xã",
  });
  expect(day?.status).toBe(422);
  expect(day?.text).toContain("Chờ số liệu các xã");
  expect(
    (await head?.post(`${address}/assign`, { asked: unit, person: people.otherPerson.appointmentId }))
      ?.status,
  ).toBe(303);
  expect((await asker?.post(`${address}/urge`, {}))?.status).toBe(303);
  expect((await asker?.post(`${address}/urge`, {}))?.status).toBe(409);
  expect((await asker?.get(address))?.text).toContain("Đã nhắc 1 lần");
  const withdrawn = await asker?.post(`${address}/withdraw`, { asked: person, withdrawReason: "ngắn" });
  expect(withdrawn?.status).toBe(422);
  expect(withdrawn?.text).toContain("ngắn");
  expect((await asker?.post(`${address}/ask-more`, { people: [people.head.appointmentId] }))?.status).toBe(
    303,
  );
  expect((await asker?.post(`${address}/nothing`, {}))?.status).toBe(404);
  expect((await asker?.post(`${address}/close`, { closeReason: "Đã đủ ý kiến cần thiết" }))?.status).toBe(
    303,
  );
  for (const action of ["prolong", "ask-more", "withdraw", "close", "urge"]) {
    const answered = await asker?.post(`${address}/${action}`, {
      deadline: later,
      asked: person,
      people: [people.leader.appointmentId],
      withdrawReason: "Đã có ý kiến đủ rồi",
      closeReason: "Đã đủ ý kiến cần thiết",
    });
    // A day that falls on a weekend is refused beside its field before the state is asked.
    expect([409, 422]).toContain(answered?.status);
  }
});

test("a list is searched, sorted and exported", async () => {
  await opened();
  const asker = pages.as(people.person);
  const found = await asker.get("/opinion-rounds?view=mine&question=chay%20rung&sort=-opened");
  expect(found.text).toContain("Đề nghị cho ý kiến về số liệu cháy rừng");
  expect((await asker.get("/opinion-rounds?view=mine&question=khong-co")).text).toContain(
    "Chưa có việc lấy ý kiến nào",
  );
  const sheet = await asker.get("/opinion-rounds/export.xlsx?view=mine");
  expect(sheet.headers.get("content-type")).toContain("spreadsheetml");
});
