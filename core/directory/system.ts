import type { System } from "../system.ts";
import { directoryHelp } from "./help.ts";
import { findDirectoryOrganisations, findDirectoryPeople, getDirectoryOrganisation } from "./operations.ts";
import { rightsOperations } from "./operations-rights.ts";
import { directoryPages } from "./web/directory-pages.ts";
import "./audit-words.ts";

const GROUP = { vi: "Danh bạ", en: "Directory" };

/** Organisations, units and officials for people and programs. Its migrations belong to the ground floor. */
export const directory: System = {
  name: "core/directory",
  migrations: new URL("./migrations/", import.meta.url),
  pages: (app) => directoryPages(app),
  operations: [
    findDirectoryOrganisations,
    getDirectoryOrganisation,
    findDirectoryPeople,
    ...rightsOperations,
  ],
  help: directoryHelp,
  navigation: [
    {
      href: "/rights-alerts",
      label: { vi: "Thay đổi quyền", en: "Changes of rights" },
      group: GROUP,
      icon: "lock",
      order: 720,
      visibleTo: (roles) =>
        ["leader", "head-of-unit", "administrator", "auditor"].some((role) => roles.includes(role)),
    },
    {
      href: "/directory",
      label: { vi: "Cơ quan, đơn vị", en: "Organisations" },
      group: GROUP,
      icon: "unit",
      order: 700,
      visibleTo: () => true,
    },
    {
      href: "/directory/people",
      label: { vi: "Cán bộ", en: "Officials" },
      group: GROUP,
      icon: "person",
      order: 710,
      visibleTo: () => true,
    },
  ],
};
