import type { System } from "../../core/system.ts";
import { expiryAlerts } from "./alerts.ts";
import "./events.ts";
import { certificateHelp } from "./help.ts";
import { noteUse } from "./note-use.ts";
import { certificateOperations } from "./operations.ts";
import { seedDemoCertificates } from "./seed-demo.ts";
import "./audit-words.ts";
import "./tables.ts";
import { certificatePages } from "./web/index.ts";

/** Sổ chứng thư số: the certificates of the province, what is asked for them, and who must act before they end. */
export const certificates: System = {
  name: "systems/certificates",
  migrations: new URL("migrations/", import.meta.url),
  subscriptions: [noteUse],
  loops: [expiryAlerts],
  operations: certificateOperations,
  help: certificateHelp,
  navigation: [
    {
      href: "/certificates",
      label: { vi: "Sổ chứng thư số", en: "Register of certificates" },
      group: { vi: "Ký số", en: "Signing" },
      icon: "shield-check",
      order: 810,
      visibleTo: () => true,
    },
  ],
  pages(app) {
    certificatePages(app);
  },
  seedDemo: (house) => seedDemoCertificates(house),
};
