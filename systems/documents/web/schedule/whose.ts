import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { Words } from "../../../../core/ui/index.ts";
import { seesWholeBody } from "../../schedule/permissions.ts";
import type { Schedule } from "../../schedule/read-schedule.ts";

export const WHOSE = ["all", "organisation", "unit", "mine"] as const;
/** Whose calendar is looked at, of all that a person may see. */
export type Whose = (typeof WHOSE)[number];

export const WHOSE_WORDS: Readonly<Record<Whose, Words>> = {
  all: { vi: "Tất cả", en: "All" },
  organisation: { vi: "Cơ quan", en: "Organisation" },
  unit: { vi: "Đơn vị", en: "Unit" },
  mine: { vi: "Của tôi", en: "Mine" },
};

/** What of a schedule belongs to that calendar. Deadlines and absences are the body's for whoever looks over it. */
export function narrowed(schedule: Schedule, whose: Whose, actor: PersonActor): Schedule {
  if (whose === "all") return schedule;
  if (whose === "mine")
    return {
      events: schedule.events.filter(({ mine }) => mine),
      deadlines: schedule.deadlines.filter(({ mine }) => mine),
      absences: schedule.absences.filter((absence) => absence.appointment_id === actor.appointmentId),
    };
  const work = whose === (seesWholeBody(actor) ? "organisation" : "unit");
  return {
    events: schedule.events.filter(({ scope }) => scope === whose),
    deadlines: work ? schedule.deadlines : [],
    absences: work ? schedule.absences : [],
  };
}
