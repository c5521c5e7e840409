import { FileMissingError } from "../../../core/files/index.ts";
import { putBodies } from "../../../core/search/index.ts";
import { job } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { bodyKey } from "./document-items.ts";
import { pdfText } from "./pdf-text.ts";
import "./tables.ts";

/** A body beyond this is not searched. */
const LONGEST = 200_000;

/**
 * Takes the text out of a stored PDF and makes every document that has this file findable by them. A file without text
 * (a scan, a broken or encrypted PDF) is noted as read, with nothing in it.
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
