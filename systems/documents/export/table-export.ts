/** A table on its way out: to XLSX or to PDF. */
export interface TableExport {
  readonly title: string;
  /** Under the title: the year, the filter. */
  readonly subtitle: string;
  /** Name of the organisation, as on its letters. */
  readonly organisation: string;
  /** What a PDF says instead of rows when there are none. */
  readonly empty?: string;
  /** "Kon Tum, ngày 04 tháng 3 năm 2022". */
  readonly placeAndDate: string;
  readonly columns: readonly {
    readonly key: string;
    readonly label: string;
    /** Share of the width. */
    readonly width: number;
    readonly kind?: "text" | "number" | "date" | undefined;
  }[];
  readonly rows: AsyncIterable<Readonly<Record<string, string>>>;
  /** A PDF begins with a cover: the title, and these lines below it. */
  readonly cover?: readonly string[];
  /** What a PDF ends with, once it is known how much there is. */
  readonly ending?: (total: { readonly rows: number; readonly pages: number }) => TableEnding;
}

/** The last lines of a closed register and who signs under them, from the left. */
export interface TableEnding {
  readonly lines: readonly string[];
  readonly signers: readonly { readonly title: string; readonly name: string }[];
}
