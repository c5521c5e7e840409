import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { instantAt, plusDays } from "../../../core/calendar/index.ts";
import { FormRefusal, notFound } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, type Transaction, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { maySettleDifference } from "./permissions.ts";
import { askPlatform, platformOf } from "./platform/client.ts";
import { lockPayment, type PaymentRow, settle } from "./settle.ts";
import type { DifferenceKind } from "./tables.ts";

interface Difference {
  readonly kind: DifferenceKind;
  readonly reference: string;
  readonly row: PaymentRow | undefined;
  readonly detail: string;
}

/**
 * Compares a day's online payments of a body with the platform, one by one, and looks through the notices that fitted
 * nothing. What the platform has as paid and we did not know is settled at once; whatever else differs waits for a person.
 *
 * @param day `yyyy-MM-dd`
 * @returns payments compared, settled now, and differences found
 */
export async function compareDay(
  house: House,
  actor: PersonActor,
  day: string,
): Promise<{ readonly compared: number; readonly settled: number; readonly differences: number }> {
  const subject = { organisationId: actor.organisationId };
  assertMay(actor, maySettleDifference, subject);
  const { queries } = house.database;
  const platform = platformOf(house);
  const [from, to] = [instantAt(day), instantAt(plusDays(day, 1))];
  const rows = await queries
    .selectFrom("public_services.payment")
    .selectAll()
    .where("organisation_id", "=", actor.organisationId)
    .where((where) =>
      where.or([
        where.and([where("paid_at", ">=", from), where("paid_at", "<", to), where("method", "=", "online")]),
        where.and([
          where("created_at", ">=", from),
          where("created_at", "<", to),
          where("pay_url", "is not", null),
        ]),
      ]),
    )
    .execute();
  const found: Difference[] = [];
  let settled = 0;
  for (const row of platform ? rows : []) {
    const there = platform && (await askPlatform(platform, row.reference, new Date()));
    const paidHere = row.method === "online";
    if (there && there.SoTien !== Number(row.amount))
      found.push({
        kind: "amount",
        reference: row.reference,
        row,
        detail: `${there.SoTien} ≠ ${row.amount}`,
      });
    else if (there?.TrangThai === "thanh-cong" && row.state === "open") {
      await transact(house, { actor }, async (tx) => {
        await settle(tx, house, await lockPayment(tx, row.id), {
          method: "online",
          transaction: there.MaGiaoDich,
          at: tx.now,
        });
      });
      settled += 1;
    } else if (there?.TrangThai === "thanh-cong" && !paidHere)
      found.push({
        kind: "paid-there",
        reference: row.reference,
        row,
        detail: `${row.state}, ${row.method ?? "-"}`,
      });
    else if (paidHere && there?.TrangThai !== "thanh-cong")
      found.push({ kind: "unpaid-there", reference: row.reference, row, detail: there?.TrangThai ?? "-" });
  }
  const strange = await queries
    .selectFrom("public_services.payment_notice")
    .select(["reference", "outcome"])
    .distinct()
    .where("at", ">=", from)
    .where("at", "<", to)
    .where("outcome", "in", ["unknown", "wrong-amount"])
    .execute();
  for (const { reference, outcome } of strange) {
    const row = await queries
      .selectFrom("public_services.payment")
      .selectAll()
      .where("reference", "=", reference)
      .executeTakeFirst();
    // A reference nobody here gave out belongs to no body: whoever compares sees it.
    if (row && row.organisation_id !== actor.organisationId) continue;
    found.push({
      kind: outcome === "unknown" ? "unknown-here" : "amount",
      reference,
      row,
      detail: "CONFIRM",
    });
  }
  await transact(house, { actor }, async (tx) => {
    for (const { kind, reference, row, detail } of found)
      await tx.queries
        .insertInto("public_services.payment_difference")
        .values({
          id: uuidv7(tx.now),
          day,
          organisation_id: actor.organisationId,
          payment_id: row?.id ?? null,
          reference,
          kind,
          detail,
          found_at: tx.now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    tx.record({
      action: "payments.compare",
      objectKind: "payments",
      objectId: actor.organisationId,
      data: { day, compared: rows.length, settled, differences: found.length },
    });
  });
  return { compared: rows.length, settled, differences: found.length };
}

/** A person says what a difference was. @throws FormRefusal, AccessDeniedError, Refusal 404 */
export async function settleDifference(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  note: string,
): Promise<void> {
  const { rows } = await sql<{ organisation_id: string | null }>`
    select organisation_id from public_services.payment_difference where id = ${id}::uuid and settled_at is null for update`.execute(
    tx.queries,
  );
  const [found] = rows;
  if (!found?.organisation_id) throw notFound();
  assertMay(actor, maySettleDifference, { organisationId: found.organisation_id });
  if (note.trim().length < 5)
    throw new FormRefusal({ note: { vi: "Ghi đã xử lý thế nào.", en: "Write what was done." } });
  await tx.queries
    .updateTable("public_services.payment_difference")
    .set({ settled_at: tx.now, settled_by: actor.fullName, note: note.trim() })
    .where("id", "=", id)
    .execute();
  tx.record({
    action: "payments.settle-difference",
    objectKind: "payment-difference",
    objectId: id,
    data: { note: note.trim() },
  });
}
