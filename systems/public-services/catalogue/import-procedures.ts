import { hash } from "node:crypto";
import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type Actor, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { readNationalRecord } from "./national-record.ts";
import { takeRecord } from "./write-version.ts";

export interface ImportReport {
  readonly id: string;
  readonly fileName: string;
  readonly taken: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly lines: readonly ImportLine[];
}

export interface ImportLine {
  readonly line: number;
  readonly code: string;
  readonly outcome: "taken" | "unchanged" | "refused";
  readonly reason: { readonly vi: string; readonly en: string };
}

/** Records in one transaction: a kill costs at most these. */
const BATCH = 50;

/**
 * Takes national records of procedures in, as versions in force from the day of the import. Run again with the same file it
 * goes on behind the last line it finished; a record that says nothing new is no new version.
 *
 * @param content JSON: an array of records
 * @throws Refusal 422 when the file is no such array
 */
export async function importProcedures(
  house: House,
  actor: Actor,
  input: { readonly fileName: string; readonly content: Uint8Array; readonly by: string },
): Promise<ImportReport> {
  const records = parseFile(input.content);
  const id = await openImport(house, actor, input);
  const done = await lastLine(house, id);
  for (let at = done; at < records.length; at += BATCH) {
    await transact(house, { actor }, async (tx) => {
      const day = localDateOf(tx.now);
      for (const [offset, raw] of records.slice(at, at + BATCH).entries()) {
        const record = readNationalRecord(raw, day);
        const line = { import_id: id, line: at + offset + 1, code: record.code };
        const outcome =
          "vi" in record
            ? record
            : await takeRecord(tx, record, {
                origin: "national",
                from: day,
                basis: record.publishedBy || "Cơ sở dữ liệu quốc gia về thủ tục hành chính",
                by: input.by,
              });
        await tx.queries
          .insertInto("public_services.procedure_import_line")
          .values({ ...line, ...columnsOf(outcome) })
          .execute();
      }
      return true;
    });
  }
  await finish(house, actor, id);
  return await importReport(house, id);
}

/** What became of each record. */
export async function importReport(house: House, id: string): Promise<ImportReport> {
  const { queries } = house.database;
  const run = await queries
    .selectFrom("public_services.procedure_import")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const lines = await queries
    .selectFrom("public_services.procedure_import_line")
    .selectAll()
    .where("import_id", "=", id)
    .orderBy("line")
    .execute();
  return {
    id,
    fileName: run.file_name,
    taken: run.taken,
    unchanged: run.unchanged,
    refused: run.refused,
    lines: lines.map((each) => ({
      line: each.line,
      code: each.code,
      outcome: each.outcome,
      reason: { vi: each.reason_vi, en: each.reason_en },
    })),
  };
}

function parseFile(content: Uint8Array): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Not JSON or not UTF-8: the same answer as for any other file.
  }
  throw new Refusal(
    "procedures.no-records",
    422,
    {
      vi: "Tệp không phải là danh sách thủ tục dạng JSON. Chưa nhập gì; hãy chọn đúng tệp kết xuất.",
      en: "The file is no list of procedures in JSON. Nothing was imported; choose the export.",
    },
    "files",
  );
}

/** The run of this very file that was broken off, or a new one. */
async function openImport(
  house: House,
  actor: Actor,
  input: { readonly fileName: string; readonly content: Uint8Array; readonly by: string },
): Promise<string> {
  const sha256 = hash("sha256", input.content, "hex");
  return await transact(house, { actor }, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`procedures.import:${sha256}`}, 0))`.execute(
      tx.queries,
    );
    const open = await tx.queries
      .selectFrom("public_services.procedure_import")
      .select("id")
      .where("sha256", "=", sha256)
      .where("finished_at", "is", null)
      .executeTakeFirst();
    if (open) return open.id;
    const id = uuidv7(tx.now);
    await tx.queries
      .insertInto("public_services.procedure_import")
      .values({ id, file_name: input.fileName, sha256, at: tx.now, by_name: input.by })
      .execute();
    return id;
  });
}

async function lastLine(house: House, id: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select coalesce(max(line), 0)::int n
    from public_services.procedure_import_line where import_id = ${id}::uuid`.execute(house.database.queries);
  return rows[0]?.n ?? 0;
}

async function finish(house: House, actor: Actor, id: string): Promise<void> {
  await transact(house, { actor }, async (tx) => {
    const { rows } = await sql<{ taken: number; unchanged: number; refused: number }>`
      update public_services.procedure_import i set finished_at = ${tx.now}, taken = n.taken, unchanged = n.unchanged,
             refused = n.refused
        from (select count(*) filter (where outcome = 'taken')::int taken,
                     count(*) filter (where outcome = 'unchanged')::int unchanged,
                     count(*) filter (where outcome = 'refused')::int refused
                from public_services.procedure_import_line where import_id = ${id}::uuid) n
       where i.id = ${id}::uuid returning i.taken, i.unchanged, i.refused`.execute(tx.queries);
    tx.record({
      action: "procedures.import",
      objectKind: "catalogue-of-procedures",
      objectId: id,
      data: { ...rows[0] },
    });
    return true;
  });
}

function columnsOf(
  outcome: "taken" | "unchanged" | "draft-in-work" | { readonly vi: string; readonly en: string },
): {
  readonly outcome: ImportLine["outcome"];
  readonly reason_vi: string;
  readonly reason_en: string;
} {
  if (outcome === "taken" || outcome === "unchanged") return { outcome, reason_vi: "", reason_en: "" };
  if (outcome === "draft-in-work") {
    return {
      outcome: "refused",
      reason_vi: "Có người đang soạn phiên bản mới của thủ tục này.",
      reason_en: "Somebody is writing a new version of this procedure.",
    };
  }
  return { outcome: "refused", reason_vi: outcome.vi, reason_en: outcome.en };
}
