import type { System } from "../../core/system.ts";
import "./audit-words.ts";
import { depositNotices } from "./deposit/give-notice.ts";
import "./events.ts";
import { recordsHelp } from "./help.ts";
import "./import/refusals.ts";
import { recordsOperations } from "./operations.ts";
import { buildPackage } from "./packages/build-package.ts";
import "./tables.ts";
import { recordsPages } from "./web/index.ts";
import { filesOfDocument } from "./work-files/files-of-document.ts";
import { filesKeptBy, keepersAmong, passWorkFile } from "./work-files/pass-work-file.ts";
import { searchWorkFiles } from "./work-files/search-work-files.ts";

const GROUP = { vi: "Văn bản", en: "Documents" };

/** Hồ sơ công việc và lưu trữ cơ quan: work files, the year's list of files, deposit, archive packages. */
export const records: System = {
  name: "systems/records",
  migrations: new URL("migrations/", import.meta.url),
  jobs: [buildPackage],
  loops: [depositNotices],
  operations: recordsOperations,
  help: recordsHelp,
  navigation: [
    {
      href: "/files",
      label: { vi: "Hồ sơ công việc", en: "Work files" },
      group: GROUP,
      icon: "folder",
      order: 45,
      visibleTo: () => true,
    },
  ],
  async provide(house) {
    return {
      workFiles: {
        ofDocument: (actor, documentId) => filesOfDocument(house.database.queries, actor, documentId),
        find: (actor, typed, limit) => searchWorkFiles(house.database.queries, actor, typed, limit),
        listHref: (typed) => `/files?${new URLSearchParams({ place: "all", q: typed })}`,
        addHref: (kind, documentId) => `/files/add?kind=${kind}&document=${documentId}`,
      },
      filesToHandOver: {
        keptBy: filesKeptBy,
        keepersAmong,
        pass: passWorkFile,
      },
    };
  },
  pages(app) {
    recordsPages(app);
  },
};
