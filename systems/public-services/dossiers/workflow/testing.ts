import { sql } from "kysely";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { STTTT } from "../../../documents/testing.ts";
import { type DossierWorld, dossierWorld } from "../testing.ts";

/** A world of dossiers with an office that controls procedures, and people of every kind. */
export interface WorkflowWorld extends DossierWorld {
  readonly office: string;
  readonly keeper: { readonly leader: PersonActor; readonly specialist: PersonActor };
  readonly administrator: PersonActor;
}

export async function workflowWorld(): Promise<WorkflowWorld> {
  const world = await dossierWorld();
  const office = await world.province.organisation(STTTT);
  await sql`insert into public_services.procedure_keeper (organisation_id, valid)
    values (${office}::uuid, daterange('2021-01-01', null))`.execute(world.province.database.queries);
  const other = await world.province.actor("specialist", world.district.id);
  return {
    ...world,
    office,
    keeper: {
      leader: await world.province.actor("leader", office),
      specialist: await world.province.actor("specialist", office),
    },
    administrator: { ...other, roles: ["administrator"] },
  };
}
