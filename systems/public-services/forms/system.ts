import type { System } from "../../../core/system.ts";
import { citizenOf } from "../citizens/index.ts";
import "./audit-words.ts";
import { draftSweep, draftsOfCitizen } from "./drafts/end-drafts.ts";
import { editorPages } from "./editor/index.ts";
import { filingCatalogue } from "./filing-catalogue.ts";
import { formsHelp } from "./help.ts";
import { formsOperations } from "./operations.ts";
import { seedForms } from "./seed-forms.ts";
import "./services.ts";
import "./tables.ts";
import { fillingPages } from "./web/index.ts";

/** Biểu mẫu điện tử: forms as data, the citizens' drafts on them, and the editor of officials. */
export const forms: System = {
  name: "systems/public-services/forms",
  migrations: new URL("migrations/", import.meta.url),
  loops: [draftSweep],
  operations: formsOperations,
  help: formsHelp,
  navigation: [
    {
      href: "/forms",
      label: { vi: "Biểu mẫu điện tử", en: "Electronic forms" },
      group: { vi: "Dịch vụ công", en: "Public services" },
      icon: "table",
      order: 620,
      hint: { vi: "Soạn, xem thử, công bố", en: "Write, try, publish" },
      visibleTo: () => true,
    },
  ],
  async provide(house) {
    return {
      filing: {
        href: (procedureCode, caseKey) =>
          house.services.receiveDossier &&
          `/services/${encodeURIComponent(procedureCode)}/apply?${new URLSearchParams({ case: caseKey })}`,
      },
      filingCatalogue,
      filingCitizen: citizenOf,
      draftsOfCitizen,
    };
  },
  pages(app) {
    editorPages(app);
    fillingPages(app);
  },
  async seedDemo(house) {
    await seedForms(house);
  },
};
