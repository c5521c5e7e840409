import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COUNTED_AT, MARCH, type March, march2022 } from "../testing/march-2022.ts";
import { computeIndex, type ServiceIndex, sourcesOf } from "./compute-index.ts";
import {
  asDossierIndicator,
  type DossierIndicatorId,
  dossiersOfFigure,
  type FigurePart,
} from "./dossier-figures.ts";
import { periodOf } from "./period.ts";

/**
 * March 2022 at one commune, counted by hand. A costs 5,000 đồng and takes 3 working days; B is free, takes 5 working
 * days and lets its paper be re-used. Every due time stands as it was promised first.
 *
 * | no | what | way | received | due | ended | story |
 * |---|---|---|---|---|---|---|
 * |  1 | A | counter | 01/03 08:00 | 04/03 08:00 | 03/03 09:00 | e-result, digitised; very satisfied |
 * |  2 | A | online  | 02/03 08:00 | 07/03 08:00 | 07/03 08:00 | to the minute; e-result, digitised; VNeID; paid on the portal; satisfied |
 * |  3 | A | online  | 03/03 08:00 | 08/03 08:00 | 09/03 08:00 | late; result on paper; paid by the province's gateway; not satisfied |
 * |  4 | A | counter | 04/03 08:00 | 09/03 08:00 | 05/04 08:00 | open at the end of March: late |
 * |  5 | B | online  | 07/03 08:00 | 14/03 08:00 | 15/03 16:00 | waited for papers 09/03 08:00 – 11/03 08:00, due moves to 16/03: in time; e-result, digitised; re-used; VNeID |
 * |  6 | B | online  | 08/03 08:00 | 15/03 08:00 | 14/03 16:00 | two requests for papers: late by the rule; e-result |
 * |  7 | B | online  | 21/03 08:00 | 28/03 08:00 | – | waits for papers since 23/03: counted up to there, in time; the portal has not got it |
 * |  8 | B | counter | 28/03 08:00 | 04/04 08:00 | – | open and not yet due: in time; re-used; complained of |
 * |  9 | A | online  | 10/03 08:00 | 15/03 08:00 | 11/03 08:00 | withdrawn in time; VNeID |
 * | 10 | A | counter | 14/03 08:00 | 17/03 08:00 | 18/03 08:00 | stopped, late |
 * | 11 | A | online  | never       | –           | 16/03 08:00 | refused: in no figure |
 * | 12 | B | online  | 25/02 08:00 | 04/03 08:00 | 03/03 08:00 | received in February, handled in March; e-result, digitised |
 * | 13 | A | counter | 15/03 08:00 | 18/03 08:00 | 24/03 08:00 | apologised for, with a new day: late all the same; e-result, digitised; satisfied |
 *
 * Received in March: 1–10 and 13 = 11. Open in March with a promise: 1–10, 12, 13 = 12. Results in March: 1, 2, 3, 5, 6,
 * 12, 13 = 7.
 *
 * | id | counted | share | points |
 * |---|---|---|---|
 * | 1.1 | D decided 01/03, holds from 08/03: yes; E decided 10/03, holds from 14/03: no: 1/2 | 50.00 | 4 × 0.5 = 2.00 |
 * | 1.2 | D posted 04/03 ≤ 08/03: yes; E posted 25/03 > 17/03: no: 1/2 | 50.00 | 4 × 0.5 = 2.00 |
 * | 1.3 | A, B, D, E whole, C without components: 4/5 | 80.00 | 4 × 0.8 = 3.20 |
 * | 1.4 | all but 7: 10/11 | 90.91 | 6 × 10/11 = 5.45 |
 * | 2.1 | 1, 2, 5, 7, 8, 9, 12: 7/12 | 58.33 | 20 × 7/12 = 11.67 |
 * | 2.2 | A: (2 + 3 + 4 + 7)/4 = 4 > 3; B: (4 + 2 + 4)/3 ≤ 5: 1/2 | 50.00 | no points |
 * | 3.1 | A, B, E online of A–E: 3/5 | 60.00 | 2 × 0.6/0.8 = 1.50 |
 * | 3.2 | A and B have one, E none: 2/3 | 66.67 | 4 × 2/3 = 2.67 |
 * | 3.3 | 2, 5, 6, 7, 9 (not 3: no e-result) of 11, × 10/11 = 50/121 | 41.32 | 6 × 0.41322/0.5 = 4.96 |
 * | 3.4 | A payable, E has no sum: 1/2 | 50.00 | 2 × 0.5 = 1.00 |
 * | 3.5 | A: 1/1 | 100.00 | 2.00 |
 * | 3.6 | 2, 3 of 1, 2, 3, 4, 9, 10, 13: 2/7 | 28.57 | 6 × 0.285714/0.3 = 5.71 |
 * | 4.1 | 1, 2, 5, 6, 12, 13 of 7: 6/7 | 85.71 | 4 × 6/7 = 3.43 |
 * | 4.2 | 1, 2, 5, 12, 13 of 7: 5/7 | 71.43 | 4 × 0.714286/0.8 = 3.57 |
 * | 4.3 | 5, 8 of 5, 6, 7, 8: 2/4 | 50.00 | 4 × 0.5/0.8 = 2.50 |
 * | 4.4 | nobody tells: – | – | – |
 * | 4.5a | 2, 5, 9 of 2, 3, 5, 6, 7, 9: 3/6 | 50.00 | 3 × 0.5 = 1.50 |
 * | 4.5b | nobody tells: – | – | – |
 * | 5.1 | three | 100.00 | no points |
 * | 5.2 | P1 in time, P2 late, P3 in time: 2/3 | 66.67 | 6 × 2/3 = 4.00 |
 * | 5.3 | P1 satisfied, P2 not: 1/2 | 50.00 | 6 × 0.5 = 3.00 |
 * | 5.4 | 12 − 5 late (3, 4, 6, 10, 13) − 2 disliked (3 rated, 8 complained) = 5/12 | 41.67 | 6 × 0.416667/0.9 = 2.78 |
 *
 * Publicity 2 + 2 + 3.2 + 5.45 = 12.65; progress 11.67; services 1.5 + 2.67 + 4.96 = 9.13; payment 1 + 2 + 5.71 = 8.71;
 * digitising 3.43 + 3.57 + 2.5 + 1.5 = 11.00 of 15; satisfaction 4 + 3 + 2.78 = 9.78. Total 62.94 of 93.
 */
const EXPECTED: readonly [id: string, n: number, d: number, share: string, points: string][] = [
  ["1.1", 1, 2, "50.00", "2.00"],
  ["1.2", 1, 2, "50.00", "2.00"],
  ["1.3", 4, 5, "80.00", "3.20"],
  ["1.4", 10, 11, "90.91", "5.45"],
  ["2.1", 7, 12, "58.33", "11.67"],
  ["2.2", 1, 2, "50.00", "0.00"],
  ["3.1", 3, 5, "60.00", "1.50"],
  ["3.2", 2, 3, "66.67", "2.67"],
  ["3.3", 5, 11, "41.32", "4.96"],
  ["3.4", 1, 2, "50.00", "1.00"],
  ["3.5", 1, 1, "100.00", "2.00"],
  ["3.6", 2, 7, "28.57", "5.71"],
  ["4.1", 6, 7, "85.71", "3.43"],
  ["4.2", 5, 7, "71.43", "3.57"],
  ["4.3", 2, 4, "50.00", "2.50"],
  ["4.4", 0, 0, "–", "–"],
  ["4.5a", 3, 6, "50.00", "1.50"],
  ["4.5b", 0, 0, "–", "–"],
  ["5.1", 3, 3, "100.00", "0.00"],
  ["5.2", 2, 3, "66.67", "4.00"],
  ["5.3", 1, 2, "50.00", "3.00"],
  ["5.4", 5, 12, "41.67", "2.78"],
];

let example: March;
beforeAll(async () => {
  example = await march2022();
});
afterAll(() => example.world.close());

const shown = (hundredths: number | undefined) =>
  hundredths === undefined ? "–" : (hundredths / 100).toFixed(2);

function linesOf({ groups }: ServiceIndex) {
  return groups.flatMap(({ lines }) =>
    lines.map(({ indicator, counted, share, points }) => [
      indicator.id,
      counted.n,
      counted.d,
      shown(share),
      shown(points),
    ]),
  );
}

const march = (scope: Parameters<typeof computeIndex>[2]) =>
  computeIndex(example.world.province.database.queries, periodOf(MARCH, COUNTED_AT), scope);

describe("the index of a commune in March, to the hundredth", () => {
  test("every indicator is what the hand counted", async () => {
    expect(linesOf(await march({ organisationId: example.world.commune }))).toEqual(EXPECTED);
  });

  test("groups and total are the sums of what is shown; what nobody tells is not asked for", async () => {
    const index = await march({ organisationId: example.world.commune });
    expect(
      index.groups.map(({ group, points, possible, full }) => [
        group,
        shown(points),
        shown(possible),
        shown(full),
      ]),
    ).toEqual([
      ["publicity", "12.65", "18.00", "18.00"],
      ["progress", "11.67", "20.00", "20.00"],
      ["services", "9.13", "12.00", "12.00"],
      ["payment", "8.71", "10.00", "10.00"],
      ["digitising", "11.00", "15.00", "22.00"],
      ["satisfaction", "9.78", "18.00", "18.00"],
    ]);
    expect([shown(index.total), shown(index.possible)]).toEqual(["62.94", "93.00"]);
  });

  test("the province holds the other commune's dossier too", async () => {
    const lines = new Map(linesOf(await march({})).map(([id, n, d]) => [id, [n, d]]));
    expect([lines.get("2.1"), lines.get("1.4")]).toEqual([
      [7, 13],
      [10, 12],
    ]);
  });

  test("a field without dossiers has no figures, and nothing is divided by nothing", async () => {
    const index = await march({ organisationId: example.world.commune, field: "KHONG-CO" });
    expect([index.total, index.possible]).toEqual([undefined, 0]);
  });
});

describe("what stands behind a figure", () => {
  const behind = async (id: DossierIndicatorId, part: FigurePart) => {
    const { queries } = example.world.province.database;
    const rows = await dossiersOfFigure(
      queries,
      {
        id,
        part,
        period: periodOf(MARCH, COUNTED_AT),
        scope: { organisationId: example.world.commune },
        sources: await sourcesOf(queries),
      },
      { limit: 100 },
    );
    return [...example.ids]
      .filter(([, each]) => rows.some((row) => row.dossier_id === each))
      .map(([number]) => number);
  };

  test("opening a figure shows exactly the dossiers that were counted", async () => {
    expect(await behind("2.1", "hit")).toEqual([1, 2, 5, 7, 8, 9, 12]);
    expect(await behind("2.1", "miss")).toEqual([3, 4, 6, 10, 13]);
    expect(await behind("3.3", "hit")).toEqual([2, 5, 6, 7, 9]);
    expect(await behind("3.6", "all")).toEqual([1, 2, 3, 4, 9, 10, 13]);
    expect(await behind("4.2", "miss")).toEqual([3, 6]);
    expect(await behind("5.4", "late")).toEqual([3, 4, 6, 10, 13]);
    expect(await behind("5.4", "disliked")).toEqual([3, 8]);
  });

  test("every figure opens as many dossiers as it says", async () => {
    const index = await march({ organisationId: example.world.commune });
    for (const { indicator, counted } of index.groups.flatMap(({ lines }) => lines)) {
      const id = asDossierIndicator(indicator.id);
      if (id === undefined) continue;
      const [all, hit, miss] = [await behind(id, "all"), await behind(id, "hit"), await behind(id, "miss")];
      expect([id, all.length, hit.length + miss.length]).toEqual([id, counted.d, counted.d]);
      if (id !== "5.4") expect([id, hit.length]).toEqual([id, counted.n]);
    }
  });
});
