import type { ProcedureRecord } from "../../catalogue/index.ts";
import { sampleRecord } from "../../catalogue/testing.ts";
import { takeRecord } from "../../catalogue/write-version.ts";
import { countProcedure } from "../facts/count-procedures.ts";
import { noteFact, noteFeedback } from "../facts/note-fact.ts";
import { inviteToRate } from "../ratings/invite-to-rate.ts";
import { rateDossier } from "../ratings/rate-dossier.ts";
import { at, type QualityWorld, qualityWorld } from "./world.ts";

/** The month that hand-made-example.test.ts tells in its table, in a real database. */
export interface March {
  readonly world: QualityWorld;
  /** Ids of the dossiers by their number in the table. */
  readonly ids: Map<number, string>;
  idOf(number: number): string;
}

export const MARCH = { from: "2022-03-01", to: "2022-03-31" };
/** When it is counted. */
export const COUNTED_AT = at("2022-04-10 09:00");

export async function march2022(): Promise<March> {
  const world = await qualityWorld();
  const ids = new Map<number, string>();
  const march: March = {
    world,
    ids,
    idOf(number) {
      const id = ids.get(number);
      if (!id) throw new Error(`there is no dossier ${number}`);
      return id;
    },
  };
  await putProcedures(world);
  await putDossiers(march);
  await putWhatOthersSay(march);
  return march;
}

async function putProcedures(world: QualityWorld): Promise<void> {
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

async function putDossiers({ world, ids }: March): Promise<void> {
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

async function putWhatOthersSay({ world, idOf }: March): Promise<void> {
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
