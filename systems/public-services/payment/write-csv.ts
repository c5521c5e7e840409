/**
 * A list as CSV (RFC 4180): UTF-8 with byte order mark, so that spreadsheets read the accents, and a head. What a
 * spreadsheet would take for a formula begins with an apostrophe.
 *
 * @param rows by the keys of the columns
 */
export async function* writeCsv(
  columns: readonly { readonly key: string; readonly label: string }[],
  rows: AsyncIterable<Readonly<Record<string, string>>>,
): AsyncGenerator<string> {
  yield `\ufeff${columns.map(({ label }) => cellOf(label)).join(",")}\r\n`;
  for await (const row of rows) yield `${columns.map(({ key }) => cellOf(row[key] ?? "")).join(",")}\r\n`;
}

function cellOf(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
