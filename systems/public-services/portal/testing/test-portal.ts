import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { PortalConfig } from "../../../../core/config/index.ts";
import { migrate } from "../../../../core/database/index.ts";
import { notifications } from "../../../../core/notify/system.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import {
  DESTINATION,
  type RunningPortalAdapter,
  startPortalAdapter,
} from "../../../../national/service-portal/adapter/index.ts";
import { DAK_HA, PROVINCE, type TestProvince } from "../../../documents/testing.ts";
import { testCatalogue } from "../../catalogue/testing.ts";
import { citizens } from "../../citizens/system.ts";
import { dossiers } from "../../dossiers/system.ts";
import { createPortalAdapter, type PortalAdapter } from "../adapter/portal-adapter.ts";
import { type SendOptions, sendDue } from "../outbound/send-due.ts";
import { portal } from "../system.ts";
import { type DossierDriver, driveDossiers } from "./drive-dossiers.ts";

export { DAK_HA, PROVINCE };

export const INCOMING_KEY = "khoa-thu-nghiem-cua-cong-dich-vu-cong";

export interface TestPortal extends DossierDriver {
  readonly world: TestProvince;
  readonly house: House;
  readonly adapter: PortalAdapter;
  /** The other side of the wire. */
  readonly national: National;
  readonly organisationId: string;
  readonly clerk: PersonActor;
  /** Sends until nothing is due any more. */
  drain(options?: SendOptions): Promise<void>;
  faults(faults: Record<string, unknown>): Promise<void>;
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

/** The stand-in of the portal, and what makes it fail. */
export interface National extends RunningPortalAdapter {
  faults(faults: Record<string, unknown>): Promise<void>;
}

export async function startNational(folder: string): Promise<National> {
  const account = { username: "ngoc-linh", password: "thu-nghiem", madonvi: PROVINCE };
  const running = await startPortalAdapter({ port: 0, dataDir: folder, accounts: [account] });
  return {
    ...running,
    faults: async (faults) =>
      void (await fetch(`${running.url}/faults`, { method: "POST", body: JSON.stringify(faults) })),
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
  const national = await startNational(folder);
  const house: House = { ...world.house, config: { ...world.house.config, portal: configOf(national) } };
  Object.assign(house.services, await dossiers.provide?.(house));
  await dossiers.seed?.(house);
  const adapter = createPortalAdapter(configOf(national), { patienceMs: options.patienceMs ?? 5_000 });
  house.services.portal = adapter;
  const organisationId = await world.organisation(DAK_HA);
  const clerk = await world.actor("clerk", organisationId);
  return {
    ...driveDossiers({ house, organisationId, clerk, national }),
    world,
    house,
    adapter,
    national,
    organisationId,
    clerk,
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
    faults: national.faults,
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
}
