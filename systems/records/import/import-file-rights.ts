import { sql } from "kysely";
import type { ImportPart } from "../../documents/index.ts";
import { refusing } from "../../documents/index.ts";
import { importedFiles, NOBODY } from "./imported-files.ts";
import { IMPORTED_BY, keepHistory } from "./keep-history.ts";
import type { FileRefusalCode } from "./refusals.ts";

/**
 * `work-file-rights.csv`: units and people that read a file, people that work in it, beside its keeper. The right held in
 * the old system, so nobody has to confirm it again; it gives none on the documents (decision 041).
 */
export const fileRights: ImportPart = {
  file: "work-file-rights.csv",
  columns: ["file", "organisation"],
  async take({ tx, system, directory }, records) {
    return await refusing<FileRefusalCode>(fileRights.file, async (refuse) => {
      const files = await importedFiles(tx, system, records);
      const rows = new Map<string, object>();
      for (const record of records) {
        const { file: key = "", organisation = "", unit = "", person = "" } = record.cells;
        const level = record.cells.level || "read";
        const file = files.get(key);
        const body = directory.body(organisation);
        const holder = person === "" ? body?.unit(unit) : body?.holder(person);
        if (!file) refuse(record, "unknown-file", key);
        else if (file.movedOn) refuse(record, "file-moved-on", key);
        else if (body?.id !== file.organisationId) refuse(record, "organisation", organisation);
        else if (!holder) refuse(record, person === "" ? "unit" : "person", person === "" ? unit : person);
        else if (level !== "read" && !(level === "work" && person !== "")) refuse(record, "level", level);
        else
          rows.set(`${file.id}/${holder.id}`, {
            file_id: file.id,
            holder_kind: person === "" ? "unit" : "appointment",
            holder_id: holder.id,
            holder_name: holder.name,
            level,
            state: "given",
            changed_by: NOBODY,
            changed_by_name: `${IMPORTED_BY} ${system}`.slice(0, 100),
            changed_at: tx.now,
            confirmed_by_name: `${IMPORTED_BY} ${system}`.slice(0, 100),
            confirmed_at: tx.now,
          });
      }
      await sql`insert into records.file_right
        select * from json_populate_recordset(null::records.file_right, ${JSON.stringify([...rows.values()])}::json)
        on conflict (file_id, holder_id) do update set level = excluded.level, state = 'given',
          changed_by_name = excluded.changed_by_name, changed_at = excluded.changed_at,
          confirmed_by_name = excluded.confirmed_by_name, confirmed_at = excluded.confirmed_at`.execute(
        tx.queries,
      );
      const changed = Map.groupBy(rows.keys(), (place) => place.split("/")[0] ?? "");
      await keepHistory(
        tx,
        [...changed].map(([fileId, given]) => ({
          fileId,
          action: "set-rights",
          note: `${IMPORTED_BY} ${system}: ${given.length} quyền`,
        })),
      );
    });
  },
};
