import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { formerPerson, type ImportPart, refusing } from "../../documents/index.ts";
import { depositDueOf, type RecordsRule, ruleOn } from "../retention.ts";
import { searchText } from "../work-files/work-file.ts";
import { IMPORTED_BY, keepHistory } from "./keep-history.ts";
import { recordDeposits } from "./record-deposits.ts";
import type { FileRefusalCode } from "./refusals.ts";
import { parseWorkFileLine, type WorkFileLine } from "./work-file-line.ts";

/** The law of retention is known here from this day on; older files are judged by it too. */
const FIRST_RULE = "2000-01-01";

/** `work-files.csv`: files with their retention, unit and person, in the state they had. */
export const workFiles: ImportPart = {
  file: "work-files.csv",
  columns: ["key", "organisation", "year", "notation", "title", "retention", "person"],
  async take({ tx, system, directory }, records) {
    return await refusing<FileRefusalCode>(workFiles.file, async (refuse) => {
      const ruleOf = await rulesOf(
        tx.queries,
        records.flatMap(({ cells }) => [cells.opened ?? "", cells.closed ?? "", `${cells.year}-01-01`]),
      );
      const lines = records.flatMap(
        (record) =>
          parseWorkFileLine(record, directory, ruleOf, (code, detail) => refuse(record, code, detail)) ?? [],
      );
      const known = await knownKeys(tx, system, lines);
      const taken = await takenNotations(tx, lines);
      const seen = new Set<string>();
      const placed: (WorkFileLine & { readonly id: string })[] = [];
      for (const line of lines) {
        const notation = notationKey(line.body.id, line.year, line.notation);
        if (known.has(line.key)) refuse(line.record, "known-key", line.key);
        else if (seen.has(line.key)) refuse(line.record, "repeated-key", line.key);
        else if (taken.has(notation)) refuse(line.record, "notation-taken", line.notation);
        else {
          seen.add(line.key);
          taken.add(notation);
          placed.push({ ...line, id: uuidv7(tx.now) });
        }
      }
      await writeFiles(tx, system, placed, ruleOf);
      await recordDeposits(tx, system, placed);
    });
  },
};

async function writeFiles(
  tx: Transaction,
  system: string,
  placed: readonly (WorkFileLine & { readonly id: string })[],
  ruleOf: (day: string) => RecordsRule,
): Promise<void> {
  if (placed.length === 0) return;
  const rows = placed.map((line) => {
    const row = {
      id: line.id,
      organisation_id: line.body.id,
      organisation_name: line.body.name,
      unit_id: line.unit.id,
      unit_name: line.unit.name,
      year: line.year,
      notation: line.notation,
      title: line.title,
      permanent: line.permanent,
      years: line.years,
      kind: line.kind,
      access: line.access,
      language: line.language,
      keywords: line.keywords,
      description: line.description,
      keeper: line.keeper.id || formerPerson(line.body.id, line.keeper.name),
      keeper_name: line.keeper.name,
      state: line.state,
      state_at: tx.now,
      version: 1,
      opened_on: line.openedOn,
      closed_on: line.closedOn,
      // What is with the archive already is due no more.
      deposit_due:
        line.state === "closed" && line.closedOn !== null
          ? depositDueOf(line, line.closedOn, ruleOf(line.closedOn))
          : null,
      kept_back_consent: "",
      frozen: false,
      frozen_reason: "",
      frozen_by_name: "",
    };
    return { ...row, search: searchText(row) };
  });
  await sql`insert into records.work_file
    select * from json_populate_recordset(null::records.work_file, ${JSON.stringify(rows)}::json)`.execute(
    tx.queries,
  );
  await sql`insert into records.import_key (system, key, file_id)
    select ${system}, key, id from json_to_recordset(${JSON.stringify(placed.map(({ key, id }) => ({ key, id })))}::json)
      as r(key text, id uuid)`.execute(tx.queries);
  await keepHistory(
    tx,
    placed.map(({ id, key }) => ({
      fileId: id,
      action: "import",
      note: `${IMPORTED_BY} ${system}, mã ${key}`,
    })),
  );
}

/** The law of each of these days, asked once a day however many files it concerns. */
async function rulesOf(queries: Queries, days: readonly string[]): Promise<(day: string) => RecordsRule> {
  const first = await ruleOn(queries, FIRST_RULE);
  const rules = new Map<string, RecordsRule>();
  for (const day of new Set(days))
    if (/^\d{4}-\d\d-\d\d$/.test(day) && day > FIRST_RULE && !Number.isNaN(Date.parse(day)))
      rules.set(day, await ruleOn(queries, day));
  return (day) => rules.get(day) ?? first;
}

async function knownKeys(
  tx: Transaction,
  system: string,
  lines: readonly WorkFileLine[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`select key from records.import_key
    where system = ${system} and key = any(${lines.map(({ key }) => key)}::text[])`.execute(tx.queries);
  return new Set(rows.map(({ key }) => key));
}

function notationKey(organisationId: string, year: number, notation: string): string {
  return `${organisationId}/${year}/${notation}`;
}

/** Notations of the years and organisations that these lines speak of. */
async function takenNotations(tx: Transaction, lines: readonly WorkFileLine[]): Promise<Set<string>> {
  const asked = lines.map(({ body, year, notation }) => ({ organisation: body.id, year, notation }));
  const { rows } = await sql<{ organisation: string; year: number; notation: string }>`
    select f.organisation_id as organisation, f.year, f.notation
      from json_to_recordset(${JSON.stringify(asked)}::json) as a(organisation uuid, year smallint, notation text)
      join records.work_file f on f.organisation_id = a.organisation and f.year = a.year and f.notation = a.notation`.execute(
    tx.queries,
  );
  return new Set(rows.map((row) => notationKey(row.organisation, row.year, row.notation)));
}
