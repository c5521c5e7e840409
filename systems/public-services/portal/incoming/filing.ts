import { z } from "zod";
import { DOSSIER_CODE } from "../../dossiers/index.ts";

/** Files that one dossier may bring. */
export const MOST_FILES = 40;
/** The longest body taken, bytes: Base64 is a third longer than its files. */
export const MOST_BODY_BYTES = 56 * 1024 * 1024;

const clean = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    // The database keeps text, and a NUL or half a character is none.
    .transform((text) =>
      text
        .toWellFormed()
        .normalize("NFC")
        .replace(/\p{Cc}+/gu, " "),
    );
const optional = (max: number) =>
  clean(max)
    .nullish()
    .transform((text) => (text ? text : null));

const filedFile = z.object({
  TenTepDinhKem: clean(4_000).pipe(z.string().min(1)),
  Base64: z.string().min(1),
  MaThanhPhanHoSo: optional(100),
});

/**
 * What the portal posts when somebody filed there (section 4.3 of the synchronisation): code, procedure, who by tax code or
 * TechID, files. The fields after them are those of HoSo that it may send beside; without them the owner is who the
 * account says.
 */
export const filingSchema = z.object({
  MaHoSo: clean(100).pipe(z.string().regex(DOSSIER_CODE)),
  MaTTHC: clean(100).pipe(z.string().min(1)),
  MaSoThue: optional(20),
  TechID: optional(200),
  TaiLieuNop: z
    .array(filedFile)
    .max(MOST_FILES)
    .nullish()
    .transform((files) => files ?? []),
  ChuHoSo: optional(500),
  SoGiayToChuHoSo: optional(20),
  LoaiDoiTuong: z.enum(["1", "2", "3", "4"]).nullish(),
  SoDienThoai: optional(30),
  Email: optional(200),
  DiaChi: optional(1_000),
  HinhThuc: z.enum(["0", "1"]).nullish(),
});
export type Filing = z.output<typeof filingSchema>;

/** Which fields are wrong and how, in words for whoever reads the portal's log; never a value. */
export function problemsOfFiling(error: z.ZodError): string {
  return error.issues
    .slice(0, 10)
    .map(({ path, code }) => `${path.join(".") || "data"}: ${WORDS[code] ?? "không đúng đặc tả"}`)
    .join("; ");
}

const WORDS: Readonly<Record<string, string>> = {
  invalid_type: "thiếu hoặc sai kiểu",
  invalid_format: "sai định dạng",
  too_big: "quá dài hoặc quá nhiều",
  too_small: "bắt buộc",
  invalid_value: "không thuộc danh mục",
};

/** The content of a file; undefined when the text is no Base64. */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(/^data:[^,]{0,200},/, "").replace(/\s+/g, "");
  if (compact.length % 4 === 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined;
  return Buffer.from(compact, "base64");
}
