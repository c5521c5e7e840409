import { instantAt, plusDays } from "../../core/calendar/index.ts";
import type { DocumentRows } from "../../systems/documents/import/write-rows.ts";
import { noRows } from "../../systems/documents/import/write-rows.ts";
import { drawing } from "./drawing.ts";
import { addIncoming } from "./incoming-history.ts";
import { addOutgoing } from "./outgoing-history.ts";
import type { Body } from "./read-bodies.ts";
import type { SyntheticFile } from "./synthetic-files.ts";

/** What a history is made from. The same plan over the same province gives the same documents. */
export interface HistoryPlan {
  readonly amount: number;
  readonly seed: number;
  /** First and last day, `yyyy-MM-dd`. */
  readonly from: string;
  readonly until: string;
}

/** What every document is drawn with. */
export interface Workshop {
  readonly draw: ReturnType<typeof drawing>;
  readonly bodies: readonly Body[];
  readonly places: readonly string[];
  readonly files: readonly (readonly SyntheticFile[])[];
  /** Name of a document type by abbreviation. */
  readonly types: ReadonlyMap<string, { readonly code: string; readonly name: string }>;
  /** Takes the next number of a series: gapless, because every document that takes one is written. */
  number(organisationId: string, series: string, year: number): number;
}

/** When a document was met, and whether it is so new that work on it goes on. */
export interface Moment {
  /** Running number of the document in the history, from 0. */
  readonly index: number;
  readonly at: Date;
  readonly day: string;
  readonly year: number;
  readonly recent: boolean;
}

/** Documents, and the last number of each series after them. */
export interface HistoryBatch {
  readonly rows: DocumentRows;
  /** How many documents of the history there are up to the end of this batch. */
  readonly upTo: number;
  readonly counters: readonly {
    readonly organisation_id: string;
    readonly series: string;
    readonly year: number;
    readonly last: number;
  }[];
}

const BATCH = 2_000;
/** Documents of the last days are still at work in every state. */
const RECENT_DAYS = 12;
const DAY_BEGINS = 7.5 * 3_600_000;
const DAY_LENGTH = 9.5 * 3_600_000;

/** The history in the order of time, in batches. */
export function* historyOf(
  plan: HistoryPlan,
  world: Omit<Workshop, "draw" | "number">,
): Generator<HistoryBatch> {
  const draw = drawing(plan.seed);
  const counters = new Map<string, HistoryBatch["counters"][number]>();
  let touched = new Set<string>();
  const workshop: Workshop = {
    ...world,
    draw,
    number(organisation_id, series, year) {
      const key = `${organisation_id}/${series}/${year}`;
      const last = (counters.get(key)?.last ?? 0) + 1;
      counters.set(key, { organisation_id, series, year, last });
      touched.add(key);
      return last;
    },
  };
  const wheel = wheelOf(world.bodies);
  const days = workingDays(plan.from, plan.until);
  const recentFrom = days.length - RECENT_DAYS;
  let rows = noRows();
  for (let index = 0; index < plan.amount; index += 1) {
    const place = (index * days.length) / plan.amount;
    const which = Math.floor(place);
    const day = days[which] ?? plan.until;
    const moment: Moment = {
      index,
      day,
      at: new Date(instantAt(day).getTime() + DAY_BEGINS + Math.floor((place - which) * DAY_LENGTH)),
      year: Number(day.slice(0, 4)),
      recent: which >= recentFrom,
    };
    const body = draw.pick(wheel);
    if (draw.below(5) === 0) addOutgoing(rows, workshop, body, moment);
    else addIncoming(rows, workshop, body, moment);
    if ((index + 1) % BATCH === 0 || index + 1 === plan.amount) {
      yield {
        rows,
        upTo: index + 1,
        counters: [...touched].flatMap((key) => counters.get(key) ?? []),
      };
      rows = noRows();
      touched = new Set();
    }
  }
}

/**
 * An identifier that is the same every time: the moment, what it names, and the running number of its document.
 *
 * @param kind up to 15 things of one document
 */
export function idOf(at: Date, kind: number, index: number): string {
  const time = at.getTime().toString(16).padStart(12, "0");
  const tail = index.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind.toString(16).padStart(3, "0")}-8000-${tail}`;
}

/** Each body as often as its share of the business. */
function wheelOf(bodies: readonly Body[]): readonly Body[] {
  return bodies.flatMap((body) => Array.from({ length: Math.round(body.weight * 2) }, () => body));
}

function workingDays(from: string, until: string): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= until; day = plusDays(day, 1)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days.push(day);
  }
  return days;
}
