import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { FileMissingError } from "../../../core/files/index.ts";
import { putBodies } from "../../../core/search/index.ts";
import { job } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { askReading, offerReading } from "../scanning/ask-reading.ts";
import { bodyKey } from "./document-items.ts";
import { looksScanned, pdfText } from "./pdf-text.ts";
import "./tables.ts";

/** A body beyond this is not searched. */
const LONGEST = 200_000;

/**
 * Takes the text out of a stored PDF and makes every document that has this file findable by them. A file without text
 * (a scan, a broken or encrypted PDF) is noted as read, with nothing in it; a scan is put into the line of those to be
 * read from their pictures.
 */
export const readFileText = job("documents.read-file-text", async (house, { sha256 }, run) => {
  const text = await textOf();
  if (text === undefined) return;
  await transact(house, { actor: { kind: "system", name: "documents.search" } }, async (tx) => {
    await tx.queries
      .insertInto("documents.file_text")
      .values({ file_sha256: sha256, content: text, read_at: tx.now })
      .onConflict((conflict) => conflict.column("file_sha256").doNothing())
      .execute();
    await putBodies(tx.queries, [{ key: bodyKey(sha256), text }]);
    if (!looksScanned(text)) return;
    if (await isLiving(tx.queries, sha256)) await askReading(tx, sha256, "in-passing");
    else await offerReading(tx, sha256);
  });

  async function textOf(): Promise<string | undefined> {
    try {
      const text = await pdfText(house.files, sha256, run.signal);
      return text.replaceAll("\0", "").toWellFormed().normalize("NFC").slice(0, LONGEST);
    } catch (error) {
      // Destroyed meanwhile by a recall.
      if (error instanceof FileMissingError) return undefined;
      throw error;
    }
  }
});

/**
 * Whether a document came into being here with this file. Another system's scans come by the hundred thousand: whoever
 * opens one may have it read.
 */
async function isLiving(queries: Queries, sha256: string): Promise<boolean> {
  const { rows } = await sql`
    select from (
      select id from documents.incoming where file_sha256 = ${sha256}
      union all select id from documents.outgoing where file_sha256 = ${sha256} and state = 'issued'
      union all select document_id from documents.attachment where file_sha256 = ${sha256}) d
     where not exists (select from documents.import_key k where k.document_id = d.id) limit 1`.execute(
    queries,
  );
  return rows.length > 0;
}
