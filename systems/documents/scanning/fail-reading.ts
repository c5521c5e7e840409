import type { House, JobRun } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import type { ScanCode } from "./tables.ts";
import { tellScan } from "./tell-scan.ts";

/** Ends the reading of a scan with what is wrong; the pages that have it open are told. What its first page said stays. */
export async function failReading(house: House, sha256: string, code: ScanCode): Promise<void> {
  house.log.info({ file: sha256, code }, "a scan was not read");
  await transact(house, { actor: { kind: "system", name: "documents.read-scan" } }, async (tx) => {
    await tx.queries
      .updateTable("documents.scan_reading")
      .set((row) => ({
        state: row
          .case()
          .when("state", "=", "done")
          .then("done" as const)
          .else(code === "not-installed" ? ("not-installed" as const) : ("unreadable" as const))
          .end(),
        whole: "failed",
        code,
        finished_at: tx.now,
      }))
      .where("sha256", "=", sha256)
      .execute();
    await tx.queries.deleteFrom("documents.scan_page").where("sha256", "=", sha256).execute();
    await tellScan(tx, sha256);
  });
}

/** A job on a scan that is given up after its last attempt says so on the card too; nobody waits for it for ever. */
export async function sayingWhenGivenUp(
  house: House,
  sha256: string,
  run: JobRun,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!run.signal.aborted && run.attempt >= run.maxAttempts) await failReading(house, sha256, "stuck");
    throw error;
  }
}
