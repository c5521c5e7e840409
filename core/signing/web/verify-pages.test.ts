import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../http/index.ts";
import { signContainer, writeContainer } from "../container/index.ts";
import { DEMO_PIN } from "../demo/demo-pin.ts";
import { serialise, serialiseDict } from "../pdf/serialise.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import { fileReportSchema } from "../public/report-schema.ts";
import { signing } from "../system.ts";
import { append } from "../testing/attacker.ts";
import { LETTER, samplePdf } from "../testing/sample-pdf.ts";
import { openSigningHouse, type SigningHouse } from "../testing/signing-house.ts";
import { createTestPki } from "../testing/test-pki.ts";
import { signXades } from "../xml/index.ts";

let world: SigningHouse;
let app: ReturnType<typeof createApp>;
let plain: Uint8Array;
let person: Uint8Array;
let both: Uint8Array;
let container: Uint8Array;
let xml: Uint8Array;

beforeAll(async () => {
  world = await openSigningHouse();
  const house = await world.open("demo", { MAX_VERIFY_MB: "1" });
  const leader = await world.person("Nguyễn Văn Ứng", ["leader"]);
  const signatures = house.services.signatures;
  const timestampAuthority = signatures?.timestampAuthority;
  if (signatures === undefined || timestampAuthority === undefined) throw new Error("no signing service");
  const keys = [
    await signatures.openKey({ kind: "person", id: leader.personId }, DEMO_PIN),
    await signatures.openKey({ kind: "organisation", id: world.organisationId }, DEMO_PIN),
  ];
  plain = await samplePdf([LETTER, [{ text: "Trang hai: kinh phí 5.000.000 đồng", x: 90, y: 100 }]]);
  const files = [plain];
  for (const { signer } of keys) {
    const pdf = files.at(-1) ?? plain;
    files.push(await signPdf(pdf, { signer, level: "B-T", timestampAuthority, signedAt: new Date() }));
  }
  [person, both] = [files[1] ?? plain, files[2] ?? plain];
  const [first] = keys;
  if (first === undefined) throw new Error("no key");
  xml = await signXades({
    content: { form: "enveloped", xml: "<tờ-trình>V/v kinh phí năm 2027</tờ-trình>" },
    signer: first.signer,
    level: "B-T",
    timestampAuthority,
  });
  let held = await writeContainer([
    { name: "Tờ trình.pdf", content: plain, mimeType: "application/pdf" },
    { name: "phụ lục/bảng kê.csv", content: Buffer.from("mục;số tiền"), mimeType: "text/csv" },
  ]);
  for (const { signer } of keys)
    held = await signContainer(held, { signer, level: "B-T", timestampAuthority, signedAt: new Date() });
  container = Uint8Array.from(held.read(0, held.length));
  app = createApp(house, {
    place: { vi: "Tỉnh Kon Tum", en: "Kon Tum province" },
    assets: { style: "/assets/a.css", script: "/assets/a.js", fonts: [], mark: "/assets/a.svg" },
    systems: [signing({ demoUsernames: [] })],
    serveAsset: async () => undefined,
    resolveSession: async () => null,
    resolveToken: async () => null,
    unread: async () => 0,
    health: async () => ({ database: "ok" }),
  });
});
afterAll(() => world.close());

function form(pdf: Uint8Array, fields: Record<string, string> = {}, name = "Công văn.pdf"): FormData {
  const body = new FormData();
  for (const [key, text] of Object.entries(fields)) body.set(key, text);
  body.set("file", new File([Uint8Array.from(pdf)], name));
  return body;
}

const post = (
  path: string,
  body: BodyInit,
  headers: Record<string, string> = {},
  remoteAddress = "127.0.0.1",
) =>
  app.request(
    path,
    { method: "POST", body, headers: { "sec-fetch-site": "same-origin", ...headers } },
    { incoming: { socket: { remoteAddress } } },
  );

const page = async (pdf: Uint8Array): Promise<string> => {
  const answer = await post("/verify", form(pdf));
  expect(answer.status).toBe(200);
  return (await answer.text()).replaceAll("&#39;", "'");
};

const withOtherPage = (pdf: Uint8Array): Uint8Array =>
  append(pdf, ({ update, pages }) => {
    const second = pages[1];
    if (second === undefined) throw new Error("the sample has two pages");
    const content = update.addStream("", Buffer.from("0 0 m 100 100 l S"));
    update.set(second.ref, serialiseDict(second.dict, { Contents: serialise(content) }));
  });

describe("the public page", () => {
  test("opens without signing in and is offered where one signs in", async () => {
    const answer = await app.request("/verify");
    expect([answer.status, (await answer.text()).includes("Tệp không được lưu lại")]).toEqual([200, true]);
  });

  test("says of a good file who signed it, that it holds, and how that is known", async () => {
    const text = await page(both);
    for (const words of [
      "Hợp lệ",
      "2 chữ ký đều hợp lệ",
      "Nguyễn Văn Ứng",
      "Sở Thông tin và Truyền thông",
      "Nội dung đã ký còn nguyên vẹn",
      "Chứng thư số không bị thu hồi",
      "có dấu thời gian chứng minh",
      "(+07:00)",
      "Danh sách tin cậy",
    ])
      expect(text).toContain(words);
    expect(text).not.toContain("Không tin được");
  });

  test("says of a file whose page was replaced that it is broken, and which page", async () => {
    const text = await page(withOtherPage(both));
    expect(text).toContain("Không tin được");
    expect(text).toMatch(/còn nguyên vẹn, nhưng[^.]*trang 2/);
    expect(text).not.toContain("2 chữ ký đều hợp lệ");
  });

  test("an unsigned file, a broken one and one that is no PDF each get a page that says so", async () => {
    expect(await page(plain)).toContain("Văn bản không có chữ ký số");
    expect(await page(both.subarray(0, 3_000))).toContain("Tệp PDF bị hỏng");
    expect(await page(Buffer.from("xin chào"))).toContain("không phải là PDF");
  });

  test("a container is read file by file: who signed each, and that one byte changed breaks it", async () => {
    const text = await page(container);
    for (const words of [
      "2 chữ ký đều hợp lệ",
      "phụ lục/bảng kê.csv",
      "có chữ ký của Nguyễn Văn Ứng, Sở Thông tin",
    ])
      expect(text).toContain(words);
    const changed = Uint8Array.from(container);
    const at = Buffer.from(container).indexOf("trailer");
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await page(changed)).not.toContain("đều hợp lệ");
    const answer = await post("/api/v1/verify", form(container, {}, "Hồ sơ.asice"));
    const report = fileReportSchema.parse(await answer.json());
    expect([report.format, report.verdict, report.files?.length]).toEqual(["asic-e", "TOTAL_PASSED", 2]);
  });

  test("an XML file is read as a whole: who signed it, and that one changed letter breaks it", async () => {
    const text = await page(xml);
    for (const words of ["có 1 chữ ký", "Nguyễn Văn Ứng", "bảo vệ toàn bộ tệp"])
      expect(text).toContain(words);
    const changed = Buffer.from(Buffer.from(xml).toString().replace("kinh phí", "Kinh phí"));
    expect(await page(changed)).toContain("Không tin được");
    const answer = await post("/api/v1/verify?name=to-trinh.xml", Uint8Array.from(xml), {
      "content-type": "application/xml",
    });
    const report = fileReportSchema.parse(await answer.json());
    expect([report.format, report.verdict, report.status]).toEqual(["xml", "TOTAL_PASSED", "valid-one"]);
    const wrapped = await post("/api/v1/verify", `<thư>${Buffer.from(xml).toString()}</thư>`, {
      "content-type": "text/xml; charset=utf-8",
    });
    expect(fileReportSchema.parse(await wrapped.json()).verdict).toBe("TOTAL_FAILED");
  });

  test("a signature that cannot be decided is shown neither as valid nor as invalid", async () => {
    const stranger = createTestPki().issue({ commonName: "Người lạ" });
    const text = await page(
      await signPdf(plain, { signer: stranger.signer, level: "B-B", signedAt: new Date() }),
    );
    expect(text).toContain("Chưa kết luận được");
    for (const words of ["Không hợp lệ", "Không tin được", "Hợp lệ: "]) expect(text).not.toContain(words);
  });

  test("gives back the version that was signed, byte for byte", async () => {
    const answer = await post("/verify/signed-version", form(both, { revision: "2" }));
    expect(answer.headers.get("content-disposition")).toContain("attachment");
    expect(Buffer.from(await answer.arrayBuffer()).equals(person)).toBe(true);
    const other = await post("/verify/signed-version", form(both, { revision: "9" }));
    expect([other.status, (await other.text()).includes("không có bản ấy")]).toEqual([422, true]);
  });

  test("nothing chosen, or too much, is said beside the field", async () => {
    const nothing = await post("/verify", form(new Uint8Array(0), {}, ""));
    expect([nothing.status, (await nothing.text()).includes("Hãy chọn tệp cần kiểm tra")]).toEqual([
      422,
      true,
    ]);
    const large = await post("/verify", form(Buffer.alloc(2 * 1024 * 1024)));
    expect([large.status, (await large.text()).includes("lớn hơn 1 MB")]).toEqual([413, true]);
  });

  test("keeps nothing: no temporary file with a name, no content in the file store", async () => {
    await page(both);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("signature-check-"))).toEqual([]);
  });
});

describe("POST /api/v1/verify", () => {
  test("answers the same for a form and for a body that is the file, without a token", async () => {
    const [sent, raw] = await Promise.all([
      post("/api/v1/verify", form(both)),
      post("/api/v1/verify?name=C%C3%B4ng%20v%C4%83n.pdf", Uint8Array.from(both), {
        "content-type": "application/pdf",
      }),
    ]);
    const [one, two] = [fileReportSchema.parse(await sent.json()), fileReportSchema.parse(await raw.json())];
    expect([one.verdict, one.status, one.file]).toEqual(["TOTAL_PASSED", "valid-both", "Công văn.pdf"]);
    expect({ ...two, at: one.at }).toEqual(one);
  });

  test.each([
    ["another kind of body", "{}", { "content-type": "application/json" }, 415, "verify.wrong-kind"],
    ["an empty body", "", { "content-type": "application/pdf" }, 422, "verify.no-file"],
    [
      "too large a file",
      Buffer.alloc(1_100_000),
      { "content-type": "application/pdf" },
      413,
      "verify.too-large",
    ],
    ["a broken form", "x", { "content-type": "multipart/form-data; boundary=y" }, 400, "verify.broken-off"],
    ["a form without boundary", "x", { "content-type": "multipart/form-data" }, 400, "verify.broken-off"],
  ] as const)("refuses %s with a problem (RFC 9457)", async (_, body, headers, status, code) => {
    const answer = await post("/api/v1/verify", body, headers);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      status,
      "application/problem+json; charset=utf-8",
    ]);
    expect(await answer.json()).toMatchObject({ status, code });
  });

  test("one caller may not keep the house busy; programs on this machine are not counted", async () => {
    const ask = (address: string) =>
      post("/api/v1/verify", "", { "content-type": "application/pdf" }, address);
    const statuses: number[] = [];
    for (let n = 0; n < 60; n += 1) statuses.push((await ask("203.0.113.7")).status);
    expect(new Set(statuses)).toEqual(new Set([422]));
    const refused = await ask("203.0.113.7");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "10"]);
    const together = await Promise.all(Array.from({ length: 12 }, () => ask("203.0.113.8")));
    expect(together.filter(({ status }) => status === 429)).toHaveLength(4);
    expect((await post("/api/v1/verify", form(plain))).status).toBe(200);
  });

  test("is described in OpenAPI as open to everybody", async () => {
    const description: unknown = await (await app.request("/api/openapi.json")).json();
    expect(description).toMatchObject({
      paths: { "/api/v1/verify": { post: { operationId: "verifySignatures", security: [] } } },
    });
  });
});
