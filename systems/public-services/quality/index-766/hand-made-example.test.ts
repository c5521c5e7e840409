import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProcedureRecord } from "../../catalogue/index.ts";
import { sampleRecord } from "../../catalogue/testing.ts";
import { takeRecord } from "../../catalogue/write-version.ts";
import { countProcedure } from "../facts/count-procedures.ts";
import { noteFact, noteFeedback } from "../facts/note-fact.ts";
import { inviteToRate } from "../ratings/invite-to-rate.ts";
import { rateDossier } from "../ratings/rate-dossier.ts";
import { at, type QualityWorld, qualityWorld } from "../testing.ts";
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

let world: QualityWorld;
/** Ids of the dossiers by their number in the table. */
const ids = new Map<number, string>();
const MARCH = { from: "2022-03-01", to: "2022-03-31" };
const NOW = at("2022-04-10 09:00");

beforeAll(async () => {
  world = await qualityWorld();
  await putProcedures();
  await putDossiers();
  await putWhatOthersSay();
});
afterAll(() => world.close());

async function putProcedures(): Promise<void> {
  const [sample] = sampleRecord().cases;
  if (!sample) throw new Error("the sample has no case");
  const [component] = sample.components;
  if (!component) throw new Error("the sample has no component");
  const [counter] = sample.channels;
  if (!counter) throw new Error("the sample has no channel");
  const free = { ...counter, fees: [] };
  const five = [{ amount: 5, unit: "working-day" as const, text: "" }];
  const records: readonly (readonly [code: string, over: Partial<ProcedureRecord>])[] = [
    [
      "1.910002",
      {
        cases: [
          {
            ...sample,
            channels: [{ ...free, durations: five }],
            components: [{ ...component, reusable: true }],
          },
        ],
      },
    ],
    ["1.910003", { serviceLevel: 2, cases: [{ ...sample, channels: [free], components: [] }] }],
    ["1.910004", { serviceLevel: 2, cases: [{ ...sample, channels: [free] }] }],
    [
      "1.910005",
      {
        cases: [
          {
            ...sample,
            channels: [{ ...counter, fees: counter.fees.map((fee) => ({ ...fee, amount: null })) }],
          },
        ],
      },
    ],
  ];
  const published: Readonly<Record<string, readonly [from: string, basis: string, posted: string]>> = {
    "1.910004": ["2022-03-08", "QĐ số 15/QĐ-UBND ngày 01/3/2022", "2022-03-04 10:00"],
    "1.910005": ["2022-03-14", "QĐ số 19/QĐ-UBND ngày 10/3/2022", "2022-03-25 10:00"],
  };
  for (const [code, over] of records) {
    const [from, basis, posted] = published[code] ?? ["2021-01-01", "QĐ thử", "2021-01-01 08:00"];
    await world.system(async (tx) => {
      const record = sampleRecord({ code, ...over });
      await takeRecord(tx, record, { origin: "province", from, basis, by: "A" });
      await countProcedure(tx.queries, code);
    }, at(posted));
  }
  await world.system((tx) => countProcedure(tx.queries, A));
}

/** Published by the world of the dossiers. */
const A = "1.900001";
const B = "1.910002";

async function putDossiers(): Promise<void> {
  const put = async (number: number, told: Parameters<QualityWorld["tell"]>[0]) => {
    ids.set(number, await world.tell(told));
  };
  const whole = { result: "electronic", digitised: true } as const;
  await put(1, {
    procedure: A,
    fee: true,
    received: "2022-03-01 08:00",
    due: "2022-03-04 08:00",
    finished: "2022-03-03 09:00",
    ...whole,
  });
  await put(2, {
    procedure: A,
    fee: true,
    channel: 2,
    vneid: true,
    received: "2022-03-02 08:00",
    due: "2022-03-07 08:00",
    finished: "2022-03-07 08:00",
    ...whole,
  });
  await put(3, {
    procedure: A,
    fee: true,
    channel: 2,
    received: "2022-03-03 08:00",
    due: "2022-03-08 08:00",
    finished: "2022-03-09 08:00",
    digitised: true,
  });
  await put(4, {
    procedure: A,
    fee: true,
    received: "2022-03-04 08:00",
    due: "2022-03-09 08:00",
    finished: "2022-04-05 08:00",
    ...whole,
  });
  await put(5, {
    procedure: B,
    channel: 2,
    vneid: true,
    reused: true,
    received: "2022-03-07 08:00",
    due: "2022-03-14 08:00",
    finished: "2022-03-15 16:00",
    supplements: [["2022-03-09 08:00", "2022-03-11 08:00"]],
    ...whole,
  });
  await put(6, {
    procedure: B,
    channel: 2,
    received: "2022-03-08 08:00",
    due: "2022-03-15 08:00",
    finished: "2022-03-14 16:00",
    supplements: [
      ["2022-03-09 08:00", "2022-03-10 08:00"],
      ["2022-03-11 08:00", "2022-03-14 08:00"],
    ],
    result: "electronic",
  });
  await put(7, {
    procedure: B,
    channel: 2,
    received: "2022-03-21 08:00",
    due: "2022-03-28 08:00",
    state: 5,
    supplements: [["2022-03-23 08:00"]],
  });
  await put(8, { procedure: B, reused: true, received: "2022-03-28 08:00", due: "2022-04-04 08:00" });
  await put(9, {
    procedure: A,
    fee: true,
    channel: 2,
    vneid: true,
    received: "2022-03-10 08:00",
    due: "2022-03-15 08:00",
    finished: "2022-03-11 08:00",
    outcome: 7,
  });
  await put(10, {
    procedure: A,
    fee: true,
    received: "2022-03-14 08:00",
    due: "2022-03-17 08:00",
    finished: "2022-03-18 08:00",
    outcome: 8,
  });
  await put(11, {
    procedure: A,
    fee: true,
    channel: 2,
    received: null,
    finished: "2022-03-16 08:00",
    outcome: 3,
  });
  await put(12, {
    procedure: B,
    channel: 2,
    received: "2022-02-25 08:00",
    due: "2022-03-04 08:00",
    finished: "2022-03-03 08:00",
    ...whole,
  });
  await put(13, {
    procedure: A,
    fee: true,
    received: "2022-03-15 08:00",
    due: "2022-03-18 08:00",
    finished: "2022-03-24 08:00",
    ...whole,
  });
  // Not of March, and not of this commune.
  await put(14, {
    procedure: A,
    fee: true,
    received: "2022-02-01 08:00",
    due: "2022-02-10 08:00",
    finished: "2022-02-11 08:00",
  });
  await put(15, { procedure: A, fee: true, received: "2022-04-01 08:00", due: "2022-04-06 08:00" });
  await put(16, {
    procedure: A,
    organisationId: world.strangerDesk.organisationId,
    received: "2022-03-02 08:00",
    due: "2022-03-07 08:00",
    finished: "2022-03-21 08:00",
  });
}

async function putWhatOthersSay(): Promise<void> {
  await world.system(async (tx) => {
    for (const number of [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14])
      await noteFact(tx, idOf(number), "synchronised");
    await noteFact(tx, idOf(2), "paid-online", 1);
    await noteFact(tx, idOf(3), "paid-online", 2);
    await noteFact(tx, idOf(3), "paid-online", 1);
  }, at("2022-01-01 08:00"));
  const feedback = { organisationId: world.commune, dossierId: null, kind: "thái độ", complaint: false };
  const received = at("2022-03-02 08:00");
  await world.system(async (tx) => {
    await noteFeedback(tx, {
      ...feedback,
      id: "P1",
      receivedAt: received,
      dueAt: at("2022-03-10 17:00"),
      answeredAt: at("2022-03-09 08:00"),
      satisfied: true,
    });
    await noteFeedback(tx, {
      ...feedback,
      id: "P2",
      receivedAt: received,
      dueAt: at("2022-03-10 17:00"),
      answeredAt: at("2022-03-11 08:00"),
      satisfied: false,
    });
    await noteFeedback(tx, {
      ...feedback,
      id: "P3",
      dossierId: idOf(8),
      complaint: true,
      receivedAt: at("2022-03-29 08:00"),
      dueAt: at("2022-03-31 17:00"),
      answeredAt: at("2022-03-30 08:00"),
      satisfied: null,
    });
  }, at("2022-03-30 09:00"));
  for (const [number, overall] of [
    [1, "3"],
    [2, "2"],
    [3, "1"],
    [13, "2"],
  ] as const)
    await world.system(async (tx) => {
      await inviteToRate(tx, idOf(number));
      const { token } = await tx.queries
        .selectFrom("public_services.quality_rating")
        .select("token")
        .where("dossier_id", "=", idOf(number))
        .executeTakeFirstOrThrow();
      await rateDossier(tx, { token, overall, convenience: "", criteria: {}, comment: "" });
    }, at("2022-03-25 08:00"));
}

function idOf(number: number): string {
  const id = ids.get(number);
  if (!id) throw new Error(`there is no dossier ${number}`);
  return id;
}

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
  computeIndex(world.province.database.queries, periodOf(MARCH, NOW), scope);

describe("the index of a commune in March, to the hundredth", () => {
  test("every indicator is what the hand counted", async () => {
    expect(linesOf(await march({ organisationId: world.commune }))).toEqual(EXPECTED);
  });

  test("groups and total are the sums of what is shown; what nobody tells is not asked for", async () => {
    const index = await march({ organisationId: world.commune });
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
    const index = await march({ organisationId: world.commune, field: "KHONG-CO" });
    expect([index.total, index.possible]).toEqual([undefined, 0]);
  });
});

describe("what stands behind a figure", () => {
  const behind = async (id: DossierIndicatorId, part: FigurePart) => {
    const { queries } = world.province.database;
    const rows = await dossiersOfFigure(
      queries,
      {
        id,
        part,
        period: periodOf(MARCH, NOW),
        scope: { organisationId: world.commune },
        sources: await sourcesOf(queries),
      },
      { limit: 100 },
    );
    return [...ids]
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
    const index = await march({ organisationId: world.commune });
    for (const { indicator, counted } of index.groups.flatMap(({ lines }) => lines)) {
      const id = asDossierIndicator(indicator.id);
      if (id === undefined) continue;
      const [all, hit, miss] = [await behind(id, "all"), await behind(id, "hit"), await behind(id, "miss")];
      expect([id, all.length, hit.length + miss.length]).toEqual([id, counted.d, counted.d]);
      if (id !== "5.4") expect([id, hit.length]).toEqual([id, counted.n]);
    }
  });
});
