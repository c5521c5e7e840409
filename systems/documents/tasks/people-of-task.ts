import { localDateOf } from "../../../core/calendar/index.ts";
import { type Appointment, findAppointment, holdersOf } from "../../../core/directory/index.ts";
import type { Transaction } from "../../../core/transaction/index.ts";

/** Finds who is behind a task today; what was found once is kept for the run. */
export interface PeopleFinder {
  /** The person in charge; where nobody is named or the post has ended, the heads of the unit, then leaders of the body. */
  inCharge(task: {
    readonly appointment_id: string | null;
    readonly unit_id: string;
    readonly organisation_id: string;
  }): Promise<readonly Appointment[]>;
  heads(unitId: string): Promise<readonly Appointment[]>;
  /** The leader who directed, or, when that post has ended, the leaders of the body. */
  leader(appointmentId: string | null, organisationId: string): Promise<readonly Appointment[]>;
}

export function peopleFinder(tx: Transaction): PeopleFinder {
  const today = localDateOf(tx.now);
  const known = new Map<string, Promise<readonly Appointment[]>>();
  const once = (key: string, find: () => Promise<readonly Appointment[]>) => {
    const found = known.get(key) ?? find();
    known.set(key, found);
    return found;
  };
  const post = (id: string | null) =>
    once(`post:${id}`, async () => {
      const held = id === null ? undefined : await findAppointment(tx.queries, id, today);
      return held ? [held] : [];
    });
  const heads = (unitId: string) =>
    once(`heads:${unitId}`, () => holdersOf(tx.queries, "head-of-unit", unitId, today));
  const leaders = (organisationId: string) =>
    once(`leaders:${organisationId}`, () => holdersOf(tx.queries, "leader", organisationId, today));
  return {
    heads,
    async inCharge({ appointment_id, unit_id, organisation_id }) {
      const person = await post(appointment_id);
      if (person.length > 0) return person;
      const heading = await heads(unit_id);
      return heading.length > 0 ? heading : await leaders(organisation_id);
    },
    async leader(appointmentId, organisationId) {
      const directed = await post(appointmentId);
      return directed.length > 0 ? directed : await leaders(organisationId);
    },
  };
}
