import { type Selectable, sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { Tables } from "../../../core/database/tables.ts";
import { findAppointment } from "../../../core/directory/index.ts";
import { FormRefusal, notFound, Refusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { mayDraftCatalogue } from "../permissions.ts";
import { checkRetention } from "../retention.ts";
import { isUuid, lockNotations } from "../work-files/work-file.ts";

export type Catalogue = Selectable<Tables["records.catalogue"]>;

/** A line with the file that was opened for it. */
export interface CatalogueLine extends Selectable<Tables["records.catalogue_line"]> {
  readonly file_id: string | null;
}

/** The list of a year, if there is one. */
export async function findCatalogue(
  queries: Queries,
  organisationId: string,
  year: number,
): Promise<Catalogue | undefined> {
  return await queries
    .selectFrom("records.catalogue")
    .selectAll()
    .where("organisation_id", "=", organisationId)
    .where("year", "=", year)
    .executeTakeFirst();
}

/** Years that have a list, newest first. */
export async function catalogueYears(queries: Queries, organisationId: string): Promise<readonly number[]> {
  const rows = await queries
    .selectFrom("records.catalogue")
    .select("year")
    .where("organisation_id", "=", organisationId)
    .orderBy("year", "desc")
    .execute();
  return rows.map((row) => row.year);
}

/** Lines in their order, heading by heading. */
export async function linesOf(queries: Queries, catalogueId: string): Promise<readonly CatalogueLine[]> {
  const { rows } = await sql<CatalogueLine>`
    select l.*, (select f.id from records.work_file f where f.catalogue_line = l.id) as file_id
      from records.catalogue_line l where l.catalogue_id = ${catalogueId}::uuid order by l.position, l.id`.execute(
    queries,
  );
  return rows;
}

/** Lines of issued lists that wait for a keeper to open their file. */
export async function linesToOpen(
  queries: Queries,
  actor: PersonActor,
): Promise<readonly (CatalogueLine & { readonly year: number })[]> {
  const { rows } = await sql<CatalogueLine & { readonly year: number }>`
    select l.*, c.year, null::uuid as file_id from records.catalogue_line l
      join records.catalogue c on c.id = l.catalogue_id
     where l.keeper = ${actor.appointmentId} and c.state = 'issued'
       and not exists (select 1 from records.work_file f where f.catalogue_line = l.id)
     order by c.year desc, l.position limit 200`.execute(queries);
  return rows;
}

/** A line of an issued list that has no file yet, of the person's organisation. @throws Refusal not-found */
export async function getLineToOpen(
  queries: Queries,
  actor: PersonActor,
  id: string,
): Promise<CatalogueLine & { readonly year: number }> {
  if (!isUuid(id)) throw notFound();
  const { rows } = await sql<CatalogueLine & { readonly year: number }>`
    select l.*, c.year, null::uuid as file_id from records.catalogue_line l
      join records.catalogue c on c.id = l.catalogue_id
     where l.id = ${id}::uuid and c.organisation_id = ${actor.organisationId} and c.state = 'issued'
       and not exists (select 1 from records.work_file f where f.catalogue_line = l.id)`.execute(queries);
  const [line] = rows;
  if (!line) throw notFound();
  return line;
}

/** The list of a year, made as a draft when there is none yet, and locked. @throws AccessDeniedError */
export async function lockCatalogue(tx: Transaction, actor: PersonActor, year: number): Promise<Catalogue> {
  assertMay(actor, mayDraftCatalogue, actor);
  await lockNotations(tx, actor.organisationId);
  const found = await findCatalogue(tx.queries, actor.organisationId, year);
  if (found) return found;
  const created = await tx.queries
    .insertInto("records.catalogue")
    .values({
      id: uuidv7(tx.now),
      organisation_id: actor.organisationId,
      year,
      state: "drafted",
      decided_on: null,
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  tx.record({
    action: "records.draft-catalogue",
    objectKind: "catalogue",
    objectId: created.id,
    data: { year },
  });
  return created;
}

/** What a line says, checked for its form. */
export interface LineFields {
  readonly heading: string;
  readonly notation: string;
  readonly title: string;
  readonly permanent: boolean;
  readonly years: number | null;
  /** directory.appointment */
  readonly keeper: string;
  readonly note: string;
}

/**
 * Writes a line of the list of a year: a new one, or the one with this id. After the list was issued new lines count as
 * completion (NĐ 30/2020 Art. 28); lines whose file was opened stay as they are.
 *
 * @throws FormRefusal (notation, years, keeper), Refusal records.line-in-use, not-found, AccessDeniedError
 */
export async function saveLine(
  tx: Transaction,
  actor: PersonActor,
  year: number,
  fields: LineFields,
  id?: string,
): Promise<string> {
  const catalogue = await lockCatalogue(tx, actor, year);
  const today = localDateOf(tx.now);
  await checkRetention(tx.queries, fields, today);
  const keeper = isUuid(fields.keeper) ? await findAppointment(tx.queries, fields.keeper, today) : undefined;
  if (!keeper || keeper.organisationId !== actor.organisationId) {
    throw new FormRefusal({
      keeper: { vi: "Chọn người lập hồ sơ của cơ quan.", en: "Choose somebody of the organisation." },
    });
  }
  const lines = await linesOf(tx.queries, catalogue.id);
  const before = id === undefined ? undefined : lines.find((line) => line.id === id);
  if (id !== undefined && !before) throw notFound();
  if (before?.file_id) throw lineInUse();
  if (lines.some((line) => line.notation === fields.notation && line.id !== id)) {
    throw new FormRefusal({
      notation: {
        vi: "Số và ký hiệu này đã có trong danh mục.",
        en: "This notation is in the list already.",
      },
    });
  }
  const columns = {
    heading: fields.heading,
    notation: fields.notation,
    title: fields.title,
    permanent: fields.permanent,
    years: fields.permanent ? null : fields.years,
    unit_id: keeper.unitId,
    unit_name: keeper.unitName,
    keeper: keeper.id,
    keeper_name: keeper.fullName,
    note: fields.note,
  };
  const lineId = before?.id ?? uuidv7(tx.now);
  if (before) {
    await tx.queries.updateTable("records.catalogue_line").set(columns).where("id", "=", before.id).execute();
  } else {
    await tx.queries
      .insertInto("records.catalogue_line")
      .values({
        ...columns,
        id: lineId,
        catalogue_id: catalogue.id,
        position: (lines.at(-1)?.position ?? 0) + 1,
        late: catalogue.state === "issued",
      })
      .execute();
  }
  tx.record({
    action: "records.save-line",
    objectKind: "catalogue",
    objectId: catalogue.id,
    data: { year, line: lineId, notation: fields.notation },
  });
  return lineId;
}

/** Takes a line out of a list that is not issued yet. @throws Refusal not-found, records.line-in-use, AccessDeniedError */
export async function removeLine(
  tx: Transaction,
  actor: PersonActor,
  year: number,
  id: string,
): Promise<void> {
  const catalogue = await lockCatalogue(tx, actor, year);
  const line = (await linesOf(tx.queries, catalogue.id)).find((each) => each.id === id);
  if (!line) throw notFound();
  if (line.file_id || (catalogue.state === "issued" && !line.late)) throw lineInUse();
  await tx.queries.deleteFrom("records.catalogue_line").where("id", "=", id).execute();
  tx.record({
    action: "records.remove-line",
    objectKind: "catalogue",
    objectId: catalogue.id,
    data: { year, notation: line.notation },
  });
}

export function lineInUse(): Refusal {
  return new Refusal("records.line-in-use", 409, {
    vi: "Dòng này đã có hồ sơ hoặc đã được ban hành nên không sửa, không bỏ được. Bổ sung một dòng mới nếu cần.",
    en: "This line has its file, or was issued, and stays as it is. Add a new line if needed.",
  });
}
