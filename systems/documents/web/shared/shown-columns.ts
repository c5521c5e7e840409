/** The columns chosen in the address; all of them when none is. */
export function shownColumns(
  query: URLSearchParams,
  columns: readonly { readonly key: string }[],
): readonly string[] | undefined {
  const chosen = query.getAll("cols").filter((key) => columns.some((column) => column.key === key));
  return chosen.length > 0 ? chosen : undefined;
}
