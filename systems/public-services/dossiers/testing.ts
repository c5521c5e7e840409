import { migrate } from "../../../core/database/index.ts";
import { findOrganisationByGsoCode } from "../../../core/directory/index.ts";
import { type Actor, type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { DAK_HA, type TestProvince, testProvince } from "../../documents/testing.ts";
import type { ProcedureRecord } from "../catalogue/index.ts";
import { publishSample } from "../catalogue/testing.ts";
import type { Party } from "../forms/index.ts";
import { type DossierRow, getDossier } from "./dossier.ts";
import { type Intake, receiveDossier } from "./receive-dossier.ts";
import { attachResult } from "./results.ts";
import { dossiers } from "./system.ts";

/** Codes of the General Statistics Office. */
const DAK_LONG = "23504";
const HA_MON = "23521";

/** A commune with its desk, specialist and leader, another commune, and the district above them. */
export interface DossierWorld {
  readonly province: TestProvince;
  readonly commune: string;
  readonly desk: PersonActor;
  readonly specialist: PersonActor;
  readonly leader: PersonActor;
  readonly strangerDesk: PersonActor;
  readonly district: { readonly id: string; readonly specialist: PersonActor };
  /** Version of the procedure that communes receive. */
  readonly versionId: string;
  /** Publishes another procedure and gives its version. */
  publish(over: Partial<ProcedureRecord>): Promise<string>;
  run<Result>(actor: Actor, work: (tx: Transaction) => Promise<Result>, now?: Date): Promise<Result>;
  /** Files online, as a form does. */
  file(
    over?: Partial<Intake>,
    now?: Date,
  ): Promise<{ readonly id: string; readonly code: string; readonly token: string }>;
  row(id: string): Promise<DossierRow>;
  /** A result as whoever handles it lays it there. */
  attach(actor: PersonActor, id: string): Promise<void>;
  close(): Promise<void>;
}

export const PARTY: Party = {
  kind: 1,
  name: "Y Hạnh",
  identifier: "062192000123",
  identifierKind: "cccd",
  address: "Thôn Kon Đao, xã Đăk Long",
  phone: "+84912345678",
  email: null,
  citizenId: null,
};

export async function dossierWorld(): Promise<DossierWorld> {
  const province = await testProvince();
  const { database, house } = province;
  await migrate(database, [
    { room: "core/notify", folder: new URL("../../../core/notify/migrations/", import.meta.url) },
  ]);
  await migrate(
    database,
    ["citizens", "catalogue", "forms", "dossiers"].map((room) => ({
      room: `systems/public-services/${room}`,
      folder: new URL(`../${room}/migrations/`, import.meta.url),
    })),
  );
  Object.assign(house.services, await dossiers.provide?.(house));
  await dossiers.seed?.(house);
  const byGso = async (code: string) => {
    const found = await findOrganisationByGsoCode(database.queries, code, new Date());
    if (!found) throw new Error(`no commune ${code}`);
    return found.id;
  };
  const commune = await byGso(DAK_LONG);
  const other = await byGso(HA_MON);
  const district = await province.organisation(DAK_HA);
  const run: DossierWorld["run"] = (actor, work, now) =>
    transact(house, { actor, ...(now ? { now } : {}) }, work);
  let published = 0;
  const publish = async (over: Partial<ProcedureRecord>): Promise<string> => {
    published += 1;
    const code = `1.90000${published}`;
    return await run({ kind: "system", name: "test" }, (tx) => publishSample(tx, { code, ...over }));
  };
  const versionId = await publish({});
  return {
    province,
    commune,
    desk: await province.actor("clerk", commune),
    specialist: await province.actor("specialist", commune),
    leader: await province.actor("leader", commune),
    strangerDesk: await province.actor("clerk", other),
    district: { id: district, specialist: await province.actor("specialist", district) },
    versionId,
    publish,
    run,
    async file(over = {}, now) {
      return await run(
        { kind: "system", name: "forms" },
        (tx) => receiveDossier(tx, intake(over, versionId, commune)),
        now,
      );
    },
    row: (id) => getDossier(database.queries, id),
    async attach(actor, id) {
      const letter = await province.letter();
      const { version } = await getDossier(database.queries, id);
      const file = {
        componentKey: null,
        name: "ket-qua.pdf",
        mime: "application/pdf",
        sha256: letter.sha256,
        size: letter.size,
      };
      await run(actor, (tx) => attachResult(tx, actor, { id, seen: version, file }));
    },
    close: () => province.close(),
  };
}

function intake(over: Partial<Intake>, procedureVersionId: string, organisationId: string): Intake {
  return {
    procedureVersionId,
    caseKey: "case-1",
    channel: 2,
    organisationId,
    applicant: PARTY,
    owner: PARTY,
    formVersionId: null,
    answers: null,
    files: [],
    returnBy: 0,
    notify: { sms: true, zalo: false, email: false },
    transactionId: "test",
    ...over,
  };
}
