import { type Insertable, sql, type Updateable } from "kysely";
import type { Queries, Tables } from "../../../core/database/index.ts";
import { findOrganisation } from "../../../core/directory/index.ts";
import { Refusal } from "../../../core/errors.ts";
import { type Actor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { type DossierRow, stateOf } from "./dossier.ts";
import "./events.ts";
import type { TraceAction } from "./facts.ts";
import {
  type DossierAction,
  type DossierState,
  FINAL_STATES,
  stateAfter,
  transition,
  WAITING_STATES,
} from "./states.ts";
import { ACTION_WORDS, STATE_WORDS } from "./words.ts";

/** One action on a dossier: what changes with it, and what is told. */
export interface DossierChange {
  readonly action: DossierAction;
  /** Told to officials; with `publicNote` also to the citizen. */
  readonly note: string;
  readonly publicNote?: boolean;
  /** "Thẩm định → Lãnh đạo ký"; empty: no step changed. */
  readonly stepWords?: string;
  readonly toStep?: string | null;
  readonly set?: Updateable<Tables["public_services.dossier"]>;
}

/**
 * Does an action of the table: the state, the clock's pause, the trace, the event and the audit in one. Rights are the
 * caller's matter.
 *
 * @throws Refusal 409 `dossiers.wrong-state` when the table has no such cell
 */
export async function changeDossier(
  tx: Transaction,
  row: DossierRow,
  change: DossierChange,
): Promise<DossierRow> {
  const from = stateOf(row);
  const found = transition(from, change.action);
  if (!found) throw wrongState(from, change.action);
  const to = stateAfter(from, found, row.state_before === null ? null : stateOf({ state: row.state_before }));
  await movePauses(tx, row, from, to);
  const ended = FINAL_STATES.includes(to) || to === 9;
  const changed = await tx.queries
    .updateTable("public_services.dossier")
    .set({
      state: to,
      state_before: WAITING_STATES.includes(to) ? from : null,
      version: row.version + 1,
      // The first end counts, also when it is taken back later (QĐ 766/QĐ-TTg, indicator 2.1).
      finished_at: row.finished_at ?? (ended ? tx.now : null),
      ...(FINAL_STATES.includes(to) ? NO_STEP : {}),
      ...change.set,
    })
    .where("id", "=", row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await writeTrace(tx, row, { ...change, from, to });
  tellChange(tx, row, { ...change, from, to }, organisationsOf(row, changed));
  return changed;
}

/** The audit and the event of an action. */
export function tellChange(
  tx: Transaction,
  { id, code }: Pick<DossierRow, "id" | "code">,
  told: Pick<DossierChange, "action" | "note" | "toStep"> & {
    readonly from: DossierState;
    readonly to: DossierState;
  },
  organisations: readonly string[],
): void {
  const { action, from, to, note, toStep } = told;
  tx.record({
    action: `dossiers.${action}`,
    objectKind: "dossier",
    objectId: id,
    data: { code, from, to, ...(toStep ? { step: toStep } : {}) },
    personal: { note },
  });
  tx.emit({ type: "dossiers.changed", subjectId: id, organisations, data: { code, action, from, to } });
}

const NO_STEP = {
  step_key: null,
  step_organisation_id: null,
  step_unit_id: null,
  step_person_id: null,
  step_since: null,
  step_due_at: null,
} as const;

export function organisationsOf(
  ...rows: readonly Pick<DossierRow, "organisation_id" | "step_organisation_id">[]
): string[] {
  return [
    ...new Set(
      rows.flatMap((row) => [
        row.organisation_id,
        ...(row.step_organisation_id ? [row.step_organisation_id] : []),
      ]),
    ),
  ];
}

async function movePauses(
  tx: Transaction,
  row: DossierRow,
  from: DossierState,
  to: DossierState,
): Promise<void> {
  if (WAITING_STATES.includes(from))
    await sql`update public_services.dossier_pause set until_at = ${tx.now}
      where dossier_id = ${row.id}::uuid and until_at is null`.execute(tx.queries);
  if (to === 5 || to === 6)
    await tx.queries
      .insertInto("public_services.dossier_pause")
      .values({ dossier_id: row.id, why: to, from_at: tx.now })
      .execute();
}

/** What a line of the story says. */
export interface ToldInTrace {
  readonly action: TraceAction;
  readonly from: DossierState | null;
  readonly to: DossierState;
  readonly note: string;
  readonly publicNote?: boolean;
  readonly stepWords?: string;
  readonly toStep?: string | null;
}

/** A line of the story; also for what changes no state. */
export async function writeTrace(
  tx: Transaction,
  row: Pick<DossierRow, "id" | "step_key" | "step_due_at">,
  told: ToldInTrace,
): Promise<void> {
  const who = await whoActs(tx.queries, tx.actor, tx.now);
  await tx.queries
    .insertInto("public_services.dossier_trace")
    .values(traceOf(row, who, told, tx.now))
    .execute();
}

export function traceOf(
  row: Pick<DossierRow, "id" | "step_key" | "step_due_at">,
  who: Awaited<ReturnType<typeof whoActs>>,
  told: ToldInTrace,
  now: Date,
): Insertable<Tables["public_services.dossier_trace"]> {
  return {
    id: uuidv7(now),
    dossier_id: row.id,
    at: now,
    action: told.action,
    from_state: told.from,
    to_state: told.to,
    ...who,
    from_step: row.step_key,
    to_step: told.toStep ?? null,
    step_words: told.stepWords ?? "",
    step_due_at: row.step_due_at,
    note: told.note,
    public_note: told.publicNote ?? false,
  };
}

/** How the story names whoever acts. */
export async function whoActs(queries: Queries, actor: Actor, now: Date) {
  if (actor.kind === "citizen")
    return {
      name: actor.name,
      position: "Người nộp hồ sơ",
      person_id: null,
      organisation_id: null,
      organisation_name: "",
    };
  if (actor.kind === "system")
    return { name: "Hệ thống", position: "", person_id: null, organisation_id: null, organisation_name: "" };
  const body = await findOrganisation(queries, actor.organisationId, now);
  return {
    name: actor.fullName,
    position: actor.positionTitle,
    person_id: actor.personId,
    organisation_id: actor.organisationId,
    organisation_name: body?.name ?? "",
  };
}

export function wrongState(from: DossierState, action: DossierAction): Refusal {
  const done = ACTION_WORDS[action];
  const { label } = STATE_WORDS[from];
  return new Refusal("dossiers.wrong-state", 409, {
    vi: `Hồ sơ đang ở trạng thái “${label.vi}” nên không thể thực hiện “${done.vi}”. Hãy tải lại trang để xem việc có thể làm.`,
    en: `The dossier is in the state “${label.en}”; “${done.en}” is not possible there. Reload the page to see what is.`,
  });
}
