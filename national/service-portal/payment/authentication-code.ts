import { createHash, timingSafeEqual } from "node:crypto";

/** Fields of each message in the order in which MaXacThuc covers them (protocol 1.0.6). */
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
export type MessageKind = keyof typeof COVERED;

/** MaXacThuc: lower-case hex SHA-256 of the fields joined by `|`, the shared secret last, in UTF-8. */
export function authenticationCode(
  kind: MessageKind,
  message: Readonly<Record<string, unknown>>,
  secret: string,
): string {
  const fields = COVERED[kind].map((name) => String(message[name] ?? ""));
  return createHash("sha256")
    .update([...fields, secret].join("|"))
    .digest("hex");
}

/** True when the message carries the code that its fields and the secret give. */
export function isAuthentic(
  kind: MessageKind,
  message: Readonly<Record<string, unknown>>,
  secret: string,
): boolean {
  const made = Buffer.from(authenticationCode(kind, message, secret));
  const given = Buffer.from(String(message.MaXacThuc ?? ""));
  return made.length === given.length && timingSafeEqual(made, given);
}
