import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { PaymentMethod, PaymentState } from "./tables.ts";

export interface PaymentLineItem {
  readonly id: string;
  readonly dossier_id: string;
  readonly dossier_code: string;
  readonly procedure_name: string;
  readonly payer: string;
  readonly amount: string;
  readonly state: PaymentState;
  readonly method: PaymentMethod | null;
  readonly created_at: Date;
  readonly paid_at: Date | null;
  readonly receipt_number: string | null;
}

export interface PaymentFilter {
  readonly text?: string;
  readonly state?: PaymentState;
  readonly method?: PaymentMethod;
}

/** What a body collects, newest first, page by key. @param page.after id of the last one seen */
export async function listPayments(
  queries: Queries,
  organisationId: string,
  filter: PaymentFilter,
  page: { readonly after?: string; readonly limit: number },
): Promise<readonly PaymentLineItem[]> {
  const { text, state, method } = filter;
  const pattern = `%${(text ?? "").replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  const { rows } = await sql<PaymentLineItem>`
    select id, dossier_id, dossier_code, procedure_name, payer, amount::text, state, method, created_at, paid_at, receipt_number
      from public_services.payment
     where organisation_id = ${organisationId}::uuid
       ${state ? sql`and state = ${state}` : sql``} ${method ? sql`and method = ${method}` : sql``}
       ${text ? sql`and search.fold(dossier_code || ' ' || payer || ' ' || coalesce(receipt_number, '')) like search.fold(${pattern})` : sql``}
       ${page.after ? sql`and id < ${page.after}::uuid` : sql``}
     order by id desc limit ${page.limit}`.execute(queries);
  return rows;
}

/** Every payment as filtered, for a file of any length. */
export async function* everyPayment(
  queries: Queries,
  organisationId: string,
  filter: PaymentFilter,
): AsyncGenerator<PaymentLineItem> {
  let after: string | undefined;
  do {
    const rows = await listPayments(queries, organisationId, filter, {
      limit: 500,
      ...(after ? { after } : {}),
    });
    yield* rows;
    after = rows.length === 500 ? rows.at(-1)?.id : undefined;
  } while (after !== undefined);
}
