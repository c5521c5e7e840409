import type { House } from "../../../../core/system.ts";
import { type PersonActor, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import type { RunningPortalAdapter } from "../../../../national/service-portal/adapter/index.ts";
import { procedureAt } from "../../catalogue/index.ts";
import { changeDossier } from "../../dossiers/change-dossier.ts";
import { lockDossier } from "../../dossiers/dossier.ts";
import type { DossierAction, DossierFacts } from "../../dossiers/index.ts";
import { receiveDossier } from "../../dossiers/receive-dossier.ts";
import type { Party } from "../../forms/index.ts";
import { queueDossier } from "../outbound/queue-dossier.ts";

const HOUSE = { kind: "system", name: "test" } as const;
/** A procedure of the province that every level receives. */
export const PROCEDURE = "2.000815";

/** Moves dossiers through their states, without the rights that its use cases ask for. */
export interface DossierDriver {
  /** Files a dossier at the counter, online or by post. */
  file(over?: { readonly channel?: 1 | 2 | 3; readonly owner?: Partial<Party> }): Promise<string>;
  /** Does an action of the table of states, with what the use cases write beside it. */
  act(dossierId: string, action: DossierAction): Promise<void>;
  /** Hands the events of a dossier over, as the house does some time later. */
  queue(dossierId: string): Promise<void>;
  facts(dossierId: string): Promise<DossierFacts>;
  /** What the other side has. */
  readonly national: Pick<RunningPortalAdapter, "kept">;
}

export interface DriverParts {
  readonly house: House;
  readonly organisationId: string;
  readonly clerk: PersonActor;
  readonly national: DossierDriver["national"];
}

export function driveDossiers({ house, organisationId, clerk, national }: DriverParts): DossierDriver {
  // Every action a second after the last: lines of progress differ by their moment.
  let clock = Date.now() - 2 * 86_400_000;
  const now = () => {
    clock += 1_000;
    return new Date(clock);
  };
  return {
    national,
    async file(over = {}) {
      const procedure = await procedureAt(house.database.queries, PROCEDURE, "2022-03-05");
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
    async act(dossierId, action) {
      const last = await house.database.queries
        .selectFrom("public_services.dossier_trace")
        .select((select) => select.fn.max("at").as("at"))
        .where("dossier_id", "=", dossierId)
        .executeTakeFirst();
      const after = new Date((last?.at.getTime() ?? 0) + 1_000);
      const next = now();
      await doAction(house, clerk, { dossierId, action, now: next > after ? next : after });
    },
    queue: async (dossierId) =>
      void (await transact(house, { actor: HOUSE }, (tx) => queueDossier(tx, dossierId))),
    async facts(dossierId) {
      const facts = await house.services.dossiers?.facts(house.database.queries, dossierId);
      if (!facts) throw new Error("no facts");
      return facts;
    },
  };
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
