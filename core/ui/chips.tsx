import { type DateLike, formatDateTime, isoDateTime } from "./format.ts";
import { Icon, type IconName } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";
import { type Tone, toneIcons } from "./notice.tsx";

export interface StateChipProps {
  readonly tone: Tone;
  readonly label: Wording;
  /** Instead of the tone's own mark. */
  readonly icon?: IconName | undefined;
}

/** A state as a mark and words; colour only supports them. */
export function StateChip({ tone, label, icon }: StateChipProps) {
  const text = useText();
  return (
    <span class={`chip chip-${tone}`}>
      <Icon name={icon ?? toneIcons[tone]} />
      {text(label)}
    </span>
  );
}

/** Where a deadline stands. Working time is computed by the calendar; this only says it. */
export type DeadlineStanding =
  | { readonly state: "open" | "soon"; readonly left: WorkingTime }
  | { readonly state: "overdue"; readonly over: WorkingTime }
  | { readonly state: "met" }
  | { readonly state: "missed" };

export interface WorkingTime {
  readonly amount: number;
  readonly unit: "working-days" | "working-hours" | "working-minutes" | "days" | "hours" | "minutes";
}

const UNITS: Readonly<Record<WorkingTime["unit"], { vi: string; en: [one: string, many: string] }>> = {
  "working-days": { vi: "ngày làm việc", en: ["working day", "working days"] },
  "working-hours": { vi: "giờ làm việc", en: ["working hour", "working hours"] },
  "working-minutes": { vi: "phút làm việc", en: ["working minute", "working minutes"] },
  days: { vi: "ngày", en: ["day", "days"] },
  hours: { vi: "giờ", en: ["hour", "hours"] },
  minutes: { vi: "phút", en: ["minute", "minutes"] },
};

/** "còn 3 giờ làm việc · 16:30 04/03/2022": relative time only beside the exact one. */
export function DeadlineChip({ at, standing }: { at: DateLike; standing: DeadlineStanding }) {
  const text = useText();
  const { tone, icon, label } = describeDeadline(standing);
  return (
    <span class={`chip chip-${tone}`}>
      <Icon name={icon} />
      {text(label)}
      <span class="chip-exact">
        {" · "}
        <time dateTime={isoDateTime(at)}>{formatDateTime(at)}</time>
      </span>
    </span>
  );
}

function describeDeadline(standing: DeadlineStanding): { tone: Tone; icon: IconName; label: Wording } {
  switch (standing.state) {
    case "open":
    case "soon": {
      const { amount, unit } = standing.left;
      const words = UNITS[unit];
      const soon = standing.state === "soon";
      return {
        tone: soon ? "attention" : "neutral",
        icon: soon ? "warning" : "clock",
        // No working time is left, although the moment itself has not come: a deadline in the evening.
        label:
          amount === 0
            ? { vi: "đến hạn", en: "due now" }
            : { vi: `còn ${amount} ${words.vi}`, en: `${amount} ${words.en[amount === 1 ? 0 : 1]} left` },
      };
    }
    case "overdue": {
      const { amount, unit } = standing.over;
      const words = UNITS[unit];
      return {
        tone: "bad",
        icon: "flag",
        label: {
          vi: `quá hạn ${amount} ${words.vi}`,
          en: `${amount} ${words.en[amount === 1 ? 0 : 1]} overdue`,
        },
      };
    }
    case "met":
      return { tone: "good", icon: "check-circle", label: { vi: "xong đúng hạn", en: "done in time" } };
    case "missed":
      return { tone: "bad", icon: "flag", label: { vi: "xong trễ hạn", en: "done late" } };
  }
}

export interface PersonChipProps {
  /** Full name with title as given. */
  readonly name: string;
  readonly position?: Wording | undefined;
  readonly href?: string | undefined;
}

/** A person with their position. */
export function PersonChip({ name, position, href }: PersonChipProps) {
  const text = useText();
  return (
    <span class="who">
      <Icon name="person" />
      <span>
        {href ? <a href={href}>{name}</a> : <span class="who-name">{name}</span>}
        {position && <span class="who-more">, {text(position)}</span>}
      </span>
    </span>
  );
}

export interface UnitChipProps {
  readonly name: Wording;
  readonly href?: string | undefined;
  /** Present name of a unit that was merged or renamed since (documents keep the unit they met). */
  readonly successor?: Wording | undefined;
  /** Part in the work: lead or co-operating. */
  readonly part?: "lead" | "co-operating" | undefined;
}

/** An organisation or unit. */
export function UnitChip({ name, href, successor, part }: UnitChipProps) {
  const text = useText();
  return (
    <span class="who">
      <Icon name="unit" />
      <span>
        {href ? <a href={href}>{text(name)}</a> : <span class="who-name">{text(name)}</span>}
        {part && (
          <span class="who-part">
            {part === "lead"
              ? text({ vi: "chủ trì", en: "lead" })
              : text({ vi: "phối hợp", en: "co-operating" })}
          </span>
        )}
        {successor && (
          <span class="who-more">
            {" "}
            ({text({ vi: "nay là", en: "now" })} {text(successor)})
          </span>
        )}
      </span>
    </span>
  );
}
