import { z } from "zod";
import { parseDay } from "../../../../core/ui/index.ts";
import { isTaxCode, parseMobile, readPersonalNumber } from "../identifiers.ts";
import type { CitizenKind, ProviderName } from "./rules.ts";
import { SignInError } from "./sign-in-error.ts";

/** Who somebody is, as a provider says it, in the house's own words. */
export const claimsSchema = z.object({
  provider: z.enum(["portal", "vneid"]),
  techId: z.string().min(1).max(200),
  kind: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** Personal identifier or tax code, checked. */
  identifier: z.string(),
  name: z.string().min(1).max(300),
  /** `yyyy-MM-dd` */
  birthDate: z.string().nullable(),
  sex: z.enum(["male", "female"]).nullable(),
  ethnicity: z.string().nullable(),
  permanentAddress: z.string().nullable(),
  currentAddress: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  level: z.int().min(1).max(4),
});
export type Claims = z.infer<typeof claimsSchema>;

/** Providers leave out what they do not know, or send it empty. */
const field = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === undefined || value === null ? "" : String(value).trim().normalize("NFC")));

const answerSchema = z.object({
  LoaiTaiKhoan: field,
  SoDinhDanh: field,
  MaSoThue: field,
  TenDoanhNghiep: field,
  HoVaTen: field,
  NgayThangNamSinh: field,
  GioiTinh: field,
  DanToc: field,
  ThuongTru: field,
  NoiOHienNay: field,
  SoDienThoai: field,
  ThuDienTu: field,
  TechID: field,
  loAs: field,
  IAL: field,
});

/**
 * Reads an answer of userinfo (fields of the national portal, of which VNeID sends some).
 * @throws SignInError when it names nobody, or with a number that cannot be
 */
export function readClaims(provider: ProviderName, answer: unknown): Claims {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new SignInError("citizens.answer-refused", "userinfo unreadable");
  const said = parsed.data;
  const kind = kindOf(said.LoaiTaiKhoan);
  const identifier = kind === 1 ? said.SoDinhDanh : said.MaSoThue || said.SoDinhDanh;
  if (kind === undefined || !isIdentifier(kind, identifier)) {
    throw new SignInError("citizens.identifier-invalid", `kind ${said.LoaiTaiKhoan}`);
  }
  const claims = claimsSchema.safeParse({
    provider,
    techId: said.TechID,
    kind,
    identifier,
    name: kind === 1 ? said.HoVaTen : said.TenDoanhNghiep || said.HoVaTen,
    birthDate: kind === 1 ? dayOf(said.NgayThangNamSinh) : null,
    sex: kind === 1 ? sexOf(said.GioiTinh, identifier) : null,
    ethnicity: said.DanToc || null,
    permanentAddress: said.ThuongTru || null,
    currentAddress: said.NoiOHienNay || null,
    phone: parseMobile(said.SoDienThoai) ?? null,
    email: z.email().safeParse(said.ThuDienTu).data ?? null,
    level: Math.min(4, Math.max(1, Number.parseInt(said.IAL || said.loAs, 10) || 1)),
  });
  if (!claims.success) throw new SignInError("citizens.answer-refused", "userinfo incomplete");
  return claims.data;
}

function kindOf(text: string): CitizenKind | undefined {
  return ([1, 2, 3] as const).find((kind) => String(kind) === text);
}

/** From 01/07/2025 the tax code of a household business is the personal identifier of its owner. */
function isIdentifier(kind: CitizenKind, text: string): boolean {
  return readPersonalNumber(text) !== undefined || (kind !== 1 && isTaxCode(text));
}

/** `yyyyMMdd` or `dd/MM/yyyy`; only the year is known of some old people: then no day. */
function dayOf(text: string): string | null {
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  return parseDay(year === undefined ? text : `${year}-${month}-${date}`) ?? null;
}

function sexOf(text: string, identifier: string): "male" | "female" | null {
  const said = text.toLowerCase();
  if (said === "nam") return "male";
  if (said === "nữ") return "female";
  return readPersonalNumber(identifier)?.sex ?? null;
}
