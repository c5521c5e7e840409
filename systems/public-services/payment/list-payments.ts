import { type RawBuilder, sql } from "kysely";
import { instantAt, type LocalDate, plusDays } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { PaymentMethod, PaymentState } from "./tables.ts";

export interface PaymentLineItem {
  readonly id: string;
  readonly dossier_id: string;
  readonly dossier_code: string;
  readonly procedure_name: string;
  readonly payer: string;
  /** Whole đồng. */
  readonly amount: number;
  readonly state: PaymentState;
  readonly method: PaymentMethod | null;
  readonly created_at: Date;
  readonly paid_at: Date | null;
  readonly receipt_number: string | null;
  readonly transaction_code: string;
}

export interface PaymentFilter {
  /** Words of code, payer, receipt or transaction, with or without diacritics. */
  readonly text?: string;
  readonly state?: PaymentState;
  readonly method?: PaymentMethod;
  /** The day it was paid, `yyyy-MM-dd`. */
  readonly paidOn?: LocalDate;
}

export const PAYMENT_SORTS = ["created", "paid", "amount"] as const;
export type PaymentSort = (typeof PAYMENT_SORTS)[number];

export interface PaymentsAsked {
  readonly filter: PaymentFilter;
  readonly sort: PaymentSort;
  readonly descending: boolean;
}

/** What a body collects, page by key. @param page.after cursor of the last row seen; one that cannot be read is the first page */
export async function listPayments(
  queries: Queries,
  organisationId: string,
  { filter, sort, descending }: PaymentsAsked,
  page: { readonly after?: string; readonly limit: number },
): Promise<{ readonly rows: readonly PaymentLineItem[]; readonly next?: string }> {
  const key = KEYS[sort];
  const direction = descending ? sql`desc` : sql`asc`;
  const [, at, id] = /^(-?\d{1,15}(?:\.\d{1,9})?)_([0-9a-f-]{36})$/.exec(page.after ?? "") ?? [];
  const mark = descending ? sql`<` : sql`>`;
  const beyond =
    at === undefined || id === undefined
      ? sql``
      : sort === "created"
        ? sql`and id ${mark} ${id}::uuid`
        : sql`and (${key}, id) ${mark} (${at}::numeric, ${id}::uuid)`;
  const { rows } = await sql<PaymentLineItem & { sort_key: string }>`
    select id, dossier_id, dossier_code, procedure_name, payer, amount, state, method, created_at, paid_at, receipt_number,
           transaction_code, (${key})::text as sort_key
      from public_services.payment
     where organisation_id = ${organisationId}::uuid ${narrowed(filter)} ${beyond}
     order by ${sort === "created" ? sql`` : sql`${key} ${direction},`} id ${direction} limit ${page.limit + 1}`.execute(
    queries,
  );
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    rows: shown,
    ...(rows.length > page.limit && last ? { next: `${last.sort_key}_${last.id}` } : {}),
  };
}

const KEYS: Readonly<Record<PaymentSort, RawBuilder<unknown>>> = {
  // Ids count up with time: the index of a body gives them in this order.
  created: sql`0`,
  paid: sql`coalesce(extract(epoch from paid_at), 0)`,
  amount: sql`amount::numeric`,
};

function narrowed({ text, state, method, paidOn }: PaymentFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql``];
  if (state) parts.push(sql`and state = ${state}`);
  if (method) parts.push(sql`and method = ${method}`);
  if (paidOn)
    parts.push(sql`and paid_at >= ${instantAt(paidOn)} and paid_at < ${instantAt(plusDays(paidOn, 1))}`);
  if (text) {
    const pattern = `%${text.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
    parts.push(sql`and search.fold(dossier_code || ' ' || payer || ' ' || coalesce(receipt_number, '') || ' '
      || transaction_code) like search.fold(${pattern})`);
  }
  return sql.join(parts, sql` `);
}

/** Every payment as filtered and sorted, for a file of any length. */
export async function* everyPayment(
  queries: Queries,
  organisationId: string,
  asked: PaymentsAsked,
): AsyncGenerator<PaymentLineItem> {
  let after: string | undefined;
  do {
    const page = await listPayments(queries, organisationId, asked, {
      limit: 500,
      ...(after === undefined ? {} : { after }),
    });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

export interface DayTotal {
  readonly method: PaymentMethod;
  readonly count: number;
  /** Whole đồng. */
  readonly sum: number;
}

/** What came in on a day, by the way it came. Money that was given back later did come in. */
export async function dayTotals(
  queries: Queries,
  organisationId: string,
  day: LocalDate,
): Promise<readonly DayTotal[]> {
  const { rows } = await sql<DayTotal>`
    select method, count(*)::int as count, sum(amount)::bigint as sum from public_services.payment
     where organisation_id = ${organisationId}::uuid and paid_at >= ${instantAt(day)} and paid_at < ${instantAt(plusDays(day, 1))}
     group by method order by method`.execute(queries);
  return rows;
}
