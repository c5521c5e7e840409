/** Statistics for programs. */
import { z } from "zod";
import { localDateOf } from "../../core/calendar/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { READ } from "./permissions.ts";
import { DIMENSIONS } from "./statistics/figures.ts";
import { readStatistics } from "./statistics/read-statistics.ts";
import { countedBy } from "./web/statistics/asked.ts";

const readDocumentStatistics = operation({
  id: "readDocumentStatistics",
  method: "get",
  path: "/statistics/documents",
  summary: {
    vi: "Thống kê văn bản theo đơn vị, người, loại hoặc tháng",
    en: "Counts of documents by unit, person, type or month",
  },
  tag: "registers",
  scope: READ,
  query: z.object({
    by: z.enum(DIMENSIONS).default("unit"),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  }),
  answer: z.object({
    from: z.iso.date(),
    to: z.iso.date(),
    rows: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        in: z.int(),
        onTime: z.int(),
        late: z.int(),
        overdue: z.int(),
        reminded: z.int(),
        out: z.int(),
        signed: z.int(),
      }),
    ),
  }),
  async run({ house, actor }, { query: { by, ...asked } }) {
    const now = new Date();
    const today = localDateOf(now);
    const from = asked.from ?? `${today.slice(0, 4)}-01-01`;
    const to = asked.to ?? today;
    const counted = countedBy(actor, { from, to, now });
    const rows = await readStatistics(house.database.queries, counted, by);
    return {
      from,
      to,
      rows: rows.map(({ key, label, figures: { "on-time": onTime, ...others } }) => ({
        key,
        label,
        onTime,
        ...others,
      })),
    };
  },
});

/** The machine API of statistics. */
export const statisticsOperations: readonly Operation[] = [readDocumentStatistics];
