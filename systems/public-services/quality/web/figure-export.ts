import type { Context } from "hono";
import { type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { formatDateTime, formatNumber } from "../../../../core/ui/index.ts";
import {
  asDossierIndicator,
  dossiersOfFigure,
  type FigureDossier,
  type FigureQuestion,
} from "../index-766/dossier-figures.ts";
import type { FeedbackLine } from "../index-766/feedback-figures.ts";
import type { FigureProcedure } from "../index-766/procedure-figures.ts";
import { answerExport, asRows } from "./answer-export.ts";
import { daysInWords } from "./asked.ts";
import { askFigure, feedbackBehind, PART_WORDS, proceduresBehind, questionOf } from "./asked-figure.ts";
import { UNIT_WORDS } from "./words.ts";

/** GET /quality/figure.xlsx, .pdf, .csv: everything behind the figure as filtered. */
export async function figureExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const figure = await askFigure(c);
  const { what, asked, part } = figure;
  const id = asDossierIndicator(what.id);
  const rows = id
    ? asRows(everyDossierBehind(c, await questionOf(c, figure, id)), dossierCells)
    : what.of === "procedure"
      ? asRows(await proceduresBehind(c, figure), procedureCells)
      : asRows(await feedbackBehind(c, figure), feedbackCells);
  return await answerExport(c, actor, {
    title: `Chỉ tiêu ${what.id} ${what.name.vi}`,
    subtitle: `${asked.body?.name ?? "Toàn tỉnh"}, ${daysInWords(asked.days).vi}: ${PART_WORDS[part].vi}`,
    columns: [
      { key: "code", label: "Mã", width: 16 },
      { key: "name", label: "Nội dung", width: 34 },
      { key: "received", label: "Tiếp nhận", width: 11, kind: "date" },
      { key: "due", label: "Hạn", width: 11, kind: "date" },
      { key: "finished", label: "Kết thúc", width: 11, kind: "date" },
      { key: "hit", label: "Tính đạt", width: 8 },
    ],
    rows,
  });
}

/** Page by page: an export of any length costs the same memory. */
async function* everyDossierBehind(
  c: Context<HttpEnv>,
  question: FigureQuestion,
): AsyncGenerator<FigureDossier> {
  const { queries } = c.var.house.database;
  for (let after: string | undefined; ; ) {
    const rows = await dossiersOfFigure(queries, question, { limit: 500, ...(after ? { after } : {}) });
    yield* rows;
    after = rows.at(-1)?.dossier_id;
    if (after === undefined || rows.length < 500) return;
  }
}

const instant = (at: Date | null) => (at ? formatDateTime(at) : "");
const said = (hit: boolean) => (hit ? "Đạt" : "Không đạt");

function dossierCells(row: FigureDossier) {
  return {
    code: row.code,
    name: `${row.procedure_code} ${row.procedure_name}`,
    received: instant(row.received_at),
    due: instant(row.due_at),
    finished: instant(row.finished_at),
    hit: said(row.hit),
  };
}

function procedureCells({ code, name, mean, hit }: FigureProcedure) {
  return {
    code,
    name,
    ...(mean
      ? {
          due: `${formatNumber(mean.allowed, 2)} ${UNIT_WORDS[mean.unit].vi}`,
          finished: `${formatNumber(mean.took, 2)} ${UNIT_WORDS[mean.unit].vi}`,
        }
      : {}),
    hit: said(hit),
  };
}

function feedbackCells(row: FeedbackLine) {
  return {
    code: row.id,
    name: row.kind,
    received: instant(row.received_at),
    due: instant(row.due_at),
    finished: instant(row.answered_at),
    hit: said(row.hit),
  };
}
