import { job, type System, subscription } from "../../core/system.ts";
import { synchroniseAgencies } from "./agencies/synchronise-agencies.ts";
import { openAxis } from "./axis-service.ts";
import { interchangeHelp } from "./help.ts";
import { applyStoredMessage } from "./inbox/apply-stored-message.ts";
import { receiveMessages } from "./inbox/receive-messages.ts";
import { declineWaitingRequest } from "./inbox/sender-requests.ts";
import { operations } from "./operations.ts";
import { queueDueStatus } from "./outbox/queue-due-status.ts";
import { queueIssuedDocument } from "./outbox/queue-issued-document.ts";
import { queueRecall } from "./outbox/queue-recall.ts";
import { sendMessage } from "./outbox/send-message.ts";
import { rescueMessages } from "./rescue-messages.ts";
import "../documents/index.ts";
import "./tables.ts";
import { messagePages } from "./web/message-pages.tsx";
import "./audit-words.ts";

const POLL_MS = 1_000;
const RESCUE_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** Liên thông: documents and their statuses over the national interchange axis, exactly one effect each. */
export const interchange: System = {
  name: "systems/interchange",
  migrations: new URL("migrations/", import.meta.url),
  async provide(house) {
    const axis = openAxis(house);
    return axis ? { axis } : {};
  },
  pages: (app) => messagePages(app),
  operations,
  help: interchangeHelp,
  navigation: [
    {
      href: "/interchange",
      label: { vi: "Liên thông", en: "Interchange" },
      group: { vi: "Văn bản", en: "Documents" },
      icon: "link",
      order: 190,
      visibleTo: (roles) => roles.includes("clerk") || roles.includes("administrator"),
    },
  ],
  subscriptions: [
    subscription({
      consumer: "interchange.documents",
      events: ["documents.outgoing-issued"],
      handle: (tx, event) => queueIssuedDocument(tx, event.data.outgoingId),
    }),
    subscription({
      consumer: "interchange.recalls",
      events: ["documents.recall-asked"],
      handle: (tx, event) => queueRecall(tx, event.data.outgoingId, event.data),
    }),
    subscription({
      consumer: "interchange.statuses",
      events: ["documents.status-due"],
      handle: (tx, event) => queueDueStatus(tx, event.data),
    }),
  ],
  jobs: [
    job("interchange.send", (house, { messageId }, run) => sendMessage(house, messageId, run)),
    job("interchange.apply", (house, { messageId }, run) => applyStoredMessage(house, messageId, run)),
    job("interchange.decline-request", (house, { requestId }) => declineWaitingRequest(house, requestId)),
  ],
  loops: [
    {
      name: "interchange.agencies",
      everyMs: DAY_MS,
      async run(house) {
        await synchroniseAgencies(house);
        return "rest";
      },
    },
    {
      name: "interchange.rescue",
      everyMs: RESCUE_MS,
      async run(house) {
        await rescueMessages(house);
        return "rest";
      },
    },
    {
      name: "interchange.receive-documents",
      everyMs: POLL_MS,
      run: (house, signal) => receiveMessages(house, "edoc", signal),
    },
    {
      name: "interchange.receive-statuses",
      everyMs: POLL_MS,
      run: (house, signal) => receiveMessages(house, "status", signal),
    },
  ],
};
