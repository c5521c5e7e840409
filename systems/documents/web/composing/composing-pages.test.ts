import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../../core/directory/index.ts";
import type { HttpEnv } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { readTexts, runsScripts } from "../../composing/testing.ts";
import { getText } from "../../composing/texts.ts";
import { getOutgoing } from "../../outgoing/outgoing.ts";
import { DAK_HA, STTTT, TEST_PIN, type TestProvince, testProvince } from "../../testing.ts";
import { outgoingPages } from "../outgoing/index.ts";
import { type TestBrowser, testPages } from "../testing.ts";
import { composingPages } from "./index.ts";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
let author: TestBrowser;
let colleague: TestBrowser;
let head: TestBrowser;
let director: TestBrowser;
let clerk: TestBrowser;
let stranger: TestBrowser;
let signer: PersonActor;
let district: string;

beforeAll(async () => {
  world = await testProvince();
  pages = testPages(world.house, (app: Hono<HttpEnv>, house: House) => {
    composingPages(app);
    outgoingPages(app, house);
  });
  const organisation = await world.organisation(STTTT);
  district = await world.organisation(DAK_HA);
  const today = localDateOf(new Date());
  for (const unit of await unitsOf(world.database.queries, organisation, today)) {
    const [first, second] = await holdersOf(world.database.queries, "specialist", unit.id, today);
    const [chief] = await holdersOf(world.database.queries, "head-of-unit", unit.id, today);
    if (!first || !second || !chief) continue;
    author = pages.as(world.actorOf(first));
    colleague = pages.as(world.actorOf(second));
    head = pages.as(world.actorOf(chief));
    break;
  }
  signer = await world.actor("leader", organisation);
  director = pages.as(signer);
  clerk = pages.as(await world.actor("clerk", organisation));
  stranger = pages.as(await world.actor("clerk", district));
});
afterAll(() => world.close());

type Fields = Record<string, string | readonly string[]>;

async function begun(type = "CV"): Promise<string> {
  const answer = await author.post("/compose", { template: `type:${type}` });
  expect(answer.status).toBe(303);
  return answer.location;
}

function typed(change: Fields = {}): Fields {
  return {
    version: "1",
    documentType: "CV",
    abstract: "V/v báo cáo kết quả chuyển đổi số",
    addressees: "Ủy ban nhân dân huyện Đắk Hà",
    body: "Sở báo cáo như sau:\n1. Kết quả\nĐã hoàn thành **95%** kế hoạch.",
    signer: signer.appointmentId,
    signingForm: "own",
    recipients: [district],
    urgency: "1",
    confidentiality: "0",
    businessType: "0",
    ...change,
  };
}

async function versionOf(address: string): Promise<string> {
  const { version } = await getText(world.database.queries, address.replace("/compose/", ""));
  return String(version);
}

/** Composes and saves a draft; its address. */
async function drafted(change: Fields = {}): Promise<{ text: string; document: string }> {
  const text = await begun();
  const answer = await author.post(text, typed({ do: "save", ...change }));
  expect([answer.status, answer.text]).toEqual([303, ""]);
  return { text, document: answer.location };
}

async function press(who: TestBrowser, path: string, fields: Fields = {}): Promise<void> {
  const page = await who.get(path);
  const transactionId = /name="transactionId" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
  expect((await who.post(path, { transactionId, ...fields })).status).toBe(303);
}

describe("from an empty page to a sealed document, without script", () => {
  test("type, keep, look, save, submit, check, sign, number and seal", async () => {
    const text = await begun();
    const kept = await author.post(text, typed({ do: "keep" }));
    expect([kept.status, kept.location]).toEqual([303, `${text}#preview`]);
    const page = await author.get(text);
    expect(page.text).toContain("Đã hoàn thành **95%** kế hoạch.");
    expect(page.text).toContain(`${text}/preview.pdf`);
    const preview = await pages.app.request(
      `${text}/preview.pdf`,
      { headers: { "x-person": (await getText(world.database.queries, text.slice(9))).author } },
      {},
    );
    expect(preview.headers.get("content-type")).toBe("application/pdf");
    const seen = await readTexts(new Uint8Array(await preview.arrayBuffer()));
    expect(seen.find((piece) => piece.text.includes("95%"))?.font).toBe("Tinos-Bold");
    const saved = await author.post(text, typed({ version: await versionOf(text), do: "submit" }));
    expect(saved.status).toBe(303);
    await press(head, `${saved.location}/check`);
    await press(director, `${saved.location}/sign`, { pin: TEST_PIN });
    await press(clerk, `${saved.location}/dispatch`, { pin: TEST_PIN });
    const card = await author.get(saved.location);
    expect(card.text).toContain("Chữ ký cá nhân");
    expect(card.text).toContain("Chữ ký cơ quan");
    expect(card.text).toContain(`${text}/versions`);
  });

  test("what is wrong is said beside each field and everything typed is kept, also on the server", async () => {
    const text = await begun();
    const answer = await author.post(
      text,
      typed({ do: "save", abstract: "", dueDate: "32/13", signer: "", body: "Nội dung đã gõ" }),
    );
    expect(answer.status).toBe(422);
    for (const words of ["Nhập trích yếu", "không phải là một ngày", "Chọn người ký", "Nội dung đã gõ"])
      expect(answer.text).toContain(words);
    expect((await author.get("/compose")).text).toContain(text);
    expect((await author.get(text)).text).toContain("Nội dung đã gõ");
  });

  test("the form says what a checker would send back", async () => {
    const text = await begun("QĐ");
    await author.post(text, typed({ documentType: "QĐ", body: "Điều 1. A.\nĐiều 3. B.", addressees: "" }));
    const page = (await author.get(text)).text;
    expect(page).toContain("Chưa có căn cứ ban hành");
    expect(page).toContain("Điều 3 đứng sau Điều 1.");
  });

  test("a draft is changed in the composer, not by another upload", async () => {
    const { text, document } = await drafted();
    const edit = await author.get(`${document}/edit`);
    expect([edit.status, edit.location]).toEqual([303, text]);
  });
});

describe("keeping while typing", () => {
  test("answers the new version and the remarks; a second window is told and shown what the first kept", async () => {
    const text = await begun();
    const first = await author.post(
      `${text}/keep`,
      typed({ abstract: "", body: "Cửa sổ thứ nhất viết câu này." }),
    );
    expect(first.status).toBe(200);
    const answer: unknown = JSON.parse(first.text);
    expect(answer).toMatchObject({ version: 2, remarks: [{ line: 0, text: "Chưa có trích yếu." }] });
    const second = await author.post(`${text}/keep`, typed({ body: "Cửa sổ thứ hai viết câu kia." }));
    expect(second.status).toBe(409);
    const pressed = await author.post(text, typed({ do: "keep", body: "Cửa sổ thứ hai viết câu kia." }));
    expect(pressed.status).toBe(409);
    expect(pressed.text).toMatch(/<del.*nhất/s);
    expect(pressed.text).toContain("Cửa sổ thứ hai viết câu kia.");
    expect(pressed.text).toContain('name="version" value="2"');
  });

  test("a text of three hundred thousand letters is kept", async () => {
    const text = await begun();
    const body = "Đoạn văn bản dài hơn một trang.\n".repeat(10_000).trim();
    expect((await author.post(`${text}/keep`, typed({ body }))).status).toBe(200);
    expect((await getText(world.database.queries, text.slice(9))).content.body).toBe(body);
  });

  test("nobody else sees or writes a text that is no draft yet", async () => {
    const text = await begun();
    for (const who of [colleague, head, stranger]) {
      expect((await who.get(text)).status).toBe(403);
      expect((await who.get(`${text}/preview.pdf`)).status).toBe(403);
      expect((await who.post(`${text}/keep`, typed())).status).toBe(403);
      expect((await who.get(`${text}/opinions`)).status).toBe(403);
    }
  });
});

describe("what is typed is text and nothing else", () => {
  test("markup, scripts and PDF operators come out as the letters they are", async () => {
    const text = await begun();
    const nasty = "<script>alert(1)</script> ) Tj ET /JS (x) \\( <</S/JavaScript>> </textarea><b>x</b>";
    await author.post(text, typed({ body: nasty, abstract: `V/v ${nasty}` }));
    const page = (await author.get(text)).text;
    expect(page).not.toContain("<script>alert");
    expect(page).not.toContain("</textarea><b>");
    const { author: owner } = await getText(world.database.queries, text.slice(9));
    const answer = await pages.app.request(`${text}/preview.pdf`, { headers: { "x-person": owner } }, {});
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(await runsScripts(bytes)).toBe(false);
    const words = (await readTexts(bytes)).map((piece) => piece.text).join(" ");
    expect(words).toContain("<script>alert(1)</script>");
    expect(words).toContain("/JavaScript");
  });
});

describe("versions and opinions", () => {
  test("readers of the draft see word by word what was changed", async () => {
    const { text } = await drafted();
    await author.post(
      text,
      typed({
        version: await versionOf(text),
        do: "save",
        body: "Sở báo cáo như sau:\n1. Kết quả\nĐã hoàn thành **98%** kế hoạch.",
      }),
    );
    const page = (await colleague.get(`${text}/versions`)).text.replace(/<[^>]+>/g, (tag) =>
      /^<\/?(del|ins)/.test(tag) ? tag : "",
    );
    expect(page).toMatch(/<del[^>]*>\[bỏ: \*\*95%\*\*\]<\/del>/);
    expect(page).toMatch(/<ins[^>]*>\[thêm: \*\*98%\*\*\]<\/ins>/);
    expect((await stranger.get(`${text}/versions`)).status).toBe(403);
  });

  test("an opinion stands beside its line, the author answers it, the card counts what is open", async () => {
    const { text, document } = await drafted();
    expect((await colleague.post(`${text}/opinions`, { line: "3", opinion: "" })).status).toBe(422);
    expect(
      (await colleague.post(`${text}/opinions`, { line: "3", opinion: "Nêu nguồn số liệu" })).status,
    ).toBe(303);
    expect((await author.get(document)).text).toContain("Góp ý (1 chưa trả lời)");
    const page = (await author.get(`${text}/opinions`)).text;
    expect(page).toContain("Nêu nguồn số liệu");
    const id = /name="answers" value="([^"]+)"/.exec(page)?.[1] ?? "";
    expect((await author.post(`${text}/opinions`, { answers: id, do: "decline", answer: "" })).status).toBe(
      422,
    );
    expect((await author.post(`${text}/opinions`, { answers: id, do: "take" })).status).toBe(303);
    expect((await colleague.get(`${text}/opinions`)).text).toContain("Đã tiếp thu.");
    const { id: draft } = await getOutgoing(world.database.queries, document.replace("/outgoing/", ""));
    expect(document).toBe(`/outgoing/${draft}`);
  });
});

describe("templates", () => {
  test("the head of a unit makes one, the unit begins with it, and it can be taken out of use", async () => {
    expect((await author.get("/compose/templates/new")).status).toBe(403);
    const fields = { documentType: "BC", name: "Báo cáo tuần của phòng", reach: "unit", body: "I. KẾT QUẢ" };
    expect((await head.post("/compose/templates/new", { ...fields, name: "" })).status).toBe(422);
    expect((await head.post("/compose/templates/new", fields)).status).toBe(303);
    const start = (await author.get("/compose")).text;
    const id = /value="template:([^"]+)"[^>]*>[^<]*Báo cáo tuần của phòng/.exec(start)?.[1] ?? "";
    const text = (await author.post("/compose", { template: `template:${id}` })).location;
    expect((await author.get(text)).text).toContain("I. KẾT QUẢ");
    await head.post(`/compose/templates/${id}`, { ...fields, version: "1", do: "retire" });
    expect((await author.get("/compose")).text).not.toContain("Báo cáo tuần của phòng");
    expect((await author.post("/compose", { template: `template:${id}` })).status).toBe(422);
  });
});
