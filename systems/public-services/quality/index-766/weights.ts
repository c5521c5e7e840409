import { sql } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { FormRefusal, type Sentence } from "../../../../core/errors.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, type Transaction, transact } from "../../../../core/transaction/index.ts";
import { keepersOn } from "../../catalogue/index.ts";
import { mayChangeWeights } from "../permissions.ts";
import type { Weight } from "./figure.ts";
import { INDICATOR_IDS, type IndicatorId } from "./indicators.ts";
import { WEIGHTS_766 } from "./qd-766.ts";

/** Points and threshold of an indicator from a day on. */
export interface DatedWeight extends Weight {
  readonly indicator: IndicatorId;
  /** `yyyy-MM-dd` */
  readonly validFrom: string;
  readonly source: string;
  readonly verified: boolean;
}

interface Row {
  readonly indicator: string;
  readonly validFrom: string;
  readonly points: number;
  readonly fullAt: number;
  readonly source: string;
  readonly verified: boolean;
}

/** What holds on a day, by indicator. */
export async function weightsOn(
  queries: Queries,
  day: string,
): Promise<ReadonlyMap<IndicatorId, DatedWeight>> {
  const { rows } = await sql<Row>`
    select distinct on (indicator) indicator, valid_from as "validFrom", (points * 100)::int as points,
           (full_at * 100)::int as "fullAt", source, verified
      from public_services.quality_weight where valid_from <= ${day}::date
     order by indicator, valid_from desc`.execute(queries);
  return new Map(
    rows.flatMap((row) => {
      const indicator = INDICATOR_IDS.find((id) => id === row.indicator);
      return indicator ? [[indicator, { ...row, indicator }] as const] : [];
    }),
  );
}

/** The points of the decision, put in once; what an office changed stays. */
export async function seedWeights(house: House): Promise<void> {
  await transact(house, { actor: { kind: "system", name: "quality" } }, async (tx) => {
    for (const weight of WEIGHTS_766)
      await sql`insert into public_services.quality_weight
          (indicator, valid_from, points, full_at, source, verified, changed_by, changed_at)
        values (${weight.indicator}, ${weight.validFrom}::date, ${weight.points / 100}, ${weight.fullAt / 100},
          ${weight.source}, ${weight.verified}, 'Dữ liệu của hệ thống', ${tx.now})
        on conflict do nothing`.execute(tx.queries);
  });
}

export interface TypedWeight {
  readonly indicator: string;
  /** `yyyy-MM-dd`, or what was typed when that is no day. */
  readonly validFrom: string;
  readonly points: string;
  readonly fullAt: string;
  readonly source: string;
}

/**
 * From a day on an indicator has other points or another threshold. Figures taken before stay as they are.
 * @throws AccessDeniedError, FormRefusal
 */
export async function changeWeight(tx: Transaction, actor: PersonActor, typed: TypedWeight): Promise<void> {
  assertMay(actor, mayChangeWeights, await keepersOn(tx.queries, tx.now.toISOString().slice(0, 10)));
  const indicator = INDICATOR_IDS.find((id) => id === typed.indicator);
  const points = hundredths(typed.points, 0, 100);
  const fullAt = hundredths(typed.fullAt, 1, 100);
  const problems: Record<string, Sentence> = {};
  if (indicator === undefined) problems.indicator = { vi: "Chọn một chỉ tiêu.", en: "Choose an indicator." };
  if (points === undefined)
    problems.points = { vi: "Nhập số điểm từ 0 đến 100, ví dụ 4,5.", en: "Enter points from 0 to 100." };
  if (fullAt === undefined)
    problems.fullAt = { vi: "Nhập tỷ lệ từ 1 đến 100.", en: "Enter a percentage from 1 to 100." };
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed.validFrom))
    problems.validFrom = { vi: "Nhập ngày như 01/07/2025.", en: "Enter a day such as 01/07/2025." };
  if (typed.source.trim().length < 5)
    problems.source = {
      vi: "Ghi số và ngày của văn bản quy định.",
      en: "Name the document that says so.",
    };
  if (Object.keys(problems).length > 0 || points === undefined || fullAt === undefined)
    throw new FormRefusal(problems);
  await sql`insert into public_services.quality_weight
      (indicator, valid_from, points, full_at, source, verified, changed_by, changed_at)
    values (${typed.indicator}, ${typed.validFrom}::date, ${points / 100}, ${fullAt / 100},
      ${typed.source.trim().slice(0, 300)}, true, ${actor.fullName}, ${tx.now})
    on conflict (indicator, valid_from) do update set points = excluded.points, full_at = excluded.full_at,
      source = excluded.source, verified = true, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(
    tx.queries,
  );
  tx.record({
    action: "quality.change-weight",
    objectKind: "quality-weight",
    objectId: typed.indicator,
    data: { from: typed.validFrom, points, fullAt, source: typed.source.trim() },
  });
}

/** "4,5" → 450; undefined for anything else or outside the bounds. */
function hundredths(typed: string, least: number, most: number): number | undefined {
  const [, whole, fraction = ""] = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*$/.exec(typed) ?? [];
  if (whole === undefined) return undefined;
  const number = Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
  return number >= least * 100 && number <= most * 100 ? number : undefined;
}
