import { sql } from "kysely";
import { localYearOf } from "../../../core/calendar/index.ts";
import { nextNumber } from "../../../core/numbering/index.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { NOBODY } from "./imported-files.ts";
import { IMPORTED_BY } from "./keep-history.ts";
import type { WorkFileLine } from "./work-file-line.ts";

/**
 * Files that were with the archive already have a deposit here too, one for each unit and year of import, as accepted: the
 * lists of the archive and the printed hand-over lists know of them. What the old system wrote down of it is not known.
 */
export async function recordDeposits(
  tx: Transaction,
  system: string,
  placed: readonly (WorkFileLine & { readonly id: string })[],
): Promise<void> {
  const deposited = placed.filter(({ state }) => state === "deposited");
  const byUnit = Map.groupBy(deposited, ({ body, unit }) => `${body.id}/${unit.id}`);
  for (const files of byUnit.values()) {
    const [first] = files;
    if (first) await depositOf(tx, system, first, files);
  }
}

async function depositOf(
  tx: Transaction,
  system: string,
  { body, unit }: WorkFileLine,
  files: readonly (WorkFileLine & { readonly id: string })[],
): Promise<void> {
  const [by, year] = [`${IMPORTED_BY} ${system}`.slice(0, 100), localYearOf(tx.now)];
  const begun = await tx.queries
    .selectFrom("records.deposit")
    .select("id")
    .where("organisation_id", "=", body.id)
    .where("unit_id", "=", unit.id)
    .where("year", "=", year)
    .where("asked_by", "=", NOBODY)
    .where("asked_by_name", "=", by)
    .executeTakeFirst();
  const id = begun?.id ?? uuidv7(tx.now);
  if (!begun) {
    const { number } = await nextNumber(tx.queries, {
      organisationId: body.id,
      series: "records-deposit",
      at: tx.now,
    });
    await tx.queries
      .insertInto("records.deposit")
      .values({
        id,
        organisation_id: body.id,
        year,
        number,
        unit_id: unit.id,
        unit_name: unit.name,
        note: `Đã nộp lưu ở hệ thống ${system}`.slice(0, 500),
        asked_by: NOBODY,
        asked_by_name: by,
        asked_at: tx.now,
      })
      .execute();
  }
  await sql`
    insert into records.deposit_file (deposit_id, file_id, position, decision, decided_by_name, decided_at)
    select ${id}::uuid, f.id, (select count(*) from records.deposit_file where deposit_id = ${id}::uuid) + f.place,
           'accepted', ${by}, ${tx.now}
      from unnest(${files.map((file) => file.id)}::uuid[]) with ordinality as f(id, place)`.execute(
    tx.queries,
  );
  await tx.queries
    .updateTable("records.work_file")
    .set({ deposit_id: id })
    .where(
      "id",
      "in",
      files.map((file) => file.id),
    )
    .execute();
}
