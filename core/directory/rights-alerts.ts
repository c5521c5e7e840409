/**
 * Changes in who may do or see something stand as alerts until an authorised person confirms or contests them (NĐ 30/2020
 * PL VI part I). Rooms raise them beside the change, in the same transaction, and say how a contested one is undone.
 */
import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../database/index.ts";
import type { Sentence } from "../errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../transaction/index.ts";
import { nameOfActor } from "./appointment-changes.ts";
import "./events.ts";

export type RightsAlertState = "open" | "confirmed" | "contested" | "lapsed";

/** One change, as it stands on the page. */
export interface RightsAlert {
  readonly id: string;
  readonly organisationId: string;
  /** The unit whose head may decide too. */
  readonly unitId: string | null;
  readonly kind: string;
  readonly objectId: string;
  readonly holderPerson: string | null;
  readonly holderName: string;
  readonly what: Sentence;
  readonly before: Sentence;
  readonly after: Sentence;
  readonly why: string;
  readonly href: string;
  readonly undo: Readonly<Record<string, unknown>>;
  readonly changedBy: string | null;
  readonly changedByName: string;
  readonly changedAt: Date;
  readonly state: RightsAlertState;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly decisionReason: string;
  readonly outcome: Sentence;
}

export interface NewRightsAlert {
  readonly organisationId: string;
  readonly unitId?: string;
  /** `room.change`; `undoesRights` says how it is undone. */
  readonly kind: string;
  readonly objectId: string;
  /** The person whose rights changed; absent: a unit. */
  readonly holderPerson?: string;
  readonly holderName: string;
  readonly what: Sentence;
  readonly before: Sentence;
  readonly after: Sentence;
  readonly why: string;
  readonly href: string;
  readonly undo?: Readonly<Record<string, unknown>>;
}

/** Raises an alert; one of the same object that still waits has lapsed: what counts is how it stands now. */
export async function raiseRightsAlert(tx: Transaction, alert: NewRightsAlert): Promise<string> {
  await lapseRightsAlerts(tx, [alert.objectId]);
  const id = uuidv7(tx.now);
  const changedBy = tx.actor.kind === "person" ? tx.actor.personId : null;
  await sql`
    insert into directory.rights_alert (id, organisation_id, unit_id, kind, object_id, holder_person, holder_name,
      what_vi, what_en, before_vi, before_en, after_vi, after_en, why, href, undo, changed_by, changed_by_name,
      changed_at)
    values (${id}::uuid, ${alert.organisationId}::uuid, ${alert.unitId ?? null}::uuid, ${alert.kind},
      ${alert.objectId}, ${alert.holderPerson ?? null}::uuid, ${alert.holderName}, ${alert.what.vi}, ${alert.what.en},
      ${alert.before.vi}, ${alert.before.en}, ${alert.after.vi}, ${alert.after.en}, ${alert.why}, ${alert.href},
      ${JSON.stringify(alert.undo ?? {})}::jsonb, ${changedBy}::uuid, ${nameOfActor(tx)}, ${tx.now})`.execute(
    tx.queries,
  );
  tx.emit({
    type: "directory.rights-alerted",
    subjectId: id,
    organisations: [alert.organisationId],
    data: { alertId: id },
  });
  return id;
}

/** Alerts of these objects that nobody has to decide any more. */
export async function lapseRightsAlerts(tx: Transaction, objectIds: readonly string[]): Promise<void> {
  await sql`update directory.rights_alert set state = 'lapsed'
    where object_id = any(${[...objectIds]}::text[]) and state = 'open'`.execute(tx.queries);
}

/** An alert that was settled where the change itself is shown. */
export async function settleRightsAlert(
  tx: Transaction,
  objectId: string,
  decision: "confirmed" | "contested",
  outcome: Sentence,
): Promise<void> {
  await sql`update directory.rights_alert set state = ${decision}, decided_by_name = ${nameOfActor(tx)},
      decided_at = ${tx.now}, outcome_vi = ${outcome.vi}, outcome_en = ${outcome.en}
    where object_id = ${objectId} and state = 'open'`.execute(tx.queries);
}

const COLUMNS: RawBuilder<unknown> = sql`
  id, organisation_id as "organisationId", unit_id as "unitId", kind, object_id as "objectId",
  holder_person as "holderPerson", holder_name as "holderName",
  jsonb_build_object('vi', what_vi, 'en', what_en) as what, jsonb_build_object('vi', before_vi, 'en', before_en) as before,
  jsonb_build_object('vi', after_vi, 'en', after_en) as after, why, href, undo, changed_by as "changedBy",
  changed_by_name as "changedByName", changed_at as "changedAt", state, decided_by_name as "decidedByName",
  decided_at as "decidedAt", decision_reason as "decisionReason",
  jsonb_build_object('vi', outcome_vi, 'en', outcome_en) as outcome`;

/** One alert, locked when a transaction is to decide it; undefined when there is none. */
export async function findRightsAlert(
  queries: Queries,
  id: string,
  lock = false,
): Promise<RightsAlert | undefined> {
  const { rows } = await sql<RightsAlert>`select ${COLUMNS} from directory.rights_alert
    where id = ${id}::uuid ${lock ? sql`for update` : sql``}`.execute(queries);
  return rows[0];
}

export interface RightsAlertFilter {
  readonly view: "open" | "decided";
  /** Part of the holder's name, of what changed or of who changed it, as typed. */
  readonly text: string;
  readonly ascending: boolean;
}

/** Alerts a person in a post may read, newest first unless asked otherwise; at most 500. */
export async function listRightsAlerts(
  queries: Queries,
  actor: PersonActor,
  filter: RightsAlertFilter,
): Promise<readonly RightsAlert[]> {
  const pattern = `%${filter.text.replace(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await sql<RightsAlert>`select ${COLUMNS} from directory.rights_alert
    where ${scopeOf(actor)} and ${filter.view === "open" ? sql`state = 'open'` : sql`state <> 'open'`}
      and (${filter.text === ""} or search.fold(holder_name || ' ' || what_vi || ' ' || changed_by_name)
           like search.fold(${pattern}))
    order by changed_at ${filter.ascending ? sql`asc` : sql`desc`}, id limit 500`.execute(queries);
  return rows;
}

/** How many open alerts wait for this person: not those he made himself, nor of his own rights. */
export async function countRightsAlerts(
  queries: Queries,
  actor: PersonActor,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (
    select from directory.rights_alert where state = 'open' and ${scopeOf(actor)}
       and changed_by is distinct from ${actor.personId}::uuid
       and holder_person is distinct from ${actor.personId}::uuid
     limit ${limit}) open`.execute(queries);
  return rows[0]?.n ?? 0;
}

/** Leaders and auditors see their organisation, heads what concerns their unit, administrators everything. */
function scopeOf(actor: PersonActor): RawBuilder<unknown> {
  if (actor.roles.includes("administrator")) return sql`true`;
  if (actor.roles.includes("leader") || actor.roles.includes("auditor"))
    return sql`organisation_id = ${actor.organisationId}::uuid`;
  if (actor.roles.includes("head-of-unit"))
    return sql`organisation_id = ${actor.organisationId}::uuid and unit_id = ${actor.unitId}::uuid`;
  return sql`false`;
}
