import type { System } from "../../../core/system.ts";
import "./audit-words.ts";
import "./events.ts";
import { addDossierSection, addProgressSection } from "../dossiers/index.ts";
import { countChanges, countPublished, takeInDossiers, takeInProcedures } from "./facts/keep-counting.ts";
import { noteFact, noteFeedback } from "./facts/note-fact.ts";
import { qualityHelp } from "./help.ts";
import { takeDays } from "./index-766/take-days.ts";
import { seedWeights } from "./index-766/weights.ts";
import { qualityOperations } from "./operations.ts";
import { ratingPath } from "./ratings/rating.ts";
import "./services.ts";
import "./tables.ts";
import { qualityPages } from "./web/index.ts";
import { ratingSection } from "./web/rating-section.tsx";

/** Chất lượng phục vụ: ratings, the nine criteria, the index of QĐ 766/QĐ-TTg, progress for everybody. */
export const quality: System = {
  name: "systems/public-services/quality",
  migrations: new URL("migrations/", import.meta.url),
  subscriptions: [countChanges, countPublished],
  loops: [takeInDossiers, takeDays],
  operations: qualityOperations,
  help: qualityHelp,
  navigation: [
    {
      href: "/quality",
      label: { vi: "Chất lượng phục vụ", en: "Service quality" },
      group: { vi: "Dịch vụ công", en: "Public services" },
      icon: "check-circle",
      order: 690,
      hint: { vi: "Bộ chỉ số QĐ 766, đánh giá của người dân", en: "Index of QĐ 766, ratings" },
      visibleTo: () => true,
    },
  ],
  async provide() {
    return { quality: { note: noteFact, noteFeedback, ratingPath } };
  },
  pages(app) {
    addDossierSection(ratingSection);
    addProgressSection(ratingSection);
    qualityPages(app);
  },
  async seed(house) {
    await seedWeights(house);
    await takeInProcedures(house);
  },
};
