import type { Sentence } from "../../../core/errors.ts";
import { formatDate } from "../../../core/ui/index.ts";
import type { RegisteredCertificate } from "../certificate.ts";
import { SHEET_DEVICES, SHEET_KINDS, SHEET_STATES, sheetWord } from "../import/sheet-columns.ts";
import type { Sort } from "../list-certificates.ts";
import { CERTIFICATE_STATE_WORDS, DEVICE_WORDS, EXPIRED_WORDS, KIND_WORDS, type Look } from "../states.ts";

/** A column of the register: on the page and in both exports. */
export interface RegisterColumn {
  readonly key: string;
  readonly label: Sentence;
  readonly width: number;
  readonly kind?: "text" | "date" | "state";
  readonly sort?: Sort;
  readonly phone?: "title" | "plain" | "hide";
  readonly text: (row: RegisteredCertificate, now: Date) => Sentence | string;
}

/** The state a reader means: a certificate past its end is expired, whatever was last done with it. */
export function lookOf(row: RegisteredCertificate, now: Date): Look {
  const live = row.state === "issued" || row.state === "in-use" || row.state === "suspended";
  return live && row.not_after < now ? EXPIRED_WORDS : CERTIFICATE_STATE_WORDS[row.state];
}

export const REGISTER_COLUMNS: readonly RegisterColumn[] = [
  {
    key: "holder",
    label: { vi: "Người, cơ quan giữ", en: "Holder" },
    width: 20,
    sort: "holder",
    phone: "title",
    text: (row) => row.holder_name,
  },
  {
    key: "title",
    label: { vi: "Chức vụ", en: "Position" },
    width: 14,
    phone: "hide",
    text: (row) => row.holder_title,
  },
  {
    key: "unit",
    label: { vi: "Đơn vị", en: "Unit" },
    width: 26,
    sort: "unit",
    phone: "plain",
    text: (row) =>
      row.unit_id === row.organisation_id
        ? row.organisation_name
        : `${row.unit_name}, ${row.organisation_name}`,
  },
  {
    key: "kind",
    label: { vi: "Loại", en: "Kind" },
    width: 12,
    phone: "hide",
    text: (row) => KIND_WORDS[row.kind],
  },
  {
    key: "serial",
    label: { vi: "Số serial", en: "Serial number" },
    width: 22,
    phone: "hide",
    text: (row) => row.serial,
  },
  {
    key: "device",
    label: { vi: "Thiết bị", en: "Device" },
    width: 12,
    phone: "hide",
    text: (row) => {
      const { vi, en } = DEVICE_WORDS[row.device];
      return { vi: `${vi} ${row.device_serial}`.trim(), en: `${en} ${row.device_serial}`.trim() };
    },
  },
  {
    key: "from",
    label: { vi: "Hiệu lực từ", en: "Valid from" },
    width: 11,
    kind: "date",
    phone: "hide",
    text: (row) => formatDate(row.not_before),
  },
  {
    key: "end",
    label: { vi: "Hết hạn", en: "Ends" },
    width: 11,
    kind: "date",
    sort: "end",
    text: (row) => formatDate(row.not_after),
  },
  {
    key: "used",
    label: { vi: "Ký gần nhất", en: "Last signature" },
    width: 11,
    kind: "date",
    sort: "used",
    phone: "hide",
    text: (row) =>
      row.last_used_at === null ? { vi: "chưa thấy", en: "none seen" } : formatDate(row.last_used_at),
  },
  {
    key: "state",
    label: { vi: "Tình trạng", en: "State" },
    width: 12,
    kind: "state",
    text: (row, now) => lookOf(row, now).label,
  },
];

/** A row of the sheet that can be read back by the import. */
export function sheetCells(
  row: RegisteredCertificate,
  codes: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  return {
    holder: row.holder_name,
    email: "",
    organisation: codes.get(row.organisation_id) ?? "",
    unit: row.unit_name,
    kind: sheetWord(SHEET_KINDS, row.kind),
    serial: row.serial,
    issuer: row.issuer,
    subject: row.subject,
    from: formatDate(row.not_before),
    to: formatDate(row.not_after),
    device: sheetWord(SHEET_DEVICES, row.device),
    deviceSerial: row.device_serial,
    state: sheetWord(SHEET_STATES, row.state),
  };
}
