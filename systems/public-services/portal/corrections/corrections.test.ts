import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { may } from "../../../../core/access/index.ts";
import { FormRefusal } from "../../../../core/errors.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import { mayCorrect, mayReadContent, mayReadPortal, mayResend } from "../permissions.ts";
import { PROVINCE, type TestPortal, testPortal } from "../testing/test-portal.ts";
import { correctMessage } from "./correct-message.ts";
import { correctableFields } from "./correctable.ts";
import { resendAll, resendMessage } from "./resend.ts";

let portal: TestPortal;

beforeAll(async () => {
  portal = await testPortal();
});
afterAll(() => portal.close());

/** A dossier whose record no portal takes, until its owner's number is put right. */
async function refused(): Promise<{ id: string; messageId: string; code: string }> {
  const id = await portal.file({ owner: { identifier: "12345", identifierKind: null } });
  for (const action of ["accept", "forward"] as const) await portal.act(id, action);
  await portal.queue(id);
  await portal.drain();
  const [first] = await portal.messages(id);
  if (first?.standing !== "refused") throw new Error("was taken");
  return { id, messageId: first.id, code: (await portal.facts(id)).code };
}

const correct = (messageId: string, values: Record<string, string>, actor: PersonActor = portal.clerk) =>
  transact(portal.house, { actor }, (tx) =>
    correctMessage(tx, actor, { id: messageId, values: new Map(Object.entries(values)) }),
  );

describe("a refused record", () => {
  test("is put right by a person, goes out again, and everything behind it follows in order", async () => {
    const { id, messageId, code } = await refused();
    await correct(messageId, { SoGiayToChuHoSo: "000192000001" });
    await portal.drain();
    const kept = portal.national.kept(code);
    expect(kept?.states).toEqual(["1", "2", "4"]);
    // The correction counts for the later records of the dossier, and for the list of identifiers.
    expect(kept?.record).toMatchObject({
      SoGiayToChuHoSo: "000192000001",
      DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "000192000001" }],
    });
    expect((await portal.messages(id)).every(({ standing }) => standing === "sent")).toBe(true);
    // The dossier itself is what it was.
    expect((await portal.facts(id)).owner.identifier).toBe("12345");
    const { rows } = await sql<{ data: { fields: string[] } }>`select data from audit.record
      where action = 'portal.correct' and object_id = ${id}`.execute(portal.house.database.queries);
    expect(rows.map(({ data }) => data.fields)).toEqual([["SoGiayToChuHoSo"]]);
    expect(JSON.stringify(rows)).not.toContain("000192000001");
  });

  test("keeps its state whatever is posted: only what describes is anybody's to change", async () => {
    const { messageId, code } = await refused();
    await correct(messageId, {
      SoGiayToChuHoSo: "000192000001",
      TrangThaiHoSo: "9",
      NgayTiepNhan: "20000101000000",
      NgayKetThucXuLy: "20220101000000",
      KenhThucHien: "2",
      DuocThanhToanTrucTuyen: "1",
    });
    await portal.drain();
    const kept = portal.national.kept(code);
    expect(kept?.states).toEqual(["1", "2", "4"]);
    expect(kept?.record).toMatchObject({ KenhThucHien: "1", DuocThanhToanTrucTuyen: "3" });
    expect(kept?.record).not.toHaveProperty("NgayKetThucXuLy");
  });

  test("no field that tells what happened, and when, can be corrected", () => {
    const names = (["record", "progress"] as const).flatMap((kind) =>
      correctableFields(kind).map(({ name }) => name),
    );
    expect(
      names.filter((name) =>
        /^(?:Ngay|ThoiDiem|TrangThai|MaHoSo|Kenh|NoiNop|HinhThuc|Duoc|HoSoCo|TaiKhoan)/.test(name),
      ),
    ).toEqual([]);
  });

  test("a wrong correction is said beside its field and changes nothing", async () => {
    const { messageId } = await refused();
    const wrong = correct(messageId, { SoGiayToChuHoSo: "1", TenTTHC: "", Email: "không" });
    await expect(wrong).rejects.toThrow(FormRefusal);
    await expect(wrong).rejects.toMatchObject({
      problems: { SoGiayToChuHoSo: expect.anything(), TenTTHC: expect.anything(), Email: expect.anything() },
    });
  });

  test("sent again as it is, it is refused again, told again, and is never another state", async () => {
    const { id, messageId } = await refused();
    await transact(portal.house, { actor: portal.clerk }, (tx) => resendMessage(tx, portal.clerk, messageId));
    await portal.drain();
    expect((await portal.messages(id))[0]).toMatchObject({ id: messageId, standing: "refused", state: 1 });
  });

  test("two people at once: one of them sends it, the other reads that it is done", async () => {
    const { messageId } = await refused();
    const resend = () =>
      transact(portal.house, { actor: portal.clerk }, (tx) => resendMessage(tx, portal.clerk, messageId));
    const both = await Promise.allSettled([resend(), resend()]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("a line of progress is put right by itself", async () => {
    const { id, messageId, code } = await refused();
    await sql`update public_services.dossier_trace set name = ${"Nguyễn ".repeat(10)}
      where dossier_id = ${id}::uuid and action = 'accept'`.execute(portal.house.database.queries);
    await correct(messageId, { SoGiayToChuHoSo: "000192000001" });
    await portal.drain();
    const line = (await portal.messages(id)).find(({ standing }) => standing === "refused");
    expect(line).toMatchObject({ kind: "progress", state: 2 });
    await correct(line?.id ?? "", { NguoiXuLy: "Nguyễn Văn A" });
    await portal.drain();
    expect(portal.national.kept(code)?.progress.map(({ NguoiXuLy }) => NguoiXuLy)[0]).toBe("Nguyễn Văn A");
    expect(portal.national.kept(code)?.states).toEqual(["1", "2", "4"]);
  });

  test("everything refused of a body goes out again by one press", async () => {
    await refused();
    const before = await sql<{ n: number }>`select count(*)::int as n from public_services.portal_message
      where standing = 'refused'`.execute(portal.house.database.queries);
    const sent = await transact(portal.house, { actor: portal.clerk }, (tx) =>
      resendAll(tx, portal.clerk, portal.organisationId),
    );
    expect(sent).toBe(before.rows[0]?.n);
  });
});

describe("who may: role × action", () => {
  const own = "11111111-1111-4111-8111-111111111111";
  const person = (role: string, organisationId: string): PersonActor => ({
    kind: "person",
    personId: own,
    appointmentId: own,
    organisationId,
    unitId: organisationId,
    fullName: "Y Vân",
    positionTitle: "",
    roles: [role],
  });
  const ROLES = ["clerk", "leader", "head-of-unit", "specialist", "administrator", "auditor"];
  // [own body, another body]: r read the list, c read the content, o correct, s send again.
  const RIGHTS: Readonly<Record<string, readonly [string, string]>> = {
    clerk: ["rcos", ""],
    leader: ["rc", ""],
    administrator: ["rs", "rs"],
  };

  test.each(ROLES)("%s", (role) => {
    const [inOwn, inOther] = RIGHTS[role] ?? ["", ""];
    for (const [organisationId, expected] of [
      [own, inOwn],
      ["22222222-2222-4222-8222-222222222222", inOther],
    ] as const) {
      const actor = person(role, own);
      const subject = { organisationId };
      const rights = [
        may(actor, mayReadPortal, subject) ? "r" : "",
        may(actor, mayReadContent, subject) ? "c" : "",
        may(actor, mayCorrect, subject) ? "o" : "",
        may(actor, mayResend, subject) ? "s" : "",
      ].join("");
      expect(rights, `${role} ${organisationId === own ? "own" : "other"}`).toBe(expected);
    }
    // What the portal addressed to nobody is the administrator's.
    expect(may(person(role, own), mayReadPortal, { organisationId: null })).toBe(role === "administrator");
  });

  test("the use cases ask: another body's clerk, a leader and a specialist are refused and nothing leaves", async () => {
    const { id, messageId } = await refused();
    const elsewhere = await portal.world.actor("clerk", await portal.world.organisation(PROVINCE));
    const leader = await portal.world.actor("leader", portal.organisationId);
    for (const actor of [elsewhere, leader]) {
      await expect(correct(messageId, { SoGiayToChuHoSo: "000192000001" }, actor)).rejects.toMatchObject({
        code: "access.denied",
      });
      await expect(
        transact(portal.house, { actor }, (tx) => resendMessage(tx, actor, messageId)),
      ).rejects.toMatchObject({ code: "access.denied" });
      await expect(
        transact(portal.house, { actor }, (tx) => resendAll(tx, actor, portal.organisationId)),
      ).rejects.toMatchObject({ code: "access.denied" });
      await expect(
        transact(portal.house, { actor }, (tx) => resendAll(tx, actor, undefined)),
      ).rejects.toMatchObject({ code: "access.denied" });
    }
    expect((await portal.messages(id))[0]).toMatchObject({ standing: "refused" });
  });
});
