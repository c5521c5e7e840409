import { type Selectable, sql } from "kysely";
import { may } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { Tables } from "../../../core/database/tables.ts";
import { notFound } from "../../../core/errors.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { mayArchive } from "../permissions.ts";
import type { FileState, PackageState } from "../states.ts";
import { isUuid } from "../work-files/work-file.ts";

export type Deposit = Selectable<Tables["records.deposit"]>;

export interface ListedDeposit extends Deposit {
  readonly files: number;
  /** Files the archive has not decided about. */
  readonly waiting: number;
  readonly accepted: number;
  readonly returned: number;
}

/** A file of a hand-over list. */
export interface DepositedFile {
  readonly id: string;
  readonly position: number;
  readonly notation: string;
  readonly year: number;
  readonly title: string;
  readonly permanent: boolean;
  readonly years: number | null;
  readonly opened_on: string;
  readonly closed_on: string | null;
  readonly state: FileState;
  readonly frozen: boolean;
  readonly items: number;
  readonly decision: "accepted" | "returned" | "withdrawn" | null;
  readonly reason: string;
  readonly decided_by_name: string;
  readonly decided_at: Date | null;
  /** People who keep it or handed it over. */
  readonly depositors: readonly string[];
  /** Of the submission package of this deposit. */
  readonly package_state: PackageState | null;
}

/** Deposits of the organisation for its archive, leaders and auditors; of the own unit for everybody else. */
function visibleTo(actor: PersonActor) {
  const everything =
    may(actor, mayArchive, { organisationId: actor.organisationId }) ||
    actor.roles.includes("leader") ||
    actor.roles.includes("auditor");
  return everything
    ? sql`d.organisation_id = ${actor.organisationId}`
    : sql`(d.organisation_id = ${actor.organisationId} and (d.unit_id = ${actor.unitId} or d.asked_by = ${actor.appointmentId}))`;
}

const COUNTS = sql`
  (select count(*)::int from records.deposit_file x where x.deposit_id = d.id) as files,
  (select count(*)::int from records.deposit_file x where x.deposit_id = d.id and x.decision is null) as waiting,
  (select count(*)::int from records.deposit_file x where x.deposit_id = d.id and x.decision = 'accepted') as accepted,
  (select count(*)::int from records.deposit_file x where x.deposit_id = d.id and x.decision = 'returned') as returned`;

/** The newest deposits first. */
export async function listDeposits(
  queries: Queries,
  actor: PersonActor,
  filter: { readonly waiting?: boolean; readonly year?: number },
  limit = 200,
): Promise<readonly ListedDeposit[]> {
  const waiting = filter.waiting
    ? sql`and exists (select 1 from records.deposit_file x where x.deposit_id = d.id and x.decision is null)`
    : sql``;
  const year = filter.year === undefined ? sql`` : sql`and d.year = ${filter.year}`;
  const { rows } = await sql<ListedDeposit>`select d.*, ${COUNTS} from records.deposit d
    where ${visibleTo(actor)} ${waiting} ${year} order by d.asked_at desc, d.id limit ${limit}`.execute(
    queries,
  );
  return rows;
}

/** @throws Refusal not-found, also for whoever may not know of it */
export async function getDeposit(queries: Queries, actor: PersonActor, id: string): Promise<ListedDeposit> {
  if (!isUuid(id)) throw notFound();
  const { rows } = await sql<ListedDeposit>`select d.*, ${COUNTS} from records.deposit d
    where d.id = ${id}::uuid and ${visibleTo(actor)}`.execute(queries);
  const [found] = rows;
  if (!found) throw notFound();
  return found;
}

/** The files of a deposit in the order of its list. */
export async function filesOfDeposit(queries: Queries, id: string): Promise<readonly DepositedFile[]> {
  const { rows } = await sql<DepositedFile>`
    select f.id, x.position, f.notation, f.year, f.title, f.permanent, f.years, f.opened_on, f.closed_on, f.state,
           f.frozen, x.decision, x.reason, x.decided_by_name, x.decided_at,
           (select count(*)::int from records.item i where i.file_id = f.id) as items,
           array(select a.person_id from directory.appointment a join records.deposit d on d.id = x.deposit_id
                  where a.id in (f.keeper, d.asked_by)) as depositors,
           (select p.state from records.package p where p.file_id = f.id and p.deposit_id = x.deposit_id
              and p.kind = 'sip' order by p.asked_at desc limit 1) as package_state
      from records.deposit_file x join records.work_file f on f.id = x.file_id
     where x.deposit_id = ${id}::uuid order by x.position`.execute(queries);
  return rows;
}
