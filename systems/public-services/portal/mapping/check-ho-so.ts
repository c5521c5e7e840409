import type { PortalConfig } from "../../../../core/config/index.ts";
import type { Sentence } from "../../../../core/errors.ts";
import type { WireRecord } from "./ho-so.ts";

/** What is wrong with a field before anything was sent. */
export interface FieldProblem {
  readonly field: string;
  readonly sentence: Sentence;
}

/** Every field that the synchronisation asks for. */
export const MANDATORY_FIELDS = [
  "MaHoSo",
  "MaTTHC",
  "TenTTHC",
  "MaLinhVuc",
  "TenLinhVuc",
  "LoaiDoiTuong",
  "NgayTiepNhan",
  "TrangThaiHoSo",
  "HinhThuc",
  "DonViXuLy",
  "NoiNopHoSo",
  "HoSoCoThanhPhanSoHoa",
  "TaiKhoanDuocXacThucVoiVNeID",
  "DuocThanhToanTrucTuyen",
  "NgayNopHoSo",
] as const;

const PROGRESS_MANDATORY = ["MaHoSo", "NguoiXuLy", "ThoiDiemXuLy", "NoiDungXuLy"] as const;

/** Characters, by field. */
const LONGEST: Readonly<Record<string, number>> = { TrichYeuHoSo: 1000, NguoiXuLy: 50 };
const FILE_NAME = 4000;

const FORMS: Readonly<Record<string, { readonly pattern: RegExp; readonly sentence: Sentence }>> = {
  SoGiayToChuHoSo: {
    pattern: /^(?:\d{12}|\d{9}|\d{10}(?:-\d{3})?)$/,
    sentence: {
      vi: "Phải là số định danh 12 chữ số, số chứng minh cũ 9 chữ số hoặc mã số thuế 10 chữ số.",
      en: "Must be an identifier of 12 digits, an old card of 9 or a tax code of 10.",
    },
  },
  MaTTHC: {
    pattern: /^[1-3]\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?$/,
    sentence: {
      vi: "Chưa đúng dạng mã thủ tục quốc gia, ví dụ 1.001193.",
      en: "Is no national code of a procedure, such as 1.001193.",
    },
  },
  Email: {
    pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    sentence: {
      vi: "Chưa đúng dạng thư điện tử, ví dụ ten@vi-du.vn. Nếu không có thì để trống.",
      en: "Is no e-mail address, such as name@example.vn. Leave it empty if there is none.",
    },
  },
  SoDienThoai: {
    pattern: /^\+?\d{8,15}$/,
    sentence: {
      vi: "Chưa đúng dạng số điện thoại, ví dụ 0912345678. Nếu không có thì để trống.",
      en: "Is no telephone number, such as 0912345678. Leave it empty if there is none.",
    },
  },
};

const MISSING: Sentence = {
  vi: "Bắt buộc nhưng hồ sơ chưa có.",
  en: "Is mandatory, and the dossier does not know it.",
};

/** What the portal would refuse, known before it is asked. */
export function problemsOfHoSo(
  record: WireRecord,
  dialect: PortalConfig["dialect"],
): readonly FieldProblem[] {
  const missing = MANDATORY_FIELDS.filter((field) => text(record, field).trim() === "").map((field) => ({
    field,
    sentence:
      field === "LoaiDoiTuong"
        ? {
            vi: `Hệ thống nhận (${dialect}) không có mã cho loại chủ hồ sơ này.`,
            en: `The receiver (${dialect}) has no code for this kind of owner.`,
          }
        : MISSING,
  }));
  const files = record.TaiLieuNop;
  const long =
    typeof files === "object" && files.some((file) => [...text(file, "TenTepDinhKem")].length > FILE_NAME)
      ? [{ field: "TaiLieuNop", sentence: tooLong(FILE_NAME) }]
      : [];
  return [...missing, ...problemsOfForm(record), ...long];
}

/** As `problemsOfHoSo`, for a line of progress. */
export function problemsOfTienTrinh(record: WireRecord): readonly FieldProblem[] {
  const missing = PROGRESS_MANDATORY.filter((field) => text(record, field).trim() === "").map((field) => ({
    field,
    sentence: MISSING,
  }));
  return [...missing, ...problemsOfForm(record)];
}

/** What is wrong with one text, also one that a person typed; undefined: nothing. */
export function problemOfField(field: string, value: string): Sentence | undefined {
  const most = LONGEST[field];
  if (most !== undefined && [...value].length > most) return tooLong(most);
  const form = FORMS[field];
  return form && value !== "" && !form.pattern.test(value) ? form.sentence : undefined;
}

function problemsOfForm(record: WireRecord): FieldProblem[] {
  return Object.entries(record).flatMap(([field, value]) => {
    const sentence = typeof value === "string" ? problemOfField(field, value) : undefined;
    return sentence ? [{ field, sentence }] : [];
  });
}

function tooLong(most: number): Sentence {
  return { vi: `Dài hơn ${most} ký tự.`, en: `Is longer than ${most} characters.` };
}

/** A text field of a record; empty when it is absent or a list. */
export function text(record: WireRecord, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value : "";
}
