import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { continueFrom, NumberAlreadyGiven, nextNumber, peekNumber } from "./next-number.ts";
import { NoSeries, putSeries, seriesOf } from "./series-of.ts";
import { formatCodeNumber, formatNotation, formatSymbol, InvalidNotation, parseSymbol } from "./symbol.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([
    { room: "core/numbering", folder: new URL("migrations/", import.meta.url) },
  ]);
  await sql`create table given (organisation_id uuid, series text, year int, number bigint)`.execute(
    database.queries,
  );
});
afterAll(() => database.drop());

/** 23:59:59.5 of 31 December 2022 and the instants around it, at UTC+7. */
const NEW_YEAR = Date.UTC(2022, 11, 31, 17);

class ChangedMind extends Error {}

/** Takes a number and stores it as a document would be, in one transaction that may fail afterwards. */
async function take(organisationId: string, series: string, at: Date, fail: boolean): Promise<void> {
  try {
    await database.queries.transaction().execute(async (tx) => {
      const { number, year } = await nextNumber(tx, { organisationId, series, at });
      await sql`insert into given values (${organisationId}::uuid, ${series}, ${year}, ${number})`.execute(
        tx,
      );
      if (fail) throw new ChangedMind();
    });
  } catch (error) {
    if (!(error instanceof ChangedMind)) throw error;
  }
}

describe("numbers of a series", () => {
  it("have no gap and no duplicate under 50 clients, rollbacks and New Year: 10,000 numbers", async () => {
    const organisations = Array.from({ length: 5 }, () => randomUUID());
    const CLIENTS = 50;
    const EACH = 200;
    let rollbacks = 0;
    const client = async (clientNumber: number) => {
      let done = 0;
      for (let i = 0; done < EACH; i++) {
        const organisation = organisations[(clientNumber + i) % organisations.length] ?? "";
        const series = (clientNumber + i) % 3 === 0 ? "incoming" : "outgoing";
        // The clock passes New Year while all clients are at work.
        const at = new Date(NEW_YEAR + (done - EACH / 2) * 10 + (clientNumber % 7) * 3);
        const fail = Math.random() < 0.15;
        await take(organisation, series, at, fail);
        if (fail) rollbacks += 1;
        else done += 1;
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)));
    const { rows } = await sql<{ year: number; n: number; distinct: number; min: number; max: number }>`
      select year, count(*)::int as n, count(distinct number)::int as distinct, min(number) as min, max(number) as max
        from given group by organisation_id, series, year`.execute(database.queries);
    expect(rollbacks).toBeGreaterThan(100);
    expect(new Set(rows.map((row) => row.year))).toEqual(new Set([2022, 2023]));
    expect(rows.reduce((sum, row) => sum + row.n, 0)).toBe(CLIENTS * EACH);
    for (const row of rows) expect(row).toMatchObject({ min: 1, max: row.n, distinct: row.n });
  }, 120_000);

  it("belong to the local year: 17:00 UTC of 31 December is New Year in Vietnam", async () => {
    const organisationId = randomUUID();
    const take1 = (at: Date) => nextNumber(database.queries, { organisationId, series: "outgoing", at });
    expect(await take1(new Date(NEW_YEAR - 1))).toEqual({ number: 1, year: 2022 });
    expect(await take1(new Date(NEW_YEAR))).toEqual({ number: 1, year: 2023 });
    expect(await take1(new Date(NEW_YEAR - 1))).toEqual({ number: 2, year: 2022 });
  });

  it("continue a paper series, but never go back", async () => {
    const request = { organisationId: randomUUID(), series: "incoming", at: new Date(NEW_YEAR) };
    await continueFrom(database.queries, request, 412);
    expect(await peekNumber(database.queries, request)).toEqual({ number: 413, year: 2023 });
    expect(await nextNumber(database.queries, request)).toEqual({ number: 413, year: 2023 });
    await expect(continueFrom(database.queries, request, 413)).rejects.toThrow(NumberAlreadyGiven);
  });
});

describe("the series of a document", () => {
  const thing = { direction: "outgoing", documentType: "QĐ", secret: false, normative: false } as const;
  it("is common by default; secret and normative documents have their own", async () => {
    const organisationId = randomUUID();
    const of = (more: object) => seriesOf(database.queries, { ...thing, organisationId, ...more });
    expect(await of({})).toBe("outgoing");
    expect(await of({ documentType: null })).toBe("outgoing");
    expect(await of({ secret: true })).toBe("outgoing-secret");
    expect(await of({ normative: true })).toBe("normative-qd");
    expect(await of({ normative: true, documentType: "QyĐ" })).toBe("normative-qyd");
    expect(await of({ direction: "incoming", documentType: null })).toBe("incoming");
    expect(await of({ direction: "incoming", documentType: null, secret: true })).toBe("incoming-secret");
    await expect(of({ direction: "incoming", normative: true })).rejects.toThrow(NoSeries);
  });
  it("follows the organisation's own decision: decisions apart, the rest together", async () => {
    const organisationId = randomUUID();
    await putSeries(database.queries, organisationId, {
      series: "decisions",
      direction: "outgoing",
      secret: false,
      normative: false,
      documentTypes: ["QĐ"],
      perType: false,
    });
    expect(await seriesOf(database.queries, { ...thing, organisationId })).toBe("decisions");
    expect(await seriesOf(database.queries, { ...thing, organisationId, documentType: "KH" })).toBe(
      "outgoing",
    );
    expect(await seriesOf(database.queries, { ...thing, organisationId: randomUUID() })).toBe("outgoing");
  });
});

describe("number and notation", () => {
  it.each([
    [15, "QĐ", "BNV", undefined, "15/QĐ-BNV"],
    [5, null, "BNV", "VP", "05/BNV-VP"],
    [12, null, "UBND", "VX", "12/UBND-VX"],
    [125, null, "STTTT", "CNTT", "125/STTTT-CNTT"],
    [9, "TTr", "UBND", "VX", "09/TTr-UBND"],
    [1, null, "UBND", undefined, "01/UBND"],
  ])("%i %s %s %s → %s", (number, type, organisation, unit, expected) => {
    expect(formatSymbol(number, formatNotation({ type, organisation, unit }))).toBe(expected);
  });
  it("of normative documents has the year", () => {
    const notation = formatNotation({ type: "QĐ", organisation: "UBND" });
    expect(formatSymbol(7, notation, 2022)).toBe("07/2022/QĐ-UBND");
    expect(parseSymbol("07/2022/QĐ-UBND")).toEqual({ number: "7", year: 2022, notation: "QĐ-UBND" });
  });
  it("refuses what cannot be written", () => {
    expect(() => formatCodeNumber(0)).toThrow(RangeError);
    expect(() => formatCodeNumber(1.5)).toThrow(RangeError);
    expect(() => formatNotation({ type: "QĐ", organisation: "" })).toThrow(InvalidNotation);
    expect(() => formatNotation({ type: null, organisation: "A/B" })).toThrow(InvalidNotation);
    expect(parseSymbol("không số")).toBeUndefined();
  });
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999 }),
        fc.constantFrom("QĐ", "TTr", "KH", null),
        fc.constantFrom("UBND", "STTTT", "SLĐTBXH"),
        fc.option(fc.constantFrom("VX", "CNTT"), { nil: undefined }),
        (number, type, organisation, unit) => {
          const notation = formatNotation({ type, organisation, unit });
          expect(parseSymbol(formatSymbol(number, notation))).toEqual({ number: String(number), notation });
        },
      ),
    );
  });
});
