import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import "./events.ts";
import { kindsOf, priorities } from "./kinds.ts";

export interface Drawing {
  readonly organisationId: string;
  readonly kind: string;
  /** Key of a priority; empty: none. */
  readonly priority: string;
}

/** More cannot be served in a day; a machine that runs wild stops here. */
const MOST_WAITING = 500;

/**
 * Draws the next number of a body, the local day and a kind. The row of the counter is locked until the ticket is
 * committed, so that no number is left out or given twice.
 *
 * @returns the token of the ticket's page and its label
 * @throws FormRefusal on `kind`, `priority`; Refusal 409 when too many wait
 */
export async function drawTicket(
  tx: Transaction,
  { organisationId, kind, priority }: Drawing,
): Promise<{ readonly id: string; readonly token: string; readonly label: string }> {
  const [kinds, known] = await Promise.all([kindsOf(tx.queries, organisationId), priorities(tx.queries)]);
  const found = kinds.find(({ key, active }) => active && key === kind);
  const first = known.find(({ key }) => key === priority);
  if (!found)
    throw new FormRefusal({
      kind: { vi: "Chọn việc bạn cần làm.", en: "Choose what you need." },
    });
  if (priority !== "" && !first)
    throw new FormRefusal({
      priority: { vi: "Diện ưu tiên này không còn; hãy chọn lại.", en: "This priority is no longer there." },
    });
  const day = localDateOf(tx.now);
  const { rows } = await sql<{ last: number }>`
    insert into public_services.desk_series as s (organisation_id, day, kind, last)
    values (${organisationId}::uuid, ${day}::date, ${kind}, 1)
    on conflict (organisation_id, day, kind) do update set last = s.last + 1 returning last`.execute(
    tx.queries,
  );
  const number = rows[0]?.last;
  if (number === undefined) throw new Error("the series of tickets gave no number");
  const { rows: counted } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from public_services.desk_ticket
     where organisation_id = ${organisationId}::uuid and day = ${day}::date and state = 'waiting'`.execute(
    tx.queries,
  );
  if ((counted[0]?.waiting ?? 0) >= MOST_WAITING) throw tooMany();
  const id = uuidv7(tx.now);
  const token = randomBytes(16).toString("base64url");
  const label = `${found.prefix}${String(number).padStart(3, "0")}`;
  await tx.queries
    .insertInto("public_services.desk_ticket")
    .values({
      id,
      organisation_id: organisationId,
      day,
      kind,
      kind_name: found.name,
      number,
      label,
      token,
      priority: first?.key ?? null,
      rank: first?.rank ?? 0,
      state: "waiting",
      drawn_at: tx.now,
    })
    .execute();
  tx.record({
    action: "desk.draw",
    objectKind: "desk-ticket",
    objectId: id,
    data: { label, day, priority: first?.key ?? null },
  });
  tx.emit({
    type: "desk.ticket-moved",
    subjectId: id,
    organisations: [organisationId],
    data: { label, from: null, to: "waiting", counter: null },
  });
  return { id, token, label };
}

function tooMany(): Refusal {
  return new Refusal("desk.too-many", 409, {
    vi: "Hôm nay đã có quá nhiều người chờ. Hãy hỏi cán bộ ở bàn hướng dẫn, hoặc quay lại ngày làm việc sau.",
    en: "Too many people wait today. Ask at the help desk, or come back on the next working day.",
  });
}
