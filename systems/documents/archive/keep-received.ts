import { sql } from "kysely";
import type { Sentence } from "../../../core/errors.ts";
import type { House, Loop } from "../../../core/system.ts";
import { type Transaction, transact } from "../../../core/transaction/index.ts";
import { signaturesOf } from "../services.ts";
import type { KeptState } from "../tables.ts";
import { keepDueAt } from "./keep-due.ts";
import { keepWords, pointKept, sizeOf } from "./point-at-archived.ts";
import "../tables.ts";

/** With the pause between batches 28,800 documents a day: many times what arrives, and never in anybody's way. */
const AT_A_TIME = 200;
const TEN_MINUTES = 600_000;
/** A signature that cannot be decided is asked again every day for a month; then the card says so for good. */
export const MOST_TRIES = 30;

/**
 * Received files, and attachments of issued documents, come into the archive's care a day after they were taken in: a
 * list of what is due, worked off in batches, so that receiving itself does nothing for it. Only what verifies is
 * archived; what does not says so on its card.
 */
export const keepReceived: Loop = {
  name: "documents.keep-received",
  everyMs: TEN_MINUTES,
  async run(house, signal) {
    await keepDue(house, new Date(), signal);
    return "rest";
  },
};

interface DueDocument {
  readonly id: string;
  readonly kind: "incoming" | "outgoing";
  readonly keep_due: Date;
}

/** Works off what is due at `now`, at most a batch. @returns how many documents */
export async function keepDue(house: House, now: Date, signal?: AbortSignal): Promise<number> {
  const { rows } = await sql<DueDocument>`
    (select id, 'incoming' as kind, keep_due from documents.incoming where keep_due <= ${now} order by keep_due limit ${AT_A_TIME})
    union all
    (select id, 'outgoing', keep_due from documents.outgoing where keep_due <= ${now} order by keep_due limit ${AT_A_TIME})
    order by keep_due limit ${AT_A_TIME}`.execute(house.database.queries);
  for (const document of rows) {
    if (signal?.aborted) break;
    try {
      await keepFilesOf(house, document, now);
    } catch (error) {
      // One document must not hold up the others: it is looked at again tomorrow.
      house.log.warn({ document: document.id, error: String(error) }, "files could not be kept");
      await postpone(house, document, now);
    }
  }
  return rows.length;
}

interface Judged {
  readonly sha256: string;
  readonly state: Exclude<KeptState, "archived">;
  readonly sentence: Sentence;
}

/** Verifies the files outside any transaction (issuers may be asked), then writes what was found in one. */
async function keepFilesOf(house: House, document: DueDocument, now: Date): Promise<void> {
  const contents = await contentsOf(house, document);
  const judged: Judged[] = [];
  for (const sha256 of contents) judged.push(await judge(house, sha256));
  const actor = { kind: "system", name: "documents.archive" } as const;
  await transact(house, { actor, now }, async (tx) => {
    if (!(await stillDue(tx, document))) return;
    // Changed by an update of the sender meanwhile: it is looked at again with the next batch.
    if ((await contentsOf({ database: { queries: tx.queries } }, document)).join() !== contents.join())
      return;
    let again = false;
    for (const file of judged) {
      const tries = await note(tx, document, file);
      if (file.state === "waiting") await archive(house, tx, document, file.sha256);
      if (file.state === "unknown" && tries < MOST_TRIES) again = true;
    }
    await setDue(tx, document, again ? keepDueAt(now) : null);
  });
}

/** The files of a document that the archive does not know from it yet: its PDFs, each content once. */
async function contentsOf(
  { database }: { readonly database: Pick<House["database"], "queries"> | Pick<Transaction, "queries"> },
  { id, kind }: DueDocument,
): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select distinct f.sha256 from (
      select file_sha256 as sha256 from documents.incoming
       where ${kind} = 'incoming' and id = ${id} and file_sha256 is not null
      union all
      select file_sha256 from documents.attachment where document_id = ${id} and file_type = 'application/pdf') f
     where not exists (select from documents.kept_file k
       where k.document_id = ${id} and k.current_sha256 = f.sha256 and k.state in ('waiting', 'archived'))
     order by 1`.execute(database.queries);
  return rows.map((row) => row.sha256);
}

async function judge(house: House, sha256: string): Promise<Judged> {
  const { status, sentence } = await signaturesOf(house).verifyStored(sha256);
  switch (status) {
    case "valid-both":
    case "valid-one":
      return { sha256, state: "waiting", sentence };
    case "invalid":
      return { sha256, state: "not-valid", sentence };
    default:
      return { sha256, state: status, sentence };
  }
}

/** Writes what was found of a file. @returns how often it has been looked at */
async function note(tx: Transaction, document: DueDocument, file: Judged): Promise<number> {
  const { vi, en } = file.sentence;
  const { tries } = await tx.queries
    .insertInto("documents.kept_file")
    .values({
      document_id: document.id,
      document_kind: document.kind,
      received_sha256: file.sha256,
      current_sha256: file.sha256,
      states: [file.sha256],
      state: file.state,
      vi,
      en,
      checked_at: tx.now,
    })
    .onConflict((conflict) =>
      conflict.columns(["document_id", "received_sha256"]).doUpdateSet({
        state: file.state,
        vi,
        en,
        tries: sql<number>`kept_file.tries + 1`,
        checked_at: tx.now,
      }),
    )
    .returning("tries")
    .executeTakeFirstOrThrow();
  if (file.state === "not-valid")
    tx.record({
      action: "documents.not-archived",
      objectKind: `${document.kind}-document`,
      objectId: document.id,
      data: { file: file.sha256, verdict: en },
    });
  return tries;
}

/** The same content may be in the archive already: a circular comes to many, and once from here. */
async function archive(house: House, tx: Transaction, document: DueDocument, from: string): Promise<void> {
  const signatures = signaturesOf(house);
  await signatures.archive(tx, from);
  const to = await signatures.archivedContent(tx, from);
  if (to === undefined) return;
  const renewed = { from, to, size: await sizeOf(house, to) };
  await keepWords(tx, renewed);
  await pointKept(tx, renewed, document.id);
}

async function postpone(house: House, document: DueDocument, now: Date): Promise<void> {
  const actor = { kind: "system", name: "documents.archive" } as const;
  await transact(house, { actor, now }, async (tx) => {
    if (await stillDue(tx, document)) await setDue(tx, document, keepDueAt(now));
  });
}

/** Locks the document; false when another process was quicker, or the sender recalled it. */
async function stillDue(tx: Transaction, { id, kind, keep_due }: DueDocument): Promise<boolean> {
  const row = await tx.queries
    .selectFrom(kind === "incoming" ? "documents.incoming" : "documents.outgoing")
    .select("keep_due")
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row?.keep_due?.getTime() === keep_due.getTime();
}

async function setDue(tx: Transaction, { id, kind }: DueDocument, at: Date | null): Promise<void> {
  if (kind === "incoming")
    await tx.queries.updateTable("documents.incoming").set({ keep_due: at }).where("id", "=", id).execute();
  else
    await tx.queries.updateTable("documents.outgoing").set({ keep_due: at }).where("id", "=", id).execute();
}
