import { clearanceOf } from "../../../../core/access/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { dueIncoming } from "../../registers.ts";
import { listTasks } from "../../tasks/list-tasks.ts";

/** One deadline on the start page or in the daily letter. */
export interface DueLine {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly due: Date | null;
  /** Marked secret: named only to whoever is looking at it here. */
  readonly secret: boolean;
}

/** The same work as the figures of overdue and today count, the most pressing first. */
export async function dueBy(
  queries: Queries,
  actor: PersonActor,
  until: Date,
  limit: number,
): Promise<readonly DueLine[]> {
  if (actor.roles.includes("clerk")) {
    const rows = await dueIncoming(
      queries,
      { organisationId: actor.organisationId, clearance: clearanceOf(actor) },
      until,
      limit,
    );
    return rows.map((row) => ({
      id: row.id,
      label: `${row.symbol} – ${row.abstract}`,
      hint: row.handled_by ?? row.from_name,
      due: row.deadline,
      secret: row.confidentiality > 0,
    }));
  }
  const { rows } = await listTasks(queries, actor, "overdue", until, { limit });
  return rows.map((row) => ({
    id: row.incoming_id,
    label: `${row.symbol} – ${row.abstract}`,
    hint: [row.unit_name, row.person_name].filter(Boolean).join(" – "),
    due: row.due,
    secret: row.confidentiality > 0,
  }));
}
