import { sql } from "kysely";
import { PermanentJobError } from "../../jobs/index.ts";
import { type House, type JobDefinition, type JobRun, job } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { keyRingOf } from "../key-ring/key-ring.ts";
import { archiveDueAt, archivePdf, LongTermError } from "../long-term/index.ts";
import { PdfError } from "../pdf/errors.ts";
import { TimestampError } from "../timestamps/index.ts";
import { verifyPdf } from "../verification/index.ts";
import type { ArchivedFile } from "./tables.ts";

declare module "../../transaction/transact.ts" {
  interface JobTypes {
    "signing.archive-file": { readonly id: string };
  }
  interface EventTypes {
    /** A file got, or renewed, its long-term proof: whoever points at `from` may point at `to`. */
    "signing.file-archived": { readonly from: string; readonly to: string };
  }
}

const SYSTEM = { actor: { kind: "system", name: "signing" } } as const;
const DAY_MS = 86_400_000;

/**
 * Brings one file to the archive level, or renews it. The queue repeats it with back-off; what can never succeed, and
 * what kept failing, becomes a dead letter and stands as failed in the archive's register. Done twice it has one effect.
 */
export const archiveFile: JobDefinition = job("signing.archive-file", async (house, { id }, run) => {
  const row = await house.database.queries
    .selectFrom("signing.archived_file")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined || row.state === "archived") return;
  try {
    await archiveOne(house, row);
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    const last = !problem.isTemporary || run.attempt >= run.maxAttempts;
    await noteProblem(house, row, problem, run, last);
    if (!problem.isTemporary)
      throw new PermanentJobError(`${problem.code}: ${problem.detail}`, { cause: error });
    throw error;
  }
});

async function archiveOne(house: House, row: ArchivedFile): Promise<void> {
  const { trust, revocation, signatures } = keyRingOf(house);
  const { timestampAuthority } = signatures;
  if (timestampAuthority === undefined)
    throw new TimestampError("timestamp.no-authority", "no timestamp authority is configured");
  const before = await house.files.bytes(row.current_sha256);
  const after = await archivePdf(before, { trust, revocation, timestampAuthority });
  const marginMs = house.config.archiveMarginDays * DAY_MS;
  const verdict = await verifyPdf(after, { trust, offline: true });
  const dueAt = archiveDueAt(verdict, marginMs);
  const [signature] = verdict.signatures.filter((one) => one.archivedUntil !== undefined);
  if (dueAt === undefined || signature?.archivedUntil === undefined)
    throw new LongTermError(
      "long-term.self-check",
      `the archived file proves nothing: ${verdict.sentence.en}`,
    );
  const until = signature.archivedUntil;
  const file = await house.files.put(after);
  await transact(house, SYSTEM, async (tx) => {
    const updated = await tx.queries
      .updateTable("signing.archived_file")
      .set({
        state: "archived",
        contents: sql<string[]>`contents || array[${file.sha256}]`,
        current_sha256: file.sha256,
        level: verdict.signatures.find((one) => one.kind === "signature")?.level ?? null,
        archived_until: until,
        due_at: dueAt,
        attempts: 0,
        problem: null,
        problem_detail: null,
        archived_at: tx.now,
      })
      .where("id", "=", row.id)
      // Whoever was quicker has renewed it already.
      .where("current_sha256", "=", row.current_sha256)
      .where("state", "<>", "archived")
      .executeTakeFirst();
    if (updated.numUpdatedRows === 0n) return;
    const data = { from: row.current_sha256, to: file.sha256 };
    tx.record({ action: "signing.archive-file", objectKind: "archived-file", objectId: row.id, data });
    tx.emit({ type: "signing.file-archived", subjectId: row.id, data });
  });
}

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly isTemporary: boolean;
}

/** What went wrong in terms of the register; undefined for what is not about the file (a lost database, a full disk). */
function problemOf(error: unknown): Problem | undefined {
  if (error instanceof LongTermError)
    return { code: error.code, detail: error.message, isTemporary: error.isTemporary };
  if (error instanceof TimestampError) return { code: error.code, detail: error.message, isTemporary: true };
  if (error instanceof PdfError) return { code: error.code, detail: error.message, isTemporary: false };
  return undefined;
}

async function noteProblem(
  house: House,
  row: ArchivedFile,
  problem: Problem,
  run: JobRun,
  last: boolean,
): Promise<void> {
  await house.database.queries
    .updateTable("signing.archived_file")
    .set({
      state: last ? "failed" : "waiting",
      attempts: run.attempt,
      problem: problem.code,
      problem_detail: problem.detail.slice(0, 1000),
    })
    .where("id", "=", row.id)
    .where("current_sha256", "=", row.current_sha256)
    .where("state", "<>", "archived")
    .execute();
}
