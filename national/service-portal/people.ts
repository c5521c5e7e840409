import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** Public, like everything of a stand-in. */
export const PASSWORD = "thu-nghiem-2022";

/** Somebody with an account at both providers. */
export const accountSchema = z.object({
  /** LoaiTaiKhoan: 1 person, 2 business, 3 organisation. */
  kind: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(1),
  /** Personal identifier (12 digits) or tax code. */
  identifier: z.string().regex(/^\d{10}(-\d{3})?$|^\d{12}$/),
  name: z.string().min(1).max(200),
  /** `yyyyMMdd` */
  birthDate: z
    .string()
    .regex(/^\d{8}$/)
    .optional(),
  /** Nam or Nữ. */
  sex: z.enum(["Nam", "Nữ"]).optional(),
  ethnicity: z.string().max(50).optional(),
  residence: z.string().max(300).optional(),
  email: z.email().optional(),
  phone: z.string().max(20).optional(),
  /** Level of the account: 1 by telephone number, 2 identified in person. */
  level: z.union([z.literal(1), z.literal(2)]).default(2),
});
export type Account = z.infer<typeof accountSchema>;

/**
 * Nobody of these exists: a personal identifier never begins with 000 (no province and no country has that code),
 * and no tax code begins with 00.
 */
const DEMO: readonly Account[] = [
  person(
    "000192000001",
    "Y Mai",
    "19920412",
    "Nữ",
    "Xơ Đăng",
    "Thôn Mô Pả, xã Đăk Hà, huyện Tu Mơ Rông, tỉnh Kon Tum",
  ),
  person(
    "000088000002",
    "A Tuấn",
    "19880903",
    "Nam",
    "Ba Na",
    "Tổ 4, phường Quang Trung, thành phố Kon Tum, tỉnh Kon Tum",
  ),
  person(
    "000179000003",
    "Nguyễn Thị Hồng Nhung",
    "19791120",
    "Nữ",
    "Kinh",
    "Tổ 2, thị trấn Đăk Hà, huyện Đăk Hà, tỉnh Kon Tum",
  ),
  person(
    "000065000004",
    "Trần Văn Bình",
    "19650215",
    "Nam",
    "Kinh",
    "Thôn 3, xã Đăk Mar, huyện Đăk Hà, tỉnh Kon Tum",
  ),
  person(
    "000201000006",
    "Lê Quốc Huy",
    "20010730",
    "Nam",
    "Kinh",
    "Tổ 1, phường Thống Nhất, thành phố Kon Tum, tỉnh Kon Tum",
  ),
  {
    ...person(
      "000193000007",
      "Y Blan (tài khoản mức 1)",
      "19931005",
      "Nữ",
      "Gia Rai",
      "Làng Chốt, huyện Sa Thầy, tỉnh Kon Tum",
    ),
    level: 1,
  },
  business(2, "0000000017", "Công ty TNHH Sâm Ngọc Linh mô phỏng"),
  business(3, "0000000024", "Hợp tác xã Cà phê Đăk Hà mô phỏng"),
  business(2, "0000000018", "Doanh nghiệp có mã số thuế sai (thử lỗi)"),
];

/** The people of the portal: the made-up ones and those added by POST /accounts, kept in one file. */
export interface People {
  all(): readonly Account[];
  find(identifier: string): Account | undefined;
  add(account: Account): void;
}

export function openPeople(folder: string): People {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "accounts.json");
  const added = new Map(read(file).map((account) => [account.identifier, account]));
  const all = () => [...DEMO.filter(({ identifier }) => !added.has(identifier)), ...added.values()];
  return {
    all,
    find: (identifier) => all().find((account) => account.identifier === identifier),
    add(account) {
      added.set(account.identifier, account);
      writeFileSync(`${file}.new`, JSON.stringify([...added.values()]), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

/** TechID: the same for a person at every sign-in, and it tells nothing about them. */
export function techIdOf(provider: string, { identifier }: Pick<Account, "identifier">): string {
  const hash = createHash("sha256").update(`${provider}|${identifier}`).digest("hex");
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join("-");
}

function read(file: string): Account[] {
  try {
    return z.array(accountSchema).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function person(
  identifier: string,
  name: string,
  birthDate: string,
  sex: "Nam" | "Nữ",
  ethnicity: string,
  residence: string,
): Account {
  return { kind: 1, identifier, name, birthDate, sex, ethnicity, residence, level: 2 };
}

function business(kind: 2 | 3, identifier: string, name: string): Account {
  return { kind, identifier, name, level: 2, email: `lien-he-${identifier}@example.vn` };
}
