import { sql } from "kysely";
import { openConverter } from "../../core/convert/index.ts";
import "../../core/convert/service.ts";
import { openScanReader } from "../../core/ocr/index.ts";
import "../../core/ocr/service.ts";
import type { House, System } from "../../core/system.ts";
import { archiveCopy, archiveIssued } from "./archive/archive-issued.ts";
import { keepReceived } from "./archive/keep-received.ts";
import { pointAtArchived } from "./archive/point-at-archived.ts";
import { printBook } from "./closing/print-book.ts";
import { tellClosings } from "./closing/tell-closings.ts";
import { tellOpinions } from "./composing/tell-opinions.ts";
import { seedTemplates } from "./composing/templates.ts";
import { convertFile } from "./converting/convert-file.ts";
import { tellDelegations } from "./delegating/tell-delegations.ts";
import { dailyDigest } from "./digest/build-digests.ts";
import { sendDigest } from "./digest/send-digest.ts";
import "./events.ts";
import { tellApprovals } from "./approving/tell-approvals.ts";
import { handOver } from "./handover/run-handover.ts";
import { tellHandovers } from "./handover/tell-handovers.ts";
import { documentHelp } from "./help.ts";
import { documentNotifications } from "./notifications.ts";
import { approvalOperations } from "./operations-approvals.ts";
import { bookOperations } from "./operations-books.ts";
import { copyOperations } from "./operations-copies.ts";
import { delegationOperations } from "./operations-delegations.ts";
import { handoverOperations } from "./operations-handovers.ts";
import { incomingOperations } from "./operations-incoming.ts";
import { opinionRoundOperations } from "./operations-opinion-rounds.ts";
import { outgoingOperations } from "./operations-outgoing.ts";
import { scanOperations } from "./operations-scans.ts";
import { scheduleOperations } from "./operations-schedule.ts";
import { slipOperations } from "./operations-slips.ts";
import { statisticsOperations } from "./operations-statistics.ts";
import { taskOperations } from "./operations-tasks.ts";
import { closeRounds } from "./opinion-rounds/close-round.ts";
import { roundReminders } from "./opinion-rounds/remind-rounds.ts";
import { tellRounds } from "./opinion-rounds/tell-rounds.ts";
import { joinLayers } from "./scanning/join-layers.ts";
import { readScan } from "./scanning/read-scan.ts";
import { indexDocuments } from "./search/index-documents.ts";
import { readFileText } from "./search/read-file-text.ts";
import { tellRights } from "./secrecy/tell-rights.ts";
import { tellSlips } from "./slips/tell-slips.ts";
import "./tables.ts";
import { taskReminders } from "./tasks/remind-tasks.ts";
import { tellTasks } from "./tasks/tell-tasks.ts";
import { approvalPages } from "./web/approving/approval-pages.tsx";
import { cardPages } from "./web/card/index.ts";
import { closingPages } from "./web/closing/index.ts";
import { composingPages } from "./web/composing/index.ts";
import { copyPages } from "./web/copies/index.ts";
import { delegationPages } from "./web/delegations/index.ts";
import { digestPages } from "./web/digest/index.ts";
import { groupPages } from "./web/groups/index.tsx";
import { handoverPages } from "./web/handover/index.ts";
import { homePages } from "./web/home/index.ts";
import { importPages } from "./web/imports/index.ts";
import { incomingPages } from "./web/incoming/index.ts";
import { keptPages } from "./web/kept/index.ts";
import { opinionRoundPages } from "./web/opinion-rounds/index.ts";
import { outgoingPages } from "./web/outgoing/index.ts";
import { quickPages } from "./web/quick/index.ts";
import { registerPages } from "./web/registers/index.ts";
import { scanPages } from "./web/scans/index.ts";
import { schedulePages } from "./web/schedule/index.ts";
import { secrecyPages } from "./web/secrecy/index.tsx";
import { slipPages } from "./web/slips/slip-pages.tsx";
import { statisticsPages } from "./web/statistics/index.ts";
import { taskPages } from "./web/tasks/index.ts";
import "./audit-words.ts";

const GROUP = { vi: "Văn bản", en: "Documents" };

/** Văn bản và điều hành: documents from draft to archive, on both sides. */
export const documents: System = {
  name: "systems/documents",
  migrations: new URL("migrations/", import.meta.url),
  seed: seedDocumentTypes,
  async provide() {
    return { converter: openConverter(), scanReader: openScanReader() };
  },
  subscriptions: [
    indexDocuments,
    ...documentNotifications,
    tellOpinions,
    archiveIssued,
    archiveCopy,
    pointAtArchived,
    tellTasks,
    tellDelegations,
    tellRights,
    tellHandovers,
    tellClosings,
    tellRounds,
    tellApprovals,
    tellSlips,
  ],
  loops: [taskReminders, roundReminders, closeRounds, keepReceived, dailyDigest],
  jobs: [handOver, readFileText, convertFile, readScan, joinLayers, printBook, sendDigest],
  operations: [
    ...incomingOperations,
    ...taskOperations,
    ...outgoingOperations,
    ...copyOperations,
    ...scanOperations,
    ...bookOperations,
    ...scheduleOperations,
    ...statisticsOperations,
    ...delegationOperations,
    ...handoverOperations,
    ...opinionRoundOperations,
    ...approvalOperations,
    ...slipOperations,
  ],
  help: documentHelp,
  navigation: [
    {
      href: "/",
      label: { vi: "Việc hôm nay", en: "Today" },
      group: GROUP,
      icon: "home",
      order: 10,
      visibleTo: () => true,
    },
    {
      href: "/incoming",
      label: { vi: "Văn bản đến", en: "Incoming documents" },
      group: GROUP,
      icon: "inbox",
      order: 20,
      visibleTo: () => true,
    },
    {
      href: "/tasks",
      label: { vi: "Nhiệm vụ", en: "Tasks" },
      group: GROUP,
      icon: "check-circle",
      order: 25,
      visibleTo: () => true,
    },
    {
      href: "/opinion-rounds",
      label: { vi: "Lấy ý kiến", en: "Opinion rounds" },
      group: GROUP,
      icon: "person",
      order: 27,
      visibleTo: () => true,
    },
    {
      href: "/outgoing",
      label: { vi: "Văn bản đi", en: "Outgoing documents" },
      group: GROUP,
      icon: "outbox",
      order: 30,
      visibleTo: () => true,
    },
    {
      href: "/schedule",
      label: { vi: "Lịch đơn vị", en: "Calendar of the unit" },
      group: GROUP,
      icon: "clock",
      order: 35,
      visibleTo: () => true,
    },
    {
      href: "/registers",
      label: { vi: "Sổ văn bản", en: "Registers" },
      group: GROUP,
      icon: "table",
      order: 40,
      visibleTo: (roles) => roles.includes("clerk") || roles.includes("leader"),
    },
    {
      href: "/groups",
      label: { vi: "Nhóm chuyển", en: "Forwarding groups" },
      group: GROUP,
      icon: "unit",
      order: 45,
      visibleTo: () => true,
    },
    {
      href: "/statistics",
      label: { vi: "Thống kê", en: "Statistics" },
      group: GROUP,
      icon: "table",
      order: 46,
      visibleTo: (roles) =>
        roles.includes("leader") || roles.includes("clerk") || roles.includes("head-of-unit"),
    },
    {
      href: "/clearances",
      label: { vi: "Quyền tiếp cận văn bản mật", en: "Access to secret documents" },
      group: GROUP,
      icon: "lock",
      order: 47,
      visibleTo: (roles) => roles.includes("leader"),
    },
    {
      href: "/search",
      label: { vi: "Tìm kiếm", en: "Search" },
      group: GROUP,
      icon: "search",
      order: 50,
      visibleTo: () => true,
    },
    {
      href: "/delegations",
      label: { vi: "Ủy quyền", en: "Delegations" },
      group: GROUP,
      icon: "person",
      order: 60,
      visibleTo: (roles) =>
        ["clerk", "leader", "head-of-unit", "administrator"].some((role) => roles.includes(role)),
    },
    {
      href: "/handovers",
      label: { vi: "Bàn giao công việc", en: "Hand-overs" },
      group: GROUP,
      icon: "person",
      order: 61,
      visibleTo: (roles) => ["leader", "head-of-unit", "administrator"].some((role) => roles.includes(role)),
    },
    {
      href: "/administration/imports",
      label: { vi: "Nhập văn bản từ hệ thống cũ", en: "Imports of documents" },
      group: GROUP,
      icon: "inbox",
      order: 90,
      visibleTo: (roles) => roles.includes("administrator"),
    },
  ],
  pages(app, house) {
    homePages(app);
    digestPages(app);
    importPages(app);
    // Before the incoming documents, whose actions may have any name.
    copyPages(app);
    cardPages(app);
    keptPages(app);
    scanPages(app);
    quickPages(app);
    incomingPages(app);
    composingPages(app);
    outgoingPages(app, house);
    closingPages(app);
    registerPages(app);
    taskPages(app);
    groupPages(app);
    statisticsPages(app);
    secrecyPages(app);
    delegationPages(app);
    handoverPages(app);
    opinionRoundPages(app);
    approvalPages(app);
    slipPages(app);
    schedulePages(app);
  },
};

/** The types of NĐ 30/2020 Art. 7 are in the province's data; a type that is already there keeps what was set. */
async function seedDocumentTypes(house: House): Promise<void> {
  const types = house.services.referenceData?.documentTypes ?? [];
  for (const [position, type] of types.entries()) {
    await sql`insert into documents.document_type (code, name, abbreviation, position)
      values (${type.code}, ${type.name}, ${type.abbreviation}, ${position}) on conflict do nothing`.execute(
      house.database.queries,
    );
  }
  await seedTemplates(house.database.queries, house.services.referenceData?.documentTemplates ?? []);
}

declare module "../../core/system.ts" {
  interface Services {
    /** Code lists of the province, as data. */
    referenceData: {
      readonly documentTypes: readonly {
        readonly code: string;
        readonly name: string;
        readonly abbreviation: string;
      }[];
      /** Texts to begin a document with, per type. */
      readonly documentTemplates?: readonly {
        readonly documentType: string;
        readonly name: string;
        readonly content: Readonly<Record<string, string>>;
      }[];
    };
  }
}
