import { formatDate, formatMoney, formatNumber } from "../../../../core/ui/format.ts";
import type { Wording } from "../../../../core/ui/language.ts";
import { controlsOf, type Leaf, type Typed } from "./leaves.ts";
import { ELSEWHERE, type PlaceUnit } from "./read-leaf.ts";

/** What was typed into a leaf as a person reads it, right or wrong. Empty when nothing was typed. */
export function displayTyped(leaf: Leaf, typed: Typed, places: readonly PlaceUnit[]): Wording {
  const { field } = leaf;
  const given = controlsOf(leaf).flatMap((name) => (typed[name] ?? []).filter((each) => each !== ""));
  const [first = ""] = given;
  if (first === "") return "";
  switch (field.type) {
    case "date":
      return given.join("/");
    case "yes-no":
      return first === "yes" ? YES : first === "no" ? NO : first;
    case "agreement":
      return AGREED;
    case "choice":
    case "choices":
      return joined(given.map((value) => field.options.find((each) => each.value === value)?.label ?? value));
    case "place": {
      const [unit = "", elsewhere = "", detail = ""] = controlsOf(leaf).map((name) => typed[name]?.[0] ?? "");
      const found = places.find(({ code }) => code === unit);
      const where = found ? placeName(found) : unit === ELSEWHERE || unit === "" ? elsewhere : unit;
      return [detail, where, found ? elsewhere : ""].filter((each) => each !== "").join(", ");
    }
    default:
      return given.join(", ");
  }
}

/** A datum of the answers as a person reads it. */
export function displayAnswer(leaf: Leaf, data: unknown): Wording {
  const { field } = leaf;
  if (data === undefined || data === null) return "";
  if (field.type === "date" && typeof data === "string") return formatDate(data);
  if (field.type === "money" && typeof data === "number") return formatMoney(data);
  if (field.type === "number" && typeof data === "number") {
    const shown = formatNumber(data, String(data).split(".")[1]?.length ?? 0);
    return field.unit === undefined ? shown : joined([shown, field.unit], " ");
  }
  if (field.type === "file" && typeof data === "number") {
    return { vi: `${data} tệp`, en: data === 1 ? "1 file" : `${data} files` };
  }
  if (field.type === "agreement") return AGREED;
  if (typeof data === "boolean") return data ? YES : NO;
  if (field.type === "choice" || field.type === "choices") {
    const values = Array.isArray(data) ? data : [data];
    return joined(
      values.map((value) => field.options.find((each) => each.value === value)?.label ?? String(value)),
    );
  }
  if (field.type === "place" && typeof data === "object") return placeWords(data);
  if (field.type === "text" && field.format === "phone" && typeof data === "string") {
    return data.replace(/^\+84(\d{2,3})(\d{3})(\d+)$/, "0$1 $2 $3");
  }
  return String(data);
}

const YES = { vi: "Có", en: "Yes" };
const NO = { vi: "Không", en: "No" };
const AGREED = { vi: "Đã đồng ý", en: "Agreed" };

/** "Xã Đăk Long, huyện Đăk Hà, tỉnh Kon Tum". */
export function placeName({ name, district, province }: PlaceUnit): string {
  return [name, district, province].filter(Boolean).join(", ");
}

function placeWords(data: object): string {
  const part = (name: string) => {
    const value: unknown = Object.hasOwn(data, name)
      ? Object.entries(data).find(([key]) => key === name)?.[1]
      : "";
    return typeof value === "string" ? value : "";
  };
  return ["detail", "commune", "district", "province", "elsewhere"]
    .map(part)
    .filter((each) => each !== "")
    .join(", ");
}

function joined(words: readonly Wording[], between = ", "): Wording {
  const of = (lang: "vi" | "en") =>
    words.map((each) => (typeof each === "string" ? each : each[lang])).join(between);
  return words.every((each) => typeof each === "string") ? of("vi") : { vi: of("vi"), en: of("en") };
}
