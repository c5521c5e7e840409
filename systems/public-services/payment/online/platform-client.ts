import { z } from "zod";
import { Refusal } from "../../../../core/errors.ts";
import type { House } from "../../../../core/system.ts";
import { messageCode, PROTOCOL, platformTime, type Standing, standing } from "./platform-messages.ts";

/** This installation at the payment platform. */
export interface PlatformAccount {
  readonly endpoint: string;
  readonly partner: string;
  readonly secret: string;
}

const ANSWER_MS = 10_000;
/** Public, like everything of the stand-in. */
const DEMO_ACCOUNT = { partner: "NGOC-LINH", secret: "thu-nghiem" };

/** The configured platform; in demo mode its stand-in. Undefined: nothing is paid online here. */
export function platformOf({
  config,
  services,
}: Pick<House, "config" | "services">): PlatformAccount | undefined {
  if (config.payment) return config.payment;
  const standIn = services.standIns?.servicePortal;
  return standIn === undefined ? undefined : { endpoint: new URL("/payment", standIn).href, ...DEMO_ACCOUNT };
}

/** What INIT says beside the constants. */
export interface PaymentToBegin {
  readonly reference: string;
  readonly amount: number;
  readonly dossierCode: string;
  readonly returnTo: string;
  readonly address: string;
  readonly procedure: { readonly code: string; readonly name: string };
  readonly body: { readonly code: string; readonly name: string };
  readonly account: { readonly bankBin: string; readonly account: string; readonly holder: string };
  readonly payer: string;
  readonly lines: readonly {
    readonly code: string;
    readonly kind: "fee" | "charge";
    readonly name: string;
    readonly amount: number;
  }[];
}

const answer = z.object({ error_code: z.string(), message: z.string() });
const begun = z.object({ UrlThanhToan: z.url() });

/**
 * INIT: begins a payment and gives the address of the page to pay on. The same reference is the same payment there.
 *
 * @throws Refusal 503 when the platform is away or refuses
 */
export async function beginAtPlatform(
  platform: PlatformAccount,
  payment: PaymentToBegin,
  now: Date,
): Promise<string> {
  const message = {
    LoaiBanTin: "INIT",
    PhienBan: PROTOCOL,
    MaDoiTac: platform.partner,
    MaThamChieu: payment.reference,
    SoTien: String(payment.amount),
    LoaiHinhThanhToan: "PAY",
    MaKenhThanhToan: "1",
    MaThietBi: "1",
    NgonNgu: "vi-VN",
    MaTienTe: "VND",
    MaNganHang: "PAYMENT",
    ThongTinGiaoDich: `THANH TOAN HO SO ${payment.dossierCode}`,
    ThoiGianGD: platformTime(now),
    Ip: payment.address,
    UrlQuayLai: payment.returnTo,
    ThongTinBienLai: {
      MaDichVu: "2",
      MaDVC: `${payment.procedure.code}.01`,
      MaTTHC: payment.procedure.code,
      TenTTHC: payment.procedure.name.slice(0, 250),
      MaDonVi: payment.body.code,
      TenDonVi: payment.body.name,
      MaHoSo: payment.dossierCode,
      TKThuHuong: payment.account.account,
      MaNHThuHuong: payment.account.bankBin,
      TenTKThuHuong: payment.account.holder,
      HoTenNguoiNop: payment.payer,
      PhiLePhi: payment.lines.map(({ code, kind, name, amount }) => ({
        LoaiPhiLePhi: kind === "fee" ? "1" : "2",
        MaPhiLePhi: code.slice(0, 50),
        TenPhiLePhi: name.slice(0, 250),
        SoTien: String(amount),
      })),
    },
  };
  const said = await send(platform, { ...message, MaXacThuc: messageCode("INIT", message, platform.secret) });
  const parsed = begun.safeParse(jsonOf(said));
  if (!parsed.success) throw platformAway();
  return parsed.data.UrlThanhToan;
}

/**
 * QUERY: where a payment stands there.
 *
 * @param waitMs how long an answer is waited for
 * @returns undefined when the platform does not know the reference
 * @throws Refusal 503 when it is away
 */
export async function askPlatform(
  platform: PlatformAccount,
  reference: string,
  now: Date,
  waitMs = ANSWER_MS,
): Promise<Standing | undefined> {
  const said = await send(platform, question(platform, "QUERY", reference, now), ["04"], waitMs);
  if (said === undefined) return undefined;
  const parsed = standing.safeParse(jsonOf(said));
  if (!parsed.success) throw platformAway();
  return parsed.data;
}

/** The largest bill taken from the platform, bytes. */
const MOST_BILL_BYTES = 5 * 1024 * 1024;

/**
 * GET_BILL: the receipt that the platform gives, as PDF.
 *
 * @returns undefined when it has none
 * @throws Refusal 503 when it is away
 */
export async function billOfPlatform(
  platform: PlatformAccount,
  reference: string,
  now: Date,
): Promise<Buffer | undefined> {
  const response = await post(platform, question(platform, "GET_BILL", reference, now), ANSWER_MS);
  const bytes = response?.ok ? await response.arrayBuffer().catch(() => undefined) : undefined;
  if (!bytes) throw platformAway();
  const bill = Buffer.from(bytes);
  // A refusal is JSON.
  return bill.length <= MOST_BILL_BYTES && bill.subarray(0, 5).toString("latin1") === "%PDF-"
    ? bill
    : undefined;
}

function question(
  platform: PlatformAccount,
  kind: "QUERY" | "GET_BILL",
  reference: string,
  now: Date,
): Readonly<Record<string, string>> {
  const message = {
    LoaiBanTin: kind,
    PhienBan: PROTOCOL,
    MaDoiTac: platform.partner,
    MaThamChieu: reference,
    ThoiGianGD: platformTime(now),
  };
  return { ...message, MaXacThuc: messageCode(kind, message, platform.secret) };
}

/** @returns the message of the answer; undefined for one of the codes in `missing` */
async function send(
  platform: PlatformAccount,
  message: unknown,
  missing: readonly string[] = [],
  waitMs = ANSWER_MS,
): Promise<string | undefined> {
  const response = await post(platform, message, waitMs);
  const body: unknown = response?.ok ? await response.json().catch(() => undefined) : undefined;
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw platformAway();
  const { error_code: code, message: said } = parsed.data;
  if (code === "0" || code === "00") return said;
  if (missing.includes(code)) return undefined;
  throw new Refusal("payments.refused", 503, {
    vi: `Nền tảng thanh toán không nhận yêu cầu này (${code}: ${said.slice(0, 200)}). Bạn vẫn nộp được tại quầy hoặc chuyển khoản; cơ quan đã được báo.`,
    en: `The payment platform refuses this (${code}). You can still pay at the counter or by transfer.`,
  });
}

/** @returns undefined when nobody answers in time */
async function post(
  platform: PlatformAccount,
  message: unknown,
  waitMs: number,
): Promise<Response | undefined> {
  return await fetch(platform.endpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
    redirect: "error",
    signal: AbortSignal.timeout(waitMs),
  }).catch(() => undefined);
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

function platformAway(): Refusal {
  return new Refusal("payments.platform-away", 503, {
    vi: "Nền tảng thanh toán chưa trả lời. Chưa có khoản tiền nào bị trừ; hãy thử lại sau ít phút, hoặc chuyển khoản theo mã QR, hoặc nộp tại quầy.",
    en: "The payment platform does not answer. Nothing was taken; try again in some minutes, transfer by the QR code, or pay at the counter.",
  });
}
