import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { Appointment } from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import type { KeptWorkFile } from "../../documents/index.ts";
import { lockWorkFile, searchText, tellFile } from "./work-file.ts";

/** Files a keeper still has to do with: the archive's are the archive's. */
const KEPT = sql`state in ('open', 'closed', 'deposit-asked', 'returned')`;

/** What an appointment keeps and has not deposited, what is due first at the top. */
export async function filesKeptBy(queries: Queries, appointmentId: string): Promise<readonly KeptWorkFile[]> {
  const { rows } = await sql<KeptWorkFile>`
    select id, notation || ' – ' || title as label, '/files/' || id as href,
           (deposit_due::timestamp at time zone 'Asia/Ho_Chi_Minh') as deadline
      from records.work_file where keeper = ${appointmentId}::uuid and ${KEPT}
     order by deposit_due nulls last, year desc, notation`.execute(queries);
  return rows;
}

/** Which of these appointments keep a file that is not deposited. */
export async function keepersAmong(
  queries: Queries,
  appointmentIds: readonly string[],
): Promise<readonly string[]> {
  if (appointmentIds.length === 0) return [];
  const { rows } = await sql<{ keeper: string }>`
    select keeper from unnest(${[...appointmentIds]}::uuid[]) as wanted(keeper)
     where exists (select from records.work_file f where f.keeper = wanted.keeper and ${KEPT})`.execute(
    queries,
  );
  return rows.map(({ keeper }) => keeper);
}

/**
 * Gives a file to another keeper because its keeper leaves; it stands in the new keeper's unit. Rights, terms and story stay.
 * Whoever calls has checked that the hand-over is allowed.
 *
 * @returns why it cannot be done; "gone" when it is no longer that keeper's or with the archive
 */
export async function passWorkFile(
  tx: Transaction,
  id: string,
  from: Pick<Appointment, "id" | "fullName">,
  to: Appointment,
): Promise<Sentence | "gone" | undefined> {
  const file = await lockWorkFile(tx, id);
  if (file.keeper !== from.id || file.state === "deposited") return "gone";
  if (file.frozen) {
    return {
      vi: "Hồ sơ đang được đóng băng để thanh tra, kiểm tra; bàn giao sau khi mở lại.",
      en: "The file is frozen for an inspection; hand it over when it is released.",
    };
  }
  if (file.organisation_id !== to.organisationId) {
    return {
      vi: "Người nhận không công tác ở cơ quan giữ hồ sơ.",
      en: "The receiver does not work for the organisation that keeps the file.",
    };
  }
  const keeper = { keeper: to.id, keeper_name: to.fullName, unit_id: to.unitId, unit_name: to.unitName };
  await tx.queries
    .updateTable("records.work_file")
    .set({ ...keeper, search: searchText({ ...file, ...keeper }), version: file.version + 1 })
    .where("id", "=", file.id)
    .execute();
  const note = `${to.fullName} nhận bàn giao từ ${from.fullName}`;
  await tellFile(tx, file.id, "hand-over", note);
  tx.record({
    action: "records.hand-over",
    objectKind: "work-file",
    objectId: file.id,
    data: { notation: file.notation, to: to.id, note },
  });
  tx.emit({
    type: "records.file-moved",
    subjectId: file.id,
    organisations: [file.organisation_id],
    data: { fileId: file.id, action: "hand-over", state: file.state },
  });
  return undefined;
}
