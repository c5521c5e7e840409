import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { type Appointment, peopleOf } from "../../../core/directory/index.ts";
import { FormRefusal, type Refusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { foldVietnamese } from "../../../core/ui/index.ts";
import { mayDraftCatalogue } from "../permissions.ts";
import { parseRetention } from "../states.ts";
import { type CatalogueLine, lineInUse, linesOf, lockCatalogue, saveLine } from "./catalogue.ts";
import type { SheetRow } from "./read-sheet.ts";

/** What is wrong with a row of a sheet. */
export interface RowProblem {
  readonly row: number;
  readonly sentence: Sentence;
}

export interface ImportResult {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  /** Not empty = nothing at all was imported. */
  readonly problems: readonly RowProblem[];
}

/** Ends the transaction of an import that has problems, with what they are. */
export class ImportStopped extends Error {
  readonly code = "records.import-stopped";
  readonly problems: readonly RowProblem[];
  constructor(problems: readonly RowProblem[]) {
    super(`${problems.length} rows of the list of files are wrong`);
    this.problems = problems;
  }
}

interface ReadLine {
  readonly row: number;
  readonly heading: string;
  readonly source: SheetRow;
  readonly keeper: Appointment;
  readonly permanent: boolean;
  readonly years: number | null;
}

/**
 * Imports the list of files of a year: rows are known by their notation, new ones are added, others brought up to date.
 * One wrong row stops all of it; the same sheet again changes nothing.
 *
 * @throws ImportStopped with every problem, AccessDeniedError
 */
export async function importCatalogue(
  tx: Transaction,
  actor: PersonActor,
  year: number,
  rows: readonly SheetRow[],
): Promise<ImportResult> {
  assertMay(actor, mayDraftCatalogue, actor);
  const people = await peopleOf(tx.queries, actor.organisationId, localDateOf(tx.now));
  const { lines, problems } = readLines(rows, people);
  if (problems.length > 0) throw new ImportStopped(problems);
  const catalogue = await lockCatalogue(tx, actor, year);
  const present = new Map((await linesOf(tx.queries, catalogue.id)).map((line) => [line.notation, line]));
  const counts = { added: 0, changed: 0, same: 0 };
  const refused: RowProblem[] = [];
  for (const line of lines) {
    const before = present.get(line.source.notation);
    if (before && isSame(before, line)) {
      counts.same += 1;
      continue;
    }
    try {
      if (before?.file_id) throw lineInUse();
      await saveLine(tx, actor, year, fieldsOf(line), before?.id);
      if (before) counts.changed += 1;
      else counts.added += 1;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const [first] = error instanceof FormRefusal ? Object.values(error.problems) : [];
      refused.push({ row: line.row, sentence: first ?? error.sentence });
    }
  }
  if (refused.length > 0) throw new ImportStopped(refused);
  tx.record({
    action: "records.import-catalogue",
    objectKind: "catalogue",
    objectId: catalogue.id,
    data: { year, ...counts },
  });
  return { ...counts, problems: [] };
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && "sentence" in error && "status" in error;
}

function fieldsOf({ heading, source, keeper, permanent, years }: ReadLine) {
  const { notation, title, note } = source;
  return { heading, notation, title, permanent, years, keeper: keeper.id, note };
}

function isSame(before: CatalogueLine, line: ReadLine): boolean {
  const fields = fieldsOf(line);
  return (
    before.heading === fields.heading &&
    before.title === fields.title &&
    before.permanent === fields.permanent &&
    before.years === fields.years &&
    before.keeper === fields.keeper &&
    before.note === fields.note
  );
}

function readLines(
  rows: readonly SheetRow[],
  people: readonly Appointment[],
): { readonly lines: readonly ReadLine[]; readonly problems: readonly RowProblem[] } {
  const lines: ReadLine[] = [];
  const problems: RowProblem[] = [];
  const seen = new Map<string, number>();
  let heading = "";
  for (const source of rows) {
    const { row, notation, title } = source;
    if (notation === "") {
      heading = title.slice(0, 200);
      continue;
    }
    const wrong = (vi: string, en: string): void => {
      problems.push({ row, sentence: { vi, en } });
    };
    const twin = seen.get(notation);
    if (twin !== undefined)
      wrong(`Trùng số và ký hiệu với dòng ${twin}`, `The same notation as in row ${twin}`);
    seen.set(notation, row);
    if (notation.length > 20 || !/^[\p{L}\p{N}][\p{L}\p{N}./-]*$/u.test(notation))
      wrong(
        "Số và ký hiệu tối đa 20 ký tự, gồm chữ, số, dấu - . /",
        "A notation has at most 20 letters, digits, - . /",
      );
    if (title === "" || title.length > 500)
      wrong("Tiêu đề dài từ 1 đến 500 ký tự", "A title has 1 to 500 characters");
    const retention = parseRetention(source.retention);
    if (!retention)
      wrong(
        `Thời hạn bảo quản "${source.retention}" phải là "Vĩnh viễn" hoặc số năm`,
        `The retention "${source.retention}" must be "Vĩnh viễn" or a number of years`,
      );
    const keeper = keeperOf(source, people);
    if ("vi" in keeper) problems.push({ row, sentence: keeper });
    else if (retention) lines.push({ row, heading, source, keeper, ...retention });
  }
  if (seen.size === 0 && problems.length === 0)
    problems.push({ row: 0, sentence: { vi: "Bảng không có dòng hồ sơ nào", en: "The sheet has no lines" } });
  return { lines, problems };
}

/** By name, and by unit when several people have it. Marks may be missing, never the name itself. */
function keeperOf(source: SheetRow, people: readonly Appointment[]): Appointment | Sentence {
  const name = foldVietnamese(source.keeper);
  const unit = foldVietnamese(source.unit);
  const found = people.filter(
    (person) =>
      foldVietnamese(person.fullName) === name && (unit === "" || foldVietnamese(person.unitName) === unit),
  );
  const [only] = found;
  if (only && new Set(found.map((person) => person.personId)).size === 1) return only;
  return only
    ? {
        vi: `Có ${found.length} người tên "${source.keeper}"; ghi thêm đơn vị`,
        en: `${found.length} people are called "${source.keeper}"; name the unit`,
      }
    : {
        vi: `Không thấy "${source.keeper}"${source.unit ? ` ở ${source.unit}` : ""} trong danh bạ cơ quan`,
        en: `Nobody called "${source.keeper}" is in the directory of the organisation`,
      };
}
