import { z } from "zod";
import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { type Operation, operation } from "../../../core/http/index.ts";
import { computeIndex } from "./index-766/compute-index.ts";
import { periodOf } from "./index-766/period.ts";
import { mayReadQuality, READ } from "./permissions.ts";

const hundredths = (number: number | undefined) => (number === undefined ? null : number / 100);

/** The index for programs: the operations centre draws it. */
export const qualityOperations: readonly Operation[] = [
  operation({
    id: "getServiceIndex",
    method: "get",
    path: "/service-quality",
    summary: {
      vi: "Bộ chỉ số phục vụ (QĐ 766/QĐ-TTg) của một cơ quan hoặc toàn tỉnh trong một kỳ",
      en: "The index of service quality (QĐ 766/QĐ-TTg) of a body or the province in a period",
    },
    tag: "service-quality",
    scope: READ,
    query: z.object({
      organisation: z.uuid().optional(),
      from: z.iso.date(),
      to: z.iso.date(),
      field: z.string().max(60).optional(),
    }),
    answer: z.object({
      organisation: z.string().nullable(),
      total: z.number().nullable(),
      possible: z.number(),
      groups: z.array(
        z.object({
          group: z.string(),
          points: z.number().nullable(),
          full: z.number(),
          indicators: z.array(
            z.object({
              id: z.string(),
              counted: z.int(),
              of: z.int(),
              /** Per cent; null: nothing to count. */
              share: z.number().nullable(),
              points: z.number().nullable(),
              most: z.number(),
            }),
          ),
        }),
      ),
    }),
    async run({ house, actor }, { query }) {
      assertMay(actor, mayReadQuality, undefined);
      if (query.from > query.to)
        throw new FormRefusal({ to: { vi: "Ngày cuối trước ngày đầu.", en: "It ends before it begins." } });
      const index = await computeIndex(house.database.queries, periodOf(query, new Date()), {
        ...(query.organisation === undefined ? {} : { organisationId: query.organisation }),
        ...(query.field === undefined ? {} : { field: query.field }),
      });
      return {
        organisation: index.organisationId || null,
        total: hundredths(index.total),
        possible: index.possible / 100,
        groups: index.groups.map(({ group, points, full, lines }) => ({
          group,
          points: hundredths(points),
          full: full / 100,
          indicators: lines.map((line) => ({
            id: line.indicator.id,
            counted: line.counted.n,
            of: line.counted.d,
            share: hundredths(line.share),
            points: hundredths(line.points),
            most: line.weight.points / 100,
          })),
        })),
      };
    },
  }),
];
