import { localDateOf } from "../../../core/calendar/index.ts";
import { organisationTree } from "../../../core/directory/index.ts";
import type { House, System } from "../../../core/system.ts";
import { addDossierSection, addProgressSection } from "../dossiers/index.ts";
import "./audit-words.ts";
import { compareLoop } from "./comparison/compare-nightly.ts";
import "./events.ts";
import { paymentHelp } from "./help.ts";
import { queryLoop } from "./online/ask-platform.ts";
import { confirmOperation } from "./online/take-notice.ts";
import { openOnRequest } from "./open-on-request.ts";
import { paymentOperations } from "./operations.ts";
import { paidOnline } from "./paid-online.ts";
import "./tables.ts";
import { collectSection, owedSection } from "./web/dossier-section.tsx";
import { paymentPages } from "./web/index.ts";

/** Thanh toán phí, lệ phí: online over the national platform, by VietQR, at the counter. */
export const payment: System = {
  name: "systems/public-services/payment",
  migrations: new URL("migrations/", import.meta.url),
  subscriptions: [openOnRequest],
  loops: [queryLoop, compareLoop],
  operations: paymentOperations,
  publicOperations: [confirmOperation],
  help: paymentHelp,
  navigation: [
    {
      href: "/payments",
      label: { vi: "Thu phí, lệ phí", en: "Payments" },
      group: { vi: "Dịch vụ công", en: "Public services" },
      icon: "table",
      order: 610,
      hint: { vi: "Khoản thu, biên lai, đối soát", en: "Payments, receipts, comparison" },
      visibleTo: (roles) =>
        roles.some((role) => ["clerk", "leader", "head-of-unit", "auditor"].includes(role)),
    },
  ],
  async provide() {
    addDossierSection(owedSection);
    addProgressSection(owedSection);
    addDossierSection(collectSection);
    return { paidOnline };
  },
  pages(app) {
    paymentPages(app);
  },
  seedDemo: seedAccounts,
};

/** Accounts nobody owns, so that the demonstration can be paid for. */
async function seedAccounts({ database }: House): Promise<void> {
  const tree = await organisationTree(database.queries, localDateOf(new Date()));
  const bodies = tree.flatMap((each) => [
    each,
    ...each.children.flatMap((child) => [child, ...child.children]),
  ]);
  if (bodies.length === 0) return;
  await database.queries
    .insertInto("public_services.payment_account")
    .values(
      bodies.map(({ id, name }, index) => ({
        organisation_id: id,
        bank_bin: "970405",
        account: `000${String(index + 1).padStart(7, "0")}`,
        holder: name,
        changed_at: new Date(),
        changed_by: "Dữ liệu trình diễn",
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
