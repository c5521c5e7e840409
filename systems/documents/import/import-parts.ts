import { sql } from "kysely";
import { instantAt } from "../../../core/calendar/index.ts";
import { continueFrom, NumberAlreadyGiven } from "../../../core/numbering/index.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { indexPlaced } from "./import-batch.ts";
import type { ImportDirectory } from "./import-directory.ts";
import type { CsvRecord } from "./read-csv.ts";
import { type LineRefusal, type RefusalCode, refusing } from "./refusals.ts";
import type { FileTaker } from "./take-file.ts";

/** What the other files of an import are read with. */
export interface PartContext {
  readonly tx: Transaction;
  readonly system: string;
  readonly directory: ImportDirectory;
  readonly taker: FileTaker;
}

/** A file of an import beside `documents.csv`, and what a batch of its lines does. */
export interface ImportPart {
  readonly file: string;
  readonly columns: readonly string[];
  take(context: PartContext, records: readonly CsvRecord[]): Promise<readonly LineRefusal[]>;
}

type Refuse = (record: CsvRecord, code: RefusalCode, detail: string) => void;

/** `files.csv`: attachments, in the order of their lines. */
const files: ImportPart = {
  file: "files.csv",
  columns: ["key", "path"],
  async take({ tx, system, taker }, records) {
    return await refusing<RefusalCode>(files.file, async (refuse) => {
      const known = await documentsOf(tx, system, records);
      const taken = await Promise.all(
        records.map((record) =>
          taker.take(record.cells.path ?? "", record.cells.sha256?.toLowerCase() ?? "", false),
        ),
      );
      const rows: object[] = [];
      for (const [index, record] of records.entries()) {
        const document = known.get(record.cells.key ?? "");
        const file = taken[index];
        if (!document) refuse(record, "unknown-key", record.cells.key ?? "");
        else if (!file || "refused" in file) refuse(record, file?.refused ?? "file", record.cells.path ?? "");
        else
          rows.push({
            document_id: document.document_id,
            name: (record.cells.name || file.name).slice(0, 200),
            description: (record.cells.description ?? "").slice(0, 500),
            file_sha256: file.sha256,
            file_size: file.size,
            file_type: file.type,
            place: index,
          });
      }
      await sql`
        insert into documents.attachment (document_id, position, name, description, file_sha256, file_size, file_type)
        select r.document_id, coalesce(m.last, -1) + row_number() over (partition by r.document_id order by r.place),
               r.name, r.description, r.file_sha256, r.file_size, r.file_type
          from json_to_recordset(${JSON.stringify(rows)}::json) as r(document_id uuid, name text, description text,
            file_sha256 text, file_size bigint, file_type text, place integer)
          left join lateral (select max(position) as last from documents.attachment a
            where a.document_id = r.document_id) m on true`.execute(tx.queries);
      await indexPlaced(tx, [...new Set([...known.values()].map((each) => each.document_id))]);
    });
  },
};

/** `rights.csv`: a unit or a person that may read a document beside those who work on it. */
const rights: ImportPart = {
  file: "rights.csv",
  columns: ["key"],
  async take({ tx, system, directory }, records) {
    return await refusing<RefusalCode>(rights.file, async (refuse) => {
      const known = await documentsOf(tx, system, records);
      const rows: object[] = [];
      for (const record of records) {
        const { key = "", organisation = "", unit = "", person = "" } = record.cells;
        const document = known.get(key);
        const body = directory.body(organisation);
        const reader = person === "" ? body?.unit(unit)?.id : body?.person(person);
        if (!document) refuse(record, "unknown-key", key);
        // A document is read inside the organisation whose register holds it.
        else if (!body || body.id !== document.organisation_id) refuse(record, "organisation", organisation);
        else if (reader === undefined)
          refuse(record, person === "" ? "unit" : "person", person === "" ? unit : person);
        else if (person === "" && document.confidentiality > 0) refuse(record, "secret-unit", unit);
        else rows.push({ id: document.document_id, reader });
      }
      for (const table of ["documents.incoming", "documents.outgoing"])
        await sql`
          update ${sql.table(table)} d
             set readers = array(select distinct unnest(d.readers || r.readers))
            from (select id, array_agg(reader) as readers
                    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, reader uuid) group by id) r
           where d.id = r.id`.execute(tx.queries);
      await indexPlaced(tx, [...new Set([...known.values()].map((each) => each.document_id))]);
    });
  },
};

/** `registers.csv`: the last number of each register, where it is beyond the documents that were imported. */
const registers: ImportPart = {
  file: "registers.csv",
  columns: ["organisation", "series", "year", "last"],
  async take({ tx, directory }, records) {
    return await refusing<RefusalCode>(registers.file, async (refuse) => {
      for (const record of records) {
        const { organisation = "", series = "", year = "", last = "" } = record.cells;
        const body = directory.body(organisation);
        if (!body?.ours) refuse(record, "organisation", organisation);
        else if (!/^[a-z0-9-]{1,60}$/.test(series) || !/^(19|20)\d\d$/.test(year))
          refuse(record, "year", `${series} ${year}`);
        else if (!/^[1-9]\d{0,8}$/.test(last)) refuse(record, "number", last);
        else
          await continueRegister(
            tx,
            record,
            { organisationId: body.id, series, year, last: Number(last) },
            refuse,
          );
      }
    });
  },
};

async function continueRegister(
  tx: Transaction,
  record: CsvRecord,
  register: { organisationId: string; series: string; year: string; last: number },
  refuse: Refuse,
): Promise<void> {
  const { rows } = await sql<{ last: number }>`
    select last from numbering.counter where organisation_id = ${register.organisationId}::uuid
       and series = ${register.series} and year = ${Number(register.year)}`.execute(tx.queries);
  const standing = rows[0]?.last ?? 0;
  if (standing === register.last) return;
  try {
    const at = instantAt(`${register.year}-06-01`);
    await continueFrom(
      tx.queries,
      { organisationId: register.organisationId, series: register.series, at },
      register.last,
    );
  } catch (error) {
    if (!(error instanceof NumberAlreadyGiven)) throw error;
    refuse(record, "register-behind", `${register.last} < ${standing}`);
  }
}

/** In the order in which they are taken, after the documents. */
export const PARTS: readonly ImportPart[] = [files, rights, registers];

interface KnownDocument {
  readonly key: string;
  readonly document_id: string;
  readonly direction: "incoming" | "outgoing";
  readonly state: string;
  readonly organisation_id: string;
  readonly confidentiality: number;
}

async function documentsOf(
  tx: Transaction,
  system: string,
  records: readonly CsvRecord[],
): Promise<ReadonlyMap<string, KnownDocument>> {
  return await importedDocuments(
    tx,
    system,
    records.map((record) => record.cells.key ?? ""),
  );
}

/** Documents by the keys that another system gave them. */
export async function importedDocuments(
  tx: Transaction,
  system: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, KnownDocument>> {
  const { rows } = await sql<KnownDocument>`
    select k.key, k.document_id, k.direction, coalesce(i.state, o.state) as state, coalesce(i.organisation_id, o.organisation_id) as organisation_id,
           coalesce(i.confidentiality, o.confidentiality) as confidentiality
      from documents.import_key k
      left join documents.incoming i on i.id = k.document_id and k.direction = 'incoming'
      left join documents.outgoing o on o.id = k.document_id and k.direction = 'outgoing'
     where k.system = ${system} and k.key = any(${[...keys]}::text[])`.execute(tx.queries);
  return new Map(rows.map((row) => [row.key, row]));
}
