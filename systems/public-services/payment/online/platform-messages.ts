import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** Protocol of the national payment platform. */
export const PROTOCOL = "1.0.6";

const COVERED = {
  INIT: [
    "LoaiBanTin",
    "PhienBan",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "LoaiHinhThanhToan",
    "MaKenhThanhToan",
    "MaThietBi",
    "NgonNgu",
    "MaTienTe",
    "MaNganHang",
    "ThongTinGiaoDich",
    "ThoiGianGD",
    "Ip",
  ],
  CONFIRM: [
    "LoaiBanTin",
    "MaLoi",
    "MaDoiTac",
    "MaThamChieu",
    "SoTien",
    "MaTienTe",
    "MaGiaoDich",
    "MaNganHang",
    "ThoiGianGD",
    "ThongTinGiaoDich",
  ],
  QUERY: ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"],
  GET_BILL: ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"],
} as const;

/** MaXacThuc: lower-case hex SHA-256 of the fields joined by `|`, the shared secret last, UTF-8. */
export function messageCode(
  kind: keyof typeof COVERED,
  message: Readonly<Record<string, unknown>>,
  secret: string,
): string {
  const fields = COVERED[kind].map((name) => String(message[name] ?? ""));
  return createHash("sha256")
    .update([...fields, secret].join("|"))
    .digest("hex");
}

/** Whether a message carries the code of its fields and the secret; in constant time. */
export function isAuthentic(
  kind: keyof typeof COVERED,
  message: Readonly<Record<string, unknown>>,
  secret: string,
): boolean {
  const made = Buffer.from(messageCode(kind, message, secret));
  const given = Buffer.from(String(message.MaXacThuc ?? ""));
  return made.length === given.length && timingSafeEqual(made, given);
}

/** CONFIRM, as it comes: texts or numbers. */
export const confirmation = z.looseObject({
  LoaiBanTin: z.literal("CONFIRM"),
  MaLoi: z.string().max(10),
  MaDoiTac: z.string().max(50),
  MaThamChieu: z.string().min(1).max(100),
  // A failed payment may say 0.
  SoTien: z.coerce.number().int().min(0),
  MaTienTe: z.literal("VND"),
  MaGiaoDich: z.string().max(100).default(""),
  ThoiGianGD: z.string().default(""),
  MaXacThuc: z.string(),
});

/** What QUERY says of a payment. */
export const standing = z.looseObject({
  TrangThai: z.enum(["khoi-tao", "thanh-cong", "that-bai"]),
  SoTien: z.coerce.number().int().positive(),
  MaGiaoDich: z.string().default(""),
  ThoiGianGD: z.string().default(""),
});
export type Standing = z.output<typeof standing>;

/** `yyyyMMddHHmmss`, local time by the 24-hour clock. */
export function platformTime(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19).replace(/[-:T]/g, "");
}

/** The moment of a `yyyyMMddHHmmss`; undefined when it is none. */
export function momentOf(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`);
  // The 31st of February would be a day of March.
  return Number.isNaN(moment.getTime()) || platformTime(moment) !== text ? undefined : moment;
}
