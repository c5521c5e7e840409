import { randomBytes } from "node:crypto";
import { z } from "zod";
import { authenticationCode, isAuthentic } from "./authentication-code.ts";
import { drawBill } from "./bill.ts";
import { type InitMessage, messageSchema } from "./messages.ts";
import { openPayments, type Payment } from "./payments.ts";

/** A body whose dossiers are paid here. */
export const partnerSchema = z.object({
  code: z.string().min(1),
  secret: z.string().min(1),
  /** Where CONFIRM is sent. */
  confirmUrl: z.url(),
});
export type Partner = z.infer<typeof partnerSchema>;

/** How the notification misbehaves. */
export const confirmFaults = z.object({
  /** So many notifications are never sent. */
  lose: z.int().min(0).optional(),
  /** Each is sent so many times. */
  repeat: z.int().min(1).max(20).optional(),
  /** The code under it is wrong. */
  wrongCode: z.boolean().optional(),
  /** It comes so much later (milliseconds). */
  delayMs: z.int().min(0).max(600_000).optional(),
});
export type ConfirmFaults = z.infer<typeof confirmFaults>;

export interface Answer {
  readonly error_code: string;
  readonly message: string;
}

/** The payment platform behind the pages and the wire. */
export interface Platform {
  /** INIT, QUERY or GET_BILL, as JSON. @param base address of the platform */
  receive(body: unknown, base: string): Promise<Answer | Buffer>;
  find(id: string): Payment | undefined;
  all(): readonly Payment[];
  /** Somebody pressed a button on the pay page. A payment is decided once. */
  decide(id: string, outcome: "thanh-cong" | "that-bai"): Payment | undefined;
  faults: ConfirmFaults;
  /** Stops notifications under way. */
  close(): void;
}

const RETRY_MS = [0, 2_000, 10_000, 60_000];
const ANSWER_MS = 10_000;

export function createPlatform(folder: string, partners: readonly Partner[]): Platform {
  const payments = openPayments(folder);
  const stopping = new AbortController();
  const platform: Platform = {
    faults: {},
    find: (id) => payments.byId(id),
    all: () => payments.all(),
    async receive(body, base) {
      const parsed = messageSchema.safeParse(body);
      if (!parsed.success) return refusal("-1", z.prettifyError(parsed.error));
      const message = parsed.data;
      const partner = partners.find(({ code }) => code === message.MaDoiTac);
      if (!partner) return refusal("02", "MaDoiTac không tồn tại");
      const raw = z.record(z.string(), z.unknown()).parse(body);
      if (!isAuthentic(message.LoaiBanTin, raw, partner.secret)) return refusal("03", "MaXacThuc không đúng");
      if (message.LoaiBanTin === "INIT") return begin(message, base);
      const payment = payments.byReference(partner.code, message.MaThamChieu);
      if (!payment) return refusal("04", "MaThamChieu không tồn tại");
      if (message.LoaiBanTin === "QUERY")
        return { error_code: "0", message: JSON.stringify(standing(payment)) };
      if (payment.state !== "thanh-cong") return refusal("05", "Chưa thanh toán nên chưa có biên lai");
      return await drawBill(payment);
    },
    decide(id, outcome) {
      const payment = payments.byId(id);
      if (payment?.state !== "khoi-tao") return payment;
      const decided = {
        ...payment,
        state: outcome,
        transaction: transactionCode(),
        time: timeOf(new Date()),
      };
      payments.put(decided);
      const partner = partners.find(({ code }) => code === payment.partner);
      if (partner) void notify(decided, partner);
      return decided;
    },
    close() {
      stopping.abort();
      payments.close();
    },
  };

  function begin(message: InitMessage, base: string): Answer {
    const { PhiLePhi, MaHoSo, HoTenNguoiNop } = message.ThongTinBienLai;
    if (PhiLePhi.reduce((sum, line) => sum + line.SoTien, 0) !== message.SoTien) {
      return refusal("06", "SoTien khác tổng các khoản phí, lệ phí");
    }
    const known = payments.byReference(message.MaDoiTac, message.MaThamChieu);
    if (known && known.amount !== message.SoTien)
      return refusal("07", "MaThamChieu đã dùng cho số tiền khác");
    const payment: Payment = known ?? {
      id: randomBytes(16).toString("hex"),
      partner: message.MaDoiTac,
      reference: message.MaThamChieu,
      amount: message.SoTien,
      purpose: message.ThongTinGiaoDich,
      payer: HoTenNguoiNop,
      lines: PhiLePhi.map((line) => ({ text: `${line.TenPhiLePhi} (${MaHoSo})`, amount: line.SoTien })),
      state: "khoi-tao",
      transaction: "",
      time: message.ThoiGianGD,
      returnTo: message.UrlQuayLai ?? "",
    };
    if (!known) payments.put(payment);
    return {
      error_code: "0",
      message: JSON.stringify({ UrlThanhToan: `${base}/payment/pay/${payment.id}` }),
    };
  }

  /** CONFIRM, again after a while when it is not acknowledged. */
  async function notify(payment: Payment, partner: Partner): Promise<void> {
    const { lose = 0, repeat = 1, wrongCode, delayMs = 0 } = platform.faults;
    if (lose > 0) {
      platform.faults = { ...platform.faults, lose: lose - 1 };
      return;
    }
    const message = {
      LoaiBanTin: "CONFIRM",
      MaLoi: payment.state === "thanh-cong" ? "00" : "01",
      MaDoiTac: payment.partner,
      MaThamChieu: payment.reference,
      SoTien: String(payment.amount),
      MaTienTe: "VND",
      MaGiaoDich: payment.transaction,
      MaNganHang: "MOPHONG",
      ThoiGianGD: payment.time,
      ThongTinGiaoDich: payment.purpose,
    };
    const MaXacThuc = authenticationCode(
      "CONFIRM",
      message,
      wrongCode ? `${partner.secret}x` : partner.secret,
    );
    for (let sent = 0; sent < repeat; sent += 1) {
      for (const wait of RETRY_MS) {
        if (!(await pause(wait + (sent === 0 ? delayMs : 0), stopping.signal))) return;
        if (await isTaken(partner.confirmUrl, { ...message, MaXacThuc }, stopping.signal)) break;
      }
    }
  }

  return platform;
}

async function isTaken(url: string, message: unknown, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Nobody there: the next try, or QUERY of the partner, brings it.
    return false;
  }
}

/** @returns false when the platform stops meanwhile */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    timer.unref();
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}

function standing(payment: Payment): Record<string, string> {
  return {
    LoaiBanTin: "QUERY",
    MaLoi: payment.state === "thanh-cong" ? "00" : "01",
    MaDoiTac: payment.partner,
    MaThamChieu: payment.reference,
    SoTien: String(payment.amount),
    MaTienTe: "VND",
    MaGiaoDich: payment.transaction,
    ThoiGianGD: payment.time,
    TrangThai: payment.state,
  };
}

function refusal(error_code: string, message: string): Answer {
  return { error_code, message };
}

function transactionCode(): string {
  return `MP${Date.now()}${randomBytes(3).toString("hex").toUpperCase()}`;
}

/** `yyyyMMddHHmmss`, Vietnam time, 24 hours. */
function timeOf(moment: Date): string {
  return new Date(moment.getTime() + 7 * 3_600_000).toISOString().replace(/\D/g, "").slice(0, 14);
}
