import { createHash, createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AxisOptions, type RunningAxis, startAxis } from "./index.ts";
import { call, documentXml, rows, stamp, statusXml, system } from "./raw-client.test-support.ts";
import { TrailingHash, unpaddedHex } from "./receive-body.ts";

const PROVINCE = "H34.13";
const PROVINCE_102 = "000.00.13.H34";
const MINISTRY = "G14";
const OPTIONS = {
  port: 0,
  systems: [
    { systemId: "province", secret: "province-secret" },
    { systemId: "ministries", secret: "ministries-secret" },
  ],
  agencies: [
    { code: PROVINCE, code102: PROVINCE_102, name: "Sở Thông tin và Truyền thông", systemId: "province" },
    {
      code: MINISTRY,
      code102: "000.00.00.G14",
      name: "Bộ Thông tin và Truyền thông",
      systemId: "ministries",
    },
    { code: "G09", code102: "000.00.00.G09", name: "Bộ Nội vụ", systemId: "ministries" },
    { code: "G15", code102: "000.00.00.G15", name: "Bộ Tư pháp" },
  ],
} satisfies Partial<AxisOptions>;

let dataDir: string;
let axis: RunningAxis;
let province: ReturnType<typeof system>;
let ministries: ReturnType<typeof system>;

async function start(more: Partial<AxisOptions> = {}): Promise<void> {
  axis = await startAxis({ ...OPTIONS, dataDir, ...more });
  province = system(axis.endpoint, "province", "province-secret");
  ministries = system(axis.endpoint, "ministries", "ministries-secret");
}

async function faults(change: Record<string, unknown>): Promise<Response> {
  return fetch(`${axis.url}/faults`, { method: "POST", body: JSON.stringify(change) });
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "axis-"));
  await start();
});
afterEach(async () => {
  await axis.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("signing", () => {
  const VECTORS: [string, string][] = [
    [
      `{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-timestamp":"22112026T184036+0035","XroadVnpt-Content-Type":"application/json"}`,
      "9616395e6bb8a31e1f7f7d8b6f196e85f70ad57d45c4f6b941c07292d4ebc5d7",
    ],
    [
      `{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-docid":"5bebcfeff858e3e0cc154762","XroadVnpt-timestamp":"22112026T184036+0660","XroadVnpt-Content-Type":"application/json","XroadVnpt-status":"done"}`,
      "7b4aea99119634441904ccade42aa3fb3bfe27352402933f0e8fbd7ce1dbb053",
    ],
    [
      `{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-docId":"5bebcfeff858e3e0cc154762","XroadVnpt-filePath":"store","XroadVnpt-timestamp":"22112026T184036+0579","XroadVnpt-Content-Type":"application/json"}`,
      "e609c8c2bd5d1ee286ec59c7b112c8cd3cd7658e86d821e23819b9d56ebbe446",
    ],
    [
      `{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-AgencyCode":"000.00.14.H34","XroadVnpt-timestamp":"22112026T184036+0966","XroadVnpt-Content-Type":"application/json"}`,
      "32c53bb2b83bb1a37122a9c9a2a49f3f9bc5325bc44d24836574a80a5b2de38e",
    ],
  ];
  VECTORS.push([
    `{"XroadVnpt-systemid":"TEST:SYS:01","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-hash-file":"8d55f6c7bf7cd534cf27a10e1bb5731c68279c3cb991cf4844774c685b3758","XroadVnpt-from":"000.00.00.H34","XroadVnpt-timestamp":"22112026T184035+0734","XroadVnpt-Content-Type":"application/octet-stream"}`,
    "d0ec51e77dbceeb73f00a51ad0d9b2c0f889188e101d1da3cf3758fc7eff1e08",
  ]);
  const PATHS = ["/getReceivedEdocList", "/updateStatus", "/getEdoc", "/deleteAgency", "/sendEdoc"];
  /** An empty list is fine; the others name things this axis does not have. */
  const CODES = ["0", "10", "10", "19", "22"];

  it("accepts the captured requests of the official client at their own time", async () => {
    await axis.close();
    const now = () => new Date("2026-11-22T18:41:00.000+07:00");
    await start({ systems: [{ systemId: "TEST:SYS:01", secret: "dummy-secret" }], now });
    for (const [index, [signHeader, hash]] of VECTORS.entries()) {
      expect(createHmac("sha256", "dummy-secret").update(signHeader).digest("hex")).toBe(hash);
      const signed = Object.entries<string>(JSON.parse(signHeader)).map(([name, value]): [string, string] => [
        name.slice("XroadVnpt-".length),
        value,
      ]);
      const path = PATHS[index] ?? "";
      const body = path === "/sendEdoc" ? "<edXML/>\r\n" : "{}";
      const request = { endpoint: axis.endpoint, path, signed, secret: "dummy-secret", body };
      expect((await call(request)).json().ErrorCode, path).toBe(CODES[index]);
      expect((await call(request)).json(), path).toMatchObject({ status: "FAIL", ErrorCode: "15" });
    }
  });

  it("reads hash-file of the captured sendEdoc in all its forms", () => {
    const right = "8d55f6c7bf7cd534cf027a10e1bb5731c68279c3cb991c0f4844774c685b3758";
    const asSent = "8d55f6c7bf7cd534cf27a10e1bb5731c68279c3cb991cf4844774c685b3758";
    const digest = createHash("sha256").update("<edXML/>").digest();
    expect(digest.toString("hex")).toBe(right);
    expect(unpaddedHex(digest)).toBe(asSent);
    for (const declared of [digest.toString("hex"), asSent]) {
      for (const [pieces, trailing] of [
        [["<edXML/>"], 0],
        [["<edXML/>\r\n"], 2],
        [["<edXML/>", "\r", "\n"], 2],
      ] as const) {
        const hash = new TrailingHash();
        for (const piece of pieces) hash.update(Buffer.from(piece));
        expect(hash.compare(declared)).toEqual({ sha256: digest.toString("hex"), trailing });
      }
    }
  });

  const signed = (): [string, string][] => [
    ["systemid", "province"],
    ["servicetype", "eDoc"],
    ["messagetype", "edoc"],
    ["timestamp", stamp()],
    ["Content-Type", "application/json"],
  ];
  const base = () => ({ endpoint: axis.endpoint, path: "/getReceivedEdocList", secret: "province-secret" });
  const REFUSED = { status: "FAIL", ErrorCode: "15" };

  it("refuses a wrong secret, an unknown system and a changed value", async () => {
    expect((await call({ ...base(), signed: signed(), secret: "wrong" })).json()).toMatchObject(REFUSED);
    const unknown = signed().map(([n, v]): [string, string] => [n, n === "systemid" ? "nobody" : v]);
    expect((await call({ ...base(), signed: unknown })).json()).toMatchObject(REFUSED);
    const tamper = (headers: Record<string, string>) => {
      headers["XroadVnpt-messagetype"] = "status";
    };
    expect((await call({ ...base(), signed: signed(), tamper })).json()).toMatchObject(REFUSED);
  });

  it("refuses a parameter the call needs when it is not under the signature", async () => {
    const without = signed().filter(([name]) => name !== "messagetype");
    const extra = { "XroadVnpt-messagetype": "edoc" };
    expect((await call({ ...base(), signed: without, extra })).json()).toMatchObject(REFUSED);
  });

  it("refuses an order that sign-header-key does not tell", async () => {
    const tamper = (headers: Record<string, string>) => {
      headers["XroadVnpt-sign-header-key"] = "servicetype;systemid;messagetype;timestamp;Content-Type";
    };
    expect((await call({ ...base(), signed: signed(), tamper })).json()).toMatchObject(REFUSED);
  });

  it("accepts a clock four minutes off and refuses six", async () => {
    for (const [minutes, code] of [
      [-4, "0"],
      [4, "0"],
      [-6, "15"],
      [6, "15"],
    ] as const) {
      const at = stamp(Date.now() + minutes * 60_000);
      const late = signed().map(([n, v]): [string, string] => [n, n === "timestamp" ? at : v]);
      expect((await call({ ...base(), signed: late })).json().ErrorCode, `${minutes}`).toBe(code);
    }
  });

  it("remembers signatures across a restart", async () => {
    const once = signed();
    expect((await call({ ...base(), signed: once })).json().status).toBe("OK");
    await axis.close();
    await start();
    expect((await call({ ...base(), signed: once })).json()).toMatchObject(REFUSED);
  });

  it("reads header names in any case and ignores parameters kept from an earlier call", async () => {
    const lower = (headers: Record<string, string>) => {
      for (const [name, value] of Object.entries(headers)) {
        delete headers[name];
        headers[name.toLowerCase()] = value;
      }
    };
    expect((await call({ ...base(), signed: signed(), tamper: lower })).json().status).toBe("OK");
    await province.send(PROVINCE, documentXml(PROVINCE, [MINISTRY]));
    const docId = (await ministries.list("edoc"))[0]?.docId ?? "";
    const kept = { "XroadVnpt-filePath": "store", "XroadVnpt-AgencyCode": "x" };
    expect((await ministries.acknowledge(docId, "done", kept)).json().status).toBe("OK");
  });
});

describe("sending", () => {
  it("lays one copy before every receiver and stores the body once", async () => {
    const receivers = Array.from({ length: 134 }, (_, n) => `H34.${100 + n}`);
    for (const code of receivers) {
      const body = JSON.stringify({
        id: "",
        pcode: "H34",
        code,
        name: `Đơn vị ${code}`,
        mail: "",
        mobile: "",
        fax: "",
      });
      expect((await ministries.plain("/registerAgency", [], body)).json().status).toBe("OK");
    }
    const sent = await province.send(PROVINCE, documentXml(PROVINCE, receivers));
    expect(sent.json()).toMatchObject({ status: "OK", ErrorCode: "0", ErrorDesc: "" });
    const list = await ministries.list("edoc");
    expect(list.map((item) => item.to).sort()).toEqual([...receivers].sort());
    expect(new Set(list.map((item) => item.docId)).size).toBe(134);
    const files = readdirSync(join(dataDir, "bodies"), { recursive: true }).map(String);
    expect(files.filter((file) => file.endsWith(".edxml"))).toHaveLength(1);
    expect((await ministries.plain("/countReceiveEdoc")).json().count).toBe(134);
  });

  it("accepts the unpadded hash and the CRLF of the official client and stores neither defect", async () => {
    const unpadded = (body: string) =>
      sha256Of(body).replace(/../g, (hex) => Number.parseInt(hex, 16).toString(16));
    let body = documentXml(PROVINCE, [MINISTRY]);
    while (unpadded(body).length === 64) body = documentXml(PROVINCE, [MINISTRY]);
    const answer = await province.send(PROVINCE, body, { hash: unpadded(body), appended: "\r\n" });
    expect(answer.json().status).toBe("OK");
    const docId = (await ministries.list("edoc"))[0]?.docId ?? "";
    const got = (await ministries.download(docId)).body.toString();
    expect(got.endsWith("</edXML>")).toBe(true);
    expect((await province.send(PROVINCE, body, { appended: "\r\n" })).json().status).toBe("OK");
    expect((await province.send(PROVINCE, body, { hash: "ab".repeat(32) })).json().ErrorCode).toBe("10");
    expect((await province.send(PROVINCE, body, { appended: "\r\n\r\n" })).json().ErrorCode).toBe("10");
  });

  it("gives getEdoc and downloadEdoc the sender's bytes with the axis's own TraceHeader after the last", async () => {
    const body = documentXml(PROVINCE, [MINISTRY]);
    await province.send(PROVINCE, body);
    const docId = (await ministries.list("edoc"))[0]?.docId ?? "";
    const downloaded = (await ministries.download(docId)).body.toString();
    const data = (await ministries.get(docId)).json().data;
    expect(Buffer.from(String(data), "base64").toString()).toBe(downloaded);
    const own =
      /<edXML:TraceHeader><edXML:OrganId>000\.00\.00\.G22<\/edXML:OrganId><edXML:Timestamp>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d<\/edXML:Timestamp><\/edXML:TraceHeader>/;
    expect(downloaded.replace(own, "")).toBe(body);
    expect(downloaded.search(own)).toBe(body.indexOf("</edXML:TraceHeader>") + "</edXML:TraceHeader>".length);
  });

  it("names each reason to refuse and stores nothing", async () => {
    const good = documentXml(PROVINCE, [MINISTRY]);
    const cases: [string, string, string][] = [
      ["18", "unknown receiver", documentXml(PROVINCE, [MINISTRY, "X99"])],
      ["18", "receiver in the directory without a system", documentXml(PROVINCE, ["G15"])],
      ["22", "no receiver", documentXml(PROVINCE, [])],
      ["22", "receiver twice", documentXml(PROVINCE, [MINISTRY, MINISTRY])],
      ["19", "sender of another system", documentXml("G09", [MINISTRY])],
      ["19", "sender nobody knows", documentXml("X98", [MINISTRY])],
      ["22", "another root", "<edXML/>"],
      ["21", "cut off", good.slice(0, -10)],
      ["21", "cut off in base64", good.slice(0, good.indexOf("JVBERi") + 3)],
      ["21", "unknown entity", good.replace("quý I", "quý &bom;")],
      ["21", "doctype", good.replace("?>", '?><!DOCTYPE edXML [<!ENTITY bom "x">]>')],
      ["21", "not UTF-8", `${good.slice(0, -8)}\u0000</edXML>`],
      ["21", "empty", ""],
    ];
    for (const [code, name, body] of cases) {
      const answer = (await province.send(PROVINCE, body)).json();
      expect([name, answer.status, answer.ErrorCode]).toEqual([name, "FAIL", code]);
      expect(String(answer.ErrorDesc).length, name).toBeGreaterThan(5);
    }
    expect((await province.send(MINISTRY, good)).json().ErrorCode).toBe("22");
    expect((await province.send(PROVINCE, good, { kind: "status" })).json().ErrorCode).toBe("22");
    await faults({ lockAgency: [MINISTRY] });
    expect((await province.send(PROVINCE, good)).json().ErrorCode).toBe("23");
    expect(await ministries.list("edoc")).toEqual([]);
    expect(readdirSync(join(dataDir, "arriving"))).toEqual([]);
    expect(readdirSync(join(dataDir, "bodies"))).toEqual([]);
  });

  it("answers clearly to a message over the size limit", async () => {
    await axis.close();
    await start({ sizeLimit: 100_000 });
    const answer = await province.send(
      PROVINCE,
      documentXml(PROVINCE, [MINISTRY], { content: "QUJD".repeat(60_000) }),
    );
    expect(answer.json()).toMatchObject({ status: "FAIL", ErrorCode: "10" });
    expect(String(answer.json().ErrorDesc)).toContain("100000");
  });

  it("finds a receiver by either code and delivers a status to ResponseFor", async () => {
    const sent = await province.send(
      PROVINCE_102,
      documentXml(PROVINCE_102, ["000.00.00.G14"], { number: "7" }),
    );
    expect(sent.json().status).toBe("OK");
    expect((await ministries.list("edoc"))[0]).toMatchObject({
      from: PROVINCE,
      to: MINISTRY,
      status: "initial",
    });
    const about = {
      organId: PROVINCE_102,
      code: "7/STTTT-CNTT",
      documentId: `${PROVINCE_102},2022/03/04,7/STTTT-CNTT`,
    };
    const status = statusXml("000.00.00.G14", about, "03");
    expect((await ministries.send(MINISTRY, status, { kind: "status" })).json().status).toBe("OK");
    const [item] = await province.list("status");
    expect(item).toMatchObject({ from: MINISTRY, to: PROVINCE, messageType: "status" });
    expect((await province.download(item?.docId ?? "")).body.toString()).toBe(status);
    expect(await province.list("edoc")).toEqual([]);
  });

  it("delivers only to the receivers the parameter to names", async () => {
    const extra = { "XroadVnpt-to": JSON.stringify(["G09"]) };
    await province.send(PROVINCE, documentXml(PROVINCE, [MINISTRY, "G09"]), { extra });
    expect((await ministries.list("edoc")).map((item) => item.to)).toEqual(["G09"]);
  });
});

describe("acknowledging", () => {
  it("keeps processing in the list, removes done and fail, and tells the sender", async () => {
    const sent = await province.send(PROVINCE, documentXml(PROVINCE, [MINISTRY, "G09"]));
    const docId = String(sent.json().DocId);
    const [one, two] = await ministries.list("edoc");
    await ministries.acknowledge(one?.docId ?? "", "processing");
    expect((await ministries.list("edoc")).map((item) => item.status)).toEqual(["processing", "initial"]);
    await ministries.acknowledge(one?.docId ?? "", "done");
    await ministries.acknowledge(two?.docId ?? "", "fail");
    expect(await ministries.list("edoc")).toEqual([]);
    const receipts = await province.sent(docId);
    expect(receipts.map((row) => [row.toCode, row.sendStatus, row.receiveStatus])).toEqual([
      [one?.to, "done", "done"],
      [two?.to, "done", "fail"],
    ]);
    expect((await ministries.acknowledge(one?.docId ?? "", "done")).json().status).toBe("OK");
  });

  it("lets nobody read or acknowledge another system's copy", async () => {
    await province.send(PROVINCE, documentXml(PROVINCE, [MINISTRY]));
    const docId = (await ministries.list("edoc"))[0]?.docId ?? "";
    expect((await province.get(docId)).json().ErrorCode).toBe("10");
    expect((await province.acknowledge(docId, "done")).json().ErrorCode).toBe("10");
    expect((await ministries.acknowledge(docId, "lost")).json().ErrorCode).toBe("22");
    expect(await ministries.list("edoc")).toHaveLength(1);
  });
});

describe("directory", () => {
  it("lists, registers, synchronises by version and deletes", async () => {
    const before = rows((await province.plain("/getSynchronizeUnit")).json());
    const body = JSON.stringify({
      id: "",
      pcode: PROVINCE,
      code: "000.05.13.H34",
      name: "Phòng X",
      mail: "",
      mobile: "",
      fax: "",
    });
    expect((await province.plain("/registerAgency", [], body)).json().status).toBe("OK");
    const listed = rows((await province.plain("/getAgenciesList")).json());
    expect(listed.find((row) => row.code === MINISTRY)).toMatchObject({ oldCode: "000.00.00.G14" });
    expect(listed.find((row) => row.code === "000.05.13.H34")).toMatchObject({
      pid: PROVINCE,
      name: "Phòng X",
    });
    const levelOne = rows((await province.plain("/getAgenciesListQD20", [["level", "1"]])).json());
    expect(levelOne.map((row) => row.code)).toEqual([MINISTRY, "G09", "G15"]);
    expect(levelOne[0]).toMatchObject({ code102: "000.00.00.G14" });
    expect(
      (await ministries.plain("/deleteAgency", [["AgencyCode", "000.05.13.H34"]])).json().ErrorCode,
    ).toBe("19");
    expect((await province.plain("/deleteAgency", [["AgencyCode", "000.05.13.H34"]])).json().status).toBe(
      "OK",
    );
    const after = rows((await province.plain("/getSynchronizeUnit")).json());
    const highest = Math.max(...before.map((row) => Number(row.version)));
    const changed = after.filter((row) => Number(row.version) > highest);
    expect(changed).toMatchObject([
      { code: "000.05.13.H34", deleted: true, isAgency: true, centerCode: "H34" },
    ]);
    expect(
      (await ministries.plain("/registerAgency", [], JSON.stringify({ code: PROVINCE, name: "Giả" }))).json()
        .ErrorCode,
    ).toBe("19");
  });
});

describe("faults and durability", () => {
  it("keeps everything it accepted through a restart", async () => {
    const body = documentXml(PROVINCE, [MINISTRY]);
    const docId = String((await province.send(PROVINCE, body)).json().DocId);
    await axis.close();
    await start();
    const [item] = await ministries.list("edoc");
    expect((await ministries.download(item?.docId ?? "")).body.toString()).toContain("V/v báo cáo");
    expect((await province.sent(docId))[0]).toMatchObject({
      receiveStatus: "initial",
      notation: expect.stringContaining("/STTTT-CNTT"),
    });
  });

  it("removes a body after its retention, but only when every receiver has acknowledged it", async () => {
    await axis.close();
    await start({ bodyRetentionMs: 100 });
    await province.send(PROVINCE, documentXml(PROVINCE, [MINISTRY]));
    await province.send(PROVINCE, documentXml(PROVINCE, [MINISTRY, "G09"]));
    const [one, two, three] = (await ministries.list("edoc")).map((item) => item.docId ?? "");
    await ministries.acknowledge(one ?? "", "done");
    await ministries.acknowledge(two ?? "", "done");
    const code = async (docId = "") => (await ministries.get(docId)).json().ErrorCode;
    await expect.poll(() => code(one), { timeout: 5_000 }).toBe("10");
    expect([await code(two), await code(three)]).toEqual(["0", "0"]);
  });

  it("answers 5xx, cuts, breaks JSON, lists again, and stops when told", async () => {
    expect((await faults({ errorRate: 1 })).status).toBe(200);
    expect((await province.plain("/countReceiveEdoc")).status).toBeGreaterThanOrEqual(500);
    await faults({ errorRate: 0, cutRate: 1 });
    await expect(province.plain("/countReceiveEdoc")).rejects.toThrow();
    await faults({ cutRate: 0, badJsonRate: 1 });
    const broken = await province.plain("/countReceiveEdoc");
    expect(() => broken.json()).toThrow(SyntaxError);
    await faults({ badJsonRate: 0, duplicateRate: 1 });
    await province.send(PROVINCE, documentXml(PROVINCE, [MINISTRY]));
    const twice = await ministries.list("edoc");
    expect(twice).toHaveLength(2);
    const docId = twice[0]?.docId ?? "";
    await ministries.acknowledge(docId, "done");
    expect((await ministries.list("edoc")).map((item) => item.docId)).toContain(docId);
    await ministries.acknowledge(docId, "done");
    expect((await ministries.list("edoc")).map((item) => item.docId)).not.toContain(docId);
    expect((await faults({ errorRate: 2 })).status).toBe(400);
    const settings = await (await fetch(`${axis.url}/faults`)).json();
    expect(settings).toMatchObject({ errorRate: 0, cutRate: 0, duplicateRate: 1 });
  });

  it("says on its page that it is a stand-in, and its form works without script", async () => {
    await province.send(PROVINCE, documentXml(PROVINCE, [MINISTRY], { subject: "Trích yếu &lt;b&gt; lạ" }));
    const html = await (await fetch(axis.url)).text();
    expect(html).toContain("Trục liên thông thử nghiệm — không phải hệ thống thật");
    expect(html).toContain("Trích yếu &lt;b&gt; lạ");
    const form = new URLSearchParams({ slowMs: "5", errorRate: "0", shuffle: "on", lockAgency: "G14, G09" });
    const answer = await fetch(`${axis.url}/faults`, { method: "POST", body: form, redirect: "manual" });
    expect(answer.status).toBe(303);
    expect(await (await fetch(`${axis.url}/faults`)).json()).toMatchObject({
      slowMs: 5,
      shuffle: true,
      lockAgency: ["G14", "G09"],
    });
  });
});

function sha256Of(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}
