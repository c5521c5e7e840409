import type { System } from "../../../core/system.ts";
import "./audit-words.ts";
import "./events.ts";
import { may } from "../../../core/access/index.ts";
import { getDossier } from "./dossier.ts";
import { settlePayment } from "./end-dossier.ts";
import { dossiersHelp } from "./help.ts";
import { writePapers } from "./papers/keep-paper.ts";
import { mayReadDossier } from "./permissions.ts";
import { factsByCode, factsByToken, factsOf } from "./read-facts.ts";
import { receiveDossier } from "./receive-dossier.ts";
import { reminderLoop } from "./remind-dossiers.ts";
import "./services.ts";
import { subjectOfDossier } from "./subject.ts";
import { guessSweep } from "./sweep-guesses.ts";
import "./tables.ts";
import { tellOfficials } from "./tell-officials.ts";
import { dossierPages } from "./web/index.ts";
import { workflowPages, workflowsHelp } from "./web/workflow/index.ts";
import { seedWorkflows } from "./workflow/index.ts";

/** Hồ sơ thủ tục hành chính: from filing to the returned result, at the counter and online. */
export const dossiers: System = {
  name: "systems/public-services/dossiers",
  migrations: new URL("migrations/", import.meta.url),
  subscriptions: [writePapers, tellOfficials],
  loops: [guessSweep, reminderLoop],
  help: [...dossiersHelp, ...workflowsHelp],
  navigation: [
    {
      href: "/dossiers",
      label: { vi: "Hồ sơ một cửa", en: "One-stop dossiers" },
      group: { vi: "Dịch vụ công", en: "Public services" },
      icon: "table",
      order: 600,
      hint: { vi: "Tiếp nhận, xử lý, trả kết quả", en: "Receive, handle, return" },
      visibleTo: (roles) =>
        roles.some((role) => ["clerk", "leader", "head-of-unit", "specialist"].includes(role)),
    },
    {
      href: "/workflows",
      label: { vi: "Quy trình hồ sơ", en: "Workflows" },
      group: { vi: "Dịch vụ công", en: "Public services" },
      icon: "columns",
      order: 870,
      hint: { vi: "Bước, lối đi, phiên bản", en: "Steps, ways, versions" },
      visibleTo: () => true,
    },
  ],
  async provide() {
    return {
      receiveDossier,
      dossiers: {
        facts: factsOf,
        byCode: factsByCode,
        byToken: factsByToken,
        mayRead: async (queries, actor, { id }) =>
          may(actor, mayReadDossier, await subjectOfDossier(queries, await getDossier(queries, id))),
        settlePayment,
      },
    };
  },
  pages(app) {
    dossierPages(app);
    workflowPages(app);
  },
  async seed(house) {
    await seedWorkflows(house);
  },
};
