import type { Sentence } from "../../../../core/errors.ts";
import { formatDate, formatNumber } from "../../../../core/ui/index.ts";
import type { Duration, Fee, Level } from "../record.ts";
import type { VersionState } from "../tables.ts";

export const LEVEL_WORDS: Readonly<Record<Level, Sentence>> = {
  province: { vi: "Cấp tỉnh", en: "Province" },
  district: { vi: "Cấp huyện", en: "District" },
  commune: { vi: "Cấp xã", en: "Commune" },
};

export const CHANNEL_WORDS: Readonly<Record<1 | 2 | 3, Sentence>> = {
  1: { vi: "Trực tiếp", en: "At the counter" },
  2: { vi: "Trực tuyến", en: "Online" },
  3: { vi: "Bưu chính công ích", en: "By public post" },
};

export const STATE_WORDS: Readonly<
  Record<VersionState, { readonly tone: "good" | "neutral" | "bad"; readonly label: Sentence }>
> = {
  draft: { tone: "neutral", label: { vi: "Đang soạn", en: "Draft" } },
  published: { tone: "good", label: { vi: "Đã công bố", en: "Published" } },
  withdrawn: { tone: "bad", label: { vi: "Đã bãi bỏ", en: "Withdrawn" } },
};

const UNITS: Readonly<Record<Exclude<Duration["unit"], "none">, Sentence>> = {
  "working-day": { vi: "ngày làm việc", en: "working days" },
  day: { vi: "ngày", en: "days" },
  hour: { vi: "giờ", en: "hours" },
};

/** A duration in words: the number, and what the law adds. */
export function durationWords({ amount, unit, text }: Duration): Sentence {
  if (unit === "none") {
    const said = text || "Không quy định";
    return { vi: said, en: text || "No limit is set" };
  }
  const { vi, en } = UNITS[unit];
  const more = text === "" ? "" : `. ${text}`;
  return { vi: `${formatNumber(amount)} ${vi}${more}`, en: `${formatNumber(amount)} ${en}${more}` };
}

/** What a fee costs: the sum where there is one, else the rule. */
export function feeWords({ amount, currency, kind, text }: Fee): Sentence {
  const name = kind === "fee" ? { vi: "Phí", en: "Fee" } : { vi: "Lệ phí", en: "Charge" };
  const sum = amount === null ? "" : `${formatNumber(amount)} ${currency === "VND" ? "đồng" : currency}`;
  const join = (first: string) => [first, text].filter(Boolean).join(". ");
  if (amount === 0) {
    return { vi: text || "Không mất tiền", en: text || "Free" };
  }
  // "Lệ phí trước bạ 0,5 %" says its kind itself.
  if (amount === null && /^(lệ )?phí/iu.test(text)) return { vi: text, en: text };
  return { vi: join(`${name.vi}${sum ? ` ${sum}` : ""}`), en: join(`${name.en}${sum ? ` ${sum}` : ""}`) };
}

export function validWords(from: string | null, to: string | null): Sentence {
  if (from === null) return { vi: "chưa có hiệu lực", en: "not in force yet" };
  return to === null
    ? { vi: `từ ${formatDate(from)}`, en: `from ${formatDate(from)}` }
    : {
        vi: `từ ${formatDate(from)} đến trước ${formatDate(to)}`,
        en: `from ${formatDate(from)} until before ${formatDate(to)}`,
      };
}
