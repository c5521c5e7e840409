import type { Context } from "hono";
import { localDateOf } from "../../calendar/vietnam-time.ts";
import { type HttpEnv, queryText } from "../../http/index.ts";
import {
  Button,
  DateField,
  Form,
  formatDate,
  parseTypedDate,
  StateChip,
  useText,
  type Words,
} from "../../ui/index.ts";
import type { OrganisationKind } from "../organisation.ts";

/** How a kind of organisation is called on the screen. */
export const KIND_WORDS: Readonly<Record<OrganisationKind, Words>> = {
  government: { vi: "Chính phủ", en: "Government" },
  ministry: { vi: "Bộ, cơ quan trung ương", en: "Ministry or central body" },
  province: { vi: "Cấp tỉnh", en: "Province" },
  "provincial-department": { vi: "Sở, ban, ngành", en: "Provincial department" },
  district: { vi: "Cấp huyện", en: "District" },
  commune: { vi: "Cấp xã", en: "Commune" },
  unit: { vi: "Phòng, ban", en: "Unit" },
  other: { vi: "Cơ quan khác", en: "Other" },
};

/** The marks of made-up codes: nobody should take them for real ones. */
export function DemoCodeMark() {
  return <StateChip tone="attention" label={{ vi: "mã thử nghiệm", en: "test code" }} />;
}

/** The date a page of the directory shows. */
export interface ShownDate {
  /** `yyyy-MM-dd` */
  readonly day: string;
  /** True when somebody chose it. */
  readonly chosen: boolean;
  /** What was typed, and what is wrong with it. */
  readonly typed: string;
  readonly error: Words | undefined;
}

const FIRST_YEAR = 1945;
const LAST_YEAR = 2199;

/** The date asked for in `asOf` (as typed or ISO); today when absent or when it is none. */
export function shownDate(c: Context<HttpEnv>): ShownDate {
  const today = localDateOf(new Date());
  const typed = queryText(c, "asOf", 20);
  if (typed === "") return { day: today, chosen: false, typed: "", error: undefined };
  const iso = /^\d{4}-\d\d-\d\d$/.test(typed) ? formatDate(typed) : typed;
  const day = parseTypedDate(iso);
  const year = Number(day?.slice(0, 4));
  if (day === undefined || year < FIRST_YEAR || year > LAST_YEAR) {
    return {
      day: today,
      chosen: false,
      typed,
      error: {
        vi: `Nhập một ngày có thật từ năm ${FIRST_YEAR} đến ${LAST_YEAR}, ví dụ 04/03/2022. Trang đang hiện danh bạ của hôm nay.`,
        en: `Enter a real day of the years ${FIRST_YEAR} to ${LAST_YEAR}, for example 04/03/2022. The page shows today.`,
      },
    };
  }
  return { day, chosen: day !== today, typed: day, error: undefined };
}

/** Address of a page of the directory, on the same date. */
export function onDate(path: string, date: ShownDate): string {
  return date.chosen ? `${path}${path.includes("?") ? "&" : "?"}asOf=${date.day}` : path;
}

/** "Danh bạ ngày …": shows the directory as it was or will be on another day. */
export function DateChooser({ action, date, q }: { action: string; date: ShownDate; q?: string }) {
  const text = useText();
  return (
    <Form action={action} method="get" className="date-chooser">
      {q && <input type="hidden" name="q" value={q} />}
      <DateField
        name="asOf"
        label={{ vi: "Theo ngày", en: "As of" }}
        hint={{ vi: "Bỏ trống là hôm nay", en: "Empty means today" }}
        value={date.chosen || date.error ? date.typed : ""}
        error={date.error}
        optional
      />
      <Button>{text({ vi: "Xem", en: "Show" })}</Button>
    </Form>
  );
}
