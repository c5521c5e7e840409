import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningAxis, startAxis } from "../axis/index.ts";
import { documentXml, statusXml, system } from "../axis/raw-client.test-support.ts";
import { behaviourSchema, DEMO_AGENCIES, type RunningAgencies, startAgencies } from "./index.ts";

const PROVINCE = "000.00.13.H34";
const AT_ONCE = {
  steps: [
    { status: "03", afterMs: 0 },
    { status: "04", afterMs: 10 },
    { status: "05", afterMs: 20 },
    { status: "06", afterMs: 30 },
  ],
  answerAfterMs: 25,
  refuseAfterMs: 0,
  recallAfterMs: 0,
} as const;
const AGENCIES = DEMO_AGENCIES.map((agency) => ({
  ...agency,
  behaviour: behaviourSchema.parse({ ...agency.behaviour, ...AT_ONCE }),
}));

let dataDir: string;
let axis: RunningAxis;
let agencies: RunningAgencies;
let province: ReturnType<typeof system>;

const startThem = () =>
  startAgencies({
    axisUrl: axis.endpoint,
    systemId: "ministries",
    secret: "m",
    agencies: AGENCIES,
    pollMs: 20,
    dataDir: join(dataDir, "agencies"),
  });

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "agencies-"));
  axis = await startAxis({
    port: 0,
    dataDir: join(dataDir, "axis"),
    systems: [
      { systemId: "province", secret: "p" },
      { systemId: "ministries", secret: "m" },
    ],
    agencies: [
      { code: "H34.13", code102: PROVINCE, name: "Sở Thông tin và Truyền thông", systemId: "province" },
      ...DEMO_AGENCIES.map(({ code, code102, name }) => ({ code, code102, name, systemId: "ministries" })),
    ],
  });
  agencies = await startThem();
  province = system(axis.endpoint, "province", "p");
});
afterEach(async () => {
  await agencies.close();
  await axis.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Told {
  code: string;
  description: string;
  xml: string;
}

const field = (xml: string, name: string) =>
  new RegExp(`<edXML:${name}>([^<]*)</edXML:${name}>`).exec(xml)?.[1] ?? "";

/** Collects what the axis holds for the province, oldest first, until the condition holds. */
async function collect(kind: "status" | "edoc", until: (told: Told[]) => boolean): Promise<Told[]> {
  const told: Told[] = [];
  for (let round = 0; round < 300; round++) {
    for (const item of await province.list(kind)) {
      const xml = (await province.download(item.docId ?? "")).body.toString();
      await province.acknowledge(item.docId ?? "", "done");
      told.push({ code: field(xml, "StatusCode"), description: field(xml, "Description"), xml });
    }
    if (until(told)) return told;
    await sleep(20);
  }
  throw new Error(`waited in vain; told ${JSON.stringify(told.map(({ code }) => code))}`);
}

const codes = (told: Told[]) => told.map(({ code }) => code);
const have = (code: string) => (told: Told[]) => codes(told).includes(code);

async function order(code: string, what: string, input: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${agencies.url}/agencies/${code}/${what}`, {
    method: "POST",
    body: JSON.stringify(input),
  });
  expect(answer.status, await answer.clone().text()).toBeLessThan(300);
  return objectOf(await answer.json());
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error("not an object");
  return { ...value };
}

describe("receiving", () => {
  it("tells 01 at once, then 03, 04, 05, 06 in this order, from the code it was addressed by", async () => {
    await province.send(PROVINCE, documentXml(PROVINCE, ["000.00.00.G09"], { number: "45" }));
    const told = await collect("status", have("06"));
    expect(codes(told)).toEqual(["01", "03", "04", "05", "06"]);
    const first = told[0]?.xml ?? "";
    expect(first).toContain("<edXML:From><edXML:OrganId>000.00.00.G09</edXML:OrganId>");
    expect(first).toContain(`<edXML:ResponseFor><edXML:OrganId>${PROVINCE}</edXML:OrganId>`);
    expect(field(first, "DocumentId")).toBe(`${PROVINCE},2022/03/04,45/STTTT-CNTT`);
    expect(field(first, "Code")).toBe("45/STTTT-CNTT");
    expect((await province.sent("", "edoc"))[0]?.receiveStatus).toBe("done");
  });

  it("has one effect when the axis delivers twice", async () => {
    await fetch(`${axis.url}/faults`, { method: "POST", body: JSON.stringify({ duplicateRate: 1 }) });
    await province.send(PROVINCE, documentXml(PROVINCE, ["G09"]));
    await sleep(100);
    await fetch(`${axis.url}/faults`, { method: "POST", body: JSON.stringify({ duplicateRate: 0 }) });
    await collect("status", have("06"));
    const received = await (await fetch(`${agencies.url}/agencies/G09/received`)).json();
    expect(received).toHaveLength(1);
  });

  it("refuses with 02 and a reason where its rule says so, and only there", async () => {
    await province.send(PROVINCE, documentXml(PROVINCE, ["G15"], { subject: "V/v THỬ TỪ CHỐI tiếp nhận" }));
    const told = await collect("status", have("02"));
    expect(codes(told)).toEqual(["01", "02"]);
    expect(told[1]?.description).toContain("không đúng thẩm quyền");
    await province.send(PROVINCE, documentXml(PROVINCE, ["G15"], { subject: "V/v góp ý dự thảo" }));
    expect(codes(await collect("status", have("06")))).not.toContain("02");
  });

  it("answers with a new document that names the one it answers and holds a sound PDF", async () => {
    await province.send(
      PROVINCE,
      documentXml(PROVINCE, ["G14"], { number: "46", subject: "V/v đường truyền &amp; mạng" }),
    );
    const [answer] = await collect("edoc", (told) => told.length > 0);
    const xml = answer?.xml ?? "";
    expect(xml).toContain(
      `<edXML:ResponseFor><edXML:OrganId>${PROVINCE}</edXML:OrganId><edXML:Code>46/STTTT-CNTT</edXML:Code>`,
    );
    expect(field(xml, "Subject")).toContain("V/v đường truyền &amp; mạng");
    const encoded = /<edXML:ContentTransferEncoded[^>]*>([^<]*)</.exec(xml)?.[1] ?? "";
    const file = join(dataDir, "answer.pdf");
    writeFileSync(file, Buffer.from(encoded, "base64"));
    execFileSync("qpdf", ["--check", file]);
    const text = execFileSync("pdftotext", [file, "-"]).toString().normalize("NFC");
    expect(text).toContain("BỘ THÔNG TIN VÀ TRUYỀN THÔNG");
    expect(text.replaceAll("\n", " ")).toContain("đường truyền & mạng");
  });

  it("agrees to a recall once, whether asked by type 1, by 13 or by both, and stops working on it", async () => {
    await order("G09", "behaviour", {
      steps: [
        { status: "03", afterMs: 0 },
        { status: "06", afterMs: 60_000 },
      ],
    });
    const documentId = `${PROVINCE},2022/03/04,47/STTTT-CNTT`;
    await province.send(PROVINCE, documentXml(PROVINCE, ["G09"], { number: "47" }));
    await collect("status", have("03"));
    const business = `<edXML:DocumentId>${documentId}</edXML:DocumentId><edXML:BussinessDocType>1</edXML:BussinessDocType><edXML:BussinessDocReason>Gửi nhầm</edXML:BussinessDocReason><edXML:Paper>0</edXML:Paper>`;
    await province.send(PROVINCE, documentXml(PROVINCE, ["G09"], { number: "47", business }));
    const about = { organId: "G09", code: "47/STTTT-CNTT", documentId };
    await province.send(PROVINCE, statusXml(PROVINCE, about, "13", "Gửi nhầm"), { kind: "status" });
    const told = await collect("status", have("15"));
    await sleep(150);
    expect([...codes(told), ...codes(await collect("status", () => true))]).toEqual(["15"]);
    const received = await (await fetch(`${agencies.url}/agencies/G09/received`)).json();
    expect(received).toMatchObject([{ state: "recalled", document_id: documentId }]);
  });

  it("refuses a recall with 16 where its behaviour says so, and for a document it never had", async () => {
    const documentId = `${PROVINCE},2022/03/04,48/STTTT-CNTT`;
    const ask = (organId: string) =>
      province.send(
        PROVINCE,
        statusXml(PROVINCE, { organId, code: "48/STTTT-CNTT", documentId }, "13", "Sai"),
        {
          kind: "status",
        },
      );
    await ask("G09");
    await collect("status", have("16"));
    await province.send(PROVINCE, documentXml(PROVINCE, ["G22"], { number: "48" }));
    await collect("status", have("06"));
    await ask("G22");
    await collect("status", have("16"));
  });

  it("says 15 to an update and takes the new abstract; drops a replaced document", async () => {
    const documentId = `${PROVINCE},2022/03/04,49/STTTT-CNTT`;
    await province.send(PROVINCE, documentXml(PROVINCE, ["G09"], { number: "49" }));
    await collect("status", have("06"));
    const update = `<edXML:DocumentId>${documentId}</edXML:DocumentId><edXML:BussinessDocType>2</edXML:BussinessDocType><edXML:BussinessDocReason>Sửa trích yếu</edXML:BussinessDocReason><edXML:Paper>0</edXML:Paper>`;
    await province.send(
      PROVINCE,
      documentXml(PROVINCE, ["G09"], { number: "49", business: update, subject: "Mới" }),
    );
    expect(codes(await collect("status", have("15")))).toEqual(["15"]);
    const replace = `<edXML:BussinessDocType>3</edXML:BussinessDocType><edXML:BussinessDocReason>Thay</edXML:BussinessDocReason><edXML:Paper>0</edXML:Paper><edXML:ReplacementInfoList><edXML:ReplacementInfo><edXML:DocumentId>${documentId}</edXML:DocumentId><edXML:OrganIdList><edXML:OrganId>G09</edXML:OrganId></edXML:OrganIdList></edXML:ReplacementInfo></edXML:ReplacementInfoList>`;
    await province.send(PROVINCE, documentXml(PROVINCE, ["G09"], { number: "50", business: replace }));
    await collect("status", have("06"));
    const received = await (await fetch(`${agencies.url}/agencies/G09/received`)).json();
    expect(received).toMatchObject([
      { code: "50/STTTT-CNTT", state: "active" },
      { subject: "Mới", state: "replaced" },
    ]);
  });

  it("takes up where it stopped after a restart", async () => {
    await order("G09", "behaviour", { steps: [{ status: "03", afterMs: 300 }] });
    await province.send(PROVINCE, documentXml(PROVINCE, ["G09"]));
    await collect("status", have("01"));
    await agencies.close();
    agencies = await startThem();
    expect(codes(await collect("status", have("03")))).toEqual(["03"]);
  });

  it("loses nothing through a broken axis", async () => {
    await fetch(`${axis.url}/faults`, {
      method: "POST",
      body: JSON.stringify({ errorRate: 0.2, cutRate: 0.1, badJsonRate: 0.1, shuffle: true }),
    });
    for (let tries = 0, sent = 0; sent < 3 && tries < 60; tries++) {
      const answer = await province.send(PROVINCE, documentXml(PROVINCE, ["G09"])).catch(() => undefined);
      if (answer?.status === 200) sent++;
    }
    await sleep(200);
    await fetch(`${axis.url}/faults`, {
      method: "POST",
      body: JSON.stringify({ errorRate: 0, cutRate: 0, badJsonRate: 0 }),
    });
    await collect(
      "status",
      (told) => new Set(told.filter((t) => t.code === "06").map((t) => field(t.xml, "Code"))).size >= 3,
    );
  });
});

describe("originating", () => {
  it("sends, recalls, updates and replaces documents of its own and shows what it is told", async () => {
    const sent = await order("G09", "send", {
      to: [PROVINCE],
      subject: "V/v báo cáo biên chế",
      dueDate: "2026/12/01",
    });
    const documentId = String(sent.documentId);
    const [first] = await collect("edoc", (told) => told.length === 1);
    expect(first?.xml).toContain("<edXML:OrganName>Sở Thông tin và Truyền thông</edXML:OrganName>");
    expect(first?.xml).toContain(`<edXML:DocumentId>${documentId}</edXML:DocumentId>`);
    const code = `${sent.codeNumber}/${sent.codeNotation}`;
    await province.send(
      PROVINCE,
      statusXml(PROVINCE, { organId: "G09", code, documentId }, "03", "Số đến 12"),
      {
        kind: "status",
      },
    );
    await order("G09", "update", { documentId, subject: "V/v biên chế năm nay", reason: "Sửa trích yếu" });
    const [update] = await collect("edoc", (told) => told.length === 1);
    expect(field(update?.xml ?? "", "BussinessDocType")).toBe("2");
    const replacement = await order("G09", "replace", {
      documentId,
      subject: "V/v thay thế",
      reason: "Sai nội dung",
    });
    const [replace] = await collect("edoc", (told) => told.length === 1);
    expect(field(replace?.xml ?? "", "BussinessDocType")).toBe("3");
    expect(replace?.xml).toContain(
      `<edXML:ReplacementInfo><edXML:DocumentId>${documentId}</edXML:DocumentId>`,
    );
    await order("G09", "recall", { documentId: replacement.documentId, reason: "Phát hành nhầm" });
    const [recall] = await collect("edoc", (told) => told.length === 1);
    expect(field(recall?.xml ?? "", "BussinessDocType")).toBe("1");
    expect((await collect("status", have("13"))).at(-1)?.description).toBe("Phát hành nhầm");
    const listed = await (await fetch(`${agencies.url}/agencies/G09/sent`)).json();
    expect(listed).toContainEqual(
      expect.objectContaining({
        documentId,
        statuses: [expect.objectContaining({ statusCode: "03", from: PROVINCE })],
      }),
    );
    const bad = await fetch(`${agencies.url}/agencies/G09/send`, { method: "POST", body: "{}" });
    expect(bad.status).toBe(400);
    const page = await (await fetch(agencies.url)).text();
    expect(page).toContain("Cơ quan mô phỏng — không phải cơ quan thật");
  });
});
