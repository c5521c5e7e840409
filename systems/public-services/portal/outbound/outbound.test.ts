import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { DossierAction } from "../../dossiers/index.ts";
import { type TestPortal, testPortal } from "../testing/test-portal.ts";
import { sendDue } from "./send-due.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await testPortal({ patienceMs: 300 });
});
afterEach(() => portal.faults({}));
afterAll(() => portal.close());

async function dossierWith(...actions: readonly DossierAction[]): Promise<{ id: string; code: string }> {
  const id = await portal.file();
  for (const action of actions) await portal.act(id, action);
  await portal.queue(id);
  return { id, code: (await portal.facts(id)).code };
}

const standings = async (id: string) => (await portal.messages(id)).map(({ standing }) => standing);

describe("a dossier on its way to the portal", () => {
  test("tells every state and every act, in order and once", async () => {
    const { id, code } = await dossierWith("accept", "forward", "finish", "return");
    await portal.drain();
    const kept = portal.national.kept(code);
    expect(kept?.states).toEqual(["1", "2", "4", "9", "10"]);
    expect(kept?.progress.map(({ TrangThai }) => TrangThai)).toEqual(["2", "4", "9", "10"]);
    expect(kept?.record).toMatchObject({
      ChuHoSo: "Y Mai",
      SoGiayToChuHoSo: "000192000001",
      NoiNopHoSo: "2",
    });
    expect(new Set(await standings(id))).toEqual(new Set(["sent"]));
    // Nothing more leaves when its events come once more.
    await portal.queue(id);
    await portal.drain();
    expect(portal.national.kept(code)?.states).toHaveLength(5);
  });

  test("events that come late, twice or in another order queue each thing once, in the order of the story", async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => portal.file()));
    for (const id of ids) for (const action of ["accept", "forward"] as const) await portal.act(id, action);
    await Promise.all([...ids, ...ids, ...ids, ...ids].map((id) => portal.queue(id)));
    for (const id of ids)
      expect((await portal.messages(id)).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
        "record 1",
        "record 2",
        "progress 2",
        "record 4",
        "progress 4",
      ]);
  });

  test("a new state while it is being sent is not lost", async () => {
    const { id, code } = await dossierWith("accept");
    await portal.faults({ share: 1, kinds: ["slow"], holdMs: 150, service: "DongBoHoSoMC" });
    const sending = portal.drain();
    await portal.act(id, "forward");
    await portal.queue(id);
    await sending;
    await portal.drain();
    expect(portal.national.kept(code)?.states).toEqual(["1", "2", "4"]);
    expect(await standings(id)).not.toContain("waiting");
  });

  test.each(["http-500", "cut", "slow", "lost"])("%s at every call once: each effect once", async (kind) => {
    const { id, code } = await dossierWith("accept", "forward", "finish");
    for (let round = 0; round < 30 && (await standings(id)).includes("waiting"); round += 1) {
      await portal.faults({ share: 1, kinds: [kind], holdMs: 60_000, times: 1 });
      await sendDue(portal.house, portal.adapter, new AbortController().signal, { pauseMs: 1 });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await portal.faults({});
    await portal.drain();
    const kept = portal.national.kept(code);
    expect(kept?.states).toEqual(["1", "2", "4", "9"]);
    expect(kept?.progress).toHaveLength(3);
  });

  test("a session that ended is opened again", async () => {
    const { code } = await dossierWith("accept");
    await portal.faults({ endSessions: true });
    await portal.drain();
    expect(portal.national.kept(code)?.states).toEqual(["1", "2"]);
  });

  test("online, it carries the owner's TechID, asked for once", async () => {
    const id = await portal.file({ channel: 2 });
    await portal.queue(id);
    await portal.drain();
    const { code } = await portal.facts(id);
    expect(portal.national.kept(code)?.record.MaDoiTuong).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("what the portal or the house refuses", () => {
  test("waits with its reason, with its own state, and holds back what comes after it", async () => {
    const id = await portal.file({ owner: { identifier: "12345", identifierKind: null } });
    for (const action of ["accept", "forward"] as const) await portal.act(id, action);
    await portal.queue(id);
    await portal.drain();
    const [first, ...rest] = await portal.messages(id);
    expect(first).toMatchObject({ standing: "refused", state: 1 });
    expect(first?.problem).toContain("SoGiayToChuHoSo");
    expect(rest.every(({ standing }) => standing === "waiting")).toBe(true);
    const { code } = await portal.facts(id);
    expect(portal.national.kept(code)).toBeUndefined();
    // What happens meanwhile joins the line and changes nothing.
    await portal.act(id, "finish");
    await portal.queue(id);
    await portal.drain();
    expect((await standings(id)).filter((standing) => standing === "waiting")).toHaveLength(6);
  });

  test("is told to the clerks of the body, once", async () => {
    const { rows } = await sql<{ title_vi: string; href: string }>`
      select title_vi, href from notify.notification where kind = 'portal.refused'
        and person_id = ${portal.clerk.personId}::uuid`.execute(portal.house.database.queries);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.href).toMatch(/^\/portal\/[0-9a-f-]{36}$/);
  });

  test("one dossier's refusal stops no other", async () => {
    const bad = await portal.file({ owner: { identifier: "1", identifierKind: null } });
    await portal.queue(bad);
    const { code } = await dossierWith("accept");
    await portal.drain();
    expect(portal.national.kept(code)?.states).toEqual(["1", "2"]);
  });

  test("another dossier's record under the same code is never written over", async () => {
    const { id, code } = await dossierWith("accept");
    const other = await portal.adapter.putDossier(
      {
        MaHoSo: code,
        MaTTHC: "1.001193",
        TenTTHC: "Của nơi khác",
        MaLinhVuc: "X",
        TenLinhVuc: "X",
        LoaiDoiTuong: "1",
        NgayTiepNhan: "20220101080000",
        TrangThaiHoSo: "4",
        HinhThuc: "0",
        DonViXuLy: "X",
        NoiNopHoSo: "1",
        HoSoCoThanhPhanSoHoa: "0",
        TaiKhoanDuocXacThucVoiVNeID: "0",
        DuocThanhToanTrucTuyen: "3",
        NgayNopHoSo: "20220101080000",
      },
      false,
    );
    expect(other).toEqual({ kind: "done" });
    await portal.drain();
    expect((await portal.messages(id))[0]).toMatchObject({ standing: "refused" });
    expect(portal.national.kept(code)?.record.TenTTHC).toBe("Của nơi khác");
  });
});

describe("the portal being away", () => {
  test("delays messages, is knocked at by one lane, and costs nothing when it is back", async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => dossierWith("accept")));
    await portal.faults({ share: 1, kinds: ["cut"] });
    const { signal } = new AbortController();
    for (let round = 0; round < 3; round += 1)
      await sendDue(portal.house, portal.adapter, signal, { pauseMs: 1 });
    const { rows } = await sql<{ failing_since: Date | null }>`
      select failing_since from public_services.portal_health`.execute(portal.house.database.queries);
    expect(rows[0]?.failing_since).not.toBeNull();
    for (const { id } of made) expect(new Set(await standings(id))).toEqual(new Set(["waiting"]));
    await portal.faults({});
    await portal.drain();
    for (const { code } of made) expect(portal.national.kept(code)?.states).toEqual(["1", "2"]);
  });

  test("a lane that died leaves its dossier to another when its lease ends", async () => {
    const { id, code } = await dossierWith("accept");
    await sql`update public_services.portal_dossier set lease = gen_random_uuid(), lease_until = now() + interval '1 hour'
      where dossier_id = ${id}::uuid`.execute(portal.house.database.queries);
    await sendDue(portal.house, portal.adapter, new AbortController().signal);
    expect(portal.national.kept(code)).toBeUndefined();
    await sql`update public_services.portal_dossier set lease_until = now() - interval '1 second'
      where dossier_id = ${id}::uuid`.execute(portal.house.database.queries);
    await portal.drain();
    expect(portal.national.kept(code)?.states).toEqual(["1", "2"]);
  });
});
