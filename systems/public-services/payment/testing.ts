import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../../../core/database/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import { createApp } from "../../../core/http/index.ts";
import { sessionOf, testParts } from "../../../core/http/testing.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { type RunningServicePortal, startServicePortal } from "../../../national/service-portal/index.ts";
import type { ProcedureRecord } from "../catalogue/index.ts";
import { sampleRecord } from "../catalogue/testing.ts";
import { acceptDossier } from "../dossiers/accept-dossier.ts";
import { askPayment as askDossierPayment } from "../dossiers/end-dossier.ts";
import type { DossierFacts } from "../dossiers/index.ts";
import { type DossierWorld, dossierWorld } from "../dossiers/testing.ts";
import { askPayment } from "./ask-payment.ts";
import { changeAccount } from "./change-account.ts";
import { payOnline } from "./online/pay-online.ts";
import { messageCode } from "./online/platform-messages.ts";
import type { AttemptRow } from "./online/take-money.ts";
import { getPayment, type PaymentRow } from "./settle.ts";
import { payment } from "./system.ts";

/** Of the stand-in of the platform; public, like everything of a stand-in. */
export const PARTNER = "NGOC-LINH";
const SECRET = "thu-nghiem";

/** A commune that collects fees, and the stand-in of the platform, whose every notice is lost unless a test plays it. */
export interface PaymentWorld extends DossierWorld {
  readonly portal: RunningServicePortal;
  readonly folder: string;
  /** A dossier in state 6 with the fees of the procedure, and what is owed for it: 5,000 đồng. */
  owed(): Promise<{ readonly dossier: string; readonly id: string }>;
  /** A dossier in state 6 for which nothing is asked yet. */
  waiting(fees?: readonly Fee[]): Promise<DossierFacts>;
  facts(dossierId: string): Promise<DossierFacts>;
  payment(id: string): Promise<PaymentRow>;
  attempts(id: string): Promise<readonly AttemptRow[]>;
  /** Begins to pay and presses a button of the platform's page. @returns the reference */
  payThere(id: string, outcome?: "thanh-cong" | "that-bai"): Promise<string>;
  /** Presses the button of a page that was opened before, whatever became of the payment here. */
  payThereAnyway(id: string): Promise<void>;
  /** How often the dossier went on because it was paid. */
  releases(dossierId: string): Promise<number>;
  /** Asks for a page as somebody, or as nobody. */
  get(path: string, as?: PersonActor): Promise<Response>;
  post(path: string, fields: Readonly<Record<string, string>>, as?: PersonActor): Promise<Response>;
  request(path: string, init: RequestInit, as?: PersonActor): Promise<Response>;
}

export type Fee = ProcedureRecord["cases"][number]["channels"][number]["fees"][number];

export async function paymentWorld(): Promise<PaymentWorld> {
  const world = await dossierWorld();
  const { house, database } = world.province;
  await migrate(database, [
    { room: "core/notify", folder: new URL("../../../core/notify/migrations/", import.meta.url) },
    { room: payment.name, folder: new URL("migrations/", import.meta.url) },
  ]);
  Object.assign(house.services, await payment.provide?.(house));
  const folder = mkdtempSync(join(tmpdir(), "payment-room-"));
  const portal = await startServicePortal({
    port: 0,
    dataDir: folder,
    clients: [],
    // Nobody listens there.
    partners: [{ code: PARTNER, secret: SECRET, confirmUrl: "http://127.0.0.1:9/confirm" }],
  });
  Object.assign(house.services, { standIns: { servicePortal: portal.url } });
  await world.run(world.leader, (tx) =>
    changeAccount(tx, world.leader, {
      bankBin: "970405",
      account: "0001234567",
      holder: "UBND xã Đăk Long",
      taxCode: "0100109106",
      receiptForm: "01BLP2-001",
      receiptSymbol: "DL-22E",
    }),
  );
  let session: PersonActor | null = null;
  const app = createApp(
    house,
    testParts([payment], {
      resolveSession: async () => session && sessionOf(session),
      resolveToken: async () => session && sessionOf(session),
    }),
  );
  const facts = async (dossierId: string): Promise<DossierFacts> => {
    const found = await house.services.dossiers?.facts(database.queries, dossierId);
    if (!found) throw new Error("no dossier");
    return found;
  };
  const request: PaymentWorld["request"] = async (path, init, as) => {
    session = as ?? null;
    return await app.request(path, init, {});
  };
  const waiting: PaymentWorld["waiting"] = async (fees) => {
    const versionId = fees ? await world.publish(withFees(fees)) : world.versionId;
    const { id } = await world.file({ procedureVersionId: versionId });
    await world.run(world.desk, (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }));
    await world.run(world.desk, (tx) =>
      askDossierPayment(tx, world.desk, { id, seen: 1, note: "Nộp phí, lệ phí" }),
    );
    return await facts(id);
  };
  return {
    ...world,
    portal,
    folder,
    facts,
    waiting,
    request,
    async owed() {
      const dossier = await waiting();
      const id = await world.run(world.desk, (tx) =>
        askPayment(tx, house, world.desk, dossier, [{ amount: "5.000", waived: "" }]),
      );
      return { dossier: dossier.id, id };
    },
    payment: (id) => getPayment(database.queries, id),
    attempts: (id) =>
      database.queries
        .selectFrom("public_services.payment_attempt")
        .selectAll()
        .where("payment_id", "=", id)
        .orderBy("id")
        .execute(),
    async payThere(id, outcome = "thanh-cong") {
      const url = await payOnline(house, { id }, "10.0.0.1");
      await fetch(url, { method: "POST", body: new URLSearchParams({ outcome }), redirect: "manual" });
      const { reference } = await database.queries
        .selectFrom("public_services.payment_attempt")
        .select("reference")
        .where("payment_id", "=", id)
        .orderBy("id", "desc")
        .executeTakeFirstOrThrow();
      return reference;
    },
    async payThereAnyway(id) {
      const { pay_url: url } = await database.queries
        .selectFrom("public_services.payment_attempt")
        .select("pay_url")
        .where("payment_id", "=", id)
        .executeTakeFirstOrThrow();
      await fetch(url ?? "", {
        method: "POST",
        body: new URLSearchParams({ outcome: "thanh-cong" }),
        redirect: "manual",
      });
    },
    releases: async (id) =>
      (await facts(id)).trail.filter(({ action }) => action === "settle-payment").length,
    get: (path, as) => request(path, {}, as),
    post: (path, fields, as) =>
      request(
        path,
        {
          method: "POST",
          body: new URLSearchParams(fields),
          headers: { "sec-fetch-site": "same-origin" },
        },
        as,
      ),
    async close() {
      await portal.close();
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withFees(fees: readonly Fee[]): Partial<ProcedureRecord> {
  return {
    cases: sampleRecord().cases.map((each) => ({
      ...each,
      channels: each.channels.map((channel) => ({ ...channel, fees: [...fees] })),
    })),
  };
}

/** A CONFIRM as the platform sends it. @param over the code is that of the message as it is then */
export function confirm(reference: string, over: Readonly<Record<string, unknown>> = {}): string {
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
  return JSON.stringify({ MaXacThuc: messageCode("CONFIRM", message, SECRET), ...message });
}

/** What a refused call was refused with: its code, or the fields of a form. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "done";
  } catch (error) {
    if (error instanceof FormRefusal) return `form:${Object.keys(error.problems).join()}`;
    return error instanceof Refusal ? error.code : String(error);
  }
}
