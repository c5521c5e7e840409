import { sql } from "kysely";
import type { House } from "../../core/system.ts";
import { type Transaction, transact, uuidv7 } from "../../core/transaction/index.ts";
import { putIndexesAside, putIndexesBack } from "../../systems/documents/import/put-indexes-aside.ts";
import "../../systems/documents/import/tables.ts";
import { writeRows } from "../../systems/documents/import/write-rows.ts";
import { rebuildDocumentSearch } from "../../systems/documents/search/rebuild-search.ts";
import { type HistoryBatch, type HistoryPlan, historyOf } from "./history.ts";
import { readBodies } from "./read-bodies.ts";
import { makeFiles, type SyntheticFile } from "./synthetic-files.ts";

/** What a load tells while it runs. */
export type LoadStep =
  | { readonly step: "files"; readonly done: number; readonly of: number }
  | { readonly step: "documents"; readonly done: number; readonly of: number }
  | { readonly step: "indexes"; readonly name: string }
  | { readonly step: "search"; readonly done: number; readonly of: number };

/** The registers of these years hold documents already: a history cannot be put under them. */
export class RegistersInUse extends Error {
  readonly code = "load.registers-in-use";
}

const ACTOR = { kind: "system", name: "load-history" } as const;
/** From so many documents on it pays to make the indexes at the end. */
const LARGE = 20_000;

/**
 * Fills the registers with the history of a province: the documents of a plan, with their files, numbers, assignments
 * and lines of history, findable. A load that was killed goes on where it stood; one that is finished does nothing.
 * The platform must not run on the same data meanwhile.
 *
 * @returns how many documents were written by this call
 * @throws RegistersInUse
 */
export async function loadHistory(
  house: House,
  plan: HistoryPlan,
  onStep: (step: LoadStep) => void = () => undefined,
): Promise<number> {
  const { queries } = house.database;
  const run = await openRun(house, plan);
  if (run.finished) return 0;
  const files = await makeFiles(house.files, (done, of) => onStep({ step: "files", done, of }));
  await keepTexts(house, files);
  const bodies = await readBodies(queries);
  const { rows: types } = await sql<{ code: string; name: string; abbreviation: string }>`
    select code, name, abbreviation from documents.document_type order by position desc`.execute(queries);
  const world = {
    bodies,
    files,
    places: await placesOf(house),
    // Công văn stands before thư công, which has no abbreviation either.
    types: new Map(types.map((type) => [type.abbreviation, type])),
  };
  let written = 0;
  // A run whose documents are all there only has to be made findable: nothing is drawn again.
  for (const batch of run.done < plan.amount ? historyOf(plan, world) : []) {
    if (batch.upTo <= run.done) continue;
    await writeBatch(house, run.id, batch);
    written += batch.upTo - Math.max(run.done, 0) - written;
    onStep({ step: "documents", done: batch.upTo, of: plan.amount });
  }
  await putIndexesBack(queries, run.putAside, (name) => onStep({ step: "indexes", name }));
  await rebuildDocumentSearch(house.database, (step) => {
    if (step.step === "items") onStep({ step: "search", done: step.items, of: plan.amount });
    else onStep({ step: "indexes", name: step.name });
  });
  await finish(house, run.id, plan);
  return written;
}

interface Run {
  readonly id: string;
  readonly done: number;
  readonly finished: boolean;
  readonly putAside: Awaited<ReturnType<typeof putIndexesAside>>;
}

async function openRun(house: House, plan: HistoryPlan): Promise<Run> {
  const source = `${plan.amount}/${plan.seed}/${plan.from}/${plan.until}`;
  return await transact(house, { actor: ACTOR }, async (tx) => {
    const known = await tx.queries
      .selectFrom("documents.bulk_run")
      .selectAll()
      .where("kind", "=", "history")
      .where("source", "=", source)
      .forUpdate()
      .executeTakeFirst();
    if (known) {
      return {
        id: known.id,
        done: known.documents,
        finished: known.state === "finished",
        putAside: known.put_aside,
      };
    }
    await assertRegistersFree(tx, plan);
    const putAside = plan.amount >= LARGE ? await putIndexesAside(tx.queries) : [];
    const id = uuidv7(tx.now);
    await tx.queries
      .insertInto("documents.bulk_run")
      .values({
        id,
        kind: "history",
        source,
        parameters: JSON.stringify(plan),
        started_by_name: "Hệ thống",
        started_at: tx.now,
        put_aside: JSON.stringify(putAside),
      })
      .execute();
    return { id, done: 0, finished: false, putAside };
  });
}

async function assertRegistersFree(tx: Transaction, plan: HistoryPlan): Promise<void> {
  const { rows } = await sql<{ year: number }>`
    select year from numbering.counter
     where year between ${Number(plan.from.slice(0, 4))} and ${Number(plan.until.slice(0, 4))}
       and series in ('incoming', 'incoming-secret', 'outgoing', 'outgoing-secret') limit 1`.execute(
    tx.queries,
  );
  const year = rows[0]?.year;
  if (year === undefined) return;
  throw new RegistersInUse(
    `Sổ văn bản năm ${year} đã có số; lịch sử chỉ nạp được vào những năm còn trống. / The registers of ${year} hold numbers already; a history only goes into empty years.`,
  );
}

async function keepTexts(house: House, files: readonly (readonly SyntheticFile[])[]): Promise<void> {
  const rows = files
    .flat()
    .map((file) => ({ file_sha256: file.sha256, content: file.text, read_at: new Date() }));
  await house.database.queries
    .insertInto("documents.file_text")
    .values(rows)
    .onConflict((conflict) => conflict.column("file_sha256").doNothing())
    .execute();
}

async function placesOf(house: House): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select v.name from directory.organisation_version v join directory.organisation o on o.id = v.organisation_id
     where o.source = 'province' and v.kind in ('district', 'commune') and upper_inf(v.valid)
     order by v.weight, v.ordinal, v.organisation_id`.execute(house.database.queries);
  return rows.map((row) => row.name.replace(/^(UBND|Ủy ban nhân dân) /, ""));
}

/** Documents, numbers and how far the run has come commit together, so a kill between batches loses and doubles nothing. */
async function writeBatch(house: House, runId: string, batch: HistoryBatch): Promise<void> {
  await house.database.queries.transaction().execute(async (queries) => {
    await writeRows(queries, batch.rows);
    await sql`
      insert into numbering.counter (organisation_id, series, year, last)
      select * from json_to_recordset(${JSON.stringify(batch.counters)}::json)
        as r(organisation_id uuid, series text, year integer, last bigint)
      on conflict (organisation_id, series, year) do update set last = excluded.last`.execute(queries);
    await queries
      .updateTable("documents.bulk_run")
      .set({ documents: batch.upTo })
      .where("id", "=", runId)
      .execute();
  });
}

async function finish(house: House, runId: string, plan: HistoryPlan): Promise<void> {
  await transact(house, { actor: ACTOR }, async (tx) => {
    await tx.queries
      .updateTable("documents.bulk_run")
      .set({ state: "finished", finished_at: tx.now })
      .where("id", "=", runId)
      .execute();
    tx.record({
      action: "documents.load-history",
      objectKind: "bulk-run",
      objectId: runId,
      data: { ...plan },
    });
  });
}
