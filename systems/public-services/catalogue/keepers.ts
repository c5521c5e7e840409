import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { findOrganisation } from "../../../core/directory/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { type Keepers, mayChooseKeeper } from "./permissions.ts";

/** The office that controls procedures on a day (`yyyy-MM-dd`); none: only administrators write and publish. */
export async function keepersOn(queries: Queries, day: string): Promise<Keepers> {
  const { rows } = await sql<{ organisation_id: string }>`
    select organisation_id from public_services.procedure_keeper where valid @> ${day}::date`.execute(
    queries,
  );
  return { keepers: rows.map((row) => row.organisation_id) };
}

/**
 * From today on an office controls procedures.
 * @throws AccessDeniedError; FormRefusal on `keeper`
 */
export async function chooseKeeper(
  tx: Transaction,
  actor: PersonActor,
  organisationId: string,
): Promise<void> {
  assertMay(actor, mayChooseKeeper, undefined);
  const day = localDateOf(tx.now);
  const known = /^[0-9a-f-]{36}$/i.test(organisationId)
    ? await findOrganisation(tx.queries, organisationId, day)
    : undefined;
  if (!known || known.kind === "unit") {
    throw new FormRefusal({
      keeper: {
        vi: "Chọn một cơ quan đang có trong danh bạ.",
        en: "Choose an organisation of the directory.",
      },
    });
  }
  await putKeeper(tx, known.id, day);
  tx.record({
    action: "procedures.choose-keeper",
    objectKind: "catalogue-of-procedures",
    objectId: known.id,
    data: { from: day },
  });
}

/** Writes it; what held before ends on that day. */
export async function putKeeper(tx: Transaction, organisationId: string, day: string): Promise<void> {
  await sql`delete from public_services.procedure_keeper where lower(valid) >= ${day}::date`.execute(
    tx.queries,
  );
  await sql`update public_services.procedure_keeper set valid = daterange(lower(valid), ${day}::date)
    where valid @> ${day}::date`.execute(tx.queries);
  await sql`insert into public_services.procedure_keeper (organisation_id, valid)
    values (${organisationId}::uuid, daterange(${day}::date, null))`.execute(tx.queries);
}
