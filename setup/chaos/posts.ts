import { localDateOf } from "../../core/calendar/index.ts";
import { type Appointment, holdersOf, type Role } from "../../core/directory/index.ts";
import type { House } from "../../core/system.ts";
import type { PersonActor } from "../../core/transaction/index.ts";

/** Whoever holds a role in a body or unit today, highest post first. @throws Error when nobody does */
export async function holder(house: House, role: Role, organisationId: string): Promise<PersonActor> {
  const [found] = await holdersOf(house.database.queries, role, organisationId, localDateOf(new Date()));
  if (!found) throw new Error(`nobody is ${role} of ${organisationId}`);
  return actorOf(found);
}

export async function leadersOf(house: House, organisationId: string): Promise<readonly Appointment[]> {
  return await holdersOf(house.database.queries, "leader", organisationId, localDateOf(new Date()));
}

export function actorOf(held: Appointment): PersonActor {
  return {
    kind: "person",
    personId: held.personId,
    appointmentId: held.id,
    organisationId: held.organisationId,
    unitId: held.unitId,
    fullName: held.fullName,
    positionTitle: held.title,
    roles: held.roles,
  };
}

export function pick<Item>(items: readonly Item[]): Item {
  const chosen = items[Math.floor(Math.random() * items.length)];
  if (chosen === undefined) throw new Error("nothing to choose from");
  return chosen;
}
