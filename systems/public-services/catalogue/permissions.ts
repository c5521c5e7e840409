/**
 * Who may do what with the catalogue of procedures, one sentence each. Everybody reads what is published; the office that
 * controls procedures writes it and its leaders publish (NĐ 63/2010/NĐ-CP Art. 4, 13, 15). The rest is refused.
 */
import {
  anyOf,
  anyone,
  isAdministrator,
  isLeaderOf,
  isMemberOf,
  permission,
  scope,
} from "../../../core/access/index.ts";

export const READ = "procedures:read";
export const WRITE = "procedures:write";
scope(READ, { vi: "Xem danh mục thủ tục hành chính", en: "Read the catalogue of procedures" });
scope(WRITE, { vi: "Soạn, công bố thủ tục hành chính", en: "Write and publish procedures" });

/** The offices that keep the catalogue on the day of the question. */
export interface Keepers {
  readonly keepers: readonly string[];
}

export const mayReadCatalogue = permission(
  "procedures.read",
  {
    vi: "Mọi cán bộ xem danh mục thủ tục, các phiên bản và bản đang soạn",
    en: "Every official reads the catalogue, its versions and what is being written",
  },
  anyone(),
  { scope: READ },
);

export const mayWriteProcedure = permission<Keepers>(
  "procedures.write",
  {
    vi: "Người của cơ quan kiểm soát thủ tục hành chính và quản trị viên soạn và nhập thủ tục",
    en: "People of the office that controls procedures, and administrators, write and import procedures",
  },
  anyOf(
    isMemberOf((subject) => subject.keepers),
    isAdministrator(),
  ),
  { scope: WRITE },
);

export const mayPublishProcedure = permission<Keepers>(
  "procedures.publish",
  {
    vi: "Lãnh đạo cơ quan kiểm soát thủ tục hành chính và quản trị viên công bố, bãi bỏ thủ tục",
    en: "Leaders of the office that controls procedures, and administrators, publish and withdraw them",
  },
  anyOf(
    isLeaderOf((subject) => subject.keepers),
    isAdministrator(),
  ),
  { scope: WRITE },
);

export const mayChooseKeeper = permission(
  "procedures.choose-keeper",
  {
    vi: "Quản trị viên chọn cơ quan kiểm soát thủ tục hành chính",
    en: "Administrators choose the office that controls procedures",
  },
  isAdministrator(),
);
