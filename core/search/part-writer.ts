import pg from "pg";
import { arrayText, copyLine, copyRows } from "../database/index.ts";
import type { SearchItem } from "./index-item.ts";
import { itemRow } from "./item-row.ts";

const TARGET = `search.item_next (id, kind, d, organisation_id, readers, confidentiality, symbol, sym_folded, title, issuer,
  people, bodies, content, lex, withdrawn)`;

/** Writes parts of the open rebuild over a connection of its own. */
export interface PartWriter {
  /**
   * Writes the items of one part and notes the part as filled, both or neither. A part that is filled already is left
   * as it is.
   */
  fill(position: number, items: readonly SearchItem[]): Promise<void>;
  close(): Promise<void>;
}

/** @param url address of the database */
export async function openPartWriter(url: string): Promise<PartWriter> {
  const client = new pg.Client({ connectionString: url, application_name: "rebuild" });
  // A connection that breaks fails the part that is being written; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  // A commit that is lost with the server is lost whole: the part is filled again.
  await client.query("set synchronous_commit = off");
  return {
    async fill(position, items) {
      const lines = items.map(lineOf);
      await client.query("begin");
      try {
        const taken = await client.query(
          "update search.rebuild_part set items = $2 where position = $1 and items is null",
          [position, items.length],
        );
        if (taken.rowCount === 1) await copyRows(client, TARGET, lines);
        await client.query("commit");
      } catch (error) {
        await client.query("rollback").catch(() => undefined);
        throw error;
      }
    },
    close: () => client.end(),
  };
}

function lineOf(item: SearchItem): string {
  const row = itemRow(item);
  return copyLine([
    row.id,
    row.kind,
    row.d,
    row.organisation_id,
    `{${row.readers.join()}}`,
    String(row.confidentiality),
    row.symbol,
    row.sym_folded,
    row.title,
    row.issuer,
    arrayText(row.people),
    arrayText(row.bodies),
    row.content,
    row.lex,
    row.withdrawn ? "t" : "f",
  ]);
}
