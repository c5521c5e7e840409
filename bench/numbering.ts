/** 50 clients take 10,000 numbers each across a New Year, some transactions roll back: gaps, duplicates and the rate. */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { nextNumber } from "../core/numbering/index.ts";
import { type BenchOptions, benchDatabase, clock, type Report } from "./support.ts";

const CLIENTS = 50;
const EACH = 10_000;
/** Midnight of 1 January 2023 in Vietnam. */
const NEW_YEAR = Date.UTC(2022, 11, 31, 17);
const ORGANISATIONS = 134;
/** One transaction in so many is rolled back after it took its number. */
const ROLLBACK_ONE_IN = 20;

class ChangedMind extends Error {}

/** `--seconds` shortens the run: clients stop early; the numbers given until then are checked all the same. */
export async function run(report: Report, options: BenchOptions): Promise<void> {
  const server = await benchDatabase(
    [{ room: "core/numbering", folder: new URL("../core/numbering/migrations/", import.meta.url) }],
    { max: CLIENTS },
  );
  const { queries } = server.database;
  try {
    await sql`create table given (organisation_id uuid, year int, number bigint)`.execute(queries);
    const organisations = Array.from({ length: ORGANISATIONS }, () => randomUUID());
    const end = options.seconds === undefined ? Number.POSITIVE_INFINITY : clock() + options.seconds * 1000;
    let given = 0;
    const take = async (organisationId: string, at: Date, fail: boolean) => {
      try {
        await queries.transaction().execute(async (tx) => {
          const { number, year } = await nextNumber(tx, { organisationId, series: "outgoing", at });
          await sql`insert into given values (${organisationId}::uuid, ${year}, ${number})`.execute(tx);
          if (fail) throw new ChangedMind();
        });
        given += 1;
        return true;
      } catch (error) {
        if (error instanceof ChangedMind) return false;
        throw error;
      }
    };
    report.note(`${CLIENTS} clients × ${EACH} numbers, ${ORGANISATIONS} organisations`);
    const began = clock();
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        let done = 0;
        for (let i = 0; done < EACH && clock() < end; i++) {
          const organisation = organisations[(client * 7 + i) % ORGANISATIONS] ?? "";
          const at = new Date(NEW_YEAR + (i % 2 === 0 ? -1 : 1) * (1 + (i % 1000)));
          if (await take(organisation, at, (client + i) % ROLLBACK_ONE_IN === 0)) done += 1;
        }
      }),
    );
    const seconds = (clock() - began) / 1000;
    const { rows } = await sql<{ gaps: number; duplicates: number; n: number }>`
      select sum(highest - different)::int as gaps, sum(n - different)::int as duplicates, sum(n)::int as n
        from (select max(number) as highest, count(distinct number) as different, count(*) as n
                from given group by organisation_id, year) s`.execute(queries);
    const checked = rows[0];
    if (checked?.n !== given) throw new Error(`${given} numbers were given, ${checked?.n} are stored`);
    report.figure({ figure: "numbering.given", value: given, unit: "numbers" });
    report.figure({
      figure: "numbering.gaps",
      value: checked.gaps,
      unit: "numbers",
      target: { at: "≤", limit: 0 },
    });
    report.figure({
      figure: "numbering.duplicates",
      value: checked.duplicates,
      unit: "numbers",
      target: { at: "≤", limit: 0 },
    });
    report.figure({ figure: "numbering.rate", value: given / seconds, unit: "numbers/s" });
  } finally {
    await server.stop();
  }
}
