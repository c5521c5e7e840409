import type { System } from "../../../core/system.ts";
import "./audit-words.ts";
import "./events.ts";
import { catalogueHelp } from "./help.ts";
import { catalogueOperations } from "./operations.ts";
import { seedDemoCatalogue } from "./seed-catalogue.ts";
import "./tables.ts";
import { cataloguePages } from "./web/index.ts";

/** Danh mục thủ tục hành chính: what can be asked of the province, how, and by which law. */
export const procedureCatalogue: System = {
  name: "systems/public-services/catalogue",
  migrations: new URL("migrations/", import.meta.url),
  operations: catalogueOperations,
  help: catalogueHelp,
  navigation: [
    {
      href: "/procedures",
      label: { vi: "Danh mục thủ tục", en: "Catalogue of procedures" },
      group: { vi: "Dịch vụ công", en: "Public services" },
      icon: "columns",
      order: 860,
      visibleTo: () => true,
    },
  ],
  pages(app) {
    cataloguePages(app);
  },
  seedDemo: (house) => seedDemoCatalogue(house),
};
