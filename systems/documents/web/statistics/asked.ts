import type { Context } from "hono";
import { assertMay, clearanceOf } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { formatDate, parseDay } from "../../../../core/ui/index.ts";
import { type Counted, DIMENSIONS, type Dimension } from "../../statistics/figures.ts";
import { mayReadStatistics } from "../../statistics/permissions.ts";

/** What the address of the statistics asks for. */
export interface AskedStatistics {
  readonly actor: PersonActor;
  readonly counted: Counted;
  readonly dimension: Dimension;
  /** For links: the period. */
  readonly period: readonly (readonly [string, string])[];
}

/** Reads the address; what cannot be meant is this year. Heads count their unit, leaders and clerks the organisation. */
export function readAskedStatistics(c: Context<HttpEnv>): AskedStatistics {
  const { actor } = requireSession(c);
  const now = new Date();
  const today = localDateOf(now);
  const from = parseDay(queryText(c, "from", 10)) ?? `${today.slice(0, 4)}-01-01`;
  const to = parseDay(queryText(c, "to", 10)) ?? today;
  const by = queryText(c, "by", 10);
  const counted = countedBy(actor, { from, to, now });
  return {
    actor,
    counted,
    dimension: DIMENSIONS.find((each) => each === by) ?? "unit",
    period: [
      ["from", formatDate(from)],
      ["to", formatDate(to)],
    ],
  };
}

/** What this person may count. @throws AccessDeniedError */
export function countedBy(
  actor: PersonActor,
  { from, to, now }: Pick<Counted, "from" | "to" | "now">,
): Counted {
  const { organisationId, unitId } = actor;
  assertMay(actor, mayReadStatistics, { organisationId, unitId });
  const wholeBody = actor.roles.includes("leader") || actor.roles.includes("clerk");
  const clearance = clearanceOf(actor);
  return {
    organisationId,
    unitId: wholeBody ? undefined : unitId,
    from,
    to,
    incomingClearance: clearance,
    // A head reads no secret draft of others.
    outgoingClearance: wholeBody ? clearance : 0,
    now,
  };
}
