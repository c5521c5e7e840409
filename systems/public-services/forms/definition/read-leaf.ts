import type { Sentence } from "../../../../core/errors.ts";
import { formatNumber, parseTypedDate } from "../../../../core/ui/format.ts";
import { foldVietnamese } from "../../../../core/ui/vietnamese.ts";
import type { Value } from "./condition.ts";
import { controlsOf, type Leaf, type Typed } from "./leaves.ts";
import { isTaxCode } from "./numbers-of-people.ts";

/** A commune of the province, as the citizen chooses it. */
export interface PlaceUnit {
  /** Code of the General Statistics Office. */
  readonly code: string;
  readonly name: string;
  /** Until 30 June 2025; absent where there is no district. */
  readonly district?: string | undefined;
  readonly province: string;
}

/** What reading answers needs to know from outside. */
export interface Surroundings {
  /** `yyyy-MM-dd` in Vietnam. */
  readonly today: string;
  readonly places: readonly PlaceUnit[];
  /** Files given so far, by path of the question. */
  readonly files: Readonly<Record<string, number>>;
  /** Answers a register vouches for; their numbers are not doubted. */
  readonly verified?: ReadonlySet<string> | undefined;
}

/** Where a place is, in the data. */
export interface PlaceAnswer {
  readonly code?: string;
  readonly commune?: string;
  readonly district?: string;
  readonly province?: string;
  /** Outside the province, in words. */
  readonly elsewhere?: string;
  readonly detail?: string;
}

/** What a leaf says: nothing yet, a value for conditions with its data, or what is wrong. */
export type Reading =
  | { readonly state: "empty" }
  | { readonly state: "wrong"; readonly problem: Sentence }
  | { readonly state: "read"; readonly value: Value; readonly data: unknown };

/** Choice of a place that is not in the list. */
export const ELSEWHERE = "elsewhere";

const EMPTY: Reading = { state: "empty" };
const MOBILE_OR_LANDLINE = /^(?:\+?84|0)(?:(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}|2\d{9})$/;

/** Reads what was typed into the controls of one leaf. */
export function readLeaf(leaf: Leaf, typed: Typed, around: Surroundings): Reading {
  const { field, path } = leaf;
  const given = (typed[path] ?? []).map((each) => each.trim()).filter((each) => each !== "");
  const [first = ""] = given;
  switch (field.type) {
    case "information":
      return EMPTY;
    case "file": {
      const count = around.files[path] ?? 0;
      return count > 0 ? { state: "read", value: count, data: count } : EMPTY;
    }
    case "date":
      return readDate(leaf, typed, around.today, field.when);
    case "place":
      return readPlace(leaf, typed, around.places);
    case "yes-no":
      if (first === "") return EMPTY;
      if (first !== "yes" && first !== "no") return wrong("Chọn Có hoặc Không.", "Choose yes or no.");
      return read(first === "yes");
    case "agreement":
      if (first === "") return EMPTY;
      return first === "yes" ? read(true) : wrong("Đánh dấu vào ô để đồng ý.", "Tick the box to agree.");
    case "choice":
      if (first === "") return EMPTY;
      return field.options.some(({ value }) => value === first)
        ? read(first)
        : wrong("Chọn một trong các câu trả lời có sẵn.", "Choose one of the answers shown.");
    case "choices":
      if (given.length === 0) return EMPTY;
      return given.every((each) => field.options.some(({ value }) => value === each))
        ? read([...new Set(given)])
        : wrong("Chọn trong các câu trả lời có sẵn.", "Choose among the answers shown.");
    case "number":
      return first === "" ? EMPTY : readNumber(first, field.decimals ?? 0, field.min, field.max);
    case "money":
      return first === ""
        ? EMPTY
        : readNumber(first.replace(/\s*(đ|đồng|vnđ|vnd)$/i, ""), 0, field.min ?? 0, field.max);
    case "text":
      return first === "" ? EMPTY : readText(first, field.format ?? "plain", field.maxLength ?? 500);
    case "long-text":
      return first === "" ? EMPTY : withinLength(first, field.maxLength ?? 5_000);
  }
}

function read(value: Value, data: unknown = value): Reading {
  return { state: "read", value, data };
}

function wrong(vi: string, en: string): Reading {
  return { state: "wrong", problem: { vi, en } };
}

function withinLength(text: string, most: number): Reading {
  const length = [...text].length;
  if (length <= most) return read(text);
  return wrong(
    `Dài quá: đang có ${formatNumber(length)} ký tự, tối đa ${formatNumber(most)}. Hãy viết ngắn lại.`,
    `Too long: ${length} characters, at most ${most}. Please shorten it.`,
  );
}

function readText(text: string, format: string, most: number): Reading {
  const line = text.replace(/\s+/g, " ");
  const compact = line.replace(/[\s.]/g, "");
  if (format === "phone") {
    const digits = compact.replace(/[()-]/g, "");
    return MOBILE_OR_LANDLINE.test(digits)
      ? read(digits.replace(/^(?:\+?84|0)/, "+84"))
      : wrong(
          "Số điện thoại chưa đúng. Ví dụ: 0905 123 456 hoặc 0260 3862 123.",
          "Not a telephone number of this country. Example: 0905 123 456.",
        );
  }
  if (format === "email") {
    return /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]{2,}$/.test(line) && line.length <= 254
      ? read(line)
      : wrong(
          "Thư điện tử chưa đúng. Ví dụ: ten@example.vn.",
          "Not an e-mail address. Example: name@example.vn.",
        );
  }
  if (format === "identity") {
    return /^(\d{12}|\d{9})$/.test(compact)
      ? read(compact)
      : wrong(
          "Số định danh có 12 chữ số (chứng minh nhân dân cũ: 9 chữ số). Xem mặt trước thẻ căn cước.",
          "The identity number has 12 digits (an old card: 9). See the front of the card.",
        );
  }
  if (format === "tax-code") {
    return isTaxCode(compact)
      ? read(compact)
      : wrong(
          "Mã số thuế chưa đúng: gồm 10 chữ số, chữ số cuối là số kiểm tra. Xem lại giấy đăng ký thuế.",
          "Not a tax code: it has 10 digits, the last one a check digit.",
        );
  }
  if (format === "name" && !/^[\p{L}\p{M}][\p{L}\p{M}\s.'’-]*$/u.test(line)) {
    return wrong(
      "Họ tên chỉ gồm chữ cái và khoảng trắng. Viết như trên giấy khai sinh hoặc thẻ căn cước.",
      "A name has letters and spaces only. Write it as on the birth certificate or card.",
    );
  }
  return withinLength(line, most);
}

/** `1.234.567,5` as written here; `1234567.5` as machines write it. */
function readNumber(
  text: string,
  decimals: number,
  min: number | undefined,
  max: number | undefined,
): Reading {
  const compact = text.replace(/\s/g, "");
  const plain = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(compact)
    ? compact.replaceAll(".", "").replace(",", ".")
    : compact.replace(",", ".");
  const value = Number(plain);
  if (!/^-?\d{1,15}(\.\d+)?$/.test(plain)) {
    return wrong("Chỉ nhập số, ví dụ 1.250.", "Enter a number, for example 1.250.");
  }
  if ((plain.split(".")[1]?.length ?? 0) > decimals) {
    return decimals === 0
      ? wrong("Nhập số nguyên, không có phần lẻ.", "Enter a whole number.")
      : wrong(`Tối đa ${decimals} chữ số sau dấu phẩy.`, `At most ${decimals} digits after the comma.`);
  }
  if (min !== undefined && value < min) {
    return wrong(
      `Nhỏ nhất là ${formatNumber(min, places(min))}.`,
      `At least ${formatNumber(min, places(min))}.`,
    );
  }
  if (max !== undefined && value > max) {
    return wrong(
      `Lớn nhất là ${formatNumber(max, places(max))}.`,
      `At most ${formatNumber(max, places(max))}.`,
    );
  }
  return read(value);
}

function places(value: number): number {
  return String(value).split(".")[1]?.length ?? 0;
}

function readDate(leaf: Leaf, typed: Typed, today: string, when: "past" | "future" | undefined): Reading {
  const [day = "", month = "", year = ""] = controlsOf(leaf).map((name) => typed[name]?.[0]?.trim() ?? "");
  if (day === "" && month === "" && year === "") return EMPTY;
  const iso =
    /^\d{1,2}$/.test(day) && /^\d{1,2}$/.test(month) ? parseTypedDate(`${day}/${month}/${year}`) : undefined;
  if (day === "" || month === "" || year === "") {
    return wrong("Nhập đủ ngày, tháng và năm.", "Enter day, month and year.");
  }
  if (iso === undefined || iso < "1800-01-01") {
    return wrong(
      "Không có ngày này trong lịch. Nhập ngày, tháng và năm đủ 4 chữ số, ví dụ 4 3 2022.",
      "There is no such day. Enter day, month and the year in 4 digits, for example 4 3 2022.",
    );
  }
  if (when === "past" && iso > today)
    return wrong("Ngày này chưa đến. Kiểm tra lại năm.", "This day has not come yet. Check the year.");
  if (when === "future" && iso < today)
    return wrong("Ngày này đã qua. Chọn từ hôm nay trở đi.", "This day has passed. Choose today or later.");
  return read(iso);
}

function readPlace(leaf: Leaf, typed: Typed, units: readonly PlaceUnit[]): Reading {
  const [code = "", elsewhere = "", detail = ""] = controlsOf(leaf).map(
    (name) => typed[name]?.[0]?.trim() ?? "",
  );
  const more = detail === "" ? {} : { detail };
  if (code === "" && elsewhere === "" && detail === "") return EMPTY;
  if (code === ELSEWHERE || (code === "" && elsewhere !== "")) {
    if (elsewhere === "")
      return wrong("Ghi xã, huyện, tỉnh của nơi đó.", "Write commune, district and province of that place.");
    if (elsewhere.length > 300 || detail.length > 300)
      return wrong("Địa chỉ dài quá 300 ký tự.", "The address is longer than 300 characters.");
    return read(ELSEWHERE, { elsewhere, ...more } satisfies PlaceAnswer);
  }
  const unit = units.find((each) => each.code === code);
  if (!unit) return wrong("Chọn xã, phường, thị trấn trong danh sách.", "Choose the commune from the list.");
  if (detail.length > 300)
    return wrong("Địa chỉ dài quá 300 ký tự.", "The address is longer than 300 characters.");
  const { name, district, province } = unit;
  return read(code, {
    code,
    commune: name,
    ...(district ? { district } : {}),
    province,
    ...more,
  } satisfies PlaceAnswer);
}

/** The commune of the list that an address in words names, if just one does. */
export function unitNamedIn(address: string, units: readonly PlaceUnit[]): PlaceUnit | undefined {
  const text = ` ${foldVietnamese(address).replace(/[^a-z0-9]+/g, " ")} `;
  const named = units.filter(
    ({ name, district, province }) =>
      text.includes(` ${foldVietnamese(name)} `) &&
      text.includes(` ${foldVietnamese(province).replace(/^tinh /, "")} `) &&
      (district === undefined || text.includes(` ${foldVietnamese(district)} `)),
  );
  return named.length === 1 ? named[0] : undefined;
}
