import { ConvertError } from "../../../core/convert/index.ts";
import { job } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import "./tables.ts";

/**
 * Makes a PDF/A of a stored Word file and notes the outcome. Whatever is wrong with the file is an outcome, not a
 * failure of the job: the files behind it in the queue go on.
 */
export const convertFile = job("documents.convert-file", async (house, { sha256 }, run) => {
  const outcome = await convert();
  await transact(house, { actor: { kind: "system", name: "documents.convert" } }, async (tx) => {
    await tx.queries
      .updateTable("documents.conversion")
      .set({ ...outcome, finished_at: tx.now })
      .where("source_sha256", "=", sha256)
      .execute();
  });

  async function convert() {
    const { converter } = house.services;
    try {
      if (!converter) throw new ConvertError("convert.not-installed");
      const pdf = await converter.toPdf(await house.files.bytes(sha256), run.signal);
      const stored = await house.files.put(pdf);
      return {
        state: "done" as const,
        result_sha256: stored.sha256,
        result_size: stored.size,
        code: null,
      };
    } catch (error) {
      // A house that is being closed converts it after the next start.
      if (!(error instanceof ConvertError) || run.signal.aborted) throw error;
      house.log.info({ file: sha256, error: String(error) }, "a file was not converted");
      return { state: "failed" as const, result_sha256: null, result_size: null, code: error.code };
    }
  }
});

declare module "../../../core/transaction/transact.ts" {
  interface JobTypes {
    "documents.convert-file": { readonly sha256: string };
  }
}
