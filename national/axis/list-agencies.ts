import { Readable } from "node:stream";
import { integer, type Row, text } from "../wire/rows.ts";
import type { AxisContext } from "./context.ts";
import { success } from "./protocol.ts";

const PAGE = 2000;

/** getAgenciesList: id, pid, code, name, mail and, where it differs, oldCode. */
export function agencyRow(row: Row): Record<string, unknown> {
  const code = text(row, "code");
  const old = text(row, "code102");
  const base = { id: String(integer(row, "id")), pid: text(row, "pcode"), code, name: text(row, "name") };
  return { ...base, mail: text(row, "mail"), ...(old === code ? {} : { oldCode: old }) };
}

/** getAgenciesListQD20: id, code, name, mail, code102. */
export function agencyRowQd20(row: Row): Record<string, unknown> {
  return {
    id: String(integer(row, "id")),
    code: text(row, "code"),
    name: text(row, "name"),
    mail: text(row, "mail"),
    code102: text(row, "code102"),
  };
}

/** getSynchronizeUnit: the directory with versions and tombstones, for synchronisation by difference. */
export function synchronizeRow(row: Row): Record<string, unknown> {
  const code = text(row, "code");
  return {
    ...agencyRow(row),
    version: integer(row, "version"),
    centerCode: code.split(".").at(/^\d{3}\.\d{2}\.\d{2}\./.test(code) ? -1 : 0) ?? "",
    deleted: integer(row, "deleted") === 1,
    modifyDate: text(row, "modified"),
    isAgency: true,
  };
}

/** Level of an agency: 1 = ministry or province, one more for each group that is used. */
export function agencyLevel(code: string): number {
  const groups = code.split(".");
  return /^\d{3}\.\d{2}\.\d{2}\./.test(code)
    ? 1 + groups.slice(0, 3).filter((group) => /[1-9]/.test(group)).length
    : groups.length;
}

/** The answer as a stream: more than 111,000 rows never stand in memory together. */
export function agencyStream(
  context: AxisContext,
  options: { fromVersion?: number; withDeleted?: boolean; level?: number | undefined },
  present: (row: Row) => Record<string, unknown>,
): Readable {
  const { fromVersion = -1, withDeleted = false, level } = options;
  async function* parts(): AsyncGenerator<string> {
    yield `${JSON.stringify(success()).slice(0, -1)},"data":[`;
    let after = 0;
    let separator = "";
    for (;;) {
      const rows = context.directory.page(after, PAGE, fromVersion, withDeleted);
      const wanted =
        level === undefined ? rows : rows.filter((row) => agencyLevel(text(row, "code")) === level);
      if (wanted.length > 0) {
        yield separator + wanted.map((row) => JSON.stringify(present(row))).join(",");
        separator = ",";
      }
      if (rows.length < PAGE) break;
      after = integer(rows.at(-1) ?? {}, "id");
    }
    yield "]}";
  }
  return Readable.from(parts(), { objectMode: false });
}
