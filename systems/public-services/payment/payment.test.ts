import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../../../core/database/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import { createApp } from "../../../core/http/index.ts";
import { sessionOf, testParts } from "../../../core/http/testing.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { type RunningServicePortal, startServicePortal } from "../../../national/service-portal/index.ts";
import { acceptDossier } from "../dossiers/accept-dossier.ts";
import { askPayment as askDossierPayment } from "../dossiers/end-dossier.ts";
import { type DossierWorld, dossierWorld } from "../dossiers/testing.ts";
import { amountInWords } from "./amount-in-words.ts";
import { askPayment, cancelPayment } from "./ask-payment.ts";
import { askAboutOpen } from "./ask-platform.ts";
import { changeAccount } from "./change-account.ts";
import { askRefund, collect, decideRefund } from "./collect.ts";
import { compareDay, settleDifference } from "./compare-day.ts";
import { payOnline } from "./pay-online.ts";
import { isAuthentic, messageCode, platformTime } from "./platform/messages.ts";
import { getPayment } from "./settle.ts";
import { payment } from "./system.ts";
import { takeNotice } from "./take-notice.ts";
import { crc16, vietQr } from "./vietqr.ts";
import { writeReceipt } from "./write-receipt.ts";

const SECRET = "thu-nghiem";
const PARTNER = "NGOC-LINH";

let world: DossierWorld;
let portal: RunningServicePortal;
let folder: string;
let app: ReturnType<typeof createApp>;
let session: PersonActor | null = null;

beforeAll(async () => {
  world = await dossierWorld();
  const { house, database } = world.province;
  await migrate(database, [{ room: payment.name, folder: new URL("migrations/", import.meta.url) }]);
  Object.assign(house.services, await payment.provide?.(house));
  folder = mkdtempSync(join(tmpdir(), "payment-room-"));
  portal = await startServicePortal({
    port: 0,
    dataDir: folder,
    clients: [],
    // Nobody listens there: every notice is lost unless a test plays it.
    partners: [{ code: PARTNER, secret: SECRET, confirmUrl: "http://127.0.0.1:9/confirm" }],
  });
  Object.assign(house.services, { standIns: { servicePortal: portal.url } });
  await world.run(world.leader, (tx) =>
    changeAccount(tx, world.leader, { bankBin: "970405", account: "0001234567", holder: "UBND xã Đăk Long" }),
  );
  app = createApp(house, testParts([payment], { resolveSession: async () => session && sessionOf(session) }));
});
afterAll(async () => {
  await portal.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  session = null;
});

/** A dossier that waits for 5,000 đồng, and what is owed for it. */
async function owed(): Promise<{ readonly dossier: string; readonly id: string }> {
  const { id: dossier } = await world.file();
  await world.run(world.desk, (tx) => acceptDossier(tx, world.desk, { id: dossier, seen: 0 }));
  await world.run(world.desk, (tx) =>
    askDossierPayment(tx, world.desk, { id: dossier, seen: 1, note: "Phí cấp thẻ 5.000 đồng" }),
  );
  const facts = await world.province.house.services.dossiers?.facts(world.province.database.queries, dossier);
  if (!facts) throw new Error("no dossier");
  const id = await world.run(world.desk, (tx) =>
    askPayment(tx, world.desk, facts, [{ amount: "5.000", waived: "" }]),
  );
  return { dossier, id: id ?? "" };
}

const row = (id: string) => getPayment(world.province.database.queries, id);
const traces = async (dossier: string) =>
  (
    await world.province.house.services.dossiers?.facts(world.province.database.queries, dossier)
  )?.trail.filter(({ action }) => action === "settle-payment").length;

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (error instanceof FormRefusal) return `form:${Object.keys(error.problems).join()}`;
    return error instanceof Refusal ? error.code : String(error);
  }
}

function confirm(reference: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  const message = {
    LoaiBanTin: "CONFIRM",
    MaLoi: "00",
    MaDoiTac: PARTNER,
    MaThamChieu: reference,
    SoTien: "5000",
    MaTienTe: "VND",
    MaGiaoDich: "GD001",
    MaNganHang: "MOPHONG",
    ThoiGianGD: "20220305153000",
    ThongTinGiaoDich: "THANH TOAN HO SO",
    ...over,
  };
  return {
    MaXacThuc: messageCode("CONFIRM", message, SECRET),
    ...message,
    ...("MaXacThuc" in over ? over : {}),
  };
}

describe("the wire", () => {
  test("MaXacThuc of the published vectors, times by the 24-hour clock", () => {
    const vector = {
      LoaiBanTin: "INIT",
      PhienBan: "1.0.6",
      MaDoiTac: "DEMO",
      MaThamChieu: "dvc0000016H34220305000120220305103000",
      SoTien: "50000",
      LoaiHinhThanhToan: "PAY",
      MaKenhThanhToan: "1",
      MaThietBi: "1",
      NgonNgu: "vi-VN",
      MaTienTe: "VND",
      MaNganHang: "PAYMENT",
      ThongTinGiaoDich: "THANH TOAN HO SO 000.00.16.H34-220305-0001",
      ThoiGianGD: "20220305103000",
      Ip: "10.0.0.1",
    };
    expect(messageCode("INIT", vector, "dummy-secret")).toBe(
      "dc623e3cef948cf81fdfc30136108e39f7ea5885fd9e25c2692528a667ebfd96",
    );
    expect(messageCode("QUERY", { ...vector, LoaiBanTin: "QUERY" }, "dummy-secret")).toBe(
      "995b2c5e090dbbcb689a85108166d92500063917073208e3c939f92af1270ad7",
    );
    expect(isAuthentic("CONFIRM", confirm("x"), SECRET)).toBe(true);
    expect(isAuthentic("CONFIRM", { ...confirm("x"), SoTien: "6000" }, SECRET)).toBe(false);
    expect(platformTime(new Date("2022-03-05T15:30:00+07:00"))).toBe("20220305153000");
  });

  test("VietQR as NAPAS prints it", () => {
    expect(crc16("123456789").toString(16)).toBe("29b1");
    expect(vietQr({ bankBin: "970416", account: "257678859" })).toBe(
      "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
    );
    expect(
      vietQr({ bankBin: "970415", account: "113366668888" }, 50_000, "HS 000.00.16.H34-220305-0001"),
    ).toBe(
      "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405500005802VN62320828HS 000.00.16.H34-220305-0001630434CD",
    );
  });

  test("sums in words", () => {
    expect(
      [8_000, 15_000, 101_000, 1_000_005, 21_021_021, 55_000, 10, 2_000_000_000].map(amountInWords),
    ).toEqual([
      "Tám nghìn đồng",
      "Mười lăm nghìn đồng",
      "Một trăm lẻ một nghìn đồng",
      "Một triệu không trăm lẻ năm đồng",
      "Hai mươi mốt triệu không trăm hai mươi mốt nghìn không trăm hai mươi mốt đồng",
      "Năm mươi lăm nghìn đồng",
      "Mười đồng",
      "Hai tỷ đồng",
    ]);
  });
});

describe("paid online", () => {
  test("begun, paid on the platform's page, its notice lost: asking finds it, the dossier goes on, once", async () => {
    const { dossier, id } = await owed();
    const { house } = world.province;
    const url = await payOnline(house, await row(id), "10.0.0.1");
    // Pressed twice it is the same payment there.
    expect(await payOnline(house, await row(id), "10.0.0.1")).toBe(url);
    await askAboutOpen(house, new Date(Date.now() + 60_000));
    expect((await row(id)).state).toBe("open");
    await fetch(url, {
      method: "POST",
      body: new URLSearchParams({ outcome: "thanh-cong" }),
      redirect: "manual",
    });
    await askAboutOpen(house, new Date(Date.now() + 3_600_000));
    const paid = await row(id);
    expect([paid.state, paid.method, (await world.row(dossier)).state]).toEqual(["paid", "online", 2]);
    expect(paid.receipt_number).toMatch(/^\d{7}\/\d{4}$/);
    expect(await house.services.paidOnline?.(world.province.database.queries, dossier)).toBe(1);
    expect(await takeNotice(house, confirm(paid.reference))).toBe("repeated");
    expect(await traces(dossier)).toBe(1);
    expect(await codeOf(payOnline(house, paid, ""))).toBe("payments.not-open");
  });

  test("in whatever order, how often and with whatever lost notices and questions come, there is one effect", async () => {
    const { house } = world.province;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("notice", "failed", "wrong-code", "wrong-amount", "ask", "cash"), {
          minLength: 1,
          maxLength: 8,
        }),
        async (moves) => {
          const { dossier, id } = await owed();
          const { reference } = await row(id);
          const outcomes: string[] = [];
          await Promise.all(
            moves.map(async (move) => {
              if (move === "ask") await askAboutOpen(house, new Date(Date.now() + 60_000));
              else if (move === "cash")
                await codeOf(
                  world.run(world.desk, (tx) =>
                    collect(tx, house, world.desk, { id, method: "cash", transaction: "" }),
                  ),
                );
              else
                outcomes.push(
                  await takeNotice(
                    house,
                    confirm(reference, {
                      ...(move === "failed" ? { MaLoi: "01" } : {}),
                      ...(move === "wrong-code" ? { MaXacThuc: "0".repeat(64) } : {}),
                      ...(move === "wrong-amount" ? { SoTien: "9000" } : {}),
                    }),
                  ),
                );
            }),
          );
          const paid = moves.includes("notice") || moves.includes("cash");
          expect([(await row(id)).state, (await world.row(dossier)).state]).toEqual(
            paid ? ["paid", 2] : ["open", 6],
          );
          expect(await traces(dossier)).toBe(paid ? 1 : 0);
          expect(outcomes.filter((each) => each === "taken").length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("every notice is kept as it came; what is no message is refused", async () => {
    const { house, database } = world.province;
    expect(await takeNotice(house, confirm("khong-co"))).toBe("unknown");
    const kept = await database.queries
      .selectFrom("public_services.payment_notice")
      .select(["outcome", "body"])
      .where("reference", "=", "khong-co")
      .execute();
    expect(kept).toMatchObject([{ outcome: "unknown", body: { SoTien: "5000" } }]);
    expect(await codeOf(takeNotice(house, { LoaiBanTin: "INIT" }))).toBe("payments.unreadable");
    const wire = await app.request(
      "/api/v1/payments/confirm",
      {
        method: "POST",
        body: JSON.stringify(confirm("khong-co")),
        headers: { "content-type": "application/json" },
      },
      {},
    );
    expect([wire.status, await wire.json()]).toMatchObject([200, { error_code: "00" }]);
    const forged = await app.request(
      "/api/v1/payments/confirm",
      {
        method: "POST",
        body: JSON.stringify({ ...confirm("x"), SoTien: "1" }),
        headers: { "content-type": "application/json" },
      },
      {},
    );
    expect(await forged.json()).toMatchObject({ error_code: "03" });
    expect(
      (
        await app.request(
          "/api/v1/payments/confirm",
          { method: "POST", body: "x", headers: { "content-type": "application/json" } },
          {},
        )
      ).status,
    ).toBe(422);
  });

  test("the platform being away is said on the page, with the other ways to pay; nothing is lost", async () => {
    const { id } = await owed();
    const { house } = world.province;
    const { token } = await row(id);
    await fetch(`${portal.url}/faults`, { method: "POST", body: JSON.stringify({ status: 500 }) });
    const answer = await app.request(`/pay/${token}/online`, {}, {});
    const page = await answer.text();
    await fetch(`${portal.url}/faults`, { method: "POST", body: "{}" });
    expect(answer.status).toBe(503);
    expect(page).toContain("Chưa có khoản tiền nào bị trừ");
    expect(page).toContain("Mã VietQR");
    expect(page).toContain("0001234567");
    expect((await row(id)).state).toBe("open");
    expect(await payOnline(house, await row(id), "10.0.0.1")).toContain("/payment/pay/");
  });
});

describe("the page to pay", () => {
  test("is for whoever has the link and shows nothing personal; its receipt follows the payment", async () => {
    const { id } = await owed();
    const { token } = await row(id);
    const page = await (await app.request(`/pay/${token}`, {}, {})).text();
    expect(page).toMatch(/5\.000\sđ/);
    for (const personal of ["Y Hạnh", "062192000123", "0912345678"]) expect(page).not.toContain(personal);
    expect((await app.request(`/pay/${token}/receipt.pdf`, {}, {})).status).toBe(404);
    expect((await app.request(`/pay/${"a".repeat(22)}`, {}, {})).status).toBe(404);
  });
});

describe("at the counter", () => {
  test("cash and transfers, with a receipt that says everything; cancelled and waived with a reason", async () => {
    const { house } = world.province;
    const { id } = await owed();
    const take = (transaction: string) =>
      world.run(world.desk, (tx) => collect(tx, house, world.desk, { id, method: "transfer", transaction }));
    expect(await codeOf(take(" "))).toBe("form:transaction");
    await take("FT2206400001");
    const file = join(folder, "bien-lai.pdf");
    writeFileSync(file, await writeReceipt(await row(id), "Đăk Long"));
    execFileSync("qpdf", ["--check", file]);
    const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
    for (const said of [
      "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ",
      "5.000",
      "Năm nghìn đồng",
      "FT2206400001",
      "Chuyển khoản",
    ])
      expect(text).toContain(said);
    const second = await owed();
    expect(await codeOf(world.run(world.desk, (tx) => cancelPayment(tx, world.desk, second.id, " ")))).toBe(
      "form:reason",
    );
    await world.run(world.desk, (tx) => cancelPayment(tx, world.desk, second.id, "Lập nhầm"));
    const facts = await house.services.dossiers?.facts(world.province.database.queries, second.dossier);
    if (!facts) throw new Error("no dossier");
    const ask = (amount: string, waived: string) =>
      world.run(world.desk, (tx) => askPayment(tx, world.desk, facts, [{ amount, waived }]));
    expect(await codeOf(ask("5,5", ""))).toBe("form:amount-0");
    expect(await ask("", "Hộ nghèo")).toBeUndefined();
    await ask("7000", "");
    expect(await codeOf(ask("7000", ""))).toBe("payments.owed-already");
  });

  test("receipts of a body are counted without a gap", async () => {
    const { house, database } = world.province;
    const ids = await Promise.all(Array.from({ length: 8 }, async () => (await owed()).id));
    await Promise.all(
      ids.map((id) =>
        world.run(world.desk, (tx) =>
          collect(tx, house, world.desk, { id, method: "cash", transaction: "" }),
        ),
      ),
    );
    const numbers = (
      await database.queries
        .selectFrom("public_services.payment")
        .select("receipt_number")
        .where("receipt_number", "is not", null)
        .execute()
    )
      .map(({ receipt_number }) => Number(receipt_number?.split("/")[0]))
      .sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => n + 1));
  });

  test("a refund is asked for by one and decided by another", async () => {
    const { house } = world.province;
    const { id } = await owed();
    expect(
      await codeOf(world.run(world.desk, (tx) => askRefund(tx, world.desk, id, "Nộp thừa do nhầm khoản."))),
    ).toBe("payments.not-paid");
    await world.run(world.desk, (tx) =>
      collect(tx, house, world.desk, { id, method: "cash", transaction: "" }),
    );
    expect(await codeOf(world.run(world.desk, (tx) => askRefund(tx, world.desk, id, "nhầm")))).toBe(
      "form:reason",
    );
    await world.run(world.desk, (tx) => askRefund(tx, world.desk, id, "Nộp thừa do nhầm khoản."));
    const decide = (actor: PersonActor, note: string) =>
      world.run(actor, (tx) => decideRefund(tx, actor, { id, approved: true, note }));
    expect(await codeOf(decide(world.desk, "CT 01"))).toBe("access.denied");
    expect(await codeOf(decide({ ...world.leader, personId: world.desk.personId }, "CT 01"))).toBe(
      "payments.own-refund",
    );
    expect(await codeOf(decide(world.leader, " "))).toBe("form:note");
    await decide(world.leader, "CT 01/2022");
    expect((await row(id)).state).toBe("refunded");
  });

  test("who may do what", async () => {
    const { house } = world.province;
    const { id, dossier } = await owed();
    const facts = await house.services.dossiers?.facts(world.province.database.queries, dossier);
    if (!facts) throw new Error("no dossier");
    for (const actor of [world.specialist, world.leader, world.strangerDesk]) {
      expect(
        await codeOf(
          world.run(actor, (tx) => collect(tx, house, actor, { id, method: "cash", transaction: "" })),
        ),
      ).toBe("access.denied");
      expect(await codeOf(world.run(actor, (tx) => askPayment(tx, actor, facts, [])))).toBe("access.denied");
      expect(await codeOf(world.run(actor, (tx) => cancelPayment(tx, actor, id, "Lập nhầm")))).toBe(
        "access.denied",
      );
    }
    expect(
      await codeOf(
        world.run(world.desk, (tx) =>
          changeAccount(tx, world.desk, { bankBin: "970405", account: "1234", holder: "UBND" }),
        ),
      ),
    ).toBe("access.denied");
    expect(await codeOf(compareDay(house, world.specialist, "2022-03-05"))).toBe("access.denied");
    session = world.strangerDesk;
    expect((await app.request(`/payments/${id}`, {}, {})).status).toBe(403);
    session = world.desk;
    const page = await (await app.request(`/payments/${id}`, {}, {})).text();
    expect(page).toContain("Đã thu tiền mặt");
    expect(await (await app.request("/payments", {}, {})).text()).toContain("Chờ nộp");
    expect((await app.request("/payments.xlsx", {}, {})).status).toBe(200);
  });
});

test("a day against the platform: what was missed is settled, what differs waits for a person", async () => {
  const { house, database } = world.province;
  const missed = await owed();
  const url = await payOnline(house, await row(missed.id), "10.0.0.1");
  await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ outcome: "thanh-cong" }),
    redirect: "manual",
  });
  // Paid at the counter while it was paid there as well.
  const twice = await owed();
  const other = await payOnline(house, await row(twice.id), "10.0.0.1");
  await world.run(world.desk, (tx) =>
    collect(tx, house, world.desk, { id: twice.id, method: "cash", transaction: "" }),
  );
  await fetch(other, {
    method: "POST",
    body: new URLSearchParams({ outcome: "thanh-cong" }),
    redirect: "manual",
  });
  const { reference } = await row(twice.id);
  const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const first = await compareDay(house, world.desk, day);
  expect(first.settled).toBe(1);
  expect((await row(missed.id)).state).toBe("paid");
  // Again it finds the same and writes it once.
  await compareDay(house, world.desk, day);
  const found = await database.queries
    .selectFrom("public_services.payment_difference")
    .selectAll()
    .where("reference", "=", reference)
    .execute();
  expect(found.map(({ kind }) => kind)).toEqual(["paid-there"]);
  const id = found[0]?.id ?? "";
  expect(await codeOf(world.run(world.desk, (tx) => settleDifference(tx, world.desk, id, " ")))).toBe(
    "form:note",
  );
  expect(
    await codeOf(
      world.run(world.strangerDesk, (tx) => settleDifference(tx, world.strangerDesk, id, "Đã trả lại")),
    ),
  ).toBe("access.denied");
  await world.run(world.desk, (tx) =>
    settleDifference(tx, world.desk, id, "Đã trả lại tiền mặt cho người nộp"),
  );
});
