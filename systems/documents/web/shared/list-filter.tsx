import type { Context } from "hono";
import type { ComponentChildren } from "preact";
import { type HttpEnv, queryText } from "../../../../core/http/index.ts";
import {
  Button,
  formatDate,
  parseDay,
  useText,
  type Wording,
  type Words,
} from "../../../../core/ui/index.ts";

/** What a list is narrowed by, as it stands in the address. */
export interface ListFilter {
  /** Words, with or without diacritics. */
  readonly text: string;
  readonly state: string;
  /** `yyyy-MM-dd`; empty when absent or not a day. */
  readonly from: string;
  readonly to: string;
  /** "", or the least urgency "1" … "4". */
  readonly urgency: string;
  readonly type: string;
  readonly year: string;
  readonly overdue: boolean;
}

/** Reads the filter; anything that cannot be meant is no filter, because an address is outside input. */
export function readListFilter(c: Context<HttpEnv>): ListFilter {
  const year = queryText(c, "year", 4);
  const urgency = queryText(c, "urgency", 1);
  return {
    text: queryText(c, "q", 200),
    state: queryText(c, "state", 20),
    from: dayOf(queryText(c, "from", 10)),
    to: dayOf(queryText(c, "to", 10)),
    urgency: /^[1-4]$/.test(urgency) ? urgency : "",
    type: queryText(c, "type", 100),
    year: /^(19|20)\d\d$/.test(year) ? year : "",
    overdue: queryText(c, "overdue", 1) === "1",
  };
}

/** True when anything narrows the list. */
export function isFiltered(filter: ListFilter): boolean {
  return Object.values(filter).some((value) => value !== "" && value !== false);
}

function dayOf(typed: string): string {
  return parseDay(typed) ?? "";
}

interface Choice {
  readonly value: string;
  readonly label: Wording;
}

interface ListFilterBarProps {
  readonly action: string;
  readonly filter: ListFilter;
  /** Fields of the address that stay as they are: the view, columns, sorting. */
  readonly kept: readonly (readonly [string, string])[];
  readonly states?: readonly Choice[] | undefined;
  /** What the states are called, where they are not states. */
  readonly stateLabel?: Words | undefined;
  readonly types?: readonly Choice[] | undefined;
  readonly years?: readonly Choice[] | undefined;
  readonly urgency?: boolean | undefined;
  readonly overdue?: boolean | undefined;
  readonly filtered: boolean;
  /** What the words are looked for in, and which day is meant, where it is not that of the document. */
  readonly hint?: Words | undefined;
  readonly days?: { readonly from: Words; readonly to: Words } | undefined;
  /** Fields of one list only, before the buttons. */
  readonly children?: ComponentChildren;
}

const URGENCIES: readonly Choice[] = [
  { value: "1", label: { vi: "Khẩn trở lên", en: "Urgent and above" } },
  { value: "2", label: { vi: "Thượng khẩn trở lên", en: "Very urgent and above" } },
  { value: "3", label: { vi: "Hỏa tốc", en: "Express" } },
];

/** One GET form above a list: words, state, days, urgency. Works without script; the address can be kept or sent on. */
export function ListFilterBar(props: ListFilterBarProps) {
  const text = useText();
  const { action, filter, kept, filtered } = props;
  const clear = new URLSearchParams(kept.map(([name, value]) => [name, value]));
  return (
    <form class="list-filter" method="get" action={action} data-island="filters">
      {kept.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <Labelled name="q" label={{ vi: "Tìm trong danh sách", en: "Find in the list" }} wide>
        <input
          id="filter-q"
          class="input"
          type="search"
          name="q"
          value={filter.text}
          autocomplete="off"
          placeholder={text(
            props.hint ?? { vi: "Số ký hiệu, trích yếu, nơi gửi…", en: "Number, abstract, sender…" },
          )}
        />
      </Labelled>
      {props.years && (
        <Choices name="year" label={{ vi: "Năm", en: "Year" }} choices={props.years} value={filter.year} />
      )}
      {props.states && (
        <Choices
          name="state"
          label={props.stateLabel ?? { vi: "Tình trạng", en: "State" }}
          choices={props.states}
          value={filter.state}
        />
      )}
      {props.types && (
        <Choices
          name="type"
          label={{ vi: "Loại văn bản", en: "Type" }}
          choices={props.types}
          value={filter.type}
        />
      )}
      <Day name="from" label={props.days?.from ?? { vi: "Từ ngày", en: "From" }} value={filter.from} />
      <Day name="to" label={props.days?.to ?? { vi: "Đến ngày", en: "To" }} value={filter.to} />
      {props.urgency && (
        <Choices
          name="urgency"
          label={{ vi: "Độ khẩn", en: "Urgency" }}
          choices={URGENCIES}
          value={filter.urgency}
        />
      )}
      {props.overdue && (
        <label class="list-filter-tick">
          <input type="checkbox" name="overdue" value="1" checked={filter.overdue} />
          {text({ vi: "Chỉ việc quá hạn", en: "Overdue only" })}
        </label>
      )}
      {props.children}
      <span class="list-filter-actions">
        <Button icon="search">{text({ vi: "Lọc", en: "Filter" })}</Button>
        {filtered && (
          <a class="button button-quiet" href={clear.size > 0 ? `${action}?${clear}` : action}>
            {text({ vi: "Bỏ lọc", en: "Clear" })}
          </a>
        )}
      </span>
    </form>
  );
}

function Labelled(props: { name: string; label: Words; wide?: boolean; children: ComponentChildren }) {
  const text = useText();
  return (
    <div class={props.wide ? "list-filter-field list-filter-wide" : "list-filter-field"}>
      <label for={`filter-${props.name}`}>{text(props.label)}</label>
      {props.children}
    </div>
  );
}

function Choices(props: { name: string; label: Words; choices: readonly Choice[]; value: string }) {
  const text = useText();
  return (
    <Labelled name={props.name} label={props.label}>
      <select id={`filter-${props.name}`} class="input" name={props.name}>
        <option value="">{text({ vi: "Tất cả", en: "All" })}</option>
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value} selected={value === props.value}>
            {text(label)}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

function Day({ name, label, value }: { name: string; label: Words; value: string }) {
  const text = useText();
  return (
    <Labelled name={name} label={label}>
      <input
        id={`filter-${name}`}
        class="input"
        type="text"
        name={name}
        inputMode="numeric"
        size={10}
        maxLength={10}
        autocomplete="off"
        value={value === "" ? "" : formatDate(value)}
        placeholder={text({ vi: "nn/tt/nnnn", en: "dd/mm/yyyy" })}
      />
    </Labelled>
  );
}
