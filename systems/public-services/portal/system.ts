import { sql } from "kysely";
import { type System, subscription } from "../../../core/system.ts";
import "./audit-words.ts";
import { portalHelp } from "./help.ts";
import { operations } from "./operations.ts";
import { queueDossier } from "./outbound/queue-dossier.ts";
import { sendDue } from "./outbound/send-due.ts";
import { openPortal } from "./portal-service.ts";
import "./tables.ts";
import { addPortalSection, portalPages } from "./web/index.ts";

const SEND_MS = 1_000;

/** Đồng bộ hồ sơ: dossiers and progress to and from the national service portal, one effect each, never another state. */
export const portal: System = {
  name: "systems/public-services/portal",
  migrations: new URL("migrations/", import.meta.url),
  help: portalHelp,
  operations,
  navigation: [
    {
      href: "/portal",
      label: { vi: "Cổng DVC quốc gia", en: "National portal" },
      group: { vi: "Dịch vụ công", en: "Public services" },
      icon: "link",
      order: 660,
      hint: { vi: "Đồng bộ hồ sơ, lỗi cần sửa", en: "Synchronised dossiers, what to put right" },
      visibleTo: (roles) => roles.some((role) => ["clerk", "leader", "administrator"].includes(role)),
    },
  ],
  async provide(house) {
    addPortalSection();
    const opened = openPortal(house);
    return opened ? { portal: opened } : {};
  },
  pages: (app) => portalPages(app),
  async seed(house) {
    // The embedded server serves this process alone: whoever held a lease is dead, and nothing waits for its end.
    if (house.config.databaseUrl === undefined)
      await sql`update public_services.portal_dossier set lease = null, lease_until = null where lease is not null`.execute(
        house.database.queries,
      );
  },
  subscriptions: [
    subscription({
      consumer: "portal.dossiers",
      events: ["dossiers.filed", "dossiers.changed", "dossiers.apologised"],
      // At the counter a dossier is accepted as it is filed: that event brings both lines.
      concerns: (data) => !("channel" in data) || data.channel !== 1,
      handle: async (tx, event) => void (await queueDossier(tx, event.subjectId)),
    }),
  ],
  loops: [
    {
      name: "portal.send",
      everyMs: SEND_MS,
      run: async (house, signal) => {
        const { portal: adapter } = house.services;
        return adapter ? await sendDue(house, adapter, signal) : "rest";
      },
    },
  ],
};
