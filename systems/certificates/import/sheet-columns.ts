import type { CertificateKind, CertificateState, Device } from "../states.ts";

/** The columns of the sheet, in order: of the template and of the register's own export, which can be read back. */
export const SHEET_COLUMNS = [
  { key: "holder", label: "Họ và tên hoặc tên cơ quan", width: 30, required: true },
  { key: "email", label: "Thư điện tử công vụ", width: 26, required: false },
  { key: "organisation", label: "Mã cơ quan (QCVN 102)", width: 18, required: true },
  { key: "unit", label: "Đơn vị (phòng ban)", width: 26, required: false },
  { key: "kind", label: "Loại", width: 14, required: true },
  { key: "serial", label: "Số serial", width: 34, required: true },
  { key: "issuer", label: "Tổ chức cấp", width: 34, required: true },
  { key: "subject", label: "Chủ thể (subject)", width: 40, required: false },
  { key: "from", label: "Hiệu lực từ", width: 14, required: true },
  { key: "to", label: "Hiệu lực đến", width: 14, required: true },
  { key: "device", label: "Thiết bị", width: 14, required: true },
  { key: "deviceSerial", label: "Số thiết bị", width: 18, required: false },
  { key: "state", label: "Tình trạng", width: 14, required: false },
] as const;
export type SheetKey = (typeof SHEET_COLUMNS)[number]["key"];

/** What people write in the sheet, by what it means. */
export const SHEET_KINDS: Readonly<Record<string, CertificateKind>> = {
  "Cá nhân": "person",
  "Cơ quan": "organisation",
  "Hệ thống": "system",
  "Công cộng": "public",
};
export const SHEET_DEVICES: Readonly<Record<string, Device>> = {
  "USB Token": "usb-token",
  "SIM PKI": "sim-pki",
  HSM: "hsm",
  "Phần mềm": "software",
};
export const SHEET_STATES: Readonly<Record<string, CertificateState>> = {
  "Đang dùng": "in-use",
  "Chờ bàn giao": "issued",
  "Tạm dừng": "suspended",
  "Thu hồi": "revoked",
  "Đã thay": "replaced",
};

/** The word for a value, as the sheet has it. */
export function sheetWord<Value extends string>(
  words: Readonly<Record<string, Value>>,
  value: Value,
): string {
  return Object.entries(words).find(([, meaning]) => meaning === value)?.[0] ?? value;
}
