import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { cancelPayment } from "../ask-payment.ts";
import { collect } from "../collect.ts";
import { codeOf, confirm, type PaymentWorld, paymentWorld } from "../testing.ts";
import { askAboutBegun } from "./ask-platform.ts";
import { payOnline } from "./pay-online.ts";
import { takeNotice } from "./take-notice.ts";

let world: PaymentWorld;
beforeAll(async () => {
  world = await paymentWorld();
});
afterAll(async () => {
  await world.close();
});
afterEach(async () => {
  await fetch(`${world.portal.url}/faults`, { method: "POST", body: "{}" });
});

const HOUR = 3_600_000;
const later = (ms: number) => new Date(Date.now() + ms);
const cash = (id: string) =>
  world.run(world.desk, (tx) =>
    collect(tx, world.province.house, world.desk, { id, method: "cash", transaction: "" }),
  );
const differences = async (id: string) =>
  await world.province.database.queries
    .selectFrom("public_services.payment_difference")
    .selectAll()
    .where("payment_id", "=", id)
    .orderBy("id")
    .execute();
const away = async () => {
  await fetch(`${world.portal.url}/faults`, { method: "POST", body: JSON.stringify({ status: 500 }) });
};

describe("paid on the platform's page", () => {
  test("its notice lost: asking finds it, with the time it was paid there; the dossier goes on, once", async () => {
    const { dossier, id } = await world.owed();
    const { house } = world.province;
    const url = await payOnline(house, { id }, "10.0.0.1");
    // Pressed twice it is the same payment there.
    expect(await payOnline(house, { id }, "10.0.0.1")).toBe(url);
    await askAboutBegun(house, later(60_000));
    expect((await world.payment(id)).state).toBe("open");
    const reference = await world.payThere(id);
    await askAboutBegun(house, later(HOUR));
    const paid = await world.payment(id);
    expect([paid.state, paid.method, (await world.row(dossier)).state]).toEqual(["paid", "online", 2]);
    expect(paid.receipt_number).toMatch(/^\d{7}\/\d{4}$/);
    expect(paid.transaction_code).toMatch(/^MP/);
    expect((await world.attempts(id)).map(({ state, next_query_at: next }) => [state, next])).toEqual([
      ["paid", null],
    ]);
    // The notice comes after all.
    const notice = confirm(reference, { MaGiaoDich: paid.transaction_code });
    expect(await takeNotice(house, notice)).toBe("repeated");
    expect(await world.releases(dossier)).toBe(1);
    expect(await differences(id)).toEqual([]);
    expect(await codeOf(payOnline(house, paid, ""))).toBe("payments.not-open");
  });

  test("after a failed try the payer begins another; both are kept", async () => {
    const { id } = await world.owed();
    const { house } = world.province;
    const failed = await world.payThere(id, "that-bai");
    await askAboutBegun(house, later(HOUR));
    expect((await world.payment(id)).state).toBe("open");
    const second = await world.payThere(id);
    expect(second).not.toBe(failed);
    expect(await takeNotice(house, confirm(second))).toBe("taken");
    // A failure that is told late takes nothing back.
    expect(await takeNotice(house, confirm(second, { MaLoi: "01", SoTien: "0" }))).toBe("failed");
    expect((await world.attempts(id)).map(({ state }) => state)).toEqual(["failed", "paid"]);
    expect((await world.payment(id)).state).toBe("paid");
  });

  test("a platform that is away delays and loses nothing: it is asked less and less often, one at a time", async () => {
    const { house, database } = world.province;
    const first = await world.owed();
    const second = await world.owed();
    await world.payThere(first.id);
    await world.payThere(second.id);
    const now = later(60_000);
    await away();
    expect(await askAboutBegun(house, now)).toBe(1);
    const waits = await database.queries
      .selectFrom("public_services.payment_attempt")
      .select(["queries", "next_query_at"])
      .where("payment_id", "in", [first.id, second.id])
      .orderBy("id")
      .execute();
    expect(waits.map(({ queries }) => queries)).toEqual([1, 0]);
    expect(waits[0]?.next_query_at).toEqual(new Date(now.getTime() + 30_000));
    await fetch(`${world.portal.url}/faults`, { method: "POST", body: "{}" });
    await askAboutBegun(house, later(HOUR));
    expect([(await world.payment(first.id)).state, (await world.payment(second.id)).state]).toEqual([
      "paid",
      "paid",
    ]);
  });

  test("a try that was written down and never reached the platform is begun again with the same reference", async () => {
    const { id } = await world.owed();
    const { house } = world.province;
    await away();
    expect(await codeOf(payOnline(house, { id }, "10.0.0.1"))).toBe("payments.platform-away");
    await fetch(`${world.portal.url}/faults`, { method: "POST", body: "{}" });
    const before = await world.attempts(id);
    expect(before).toMatchObject([{ state: "begun", pay_url: null }]);
    expect(await payOnline(house, { id }, "10.0.0.1")).toContain("/payment/pay/");
    expect((await world.attempts(id)).map(({ reference }) => reference)).toEqual(
      before.map(({ reference }) => reference),
    );
  });
});

describe("money that is not owed", () => {
  test("taken at the counter meanwhile: settled once, and the second money waits for a person who was told", async () => {
    const { dossier, id } = await world.owed();
    const { house, database } = world.province;
    await payOnline(house, { id }, "10.0.0.1");
    await cash(id);
    await world.payThereAnyway(id);
    // The notice is lost as well: the closed payment is still asked about.
    await askAboutBegun(house, later(HOUR));
    expect((await world.payment(id)).method).toBe("cash");
    expect(await world.releases(dossier)).toBe(1);
    const found = await differences(id);
    expect(found.map(({ kind, settled_at: at }) => [kind, at])).toEqual([["paid-there", null]]);
    const { rows: told } = await sql<{ person: string }>`
      select person_id as person from notify.notification where href = ${`/payments/differences/${found[0]?.id}`}`.execute(
      database.queries,
    );
    expect(told.map(({ person }) => person)).toContain(world.desk.personId);
  });

  test("for what was taken back, and a second transaction of one try: each one difference, however often it is told", async () => {
    const { house } = world.province;
    const cancelled = await world.owed();
    await payOnline(house, cancelled, "10.0.0.1");
    await world.run(world.desk, (tx) => cancelPayment(tx, world.desk, cancelled.id, "Lập nhầm"));
    const [attempt] = await world.attempts(cancelled.id);
    const notice = confirm(attempt?.reference ?? "");
    expect(await takeNotice(house, notice)).toBe("extra");
    expect(await takeNotice(house, notice)).toBe("repeated");
    expect((await differences(cancelled.id)).length).toBe(1);
    expect((await world.payment(cancelled.id)).state).toBe("cancelled");
    const paid = await world.owed();
    const reference = await world.payThere(paid.id);
    expect(await takeNotice(house, confirm(reference, { MaGiaoDich: "GD1" }))).toBe("taken");
    for (const _ of [1, 2])
      expect(await takeNotice(house, confirm(reference, { MaGiaoDich: "GD2" }))).toBe("extra");
    expect((await differences(paid.id)).map(({ transaction_code: code }) => code)).toEqual(["GD2"]);
  });
});

describe("notices", () => {
  test("are kept letter by letter; a right code over an unknown reference or another sum waits for a person", async () => {
    const { house, database } = world.province;
    const raw = confirm("khong-co").replace('"SoTien"', '  "SoTien"');
    expect(await takeNotice(house, raw)).toBe("unknown");
    const kept = await database.queries
      .selectFrom("public_services.payment_notice")
      .select(["outcome", "raw"])
      .where("reference", "=", "khong-co")
      .execute();
    expect(kept).toEqual([{ outcome: "unknown", raw }]);
    const { id } = await world.owed();
    const reference = await world.payThere(id);
    expect(await takeNotice(house, confirm(reference, { SoTien: "9000" }))).toBe("wrong-amount");
    expect((await world.payment(id)).state).toBe("open");
    expect((await differences(id)).map(({ kind }) => kind)).toEqual(["amount"]);
    const unknown = await database.queries
      .selectFrom("public_services.payment_difference")
      .select(["kind", "organisation_id"])
      .where("reference", "=", "khong-co")
      .execute();
    expect(unknown).toMatchObject([{ kind: "unknown-here" }]);
    // The province's own body holds the account at the platform.
    expect(unknown[0]?.organisation_id).not.toBe(world.commune);
  });

  test("with a wrong code have no effect; of a reference that is not ours nothing is kept, of ours only some", async () => {
    const { house, database } = world.province;
    const { id } = await world.owed();
    const reference = await world.payThere(id);
    const forged = (of: string) => confirm(of, { MaXacThuc: "0".repeat(64) });
    expect(await takeNotice(house, forged("bia-dat"))).toBe("wrong-code");
    for (let n = 0; n < 25; n += 1) expect(await takeNotice(house, forged(reference))).toBe("wrong-code");
    expect(await takeNotice(house, confirm(reference, { MaDoiTac: "AI-DO" }))).toBe("wrong-code");
    const kept = async (of: string) =>
      (
        await database.queries
          .selectFrom("public_services.payment_notice")
          .select("id")
          .where("reference", "=", of)
          .execute()
      ).length;
    expect([await kept("bia-dat"), await kept(reference)]).toEqual([0, 20]);
    expect((await world.payment(id)).state).toBe("open");
  });

  test("come over the wire: acknowledged, refused with 03, or refused as no message", async () => {
    const send = async (body: string) =>
      await world.request("/api/v1/payments/confirm", {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
    const { id } = await world.owed();
    const reference = await world.payThere(id);
    const right = await send(confirm(reference));
    expect([right.status, await right.json()]).toEqual([200, { error_code: "00", message: "taken" }]);
    const changed = confirm(reference).replace('"5000"', '"1"');
    expect(await (await send(changed)).json()).toMatchObject({ error_code: "03" });
    for (const none of ["x", "[]", '{"LoaiBanTin":"INIT"}', confirm(reference, { MaTienTe: "USD" })])
      expect((await send(none)).status).toBe(422);
  });

  test("in whatever order, how often and with whatever lost, money that came has one effect and none is forgotten", async () => {
    const { house } = world.province;
    const move = fc.constantFrom(
      "notice",
      "other-transaction",
      "failed",
      "wrong-code",
      "wrong-amount",
      "ask",
      "cash",
      "cancel",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (moves, paidThere) => {
          const { dossier, id } = await world.owed();
          await payOnline(house, { id }, "10.0.0.1");
          const [{ reference } = { reference: "" }] = await world.attempts(id);
          if (paidThere) await world.payThereAnyway(id);
          const play = async (each: (typeof moves)[number]): Promise<unknown> => {
            if (each === "ask") return await askAboutBegun(house, later(HOUR));
            if (each === "cash") return await codeOf(cash(id));
            if (each === "cancel")
              return await codeOf(
                world.run(world.desk, (tx) => cancelPayment(tx, world.desk, id, "Lập nhầm")),
              );
            return await takeNotice(
              house,
              confirm(reference, {
                ...(each === "other-transaction" ? { MaGiaoDich: "GD002" } : {}),
                ...(each === "failed" ? { MaLoi: "01" } : {}),
                ...(each === "wrong-code" ? { MaXacThuc: "0".repeat(64) } : {}),
                ...(each === "wrong-amount" ? { SoTien: "9000" } : {}),
              }),
            );
          };
          await Promise.all(moves.map(play));
          const row = await world.payment(id);
          const [attempt] = await world.attempts(id);
          const told = [
            ...(moves.includes("notice") ? ["GD001"] : []),
            ...(moves.includes("other-transaction") ? ["GD002"] : []),
          ];
          const heard = told.length > 0 || attempt?.state === "paid";
          // Paid once, and the dossier went on once, when any money came; not at all when it was taken back first.
          if (row.state === "paid") expect(await world.releases(dossier)).toBe(1);
          else expect(await world.releases(dossier)).toBe(0);
          expect(row.state).toBe(
            row.method !== null ? "paid" : moves.includes("cancel") ? "cancelled" : "open",
          );
          if (heard && row.state === "open") throw new Error("money came and the payment is open");
          // Every transaction the platform told of is either the one that settled it or waits for a person.
          const waiting = (await differences(id))
            .filter(({ kind }) => kind === "paid-there")
            .map(({ transaction_code: code }) => code);
          for (const transaction of told) expect([row.transaction_code, ...waiting]).toContain(transaction);
          expect(waiting).not.toContain(row.transaction_code || "none");
          expect((await differences(id)).some(({ kind }) => kind === "amount")).toBe(
            moves.includes("wrong-amount"),
          );
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe("the page to pay", () => {
  test("asks on the payer's return, no oftener than every few seconds, and says when the platform is away", async () => {
    const { id } = await world.owed();
    const { token } = await world.payment(id);
    await world.payThere(id);
    await away();
    const page = await (await world.get(`/pay/${token}`)).text();
    expect(page).toContain("Nếu bạn đã nộp, không nộp lại");
    await fetch(`${world.portal.url}/faults`, { method: "POST", body: "{}" });
    // Loaded again at once it does not ask again …
    expect(await (await world.get(`/pay/${token}`)).text()).toContain("Chờ nộp");
    // … a while later it does.
    await world.province.database.queries
      .updateTable("public_services.payment_attempt")
      .set({ asked_at: new Date(Date.now() - 6_000) })
      .where("payment_id", "=", id)
      .execute();
    expect(await (await world.get(`/pay/${token}`)).text()).toContain("Đã nộp");
  });

  test("says that the platform is away when it is begun, with the other ways to pay", async () => {
    const { id } = await world.owed();
    const { token } = await world.payment(id);
    await away();
    const answer = await world.get(`/pay/${token}/online`);
    const page = await answer.text();
    expect(answer.status).toBe(503);
    for (const said of ["Chưa có khoản tiền nào bị trừ", "Mã VietQR", "0001234567", "Agribank"])
      expect(page).toContain(said);
  });
});
