import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { loadCalendar, localDateOf } from "../../../../core/calendar/index.ts";
import { notFound, type Sentence } from "../../../../core/errors.ts";
import { type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import { keepersOn } from "../../catalogue/index.ts";
import { sourcesOf } from "../index-766/compute-index.ts";
import {
  type DossierIndicatorId,
  FIGURE_PARTS,
  type FigurePart,
  type FigureQuestion,
} from "../index-766/dossier-figures.ts";
import { type FeedbackLine, feedbackOfFigure } from "../index-766/feedback-figures.ts";
import { type Indicator, type IndicatorId, indicator } from "../index-766/indicators.ts";
import {
  asProcedureIndicator,
  type FigureProcedure,
  proceduresOfFigure,
  usesIn,
  versionsIn,
} from "../index-766/procedure-figures.ts";
import { mayOpenFigures } from "../permissions.ts";
import { type Asked, ask } from "./asked.ts";

/** A figure and the part of it that is opened. */
export interface AskedFigure {
  readonly asked: Asked;
  readonly what: Indicator;
  readonly part: FigurePart;
  readonly text: string;
  readonly procedure: string;
}

/** @throws AccessDeniedError, Refusal 404 */
export async function askFigure(c: Context<HttpEnv>): Promise<AskedFigure> {
  const { actor } = requireSession(c);
  const now = new Date();
  const asked = await ask(c, actor, now);
  const { queries } = c.var.house.database;
  assertMay(actor, mayOpenFigures, {
    organisationId: asked.body?.id,
    ...(await keepersOn(queries, localDateOf(now))),
  });
  const what = indicator(queryText(c, "indicator", 4));
  if (!what) throw notFound();
  return {
    asked,
    what,
    part: FIGURE_PARTS.find((each) => each === queryText(c, "part", 10)) ?? "all",
    text: queryText(c, "code", 100),
    procedure: queryText(c, "procedure", 40),
  };
}

export const PART_WORDS: Readonly<Record<FigurePart, Sentence>> = {
  all: { vi: "Tất cả", en: "All" },
  hit: { vi: "Đạt", en: "Counting" },
  miss: { vi: "Không đạt", en: "Not counting" },
  late: { vi: "Quá hạn", en: "Late" },
  disliked: { vi: "Bị phản ánh, không hài lòng", en: "Complained of, disliked" },
};

/** The address of a figure, behind its question mark. */
export function queryOf(asked: Asked, id: IndicatorId, part: FigurePart, procedure: string): URLSearchParams {
  return new URLSearchParams([
    ...asked.query,
    ["indicator", id],
    ["part", part],
    ...(procedure === "" ? [] : [["procedure", procedure]]),
  ]);
}

/** A figure of dossiers as the tables are asked for it. */
export async function questionOf(
  c: Context<HttpEnv>,
  { asked, part, text, procedure }: AskedFigure,
  id: DossierIndicatorId,
): Promise<FigureQuestion> {
  return {
    id,
    part,
    period: asked.period,
    scope: {
      ...(asked.body ? { organisationId: asked.body.id } : {}),
      ...(asked.field === "" ? {} : { field: asked.field }),
    },
    sources: await sourcesOf(c.var.house.database.queries),
    ...(text === "" ? {} : { text }),
    ...(procedure === "" ? {} : { procedure }),
  };
}

/** The procedures behind a figure, as filtered. */
export async function proceduresBehind(
  c: Context<HttpEnv>,
  { asked, what, part, text }: AskedFigure,
): Promise<readonly FigureProcedure[]> {
  const id = asProcedureIndicator(what.id);
  if (!id) return [];
  const { queries } = c.var.house.database;
  const sources = await sourcesOf(queries);
  const scope = {
    ...(asked.body ? { organisationId: asked.body.id } : {}),
    ...(asked.field === "" ? {} : { field: asked.field }),
  };
  const [versions, uses, calendar] = await Promise.all([
    versionsIn(queries, asked.period),
    usesIn(queries, asked.period, scope, sources),
    loadCalendar(queries),
  ]);
  const wanted = asked.body?.id ?? null;
  const found = proceduresOfFigure(id, {
    period: asked.period,
    sources,
    versions,
    uses: uses.filter(({ organisation_id }) => organisation_id === wanted),
    calendar,
    ...(asked.body ? { body: asked.body } : {}),
    ...(asked.field === "" ? {} : { field: asked.field }),
  });
  const words = text.toLowerCase();
  return found.filter(
    ({ hit, code, name }) =>
      (part === "all" || (part === "hit") === hit) && `${code} ${name}`.toLowerCase().includes(words),
  );
}

/** The feedback behind a figure, as filtered. */
export async function feedbackBehind(
  c: Context<HttpEnv>,
  { asked, what, part, text }: AskedFigure,
): Promise<readonly FeedbackLine[]> {
  const found = await feedbackOfFigure(c.var.house.database.queries, what.id, asked.period, asked.body?.id);
  const words = text.toLowerCase();
  return found.filter(
    ({ hit, id, kind }) =>
      (part === "all" || (part === "hit") === hit) && `${id} ${kind}`.toLowerCase().includes(words),
  );
}
