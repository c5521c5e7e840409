import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../core/directory/index.ts";
import { type PersonActor, uuidv7 } from "../../../core/transaction/index.ts";
import type { IncomingState } from "../incoming/incoming-states.ts";
import { DAK_HA, type TestProvince } from "../testing.ts";
import type { TaskState } from "./task-states.ts";

/** The people of one body with a lead unit and a co-operating unit. */
export interface TaskPeople {
  readonly clerk: PersonActor;
  readonly leader: PersonActor;
  readonly head: PersonActor;
  readonly person: PersonActor;
  readonly otherHead: PersonActor;
  readonly otherPerson: PersonActor;
}

export async function taskPeople(world: TestProvince): Promise<TaskPeople> {
  const { queries } = world.database;
  const today = localDateOf(new Date());
  const body = await world.organisation(DAK_HA);
  const staffed: { head: PersonActor; person: PersonActor }[] = [];
  for (const unit of await unitsOf(queries, body, today)) {
    const [head] = await holdersOf(queries, "head-of-unit", unit.id, today);
    const [person] = await holdersOf(queries, "specialist", unit.id, today);
    if (head && person) staffed.push({ head: world.actorOf(head), person: world.actorOf(person) });
    if (staffed.length === 2) break;
  }
  const [first, second] = staffed;
  if (!first || !second) throw new Error("two units with a head and a specialist are needed");
  return {
    clerk: await world.actor("clerk", body),
    leader: await world.actor("leader", body),
    ...first,
    otherHead: second.head,
    otherPerson: second.person,
  };
}

export interface DirectedDocument {
  readonly id: string;
  readonly lead: string;
  readonly other: string;
}

let serial = 0;

/** A document directed to both units, with a person in each. */
export async function directedDocument(
  world: TestProvince,
  people: TaskPeople,
  given: {
    readonly state?: IncomingState;
    readonly taskState?: TaskState;
    readonly deadline?: Date | null;
    /** The inner deadline of the people; absent = they work to the unit's. */
    readonly personDeadline?: Date;
  } = {},
): Promise<DirectedDocument> {
  const now = new Date();
  serial += 1;
  const deadline = given.deadline === undefined ? new Date(now.getTime() + 20 * 86_400_000) : given.deadline;
  const directed = { id: uuidv7(now), lead: uuidv7(now), other: uuidv7(now) };
  await world.database.queries
    .insertInto("documents.incoming")
    .values({
      id: directed.id,
      organisation_id: people.leader.organisationId,
      state: given.state ?? "processing",
      source: "axis",
      wire_id: directed.id,
      from_code: "000.00.00.H34",
      from_name: "UBND tỉnh Kon Tum",
      code_number: String(serial),
      code_notation: "UBND-VX",
      issued_date: "2026-03-04",
      abstract: `Về việc phòng chống cháy rừng lần ${serial}`,
      arrived_at: now,
      presented_to: people.leader.appointmentId,
      presented_to_name: people.leader.fullName,
      deadline,
    })
    .execute();
  await world.database.queries
    .insertInto("documents.assignment")
    .values(
      (["lead", "co-operating"] as const).map((role) => {
        const person = role === "lead" ? people.person : people.otherPerson;
        const head = role === "lead" ? people.head : people.otherHead;
        return {
          id: role === "lead" ? directed.lead : directed.other,
          incoming_id: directed.id,
          role,
          unit_id: person.unitId,
          unit_name: role === "lead" ? "Phòng chủ trì" : "Phòng phối hợp",
          appointment_id: person.appointmentId,
          person_name: person.fullName,
          deadline,
          person_deadline: given.personDeadline ?? deadline,
          person_deadline_by: given.personDeadline ? head.appointmentId : null,
          state: given.taskState ?? ("processing" as const),
          assigned_at: now,
        };
      }),
    )
    .execute();
  return directed;
}
