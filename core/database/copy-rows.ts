import type pg from "pg";

/** What PostgreSQL's `COPY … FROM STDIN` needs of a connection; the driver has it, its types do not tell. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

const CHUNK = 64 * 1024;

/**
 * Writes many rows at once, in the client's transaction if it has one: a third of the server's time of an insert.
 *
 * @param client a connection of its own, without pipeline
 * @param target table and columns, e.g. `search.item (id, kind)`
 * @param lines one text a row: its values by `copyLine`
 * @throws what the server says of a row it refuses; then none is written
 */
export async function copyRows(client: pg.Client, target: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await new Promise<void>((resolve, reject) => {
    client.query({
      submit(connection: pg.Connection) {
        connection.query(`copy ${target} from stdin`);
      },
      handleCopyInResponse(connection: CopyConnection) {
        let chunk = "";
        const send = (): void => {
          connection.sendCopyFromChunk(Buffer.from(chunk));
          chunk = "";
        };
        for (const line of lines) {
          chunk += line;
          if (chunk.length >= CHUNK) send();
        }
        if (chunk !== "") send();
        connection.endCopyFrom();
      },
      handleError: reject,
      handleReadyForQuery: () => resolve(),
      handleCommandComplete: () => undefined,
    });
  });
}

/** One row as `COPY` reads it, with its line end. */
export function copyLine(values: readonly (string | null)[]): string {
  let line = "";
  for (const [place, value] of values.entries()) {
    if (place > 0) line += "\t";
    line += value === null ? "\\N" : escaped(value);
  }
  return `${line}\n`;
}

/** A list of texts as PostgreSQL reads an array. */
export function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join()}}`;
}

const SPECIAL: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escaped(text: string): string {
  return /[\\\t\n\r]/.test(text)
    ? text.replace(/[\\\t\n\r]/g, (character) => SPECIAL[character] ?? "")
    : text;
}
