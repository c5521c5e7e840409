import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createApp } from "../../../../core/http/index.ts";
import { testParts } from "../../../../core/http/testing.ts";
import { samplePdf } from "../../../../core/signing/testing/sample-pdf.ts";
import { portal as room } from "../system.ts";
import { PROCEDURE } from "../testing/drive-dossiers.ts";
import { DAK_HA, INCOMING_KEY, type TestPortal, testPortal } from "../testing/test-portal.ts";

let portal: TestPortal;
let pdf: string;

beforeAll(async () => {
  portal = await testPortal();
  pdf = Buffer.from(await samplePdf()).toString("base64");
});
afterAll(() => portal.close());

const answerSchema = z.object({ error_code: z.string(), message: z.string() });
let number = 0;
const nextCode = () => {
  number += 1;
  return `${DAK_HA}-220305-${String(70_000 + number)}`;
};

async function bring(body: unknown, key: string | null = INCOMING_KEY) {
  const app = createApp(portal.house, testParts([room]));
  const response = await app.request(
    "/portal/incoming",
    {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    },
    {},
  );
  return { status: response.status, ...answerSchema.parse(await response.json()) };
}

const filing = (over: Record<string, unknown> = {}) => ({
  MaHoSo: nextCode(),
  MaTTHC: PROCEDURE,
  TechID: "tech-cua-y-mai",
  ChuHoSo: "Y Mai",
  SoGiayToChuHoSo: "000192000001",
  TaiLieuNop: [{ TenTepDinhKem: "giay-to.pdf", Base64: pdf }],
  ...over,
});

async function dossierOf(code: string) {
  const { rows } = await sql<{
    id: string;
    channel: number;
    state: number;
    organisation_id: string;
    owner_name: string;
  }>`
    select d.id, d.channel, d.state, d.organisation_id, d.owner_name from public_services.portal_incoming i
      join public_services.dossier d on d.id = i.dossier_id where i.code = ${code}`.execute(
    portal.house.database.queries,
  );
  return rows;
}

describe("a dossier filed at the national portal", () => {
  test("comes in once with its files, at the body its code names, under a code of the province", async () => {
    const sent = filing();
    expect(await bring(sent)).toMatchObject({ status: 200, error_code: "0" });
    const [dossier, ...others] = await dossierOf(sent.MaHoSo);
    expect(others).toEqual([]);
    expect(dossier).toMatchObject({
      channel: 2,
      state: 1,
      organisation_id: portal.organisationId,
      owner_name: "Y Mai",
    });
    const facts = await portal.facts(dossier?.id ?? "");
    expect(facts.code).not.toBe(sent.MaHoSo);
    expect(facts.files.map(({ name, mime, kind }) => [name, mime, kind])).toEqual([
      ["giay-to.pdf", "application/pdf", "submitted"],
    ]);
    expect(facts.owner).toMatchObject({ identifier: "000192000001", identifierKind: "cccd" });
  });

  test("the same again, also many times at once, has no effect and is answered with 1", async () => {
    const sent = filing();
    const first = await Promise.all(Array.from({ length: 5 }, () => bring(sent)));
    expect(first.map(({ error_code }) => error_code).sort()).toEqual(["0", "1", "1", "1", "1"]);
    expect((await bring({ ...sent, ChuHoSo: "Ai khác" })).error_code).toBe("1");
    expect(await dossierOf(sent.MaHoSo)).toHaveLength(1);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from public_services.dossier
      where owner_name = 'Ai khác'`.execute(portal.house.database.queries);
    expect(rows[0]?.n).toBe(0);
  });

  test("goes back to the portal under the portal's own code, filed there, with its TechID", async () => {
    const sent = filing();
    await bring(sent);
    const [dossier] = await dossierOf(sent.MaHoSo);
    const id = dossier?.id ?? "";
    await portal.act(id, "accept");
    await portal.queue(id);
    await portal.drain();
    const kept = portal.national.kept(sent.MaHoSo);
    expect(kept?.states).toEqual(["1", "2"]);
    expect(kept?.record).toMatchObject({
      MaHoSo: sent.MaHoSo,
      NoiNopHoSo: "1",
      KenhThucHien: "2",
      MaDoiTuong: "tech-cua-y-mai",
    });
    expect(portal.national.kept((await portal.facts(id)).code)).toBeUndefined();
  });

  test("whom the portal does not name is not given a name, here or back there", async () => {
    const sent = filing({ ChuHoSo: undefined, SoGiayToChuHoSo: undefined });
    expect(await bring(sent)).toMatchObject({ error_code: "0" });
    const [dossier] = await dossierOf(sent.MaHoSo);
    expect((await portal.facts(dossier?.id ?? "")).owner.identifier).toBeNull();
    await portal.queue(dossier?.id ?? "");
    await portal.drain();
    expect(portal.national.kept(sent.MaHoSo)?.record).not.toHaveProperty("ChuHoSo");
  });

  test("the desk is told", async () => {
    const sent = filing();
    await bring(sent);
    const { rows } = await sql<{ href: string }>`select href from notify.notification
      where kind = 'portal.received' and dedupe_key = ${`portal.received:${sent.MaHoSo}`}
        and person_id = ${portal.clerk.personId}::uuid`.execute(portal.house.database.queries);
    expect(rows).toHaveLength(1);
  });
});

describe("what is not taken", () => {
  test.each([
    ["no code", { MaHoSo: undefined }, "MaHoSo"],
    ["a code that is none", { MaHoSo: "1" }, "MaHoSo"],
    ["no procedure", { MaTTHC: "" }, "MaTTHC"],
    ["a procedure nobody has", { MaTTHC: "1.999999" }, "MaTTHC"],
    ["a body nobody knows", { MaHoSo: "000.99.99.H34-220305-0001" }, "MaHoSo"],
    ["no Base64", { TaiLieuNop: [{ TenTepDinhKem: "a.pdf", Base64: "%%%" }] }, "Base64"],
    [
      "a program",
      { TaiLieuNop: [{ TenTepDinhKem: "a.pdf", Base64: Buffer.from("MZ\u0000").toString("base64") }] },
      "a.pdf",
    ],
    ["a mislabelled file", { TaiLieuNop: [{ TenTepDinhKem: "a.png", Base64: "PDF" }] }, "a.png"],
    [
      "too many files",
      { TaiLieuNop: Array.from({ length: 41 }, () => ({ TenTepDinhKem: "a.pdf", Base64: "AAAA" })) },
      "TaiLieuNop",
    ],
  ])("%s: -1 with the field, and no dossier", async (_what, over, field) => {
    const sent = filing(over);
    const files = sent.TaiLieuNop.map((file) => (file.Base64 === "PDF" ? { ...file, Base64: pdf } : file));
    const answer = await bring({ ...sent, TaiLieuNop: files });
    expect(answer).toMatchObject({ status: 200, error_code: "-1" });
    expect(answer.message).toContain(field);
    expect(await dossierOf(String(sent.MaHoSo))).toEqual([]);
  });

  test("a file of more than 10 MB is refused by name", async () => {
    const large = Buffer.alloc(10_000_001, "%PDF-1.7 ").toString("base64");
    const answer = await bring(filing({ TaiLieuNop: [{ TenTepDinhKem: "to.pdf", Base64: large }] }));
    expect(answer.message).toContain("to.pdf");
  });

  test("what was refused is kept with its reason, and comes in when it is put right", async () => {
    const sent = filing({ MaTTHC: "1.999999" });
    await bring(sent);
    await bring(sent);
    const line = async () =>
      await portal.house.database.queries
        .selectFrom("public_services.portal_incoming")
        .select(["standing", "times", "problem"])
        .where("code", "=", sent.MaHoSo)
        .executeTakeFirst();
    expect(await line()).toMatchObject({ standing: "refused", times: 2 });
    const { rows } = await sql<{ title_vi: string }>`select title_vi from notify.notification
      where kind = 'portal.filing-refused' and person_id = ${portal.clerk.personId}::uuid
        and dedupe_key = ${`portal.filing-refused:${sent.MaHoSo}`}`.execute(portal.house.database.queries);
    expect(rows).toHaveLength(1);
    expect((await bring({ ...sent, MaTTHC: PROCEDURE })).error_code).toBe("0");
    expect(await line()).toMatchObject({ standing: "received", problem: null });
  });

  test("without the key nothing is read; what is no JSON is said", async () => {
    const sent = filing();
    expect(await bring(sent, null)).toMatchObject({ status: 401, error_code: "-1" });
    expect(await bring(sent, "khoa-khac")).toMatchObject({ status: 401 });
    expect(await bring("{")).toMatchObject({ status: 400, error_code: "-1" });
    expect(await dossierOf(sent.MaHoSo)).toEqual([]);
  });

  test("a code that the province gave to another dossier is not taken", async () => {
    const own = await portal.facts(await portal.file());
    expect(await bring(filing({ MaHoSo: own.code }))).toMatchObject({ error_code: "-1" });
  });
});
