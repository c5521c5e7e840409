import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { PortalConfig } from "../../../../core/config/index.ts";
import { migrate } from "../../../../core/database/index.ts";
import { notifications } from "../../../../core/notify/system.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import {
  DESTINATION,
  type RunningPortalAdapter,
  startPortalAdapter,
} from "../../../../national/service-portal/adapter/index.ts";
import { DAK_HA, PROVINCE, type TestProvince } from "../../../documents/testing.ts";
import { procedureAt } from "../../catalogue/index.ts";
import { testCatalogue } from "../../catalogue/testing.ts";
import { citizens } from "../../citizens/system.ts";
import { changeDossier } from "../../dossiers/change-dossier.ts";
import { lockDossier } from "../../dossiers/dossier.ts";
import type { DossierAction, DossierFacts } from "../../dossiers/index.ts";
import { receiveDossier } from "../../dossiers/receive-dossier.ts";
import { dossiers } from "../../dossiers/system.ts";
import type { Party } from "../../forms/index.ts";
import { createPortalAdapter, type PortalAdapter } from "../adapter/portal-adapter.ts";
import { queueDossier } from "../outbound/queue-dossier.ts";
import { type SendOptions, sendDue } from "../outbound/send-due.ts";
import { portal } from "../system.ts";

export { DAK_HA, PROVINCE };

const HOUSE = { kind: "system", name: "test" } as const;
export const INCOMING_KEY = "khoa-thu-nghiem-cua-cong-dich-vu-cong";
/** A procedure of the province that every level receives. */
export const PROCEDURE = "2.000815";

export interface TestPortal {
  readonly world: TestProvince;
  readonly house: House;
  readonly adapter: PortalAdapter;
  /** The other side of the wire. */
  readonly national: RunningPortalAdapter;
  readonly organisationId: string;
  readonly clerk: PersonActor;
  /** Files a dossier at the counter (or online); not queued yet. */
  file(over?: { readonly channel?: 1 | 2 | 3; readonly owner?: Partial<Party> }): Promise<string>;
  /** Does an action of the table of states, with what the use cases write beside it. @param at default: later than before */
  act(dossierId: string, action: DossierAction): Promise<void>;
  /** Hands the events of a dossier over, as the house does some time later. */
  queue(dossierId: string): Promise<void>;
  /** Sends until nothing is due any more. */
  drain(options?: SendOptions): Promise<void>;
  faults(faults: Record<string, unknown>): Promise<void>;
  facts(dossierId: string): Promise<DossierFacts>;
  messages(dossierId: string): Promise<readonly TestMessage[]>;
  close(): Promise<void>;
}

export interface TestMessage {
  readonly id: string;
  readonly kind: string;
  readonly state: number;
  readonly standing: string;
  readonly tries: number;
  readonly problem: string | null;
}

/** The configuration of a house whose portal is the stand-in. */
export function configOf(national: Pick<RunningPortalAdapter, "endpoint">): PortalConfig {
  return {
    endpoint: national.endpoint,
    loginPath: "login",
    servicePath: "g",
    destination: DESTINATION,
    username: "ngoc-linh",
    password: "thu-nghiem",
    unitCode: PROVINCE,
    incomingKey: INCOMING_KEY,
    dialect: "dvcqg",
  };
}

/** @param patienceMs how long the house waits for an answer of the portal */
export async function testPortal(options: { readonly patienceMs?: number } = {}): Promise<TestPortal> {
  const world = await testCatalogue({ seeded: true });
  const folder = mkdtempSync(join(tmpdir(), "portal-"));
  await migrate(
    world.database,
    [notifications, citizens, dossiers, portal].map(({ name, migrations }) => ({
      room: name,
      folder: migrations ?? new URL("../migrations/", import.meta.url),
    })),
  );
  const account = { username: "ngoc-linh", password: "thu-nghiem", madonvi: PROVINCE };
  const national = await startPortalAdapter({ port: 0, dataDir: folder, accounts: [account] });
  const house: House = { ...world.house, config: { ...world.house.config, portal: configOf(national) } };
  Object.assign(house.services, await dossiers.provide?.(house));
  await dossiers.seed?.(house);
  const adapter = createPortalAdapter(configOf(national), { patienceMs: options.patienceMs ?? 5_000 });
  house.services.portal = adapter;
  const organisationId = await world.organisation(DAK_HA);
  // Every action a second after the last: lines of progress differ by their moment.
  let clock = Date.now() - 86_400_000;
  const now = () => {
    clock += 1_000;
    return new Date(clock);
  };
  const test: TestPortal = {
    world,
    house,
    adapter,
    national,
    organisationId,
    clerk: await world.actor("clerk", organisationId),
    async file(over = {}) {
      const procedure = await procedureAt(world.database.queries, PROCEDURE, "2022-03-05");
      const chosen = procedure?.cases[0];
      if (!procedure || !chosen) throw new Error(`no procedure ${PROCEDURE}`);
      const owner = partyOf(over.owner);
      const { id } = await transact(house, { actor: HOUSE, now: now() }, (tx) =>
        receiveDossier(tx, {
          procedureVersionId: procedure.versionId,
          caseKey: chosen.key,
          channel: over.channel ?? 1,
          organisationId,
          applicant: owner,
          owner,
          formVersionId: null,
          answers: null,
          files: [],
          returnBy: 0,
          notify: { sms: false, zalo: false, email: false },
          transactionId: "",
        }),
      );
      return id;
    },
    act: (dossierId, action) => doAction(house, test.clerk, { dossierId, action, now: now() }),
    queue: async (dossierId) =>
      void (await transact(house, { actor: HOUSE }, (tx) => queueDossier(tx, dossierId))),
    async drain(sendOptions = {}) {
      const { signal } = new AbortController();
      for (;;) {
        await sendDue(house, adapter, signal, { pauseMs: 1, ...sendOptions });
        const { rows } = await sql<{ due: number }>`
          select count(*)::int as due from public_services.portal_dossier where next_at is not null`.execute(
          house.database.queries,
        );
        if (rows[0]?.due === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    faults: async (faults) =>
      void (await fetch(`${national.url}/faults`, { method: "POST", body: JSON.stringify(faults) })),
    async facts(dossierId) {
      const facts = await house.services.dossiers?.facts(house.database.queries, dossierId);
      if (!facts) throw new Error("no facts");
      return facts;
    },
    messages: (dossierId) =>
      house.database.queries
        .selectFrom("public_services.portal_message")
        .select(["id", "kind", "state", "standing", "tries", "problem"])
        .where("dossier_id", "=", dossierId)
        .orderBy("number")
        .execute(),
    async close() {
      await national.close();
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return test;
}

function partyOf(over: Partial<Party> = {}): Party {
  return {
    kind: 1,
    name: "Y Mai",
    identifier: "000192000001",
    identifierKind: "cccd",
    address: "Thôn 1, xã Đăk Long",
    phone: "+84900000001",
    email: null,
    citizenId: null,
    ...over,
  };
}

interface Doing {
  readonly dossierId: string;
  readonly action: DossierAction;
  readonly now: Date;
}

/** The cell of the table, and beside it what the use case of that action writes. */
async function doAction(house: House, clerk: PersonActor, { dossierId, action, now }: Doing): Promise<void> {
  await transact(house, { actor: clerk, now }, async (tx) => {
    const row = await lockDossier(tx, dossierId);
    if (action === "ask-supplement")
      await tx.queries
        .insertInto("public_services.dossier_supplement")
        .values({
          id: uuidv7(now),
          dossier_id: row.id,
          asked_at: now,
          asked_by: clerk.fullName,
          asked_by_phone: "",
          reason: "Thiếu bản chính",
          components: JSON.stringify([{ key: null, name: "Bản chính giấy khai sinh" }]),
        })
        .execute();
    if (action === "answer-supplement")
      await tx.queries
        .updateTable("public_services.dossier_supplement")
        .set({ answered_at: now })
        .where("dossier_id", "=", row.id)
        .where("answered_at", "is", null)
        .execute();
    if (action === "finish")
      await tx.queries
        .insertInto("public_services.dossier_file")
        .values({
          id: uuidv7(now),
          dossier_id: row.id,
          kind: "result",
          name: "ban-sao.pdf",
          mime: "application/pdf",
          sha256: "a".repeat(64),
          size: 1000,
          at: now,
          by_name: clerk.fullName,
        })
        .execute();
    await changeDossier(tx, row, {
      action,
      note: `Việc ${action}`,
      publicNote: true,
      set: {
        ...(action === "accept"
          ? { received_at: now, due_at: new Date(now.getTime() + 3 * 86_400_000) }
          : {}),
        ...(action === "return" ? { returned_at: now } : {}),
      },
    });
  });
}
