import { sql } from "kysely";
import { z } from "zod";
import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { findAppointment, findOrganisation } from "../../../core/directory/index.ts";
import { FormRefusal, notFound, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { mayCreateFile, mayNameKeeper } from "../permissions.ts";
import { checkRetention } from "../retention.ts";
import { ACCESS_LEVELS, FILE_KINDS } from "../states.ts";
import { isUuid, lockNotations, searchText, tellFile, type WorkFile } from "./work-file.ts";

const text = (most: number) => z.string().trim().max(most);

/** What a person says of a file; lengths of NĐ 30/2020 PL VI part II. */
export const fileFields = z.object({
  notation: text(20).regex(/^[\p{L}\p{N}][\p{L}\p{N}./-]*$/u),
  title: text(500).min(1),
  permanent: z.boolean(),
  years: z.int().min(1).max(200).nullable(),
  kind: z.enum(FILE_KINDS).default("ordinary"),
  access: z.enum(ACCESS_LEVELS).default("unit"),
  language: text(50).min(1).default("Tiếng Việt"),
  keywords: text(200).default(""),
  description: text(500).default(""),
});
export type FileFields = z.output<typeof fileFields>;

export interface CreateWorkFile extends FileFields {
  /** Calendar year of the list it belongs to. */
  readonly year: number;
  /** Appointment that keeps it; absent = whoever creates it. */
  readonly keeper?: string;
  /** Line of the list of files it fills. */
  readonly catalogueLine?: string;
}

/**
 * Opens a work file (NĐ 30/2020 Art. 29.2: the person who does the work opens it), of the list of files or beside it.
 *
 * @throws FormRefusal (title, notation, years, keeper), AccessDeniedError, Refusal not-found
 */
export async function createWorkFile(
  tx: Transaction,
  actor: PersonActor,
  given: CreateWorkFile,
): Promise<WorkFile> {
  assertMay(actor, mayCreateFile, actor);
  const today = localDateOf(tx.now);
  const keeper = await findAppointment(tx.queries, given.keeper ?? actor.appointmentId, today);
  if (!keeper || keeper.organisationId !== actor.organisationId) throw new FormRefusal({ keeper: NO_KEEPER });
  if (keeper.id !== actor.appointmentId) assertMay(actor, mayNameKeeper, actor);
  const line = await lineOf(tx, actor, given);
  await checkRetention(tx.queries, given, today);
  await lockNotations(tx, actor.organisationId);
  const taken = await sql`select 1 from records.work_file where organisation_id = ${actor.organisationId}
    and year = ${given.year} and notation = ${given.notation}`.execute(tx.queries);
  if (taken.rows.length > 0) throw new FormRefusal({ notation: NOTATION_TAKEN });
  const organisation = await findOrganisation(tx.queries, actor.organisationId, today);
  const row = {
    id: uuidv7(tx.now),
    organisation_id: actor.organisationId,
    organisation_name: organisation?.name ?? "",
    unit_id: keeper.unitId,
    unit_name: keeper.unitName,
    year: given.year,
    notation: given.notation,
    title: given.title,
    permanent: given.permanent,
    years: given.permanent ? null : given.years,
    kind: given.kind,
    access: given.access,
    language: given.language,
    keywords: given.keywords,
    description: given.description,
    keeper: keeper.id,
    keeper_name: keeper.fullName,
    catalogue_line: line ?? null,
    state: "open" as const,
    state_at: tx.now,
    opened_on: today,
  };
  const created = await tx.queries
    .insertInto("records.work_file")
    .values({
      ...row,
      closed_on: null,
      deposit_due: null,
      kept_back_until: null,
      deposit_id: null,
      search: searchText(row),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await tellFile(tx, created.id, "create");
  tx.record({
    action: "records.create",
    objectKind: "work-file",
    objectId: created.id,
    data: { year: created.year, notation: created.notation, keeper: created.keeper },
  });
  tx.emit({
    type: "records.file-moved",
    subjectId: created.id,
    organisations: [created.organisation_id],
    data: { fileId: created.id, action: "create", state: "open" },
  });
  return created;
}

/** The line it fills, checked: of an issued list of this organisation, not filled yet, and with its year and notation. */
async function lineOf(
  tx: Transaction,
  actor: PersonActor,
  given: CreateWorkFile,
): Promise<string | undefined> {
  const { catalogueLine: id, year, notation } = given;
  if (id === undefined) return undefined;
  if (!isUuid(id)) throw notFound();
  const { rows } = await sql<{ taken: boolean; year: number; notation: string }>`
    select exists (select 1 from records.work_file f where f.catalogue_line = l.id) as taken, c.year, l.notation
      from records.catalogue_line l join records.catalogue c on c.id = l.catalogue_id
     where l.id = ${id}::uuid and c.organisation_id = ${actor.organisationId} and c.state = 'issued'
       for update of l`.execute(tx.queries);
  const [line] = rows;
  if (!line) throw notFound();
  if (line.taken) throw new FormRefusal({ "": LINE_TAKEN });
  if (line.year !== year || line.notation !== notation) throw new FormRefusal({ notation: NOT_THE_LINE });
  return id;
}

/**
 * The next notation of a year for a unit: its order and the abbreviation of the organisation, as in "12-STTTT".
 * A proposal; the person may write another.
 */
export async function proposeNotation(
  queries: Queries,
  organisationId: string,
  year: number,
  abbreviation: string,
): Promise<string> {
  const suffix = abbreviation === "" ? "" : `-${abbreviation}`;
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(substring(notation from '^([0-9]{1,6})')::int), 0)::int as last from (
      select notation from records.work_file where organisation_id = ${organisationId} and year = ${year}
      union all
      select l.notation from records.catalogue_line l join records.catalogue c on c.id = l.catalogue_id
       where c.organisation_id = ${organisationId} and c.year = ${year}) n
     where notation ~ '^[0-9]{1,6}(-|$)'`.execute(queries);
  return `${String((rows[0]?.last ?? 0) + 1).padStart(2, "0")}${suffix}`.slice(0, 20);
}

const NO_KEEPER: Sentence = {
  vi: "Chọn người lập hồ sơ đang công tác ở cơ quan.",
  en: "Choose somebody in office in the organisation.",
};
export const NOTATION_TAKEN: Sentence = {
  vi: "Số và ký hiệu hồ sơ này đã dùng trong năm. Chọn số khác.",
  en: "This notation is taken in the year. Choose another.",
};
const NOT_THE_LINE: Sentence = {
  vi: "Hồ sơ mở theo danh mục giữ đúng năm, số và ký hiệu của dòng danh mục.",
  en: "A file of the list keeps the year and notation of its line.",
};
const LINE_TAKEN: Sentence = {
  vi: "Dòng danh mục này đã có hồ sơ.",
  en: "This line of the list already has its file.",
};
