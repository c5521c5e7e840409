import type { ComponentChildren } from "preact";
import { EmptyState, type EmptyStateProps } from "./empty-state.tsx";
import { useText, type Wording } from "./language.ts";
import { Pagination, type PaginationProps } from "./pagination.tsx";
import {
  type BulkAction,
  BulkBar,
  ColumnChoice,
  type ExportLinks,
  FilterCell,
  SortHead,
} from "./register-controls.tsx";

/** One column of a register. */
export interface Column<Row> {
  /** Stable name, used in the address: `cols`, `sort` and filter names. */
  readonly key: string;
  readonly label: Wording;
  /** Contents of the cell. Return text where possible: 50 rows × 9 cells are drawn on every page. */
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers and dates stand in tabular figures and do not break. */
  readonly kind?: "text" | "number" | "date" | "state" | undefined;
  /** The header becomes a sort link. */
  readonly sortable?: boolean | undefined;
  readonly filter?: ColumnFilter | undefined;
  /**
   * On a phone a row is a card: `title` heads it, `plain` speaks for itself, `hide` is left out; otherwise the
   * column's name stands before the value.
   */
  readonly phone?: "title" | "plain" | "hide" | undefined;
}

/** A field in the filter row; its name is the column's key. */
export type ColumnFilter =
  | { readonly kind: "text"; readonly value?: string | undefined }
  | { readonly kind: "date"; readonly value?: string | undefined }
  | {
      readonly kind: "choice";
      readonly value?: string | undefined;
      readonly options: readonly { readonly value: string; readonly label: Wording }[];
    };

export interface Sorting {
  readonly key: string;
  readonly descending: boolean;
}

export interface RegisterTableProps<Row> {
  /** Unique on the page; ids are made from it. */
  readonly id: string;
  readonly caption: Wording;
  /** Every column there is, in order. */
  readonly columns: readonly Column<Row>[];
  /** Keys of the columns shown; all when absent. */
  readonly shown?: readonly string[] | undefined;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Page of the row: the first cell (or the `title` cell) becomes its link. */
  readonly rowHref?: ((row: Row) => string) | undefined;
  /** Unread or new rows stand in bold. */
  readonly rowFresh?: ((row: Row) => boolean) | undefined;
  /** Path of this page without query: filters, columns and sorting go there by GET. */
  readonly action: string;
  /** Present query, kept by sort links and forms (except `after`, `before`: a new filter starts at the first page). */
  readonly query?: URLSearchParams | undefined;
  readonly sorting?: Sorting | undefined;
  readonly pagination?: PaginationProps | undefined;
  readonly exports?: ExportLinks | undefined;
  /** Select many: what can be done with the ticked rows. Ticked keys are sent as `selected`. */
  readonly bulk?:
    | {
        readonly action: string;
        readonly actions: readonly BulkAction[];
        readonly rowLabel: (row: Row) => string;
        /** Sent along: the view the rows were ticked in. */
        readonly kept?: readonly (readonly [string, string])[] | undefined;
      }
    | undefined;
  readonly empty: EmptyStateProps;
}

/**
 * A register: sticky head, column choice, filter row, sorting, select many, pages and export, all of it working by
 * plain links and GET forms. The island adds arrow keys between rows, "select all" and shift-click.
 */
export function RegisterTable<Row>(props: RegisterTableProps<Row>) {
  const text = useText();
  const { id, columns, shown, rows, query = new URLSearchParams(), sorting, bulk } = props;
  const visible = shown ? columns.filter((column) => shown.includes(column.key)) : columns;
  const filtering = visible.some((column) => column.filter);
  const drawn = prepare(visible, text);
  const formId = `${id}-view`;
  const bulkId = `${id}-bulk`;
  return (
    <section class="register" data-island="register" aria-labelledby={`${id}-caption`}>
      <ColumnChoice
        formId={formId}
        action={props.action}
        columns={columns}
        visible={visible}
        filtering={filtering}
        query={query}
        exports={props.exports}
      />
      {bulk && <BulkBar formId={bulkId} action={bulk.action} actions={bulk.actions} kept={bulk.kept} />}
      <div class="register-scroll">
        <table class="register-table">
          <caption id={`${id}-caption`}>{text(props.caption)}</caption>
          <thead>
            <tr>
              {bulk && (
                <th scope="col" class="col-tick">
                  <span class="visually-hidden">{text({ vi: "Chọn", en: "Select" })}</span>
                </th>
              )}
              {visible.map((column) => (
                <SortHead
                  key={column.key}
                  column={column}
                  action={props.action}
                  query={query}
                  sorting={sorting}
                />
              ))}
            </tr>
            {filtering && (
              <tr class="filter-row">
                {bulk && <td class="col-tick" />}
                {visible.map((column) => (
                  <FilterCell key={column.key} column={column} formId={formId} />
                ))}
              </tr>
            )}
          </thead>
          <tbody>{rows.map((row) => drawRow(row, drawn, props, bulkId))}</tbody>
        </table>
      </div>
      {rows.length === 0 && <EmptyState {...props.empty} />}
      {props.pagination && <Pagination {...props.pagination} />}
    </section>
  );
}

/** What every cell of a column carries, worked out once a page instead of once a cell. */
interface DrawnColumn<Row> {
  readonly cell: Column<Row>["cell"];
  readonly title: boolean;
  readonly className: string | undefined;
  readonly label: string | undefined;
}

function prepare<Row>(
  visible: readonly Column<Row>[],
  text: (wording: Wording) => string,
): DrawnColumn<Row>[] {
  const titleAt = Math.max(
    0,
    visible.findIndex((column) => column.phone === "title"),
  );
  return visible.map((column, index) => {
    const { kind, phone, cell } = column;
    const classes = [kind && kind !== "text" && `cell-${kind}`, phone === "hide" && "phone-hide"];
    return {
      cell,
      title: index === titleAt,
      className: classes.filter(Boolean).join(" ") || undefined,
      label: phone === undefined ? text(column.label) : undefined,
    };
  });
}

/** One row as plain elements, without a component per cell: 450 of them are drawn on every page of 50. */
function drawRow<Row>(
  row: Row,
  columns: readonly DrawnColumn<Row>[],
  { rowKey, rowHref, rowFresh, bulk }: RegisterTableProps<Row>,
  bulkId: string,
) {
  const key = rowKey(row);
  const href = rowHref?.(row);
  return (
    <tr key={key} class={rowFresh?.(row) ? "fresh" : undefined}>
      {bulk && (
        <td class="col-tick">
          <input type="checkbox" name="selected" value={key} form={bulkId} aria-label={bulk.rowLabel(row)} />
        </td>
      )}
      {columns.map(({ cell, title, className, label }) => {
        const content = cell(row);
        if (title) return <td class="cell-title">{href ? <a href={href}>{content}</a> : content}</td>;
        if (label) {
          return (
            <td class={className} data-label={label}>
              {content}
            </td>
          );
        }
        return className ? <td class={className}>{content}</td> : <td>{content}</td>;
      })}
    </tr>
  );
}
