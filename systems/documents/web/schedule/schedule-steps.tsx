import type { LocalDate } from "../../../../core/calendar/index.ts";
import { Actions, LinkButton, Tabs, useText, type Words } from "../../../../core/ui/index.ts";
import { type ShownDays, SPANS, type Span } from "./days.ts";
import { WHOSE, WHOSE_WORDS, type Whose } from "./whose.ts";

interface StepsProps {
  readonly shown: ShownDays;
  readonly day: LocalDate;
  readonly today: LocalDate;
  readonly whose: Whose;
}

/** Which days, whose calendar, and the ways to paper and to the list. */
export function Steps({ shown, day, today, whose }: StepsProps) {
  const text = useText();
  const href = (to: LocalDate, view: string = shown.span, of: Whose = whose): string =>
    `/schedule?view=${view}&day=${to}${of === "all" ? "" : `&whose=${of}`}`;
  const words = STEP_WORDS[shown.span];
  return (
    <div class="schedule-steps">
      <Tabs
        look="segments"
        label={{ vi: "Xem theo", en: "View by" }}
        tabs={SPANS.map((span) => ({
          href: href(day, span),
          label: STEP_WORDS[span].name,
          current: span === shown.span,
        }))}
      />
      <Tabs
        look="segments"
        label={{ vi: "Lịch của ai", en: "Whose calendar" }}
        tabs={WHOSE.map((of) => ({
          href: href(day, shown.span, of),
          label: WHOSE_WORDS[of],
          current: of === whose,
        }))}
      />
      <Actions>
        <LinkButton href={href(shown.previous)} icon="left">
          {text(words.previous)}
        </LinkButton>
        <LinkButton href={href(today)}>{text({ vi: "Hôm nay", en: "Today" })}</LinkButton>
        <LinkButton href={href(shown.next)} icon="right">
          {text(words.next)}
        </LinkButton>
        <LinkButton href={`/schedule/week.pdf?day=${day}`} icon="print" download>
          {text({ vi: "Lịch tuần (PDF)", en: "Week sheet (PDF)" })}
        </LinkButton>
        <LinkButton href="/schedule/list" icon="search">
          {text({ vi: "Danh sách, tìm lịch", en: "List and search" })}
        </LinkButton>
      </Actions>
    </div>
  );
}

const STEP_WORDS: Readonly<
  Record<Span, { readonly name: Words; readonly previous: Words; readonly next: Words }>
> = {
  month: {
    name: { vi: "Tháng", en: "Month" },
    previous: { vi: "Tháng trước", en: "Month before" },
    next: { vi: "Tháng sau", en: "Month after" },
  },
  week: {
    name: { vi: "Tuần", en: "Week" },
    previous: { vi: "Tuần trước", en: "Week before" },
    next: { vi: "Tuần sau", en: "Week after" },
  },
  day: {
    name: { vi: "Ngày", en: "Day" },
    previous: { vi: "Ngày trước", en: "Day before" },
    next: { vi: "Ngày sau", en: "Day after" },
  },
};
