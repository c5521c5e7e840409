import { formatNumber } from "./format.ts";
import { Icon } from "./icon.tsx";
import { useText } from "./language.ts";

export interface PaginationProps {
  /** Addresses of the neighbouring pages; absent at the ends. Pages go by cursor, so there are no page numbers. */
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
  /** Rows on this page, and in all when it is cheaply known. */
  readonly count: number;
  readonly total?: number | undefined;
}

/** Previous and next page of a long list. */
export function Pagination({ previous, next, count, total }: PaginationProps) {
  const text = useText();
  return (
    <nav class="pagination" aria-label={text({ vi: "Trang của danh sách", en: "Pages of the list" })}>
      <p>
        {total === undefined
          ? text({ vi: `${formatNumber(count)} dòng`, en: `${formatNumber(count)} rows` })
          : text({
              vi: `${formatNumber(count)} trong ${formatNumber(total)} dòng`,
              en: `${formatNumber(count)} of ${formatNumber(total)} rows`,
            })}
      </p>
      {previous && (
        <a class="button" href={previous} rel="prev">
          <Icon name="left" />
          {text({ vi: "Trang trước", en: "Previous page" })}
        </a>
      )}
      {next && (
        <a class="button" href={next} rel="next">
          {text({ vi: "Trang sau", en: "Next page" })}
          <Icon name="right" />
        </a>
      )}
    </nav>
  );
}
