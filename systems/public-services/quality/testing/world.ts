import { migrate } from "../../../../core/database/index.ts";
import { type Transaction, uuidv7 } from "../../../../core/transaction/index.ts";
import { type DossierWorld, dossierWorld, PARTY } from "../../dossiers/testing.ts";
import { countDossiers } from "../facts/count-dossiers.ts";
import { seedWeights } from "../index-766/weights.ts";

/** A local time, `2022-03-01 08:00`. */
export const at = (text: string): Date => new Date(`${text.replace(" ", "T")}:00+07:00`);

/** A dossier as an example tells it: local times, and only what matters for the figures. */
export interface ToldDossier {
  readonly procedure: string;
  readonly channel?: 1 | 2 | 3;
  readonly organisationId?: string;
  readonly received: string | null;
  readonly due?: string | null;
  readonly finished?: string;
  /** First state it ended in. */
  readonly outcome?: 3 | 7 | 8 | 9;
  /** Each asked and answered; without an answer: still waiting. */
  readonly supplements?: readonly (readonly [asked: string, answered?: string])[];
  readonly result?: "electronic" | "paper-scan";
  readonly digitised?: boolean;
  readonly reused?: boolean;
  readonly fee?: boolean;
  readonly vneid?: boolean;
  readonly state?: number;
  /** Another body handled it. */
  readonly elsewhere?: string;
}

export interface QualityWorld extends DossierWorld {
  /** Puts a dossier straight into the tables of the dossiers and counts it. */
  tell(told: ToldDossier): Promise<string>;
  system<Result>(work: (tx: Transaction) => Promise<Result>, now?: Date): Promise<Result>;
}

/** The world of the dossiers with the figures beside it. */
export async function qualityWorld(): Promise<QualityWorld> {
  const world = await dossierWorld();
  const { database, house } = world.province;
  await migrate(database, [
    { room: "systems/public-services/quality", folder: new URL("../migrations/", import.meta.url) },
  ]);
  await seedWeights(house);
  const { queries } = database;
  const workflow = await queries
    .selectFrom("public_services.workflow_version")
    .select("id")
    .limit(1)
    .executeTakeFirstOrThrow();
  let number = 0;
  const system: QualityWorld["system"] = (work, now) =>
    world.run({ kind: "system", name: "test" }, work, now);
  return {
    ...world,
    system,
    async tell(told) {
      number += 1;
      const received = told.received === null ? null : at(told.received);
      const id = uuidv7(received ?? at(told.finished ?? "2022-03-01 08:00"));
      const due = told.due ? at(told.due) : null;
      const finished = told.finished ? at(told.finished) : null;
      const version = await queries
        .selectFrom("public_services.procedure_version")
        .select(["id", "name", "field_code", "field_name"])
        .where("code", "=", told.procedure)
        .where("state", "=", "published")
        .executeTakeFirstOrThrow();
      const outcome = told.outcome ?? 9;
      await queries
        .insertInto("public_services.dossier")
        .values({
          id,
          code: `000.00.01.H34-220301-${String(number).padStart(4, "0")}`,
          token: `t-${number}`,
          procedure_code: told.procedure,
          procedure_name: version.name,
          procedure_version_id: version.id,
          case_key: "case-1",
          field_code: version.field_code,
          field_name: version.field_name,
          organisation_id: told.organisationId ?? world.commune,
          channel: told.channel ?? 1,
          state: told.state ?? (finished ? outcome : 4),
          applicant: JSON.stringify(PARTY),
          owner: JSON.stringify(PARTY),
          owner_name: PARTY.name,
          applicant_citizen_id: told.vneid ? await account(world, number) : null,
          return_by: 0,
          notify_sms: false,
          notify_zalo: false,
          notify_email: false,
          fees: JSON.stringify(
            told.fee ? [{ code: "P1", kind: "fee", name: "Phí", amount: 5000, collect: 1 }] : [],
          ),
          submitted_at: received ?? at("2022-03-01 08:00"),
          received_at: received,
          due_at: due,
          first_due_at: due,
          finished_at: finished,
          workflow_version_id: workflow.id,
          words: "",
        })
        .execute();
      await queries
        .insertInto("public_services.dossier_component")
        .values({
          dossier_id: id,
          position: 0,
          key: "paper-1",
          code: "",
          name: "Đơn đề nghị",
          originals: 1,
          certified: 0,
          copies: 0,
          required: true,
          digitised: told.digitised ?? false,
          reused: told.reused ?? false,
        })
        .execute();
      for (const [asked, answered] of told.supplements ?? []) {
        const until = answered ? at(answered) : null;
        await queries
          .insertInto("public_services.dossier_supplement")
          .values({
            id: uuidv7(at(asked)),
            dossier_id: id,
            asked_at: at(asked),
            asked_by: "A",
            asked_by_phone: "",
            reason: "Thiếu giấy tờ.",
            components: "[]",
            answered_at: until,
          })
          .execute();
        await queries
          .insertInto("public_services.dossier_pause")
          .values({ dossier_id: id, why: 5, from_at: at(asked), until_at: until })
          .execute();
      }
      if (told.result)
        await queries
          .insertInto("public_services.dossier_file")
          .values({
            id: uuidv7(finished ?? new Date()),
            dossier_id: id,
            kind: "result",
            name: "ket-qua.pdf",
            mime: "application/pdf",
            sha256: "0".repeat(64),
            size: 1,
            at: new Date((finished ?? new Date()).getTime() - 60_000),
            by_name: "A",
            signed_at:
              told.result === "electronic" ? new Date((finished ?? new Date()).getTime() - 60_000) : null,
          })
          .execute();
      if (finished)
        await queries
          .insertInto("public_services.dossier_trace")
          .values({
            id: uuidv7(finished),
            dossier_id: id,
            at: finished,
            action: outcome === 9 ? "finish" : outcome === 7 ? "withdraw" : outcome === 3 ? "refuse" : "stop",
            from_state: 4,
            to_state: outcome,
            name: "A",
            position: "",
            organisation_id: told.elsewhere ?? told.organisationId ?? world.commune,
            organisation_name: "",
            step_words: "",
            note: "",
            public_note: false,
          })
          .execute();
      await queries.transaction().execute((tx) => countDossiers(tx, [id]));
      return id;
    },
  };
}

/** An account that VNeID vouched for. */
async function account({ province }: DossierWorld, number: number): Promise<string> {
  const id = uuidv7(new Date());
  await province.database.queries
    .insertInto("public_services.citizen")
    .values({
      id,
      kind: 1,
      identifier: `0621920${String(number).padStart(5, "0")}`,
      name: "Y Hạnh",
      level: 2,
      verified_at: new Date(),
      verified_by: "vneid",
      notify_sms: false,
      notify_zalo: false,
      notify_email: false,
      created_at: new Date(),
    })
    .execute();
  return id;
}
