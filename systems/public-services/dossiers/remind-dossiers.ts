import { sql } from "kysely";
import { addWorkingDays, loadCalendar } from "../../../core/calendar/index.ts";
import { notify, type Recipients } from "../../../core/notify/index.ts";
import type { House, Loop } from "../../../core/system.ts";
import { type Transaction, transact } from "../../../core/transaction/index.ts";
import type { DossierRow } from "./dossier.ts";
import { peopleAtStep } from "./tell-officials.ts";

const AT_ONCE = 100;
/** Told one working day before the promise, when an apology with a new day is still in time (TT 01/2018/TT-VPCP, form 04). */
const DAYS_BEFORE = 1;

export const reminderLoop: Loop = {
  name: "dossiers.remind",
  everyMs: 60_000,
  async run(house) {
    return (await remindDossiers(house, new Date())) >= AT_ONCE ? "again" : "rest";
  },
};

/**
 * Tells whoever handles a dossier that its promised time is near, and them and the leaders of the receiving body when it
 * has passed. A batch is one transaction: killed in between, nobody is told twice and nobody is left out.
 *
 * @returns how many dossiers were told about
 */
export async function remindDossiers(house: House, now: Date): Promise<number> {
  return await transact(house, { actor: { kind: "system", name: "dossiers" }, now }, async (tx) => {
    const soon = addWorkingDays(now, DAYS_BEFORE, await loadCalendar(tx.queries));
    const { rows } = await sql<DossierRow>`
      select * from public_services.dossier
       where state in (2, 4) and reminded < 2 and (due_at < ${now} or (due_at < ${soon} and reminded = 0))
       order by due_at limit ${AT_ONCE} for update skip locked`.execute(tx.queries);
    for (const row of rows) await remind(tx, row, now);
    return rows.length;
  });
}

async function remind(tx: Transaction, row: DossierRow, now: Date): Promise<void> {
  const passed = row.due_at !== null && row.due_at < now;
  const title = passed
    ? { vi: `Hồ sơ quá hạn trả kết quả: ${row.code}`, en: `Past its promised time: ${row.code}` }
    : {
        vi: `Hồ sơ sắp đến hạn, cần xin lỗi thì gửi ngay: ${row.code}`,
        en: `Due soon; apologise now if it will be late: ${row.code}`,
      };
  const at = await peopleAtStep(tx.queries, row);
  const leaders: Recipients = { organisations: [row.organisation_id], roles: ["leader"] };
  for (const to of [...(at ? [at] : []), ...(passed ? [leaders] : [])])
    await notify(tx, {
      to,
      kind: passed ? "dossiers.overdue" : "dossiers.due-soon",
      title,
      href: `/dossiers/${row.id}`,
      urgency: passed ? "urgent" : "normal",
      dedupeKey: `dossiers.remind:${row.id}:${passed ? 2 : 1}:${row.due_at?.toISOString() ?? ""}`,
    });
  await tx.queries
    .updateTable("public_services.dossier")
    .set({ reminded: passed ? 2 : 1 })
    .where("id", "=", row.id)
    .execute();
}
