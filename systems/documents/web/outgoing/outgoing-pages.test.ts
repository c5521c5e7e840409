import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../../core/directory/index.ts";
import { listSignatures, TimestampError } from "../../../../core/signing/index.ts";
import { samplePdf } from "../../../../core/signing/testing/sample-pdf.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { receiveDocument } from "../../incoming/receive-document.ts";
import { fileToken } from "../../outgoing/file-token.ts";
import { numberDocument } from "../../outgoing/number-document.ts";
import { getOutgoing } from "../../outgoing/outgoing.ts";
import { recordReceiverStatus } from "../../outgoing/record-receiver-status.ts";
import { DAK_HA, PROVINCE, STTTT, TEST_PIN, type TestProvince, testProvince } from "../../testing.ts";
import { type TestBrowser, testPages } from "../testing.ts";
import { outgoingPages } from "./index.ts";

let world: TestProvince;
let pages: ReturnType<typeof testPages>;
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
  pages = testPages(world.house, outgoingPages);
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

describe("the form of a draft", () => {
  test("says what is wrong beside each field and keeps everything typed, the files included", async () => {
    const wrong = draftForm({ abstract: "", dueDate: "31/02/2026", summary: "Tóm tắt đã gõ", signer: "" });
    wrong.append("attachments", new File(["phụ lục"], "phụ lục.txt"));
    const answer = await drafter.send("/outgoing/new", wrong);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("Nhập trích yếu, tối đa 500 ký tự.");
    expect(answer.text).toContain("31/02/2026&quot; không phải là một ngày");
    expect(answer.text).toContain("Chọn người ký văn bản.");
    expect(answer.text).toContain("Tóm tắt đã gõ");
    expect(answer.text).toContain('value="31/02/2026"');
    expect(answer.text).toContain("phụ lục.txt");
    const again = draftForm(
      { fileKept: keptOf(answer.text, "file"), attachmentsKept: keptOf(answer.text, "attachments") },
      null,
    );
    const saved = await drafter.send("/outgoing/new", again);
    expect(saved.status).toBe(303);
    const card = await drafter.get(saved.location);
    expect(card.text).toContain("công văn.pdf");
    expect(card.text).toContain("phụ lục.txt");
  });

  test.each([
    ["no PDF", () => new TextEncoder().encode("<html>không phải PDF</html>"), "Tệp không phải là PDF"],
    ["cut short", () => pdf.slice(0, 700), "Tệp PDF"],
    ["encrypted", () => encryptedPdf(), "Tệp PDF được đặt mật khẩu"],
  ])("a file that is %s is refused at once with the reason", async (_name, make, sentence) => {
    const answer = await drafter.send("/outgoing/new", draftForm({}, new Uint8Array(make())));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(sentence);
    expect(answer.text).toContain("V/v báo cáo kết quả gửi, nhận văn bản điện tử");
  });

  test("a signed file is refused: the signature of the draft would be lost", async () => {
    const document = await getOutgoing(world.database.queries, await issued());
    const signed = new Uint8Array(await world.house.files.bytes(document.file_sha256));
    const answer = await drafter.send("/outgoing/new", draftForm({}, signed));
    expect([answer.status, answer.text.includes("Tệp đã có chữ ký")]).toEqual([422, true]);
  });

  test("a file ticket of somebody else or a forged one is worth nothing", async () => {
    const document = await getOutgoing(world.database.queries, await drafted());
    const theirs = fileToken(world.house, signer.personId, {
      sha256: document.file_sha256,
      size: Number(document.file_size),
      type: "application/pdf",
      name: "x.pdf",
    });
    for (const ticket of [theirs, `${theirs}x`, "x.y", document.file_sha256]) {
      const answer = await drafter.send("/outgoing/new", draftForm({ fileKept: ticket }, null));
      expect([answer.status, answer.text.includes("Chọn tệp Word hoặc PDF của văn bản.")]).toEqual([
        422,
        true,
      ]);
    }
  });

  test("groups and branches become single receivers, once each, never the own organisation", async () => {
    const id = await drafted({ recipientsGroup: ["provincial-department"], recipientsBranch: [district] });
    const rows = await world.database.queries
      .selectFrom("documents.recipient")
      .select(["organisation_id", "organ_code"])
      .where("outgoing_id", "=", id)
      .execute();
    expect(rows.length).toBeGreaterThan(25);
    expect(new Set(rows.map((row) => row.organisation_id)).size).toBe(rows.length);
    expect(rows.map((row) => row.organisation_id)).not.toContain(sender);
    expect(rows.every((row) => row.organ_code !== "")).toBe(true);
  });

  test("a ministry is found without script, with what was typed kept, and can then be chosen", async () => {
    const answer = await drafter.send("/outgoing/new", draftForm({ do: "find", find: "bo thong tin" }));
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain("error-summary");
    const ministry =
      /value="([0-9a-f-]{36})"[^>]*>(?:<\/?[^>]*>|\s)*<label[^>]*>Bộ Thông tin và Truyền thông/.exec(
        answer.text,
      )?.[1];
    expect(ministry).toBeDefined();
    const id = await drafted({ recipients: [district, ministry ?? ""] });
    expect((await drafter.get(`/outgoing/${id}`)).text).toContain("Bộ Thông tin và Truyền thông");
    expect((await drafter.get(`/outgoing/${id}/edit`)).text).toContain("Bộ Thông tin và Truyền thông");
  });

  test("a secret document with electronic recipients is refused beside the recipients", async () => {
    const answer = await drafter.send("/outgoing/new", draftForm({ confidentiality: "1" }));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain("Văn bản mật không được gửi qua trục liên thông. Bỏ nơi nhận điện tử");
  });

  test("pressing twice makes one draft", async () => {
    const transactionId = uuidv7(new Date());
    const [first, second] = await Promise.all([
      drafter.send("/outgoing/new", draftForm({ transactionId })),
      drafter.send("/outgoing/new", draftForm({ transactionId })),
    ]);
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(second.location).toBe(first.location);
  });

  test("when somebody else changed the draft first, both versions are shown and nothing typed is lost", async () => {
    const id = await drafted();
    const page = await drafter.get(`/outgoing/${id}/edit`);
    const version = /name="version" value="(\d+)"/.exec(page.text)?.[1] ?? "";
    const fileKept = keptOf(page.text, "file");
    const first = await drafter.send(
      `/outgoing/${id}/edit`,
      draftForm({ version, fileKept, abstract: "Bản của cửa sổ một" }, null),
    );
    expect(first.status).toBe(303);
    const second = await drafter.send(
      `/outgoing/${id}/edit`,
      draftForm({ version, fileKept, abstract: "Bản của cửa sổ hai" }, null),
    );
    expect(second.status).toBe(409);
    expect(second.text).toContain("Bản của cửa sổ một");
    expect(second.text).toContain("Bản của cửa sổ hai");
    const third = await drafter.send(
      `/outgoing/${id}/edit`,
      draftForm(
        {
          version: /name="version" value="(\d+)"/.exec(second.text)?.[1] ?? "",
          fileKept: keptOf(second.text, "file"),
          abstract: "Bản của cửa sổ hai",
        },
        null,
      ),
    );
    expect(third.status).toBe(303);
    expect((await getOutgoing(world.database.queries, id)).abstract).toBe("Bản của cửa sổ hai");
  });
});

describe("who may see what", () => {
  test("a visitor is led to the sign-in page, another organisation is refused everywhere", async () => {
    const id = await issued();
    for (const path of ["", "/file", "/file/1", "/attachments/0", "/edit", "/sign", "/recall"]) {
      expect([path, (await stranger.get(`/outgoing/${id}${path}`)).status]).toEqual([path, 403]);
      const visitor = await pages.app.request(`/outgoing/${id}${path}`, {}, {});
      expect([path, visitor.status, visitor.headers.get("location")?.startsWith("/sign-in?back=")]).toEqual([
        path,
        303,
        true,
      ]);
    }
    expect((await stranger.get("/outgoing?tab=all")).text).not.toContain(id);
    expect((await clerk.get("/outgoing/nonsense")).status).toBe(404);
    expect((await clerk.get(`/outgoing/${id}/file/99`)).status).toBe(404);
    expect((await clerk.get(`/outgoing/${id}/attachments/-1`)).status).toBe(404);
  });

  test("every reading of a secret document is in the audit log; an ordinary one only marks its readers", async () => {
    const secret = await drafted({ confidentiality: "1", recipients: [] });
    const open = await drafted();
    expect((await colleague.get(`/outgoing/${secret}`)).status).toBe(403);
    expect((await colleague.get("/outgoing?tab=unit")).text).not.toContain(secret);
    expect((await colleague.get("/outgoing?tab=unit")).text).toContain(open);
    await clerk.get(`/outgoing/${secret}`);
    await clerk.get(`/outgoing/${secret}/file`);
    await drafter.get(`/outgoing/${secret}/edit`);
    await clerk.get(`/outgoing/${open}`);
    expect(await readings(secret)).toBe(3);
    expect(await readings(open)).toBe(0);
  });

  test("an attachment that a browser could run is downloaded, never shown", async () => {
    const form = draftForm();
    form.append("attachments", new File(["<script>alert(1)</script>"], "trang.html", { type: "text/html" }));
    const made = await drafter.send("/outgoing/new", form);
    const file = await drafter.get(`${made.location}/attachments/0`);
    expect(file.headers.get("content-type")).toBe("application/octet-stream");
    expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="trang\.html"/);
    expect(file.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("signing, numbering and sealing", () => {
  test("a wrong PIN is said beside the field and spends nothing", async () => {
    const id = await checked();
    const wrong = await director.post(`/outgoing/${id}/sign`, { pin: "000000" });
    expect([wrong.status, wrong.text.includes("Mã PIN không đúng.")]).toEqual([422, true]);
    await press(director, `/outgoing/${id}/sign`, { pin: TEST_PIN });
    const before = await lastNumber();
    const refused = await clerk.post(`/outgoing/${id}/dispatch`, { pin: "000000" });
    expect([refused.status, refused.text.includes("Mã PIN không đúng.")]).toEqual([422, true]);
    expect(await lastNumber()).toBe(before);
    expect((await getOutgoing(world.database.queries, id)).state).toBe("signed");
  });

  test("the signature stands where the box was put; a box outside the page is refused and kept", async () => {
    const id = await checked();
    const box = { placePage: "1", placeLeft: "60", placeBottom: "90", placeWidth: "140", placeHeight: "70" };
    const outside = await director.post(`/outgoing/${id}/sign`, { pin: TEST_PIN, ...box, placeLeft: "590" });
    expect(outside.status).toBe(422);
    expect(outside.text).toContain("Khung chữ ký phải nằm trọn trong trang");
    expect(outside.text).toContain('value="590"');
    await press(director, `/outgoing/${id}/sign`, { pin: TEST_PIN, ...box });
    const document = await getOutgoing(world.database.queries, id);
    const [placed] = listSignatures(await world.house.files.bytes(document.file_sha256));
    const rect = placed?.place?.rect ?? { x: 0, y: 0, width: 0, height: 0 };
    // The picture keeps its proportions inside the box.
    expect(rect.width).toBeGreaterThan(20);
    expect(rect.x).toBeGreaterThanOrEqual(60);
    expect(rect.x + rect.width).toBeLessThanOrEqual(200);
    expect(rect.y).toBeGreaterThanOrEqual(90);
    expect(rect.y + rect.height).toBeLessThanOrEqual(160);
  });

  test("a repeated press after the answer was lost signs and numbers once", async () => {
    const id = await checked();
    for (const [who, path] of [
      [director, "sign"],
      [clerk, "dispatch"],
    ] as const) {
      const transactionId = transactionOf((await who.get(`/outgoing/${id}/${path}`)).text);
      for (let time = 0; time < 2; time += 1) {
        const answer = await who.post(`/outgoing/${id}/${path}`, { transactionId, pin: TEST_PIN });
        expect([path, time, answer.status]).toEqual([path, time, 303]);
      }
    }
    const revisions = await world.database.queries
      .selectFrom("documents.revision")
      .select("kind")
      .where("outgoing_id", "=", id)
      .orderBy("number")
      .execute();
    expect(revisions.map((row) => row.kind)).toEqual(["draft", "signed", "numbered", "sealed"]);
  });

  test("after a crash between number and seal the same page seals under the number already given", async () => {
    const id = await checked();
    await press(director, `/outgoing/${id}/sign`, { pin: TEST_PIN });
    const numbered = await numberDocument(world.house, await world.actor("clerk", sender), { id });
    const page = await clerk.get(`/outgoing/${id}/dispatch`);
    expect(page.text).toContain(`${numbered.code_number_text}/${numbered.code_notation}`);
    await press(clerk, `/outgoing/${id}/dispatch`, { pin: TEST_PIN });
    const sealed = await getOutgoing(world.database.queries, id);
    expect([sealed.state, sealed.code_number]).toEqual(["sealed", numbered.code_number]);
  });

  test("without a timestamp nothing is signed; the signer may then decide to sign without one", async () => {
    const id = await checked();
    const signatures = world.house.services.signatures;
    if (!signatures) throw new Error("no signing service");
    const offline = testPages(
      {
        ...world.house,
        services: {
          signatures: {
            ...signatures,
            timestampAuthority: {
              timestamp: () => Promise.reject(new TimestampError("timestamp.unreachable", "offline")),
            },
          },
        },
      },
      outgoingPages,
    ).as(signer);
    const failed = await offline.post(`/outgoing/${id}/sign`, { pin: TEST_PIN });
    expect(failed.status).toBe(503);
    expect(failed.text).toContain("Chưa lấy được dấu thời gian nên chưa ký");
    expect(failed.text).toContain('name="level"');
    expect(failed.text).not.toContain(TEST_PIN);
    expect((await getOutgoing(world.database.queries, id)).state).toBe("checked");
    const signed = await offline.post(`/outgoing/${id}/sign`, { pin: TEST_PIN, level: "B-B" });
    expect(signed.status).toBe(303);
  });

  test("who comes too late reads why and finds the words they typed", async () => {
    const id = await checked();
    const answer = await head.post(`/outgoing/${id}/check`, { opinion: "Ý kiến gõ rất lâu" });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain("Chờ ký");
    expect(answer.text).toContain("Ý kiến gõ rất lâu");
  });
});

describe("after issue", () => {
  test("each receiver's state is shown, trouble first, with the reason of a refusal", async () => {
    const id = await issued({ recipients: [district, province] });
    const document = await getOutgoing(world.database.queries, id);
    const tell = (code: "03" | "02", fromCode: string, description: string) =>
      transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
        recordReceiverStatus(tx, {
          fromCodes: [fromCode],
          wireId: "",
          senderOrganisationId: sender,
          symbol: `${document.code_number_text}/${document.code_notation}`,
          issuedDate: document.issued_date ?? undefined,
          code,
          description,
          staff: "Nguyễn Thị Thu",
          statedAt: new Date(),
        }),
      );
    await tell("03", PROVINCE, "Số đến 15");
    await tell("02", DAK_HA, "Gửi nhầm nơi nhận");
    const card = (await clerk.get(`/outgoing/${id}`)).text;
    expect(card).toContain("1 từ chối");
    expect(card).toContain("1 đã tiếp nhận");
    expect(card).toContain("Gửi nhầm nơi nhận");
    expect(card.indexOf("Gửi nhầm nơi nhận")).toBeLessThan(card.indexOf("Số đến 15"));
    for (const kind of ["xlsx", "docx", "pdf"]) {
      const file = await clerk.get(`/outgoing.${kind}?tab=all`);
      expect([file.status, file.headers.get("content-disposition")?.includes(`.${kind}`)]).toEqual([
        200,
        true,
      ]);
    }
    const list = await clerk.get("/outgoing?tab=all&recipients=trouble");
    expect(list.text).toContain(id);
    expect(list.text).toContain("1 nơi từ chối hoặc lỗi");
  });

  test("a recall goes to the receivers chosen, with a reason of ten characters; wrong input keeps ticks and words", async () => {
    const id = await issued({ recipients: [district, province] });
    const short = await clerk.post(`/outgoing/${id}/recall`, { organisations: [district], reason: "sai" });
    expect(short.status).toBe(422);
    expect(short.text).toContain("từ 10 đến 500 ký tự");
    expect(short.text).toMatch(new RegExp(`value="${district}" checked`));
    expect(short.text).not.toMatch(new RegExp(`value="${province}" checked`));
    const nobody = await clerk.post(`/outgoing/${id}/recall`, { reason: "Phát hành nhầm nội dung" });
    expect([nobody.status, nobody.text.includes("Chọn ít nhất một nơi nhận")]).toEqual([422, true]);
    await press(clerk, `/outgoing/${id}/recall`, {
      organisations: [district],
      reason: "Phát hành nhầm nội dung",
    });
    const rows = await world.database.queries
      .selectFrom("documents.recipient")
      .select(["organisation_id", "state"])
      .where("outgoing_id", "=", id)
      .execute();
    expect(Object.fromEntries(rows.map((row) => [row.organisation_id, row.state]))).toEqual({
      [district]: "recall-asked",
      [province]: "waiting",
    });
    const rest = (await clerk.get(`/outgoing/${id}/recall`)).text;
    expect(rest).not.toContain(`value="${district}"`);
    expect(rest).toContain(`value="${province}"`);
  });

  test.each([
    ["2", "Đã được cập nhật bởi văn bản số"],
    ["3", "Đã được thay thế bởi văn bản số"],
  ])(
    "business type %s starts from the issued document, needs a reason, and shows on it once issued",
    async (type, words) => {
      const old = await issued();
      const page = await drafter.get(`/outgoing/new?affects=${old}&type=${type}`);
      expect(page.text).toContain(`value="${district}" checked`);
      const silent = await drafter.send("/outgoing/new", draftForm({ affects: old, businessType: type }));
      expect([silent.status, silent.text.includes("Nêu lý do cập nhật hoặc thay thế")]).toEqual([422, true]);
      const id = await issued({
        affects: old,
        businessType: type,
        businessReason: "Sửa số liệu ở phụ lục 2",
      });
      const card = (await clerk.get(`/outgoing/${old}`)).text;
      expect(card).toContain(words);
      expect(card).toContain("Sửa số liệu ở phụ lục 2");
      expect(card).toContain(`/outgoing/${id}`);
    },
  );

  test("an answer of a receiver stands under the document it answers", async () => {
    const id = await issued();
    const document = await getOutgoing(world.database.queries, id);
    await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
      receiveDocument(tx, {
        organisationId: sender,
        wireId: `answer-${id}`,
        fromOrganisationId: district,
        fromCode: DAK_HA,
        fromName: "UBND huyện Đắk Hà",
        codeNumber: "77",
        codeNotation: "UBND-VX",
        issuedDate: localDateOf(new Date()),
        typeName: "Báo cáo",
        abstract: "Báo cáo kết quả của huyện",
        summary: "",
        signerName: "",
        signerPosition: "",
        urgency: 0,
        dueDate: null,
        steering: 0,
        paper: false,
        pageAmount: 1,
        toPlaces: [],
        file: null,
        attachments: [],
        verdict: "unsigned",
        verdictDetails: null,
        responseFor: [
          { wireId: "", symbol: `${document.code_number_text}/${document.code_notation}`, organCode: STTTT },
        ],
      }),
    );
    const card = (await drafter.get(`/outgoing/${id}`)).text;
    expect(card).toContain("Văn bản trả lời");
    expect(card).toContain("UBND huyện Đắk Hà: 77/UBND-VX");
    expect(card).toContain("Báo cáo kết quả của huyện");
  });

  test("a returned document loses its signature and is a draft again", async () => {
    const id = await checked();
    await press(director, `/outgoing/${id}/sign`, { pin: TEST_PIN });
    await press(clerk, `/outgoing/${id}/return`, { reason: "Sai thể thức phần nơi nhận" });
    const document = await getOutgoing(world.database.queries, id);
    expect(document.state).toBe("draft");
    expect(listSignatures(await world.house.files.bytes(document.file_sha256))).toEqual([]);
    const card = (await drafter.get(`/outgoing/${id}`)).text;
    expect(card).toContain("Sai thể thức phần nơi nhận");
    await press(drafter, `/outgoing/${id}/cancel`, { reason: "Không cần văn bản này nữa" });
    expect((await drafter.get(`/outgoing/${id}`)).text).toContain("Văn bản đã hủy");
  });
});

describe("the work list", () => {
  test("filters by words with or without marks, state, type, urgency and day; a wrong day is said", async () => {
    const id = await drafted({
      abstract: "V/v khắc phục sạt lở đường Hồ Chí Minh",
      urgency: "3",
      documentType: "BC",
    });
    const finds = async (query: string) =>
      (await drafter.get(`/outgoing?tab=mine&${query}`)).text.includes(id);
    expect(await finds("abstract=sat lo duong")).toBe(true);
    expect(await finds("abstract=Sạt lở")).toBe(true);
    expect(await finds("abstract=100%25")).toBe(false);
    expect(await finds("state=draft&type=BC&urgency=3")).toBe(true);
    expect(await finds("state=issued")).toBe(false);
    expect(await finds("urgency=4")).toBe(false);
    expect(await finds("drafted=01/01/2022")).toBe(true);
    expect(await finds("drafted=01/01/2099")).toBe(false);
    expect((await drafter.get("/outgoing?drafted=31/02/2022")).status).toBe(422);
  });

  test("shows each document exactly once over all pages, most urgent first, and survives a broken cursor", async () => {
    await sql`insert into documents.outgoing (id, organisation_id, unit_id, state, document_type, abstract, urgency,
        due_date, drafted_by, drafted_by_name, drafted_at, signer_appointment, signer_position, signer_name,
        file_sha256, file_size, file_name)
      select gen_random_uuid(), ${sender}, ${author.unitId}, 'draft', 'CV', 'Dự thảo ' || n, n % 5,
        case when n % 3 = 0 then '2026-12-01'::date + n end, ${author.appointmentId}, 'A', date_trunc('milliseconds', now()) - n * interval '1 minute',
        ${signer.appointmentId}, 'Giám đốc', 'B', repeat('0', 64), 1, 'x.pdf'
        from generate_series(1, 120) n`.execute(world.database.queries);
    for (const tab of ["todo", "mine"]) {
      const seen: string[] = [];
      let path: string | undefined = `/outgoing?tab=${tab}&state=draft`;
      while (path) {
        const page: string = (await drafter.get(path)).text;
        seen.push(
          ...[...page.matchAll(/<td class="cell-title"><a href="\/outgoing\/([^"]+)"/g)].map(
            (hit) => hit[1] ?? "",
          ),
        );
        path = /href="([^"]+)" rel="next"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
      }
      expect(seen.length).toBeGreaterThanOrEqual(120);
      expect(new Set(seen).size).toBe(seen.length);
      if (tab === "mine") continue;
      const rows = await world.database.queries
        .selectFrom("documents.outgoing")
        .select(["id", "urgency"])
        .where("id", "in", seen)
        .execute();
      const urgency = new Map(rows.map((row) => [row.id, row.urgency]));
      const order = seen.map((each) => urgency.get(each) ?? 0);
      expect(order).toEqual([...order].sort((a, b) => b - a));
    }
    expect((await drafter.get("/outgoing?after=1_2024-02-31_x_y")).status).toBe(200);
  });
});

/** The ticket of the first kept file of a field. */
function keptOf(html: string, field: string): string {
  const ticket = new RegExp(`name="${field}Kept" value="([^"]+)"`).exec(html)?.[1];
  if (!ticket) throw new Error(`no kept file in ${field}`);
  return ticket;
}

async function checked(): Promise<string> {
  const id = await drafted({ do: "submit" });
  await press(head, `/outgoing/${id}/check`);
  return id;
}

async function readings(id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from audit.record
    where action = 'documents.read' and object_id = ${id}`.execute(world.database.queries);
  return rows[0]?.count ?? 0;
}

async function lastNumber(): Promise<number> {
  const { rows } = await sql<{ last: number }>`select coalesce(max(code_number), 0)::int as last
    from documents.outgoing where organisation_id = ${sender}`.execute(world.database.queries);
  return rows[0]?.last ?? 0;
}

function encryptedPdf(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "encrypted-"));
  const [plain, locked] = [join(folder, "plain.pdf"), join(folder, "locked.pdf")];
  writeFileSync(plain, pdf);
  execFileSync("qpdf", ["--encrypt", "user", "owner", "256", "--", plain, locked]);
  return readFileSync(locked);
}
