import { sql } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import { loadCalendar, localDateOf, type WorkingCalendar } from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { changedMeanwhile, FormRefusal, Refusal } from "../../../../core/errors.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, type Transaction, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { keepersOn } from "../../catalogue/index.ts";
import { stepEnds } from "../clock.ts";
import type { DossierRow } from "../dossier.ts";
import { asState, WAITING_STATES } from "../states.ts";
import { placeStep, type StepPlacement } from "../steps.ts";
import "../tables.ts";
import "./audit-words.ts";
import type { WorkflowStep } from "./definition.ts";
import "./events.ts";
import { publishedWorkflow, type WorkflowVersion, workflowVersion } from "./find-workflows.ts";
import { canRecall, RUNNING_STATES, type StepMove } from "./migration-plan.ts";
import { mayPublishWorkflow } from "./permissions.ts";

/** Dossiers of one transaction: locked together for about a second at most. */
const BATCH = 200;
/** Transactions of one press of the button: the page answers in time, what is left is shown and moved by the next. */
const MOST_BATCHES = 20;

export interface MigrateDossiers {
  readonly code: string;
  /** The version the plan was made for. */
  readonly targetId: string;
  readonly moves: readonly StepMove[];
  /** Why; stands in the story of every dossier for officials. */
  readonly note: string;
  readonly requestId?: string;
}

export interface MigrationResult {
  readonly moved: number;
  /** Left where they are: no body for the new step, or a result that could not be taken back. */
  readonly held: number;
  /** False: there were more than one press moves. */
  readonly finished: boolean;
}

/**
 * Moves running dossiers of older versions to the version in use, step by step as decided, in batches that each commit
 * alone. Every dossier gets a line in its story and in the audit log; its outer state and promised day do not change.
 * A dossier whose step is not in the plan stays on its version.
 *
 * @throws AccessDeniedError; FormRefusal on `note`; Refusal 409 when another version was published since the plan
 */
export async function migrateDossiers(
  house: House,
  actor: PersonActor,
  input: MigrateDossiers,
): Promise<MigrationResult> {
  const note = requireNote(input.note);
  let [moved, held, batches] = [0, 0, 0];
  for (const [index, move] of input.moves.entries()) {
    for (let after: string | null = null; ; ) {
      if (batches >= MOST_BATCHES) return { moved, held, finished: false };
      const from: string | null = after;
      // A retry of the same form finds each batch done and goes on behind it.
      const requestId = input.requestId && `${input.requestId}-${index}-${batches}`;
      const done: Batch = await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
        moveBatch(tx, actor, { ...input, note, move, after: from }),
      );
      batches += 1;
      moved += done.moved;
      held += done.held;
      after = done.last;
      if (after === null) break;
    }
  }
  return { moved, held, finished: true };
}

interface Batch {
  readonly moved: number;
  readonly held: number;
  /** Id behind which the next batch begins; null: there is none. */
  readonly last: string | null;
}

async function moveBatch(
  tx: Transaction,
  actor: PersonActor,
  input: MigrateDossiers & { readonly move: StepMove; readonly after: string | null },
): Promise<Batch> {
  assertMay(actor, mayPublishWorkflow, await keepersOn(tx.queries, localDateOf(tx.now)));
  const target = await publishedWorkflow(tx.queries, input.code);
  const old = await workflowVersion(tx.queries, input.move.versionId);
  if (target?.id !== input.targetId || old.code !== input.code) throw changedMeanwhile();
  const rows = await lockBatch(tx, input.move, input.after);
  const recalls = await finishedFrom(tx, rows);
  const was = old.definition.steps.find(({ key }) => key === input.move.stepKey);
  const place = placer(tx);
  const moved: DossierRow[] = [];
  for (const row of rows) {
    const finish = recalls.get(row.id);
    if (finish !== undefined && !canRecall(target.definition, finish)) continue;
    const set = await columnsOf(tx, row, was, input.move.to, place);
    if (!set) continue;
    const changed = await tx.queries
      .updateTable("public_services.dossier")
      .set({ ...set, workflow_version_id: target.id, version: row.version + 1 })
      .where("id", "=", row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    moved.push(changed);
    tx.record({
      action: "dossiers.migrate",
      objectKind: "dossier",
      objectId: row.id,
      data: {
        code: row.code,
        workflow: input.code,
        from: old.number,
        to: target.number,
        step: input.move.to?.key ?? null,
      },
    });
  }
  await tell(tx, actor, { input, old, target, was, rows, moved });
  return {
    moved: moved.length,
    held: rows.length - moved.length,
    last: rows.length < BATCH ? null : (rows.at(-1)?.id ?? null),
  };
}

async function lockBatch(
  tx: Transaction,
  { versionId, stepKey }: StepMove,
  after: string | null,
): Promise<readonly DossierRow[]> {
  return await tx.queries
    .selectFrom("public_services.dossier")
    .selectAll()
    .where("workflow_version_id", "=", versionId)
    .where("step_key", "is not distinct from", stepKey)
    .where("state", "in", [...RUNNING_STATES])
    .$if(after !== null, (query) => query.where("id", ">", after ?? ""))
    .orderBy("id")
    .limit(BATCH)
    .forUpdate()
    .execute();
}

/** For results at the counter: the step each came from, to which a leader may take it back. */
async function finishedFrom(
  tx: Transaction,
  rows: readonly DossierRow[],
): Promise<ReadonlyMap<string, string>> {
  const ids = rows.flatMap(({ id, state }) => (state === 9 ? [id] : []));
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; from_step: string }>`
    select distinct on (dossier_id) dossier_id as id, from_step from public_services.dossier_trace
     where dossier_id = any(${ids}::uuid[]) and action = 'finish' and from_step is not null
     order by dossier_id, dossier_trace.id desc`.execute(tx.queries);
  return new Map(found.rows.map(({ id, from_step }) => [id, from_step]));
}

/** Bodies of steps, looked up once for each body that received dossiers. */
function placer(tx: Transaction) {
  const found = new Map<string, StepPlacement | undefined>();
  const calendars = new Map<string, WorkingCalendar>();
  return {
    /** Undefined: the directory has no such body now. */
    async at(step: WorkflowStep, receiverId: string): Promise<StepPlacement | undefined> {
      if (!found.has(receiverId)) found.set(receiverId, await placed(tx, step, receiverId));
      return found.get(receiverId);
    },
    async calendar(organisationId: string): Promise<WorkingCalendar> {
      const calendar = calendars.get(organisationId) ?? (await loadCalendar(tx.queries, organisationId));
      calendars.set(organisationId, calendar);
      return calendar;
    },
  };
}

async function placed(
  tx: Transaction,
  step: WorkflowStep,
  receiverId: string,
): Promise<StepPlacement | undefined> {
  try {
    return await placeStep(tx.queries, step, receiverId, tx.now);
  } catch (error) {
    // Those dossiers stay on their version, and the page says how many.
    if (error instanceof Refusal && error.code === "dossiers.no-place") return undefined;
    throw error;
  }
}

/**
 * What changes in a dossier's row. A step that is the same work at the same place keeps its person and its deadline; at
 * any other it begins now, unless the citizen is waited for: then the clock stands still anyway.
 */
async function columnsOf(
  tx: Transaction,
  row: DossierRow,
  was: WorkflowStep | undefined,
  to: WorkflowStep | null,
  place: ReturnType<typeof placer>,
) {
  if (to === null || !was) return to === null ? {} : undefined;
  const body = await place.at(to, row.organisation_id);
  if (!body) return undefined;
  const samePlace =
    body.organisationId === row.step_organisation_id &&
    body.unitId === row.step_unit_id &&
    to.role === was.role;
  const moved = {
    step_key: to.key,
    step_organisation_id: body.organisationId,
    step_unit_id: body.unitId,
    step_person_id: samePlace ? row.step_person_id : null,
  };
  const sameWork = samePlace && to.key === was.key && to.share === was.share;
  if (sameWork || WAITING_STATES.includes(asState(row.state))) return moved;
  const whole = { accepted: row.received_at ?? tx.now, due: row.due_at };
  const calendar = await place.calendar(body.organisationId);
  return { ...moved, step_since: tx.now, step_due_at: stepEnds(to.share, whole, tx.now, calendar) };
}

/** A line in the story of every dossier, and one event and record for the batch. */
async function tell(
  tx: Transaction,
  actor: PersonActor,
  done: {
    readonly input: MigrateDossiers & { readonly move: StepMove };
    readonly old: WorkflowVersion;
    readonly target: WorkflowVersion;
    readonly was: WorkflowStep | undefined;
    readonly rows: readonly DossierRow[];
    readonly moved: readonly DossierRow[];
  },
): Promise<void> {
  const { input, old, target, was, moved } = done;
  if (moved.length === 0) return;
  const before = new Map(done.rows.map((row) => [row.id, row]));
  const body = await findOrganisation(tx.queries, actor.organisationId, tx.now);
  const to = input.move.to;
  const steps = was && to ? `${was.name} → ${to.name}` : "";
  await tx.queries
    .insertInto("public_services.dossier_trace")
    .values(
      moved.map((row) => ({
        id: uuidv7(tx.now),
        dossier_id: row.id,
        at: tx.now,
        action: "migrate" as const,
        from_state: row.state,
        to_state: row.state,
        person_id: actor.personId,
        name: actor.fullName,
        position: actor.positionTitle,
        // Not the id: whose id stands in the story has handled the dossier and may read it. This office has not.
        organisation_id: null,
        organisation_name: body?.name ?? "",
        from_step: before.get(row.id)?.step_key ?? null,
        to_step: row.step_key,
        step_words: [`Phiên bản ${old.number} → ${target.number}`, steps].filter(Boolean).join(". "),
        step_due_at: before.get(row.id)?.step_due_at ?? null,
        note: input.note,
        public_note: false,
      })),
    )
    .execute();
  tx.record({
    action: "workflows.migrate",
    objectKind: "workflow",
    objectId: input.code,
    data: {
      from: old.number,
      to: target.number,
      step: input.move.stepKey,
      toStep: to?.key ?? null,
      dossiers: moved.length,
      note: input.note,
    },
  });
  tx.emit({
    type: "workflows.dossiers-moved",
    subjectId: target.id,
    organisations: [
      ...new Set(
        moved.flatMap((row) => [
          row.organisation_id,
          ...[row, before.get(row.id)].flatMap((each) => each?.step_organisation_id ?? []),
        ]),
      ),
    ],
    data: { code: input.code, toVersionId: target.id, dossiers: moved.length },
  });
}

function requireNote(typed: string): string {
  const note = typed.trim();
  if (note.length >= 3 && note.length <= 1_000) return note;
  throw new FormRefusal({
    note: {
      vi: "Ghi lý do chuyển, theo văn bản nào (từ 3 đến 1.000 ký tự).",
      en: "Say why they are moved and by which decision (3 to 1,000 characters).",
    },
  });
}
