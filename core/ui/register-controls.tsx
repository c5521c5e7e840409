import { Form } from "./form.tsx";
import { Icon } from "./icon.tsx";
import { useLanguage, useText, type Wording } from "./language.ts";
import type { Column, Sorting } from "./register-table.tsx";

/** Addresses that answer with the whole filtered register as a file. */
export interface ExportLinks {
  readonly xlsx?: string | undefined;
  readonly docx?: string | undefined;
  readonly pdf?: string | undefined;
}

export interface BulkAction {
  /** Sent as `do`. */
  readonly value: string;
  readonly label: Wording;
  readonly danger?: boolean | undefined;
  /** The answer is a file: Turbo must leave it alone. */
  readonly download?: boolean | undefined;
}

const PAGING = new Set(["after", "before"]);

interface ColumnChoiceProps<Row> {
  formId: string;
  action: string;
  columns: readonly Column<Row>[];
  visible: readonly Column<Row>[];
  filtering: boolean;
  query: URLSearchParams;
  exports: ExportLinks | undefined;
}

/** Tools above a register: filter, column choice and export. One GET form carries filters and columns together. */
export function ColumnChoice<Row>(props: ColumnChoiceProps<Row>) {
  const { formId, action, columns, visible, filtering, query, exports } = props;
  const text = useText();
  const own = new Set(["cols", ...columns.filter((column) => column.filter).map((column) => column.key)]);
  const kept = [...query].filter(([name]) => !own.has(name) && !PAGING.has(name));
  const filtered = columns.some((column) => column.filter?.value);
  return (
    <form id={formId} class="register-tools" method="get" action={action} data-island="filters">
      {kept.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      {filtering && (
        <button type="submit" class="button">
          <Icon name="search" />
          {text({ vi: "Lọc", en: "Filter" })}
        </button>
      )}
      {filtered && (
        <a class="button button-quiet" href={action}>
          {text({ vi: "Bỏ lọc", en: "Clear filters" })}
        </a>
      )}
      <details class="column-choice" data-island="menu">
        <summary class="button">
          <Icon name="columns" />
          {text({ vi: "Cột", en: "Columns" })}
        </summary>
        <fieldset class="column-panel">
          <legend>{text({ vi: "Cột hiển thị", en: "Columns shown" })}</legend>
          {columns.map((column) => (
            <label key={column.key} class="column-option">
              <input type="checkbox" name="cols" value={column.key} checked={visible.includes(column)} />
              {text(column.label)}
            </label>
          ))}
          <button type="submit" class="button">
            {text({ vi: "Áp dụng", en: "Apply" })}
          </button>
        </fieldset>
      </details>
      {(exports?.xlsx || exports?.docx || exports?.pdf) && (
        <span class="register-exports">
          {exports.xlsx && (
            <a class="button" href={exports.xlsx} data-turbo="false" download>
              <Icon name="table" />
              {text({ vi: "Xuất XLSX", en: "Export XLSX" })}
            </a>
          )}
          {exports.docx && (
            <a class="button" href={exports.docx} data-turbo="false" download>
              <Icon name="table" />
              {text({ vi: "Xuất DOCX", en: "Export DOCX" })}
            </a>
          )}
          {exports.pdf && (
            <a class="button" href={exports.pdf} data-turbo="false" download>
              <Icon name="print" />
              {text({ vi: "Xuất PDF", en: "Export PDF" })}
            </a>
          )}
        </span>
      )}
    </form>
  );
}

interface SortHeadProps<Row> {
  column: Column<Row>;
  action: string;
  query: URLSearchParams;
  sorting: Sorting | undefined;
}

/** Column head; a link that sorts, pressing again turns the order round. `sort=key` rises, `sort=-key` falls. */
export function SortHead<Row>({ column, action, query, sorting }: SortHeadProps<Row>) {
  const text = useText();
  const kind = column.kind && column.kind !== "text" ? `cell-${column.kind}` : undefined;
  if (!column.sortable) {
    return (
      <th scope="col" class={kind}>
        {text(column.label)}
      </th>
    );
  }
  const active = sorting?.key === column.key;
  const falling = active && sorting.descending;
  const next = new URLSearchParams([...query].filter(([name]) => name !== "sort" && !PAGING.has(name)));
  next.set("sort", active && !falling ? `-${column.key}` : column.key);
  return (
    <th scope="col" class={kind} aria-sort={active ? (falling ? "descending" : "ascending") : undefined}>
      <a href={`${action}?${next}`} class="sort-link">
        {text(column.label)}
        <Icon name={active ? (falling ? "down" : "up") : "sort"} />
      </a>
    </th>
  );
}

/** A field of the filter row; belongs to the tools' form by its `form` attribute. */
export function FilterCell<Row>({ column, formId }: { column: Column<Row>; formId: string }) {
  const text = useText();
  const lang = useLanguage();
  const { filter, key } = column;
  if (!filter) return <td />;
  const name = text(column.label);
  const label = lang === "vi" ? `Lọc theo ${name}` : `Filter by ${name}`;
  if (filter.kind === "choice") {
    return (
      <td data-label={name}>
        <select form={formId} name={key} aria-label={label}>
          <option value="">{text({ vi: "Tất cả", en: "All" })}</option>
          {filter.options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === filter.value}>
              {text(option.label)}
            </option>
          ))}
        </select>
      </td>
    );
  }
  const common = {
    form: formId,
    name: key,
    value: filter.value ?? "",
    autocomplete: "off",
    "aria-label": label,
  };
  return (
    <td data-label={name}>
      {filter.kind === "text" ? (
        <input type="search" {...common} />
      ) : (
        <input
          type="text"
          inputMode="numeric"
          placeholder={text({ vi: "nn/tt/nnnn", en: "dd/mm/yyyy" })}
          {...common}
        />
      )}
    </td>
  );
}

/** What can be done with the ticked rows. */
export function BulkBar(props: {
  formId: string;
  action: string;
  actions: readonly BulkAction[];
  kept?: readonly (readonly [string, string])[] | undefined;
}) {
  const text = useText();
  return (
    <Form id={props.formId} className="bulk-bar" method="post" action={props.action} island="bulk">
      <span class="bulk-count" aria-live="polite" data-vi="Đã chọn {n}" data-en="{n} selected" />
      {props.kept?.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {props.actions.map((action) => (
        <button
          key={action.value}
          data-turbo={action.download ? "false" : undefined}
          type="submit"
          name="do"
          value={action.value}
          class={action.danger ? "button button-danger" : "button"}
        >
          {text(action.label)}
        </button>
      ))}
    </Form>
  );
}
