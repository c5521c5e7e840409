import { z } from "zod";
import { integer, type Row, text } from "../wire/rows.ts";
import { formatDateTime } from "../wire/vietnam-time.ts";
import { AxisRefusal, ERROR } from "./protocol.ts";
import type { AxisStore } from "./store.ts";

/** An agency of the directory the axis starts with; without `systemId` it is listed but nobody receives for it. */
export interface InitialAgency {
  code: string;
  code102?: string;
  pcode?: string;
  name: string;
  mail?: string;
  systemId?: string;
}

export interface Agency {
  code: string;
  name: string;
  systemId: string;
}

const registration = z.object({
  pcode: z.string().max(35).default(""),
  code: z
    .string()
    .max(35)
    .regex(/^[0-9A-Z]+(?:\.[0-9A-Z]+)*$/),
  name: z.string().min(1).max(500),
  mail: z.string().max(200).default(""),
  mobile: z.string().max(50).default(""),
  fax: z.string().max(50).default(""),
});

/** The directory of agencies: who exists, under which code, and which system receives for it. */
export interface AgencyDirectory {
  /** By either code system; undefined when unknown or deleted. */
  find(code: string): Agency | undefined;
  register(body: unknown, systemId: string): void;
  remove(code: string, systemId: string): void;
  /** At most `limit` rows after `afterId`, for paging through the whole directory. */
  page(afterId: number, limit: number, fromVersion: number, withDeleted: boolean): Row[];
}

/** Opens the directory of a store and adds what the initial table has and the store has not. */
export function openDirectory(store: AxisStore, initial: readonly InitialAgency[]): AgencyDirectory {
  const { database } = store;
  const byCode = database.prepare("SELECT * FROM agency WHERE code = ?");
  const active = database.prepare(
    "SELECT code, name, system_id FROM agency WHERE deleted = 0 AND (code = ?1 OR code102 = ?1) ORDER BY code = ?1 DESC LIMIT 1",
  );
  const insert = database.prepare(
    `INSERT INTO agency (code, code102, pcode, name, mail, mobile, fax, system_id, version, modified)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (code) DO UPDATE SET pcode = excluded.pcode, name = excluded.name, mail = excluded.mail,
       mobile = excluded.mobile, fax = excluded.fax, system_id = excluded.system_id, deleted = 0,
       version = excluded.version, modified = excluded.modified`,
  );
  const drop = database.prepare(
    "UPDATE agency SET deleted = 1, system_id = NULL, version = ?, modified = ? WHERE code = ?",
  );
  const pages = database.prepare(
    "SELECT * FROM agency WHERE id > ? AND version > ? AND deleted <= ? ORDER BY id LIMIT ?",
  );
  let version = integer(database.prepare("SELECT max(version) AS v FROM agency").get(), "v");
  const stamp = () => formatDateTime(new Date());

  store.transaction(() => {
    for (const agency of initial) {
      const { code, name, code102 = code, pcode = "", mail = "", systemId = null } = agency;
      const known = byCode.get(code);
      if (known && (text(known, "system_id") !== "" || systemId === null)) continue;
      insert.run(code, code102, pcode, name, mail, "", "", systemId, ++version, stamp());
    }
  });

  return {
    find(code) {
      const row = active.get(code);
      return row && { code: text(row, "code"), name: text(row, "name"), systemId: text(row, "system_id") };
    },
    register(body, systemId) {
      const parsed = registration.safeParse(body);
      if (!parsed.success) {
        throw new AxisRefusal(ERROR.notToStandard, "Thông tin đăng ký cơ quan không hợp lệ");
      }
      const { code, pcode, name, mail, mobile, fax } = parsed.data;
      const known = active.get(code);
      const owner = text(known, "system_id");
      if (owner !== "" && owner !== systemId) {
        throw new AxisRefusal(ERROR.unregisteredSender, `Cơ quan ${code} đã đăng ký ở hệ thống khác`);
      }
      const key = known ? text(known, "code") : code;
      insert.run(key, code, pcode, name, mail, mobile, fax, systemId, ++version, stamp());
    },
    remove(code, systemId) {
      const known = active.get(code);
      if (!known || text(known, "system_id") !== systemId) {
        throw new AxisRefusal(ERROR.unregisteredSender, `Cơ quan ${code} không thuộc hệ thống này`);
      }
      drop.run(++version, stamp(), text(known, "code"));
    },
    page: (afterId, limit, fromVersion, withDeleted) =>
      pages.all(afterId, fromVersion, withDeleted ? 1 : 0, limit),
  };
}
