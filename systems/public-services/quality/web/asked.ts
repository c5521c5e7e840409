import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import {
  type Organisation,
  type OrganisationNode,
  organisationTree,
} from "../../../../core/directory/index.ts";
import { type HttpEnv, queryText } from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { formatDate, parseTypedDate } from "../../../../core/ui/index.ts";
import { type Days, lastDayOf, monthOf, namedPeriod, type Period, periodOf } from "../index-766/period.ts";

/** What a page of figures is asked for: whose, when, in which field. */
export interface Asked {
  readonly days: Days;
  readonly period: Period;
  /** Undefined: the province. */
  readonly body: Organisation | undefined;
  readonly field: string;
  /** As it stands in the address, for links that ask the same. */
  readonly query: URLSearchParams;
}

export const PROVINCE = "province";

/** Every body of the province on a day, in the order of the directory. */
export async function bodiesOn(c: Context<HttpEnv>, day: string): Promise<readonly Organisation[]> {
  return flatten(await organisationTree(c.var.house.database.queries, day));
}

function flatten(nodes: readonly OrganisationNode[]): Organisation[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}

/** Reads unit, period and field from the address; one's own body and this month unless it says otherwise. */
export async function ask(c: Context<HttpEnv>, actor: PersonActor, now: Date): Promise<Asked> {
  const days = askedDays(c, now);
  const period = periodOf(days, now);
  const bodies = await bodiesOn(c, lastDayOf(period));
  const wanted = queryText(c, "unit", 36) || actor.organisationId;
  const body = wanted === PROVINCE ? undefined : bodies.find(({ id }) => id === wanted);
  const field = queryText(c, "field", 60);
  return {
    days,
    period,
    body,
    field,
    query: new URLSearchParams({
      unit: body?.id ?? PROVINCE,
      from: formatDate(days.from),
      to: formatDate(days.to),
      ...(field === "" ? {} : { field }),
    }),
  };
}

/** `from` and `to` as typed, or a named `period`; this month when neither is there or they are turned round. */
export function askedDays(c: Context<HttpEnv>, now: Date): Days {
  const from = parseTypedDate(queryText(c, "from", 10));
  const to = parseTypedDate(queryText(c, "to", 10));
  if (from !== undefined && to !== undefined && from <= to && from >= "2000-01-01") return { from, to };
  const named = namedPeriod(queryText(c, "period", 7));
  const month = namedPeriod(monthOf(localDateOf(now)));
  const found = named ?? month;
  if (!found) throw new RangeError("the present month is no period");
  return found;
}

/** "từ 01/03/2022 đến 31/03/2022" */
export function daysInWords({ from, to }: Days): { readonly vi: string; readonly en: string } {
  return {
    vi: `từ ${formatDate(from)} đến ${formatDate(to)}`,
    en: `from ${formatDate(from)} to ${formatDate(to)}`,
  };
}
