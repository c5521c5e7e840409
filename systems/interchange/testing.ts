import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../../core/database/index.ts";
import { eventJobs, subscriptionTable } from "../../core/events/index.ts";
import { type JobRunner, startJobs } from "../../core/jobs/index.ts";
import type { House } from "../../core/system.ts";
import { transact } from "../../core/transaction/index.ts";
import { behaviourSchema, DEMO_AGENCIES, startAgencies } from "../../national/agencies/index.ts";
import { startAxis } from "../../national/axis/index.ts";
import { checkDraft } from "../documents/outgoing/check-draft.ts";
import { createDraft } from "../documents/outgoing/create-draft.ts";
import { parseDraftFields } from "../documents/outgoing/draft-fields.ts";
import { issueDocument } from "../documents/outgoing/issue-document.ts";
import { numberDocument } from "../documents/outgoing/number-document.ts";
import { sealDocument } from "../documents/outgoing/seal-document.ts";
import { signDocument } from "../documents/outgoing/sign-document.ts";
import { submitDraft } from "../documents/outgoing/submit-draft.ts";
import { TEST_PIN, type TestProvince, testProvince } from "../documents/testing.ts";
import { registerOrganisations } from "./agencies/register-organisations.ts";
import { createVxpAxis, type MessageKind, type SentItem } from "./axis/index.ts";
import { openAxis } from "./axis-service.ts";
import { MemorySink, readEdxml, type StatusMessage } from "./edxml/index.ts";
import { organId } from "./edxml/testing/messages.ts";
import { receiveMessages } from "./inbox/receive-messages.ts";
import { interchange } from "./system.ts";

const HOUSE_SYSTEM = { systemId: "house", secret: "house-secret" };
/** A system of the tests' own, which receives for nobody of the province. */
export const STRANGER = { systemId: "stranger", secret: "stranger-secret", code: "000.00.99.G99" };
const CENTRAL = { systemId: "central", secret: "central-secret" };

/** A foreign system that sends whatever it likes and reads what it is answered. */
export interface Stranger {
  /** @returns DocId; rejects with an AxisError when the axis refuses it */
  send(kind: MessageKind, bytes: Uint8Array): Promise<string>;
  /** Statuses that have come back so far, acknowledged on the way. */
  statuses(): Promise<readonly StatusMessage[]>;
  /** What the axis knows of one message that was sent. */
  sent(docId: string): Promise<readonly SentItem[]>;
}

/** The province with its interchange room at work, and the stand-ins of the axis and of central agencies. */
export interface InterchangeWorld {
  readonly province: TestProvince;
  readonly house: House;
  /** Control page of the simulated agencies. */
  readonly agencies: string;
  /** Switches faults of the axis. */
  faults(settings: Record<string, unknown>): Promise<void>;
  /** Another system on the axis, which speaks for STRANGER. */
  readonly stranger: Stranger;
  /** A letter of the organisation, drafted, signed, numbered, sealed and issued. */
  issue(sender: string, recipients: readonly string[], extra?: Record<string, unknown>): Promise<string>;
  /** Looks at both lists of the axis until they are empty. */
  receive(): Promise<void>;
  /** Works (jobs, inbox) until `until` is true. */
  workUntil(until: () => Promise<boolean>, seconds?: number): Promise<void>;
  close(): Promise<void>;
}

export async function interchangeWorld(
  options: { readonly work?: boolean; readonly maxMessageBytes?: number } = {},
): Promise<InterchangeWorld> {
  const subscriptions = interchange.subscriptions ?? [];
  const province = await testProvince(subscriptions);
  await migrate(province.database, [
    { room: "core/notify", folder: new URL("../../core/notify/migrations/", import.meta.url) },
    { room: "systems/interchange", folder: new URL("migrations/", import.meta.url) },
  ]);
  const axis = await startAxis({
    port: 0,
    dataDir: mkdtempSync(join(tmpdir(), "axis-")),
    systems: [HOUSE_SYSTEM, CENTRAL, STRANGER],
    agencies: [
      ...DEMO_AGENCIES.map(({ code, code102, name }) => ({
        code,
        code102,
        name,
        systemId: CENTRAL.systemId,
      })),
      { code: STRANGER.code, name: "Cơ quan lạ", systemId: STRANGER.systemId },
      { code: "000.00.77.H34", name: "Cơ quan chưa có trong danh bạ", systemId: HOUSE_SYSTEM.systemId },
    ],
  });
  const agencies = await startAgencies({
    axisUrl: axis.endpoint,
    ...CENTRAL,
    dataDir: mkdtempSync(join(tmpdir(), "agencies-")),
    port: 0,
    pollMs: 100,
    agencies: DEMO_AGENCIES.map((agency) => ({
      ...agency,
      behaviour: behaviourSchema.parse({ ...agency.behaviour, ...QUICK }),
    })),
  });
  const { house: plain } = province;
  const house: House = {
    ...plain,
    config: {
      ...plain.config,
      axis: { endpoint: axis.endpoint, ...HOUSE_SYSTEM },
      maxMessageBytes: options.maxMessageBytes ?? plain.config.maxMessageBytes,
    },
    subscriptions: subscriptionTable(subscriptions),
  };
  const port = openAxis(house);
  if (!port) throw new Error("no axis");
  house.services.axis = port;
  await registerOrganisations(house, port, new Set());
  let jobs: JobRunner | undefined;
  if (options.work !== false) {
    jobs = await startJobs(house, [...(interchange.jobs ?? []), ...eventJobs(subscriptions)], {
      soleInstance: true,
    });
  }
  const signal = new AbortController().signal;
  const receive = async (): Promise<void> => {
    for (const kind of ["edoc", "status"] as const) {
      for (let more = "again"; more === "again"; ) more = await receiveMessages(house, kind, signal);
    }
  };
  return {
    province,
    house,
    stranger: strangerOn(axis.endpoint),
    agencies: agencies.url,
    receive,
    issue: (sender, recipients, extra = {}) => issue(province, house, sender, recipients, extra),
    async faults(settings) {
      const answer = await fetch(`${axis.url}/faults`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(settings),
      });
      if (!answer.ok) throw new Error(`faults: ${answer.status} ${await answer.text()}`);
    },
    async workUntil(until, seconds = 20) {
      const end = Date.now() + seconds * 1_000;
      while (!(await until())) {
        if (Date.now() > end) throw new Error("it did not happen in time");
        await receive().catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async close() {
      await jobs?.stop();
      port.close();
      await agencies.close();
      await axis.close();
      await province.close();
    },
  };
}

function strangerOn(endpoint: string): Stranger {
  const { systemId, secret, code } = STRANGER;
  const axis = createVxpAxis({ endpoint, systemId, secret });
  const got: StatusMessage[] = [];
  return {
    async send(kind, bytes) {
      async function* content() {
        yield bytes;
      }
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const message = { kind, from: organId(code), to: [], file: content, size: bytes.length, sha256 };
      return (await axis.send(message)).docId;
    },
    async statuses() {
      for (const { docId } of (await axis.listReceived("status")).items) {
        const sink = new MemorySink();
        await axis.get(docId, sink);
        const read = await readEdxml([sink.bytes()]);
        if (read.ok && read.message.kind === "status") got.push(read.message);
        await axis.acknowledge(docId, "done");
      }
      return got;
    },
    async sent(docId) {
      return (await axis.listSent("edoc", docId)).items;
    },
  };
}

const QUICK = {
  refuseAfterMs: 100,
  steps: [
    { status: "03", afterMs: 100 },
    { status: "04", afterMs: 200 },
    { status: "05", afterMs: 300 },
    { status: "06", afterMs: 600 },
  ],
  answerAfterMs: 400,
  recallAfterMs: 100,
};

async function issue(
  province: TestProvince,
  house: House,
  sender: string,
  recipients: readonly string[],
  extra: Record<string, unknown>,
): Promise<string> {
  const [clerk, leader] = [await province.actor("clerk", sender), await province.actor("leader", sender)];
  const file = await province.letter();
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v báo cáo kết quả gửi, nhận văn bản điện tử",
    signer: leader.appointmentId,
    recipients,
    toPlaces: ["Như trên", "Lưu: VT"],
    ...extra,
  });
  const { id } = await transact(house, { actor: clerk }, (tx) =>
    createDraft(tx, clerk, { fields, file, pageAmount: 1, attachments: [] }),
  );
  await transact(house, { actor: clerk }, (tx) => submitDraft(tx, clerk, id));
  await transact(house, { actor: leader }, (tx) => checkDraft(tx, leader, id));
  await signDocument(house, leader, { id, pin: TEST_PIN });
  await numberDocument(house, clerk, { id });
  await sealDocument(house, clerk, { id, pin: TEST_PIN });
  await transact(house, { actor: clerk }, (tx) => issueDocument(tx, clerk, id));
  return id;
}
