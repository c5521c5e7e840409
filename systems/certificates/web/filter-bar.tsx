import type { Sentence } from "../../../core/errors.ts";
import { Button, formatDate, parseDay, useText } from "../../../core/ui/index.ts";
import {
  CERTIFICATE_KINDS,
  CERTIFICATE_STATE_WORDS,
  CERTIFICATE_STATES,
  EXPIRED_WORDS,
  KIND_WORDS,
} from "../states.ts";
import type { Asked } from "./asked.ts";
import { REPORT_WORDS } from "./words.ts";

interface FilterBarProps {
  readonly action: string;
  readonly typed: Asked["typed"];
  readonly query: URLSearchParams;
  readonly narrowed: boolean;
}

interface Choice {
  readonly value: string;
  readonly label: Sentence;
}

const STATES: readonly Choice[] = [
  { value: "valid", label: { vi: "Đang dùng, còn hạn", en: "In use and valid" } },
  { value: "expired", label: EXPIRED_WORDS.label },
  ...CERTIFICATE_STATES.map((value) => ({ value, label: CERTIFICATE_STATE_WORDS[value].label })),
];
const KINDS: readonly Choice[] = CERTIFICATE_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }));
const REPORTS: readonly Choice[] = Object.entries(REPORT_WORDS).map(([value, { label }]) => ({
  value,
  label,
}));

/** One GET form above the list; works without script, and the address can be kept or sent on. */
export function FilterBar({ action, typed, query, narrowed }: FilterBarProps) {
  const text = useText();
  const kept = [...query].filter(([name]) => name === "cols" || name === "sort");
  const before = typed.before === "tet" ? "tet" : (parseDay(typed.before) ?? "");
  return (
    <form class="list-filter" method="get" action={action} data-island="filters">
      {kept.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <div class="list-filter-field list-filter-wide">
        <label for="filter-q">{text({ vi: "Tìm trong sổ", en: "Find in the register" })}</label>
        <input
          id="filter-q"
          class="input"
          type="search"
          name="q"
          value={typed.q}
          autocomplete="off"
          placeholder={text({ vi: "Tên, đơn vị, serial, số thiết bị…", en: "Name, unit, serial, device…" })}
        />
      </div>
      <Choices name="state" label={{ vi: "Tình trạng", en: "State" }} choices={STATES} value={typed.state} />
      <Choices name="kind" label={{ vi: "Loại", en: "Kind" }} choices={KINDS} value={typed.kind} />
      <Choices
        name="report"
        label={{ vi: "Cần xem lại", en: "To look at" }}
        choices={REPORTS}
        value={typed.report}
      />
      <div class="list-filter-field">
        <label for="filter-before">{text({ vi: "Hết hạn trước ngày", en: "Ends before" })}</label>
        <input
          id="filter-before"
          class="input"
          type="text"
          name="before"
          size={10}
          maxLength={10}
          autocomplete="off"
          value={before === "" || before === "tet" ? before : formatDate(before)}
          placeholder={text({ vi: "nn/tt/nnnn", en: "dd/mm/yyyy" })}
        />
      </div>
      <span class="list-filter-actions">
        <Button icon="search">{text({ vi: "Lọc", en: "Filter" })}</Button>
        {narrowed && (
          <a class="button button-quiet" href={action}>
            {text({ vi: "Bỏ lọc", en: "Clear" })}
          </a>
        )}
      </span>
    </form>
  );
}

function Choices(props: { name: string; label: Sentence; choices: readonly Choice[]; value: string }) {
  const text = useText();
  return (
    <div class="list-filter-field">
      <label for={`filter-${props.name}`}>{text(props.label)}</label>
      <select id={`filter-${props.name}`} class="input" name={props.name}>
        <option value="">{text({ vi: "Tất cả", en: "All" })}</option>
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value} selected={value === props.value}>
            {text(label)}
          </option>
        ))}
      </select>
    </div>
  );
}
